/* Finding somebody's account, and the page of it. */
#include "base/id.h"
#include "base/text.h"
#include "office/account_find.html.h"
#include "office/account_look.html.h"
#include "office/accounts.h"
#include "office/office_pages.h"
#include "site/page.h"

enum { FOUND = 40, LOG = 40 };

void
account_find(struct request *r)
{
	struct page page = { .title = say(r->lang, N_("Accounts")), .tab = TAB_ADMIN };
	const char *words = text_line(r->arena, request_query(r, "q"));
	struct accounts found = text_empty(words) ? (struct accounts){0} : account_rows(r->tx, words, FOUND);
	struct html *h = page_open(r, &page);

	account_find_html(h, r, words, found, found.n == FOUND);
	page_close(h, r, &page);
}

struct account *
account_of(struct request *r)
{
	struct account *a = account_row(r->tx, request_id(r, "person"));

	if (a != NULL && wall_look(r->login, WALL_ACCOUNT, a->id) == SEES_ALL)
		return a;
	reply_not_found(r);
	return NULL;
}

void
account_page(struct request *r, struct account *a, const struct appoint_form *appoint, const struct email_form *email)
{
	struct page page = { .title = a->shown, .tab = TAB_ADMIN };
	struct account_view v = { .account = a, .guest = guest_row(r->tx, a->id), .asked = asked_rows_open(r->tx, a->id),
	    .deeds = deed_rows(r->tx, a->id, LOG), .log = appointment_rows(r->tx, a->id, LOG, 0),
	    .appoints = login_may(r->login, MAY_OPERATOR), .cares = account_problem(r->tx, r->login, a) == NULL,
	    .slips = slip_problem(r->tx, r->login, a) == NULL };
	struct html *h = page_open(r, &page);

	account_look_html(h, r, &v, appoint != NULL ? appoint : &(struct appoint_form){ .office = "", .why = "" },
	    email != NULL ? email : &(struct email_form){ .email = a->email != NULL ? a->email : "" });
	page_close(h, r, &page);
}

void
account_look(struct request *r)
{
	struct account *a = account_of(r);

	if (a == NULL)
		return;
	look_note(r->tx, r->login, WALL_ACCOUNT, a->id, 0);
	account_page(r, a, NULL, NULL);
}
