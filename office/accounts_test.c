#include "office/accounts.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/text.h"
#include "tests/visit.h"
#include <string.h>

enum { DAY = 86400 };

static const char *
at(struct browser *b, const char *person, const char *rest)
{
	return arena_printf(b->house->arena, "/office/accounts/%s%s", person, rest);
}

static const char *
id_of(struct browser *b)
{
	return id_text(b->house->arena, b->person);
}

/* The id that stands behind these words. */
static const char *
id_after(struct browser *b, const char *before)
{
	return arena_copy(b->house->arena, page_between(b, before, "\""), 13);
}

DB_TEST(office_guest_is_added_signs_in_with_a_slip_and_ends)
{
	struct house house = house_open(db, arena, district);
	struct browser grace = browser_as(&house, "Grace Okafor", ROLE_COORDINATOR), ana = browser_new(&house);

	GET(&grace, "/office/guests", 200, "Nobody yet");
	GET(&grace, "/office/guests/new", 200, "");
	SUBMIT(&grace, "/office/guests/new", 422, "given-error", "given", "", "family", "Ruiz", "until", "2099-06-01");
	assert_string_equal(page_field(&grace, "until"), "2099-06-01");
	SUBMIT(&grace, "/office/guests/new", 303, "", "given", "Ana", "family", "Ruiz", "kind", "presenter", "why", "Number talks");
	FOLLOW(&grace, 200, "print one below");
	const char *ana_id = id_after(&grace, "action=\"/office/accounts/");
	SUBMIT(&grace, at(&grace, ana_id, "/slip"), 200, "whoever has it signs in as Ana Ruiz");
	const char *code = page_between(&grace, "slip-code\">", "<");

	GET(&ana, "/sign-in/slip", 200, "");
	SUBMIT(&ana, "/sign-in/slip", 303, "", "code", code);
	GET(&ana, "/people", 200, "");
	GET(&ana, "/office/guests", 403, "");

	GET(&grace, at(&grace, ana_id, "/guest"), 200, "Number talks");
	SUBMIT(&grace, at(&grace, ana_id, "/guest"), 303, "", "family", "Ruiz Mora", "until", "2026-11-30");
	GET(&grace, "/office/guests", 200, "Ana Ruiz Mora");
	assert_shows(&grace, "November 30, 2026");
	GET(&grace, at(&grace, ana_id, ""), 200, "Grace Okafor added this account");
	SUBMIT(&grace, at(&grace, ana_id, "/end"), 303, "");
	FOLLOW(&grace, 200, "Ana Ruiz Mora can no longer sign in.");
	GET(&ana, "/people", 303, "");
	SUBMIT(&grace, at(&grace, ana_id, "/back"), 303, "");
	FOLLOW(&grace, 200, "Ana Ruiz Mora is back");
	assert_shows_not(&grace, "November 30, 2026");
	house_close(&house);
}

DB_TEST(office_guest_is_over_after_the_last_day)
{
	struct house house = house_open(db, arena, district);
	struct browser grace = browser_as(&house, "Grace Okafor", ROLE_COORDINATOR);

	clock_set_for_test(1794139200);      /* November 8, 2026, 12:00 UTC */
	GET(&grace, "/office/guests/new", 200, "");
	SUBMIT(&grace, "/office/guests/new", 303, "", "given", "Ana", "family", "Ruiz", "kind", "substitute", "until", "2026-11-09");
	clock_set_for_test(1794139200 + DAY);
	house_run_jobs(&house);
	GET(&grace, "/office/guests", 200, "until Monday, November 9, 2026");
	clock_set_for_test(1794139200 + 2 * DAY);
	house_run_jobs(&house);
	GET(&grace, "/office/guests", 200, "not active");
	house_close(&house);
}

