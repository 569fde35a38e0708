#include "auth/person.h"
#include "base/id.h"
#include "office/office.h"
#include "office/roles.h"
#include "tests/visit.h"
#include <string.h>

static const char *
account_at(struct browser *b, int64_t person, const char *rest)
{
	struct arena *a = b->house->arena;

	return arena_printf(a, "/office/accounts/%s%s", id_text(a, person), rest);
}

DB_TEST(office_operator_appoints_and_withdraws)
{
	struct house house = house_open(db, arena, district);
	struct browser ops = browser_as(&house, "Olga Petrov", ROLE_OPERATOR);
	struct browser rosa = browser_as(&house, "Rosa Delgado", ROLE_TEACHER);

	GET(&rosa, "/office/roles", 403, "");
	GET(&ops, "/office/accounts?q=delga", 200, "Rosa Delgado");
	GET(&ops, account_at(&ops, rosa.person, ""), 200, "Appoint Rosa Delgado");
	SUBMIT(&ops, account_at(&ops, rosa.person, "/appoint"), 422, "Choose the office.", "why", "Elected in May");
	assert_shows(&ops, "Elected in May");
	SUBMIT(&ops, account_at(&ops, rosa.person, "/appoint"), 303, "", "office", "council", "why", "Elected in May");
	FOLLOW(&ops, 200, "Rosa Delgado is appointed: Council member.");
	assert_non_null(strstr(mail_last(&house, "rosa.delgado@lakeside.example"), "Elected in May"));
	GET(&rosa, "/office/roles", 200, "Elected in May");
	assert_shows(&rosa, "given by Olga Petrov");
	assert_shows_not(&rosa, "/undo");

	GET(&ops, account_at(&ops, rosa.person, "/withdraw/council"), 200, "Withdraw: Council member");
	SUBMIT(&ops, account_at(&ops, rosa.person, "/withdraw/council"), 422, "why-error");
	SUBMIT(&ops, account_at(&ops, rosa.person, "/withdraw/council"), 303, "", "why", "Their term is over");
	FOLLOW(&ops, 200, "Rosa Delgado is no longer: Council member.");
	GET(&rosa, "/office/roles", 403, "");
	house_close(&house);
}

DB_TEST(office_appointment_is_undone_once)
{
	struct house house = house_open(db, arena, district);
	struct browser ops = browser_as(&house, "Olga Petrov", ROLE_OPERATOR);
	int64_t rosa = house_person(&house, "Rosa Delgado", ROLE_TEACHER);

	GET(&ops, account_at(&ops, rosa, ""), 200, "");
	SUBMIT(&ops, account_at(&ops, rosa, "/appoint"), 303, "", "office", "steward", "why", "Asked by the union");
	FOLLOW(&ops, 200, "Undo");
	const char *undo = page_between(&ops, "action=\"/office/roles/", "\"");
	undo = arena_printf(arena, "/office/roles/%s", undo);
	POST(&ops, undo, 303, "");
	FOLLOW(&ops, 200, "Undone: Asked by the union");
	POST(&ops, undo, 303, "");
	FOLLOW(&ops, 200, "That was changed since.");
	house_close(&house);
}

DB_TEST(office_last_operator_stays)
{
	struct house house = house_open(db, arena, district);
	struct browser ops = browser_as(&house, "Olga Petrov", ROLE_OPERATOR);
	int64_t rosa = house_person(&house, "Rosa Delgado", ROLE_TEACHER);

	GET(&ops, account_at(&ops, ops.person, "/withdraw/operator"), 200, "");
	SUBMIT(&ops, account_at(&ops, ops.person, "/withdraw/operator"), 422, "This is the last operator.", "why", "I go");
	assert_shows(&ops, "I go");
	GET(&ops, account_at(&ops, rosa, ""), 200, "");
	SUBMIT(&ops, account_at(&ops, rosa, "/appoint"), 303, "", "office", "operator", "why", "My deputy");
	GET(&ops, account_at(&ops, ops.person, "/withdraw/operator"), 200, "");
	SUBMIT(&ops, account_at(&ops, ops.person, "/withdraw/operator"), 303, "", "why", "I go");
	FOLLOW(&ops, 200, "Olga Petrov is no longer: Operator.");
	GET(&ops, "/office/accounts", 403, "");
	house_close(&house);
}

struct linking { const char *email, *token; };

static void
make_link(struct tx *tx, void *arg)
{
	struct linking *l = arg;

	l->token = operator_link(tx, l->email, "groundswell operator-link");
}

/* From the link that `groundswell init` and `operator-link` print to the first appointment. */
DB_TEST(office_operator_begins_with_a_link)
{
	struct house house = house_open(db, arena, district);
	struct linking l = { .email = " Ops@Lakeside.example" };
	struct browser ops = browser_new(&house);
	int64_t rosa = house_person(&house, "Rosa Delgado", ROLE_TEACHER);

	house_do(&house, make_link, &l);
	const char *link = arena_printf(arena, "/sign-in/link/%s", l.token);
	GET(&ops, link, 200, "<form");
	SUBMIT(&ops, link, 303, "");
	FOLLOW(&ops, 303, "");
	FOLLOW(&ops, 200, "You run Groundswell here");
	SUBMIT(&ops, "/office/start", 422, "given-error", "given", "", "family", "Petrov");
	SUBMIT(&ops, "/office/start", 422, "password-error", "given", "Olga", "family", "Petrov", "password", "short");
	SUBMIT(&ops, "/office/start", 303, "", "given", "Olga", "family", "Petrov", "password", "three blue mittens");
	FOLLOW(&ops, 200, "The first steps");
	GET(&ops, account_at(&ops, rosa, ""), 200, "");
	SUBMIT(&ops, account_at(&ops, rosa, "/appoint"), 303, "", "office", "coordinator", "why", "She knows the schools");
	GET(&ops, "/office", 200, "Rosa Delgado");

	struct browser again = browser_new(&house);
	GET(&again, link, 404, "");
	GET(&again, "/sign-in", 200, "");
	SUBMIT(&again, "/sign-in", 303, "", "email", "ops@lakeside.example", "password", "three blue mittens");
	GET(&again, "/office/roles", 200, "Olga Petrov");
	house_close(&house);
}

static void
link_twice(struct tx *tx, void *arg)
{
	struct linking *l = arg;
	struct person *p = person_by_email(tx, "rosa.delgado@lakeside.example");

	l->token = operator_link(tx, "rosa.delgado@lakeside.example", "again");
	assert_non_null(l->token);
	assert_int_equal(person_find(tx, p->id)->roles & ROLE_OPERATOR, ROLE_OPERATOR);
	person_add(tx, &(struct person){ .given = "R", .family = "D", .shown = "R D", .email = "rosa.delgado@lakeside.example" });
	assert_null(operator_link(tx, "rosa.delgado@lakeside.example", "again"));
}

DB_TEST(office_operator_link_is_for_the_one_who_has_the_address)
{
	struct house house = house_open(db, arena, district);
	struct linking l = {0};

	house_person(&house, "Rosa Delgado", ROLE_TEACHER);
	house_do(&house, link_twice, &l);
	house_close(&house);
}
