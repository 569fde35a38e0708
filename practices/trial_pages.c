/* Trying a practice and saying how it went. */
#include "practices/practice_pages.h"
#include "base/clock.h"
#include "base/text.h"
#include "practices/trial_form.html.h"
#include "practices/trial_list.html.h"
#include "site/draft.h"
#include "site/feature.h"
#include "site/page.h"
#include <string.h>

static const struct field trial_fields[] = {
	FIELD(trial_form, started_on, N_("When you start"), .kind = FORM_DATE, .min = 1),
	FIELD(trial_form, expected, N_("What you expect"), .max = 240),
	FIELD(trial_form, grades, N_("Grades"), .choices = grade_choices),
	FIELD(trial_form, subjects, N_("Subjects"), .choices = subject_choices),
	FIELD(trial_form, class_size, N_("Students in the class"), .max = 500),
	FIELD(trial_form, learners, N_("English learners in the class"), .kind = FORM_CHOICE, .choices = share_choices),
	FIELD(trial_form, plans, N_("Students with IEPs in the class"), .kind = FORM_CHOICE, .choices = share_choices),
	{0}
};

const struct choice outcome_choices[] = {
	{ "adopt", N_("I keep it") }, { "adapt", N_("I keep it, changed") }, { "abandon", N_("It did not work here") }, {0}
};
static const struct field report_fields[] = {
	FIELD(report_form, outcome, N_("Would you go on with it?"), .kind = FORM_CHOICE, .choices = outcome_choices, .min = 1),
	FIELD(report_form, happened, N_("What happened"), .kind = FORM_PROSE, .min = 1, .max = 4000),
	FIELD(report_form, changed, N_("What you changed"), .kind = FORM_PROSE, .max = 4000),
	{0}
};

static void
trial_page(struct request *r, const struct practice *p, const struct trial_form *form)
{
	struct page page = { .title = say(r->lang, N_("I'm trying this")), .tab = TAB_PRACTICES, .narrow = true };
	struct html *h = page_open(r, &page);

	trial_form_html(h, r, p, form);
	page_close(h, r, &page);
}

void
trial_new(struct request *r)
{
	struct practice *p = practice_of(r);

	if (p == NULL)
		return;
	struct profile *me = profile_find(r->tx, r->login->person->id);
	struct trial_form form = { .started_on = date_iso(r->arena, zone_civil(r->zone, r->now)), .expected = "",
	    .learners = -1, .plans = -1 };
	if (me != NULL) {
		form.grades = me->grades;
		form.subjects = me->subjects;
	}
	trial_page(r, p, &form);
}

void
trial_create(struct request *r)
{
	struct practice *p = practice_of(r);
	struct trial_form f = {0};

	if (p == NULL)
		return;
	if (p->state != PRACTICE_SHARED) {
		reply_status(r, 409);
		return;
	}
	if (!form_read(r, trial_fields, &f)) {
		trial_page(r, p, &f);
		return;
	}
	int64_t me = r->login->person->id;
	struct trial t = { .practice_id = p->id, .person_id = me, .school_id = person_school(r->tx, me),
	    .started_on = f.started_on, .expected = f.expected, .begun_at = r->now,
	    .room = { .grades = f.grades, .subjects = f.subjects, .class_size = f.class_size, .learners = f.learners, .plans = f.plans } };
	trial_insert(r->tx, &t);
	page_see(r, arena_printf(r->arena, "/practices/%s", id_text(r->arena, p->id)),
	    say(r->lang, N_("You are trying it. In two weeks we ask once how it went.")),
	    arena_printf(r->arena, "/tries/%s/stop", id_text(r->arena, t.id)));
}

void
trial_list(struct request *r)
{
	struct page page = { .title = say(r->lang, N_("My tries")), .tab = TAB_PRACTICES };
	struct trials all = trials_of(r->tx, r->login->person->id), open = {0}, closed = {0};

	for (size_t i = 0; i < all.n; i++)
		if (all.at[i].reported_at == 0 && all.at[i].stopped_at == 0)
			*LIST_ADD(r->arena, &open) = all.at[i];
		else
			*LIST_ADD(r->arena, &closed) = all.at[i];
	struct html *h = page_open(r, &page);

	trial_list_html(h, r, checks_open(r->tx, r->login->person->id, r->zone, r->now), open, closed);
	page_close(h, r, &page);
}

/* Only one's own; anybody else's looks as if it were not there. */
static struct trial *
trial_of(struct request *r)
{
	struct trial *t = trial_row(r->tx, request_id(r, "trial"));

	if (t != NULL && wall_look(r->login, WALL_TRY, t->person_id) == SEES_ALL)
		return t;
	reply_not_found(r);
	return NULL;
}

