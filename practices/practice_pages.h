/* Handlers of practices/, and what their templates show. */
#ifndef PRACTICES_PRACTICE_PAGES_H
#define PRACTICES_PRACTICE_PAGES_H
#include "http/form.h"
#include "practices/questions.h"
#include "practices/text_compare.h"
#include "practices/practice_rows.h"
#include "practices/practice_search.h"
#include "practices/rules.h"

/* A filter that is on; `without` is the search when it is taken away. */
struct practice_chip { const char *said, *path; struct practice_query without; int64_t total; };
struct practice_view_list {
	struct practice_query query;
	struct { struct practice_chip *at; size_t n, cap; } chips, wider;    /* wider: what finds something, when nothing was found */
	struct idlist minutes;                    /* what the filter offers */
	struct practices found;
	struct room mine, asked;                  /* the viewer's room and the one searched for: what fits is shown */
	int64_t page, pages, total;
	const char *instead;
	const char *earlier, *later, *csv, *for_my_room;    /* addresses; NULL: none */
};

struct report_view { const struct trial *trial; const char *teaches; };     /* teaches: as their profile says, or "" */
struct report_views { struct report_view *at; size_t n, cap; };
struct family { const struct practice *practice; struct family *children; size_t n; };

struct practice_view {
	struct practice *practice, *origin;       /* origin NULL: none, or not theirs to see */
	bool is_author;
	struct evidence evidence;
	struct room my_room;
	const struct slice *like_mine;            /* of the evidence: rooms like the viewer's, or NULL */
	struct report_views reports;              /* the latest of each outcome */
	const struct family *family;              /* from the first one on */
	struct trial *trial;                      /* the viewer's own, or NULL */
	struct lack lack;                         /* a draft: what is missing to share it */
};
struct report_list {
	const struct practice *practice;
	struct evidence evidence;
	struct report_views reports;
	int64_t outcome, page, pages;             /* outcome -1: all */
};

struct compared { const char *name; struct pieces pieces; };
struct comparison { struct compared *at; size_t n, cap; };
struct history_view {
	const struct practice *practice;
	bool is_author;
	struct versions versions;
	int64_t before, after;                    /* the versions compared; before 0: after is the first */
	struct comparison comparison;
	const struct practice *shown;             /* the first, as it was; or NULL */
	const char *raw;                          /* one that follows no form we know; or NULL */
};

/* The form of a practice, on four short pages (enum edit_part). */

struct practice_form {
	const char *title, *promise, *problem, *steps, *materials, *core, *adaptable, *breaks, *changed, *changed_why,
	    *why, *evidence, *caveats, *sources;
	unsigned grades, subjects;
	int64_t minutes, class_size, learners, plans, language;
};

struct adapt_form { const char *title, *changed, *changed_why; };

struct trial_form {
	const char *started_on, *expected;
	unsigned grades, subjects;
	int64_t class_size, learners, plans;
};
struct report_form { int64_t outcome; const char *happened, *changed; };
extern const struct choice outcome_choices[];

struct practice *practice_of(struct request *);          /* NULL: the reply is made */
struct practice *practice_mine_of(struct request *);     /* what its author alone may change; likewise */

void practice_list(struct request *);
void practice_export(struct request *);
void practice_show(struct request *);
void practice_sheet(struct request *);
void practice_reports(struct request *);
void practice_download(struct request *);
void practice_history(struct request *);
void practice_restore_version(struct request *);

void practice_new(struct request *);
void practice_create(struct request *);
void practice_mine(struct request *);
void practice_edit(struct request *);
void practice_preview(struct request *);
void practice_save_part(struct request *);
void practice_keep_draft(struct request *);
void practice_drop_draft(struct request *);
void practice_share_it(struct request *);
void practice_remove_it(struct request *);
void practice_restore_it(struct request *);
void practice_retire_it(struct request *);
void practice_unretire_it(struct request *);
void practice_adapt_form(struct request *);
void practice_adapt_it(struct request *);

void trial_new(struct request *);
void trial_create(struct request *);
void trial_list(struct request *);
void trial_still_say(struct request *);
void trial_still_unsay(struct request *);
void trial_report_form(struct request *);
void trial_keep_draft(struct request *);
void trial_report_send(struct request *);
void trial_stop(struct request *);
void trial_resume(struct request *);
void trial_withdraw_it(struct request *);
void trial_unwithdraw_it(struct request *);

/* Words for templates. */
const char *title_said(const struct html *, const struct practice *);       /* in the reader's language where somebody wrote it */
const char *promise_said(const struct html *, const struct practice *);
const char *said_in(const struct html *, const struct practice *);          /* the language of those two */
const char *trial_title(const struct html *, const struct trial *);
const char *share_said(enum lang, int64_t share);
const char *iso_said(const struct html *, const char *iso);                 /* a civil date as people say it */
bool        slice_fits(const struct slice *, const struct room *);
int64_t     outcome_most(const struct evidence *);

/* Pieces that several templates share (practices/pieces.html). */
void room_strip(struct html *, const struct room *, const struct room *fits);
void strip_item(struct html *, const char *said, bool fits);
void credit(struct html *, const struct practice *);
void practice_card(struct html *, const struct practice *, const struct room *fits);      /* what fits that room stands out; NULL: nothing */
void outcome_badge(struct html *, int64_t outcome);
void question_row(struct html *, struct request *, const struct question *);              /* a check-back, with its two answers */
#endif
