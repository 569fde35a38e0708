#include "office/settings.h"
#include "auth/wall.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/text.h"
#include "db/setting.h"
#include "tests/visit.h"
#include <string.h>

DB_TEST(office_settings_have_names_of_their_own)
{
	const struct setting *const *all = settings_all(arena);

	for (size_t i = 0; all[i] != NULL; i++) {
		assert_non_null(all[i]->label);
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(all[i]->name, all[k]->name);
	}
}

DB_TEST(office_settings_are_changed_logged_and_undone)
{
	struct house house = house_open(db, arena, district);
	struct browser ops = browser_as(&house, "Olga Petrov", ROLE_OPERATOR), ruth = browser_as(&house, "Ruth Abrams", ROLE_STEWARD);
	struct browser rosa = browser_as(&house, "Rosa Delgado", ROLE_TEACHER);

	GET(&rosa, "/office/settings", 403, "");
	GET(&ruth, "/office/settings", 403, "");
	GET(&ops, "/office/settings", 200, "Lakeside School District");
	SUBMIT(&ops, "/office/settings", 422, "3 things to mend", "district.name", "", "mail.quiet_from", "24", "site.url", "learn.lakeside.example");
	assert_string_equal(page_field(&ops, "site.url"), "learn.lakeside.example");
	SUBMIT(&ops, "/office/settings", 303, "", "district.name", "Lakeside Schools", "mail.quiet_from", "19", "district.zone",
	    "America/Denver", "site.url", "https://learn.lakeside.example/");
	FOLLOW(&ops, 200, "Saved.");
	assert_string_equal(page_field(&ops, "site.url"), "https://learn.lakeside.example");
	assert_shows(&ops, "from 20 to 19, by Olga Petrov");
	GET(&rosa, "/", 200, "Lakeside Schools");
	GET(&ruth, "/office/audit", 200, "from 20 to 19, by Olga Petrov");
	assert_shows(&ruth, "from Central to Mountain, by Olga Petrov");
	assert_shows_not(&ruth, "/undo");

	const char *undo = arena_printf(arena, "/office/settings/%s", page_between(&ops, "action=\"/office/settings/", "\""));
	SUBMIT(&ops, undo, 303, "");
	FOLLOW(&ops, 200, "It is as it was.");
	POST(&ops, undo, 303, "");
	FOLLOW(&ops, 200, "That was changed since.");
	house_close(&house);
}

struct looking { int64_t by[12], owners[12]; struct login login; };

static void
look_at(struct tx *tx, void *arg)
{
	struct looking *l = arg;

	l->login.person = person_find(tx, l->by[0]);
	for (size_t i = 0; i < 12 && l->owners[i] != 0; i++)
		look_note(tx, &l->login, WALL_ACCOUNT, l->owners[i], 0);
}

/* Seven people are five, four are nothing, and the month that goes on is not told. */
DB_TEST(office_audit_counts_looks_in_fives)
{
	struct house house = house_open(db, arena, district);
	struct browser ruth = browser_as(&house, "Ruth Abrams", ROLE_STEWARD), ops = browser_as(&house, "Olga Petrov", ROLE_OPERATOR);
	static const char *const names[] = { "A B", "C D", "E F", "G H", "I J", "K L", "M N" };
	struct looking l = { .by = { ops.person } };

	clock_set_for_test(1790856000);      /* October 1, 2026 */
	for (size_t i = 0; i < 4; i++)
		l.owners[i] = house_person(&house, names[i], ROLE_TEACHER);
	house_do(&house, look_at, &l);
	clock_set_for_test(1794139200);      /* November 8 */
	GET(&ruth, "/office/audit", 200, "October 2026");
	assert_shows_not(&ruth, "5 or more");
	clock_set_for_test(1790856000);
	for (size_t i = 4; i < 7; i++)
		l.owners[i] = house_person(&house, names[i], ROLE_TEACHER);
	house_do(&house, look_at, &l);
	GET(&ruth, "/office/audit", 200, "September 2026");
	assert_shows_not(&ruth, "5 or more");
	clock_set_for_test(1794139200);
	GET(&ruth, "/office/audit", 200, "5 or more");
	GET(&ops, "/office/audit", 200, "What each kind of record shows to whom");
	assert_shows_not(&ops, "5 or more");
	house_close(&house);
}

DB_TEST(office_person_reads_who_looked)
{
	struct house house = house_open(db, arena, district);
	struct browser grace = browser_as(&house, "Grace Okafor", ROLE_COORDINATOR), rosa = browser_as(&house, "Rosa Delgado", ROLE_TEACHER);

	GET(&rosa, "/me/looks", 200, "Nobody looked.");
	GET(&grace, arena_printf(arena, "/office/accounts/%s", id_text(arena, rosa.person)), 200, "");
	SUBMIT(&grace, arena_printf(arena, "/office/accounts/%s/email", id_text(arena, rosa.person)), 303, "", "email", "rosa.vega@lakeside.example");
	GET(&rosa, "/me/looks", 200, "Grace Okafor");
	assert_shows(&rosa, "Account");
	assert_shows(&rosa, "Grace Okafor asked before a change");
	GET(&grace, "/me/looks", 200, "Nobody looked.");
	house_close(&house);
}
