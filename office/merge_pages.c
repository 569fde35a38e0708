/* Rows that look like one person, and making them one. */
#include "base/id.h"
#include "base/text.h"
#include "office/accounts.h"
#include "office/merging.h"
#include "office/office_pages.h"
#include "office/twin_list.html.h"
#include "site/page.h"

enum { TWINS = 100, FOUND = 20 };

void
twin_list(struct request *r)
{
	struct page page = { .title = say(r->lang, N_("One person, two accounts")), .tab = TAB_ADMIN };
	struct twins twins = twin_rows(r->tx, TWINS);
	struct twin_view *views = NEW_N(r->arena, struct twin_view, twins.n + 1);

	for (size_t i = 0; i < twins.n; i++)
		views[i] = (struct twin_view){ account_row(r->tx, twins.at[i].one), account_row(r->tx, twins.at[i].other), twins.at[i].why };
	struct html *h = page_open(r, &page);
	twin_list_html(h, r, views, twins.n, merging_rows(r->tx));
	page_close(h, r, &page);
}

static struct account *
account_named(struct request *r, const char *param)
{
	struct account *a = account_row(r->tx, request_id(r, param));

	return a != NULL && a->standing != PERSON_MERGED && wall_look(r->login, WALL_ACCOUNT, a->id) == SEES_ALL ? a : NULL;
}

/* Both of the address; false: the reply is made. */
static bool
two_of(struct request *r, struct account **ret_one, struct account **ret_other)
{
	*ret_one = account_named(r, "one");
	*ret_other = account_named(r, "other");
	if (*ret_one != NULL && *ret_other != NULL && (*ret_one)->id != (*ret_other)->id)
		return true;
	reply_not_found(r);
	return false;
}

static void
join_page(struct request *r, struct account *one, struct account *other)
{
	struct page page = { .title = say(r->lang, N_("Make two accounts one")), .tab = TAB_ADMIN };

	look_note(r->tx, r->login, WALL_ACCOUNT, one->id, 0);
	look_note(r->tx, r->login, WALL_ACCOUNT, other->id, 0);
	struct html *h = page_open(r, &page);
	join_html(h, r, one, other);
	page_close(h, r, &page);
}

void
join_show(struct request *r)
{
	struct account *one, *other;

	if (two_of(r, &one, &other))
		join_page(r, one, other);
}

/* One is known; who else is it? */
void
join_find(struct request *r)
{
	struct page page = { .title = say(r->lang, N_("Make two accounts one")), .tab = TAB_ADMIN };
	struct account *one = account_named(r, "one");
	const char *words = text_line(r->arena, request_query(r, "q"));

	if (one == NULL) {
		reply_not_found(r);
		return;
	}
	struct html *h = page_open(r, &page);
	join_find_html(h, r, one, words, text_empty(words) ? (struct accounts){0} : account_rows(r->tx, words, FOUND));
	page_close(h, r, &page);
}

void
join_it(struct request *r)
{
	struct account *one, *other;
	int64_t merge = 0;

	if (!two_of(r, &one, &other))
		return;
	bool keep_other = text_eq(request_form(r, "keep"), id_text(r->arena, other->id));
	struct account *winner = keep_other ? other : one, *loser = keep_other ? one : other;
	const char *wrong = join_put(r->tx, r->login, winner->id, loser->id, &merge);
	if (wrong != NULL) {
		problem_add(r, "keep", say(r->lang, wrong));
		join_page(r, one, other);
	} else if (merge == 0)
		page_see(r, account_path(r, winner->id), say(r->lang,
		    N_("Whoever has signed in with them is asked. The two become one when they say yes, or in three days.")), NULL);
	else
		page_see(r, account_path(r, winner->id), arena_printf(r->arena, say(r->lang, N_("The two are one: %s.")), winner->shown),
		    arena_printf(r->arena, "/office/merges/%s/undo", id_text(r->arena, merge)));
}

void
join_undo(struct request *r)
{
	struct merging *m = merging_row(r->tx, request_id(r, "merge"));

	if (m == NULL) {
		reply_not_found(r);
		return;
	}
	const char *wrong = merge_undo(r->tx, r->login, m->id);
	page_see(r, "/office/twins", say(r->lang, wrong != NULL ? wrong : N_("They are two accounts again, each with what was its own.")), NULL);
}

void
join_apart(struct request *r)
{
	struct account *one, *other;

	if (!two_of(r, &one, &other))
		return;
	not_same_put(r->tx, one->id, other->id, r->login->person->id);
	page_see(r, "/office/twins", say(r->lang, N_("Two people, then. They are not listed again.")),
	    arena_printf(r->arena, "/office/merge/%s/%s/same", id_text(r->arena, one->id), id_text(r->arena, other->id)));
}

void
join_same(struct request *r)
{
	struct account *one, *other;

	if (!two_of(r, &one, &other))
		return;
	not_same_drop(r->tx, one->id, other->id);
	page_see(r, "/office/twins", say(r->lang, N_("Listed again.")), NULL);
}
