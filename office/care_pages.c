/* Looking after one account: address, sign-in slip, ending and bringing back. */
#include "auth/link.h"
#include "base/id.h"
#include "office/accounts.h"
#include "office/office_pages.h"
#include "office/slip_sheet.html.h"
#include "site/page.h"

static const struct field email_fields[] = {
	FIELD(email_form, email, N_("E-mail"), .kind = FORM_EMAIL, .max = 254),
	{0}
};

const char *
account_path(struct request *r, int64_t person)
{
	return arena_printf(r->arena, "/office/accounts/%s", id_text(r->arena, person));
}

void
account_email(struct request *r)
{
	struct account *a = account_of(r);
	struct email_form f;
	bool asked = false;

	if (a == NULL)
		return;
	const char *wrong = !form_read(r, email_fields, &f) ? NULL :
	    email_put(r->tx, r->login, a, *f.email == '\0' ? NULL : f.email, &asked);
	if (wrong != NULL)
		problem_add(r, "email", say(r->lang, wrong));
	if (r->problems.n > 0) {
		account_page(r, a, NULL, &f);
		return;
	}
	page_see(r, account_path(r, a->id), asked ?
	    arena_printf(r->arena, say(r->lang, N_("%s is asked. The address changes when they say yes, or in three days.")), a->shown) :
	    say(r->lang, N_("The address is changed.")), NULL);
}

void
account_ask_back(struct request *r)
{
	struct account *a = account_of(r);
	struct account_ask *ask = a == NULL ? NULL : asked_row(r->tx, request_id(r, "ask"));

	if (a == NULL)
		return;
	if (ask == NULL || ask->person_id != a->id) {
		reply_not_found(r);
		return;
	}
	const char *wrong = ask_answer_it(r->tx, ask->id, r->login->person->id, ASK_TAKEN_BACK);
	page_see(r, account_path(r, a->id), say(r->lang, wrong != NULL ? wrong : N_("Taken back. Nothing was changed.")), NULL);
}

/* A sentence about what went wrong stands on top of the account, as one about what was done. */
static void
see_done(struct request *r, const struct account *a, const char *wrong, const char *done, const char *undo)
{
	page_see(r, account_path(r, a->id), wrong != NULL ? say(r->lang, wrong) : arena_printf(r->arena, say(r->lang, done), a->shown),
	    wrong != NULL || undo == NULL ? NULL : arena_printf(r->arena, "%s/%s", account_path(r, a->id), undo));
}

void
account_end_it(struct request *r)
{
	struct account *a = account_of(r);

	if (a != NULL)
		see_done(r, a, account_end(r->tx, r->login, a), N_("%s can no longer sign in. All that is theirs stays."), "back");
}

void
account_back_it(struct request *r)
{
	struct account *a = account_of(r);

	if (a != NULL)
		see_done(r, a, account_back(r->tx, r->login, a), N_("%s is back, with all that was theirs."), NULL);
}

/* The code is shown this once, so the page is the answer to the button itself. */
void
account_slip(struct request *r)
{
	struct account *a = account_of(r);

	if (a == NULL)
		return;
	const char *wrong = slip_problem(r->tx, r->login, a);
	if (wrong != NULL) {
		see_done(r, a, wrong, NULL, NULL);
		return;
	}
	struct slip_view v = { .account = a, .code = slip_make(r->tx, a->id) };
	v.place = link_url(r, "/sign-in/slip");
	v.url = link_url(r, arena_printf(r->arena, "/sign-in/link/%s", v.code));
	v.square = qr_of(r->arena, v.url);
	deed_note(r->tx, a->id, r->login->person->id, DEED_SLIP, "");
	slip_tell(r->tx, r->login, a);
	struct html *h = reply_html(r, 200);
	slip_sheet_html(h, r, &v);
}
