/* Who holds what: the list and its log, appointing and withdrawing. */
#include "base/id.h"
#include "base/text.h"
#include "office/office_pages.h"
#include "office/office_show.html.h"
#include "office/role_list.html.h"
#include "site/page.h"

enum { LOG = 50 };

void
role_list(struct request *r)
{
	struct page page = { .title = say(r->lang, N_("Who holds what")), .tab = TAB_ADMIN };
	struct office_view v = {0};

	for (size_t i = 0; i < HOLDERS; i++)
		v.holders[i] = holder_rows(r->tx, offices[i].role);
	int64_t number = page_number(r);
	struct appointments log = appointment_rows(r->tx, 0, LOG + 1, (number - 1) * LOG);
	bool more = log.n > LOG;
	if (more)
		log.n = LOG;
	struct html *h = page_open(r, &page);
	role_list_html(h, r, &v, log, login_may(r->login, MAY_OPERATOR));
	pages_html(h, "/office/roles?page=", number, more);
	page_close(h, r, &page);
}

static const struct field appoint_fields[] = {
	FIELD(appoint_form, office, N_("The office"), .max = 20),
	FIELD(appoint_form, why, N_("Why"), .min = 1, .max = 300),
	{0}
};

/* What was just written down can be undone from the next page. */
static void
see_with_undo(struct request *r, int64_t person, const struct office *office, const char *sentence)
{
	struct appointment *e = appointment_last(r->tx, person, office->role);

	page_see(r, login_may(r->login, MAY_OPERATOR) ? account_path(r, person) : "/office", sentence,
	    arena_printf(r->arena, "/office/roles/%s/undo", id_text(r->arena, e->id)));
}

void
role_appoint_it(struct request *r)
{
	struct account *a = account_of(r);
	struct appoint_form f;

	if (a == NULL)
		return;
	form_read(r, appoint_fields, &f);
	const struct office *office = office_find(f.office);
	if (office == NULL)
		problem_add(r, "office", say(r->lang, N_("Choose the office.")));
	const char *wrong = r->problems.n > 0 ? NULL : role_appoint(r->tx, r->login, a->id, office, f.why);
	if (wrong != NULL)
		problem_add(r, "office", say(r->lang, wrong));
	if (r->problems.n > 0)
		account_page(r, a, &f, NULL);
	else
		see_with_undo(r, a->id, office, arena_printf(r->arena, say(r->lang, N_("%1$s is appointed: %2$s.")), a->shown,
		    say(r->lang, role_name(office->role))));
}

static void
withdraw_page(struct request *r, struct account *a, const struct office *office, const struct appoint_form *f)
{
	struct page page = { .title = say(r->lang, N_("Withdraw an office")), .tab = TAB_ADMIN, .narrow = true };
	struct html *h = page_open(r, &page);

	role_withdraw_html(h, r, a, office, f);
	page_close(h, r, &page);
}

void
role_withdraw_ask(struct request *r)
{
	struct account *a = account_of(r);
	const struct office *office = office_find(request_param(r, "office"));

	if (a == NULL)
		return;
	if (office == NULL || !(a->appointed & office->role))
		reply_not_found(r);
	else
		withdraw_page(r, a, office, &(struct appoint_form){ .why = "" });
}

void
role_withdraw_it(struct request *r)
{
	struct account *a = account_of(r);
	const struct office *office = office_find(request_param(r, "office"));
	struct appoint_form f;

	if (a == NULL)
		return;
	if (office == NULL) {
		reply_not_found(r);
		return;
	}
	form_read(r, appoint_fields, &f);
	const char *wrong = r->problems.n > 0 ? NULL : role_withdraw(r->tx, r->login, a->id, office, f.why);
	if (wrong != NULL)
		problem_add(r, "why", say(r->lang, wrong));
	if (r->problems.n > 0) {
		withdraw_page(r, a, office, &f);
		return;
	}
	const char *sentence = arena_printf(r->arena, say(r->lang, N_("%1$s is no longer: %2$s.")), a->shown,
	    say(r->lang, role_name(office->role)));
	if (a->id == r->login->person->id && office->role == ROLE_OPERATOR)
		page_see(r, "/office", sentence, NULL);
	else
		see_with_undo(r, a->id, office, sentence);
}

void
role_undo(struct request *r)
{
	struct appointment *e = appointment_row(r->tx, request_id(r, "entry"));

	if (e == NULL) {
		reply_not_found(r);
		return;
	}
	const char *wrong = appointment_undo(r->tx, r->login, r->lang, e->id);
	page_see(r, account_path(r, e->person_id), say(r->lang, wrong != NULL ? wrong : N_("Undone. The log keeps both.")), NULL);
}
