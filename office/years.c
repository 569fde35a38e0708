#include "office/years.h"
#include "base/clock.h"
#include "base/id.h"
#include "office/office_rows.h"
#include <string.h>

static const char log_name[] = "school year";

/* Civil dates as text sort as the days do. */
const char *
year_problem(struct tx *tx, const struct school_year *y, const char **ret_field)
{
	struct school_years all = school_year_list(tx);

	*ret_field = "last_day";
	if (strcmp(y->first_day, y->last_day) >= 0)
		return N_("The last day comes after the first one.");
	*ret_field = "first_day";
	for (size_t i = 0; i < all.n; i++)
		if (all.at[i].id != y->id && strcmp(y->first_day, all.at[i].last_day) <= 0 && strcmp(all.at[i].first_day, y->last_day) <= 0)
			return N_("These days lie in another school year. Change that one first.");
	return NULL;
}

static const char *
year_said(struct tx *tx, const struct school_year *y)
{
	return y == NULL ? "" : arena_printf(tx_arena(tx), "%s: %s – %s", y->name, y->first_day, y->last_day);
}

static void
note(struct tx *tx, const struct login *by, const struct school_year *before, const struct school_year *after)
{
	setting_log_insert(tx, &(struct setting_entry){ .id = id_make(), .at = clock_now(), .by_person = by->person->id,
	    .name = log_name, .before = year_said(tx, before), .after = year_said(tx, after) });
}

void
year_put(struct tx *tx, const struct login *by, struct school_year *y)
{
	note(tx, by, y->id == 0 ? NULL : school_year_row(tx, y->id), y);
	if (y->id != 0) {
		school_year_update(tx, y);
		return;
	}
	y->id = id_make();
	school_year_insert(tx, y, by->person->id, clock_now());
}

void
year_drop(struct tx *tx, const struct login *by, const struct school_year *y)
{
	note(tx, by, y, NULL);
	school_year_delete(tx, y->id);
}

static int64_t
day_start(const struct zone *zone, const char *iso)
{
	struct civil c = {0};

	date_read(iso, &c);
	return zone_seconds(zone, c);
}

void
year_span(struct tx *tx, const struct zone *zone, const struct school_year *y, int64_t *ret_from, int64_t *ret_to)
{
	struct school_years all = school_year_list(tx);

	*ret_from = day_start(zone, y->first_day);
	*ret_to = INT64_MAX;
	for (size_t i = 0; i < all.n; i++)
		if (strcmp(all.at[i].first_day, y->first_day) > 0)
			*ret_to = day_start(zone, all.at[i].first_day);
}

struct school_year *
school_year_of(struct tx *tx, const char *day)
{
	struct school_years all = school_year_list(tx);

	for (size_t i = 0; i < all.n; i++)
		if (strcmp(all.at[i].first_day, day) <= 0)
			return &all.at[i];
	return NULL;
}

/* From March on people think of the year that comes. */
const char *
year_suggested(struct arena *a, struct civil today)
{
	int year = today.month >= 3 ? today.year : today.year - 1;

	return arena_printf(a, "%d–%02d", year, (year + 1) % 100);
}
