/* The rows of practices and tries: SQL ⇄ struct.  Only practices/ uses it. */
#ifndef PRACTICES_PRACTICE_ROWS_H
#define PRACTICES_PRACTICE_ROWS_H
#include "practices/practices.h"

struct practice *practice_row(struct tx *, int64_t id);               /* whatever its state; NULL: none */
void practice_insert(struct tx *, struct practice *);                 /* makes the id when it has none; parts too */
void practice_update(struct tx *, const struct practice *);           /* all but author, origin, counts; parts too */
void practice_state_put(struct tx *, int64_t id, enum practice_state, int64_t shared_at, const char *retired_why);
void practice_removed_put(struct tx *, int64_t id, int64_t removed_at);
void practice_count(struct tx *, int64_t id, int before, int after);  /* counts of reports, by one that changed; -1: none stood, or stands */
void practice_lasting_recount(struct tx *, int64_t id);               /* answers to the last check-back, of reports that stand */
void practice_lasting(struct tx *, int64_t id, int64_t *ret_used, int64_t *ret_not);
void practice_recount(struct tx *, int64_t id);                       /* all of them anew, from the tries */
struct practices practice_adaptations(struct tx *, int64_t origin);   /* shared ones */
struct practices practices_of(struct tx *, int64_t author);           /* all not removed */

struct version { int64_t number, edited_at; const char *editor, *content; };
struct versions { struct version *at; size_t n, cap; };
void            version_insert(struct tx *, int64_t practice, int64_t editor, int64_t at, const char *content);
struct versions version_rows(struct tx *, int64_t practice);          /* newest first, without content */
struct version *version_row(struct tx *, int64_t practice, int64_t number);

/* What a list is narrowed to; 0 or NULL: any. */
struct practice_filter {
	unsigned grades, subjects;       /* at least one of them; what says no grade or fits any subject passes */
	int64_t minutes;                 /* at most; what says none does not pass */
	int64_t author, school;
	const char *language;            /* of the content */
	bool worked;                     /* more kept it than stopped */
};
struct idlist { int64_t *at; size_t n, cap; };
struct idlist practices_newest(struct tx *, const struct practice_filter *, int64_t offset, int64_t limit);
int64_t       practices_number(struct tx *, const struct practice_filter *);
struct idlist practices_passing(struct tx *, struct idlist, const struct practice_filter *);   /* in the order given */
struct practices practices_listed(struct tx *, const int64_t *ids, size_t n);   /* cards, in this order; absent ones left out */

struct trial *trial_row(struct tx *, int64_t id);                     /* NULL: none */
void trial_insert(struct tx *, struct trial *);                       /* makes the id when it has none */
void trial_report_put(struct tx *, const struct trial *);             /* outcome, happened, changed, times */
int  trial_outcome(struct tx *, int64_t id);                          /* of the report that stands; -1: none does */
void trial_stopped_put(struct tx *, int64_t id, int64_t stopped_at);
void trial_withdrawn_put(struct tx *, int64_t id, int64_t withdrawn_at);
struct trials   trials_of(struct tx *, int64_t person);               /* all, newest first */
struct trials   trials_reported(struct tx *, int64_t practice, int64_t outcome, int64_t offset, int64_t limit);   /* newest first; of each what a reader sees; outcome -1: any */
struct report_row { int64_t outcome; struct room room; };              /* without a name */
struct report_rows { struct report_row *at; size_t n, cap; };
struct report_rows reports_of(struct tx *, int64_t practice, int64_t first);     /* the first so many: grades, size and learners of each */
struct trial   *trial_mine(struct tx *, int64_t practice, int64_t person);        /* the latest; NULL: none */

/* What was asked about their tries; a try of which nothing was has a row without weeks. */
struct asked { int64_t trial_id, weeks, asked_at, again_at, answered_at, still; };      /* weeks -1: nothing */
struct askeds { struct asked *at; size_t n, cap; };
struct askeds   asked_rows(struct tx *, int64_t person);              /* of practices not removed, by try and weeks */
void            asked_put(struct tx *, const struct asked *);         /* made, or changed */

int64_t         trials_under_way(struct tx *, int64_t practice);
#endif
