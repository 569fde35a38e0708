/* Handlers of practices/, and what their templates show. */
#ifndef PRACTICES_PRACTICE_PAGES_H
#define PRACTICES_PRACTICE_PAGES_H
#include "http/form.h"
#include "practices/practice_rows.h"
#include "practices/rules.h"

struct practice_search {
	const char *words;
	struct practice_filter filter;
	int64_t page, total;
	struct practices found;
	const char *earlier, *later;              /* addresses; NULL: none */
};

struct practice_view {
	struct practice *practice, *origin;       /* origin NULL: none, or not theirs to see */
	bool mine;
	struct evidence evidence;
	struct trials reports;
	struct practices adaptations;
	struct trial *trial;                      /* the viewer's own, or NULL */
	const char *lacks;                        /* a draft: what is missing to share it, N_()'d */
};

/* The form of a practice, on three short pages. */
enum edit_part { EDIT_HEART, EDIT_REPLICATE, EDIT_ROOM };
enum { EDIT_PARTS = 3 };

struct practice_form {
	const char *title, *promise, *problem, *steps, *materials, *core, *adaptable, *breaks, *changed, *changed_why,
	    *why, *evidence, *caveats, *sources;
	unsigned grades, subjects;
	int64_t minutes, class_size, learners, plans, language;
};

struct trial_form {
	const char *started_on, *expected;
	unsigned grades, subjects;
	int64_t class_size, learners, plans;
};
struct report_form { int64_t outcome; const char *happened, *changed; };
extern const struct choice outcome_choices[];

struct practice *practice_of(struct request *);      /* NULL: the reply is made */

void practice_list(struct request *);
void practice_export(struct request *);
void practice_show(struct request *);
void practice_sheet(struct request *);
void practice_download(struct request *);
void practice_history(struct request *);

void practice_new(struct request *);
void practice_create(struct request *);
void practice_mine(struct request *);
void practice_edit(struct request *);
void practice_save_part(struct request *);
void practice_keep_draft(struct request *);
void practice_drop_draft(struct request *);
void practice_share_it(struct request *);
void practice_remove_it(struct request *);
void practice_restore_it(struct request *);
void practice_retire_it(struct request *);
void practice_unretire_it(struct request *);
void practice_adapt_it(struct request *);

void trial_new(struct request *);
void trial_create(struct request *);
void trial_list(struct request *);
void trial_report_form(struct request *);
void trial_report_send(struct request *);
void trial_stop(struct request *);
void trial_resume(struct request *);
void trial_withdraw_it(struct request *);
void trial_unwithdraw_it(struct request *);

/* Pieces that several templates share (practices/pieces.html). */
void room_strip(struct html *, const struct room *);
void practice_card(struct html *, const struct practice *);
void outcome_badge(struct html *, int64_t outcome);
#endif
