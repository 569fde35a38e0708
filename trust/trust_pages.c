/* Trust, where anybody can read it: who sees what, in words, from the wall's
 * own table. */
#include "site/feature.h"
#include "site/page.h"
#include "trust/who_sees.html.h"

bool
somebody_sees(enum wall_kind kind, enum sees sees)
{
	for (int i = 0; i < RELATIONS; i++)
		if (wall_sees(kind, 1u << i) == sees)
			return true;
	return false;
}

bool
others_read(enum wall_kind kind)
{
	return wall_sees(kind, ~(unsigned)REL_SELF) > SEES_COUNT;
}

static void
who_sees(struct request *r)
{
	struct page page = { .title = say(r->lang, N_("Who sees what")) };
	struct html *h = page_open(r, &page);

	who_sees_html(h, r);
	page_close(h, r, &page);
}

static const struct route routes[] = {
	{ "GET", "/who-sees-what", who_sees, MAY_ANYONE },
	{0}
};

extern const struct feature trust;
const struct feature trust = { .name = "trust", .routes = routes };
