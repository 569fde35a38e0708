#include "office/office.h"
#include "base/clock.h"
#include "base/id.h"
#include "people/people.h"
#include "practices/practice_rows.h"
#include "tests/visit.h"
#include <string.h>

enum { DAY = 86400 };

struct staff { int64_t rosa, marcus, elm, oak, now; };

static void
works(struct tx *tx, int64_t person, int64_t school, int64_t at)
{
	struct assignment a = { school, DUTY_TEACHER };

	assignments_put(tx, person, "oneroster", (struct assignments){ &a, 1, 1 }, at);
}

static void
hire(struct tx *tx, void *arg)
{
	struct staff *s = arg;
	struct practice p = { .author_id = s->rosa, .title = "Exit tickets", .promise = "", .problem = "", .steps = "", .materials = "",
	    .why = "", .evidence = "", .caveats = "", .sources = "", .changed = "", .changed_why = "", .language = "en",
	    .parts = { "", "", "" }, .state = PRACTICE_SHARED, .shared_at = s->now, .edited_at = s->now };

	s->elm = school_add(tx, &(struct school){ .name = "Elm Street School", .kind = "school" });
	s->oak = school_add(tx, &(struct school){ .name = "Oak High School", .kind = "school" });
	works(tx, s->rosa, s->elm, s->now);
	works(tx, s->marcus, s->elm, s->now);
	practice_insert(tx, &p);
}

/* What a roster does in summer. */
static void
turn_over(struct tx *tx, void *arg)
{
	struct staff *s = arg;

	works(tx, s->marcus, s->oak, clock_now());
	person_standing(tx, s->rosa, PERSON_INACTIVE);
}

static const char *
day(struct arena *a, int64_t days)
{
	return date_iso(a, date_from_number(date_number(zone_civil(NULL, clock_now())) + days));
}

/* Ids tell when somebody was added, and grow with the real clock alone; so the year lies around today. */
DB_TEST(office_year_tells_who_left_moved_and_came)
{
	struct house house = house_open(db, arena, district);
	struct browser grace = browser_as(&house, "Grace Okafor", ROLE_COORDINATOR);
	struct staff s = { .now = clock_now() - 200 * DAY, .rosa = house_person(&house, "Rosa Delgado", ROLE_TEACHER),
	    .marcus = house_person(&house, "Marcus Bell", ROLE_TEACHER) };

	house_do(&house, hire, &s);
	house_do(&house, turn_over, &s);
	GET(&grace, "/office/years", 200, "No school year yet");
	GET(&grace, "/office/years/new", 200, "");
	SUBMIT(&grace, "/office/years/new", 422, "The last day comes after the first one.", "name", "This year", "first_day", day(arena, 100), "last_day", day(arena, -100));
	SUBMIT(&grace, "/office/years/new", 303, "", "name", "This year", "first_day", day(arena, -100), "last_day", day(arena, 100));
	FOLLOW(&grace, 200, "This year begins.");
	assert_shows(&grace, "1 person can no longer sign in.");
	assert_shows(&grace, "Rosa Delgado");
	assert_shows(&grace, "Exit tickets");
	assert_shows_not(&grace, "were trying something");
	assert_shows(&grace, "1 person works in another school.");
	assert_shows(&grace, "from Elm Street School to Oak High School");
	assert_shows(&grace, "2 people are new here.");

	GET(&grace, "/office/years/new", 200, "");
	SUBMIT(&grace, "/office/years/new", 422, "These days lie in another school year.", "name", "Next year", "first_day", day(arena, 90), "last_day", day(arena, 300));
	assert_string_equal(page_field(&grace, "last_day"), day(arena, 300));
	SUBMIT(&grace, "/office/years/new", 303, "", "name", "Next year", "first_day", day(arena, 120), "last_day", day(arena, 300));
	FOLLOW(&grace, 200, "0 people can no longer sign in.");
	house_close(&house);
}

DB_TEST(office_year_is_changed_undone_and_logged)
{
	struct house house = house_open(db, arena, district);
	struct browser ops = browser_as(&house, "Olga Petrov", ROLE_OPERATOR), rosa = browser_as(&house, "Rosa Delgado", ROLE_TEACHER);

	GET(&rosa, "/office/years", 403, "");
	GET(&ops, "/office/years/new", 200, "");
	SUBMIT(&ops, "/office/years/new", 303, "", "name", "2026–27", "first_day", "2026-08-17", "last_day", "2027-05-28");
	FOLLOW(&ops, 200, "Monday, August 17, 2026");
	const char *year = arena_printf(arena, "/office/years/%.13s", page_between(&ops, "href=\"/office/years/", "/edit"));
	const char *edit = arena_printf(arena, "%s/edit", year);
	GET(&ops, edit, 200, "");
	SUBMIT(&ops, edit, 303, "", "last_day", "2027-06-04");
	FOLLOW(&ops, 200, "Friday, June 4, 2027");
	POST(&ops, arena_printf(arena, "%s/remove", year), 303, "");
	FOLLOW(&ops, 200, "No school year yet");
	GET(&ops, "/office/audit", 200, "2026–27: 2026-08-17 – 2027-06-04");
	GET(&ops, year, 404, "");
	house_close(&house);
}
