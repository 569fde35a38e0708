/* Practices: what works in a teacher's room, and how others can replicate it.
 *
 * A practice begins as a title, is a draft until its author shares it with the
 * district, and then keeps a version of every edit.  Its parts say what is
 * core, what may change and what would break it.  A colleague *tries* it, with
 * a start date and their class's context, and *reports* in at most three
 * questions whether they would go on (adopt), go on with a change (adapt) or
 * not (abandon); "it did not work here" counts and is thanked.  An adaptation
 * is a practice that says what it changed and why; both know of each other.
 * The evidence is counts by outcome and context, never a score of a person. */
#ifndef PRACTICES_PRACTICES_H
#define PRACTICES_PRACTICES_H
#include "auth/login.h"
#include "db/db.h"
#include "people/people.h"

enum practice_state { PRACTICE_DRAFT, PRACTICE_SHARED, PRACTICE_RETIRED };
enum part_kind { PART_CORE, PART_ADAPTABLE, PART_BREAKS };
enum { PART_KINDS = 3 };
enum outcome { OUTCOME_ADOPT, OUTCOME_ADAPT, OUTCOME_ABANDON };
enum { OUTCOMES = 3 };

/* A room: where a practice was used, or where somebody tries it. */
struct room {
	unsigned grades, subjects;       /* bits, people/context.h */
	int64_t minutes;                 /* 0: not said */
	int64_t class_size;              /* students; 0: not said */
	int64_t learners;                /* share of English learners: index into share_choices; -1: not said */
	int64_t plans;                   /* share with IEPs, likewise */
};

struct practice {
	int64_t id, author_id, school_id, origin_id; /* origin_id 0: not an adaptation; the author's school when it was made, or 0 */
	const char *title, *promise, *problem, *steps, *materials, *why, *evidence, *caveats, *sources;
	const char *changed, *changed_why;           /* what the adaptation changed, and why */
	const char *language;                        /* tag of the content: "en", "es" */
	struct room room;
	int64_t state;                               /* enum practice_state */
	int64_t shared_at, edited_at, removed_at;    /* 0: not; it was made when its id says */
	const char *title_es, *promise_es;           /* only where somebody wrote them: the starter shelf; or NULL */
	const char *retired_why, *starter;           /* starter: its key on the shelf, or NULL */
	const char *parts[PART_KINDS];               /* one line each, "\n" between */
	const char *author, *school;                 /* names to show; school may be NULL */
	int64_t counts[OUTCOMES];                    /* reports, by outcome */
};
struct practices { struct practice *at; size_t n, cap; };

struct trial {                                       /* a try and, once made, its report */
	int64_t id, practice_id, person_id, school_id;
	const char *practice_title, *practice_title_es, *language;     /* title_es may be NULL */
	const char *started_on;                      /* civil date */
	struct room room;
	const char *expected;                        /* the prediction, one line */
	int64_t begun_at, reported_at, stopped_at, withdrawn_at;   /* 0: not */
	int64_t outcome;                             /* enum outcome, once reported */
	const char *happened, *changed;
	const char *person, *school;                 /* names to show */
};
struct trials { struct trial *at; size_t n, cap; };

/* What other features may call. */
struct merge;
void             practices_merge(struct merge *);                                      /* its columns that hold a person, db/merge.h */
struct practice *practice_find(struct tx *, const struct login *viewer, int64_t id);   /* NULL: no such, or not theirs to see */
struct practices practices_new_near(struct tx *, int64_t person, int64_t limit);       /* shared in the person's schools, newest first */
struct practices practices_suggested(struct tx *, int64_t person, struct room, int64_t limit);
struct practices practices_drafts(struct tx *, int64_t person);
/* Shared by people who are no longer here since between `from` and `to`, newest first; and how many of those
 * people were trying something when they left. */
struct practices practices_left(struct tx *, int64_t from, int64_t to, int64_t limit);
int64_t          trials_left(struct tx *, int64_t from, int64_t to);                   /* for wall_count */
struct lines     practices_markdown(struct tx *, int64_t author);                      /* all of theirs, drafts too, each as starter/ has it */
struct trials    trials_open(struct tx *, int64_t person);                             /* theirs, not yet reported, oldest first */
/* Puts the starter shelf on; what stands there already (by its key) stays as it is.  How many were put. */
int64_t          starter_put(struct tx *, int64_t at);
int64_t          trial_due(const struct trial *, const struct zone *);                 /* when a report is due: two weeks after the start */
#endif
