#include "roster/nces.h"
#include "base/clock.h"
#include "base/text.h"
#include "roster/fixtures.h"
#include "tests/test.h"
#include <string.h>

#define HEADER "SCHOOL_YEAR,ST,SCH_NAME,LEA_NAME,LEAID,NCESSCH,LCITY,LSTATE,SY_STATUS,GSLO,GSHI\n"

struct town { int64_t elm, oak, lincoln, district_office; struct nces_matches without, with; int64_t kept, by; bool put; };

static void
found(struct tx *tx, void *arg)
{
	struct town *t = arg;

	t->elm = school_add(tx, &(struct school){ .name = "Elm St. Elem. School", .kind = "school", .low_grade = -1, .high_grade = -1 });
	t->oak = school_add(tx, &(struct school){ .name = "Oak, Ash & Thorn High", .kind = "school", .low_grade = -1, .high_grade = -1 });
	t->lincoln = school_add(tx, &(struct school){ .name = "Lincoln Elementary", .kind = "school", .low_grade = -1, .high_grade = -1 });
	t->district_office = school_add(tx, &(struct school){ .name = "Lakeside Schools", .kind = "office", .low_grade = -1, .high_grade = -1 });
}

static void
look(struct tx *tx, void *arg)
{
	struct town *t = arg;

	t->without = nces_matches(tx, false);
	t->with = nces_matches(tx, true);
	t->kept = nces_count(tx);
}

static const char *
brings(struct db *db, struct arena *a, int64_t district, const char *rows, const char *state)
{
	const char *path = arena_printf(a, "%s/directory.csv", test_scratch()), *error = NULL;
	FILE *f = fopen(path, "w");
	struct job_run run = { .arena = a, .district = district, .note = "", .reader = db, .now = clock_now() };
	struct nces_read how = { .state = state, .lang = LANG_EN };

	assert_non_null(f);
	fputs(rows, f);
	fclose(f);
	struct source *s = source_open(a, LANG_EN, path, NULL, &error);
	assert_non_null(s);
	return nces_bring(&run, s, &how);
}

static const struct nces_match *
match_of(const struct town *t, int64_t school)
{
	for (size_t i = 0; i < t->without.n; i++)
		if (t->without.at[i].school.id == school)
			return &t->without.at[i];
	return NULL;
}

static const char directory[] = HEADER
    "2025-2026,AL,Elm Street Elementary School,Lakeside City,0100005,010000500001,Lakeside,AL,1,KG,05\n"
    "2025-2026,AL,Elm Saint Elementary School,Lakeside City,0100005,010000500009,Lakeside,AL,2,KG,05\n"
    "2025-2026,AL,\"Oak, Ash and Thorn High School\",Lakeside City,0100005,010000500002,Lakeside,AL,1,09,12\n"
    "2025-2026,AL,Lincoln Elementary School,Lakeside City,0100005,010000500003,Lakeside,AL,1,KG,05\n"
    "2025-2026,AL,Lincoln Elementary School,Hoover City,0100007,010000700003,Hoover,AL,1,KG,05\n"
    "2025-2026,AL,School of \"\"Second Chances,Hoover City,0100007,010000700004,Hoover,AL,1,09,12\n"
    "2025-2026,NE,Lincoln Elementary School,Omaha,3100007,310000700003,Omaha,NE,1,KG,05\n";

DB_TEST(nces_offers_schools_by_name_and_agency)
{
	struct town t = {0};

	assert_int_equal(db_run(db, DB_WRITE, district, arena, found, &t), DB_DONE);
	assert_null(brings(db, arena, district, directory, NULL));
	assert_int_equal(db_run(db, DB_READ, district, arena, look, &t), DB_DONE);
	assert_int_equal(t.kept, 5);                    /* Alabama's, without the closed one */
	assert_int_equal(t.without.n, 3);
	assert_string_equal(match_of(&t, t.oak)->offers[0].nces, "010000500002");
	assert_true(match_of(&t, t.oak)->sure);
	assert_string_equal(match_of(&t, t.lincoln)->offers[0].nces, "010000500003");
	assert_true(match_of(&t, t.lincoln)->sure);
	assert_int_equal(match_of(&t, t.lincoln)->n, 2);
	/* "St." may be a street or a saint: near, but a person says so. */
	assert_string_equal(match_of(&t, t.elm)->offers[0].nces, "010000500001");
	assert_false(match_of(&t, t.elm)->sure);
}

static void
say_so(struct tx *tx, void *arg)
{
	struct town *t = arg;

	assert_true(nces_put(tx, t->elm, "010000500001", 7));
	assert_false(nces_put(tx, t->oak, "010000500001", 7));
	assert_false(nces_put(tx, t->oak, "999999999999", 7));
	assert_true(nces_put(tx, t->oak, "010000500002", 7));
	assert_true(nces_put(tx, t->oak, "", 7));
}

DB_TEST(nces_number_is_one_schools_and_can_be_taken_back)
{
	struct town t = {0};

	assert_int_equal(db_run(db, DB_WRITE, district, arena, found, &t), DB_DONE);
	assert_null(brings(db, arena, district, directory, "al"));
	assert_int_equal(db_run(db, DB_WRITE, district, arena, say_so, &t), DB_DONE);
	assert_int_equal(db_run(db, DB_READ, district, arena, look, &t), DB_DONE);
	assert_int_equal(t.with.n, 1);
	assert_string_equal(t.with.at[0].offers[0].city, "Lakeside");
	assert_int_equal(t.without.n, 2);
}

DB_TEST(nces_asks_for_the_state_when_it_is_not_plain)
{
	struct town t = {0};

	assert_int_equal(db_run(db, DB_WRITE, district, arena, found, &t), DB_DONE);
	const char *error = brings(db, arena, district, HEADER
	    "2025-2026,AL,Lincoln Elementary School,Hoover City,0100007,010000700003,Hoover,AL,1,KG,05\n"
	    "2025-2026,NE,Lincoln Elementary School,Omaha,3100007,310000700003,Omaha,NE,1,KG,05\n", NULL);
	assert_non_null(error);
	assert_non_null(strstr(error, "several states"));
	assert_non_null(strstr(brings(db, arena, district, "a,b\n1,2\n", NULL), "no column `NCESSCH`"));
	assert_non_null(strstr(brings(db, arena, district, directory, "TX"), "no open school of TX"));
}

TEST(nces_key_sees_through_abbreviations)
{
	struct arena *a = arena_new();

	assert_string_equal(nces_key(a, "The Kate D. Smith Jr. High School"), "kate d smith junior high");
	assert_string_equal(nces_key(a, "Albertville Elem"), nces_key(a, "Albertville Elementary School"));
	assert_string_equal(nces_key(a, "Peña H.S."), "pena h s");
	assert_string_equal(nces_key(a, "The School"), "the school");
	arena_free(a);
}

DB_TEST(nces_reads_the_published_sample)
{
	const char *path = shared(arena, "nces/ccd_sch_029_2526_sample.csv"), *error = NULL;
	struct job_run run = { .arena = arena, .district = district, .note = "", .reader = db, .now = clock_now() };
	struct nces_read how = { .lang = LANG_EN };

	if (path == NULL)
		return;
	struct source *s = source_open(arena, LANG_EN, path, NULL, &error);
	assert_null(nces_bring(&run, s, &how));
	assert_int_equal(how.rows, 12);
	assert_int_equal(how.kept, 11);                 /* one opens only in the future */
}
