#include "base/clock.h"
#include "base/arena.h"
#include "tests/test.h"
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

TEST(clock_stands_still_in_a_test)
{
	clock_set_for_test(1791819720);
	assert_int_equal(clock_now(), 1791819720);
	clock_set_for_test(0);
	assert_true(llabs(clock_now() - (int64_t)time(NULL)) <= 1);
	int64_t before = clock_ms();
	usleep(3000);
	assert_true(clock_ms() >= before + 2);
}

TEST(date_numbers_and_dates_are_the_same_days)
{
	time_t at = -25567L * 86400;            /* 1900-01-01 */
	struct tm tm;

	for (int64_t day = -25567; day < 65536; day++, at += 86400) {
		gmtime_r(&at, &tm);
		struct civil c = date_from_number(day);
		assert_int_equal(c.year, tm.tm_year + 1900);
		assert_int_equal(c.month, tm.tm_mon + 1);
		assert_int_equal(c.day, tm.tm_mday);
		assert_int_equal(c.weekday, tm.tm_wday);
		assert_int_equal(date_number(c), day);
	}
}

TEST(date_read_knows_which_days_there_are)
{
	static const char *const bad[] = {
		"", "2026", "2026-2-3", "2026-02-30", "2025-02-29", "2026-13-01", "2026-00-10", "2026-01-00",
		"2026-01-32", "26-01-01", "2026-01-01 ", "2026-01-01T00:00", "+026-01-01", "2026-+1-01", "2026- 1-01",
		"2026/01/01", "1850-01-01",
	};
	struct civil c = { .year = 7 };
	struct arena *a = arena_new();

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(date_read(bad[i], &c));
	assert_int_equal(c.year, 7);
	assert_true(date_read("2024-02-29", &c));
	assert_int_equal(c.weekday, 4);
	assert_string_equal(date_iso(a, c), "2024-02-29");
	arena_free(a);
}

static const char *const zones[] = {
	"America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles",
	"America/Anchorage", "Pacific/Honolulu", "America/Puerto_Rico", "Pacific/Guam",
};

/* The C library reads the same rules from other files.  Its tables of old
 * years differ now and then; since 2007 the rules of the United States stand. */
TEST(zone_agrees_with_the_c_library)
{
	const char *kept = getenv("TZ");
	struct tm tm;

	for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++) {
		const struct zone *z = zone_find(zones[i]);
		assert_non_null(z);
		setenv("TZ", zones[i], 1);
		tzset();
		for (time_t at = 1167609600; at < 2145916800; at += 3599 * 5) {
			localtime_r(&at, &tm);
			struct civil c = zone_civil(z, at);
			assert_int_equal(c.hour, tm.tm_hour);
			assert_int_equal(c.day, tm.tm_mday);
			assert_int_equal(c.minute, tm.tm_min);
			assert_int_equal(c.weekday, tm.tm_wday);
		}
	}
	kept != NULL ? setenv("TZ", kept, 1) : unsetenv("TZ");
	tzset();
}

/* Every second comes back from its civil time, but for the hour said twice in
 * autumn: of that, the first. */
TEST(zone_seconds_undoes_zone_civil)
{
	static const char *const others[] = { "America/Chicago", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Kiritimati",
		"Pacific/Pago_Pago", "Europe/Madrid", "America/St_Johns" };

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		const struct zone *z = zone_find(others[i]);
		int64_t twice = 0;
		assert_non_null(z);
		for (int64_t at = 1735689600; at < 1735689600 + 366 * 86400; at += 600) {
			int64_t back = zone_seconds(z, zone_civil(z, at));
			struct civil there = zone_civil(z, at), again = zone_civil(z, back);
			assert_true(back == at || back == at - 3600 || back == at - 1800);
			assert_int_equal(there.hour * 60 + there.minute, again.hour * 60 + again.minute);
			twice += back != at;
		}
		assert_true(twice <= 6);
	}
}

TEST(zone_a_time_that_does_not_exist_moves_forward)
{
	const struct zone *z = zone_find("America/Chicago");
	struct civil c = zone_civil(z, zone_seconds(z, (struct civil){ .year = 2026, .month = 3, .day = 8, .hour = 2, .minute = 30 }));

	assert_int_equal(c.hour, 3);
	assert_int_equal(c.minute, 30);
	assert_int_equal(c.day, 8);
	/* 1:30 comes twice on November 1: the first is daylight time, 6:30 UTC. */
	assert_int_equal(zone_seconds(z, (struct civil){ .year = 2026, .month = 11, .day = 1, .hour = 1, .minute = 30 }),
	    1793514600);
}

TEST(zone_of_no_such_name_is_not_found)
{
	static const char *const none[] = { "", "Chicago", "America/Springfield", "../../etc/passwd", "\xff",
		"America/Chicago/America/Chicago/America/Chicago/America/Chicago/America/Chicago" };

	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		assert_null(zone_find(none[i]));
	assert_ptr_equal(zone_find("America/Denver"), zone_find("America/Denver"));
}

TEST(date_is_said_as_people_say_it)
{
	const struct zone *z = zone_find("America/Chicago");
	struct arena *a = arena_new();
	/* Monday, October 12, 2026, 10:42 in the morning */
	int64_t now = zone_seconds(z, (struct civil){ .year = 2026, .month = 10, .day = 12, .hour = 10, .minute = 42 });
	static const struct { int64_t hours; const char *en, *es; } said[] = {
		{ 0, "today", "hoy" }, { -10, "today", "hoy" }, { -11, "yesterday", "ayer" }, { 14, "tomorrow", "mañana" },
		{ -48, "Saturday", "sábado" }, { -24 * 6, "Tuesday", "martes" }, { -24 * 7, "October 5", "5 de octubre" },
		{ 24 * 60, "December 11", "11 de diciembre" }, { -24 * 365, "October 12, 2025", "12 de octubre de 2025" },
	};

	for (size_t i = 0; i < sizeof(said) / sizeof(said[0]); i++) {
		assert_string_equal(date_said(a, LANG_EN, z, now + said[i].hours * 3600, now), said[i].en);
		assert_string_equal(date_said(a, LANG_ES, z, now + said[i].hours * 3600, now), said[i].es);
	}
	struct civil c = zone_civil(z, now);
	assert_string_equal(date_full(a, LANG_EN, c), "Monday, October 12, 2026");
	assert_string_equal(date_full(a, LANG_ES, c), "lunes 12 de octubre de 2026");
	assert_string_equal(time_said(a, LANG_EN, c), "10:42 a.m.");
	assert_string_equal(time_said(a, LANG_ES, c), "10:42");
	assert_string_equal(time_said(a, LANG_EN, (struct civil){ .hour = 0, .minute = 5 }), "12:05 a.m.");
	assert_string_equal(time_said(a, LANG_EN, (struct civil){ .hour = 12 }), "12:00 p.m.");
	assert_string_equal(time_said(a, LANG_ES, (struct civil){ .hour = 15, .minute = 5 }), "15:05");
	assert_string_equal(time_iso(a, now), "2026-10-12T15:42:00Z");
	arena_free(a);
}
