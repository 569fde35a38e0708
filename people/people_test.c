#include "people/people.h"
#include "base/arena.h"
#include "base/text.h"
#include "tests/test.h"

#define G(n) (1u << ((n) + 1))
#define S(NAME) (1u << SUBJECT_##NAME)

struct house { int64_t elm, oak, rosa, tomas, june, ana; };

static int64_t
person(struct tx *tx, const char *given, const char *family)
{
	struct arena *a = tx_arena(tx);
	struct person p = { .given = given, .family = family, .shown = arena_printf(a, "%s %s", given, family),
	    .language = -1 };

	return person_add(tx, &p);
}

static void
works(struct tx *tx, int64_t who, int64_t school, enum duty duty)
{
	struct assignment a = { school, duty };

	assignments_put(tx, who, "roster", (struct assignments){ &a, 1, 1 }, 1000);
}

static void
furnish(struct tx *tx, void *arg)
{
	struct house *h = arg;
	struct school elm = { .name = "Elm Street School", .kind = "school", .low_grade = 1, .high_grade = 6 };
	struct school oak = { .name = "Oak High School", .kind = "school", .low_grade = 10, .high_grade = 13 };

	h->elm = school_add(tx, &elm);
	h->oak = school_add(tx, &oak);
	works(tx, h->rosa = person(tx, "Rosa", "Delgado"), h->elm, DUTY_TEACHER);
	works(tx, h->tomas = person(tx, "Tomás", "Núñez Vega"), h->elm, DUTY_TEACHER);
	works(tx, h->june = person(tx, "June", "Park"), h->elm, DUTY_PRINCIPAL);
	works(tx, h->ana = person(tx, "Ana", "Delgadillo"), h->oak, DUTY_COUNSELOR);
	profile_source_put(tx, h->rosa, G(3) | G(4), S(MATH), "she/her");
	profile_source_put(tx, h->tomas, G(4), S(MATH) | S(SCIENCE), "");
	profile_source_put(tx, h->ana, G(9), S(COUNSELING), "");
}

static void
look_for_names(struct tx *tx, void *arg)
{
	struct house *h = arg;
	struct people_filter f = { .words = "nunez tom" };
	struct profiles list = profile_list(tx, &f, 10, 0);

	assert_int_equal(list.n, 1);
	assert_int_equal(list.at[0].person_id, h->tomas);
	assert_string_equal(list.at[0].school, "Elm Street School");
	f.words = "delgad";
	list = profile_list(tx, &f, 10, 0);
	assert_int_equal(list.n, 2);
	assert_int_equal(list.at[0].person_id, h->ana);
	f.words = "elgado";
	assert_int_equal(profile_list(tx, &f, 100, 0).n, 0);
	f.words = "100%";
	assert_int_equal(profile_list(tx, &f, 100, 0).n, 0);
	f = (struct people_filter){ .school = h->elm, .subjects = S(SCIENCE) | S(COUNSELING) };
	assert_int_equal(profile_list(tx, &f, 100, 0).n, 1);
	f = (struct people_filter){ .grades = G(4) };
	assert_int_equal(profile_list(tx, &f, 100, 0).n, 2);
	f = (struct people_filter){0};
	assert_int_equal(profile_list(tx, &f, 100, 0).n, 4);
	assert_int_equal(profile_list(tx, &f, 2, 3).n, 1);
}

DB_TEST(people_are_found_by_name_school_grade_and_subject)
{
	struct house h = {0};

	assert_int_equal(db_run(db, DB_WRITE, district, arena, furnish, &h), DB_DONE);
	assert_int_equal(db_run(db, DB_READ, district, arena, look_for_names, &h), DB_DONE);
}

