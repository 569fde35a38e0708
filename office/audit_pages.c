/* What a steward reads to know that the wall holds, and what each person reads
 * of those who opened theirs. */
#include "auth/wall.h"
#include "base/clock.h"
#include "office/audit.html.h"
#include "office/look_list.html.h"
#include "office/office_pages.h"
#include "office/office_show.html.h"
#include "office/settings.h"
#include "site/page.h"

enum { LOG = 40, LOOKS = 50 };

/* The first second of the month `back` months before the one of `now`. */
static int64_t
month_start(const struct zone *zone, int64_t now, int back)
{
	struct civil c = zone_civil(zone, now);
	int months = c.year * 12 + c.month - 1 - back;

	return zone_seconds(zone, (struct civil){ .year = months / 12, .month = months % 12 + 1, .day = 1 });
}

void
audit_show(struct request *r)
{
	struct page page = { .title = say(r->lang, N_("How the wall stands")), .tab = TAB_ADMIN };
	struct audit_view v = { .settings = settings_all(r->arena), .changes = setting_entry_rows(r->tx, LOG),
	    .counts = wall_look(r->login, WALL_LOOKS, 0) >= SEES_COUNT };
	LIST(const char *) values = {0};

	for (size_t i = 0; v.settings[i] != NULL; i++)
		*LIST_ADD(r->arena, &values) = setting_value(r->tx, v.settings[i]);
	v.values = values.at;
	for (int i = 0; i < MONTHS && v.counts; i++) {
		int64_t from = month_start(r->zone, r->now, i + 1);
		v.months[i] = (struct audit_month){ zone_civil(r->zone, from),
		    look_count_rows(r->tx, from, month_start(r->zone, r->now, i)) };
	}
	for (size_t i = 0; i < HOLDERS; i++)
		v.holders[i] = holder_rows(r->tx, offices[i].role).n;
	struct html *h = page_open(r, &page);
	audit_html(h, r, &v);
	page_close(h, r, &page);
}

const char *
month_said(struct html *h, struct civil c)
{
	static const char *const months[] = { N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"),
	    N_("July"), N_("August"), N_("September"), N_("October"), N_("November"), N_("December") };

	return arena_printf(h->arena, "%s %d", say(h->lang, months[c.month - 1]), c.year);
}

/* 0: nobody, or fewer than five. */
int64_t
month_count(const struct audit_month *m, int kind)
{
	for (size_t i = 0; i < m->looks.n; i++)
		if (m->looks.at[i].kind == kind)
			return wall_count(m->looks.at[i].people);
	return 0;
}

void
look_list(struct request *r)
{
	struct page page = { .title = say(r->lang, N_("Who opened my record")) };
	int64_t me = r->login->person->id, number = page_number(r);
	struct looks looks = look_rows(r->tx, me, LOOKS + 1, (number - 1) * LOOKS);
	bool more = looks.n > LOOKS;

	if (more)
		looks.n = LOOKS;
	struct html *h = page_open(r, &page);
	look_list_html(h, r, looks, number, deed_rows(r->tx, me, LOG), appointment_rows(r->tx, me, LOG, 0));
	pages_html(h, "/me/looks?page=", number, more);
	page_close(h, r, &page);
}