static void
report_page(struct request *r, const struct trial *t, const struct report_form *form, int64_t kept_at)
{
	struct page page = { .title = say(r->lang, N_("How did it go?")), .tab = TAB_PRACTICES, .narrow = true };
	struct html *h = page_open(r, &page);

	report_form_html(h, r, t, form, kept_at);
	page_close(h, r, &page);
}

void
trial_report_form(struct request *r)
{
	struct trial *t = trial_of(r);

	if (t == NULL)
		return;
	struct report_form form = { .outcome = t->reported_at != 0 ? t->outcome : -1, .happened = t->happened, .changed = t->changed };
	int64_t kept_at = 0;
	if (draft_open(r, "report", t->id, &kept_at)) {
		form_read(r, report_fields, &form);
		r->problems.n = 0;
	}
	report_page(r, t, &form, kept_at);
}

void
trial_keep_draft(struct request *r)
{
	struct trial *t = trial_of(r);

	if (t == NULL)
		return;
	draft_put(r, "report", t->id);
	if (*request_header(r, "x-autosave") != '\0')
		reply_bytes(r, 204, NULL, "", 0);
	else
		page_see(r, arena_printf(r->arena, "/tries/%s/report", id_text(r->arena, t->id)),
		    say(r->lang, N_("Kept as a draft. Only you can see it.")), NULL);
}

void
trial_report_send(struct request *r)
{
	struct trial *t = trial_of(r);
	struct report_form f = {0};

	if (t == NULL)
		return;
	form_read(r, report_fields, &f);
	if (f.outcome == OUTCOME_ADAPT && text_empty(f.changed))
		problem_add(r, "changed", say(r->lang, N_("You kept it with a change: please say which, so that others can use it.")));
	if (r->problems.n > 0) {
		report_page(r, t, &f, 0);
		return;
	}
	t->outcome = f.outcome;
	t->happened = f.happened;
	t->changed = f.changed;
	trial_report(r->tx, t);
	draft_drop(r, "report", t->id);
	page_see(r, arena_printf(r->arena, "/practices/%s", id_text(r->arena, t->practice_id)),
	    say(r->lang, f.outcome == OUTCOME_ABANDON ?
	        N_("Thank you. That it did not work here helps the next one as much as a success.") :
	        N_("Thank you. Your report stands on the page.")),
	    arena_printf(r->arena, "/tries/%s/withdraw", id_text(r->arena, t->id)));
}

void
trial_stop(struct request *r)
{
	struct trial *t = trial_of(r);

	if (t == NULL)
		return;
	trial_stopped_put(r->tx, t->id, r->now);
	page_see(r, "/tries", say(r->lang, N_("Stopped. Nobody is told.")),
	    arena_printf(r->arena, "/tries/%s/resume", id_text(r->arena, t->id)));
}

void
trial_resume(struct request *r)
{
	struct trial *t = trial_of(r);

	if (t == NULL)
		return;
	trial_stopped_put(r->tx, t->id, 0);
	page_see(r, "/tries", say(r->lang, N_("It goes on.")), NULL);
}

void
trial_withdraw_it(struct request *r)
{
	struct trial *t = trial_of(r);

	if (t == NULL)
		return;
	trial_withdraw(r->tx, t, true);
	page_see(r, "/tries", say(r->lang, N_("Your report is withdrawn.")),
	    arena_printf(r->arena, "/tries/%s/unwithdraw", id_text(r->arena, t->id)));
}

void
trial_unwithdraw_it(struct request *r)
{
	struct trial *t = trial_of(r);

	if (t == NULL)
		return;
	trial_withdraw(r->tx, t, false);
	page_see(r, "/tries", say(r->lang, N_("It is back.")), NULL);
}

/* One answer to the check-back that is open, asked by letter or not. */
void
trial_still_say(struct request *r)
{
	struct trial *t = trial_of(r);
	bool yes = text_eq(request_form(r, "still"), "yes");

	if (t == NULL)
		return;
	if (!yes && !text_eq(request_form(r, "still"), "no")) {
		reply_status(r, 409);
		return;
	}
	struct questions open = checks_open(r->tx, t->person_id, r->zone, r->now);
	for (size_t i = 0; i < open.n; i++)
		if (open.at[i].trial.id == t->id && open.at[i].fresh)
			question_asked(r->tx, &open.at[i], r->now);
	if (!trial_still(r->tx, t->person_id, t->id, yes ? STILL_USED : STILL_NOT)) {
		reply_status(r, 409);
		return;
	}
	page_see(r, "/tries", say(r->lang, yes ? N_("Thank you. Knowing what lasts is worth more than any praise.") :
	    N_("Thank you. Knowing what fades is worth as much. We do not ask about it again.")),
	    arena_printf(r->arena, "/tries/%s/still/undo", id_text(r->arena, t->id)));
}

