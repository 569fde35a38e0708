/* The office's front door, and an operator's first minutes. */
#include "office/office_pages.h"
#include "auth/breach.h"
#include "base/clock.h"
#include "base/text.h"
#include "office/office.h"
#include "office/office_show.html.h"
#include "office/operator_start.html.h"
#include "people/people.h"
#include "site/feature.h"
#include "site/page.h"

void
office_show(struct request *r)
{
	struct page page = { .title = say(r->lang, N_("Running the district")), .tab = TAB_ADMIN };
	struct office_view v = {0};

	if (login_may(r->login, MAY_OPERATOR) && text_empty(r->login->person->given)) {
		reply_see(r, "/office/start");
		return;
	}
	for (size_t i = 0; i < HOLDERS; i++)
		v.holders[i] = holder_rows(r->tx, offices[i].role);
	struct html *h = page_open(r, &page);
	office_show_html(h, r, &v);
	page_close(h, r, &page);
}

int64_t
page_number(struct request *r)
{
	int64_t number;

	return text_i64(request_query(r, "page"), &number) && number > 0 && number < 1000000 ? number : 1;
}

const char *
roles_said(struct html *h, unsigned roles)
{
	const char *said = "";

	for (unsigned i = 0; i < ROLES; i++)
		if (roles >> i & 1)
			said = arena_printf(h->arena, "%s%s%s", said, *said != '\0' ? ", " : "", say(h->lang, role_name((enum role)(1u << i))));
	return said;
}

const char *
moment_said(struct html *h, int64_t at)
{
	return arena_printf(h->arena, "%s, %s", date_said(h->arena, h->lang, h->zone, at, h->now),
	    time_said(h->arena, h->lang, zone_civil(h->zone, at)));
}

const char *
day_said(struct html *h, const char *iso)
{
	struct civil c;

	return date_read(iso, &c) ? date_full(h->arena, h->lang, c) : iso;
}

static const struct field start_fields[] = {
	FIELD(start_form, given, N_("First name"), .min = 1, .max = 80),
	FIELD(start_form, family, N_("Last name"), .min = 1, .max = 80),
	FIELD(start_form, password, N_("Password"), .max = PASSWORD_MAX),
	{0}
};

static void
start_page(struct request *r, const struct start_form *form)
{
	struct page page = { .title = say(r->lang, N_("You run Groundswell here")), .tab = TAB_ADMIN, .narrow = true };
	struct html *h = page_open(r, &page);

	operator_start_html(h, r, form);
	page_close(h, r, &page);
}

void
operator_start(struct request *r)
{
	const struct person *me = r->login->person;

	start_page(r, &(struct start_form){ .given = me->given, .family = text_empty(me->given) ? "" : me->family });
}

void
operator_start_prepare(struct request *r)
{
	struct start_form f;

	struct new_password *new = NEW(r->arena, struct new_password);

	r->prepared = new;
	if (login_may_early(r) && form_read(r, start_fields, &f) && *f.password != '\0')
		*new = password_new(r, f.password, r->login->person);
}

void
operator_start_save(struct request *r)
{
	struct start_form f;
	struct person me = *r->login->person;
	bool good = form_read(r, start_fields, &f);

	me.given = f.given;
	me.family = f.family;
	me.shown = arena_printf(r->arena, "%s %s", f.given, f.family);
	const struct new_password *new = r->prepared;
	const char *wrong = new->hash != NULL ? password_problem(f.password, &me) : new->wrong;
	if (wrong != NULL)
		problem_add(r, "password", say(r->lang, wrong));
	if (!good || wrong != NULL) {
		start_page(r, &f);
		return;
	}
	person_put(r->tx, &me);
	/* Only the first one: a later one asks for proof, on the page of the account. */
	if (new->hash != NULL && password_of(r->tx, me.id) == NULL)
		password_set(r->tx, me.id, new->hash);
	if (setting_text(r->tx, "site.url", NULL) == NULL)
		setting_put(r->tx, "site.url", arena_printf(r->arena, "%s%s", r->origin, r->base));
	page_see(r, "/office", say(r->lang, N_("Welcome. From here you bring your colleagues in.")), NULL);
}