static void
own_word(struct tx *tx, void *arg)
{
	struct house *h = arg;
	struct profile *p = profile_find(tx, h->rosa);

	assert_false(p->own_grades);
	assert_int_equal(p->grades, G(3) | G(4));
	assert_string_equal(p->pronouns, "she/her");
	p->grades = G(5);
	p->own_grades = true;
	p->ask_me = "Number talks";
	profile_put(tx, p);
	profile_source_put(tx, h->rosa, G(1), S(ARTS), "she/ella");
	p = profile_find(tx, h->rosa);
	assert_int_equal(p->grades, G(5));
	assert_int_equal(p->source_grades, G(1));
	assert_int_equal(p->subjects, S(ARTS));
	assert_string_equal(p->pronouns, "she/ella");
	assert_string_equal(p->ask_me, "Number talks");
	p->own_grades = false;
	p->pronouns = "they/them";
	profile_put(tx, p);
	profile_source_put(tx, h->rosa, G(2), S(ARTS), "she/her");
	p = profile_find(tx, h->rosa);
	assert_int_equal(p->grades, G(2));
	assert_string_equal(p->pronouns, "they/them");
	assert_int_equal(person_context(tx, h->rosa).grades, G(2));
}

DB_TEST(what_people_say_themselves_survives_the_roster)
{
	struct house h = {0};

	assert_int_equal(db_run(db, DB_WRITE, district, arena, furnish, &h), DB_DONE);
	assert_int_equal(db_run(db, DB_WRITE, district, arena, own_word, &h), DB_DONE);
}

static void
like_me(struct tx *tx, void *arg)
{
	struct house *h = arg;
	struct profiles near = people_like(tx, h->rosa, 10);

	assert_int_equal(near.n, 1);
	assert_int_equal(near.at[0].person_id, h->tomas);
	works(tx, h->ana, h->elm, DUTY_TEACHER);
	profile_source_put(tx, h->ana, G(3) | G(4), S(MATH), "");
	near = people_like(tx, h->rosa, 10);
	assert_int_equal(near.n, 2);
	assert_int_equal(near.at[0].person_id, h->ana);
	person_standing(tx, h->ana, PERSON_INACTIVE);
	assert_int_equal(people_like(tx, h->rosa, 10).n, 1);
}

DB_TEST(people_like_me_are_in_my_building_and_teach_what_i_teach)
{
	struct house h = {0};

	assert_int_equal(db_run(db, DB_WRITE, district, arena, furnish, &h), DB_DONE);
	assert_int_equal(db_run(db, DB_WRITE, district, arena, like_me, &h), DB_DONE);
}

static void
move(struct tx *tx, void *arg)
{
	struct house *h = arg;
	struct assignment both[] = { { h->oak, DUTY_TEACHER }, { h->elm, DUTY_TEACHER } };

	assignments_put(tx, h->rosa, "roster", (struct assignments){ both, 2, 2 }, 2000);
	assert_int_equal(person_school(tx, h->rosa), h->oak);
	assert_int_equal(schools_of(tx, h->rosa).n, 2);
	assert_int_equal(schools_of(tx, h->rosa).at[0].id, h->oak);
	assert_int_equal(db_number(tx, "SELECT began_at FROM assignment WHERE district_id = $1 AND person_id = $2"
	    " AND school_id = $3", tx_district(tx), h->rosa, h->elm), 1000);
	assignments_put(tx, h->rosa, "roster", (struct assignments){0}, 3000);
	assert_int_equal(person_school(tx, h->rosa), 0);
	assert_int_equal(db_number(tx, "SELECT COUNT(*) FROM assignment WHERE district_id = $1 AND person_id = $2"
	    " AND ended_at = 3000", tx_district(tx), h->rosa), 2);
	assert_int_equal(school_size(tx, school_list(tx).at[0].id), 2);
}

DB_TEST(assignments_end_and_are_never_deleted)
{
	struct house h = {0};

	assert_int_equal(db_run(db, DB_WRITE, district, arena, furnish, &h), DB_DONE);
	assert_int_equal(db_run(db, DB_WRITE, district, arena, move, &h), DB_DONE);
}
