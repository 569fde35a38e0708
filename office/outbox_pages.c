/* The outbox: whether a mail left, and one as it is read. */
#include "base/id.h"
#include "base/text.h"
#include "db/setting.h"
#include "office/office_pages.h"
#include "office/outbox.html.h"
#include "site/page.h"
#include <string.h>

enum { LISTED = 40, SECRET_LENGTH = 20 };

/* A part of an address that is long enough to be a token opens something for
 * whoever has it: signs in, unsubscribes, answers in somebody's name. */
static const char *
without_secrets(struct arena *a, const char *text)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	struct buf out = { .arena = a };

	for (const char *p = text; *p != '\0';) {
		size_t n = strspn(p, letters);
		if (n >= SECRET_LENGTH)
			buf_text(&out, "…");
		else
			buf_put(&out, p, n > 0 ? n : 1);
		p += n > 0 ? n : 1;
	}
	return buf_str(&out);
}

static void
mail_page(struct request *r, struct outbox_row *row, bool links, const char *back)
{
	struct page page = { .title = say(r->lang, N_("A mail")), .tab = TAB_ADMIN, .bare = r->login == NULL };
	struct mail_view v = { .row = row, .links = links };

	v.parts = letter_read(r->arena, links ? row->body : without_secrets(r->arena, row->body));
	struct html *h = page_open(r, &page);
	mail_html(h, r, &v, back);
	page_close(h, r, &page);
}

void
outbox_show(struct request *r)
{
	struct page page = { .title = say(r->lang, N_("The outbox")), .tab = TAB_ADMIN };
	const char *which = request_query(r, "which"), *address = text_lower(r->arena, request_query(r, "to"));
	struct outbox_rows rows;

	if (*address != '\0')
		rows = outbox_some(r->tx, OUTBOX_TO, address, LISTED);
	else if (text_eq(which, "failed"))
		rows = outbox_some(r->tx, OUTBOX_FAILED, NULL, LISTED);
	else if (text_eq(which, "waiting"))
		rows = outbox_some(r->tx, OUTBOX_UNSENT, NULL, LISTED);
	else
		rows = outbox_list(r->tx, LISTED);
	struct html *h = page_open(r, &page);
	outbox_html(h, r, rows, *address != '\0' ? "" : which, address);
	page_close(h, r, &page);
	/* Whose mails were asked for reads of it; a list of times tells of nobody. */
	for (size_t i = 0; i < rows.n && *address != '\0'; i++)
		if (rows.at[i].person_id != 0 && (i == 0 || rows.at[i].person_id != rows.at[i - 1].person_id))
			look_note(r->tx, r->login, WALL_OUTBOX, rows.at[i].person_id, 0);
}

void
outbox_mail(struct request *r)
{
	struct outbox_row *row = outbox_find(r->tx, request_id(r, "mail"));

	if (row == NULL || wall_look(r->login, WALL_OUTBOX, row->person_id) != SEES_ALL) {
		reply_not_found(r);
		return;
	}
	if (row->person_id != 0)
		look_note(r->tx, r->login, WALL_OUTBOX, row->person_id, row->id);
	mail_page(r, row, false, "/office/outbox");
}

void
outbox_send_again(struct request *r)
{
	if (outbox_again(r->tx, request_id(r, "mail"), r->now))
		page_see(r, arena_printf(r->arena, "/office/outbox/%s", request_param(r, "mail")), say(r->lang, N_("It is tried again now.")), NULL);
	else
		reply_not_found(r);
}

/* In the demonstration anybody reads the mails and follows their links, so that
 * signing in can be tried.  Twice guarded: the setting is only ever made with
 * the demonstration, and only mails to reserved addresses (RFC 2606 §2), which
 * reach nobody, are shown. */
static bool
is_demo_mail(const struct outbox_row *row)
{
	size_t n = strlen(row->to_address);

	return n > 8 && strcmp(row->to_address + n - 8, ".example") == 0;
}

static bool
demo_is_open(struct request *r)
{
	if (text_eq(setting_text(r->tx, "demo.outbox", ""), "1"))
		return true;
	reply_not_found(r);
	return false;
}

void
demo_outbox(struct request *r)
{
	struct page page = { .title = say(r->lang, N_("The demonstration's mail")), .bare = r->login == NULL };
	struct outbox_rows all = outbox_list(r->tx, LISTED), shown = {0};

	if (!demo_is_open(r))
		return;
	for (size_t i = 0; i < all.n; i++)
		if (is_demo_mail(&all.at[i]))
			*LIST_ADD(r->arena, &shown) = all.at[i];
	struct html *h = page_open(r, &page);
	demo_outbox_html(h, r, shown);
	page_close(h, r, &page);
}

void
demo_mail(struct request *r)
{
	struct outbox_row *row = outbox_find(r->tx, request_id(r, "mail"));

	if (!demo_is_open(r))
		return;
	if (row == NULL || !is_demo_mail(row))
		reply_not_found(r);
	else
		mail_page(r, row, true, "/outbox");
}
