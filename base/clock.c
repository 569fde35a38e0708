#include "base/clock.h"
#include "base/arena.h"
#include "base/buf.h"
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

static _Atomic int64_t pretended;

int64_t
clock_now(void)
{
	int64_t at = pretended;

	return at != 0 ? at : (int64_t)time(NULL);
}

int64_t
clock_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

void
clock_set_for_test(int64_t seconds)
{
	pretended = seconds;
}

/* Days from and to a civil date: Hinnant, "chrono-Compatible Low-Level Date
 * Algorithms" (2013), days_from_civil and civil_from_days. */
int64_t
date_number(struct civil c)
{
	int64_t y = c.month <= 2 ? c.year - 1 : c.year;
	int64_t era = (y >= 0 ? y : y - 399) / 400, yoe = y - era * 400;
	int64_t doy = (153 * (c.month + (c.month > 2 ? -3 : 9)) + 2) / 5 + c.day - 1;

	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

struct civil
date_from_number(int64_t days)
{
	int64_t z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097, doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
	int month = (int)(mp < 10 ? mp + 3 : mp - 9);

	return (struct civil){ .year = (int)(yoe + era * 400 + (month <= 2)), .month = month,
	    .day = (int)(doy - (153 * mp + 2) / 5 + 1), .weekday = (int)(((days + 4) % 7 + 7) % 7) };
}

/* `n` digits of a number, behind what is written; where the next goes. */
static char *
put_digits(char *to, int n, int number)
{
	for (int i = n; i-- > 0; number /= 10)
		to[i] = (char)('0' + number % 10);
	return to + n;
}

static char *
put_date(char *to, struct civil c)
{
	to = put_digits(to, 4, c.year);
	*to++ = '-';
	to = put_digits(to, 2, c.month);
	*to++ = '-';
	return put_digits(to, 2, c.day);
}

const char *
date_iso(struct arena *a, struct civil c)
{
	char *text = arena_alloc(a, sizeof("2026-10-12"), 1);

	put_date(text, c);
	return text;
}

static bool
is_date_shaped(const char *iso)
{
	static const char shape[] = "dddd-dd-dd";
	size_t i;

	for (i = 0; iso[i] != '\0' && shape[i] != '\0'; i++)
		if (shape[i] == '-' ? iso[i] != '-' : iso[i] < '0' || iso[i] > '9')
			return false;
	return iso[i] == '\0' && shape[i] == '\0';
}

bool
date_read(const char *iso, struct civil *ret)
{
	struct civil asked, c;

	if (!is_date_shaped(iso))
		return false;
	asked = (struct civil){ .year = atoi(iso), .month = atoi(iso + 5), .day = atoi(iso + 8) };
	if (asked.year < 1900 || asked.month < 1 || asked.month > 12)
		return false;
	c = date_from_number(date_number(asked));
	if (c.year != asked.year || c.month != asked.month || c.day != asked.day)
		return false;
	*ret = c;
	return true;
}

const char *
time_iso(struct arena *a, int64_t at)
{
	struct civil c = zone_civil(NULL, at);
	char *text = arena_alloc(a, sizeof("2026-10-12T15:42:00Z"), 1), *to = put_date(text, c);

	*to++ = 'T';
	to = put_digits(to, 2, c.hour);
	*to++ = ':';
	to = put_digits(to, 2, c.minute);
	*to++ = ':';
	to = put_digits(to, 2, c.second);
	*to = 'Z';
	return text;
}

static const char *const months[] = {
	N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"), N_("July"),
	N_("August"), N_("September"), N_("October"), N_("November"), N_("December"),
};
static const char *const weekdays[] = {
	N_("Sunday"), N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"),
	N_("Saturday"),
};

const char *
date_full(struct arena *a, enum lang lang, struct civil c)
{
	const char *weekday = say(lang, weekdays[date_from_number(date_number(c)).weekday]);
	const char *month = say(lang, months[c.month - 1]);

	/* The order is the language's: weekday, month, day, year. */
	return arena_printf(a, say(lang, N_("%1$s, %2$s %3$d, %4$d")), weekday, month, c.day, c.year);
}

/* A language's pattern of month ("%1$s"), day ("%2$d") and year ("%3$d"). */
static const char *
put_pattern(struct arena *a, const char *pattern, const char *month, int day, int year)
{
	struct buf out = { .arena = a };

	for (; *pattern != '\0'; pattern++)
		if (pattern[0] != '%')
			buf_char(&out, *pattern);
		else {
			pattern++;
			if (*pattern == '1')
				buf_text(&out, month);
			else
				buf_i64(&out, *pattern == '2' ? day : year);
			pattern += 2;                   /* "$s", "$d" */
		}
	return buf_str(&out);
}

/* A page has many dates and one today. */
static struct civil
today_of(const struct zone *zone, int64_t now)
{
	static _Thread_local struct { const struct zone *zone; int64_t now; struct civil today; } last;

	if (last.today.month == 0 || last.zone != zone || last.now != now) {
		last.zone = zone;
		last.now = now;
		last.today = zone_civil(zone, now);
	}
	return last.today;
}

const char *
date_said(struct arena *a, enum lang lang, const struct zone *zone, int64_t at, int64_t now)
{
	struct civil c = zone_civil(zone, at), today = today_of(zone, now);
	int64_t ago = date_number(today) - date_number(c);
	const char *month = say(lang, months[c.month - 1]);

	if (ago == 0)
		return say(lang, N_("today"));
	if (ago == 1)
		return say(lang, N_("yesterday"));
	if (ago == -1)
		return say(lang, N_("tomorrow"));
	if (ago > 1 && ago < 7)
		return say(lang, weekdays[c.weekday]);
	if (c.year == today.year)
		return put_pattern(a, say(lang, N_("%1$s %2$d")), month, c.day, c.year);
	return put_pattern(a, say(lang, N_("%1$s %2$d, %3$d")), month, c.day, c.year);
}

const char *
time_said(struct arena *a, enum lang lang, struct civil c)
{
	switch (lang) {
	case LANG_EN:
		return arena_printf(a, "%d:%02d %s", c.hour % 12 ? c.hour % 12 : 12, c.minute,
		    c.hour < 12 ? "a.m." : "p.m.");
	case LANG_ES:
		break;
	}
	return arena_printf(a, "%d:%02d", c.hour, c.minute);
}