void
trial_still_unsay(struct request *r)
{
	struct trial *t = trial_of(r);

	if (t == NULL)
		return;
	trial_still(r->tx, t->person_id, t->id, STILL_UNSAID);
	page_see(r, "/tries", say(r->lang, N_("Your answer is taken back.")), NULL);
}

static const struct route routes[] = {
	{ "GET", "/practices", practice_list, MAY_MEMBER },
	{ "GET", "/practices.csv", practice_export, MAY_MEMBER },
	{ "GET", "/practices/new", practice_new, MAY_MEMBER },
	{ "POST", "/practices/new", practice_create, MAY_MEMBER },
	{ "GET", "/practices/mine", practice_mine, MAY_MEMBER },
	{ "GET", "/practices/:practice", practice_show, MAY_MEMBER },
	{ "GET", "/practices/:practice/reports", practice_reports, MAY_MEMBER },
	{ "GET", "/practices/:practice/sheet", practice_sheet, MAY_MEMBER },
	{ "GET", "/practices/:practice/markdown", practice_download, MAY_MEMBER },
	{ "GET", "/practices/:practice/history", practice_history, MAY_MEMBER },
	{ "POST", "/practices/:practice/history/:version/restore", practice_restore_version, MAY_MEMBER },
	{ "GET", "/practices/:practice/edit/:part", practice_edit, MAY_MEMBER },
	{ "POST", "/practices/:practice/edit/:part", practice_save_part, MAY_MEMBER },
	{ "GET", "/practices/:practice/preview/:part", practice_preview, MAY_MEMBER },
	{ "POST", "/practices/:practice/draft/:part", practice_keep_draft, MAY_MEMBER },
	{ "POST", "/practices/:practice/undraft/:part", practice_drop_draft, MAY_MEMBER },
	{ "POST", "/practices/:practice/share", practice_share_it, MAY_MEMBER },
	{ "POST", "/practices/:practice/remove", practice_remove_it, MAY_MEMBER },
	{ "POST", "/practices/:practice/restore", practice_restore_it, MAY_MEMBER },
	{ "POST", "/practices/:practice/retire", practice_retire_it, MAY_MEMBER },
	{ "POST", "/practices/:practice/unretire", practice_unretire_it, MAY_MEMBER },
	{ "GET", "/practices/:practice/adapt", practice_adapt_form, MAY_MEMBER },
	{ "POST", "/practices/:practice/adapt", practice_adapt_it, MAY_MEMBER },
	{ "GET", "/practices/:practice/try", trial_new, MAY_MEMBER },
	{ "POST", "/practices/:practice/try", trial_create, MAY_MEMBER },
	{ "GET", "/tries", trial_list, MAY_MEMBER },
	{ "GET", "/tries/:trial/report", trial_report_form, MAY_MEMBER },
	{ "POST", "/tries/:trial/report", trial_report_send, MAY_MEMBER },
	{ "POST", "/tries/:trial/draft", trial_keep_draft, MAY_MEMBER },
	{ "POST", "/tries/:trial/still", trial_still_say, MAY_MEMBER },
	{ "POST", "/tries/:trial/still/undo", trial_still_unsay, MAY_MEMBER },
	{ "POST", "/tries/:trial/stop", trial_stop, MAY_MEMBER },
	{ "POST", "/tries/:trial/resume", trial_resume, MAY_MEMBER },
	{ "POST", "/tries/:trial/withdraw", trial_withdraw_it, MAY_MEMBER },
	{ "POST", "/tries/:trial/unwithdraw", trial_unwithdraw_it, MAY_MEMBER },
	{0}
};

extern const struct feature practices;
static const struct mail_topic topics[] = {
	{ "report", N_("Reports on my practices"), N_("How it went for a colleague who tried one: the first time they report.") },
	{ "adapted", N_("What my practices become"), N_("Somebody adapted one and says what changed.") },
	{ "thanks", N_("A word of thanks"), N_("After you report that something did not work in your room.") },
	{0}
};

const struct feature practices = { .name = "practices", .topics = topics, .routes = routes, .merge = practices_merge };
