#include "demo/demo_chance.h"
#include "base/id.h"

enum { DAY = 86400 };

/* SplitMix64 (Steele, Lea & Flood 2014, fig. 15). */
unsigned
chance_below(struct chance *c, unsigned n)
{
	uint64_t z = c->state += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return (unsigned)((z ^ (z >> 31)) % n);
}

bool
chance_of(struct chance *c, unsigned percent)
{
	return chance_below(c, 100) < percent;
}

int64_t
chance_id(struct chance *c, int64_t at)
{
	return id_first_at(at) + chance_below(c, 1000u << 21);
}

/* From this day of the year on, so much happens on a school day. */
static const struct { int month, day; unsigned pace; } paces[] = {
	{ 1, 1, 0 }, { 1, 6, 90 }, { 2, 15, 70 }, { 3, 14, 5 }, { 3, 23, 70 }, { 4, 12, 35 }, { 5, 1, 45 },
	{ 5, 25, 15 }, { 6, 6, 2 }, { 8, 8, 25 }, { 8, 20, 90 }, { 9, 10, 110 }, { 10, 20, 90 }, { 11, 21, 5 },
	{ 11, 30, 70 }, { 12, 12, 30 }, { 12, 20, 0 },
};

static unsigned
pace_of(struct civil day)
{
	unsigned pace = 0;

	for (size_t i = 0; i < sizeof(paces) / sizeof(paces[0]); i++)
		if (day.month > paces[i].month || (day.month == paces[i].month && day.day >= paces[i].day))
			pace = paces[i].pace;
	return day.weekday == 0 || day.weekday == 6 ? pace / 10 : pace;
}

void
year_begin(struct year *y, const struct zone *zone, int64_t now)
{
	y->zone = zone;
	y->now = now;
	y->today = date_number(zone_civil(zone, now));
	for (int i = 0; i < YEAR_DAYS; i++)
		y->upto[i + 1] = y->upto[i] + pace_of(date_from_number(y->today - YEAR_DAYS + 1 + i));
}

/* Before the first bell, at lunch, after school, late in the evening. */
static void
minute_of_day(struct chance *c, struct civil *day)
{
	static const struct { int hour, minutes; } free[] = { { 7, 50 }, { 12, 40 }, { 15, 120 }, { 15, 90 }, { 20, 110 } };
	unsigned i = chance_below(c, sizeof(free) / sizeof(free[0]));
	int minute = (int)chance_below(c, (unsigned)free[i].minutes);

	day->hour = free[i].hour + minute / 60;
	day->minute = minute % 60;
	day->second = (int)chance_below(c, 60);
}

int64_t
year_moment(const struct year *y, struct chance *c, int64_t from, int64_t to)
{
	int first = YEAR_DAYS - 1 - (int)(y->today - date_number(zone_civil(y->zone, from)));
	int last = YEAR_DAYS - 1 - (int)(y->today - date_number(zone_civil(y->zone, to)));

	first = first < 0 ? 0 : first;
	if (last < first || last >= YEAR_DAYS || y->upto[last + 1] == y->upto[first])
		return to;
	unsigned at = y->upto[first] + chance_below(c, y->upto[last + 1] - y->upto[first]);
	while (y->upto[first + 1] <= at)
		first++;
	struct civil day = date_from_number(y->today - YEAR_DAYS + 1 + first);
	minute_of_day(c, &day);
	int64_t moment = zone_seconds(y->zone, day);
	return moment < from ? from + 60 : moment > to ? to : moment;
}