static const struct route routes[] = {
	{ "GET", "/office", office_show, MAY_MEMBER },
	{ "GET", "/office/start", operator_start, MAY_OPERATOR },
	{ "POST", "/office/start", operator_start_save, MAY_OPERATOR, .prepare = operator_start_prepare, .far = true },
	{ "GET", "/office/roles", role_list, MAY_OFFICE },
	{ "POST", "/office/roles/:entry/undo", role_undo, MAY_OPERATOR },
	{ "GET", "/office/accounts", account_find, MAY_ROSTER },
	{ "GET", "/office/accounts/:person", account_look, MAY_ROSTER, .writes = true },
	{ "POST", "/office/accounts/:person/email", account_email, MAY_ROSTER },
	{ "POST", "/office/accounts/:person/asked/:ask/back", account_ask_back, MAY_ROSTER },
	{ "POST", "/office/accounts/:person/slip", account_slip, MAY_ROSTER },
	{ "POST", "/office/accounts/:person/end", account_end_it, MAY_ROSTER },
	{ "POST", "/office/accounts/:person/back", account_back_it, MAY_ROSTER },
	{ "GET", "/office/accounts/:person/guest", guest_edit, MAY_ROSTER },
	{ "POST", "/office/accounts/:person/guest", guest_save, MAY_ROSTER },
	{ "GET", "/office/guests", guest_list, MAY_ROSTER },
	{ "GET", "/office/guests/new", guest_new, MAY_ROSTER },
	{ "POST", "/office/guests/new", guest_create, MAY_ROSTER },
	{ "GET", "/office/twins", twin_list, MAY_ROSTER },
	{ "GET", "/office/merge/:one", join_find, MAY_ROSTER },
	{ "GET", "/office/merge/:one/:other", join_show, MAY_ROSTER, .writes = true },
	{ "POST", "/office/merge/:one/:other", join_it, MAY_ROSTER },
	{ "POST", "/office/merge/:one/:other/apart", join_apart, MAY_ROSTER },
	{ "POST", "/office/merge/:one/:other/same", join_same, MAY_ROSTER },
	{ "POST", "/office/merges/:merge/undo", join_undo, MAY_ROSTER },
	{ "GET", "/office/settings", setting_list, MAY_OPERATOR },
	{ "POST", "/office/settings", setting_save, MAY_OPERATOR },
	{ "POST", "/office/settings/:entry/undo", setting_undo_it, MAY_OPERATOR },
	{ "GET", "/office/audit", audit_show, MAY_OFFICE },
	{ "GET", "/office/years", year_list, MAY_ROSTER },
	{ "GET", "/office/years/new", year_new, MAY_ROSTER },
	{ "POST", "/office/years/new", year_create, MAY_ROSTER },
	{ "GET", "/office/years/:year", year_show, MAY_ROSTER },
	{ "GET", "/office/years/:year/edit", year_edit, MAY_ROSTER },
	{ "POST", "/office/years/:year/edit", year_save, MAY_ROSTER },
	{ "POST", "/office/years/:year/remove", year_remove, MAY_ROSTER },
	{ "GET", "/office/health", health_show, MAY_OPERATOR },
	{ "GET", "/office/backup", backup_show, MAY_OPERATOR },
	{ "POST", "/office/jobs/:job/again", job_again_it, MAY_OPERATOR },
	{ "POST", "/office/jobs/:job/let-be", job_let_be_it, MAY_OPERATOR },
	{ "POST", "/office/jobs/:job/list", job_list_again, MAY_OPERATOR },
	{ "POST", "/office/addresses/trust", address_trust, MAY_OPERATOR },
	{ "GET", "/office/outbox", outbox_show, MAY_OPERATOR, .writes = true },
	{ "GET", "/office/outbox/:mail", outbox_mail, MAY_OPERATOR, .writes = true },
	{ "POST", "/office/outbox/:mail/again", outbox_send_again, MAY_OPERATOR },
	{ "GET", "/outbox", demo_outbox, MAY_ANYONE },
	{ "GET", "/outbox/:mail", demo_mail, MAY_ANYONE },
	{ "GET", "/me/looks", look_list, MAY_MEMBER },
	{ "GET", "/me/data", takeaway_show, MAY_MEMBER },
	{ "GET", "/me/data.json", takeaway_download, MAY_MEMBER },
	{ "GET", "/me/asked", asked_list, MAY_MEMBER },
	{ "POST", "/me/asked/:ask/yes", asked_yes, MAY_MEMBER },
	{ "POST", "/me/asked/:ask/no", asked_no, MAY_MEMBER },
	{ "POST", "/office/accounts/:person/appoint", role_appoint_it, MAY_OPERATOR },
	{ "GET", "/office/accounts/:person/withdraw/:office", role_withdraw_ask, MAY_OPERATOR },
	{ "POST", "/office/accounts/:person/withdraw/:office", role_withdraw_it, MAY_OPERATOR },
	{0}
};

extern const struct feature office;
const struct feature office = { .name = "office", .routes = routes, .commands = office_commands,
    .jobs = office_jobs, .actions = office_actions, .merge = office_merge };
