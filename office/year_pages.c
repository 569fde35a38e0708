/* School years: their days, and what the roster did in each. */
#include "auth/wall.h"
#include "base/id.h"
#include "office/office_pages.h"
#include "office/year_show.html.h"
#include "office/years.h"
#include "site/page.h"

enum { NAMES = 200, CARDS = 60 };

void
year_list(struct request *r)
{
	struct page page = { .title = say(r->lang, N_("School years")), .tab = TAB_ADMIN };
	struct html *h = page_open(r, &page);

	year_list_html(h, r, school_year_list(r->tx));
	page_close(h, r, &page);
}

static struct school_year *
year_of(struct request *r)
{
	struct school_year *y = school_year_row(r->tx, request_id(r, "year"));

	if (y == NULL)
		reply_not_found(r);
	return y;
}

void
year_show(struct request *r)
{
	struct school_year *y = year_of(r);
	int64_t from, to;

	if (y == NULL)
		return;
	struct page page = { .title = y->name, .tab = TAB_ADMIN };
	year_span(r->tx, r->zone, y, &from, &to);
	struct year_view v = { .year = y, .counts = year_counts(r->tx, from, to), .left = left_rows(r->tx, from, to, NAMES),
	    .moved = moved_rows(r->tx, from, to, NAMES), .came = came_rows(r->tx, from, to, NAMES),
	    .practices = practices_left(r->tx, from, to, CARDS), .trying = wall_count(trials_left(r->tx, from, to)) };
	struct html *h = page_open(r, &page);
	year_show_html(h, r, &v);
	page_close(h, r, &page);
}

static const struct field year_fields[] = {
	FIELD(year_form, name, N_("Name"), .min = 1, .max = 40),
	FIELD(year_form, first_day, N_("First day"), .kind = FORM_DATE, .min = 1),
	FIELD(year_form, last_day, N_("Last day"), .kind = FORM_DATE, .min = 1),
	{0}
};

static void
year_page(struct request *r, const struct school_year *y, const struct year_form *f)
{
	struct page page = { .title = say(r->lang, y == NULL ? N_("A new school year") : N_("Change the school year")),
	    .tab = TAB_ADMIN, .narrow = true };
	struct html *h = page_open(r, &page);

	year_form_html(h, r, y, f);
	page_close(h, r, &page);
}

void
year_new(struct request *r)
{
	year_page(r, NULL, &(struct year_form){ .name = year_suggested(r->arena, zone_civil(r->zone, r->now)), .first_day = "",
	    .last_day = "" });
}

/* y NULL: a new one. */
static void
year_take(struct request *r, const struct school_year *y)
{
	struct year_form f;
	const char *field, *wrong = NULL;

	bool good = form_read(r, year_fields, &f);
	struct school_year new = { .id = y != NULL ? y->id : 0, .name = f.name, .first_day = f.first_day, .last_day = f.last_day };
	if (good)
		wrong = year_problem(r->tx, &new, &field);
	if (wrong != NULL)
		problem_add(r, field, say(r->lang, wrong));
	if (r->problems.n > 0) {
		year_page(r, y, &f);
		return;
	}
	year_put(r->tx, r->login, &new);
	const char *path = arena_printf(r->arena, "/office/years/%s", id_text(r->arena, new.id));
	page_see(r, path, y != NULL ? say(r->lang, N_("Saved.")) :
	    arena_printf(r->arena, say(r->lang, N_("%s begins. Nothing ended with the year before: accounts, practices and tries go on.")), new.name),
	    y != NULL ? NULL : arena_printf(r->arena, "%s/remove", path));
}

void
year_create(struct request *r)
{
	year_take(r, NULL);
}

void
year_edit(struct request *r)
{
	struct school_year *y = year_of(r);

	if (y != NULL)
		year_page(r, y, &(struct year_form){ .name = y->name, .first_day = y->first_day, .last_day = y->last_day });
}

void
year_save(struct request *r)
{
	struct school_year *y = year_of(r);

	if (y != NULL)
		year_take(r, y);
}

void
year_remove(struct request *r)
{
	struct school_year *y = year_of(r);

	if (y == NULL)
		return;
	year_drop(r->tx, r->login, y);
	page_see(r, "/office/years", arena_printf(r->arena, say(r->lang, N_("%s is taken out. Only its days are gone, nothing that happened in it.")), y->name), NULL);
}
