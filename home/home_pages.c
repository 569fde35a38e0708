/* Home: what is due from me, what is new near me, what fits my room. */
#include "home/home_show.html.h"
#include "people/people.h"
#include "practices/practices.h"
#include "site/feature.h"
#include "site/page.h"

enum { NEAR = 2, SUGGESTED = 4 };

static void
home_show(struct request *r)
{
	struct page page = { .title = say(r->lang, N_("Home")), .tab = TAB_HOME };
	int64_t me = r->login->person->id;
	struct person_context mine = person_context(r->tx, me);
	struct room any = { .grades = mine.grades != 0 ? mine.grades : ~0u, .subjects = mine.subjects != 0 ? mine.subjects : ~0u };

	struct home_view v = { .asks = checks_open(r->tx, me, r->zone, r->now), .tries = trials_open(r->tx, me), .drafts = practices_drafts(r->tx, me),
	    .near = practices_new_near(r->tx, me, NEAR), .suggested = practices_suggested(r->tx, me, any, SUGGESTED),
	    .room = { .grades = mine.grades, .subjects = mine.subjects }, .school_id = mine.school_id };
	struct html *h = page_open(r, &page);
	home_show_html(h, r, &v);
	page_close(h, r, &page);
}

static const struct route routes[] = {
	{ "GET", "/", home_show, MAY_MEMBER },
	{0}
};

extern const struct feature home;
const struct feature home = { .name = "home", .routes = routes };