DB_TEST(office_address_of_an_unused_account_changes_at_once)
{
	struct house house = house_open(db, arena, district);
	struct browser grace = browser_as(&house, "Grace Okafor", ROLE_COORDINATOR);
	const char *rosa = id_text(arena, house_person(&house, "Rosa Delgado", ROLE_TEACHER));

	house_person(&house, "Marcus Bell", ROLE_TEACHER);
	GET(&grace, at(&grace, rosa, ""), 200, "rosa.delgado@lakeside.example");
	SUBMIT(&grace, at(&grace, rosa, "/email"), 422, "Somebody else here has this address.", "email", "marcus.bell@lakeside.example");
	SUBMIT(&grace, at(&grace, rosa, "/email"), 303, "", "email", "Rosa.Vega@lakeside.example");
	FOLLOW(&grace, 200, "Grace Okafor changed the e-mail address to rosa.vega@lakeside.example");
	house_close(&house);
}

/* Whoever looks after accounts takes none over: the owner is asked. */
DB_TEST(office_address_of_a_used_account_is_asked_for)
{
	struct house house = house_open(db, arena, district);
	struct browser grace = browser_as(&house, "Grace Okafor", ROLE_COORDINATOR);
	struct browser rosa = browser_as(&house, "Rosa Delgado", ROLE_TEACHER), marcus = browser_as(&house, "Marcus Bell", ROLE_TEACHER);

	GET(&grace, at(&grace, id_of(&rosa), ""), 200, "");
	assert_shows_not(&grace, "Print a sign-in slip");
	SUBMIT(&grace, at(&grace, id_of(&rosa), "/email"), 303, "", "email", "grace.second@lakeside.example");
	FOLLOW(&grace, 200, "Rosa Delgado is asked.");
	assert_shows(&grace, "waiting for an answer");
	assert_non_null(strstr(mail_last(&house, "rosa.delgado@lakeside.example"), "grace.second@lakeside.example"));
	GET(&rosa, "/me/asked", 200, "grace.second@lakeside.example");
	const char *no = arena_printf(arena, "/me/asked/%s", id_after(&rosa, "action=\"/me/asked/"));
	POST(&marcus, arena_printf(arena, "%s/yes", no), 404, "");
	SUBMIT(&rosa, arena_printf(arena, "%s/no", no), 303, "");
	GET(&grace, at(&grace, id_of(&rosa), ""), 200, "Rosa Delgado stopped a change that was asked for");
	assert_shows_not(&grace, "waiting for an answer");
	assert_shows(&grace, "rosa.delgado@lakeside.example");

	SUBMIT(&grace, at(&grace, id_of(&rosa), "/email"), 303, "", "email", "rosa.vega@lakeside.example");
	clock_set_for_test(clock_now() + ASK_DAYS * DAY - 60);
	house_run_jobs(&house);
	GET(&grace, at(&grace, id_of(&rosa), ""), 200, "waiting for an answer");
	clock_set_for_test(clock_now() + 7200);
	house_run_jobs(&house);
	GET(&grace, at(&grace, id_of(&rosa), ""), 200, "changed the e-mail address to rosa.vega@lakeside.example");
	house_close(&house);
}

DB_TEST(office_coordinator_leaves_operators_and_their_own_account_alone)
{
	struct house house = house_open(db, arena, district);
	struct browser grace = browser_as(&house, "Grace Okafor", ROLE_COORDINATOR), ops = browser_as(&house, "Olga Petrov", ROLE_OPERATOR);

	GET(&grace, at(&grace, id_of(&ops), ""), 200, "");
	assert_shows_not(&grace, "Looking after it");
	POST(&grace, at(&grace, id_of(&ops), "/end"), 303, "");
	FOLLOW(&grace, 200, "Only an operator may touch");
	POST(&grace, at(&grace, id_of(&ops), "/email"), 422, "Only an operator may touch", "email", "grace.second@lakeside.example");
	POST(&grace, at(&grace, id_of(&grace), "/slip"), 303, "");
	FOLLOW(&grace, 200, "This is your own account.");
	POST(&ops, at(&ops, id_of(&ops), "/end"), 303, "");
	GET(&ops, "/office/accounts", 200, "");
	house_close(&house);
}
