#include "base/id.h"
#include "base/text.h"
#include "people/people.h"
#include "practices/adoption.h"
#include "practices/practice_rows.h"
#include "practices/rules.h"
#include "tests/visit.h"
#include <string.h>

enum { STAFF = 12 };
struct town { int64_t elm, oak, staff[STAFF], practice; int reported, trying; };

static void
works(struct tx *tx, int64_t person, int64_t school, unsigned grades, unsigned subjects)
{
	struct assignment a = { school, DUTY_TEACHER };

	assignments_put(tx, person, "roster", (struct assignments){ &a, 1, 1 }, 1000);
	profile_source_put(tx, person, grades, subjects, "");
}

static void
build(struct tx *tx, void *arg)
{
	struct town *t = arg;
	struct arena *a = tx_arena(tx);

	t->elm = school_add(tx, &(struct school){ .name = "Elm Street School", .kind = "school", .low_grade = 1, .high_grade = 6 });
	t->oak = school_add(tx, &(struct school){ .name = "Óak High School", .kind = "school", .low_grade = 10, .high_grade = 13 });
	for (int i = 0; i < STAFF; i++) {
		const char *family = arena_printf(a, "Núñez%c", 'a' + i);
		t->staff[i] = person_add(tx, &(struct person){ .given = "Ana", .family = family, .shown = arena_printf(a, "Ana %s", family),
		    .email = arena_printf(a, "ana%d@lakeside.example", i), .language = -1 });
		works(tx, t->staff[i], i % 2 == 0 ? t->elm : t->oak, 1u << (2 + i), 1u << SUBJECT_MATH);
	}
}

static void
place(struct tx *tx, void *arg)
{
	const struct { int64_t person, school; } *p = arg;

	works(tx, p->person, p->school, 1u << 4 | 1u << 5, 1u << SUBJECT_MATH);
}

static struct browser
teacher_at(struct house *house, const char *name, int64_t school)
{
	struct browser b = browser_as(house, name, ROLE_TEACHER);
	struct { int64_t person, school; } p = { b.person, school };

	house_do(house, place, &p);
	return b;
}

DB_TEST(directory_finds_people_and_says_what_is_in_common)
{
	struct house house = house_open(db, arena, district);
	struct town t = {0};

	house_do(&house, build, &t);
	struct browser rosa = teacher_at(&house, "Rosa Delgado", t.elm), grace = browser_as(&house, "Grace Okafor", ROLE_COORDINATOR);
	GET(&rosa, "/people", 200, "People like me in my building");
	assert_shows(&rosa, "In common with you: grade 3 · Math");
	assert_shows_not(&rosa, "/people.csv");
	GET(&rosa, "/people?q=NUNEZC", 200, "1 person found");
	assert_shows(&rosa, "Ana Núñezc");
	GET(&rosa, arena_printf(arena, "/people?school=%s&subject=math", id_text(arena, t.oak)), 200, "6 people found");
	GET(&rosa, "/people?grade=3", 200, "2 people found");
	GET(&rosa, "/people?q=nobody+here", 200, "Nobody found");
	GET(&rosa, "/people.csv", 403, "");
	GET(&grace, "/people?q=nunezc", 200, "/people.csv?q=nunezc");
	GET(&grace, "/people.csv?q=nunezc", 200, "\"Ana Núñezc\",\"ana2@lakeside.example\",\"Elm Street School\",\"teacher\",\"3\",\"math\"");
	assert_shows_not(&grace, "Núñezd");
	house_close(&house);
}

static void
share(struct tx *tx, void *arg)
{
	struct town *t = arg;
	struct login login = { .person = person_find(tx, t->staff[0]) };
	struct practice *p;

	t->practice = practice_begin(tx, &login, "Exit tickets in three piles", "en");
	p = practice_row(tx, t->practice);
	p->promise = "You know who needs what.";
	p->steps = "Sort.";
	p->parts[PART_CORE] = "Three piles";
	practice_save(tx, p, t->staff[0]);
	practice_share(tx, p);
	practice_begin(tx, &login, "A secret draft", "en");
}

/* The first so many of them have reported, the next so many are trying it, all at Elm. */
static void
try_all(struct tx *tx, void *arg)
{
	struct town *t = arg;

	for (int i = 0; i < t->reported + t->trying; i++) {
		struct trial trial = { .practice_id = t->practice, .person_id = t->staff[i], .school_id = t->elm, .started_on = "2026-10-01",
		    .expected = "", .begun_at = 1 };
		trial_insert(tx, &trial);
		trial.outcome = OUTCOME_ADOPT;
		trial.happened = trial.changed = "Fine.";
		trial.reported_at = 2;
		if (i < t->reported)
			trial_report_put(tx, &trial);
	}
	practice_recount(tx, t->practice);
}

DB_TEST(directory_lists_what_somebody_shared_and_never_what_they_try)
{
	struct house house = house_open(db, arena, district);
	struct town t = { .reported = 3, .trying = 2 };

	house_do(&house, build, &t);
	house_do(&house, share, &t);
	house_do(&house, try_all, &t);
	struct browser rosa = teacher_at(&house, "Rosa Delgado", t.elm);
	GET(&rosa, arena_printf(arena, "/people/%s", id_text(arena, t.staff[0])), 200, "Exit tickets in three piles");
	assert_shows_not(&rosa, "A secret draft");
	GET(&rosa, arena_printf(arena, "/people/%s", id_text(arena, t.staff[1])), 200, "Nothing shared yet.");
	assert_shows_not(&rosa, "Exit tickets");
	assert_shows(&rosa, "ana1@lakeside.example");
	GET(&rosa, arena_printf(arena, "/people/%s", id_text(arena, rosa.person)), 200, "Change my profile");
	house_close(&house);
}

DB_TEST(directory_tells_of_a_school_in_fives)
{
	struct house house = house_open(db, arena, district);
	struct town t = { .reported = 4 };

	house_do(&house, build, &t);
	house_do(&house, share, &t);
	house_do(&house, try_all, &t);
	struct browser rosa = teacher_at(&house, "Rosa Delgado", t.oak);
	const char *elm = arena_printf(arena, "/schools/%s", id_text(arena, t.elm));
	GET(&rosa, "/schools", 200, "Elm Street School");
	GET(&rosa, "/schools?q=oak", 200, "Óak High School");
	assert_shows_not(&rosa, "Elm Street");
	GET(&rosa, elm, 200, "Fewer than five colleagues here");
	assert_shows(&rosa, "Exit tickets in three piles");
	assert_shows(&rosa, "Ana Núñeze");
	assert_shows_not(&rosa, "kept by at least");
	t.reported = 9;
	house_do(&house, try_all, &t);
	GET(&rosa, elm, 200, "At least 5 colleagues here have tried");
	assert_shows(&rosa, "kept by at least 5 here");
	assert_shows_not(&rosa, "are trying something now");
	GET(&rosa, arena_printf(arena, "%s?by=subject", elm), 200, "<dt>Math</dt>");
	GET(&rosa, "/schools/0000000000000", 404, "");
	house_close(&house);
}
