/* Who came from a provider and could not be told apart: the operator says. */
#include "base/id.h"
#include "base/text.h"
#include "providers/providers_pages.h"
#include "providers/waiting_show.html.h"
#include "site/page.h"
#include <string.h>

enum { FOUND = 20 };

/* NULL: the reply is made. */
static struct waiting *
waiting_of(struct request *r)
{
	struct waiting *w = waiting_find(r->tx, request_id(r, "waiting"));

	if (w == NULL)
		reply_not_found(r);
	return w;
}

/* Without words: whoever has the address, or the name. */
static struct profiles
guesses(struct request *r, const struct waiting *w, const char *words)
{
	struct people_filter filter = { .words = words };
	struct profiles found = {0};
	struct person *p = *words == '\0' && *w->email != '\0' ? person_by_email(r->tx, w->email) : NULL;
	struct profile *profile = p == NULL ? NULL : profile_find(r->tx, p->id);

	if (profile != NULL)
		*LIST_ADD(r->arena, &found) = *profile;
	if (found.n > 0)
		return found;
	if (*words == '\0')
		filter.words = w->name;
	return text_empty(filter.words) ? found : profile_list(r->tx, &filter, FOUND, 0);
}

void
waiting_show(struct request *r)
{
	struct waiting *w = waiting_of(r);
	struct page page = { .title = say(r->lang, N_("Who is this?")), .tab = TAB_ADMIN, .narrow = true };

	if (w == NULL)
		return;
	struct waiting_view v = { .waiting = w, .words = text_line(r->arena, request_query(r, "q")) };
	v.found = guesses(r, w, v.words);
	struct html *h = page_open(r, &page);
	waiting_show_html(h, r, &v);
	page_close(h, r, &page);
}

static const char *
path_of(struct request *r, const struct waiting *w, const char *rest)
{
	return arena_printf(r->arena, "/office/arrivals/%s/%s", id_text(r->arena, w->id), rest);
}

void
waiting_settle(struct request *r)
{
	struct waiting *w = waiting_of(r);
	const char *typed = request_form(r, "person");
	int64_t id = 0;
	struct person *p;

	if (w == NULL)
		return;
	if (!id_read(typed, strlen(typed), &id) || (p = person_find(r->tx, id)) == NULL || p->standing != PERSON_ACTIVE) {
		reply_not_found(r);
		return;
	}
	account_unlink(r->tx, w->issuer, w->subject);
	account_link(r->tx, w->issuer, w->subject, p->id, "settled", r->login->person->id);
	waiting_settled(r->tx, w->id, true);
	page_see(r, "/office/providers", arena_printf(r->arena, say(r->lang, N_("From now on %s signs %s in.")), w->provider, p->shown),
	    path_of(r, w, "undo"));
}

void
waiting_settle_undo(struct request *r)
{
	struct waiting *w = waiting_of(r);

	if (w == NULL)
		return;
	account_unlink(r->tx, w->issuer, w->subject);
	waiting_settled(r->tx, w->id, false);
	page_see(r, "/office/providers", say(r->lang, N_("That is undone. They wait again.")), NULL);
}

void
waiting_away(struct request *r)
{
	struct waiting *w = waiting_of(r);

	if (w == NULL)
		return;
	waiting_settled(r->tx, w->id, true);
	page_see(r, "/office/providers", say(r->lang, N_("Taken off the list. Should they come again, they are on it again.")), path_of(r, w, "back"));
}

void
waiting_back(struct request *r)
{
	struct waiting *w = waiting_of(r);

	if (w == NULL)
		return;
	waiting_settled(r->tx, w->id, false);
	page_see(r, "/office/providers", say(r->lang, N_("They are on the list again.")), NULL);
}
