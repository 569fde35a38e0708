#include "base/clock.h"
#include "base/text.h"
#include "practices/practice_rows.h"
#include "practices/rules.h"
#include "tests/test.h"
#include "db/search.h"
#include <string.h>

struct made { int64_t rosa, marcus, practice; };

static int64_t
add(struct tx *tx, const char *given, const char *email)
{
	int64_t id = person_add(tx, &(struct person){ .given = given, .family = "Test", .shown = given, .email = email, .language = -1 });

	role_give(tx, id, ROLE_TEACHER, "appointed", 0, "test");
	return id;
}

static struct login
login_of(struct tx *tx, int64_t person)
{
	return (struct login){ .person = person_find(tx, person) };
}

/* Two teachers, and a practice that one of them shared. */
static struct made
made(struct tx *tx)
{
	struct made m = { .rosa = add(tx, "Rosa", "rosa@test.example"), .marcus = add(tx, "Marcus", "marcus@test.example") };
	struct login rosa = login_of(tx, m.rosa);

	m.practice = practice_begin(tx, &rosa, "Exit tickets", "en");
	struct practice *p = practice_row(tx, m.practice);
	p->promise = "You know who needs what.";
	p->steps = "1. Ask.\n2. Sort.";
	p->parts[PART_CORE] = "Sort, do not grade\nOne question";
	practice_save(tx, p, m.rosa);
	practice_share(tx, p);
	return m;
}

static int64_t
reported(struct tx *tx, int64_t practice, int64_t person, enum outcome outcome, unsigned grades)
{
	struct trial t = { .practice_id = practice, .person_id = person, .started_on = "2026-10-01", .expected = "",
	    .begun_at = 1, .room = { .grades = grades } };

	trial_insert(tx, &t);
	t.outcome = outcome;
	t.happened = "It went.";
	t.changed = "";
	t.person = "Somebody";
	trial_report(tx, &t);
	return t.id;
}

static void
draft_is_the_authors(struct tx *tx, void *arg)
{
	int64_t rosa = add(tx, "Rosa", "r@test.example"), marcus = add(tx, "Marcus", "m@test.example");
	struct login a = login_of(tx, rosa), b = login_of(tx, marcus);
	int64_t id = practice_begin(tx, &a, "A draft", "en");

	(void)arg;
	assert_non_null(practice_find(tx, &a, id));
	assert_null(practice_find(tx, &b, id));
	assert_null(practice_find(tx, NULL, id));
	assert_non_null(practice_lacks(practice_row(tx, id)).what);
	assert_int_equal(search_find(tx, &(struct search_query){ .kind = "practice", .words = "draft" }).n, 0);
}

DB_TEST(practice_draft_is_its_authors_alone)
{
	assert_int_equal(db_run(db, DB_WRITE, district, arena, draft_is_the_authors, NULL), DB_DONE);
}

static void
shared_is_found(struct tx *tx, void *arg)
{
	struct made m = made(tx);
	struct login b = login_of(tx, m.marcus);
	struct practice *p = practice_find(tx, &b, m.practice);

	(void)arg;
	assert_non_null(p);
	assert_string_equal(p->parts[PART_CORE], "Sort, do not grade\nOne question");
	assert_int_equal(search_find(tx, &(struct search_query){ .kind = "practice", .words = "ticket" }).n, 1);
	assert_int_equal(search_find(tx, &(struct search_query){ .kind = "practice", .words = "sorting exits" }).n, 1);
	assert_int_equal(search_find(tx, &(struct search_query){ .kind = "practice", .words = "volcano" }).n, 0);
	assert_int_equal(version_rows(tx, m.practice).n, 1);
	practice_remove(tx, p, true);
	assert_null(practice_find(tx, &b, m.practice));
	assert_int_equal(search_find(tx, &(struct search_query){ .kind = "practice", .words = "ticket" }).n, 0);
	practice_remove(tx, p, false);
	assert_non_null(practice_find(tx, &b, m.practice));
	assert_int_equal(search_find(tx, &(struct search_query){ .kind = "practice", .words = "ticket" }).n, 1);
}

DB_TEST(practice_shared_is_found_removed_and_brought_back)
{
	assert_int_equal(db_run(db, DB_WRITE, district, arena, shared_is_found, NULL), DB_DONE);
}

static void
reports_count(struct tx *tx, void *arg)
{
	struct made m = made(tx);
	struct practice *p;
	int64_t one = reported(tx, m.practice, m.marcus, OUTCOME_ADAPT, 1u << 4);

	(void)arg;
	for (int i = 0; i < 5; i++)
		reported(tx, m.practice, m.marcus, i < 4 ? OUTCOME_ADOPT : OUTCOME_ABANDON, 1u << 9);
	p = practice_row(tx, m.practice);
	assert_int_equal(p->counts[OUTCOME_ADOPT], 4);
	assert_int_equal(p->counts[OUTCOME_ADAPT], 1);
	assert_int_equal(p->counts[OUTCOME_ABANDON], 1);
	/* Five in the middle grades, one elsewhere: showing the five would give away the one. */
	struct evidence e = evidence_of(tx, p);
	assert_int_equal(e.total, 6);
	assert_int_equal(e.slices.n, 0);
	for (int i = 0; i < 5; i++)
		reported(tx, m.practice, m.marcus, OUTCOME_ADOPT, 1u << 4);
	e = evidence_of(tx, practice_row(tx, m.practice));
	assert_int_equal(e.slices.n, 2);
	assert_string_equal(slice_context(LANG_EN, &e.slices.at[0]), "grades 3–5");
	assert_string_equal(slice_said(tx_arena(tx), LANG_EN, &e.slices.at[0]), "5 or more tried it");
	struct trial *t = trial_row(tx, one);
	trial_withdraw(tx, t, true);
	assert_int_equal(practice_row(tx, m.practice)->counts[OUTCOME_ADAPT], 0);
	trial_withdraw(tx, t, false);
	assert_int_equal(practice_row(tx, m.practice)->counts[OUTCOME_ADAPT], 1);
}

DB_TEST(practice_evidence_counts_and_keeps_small_groups_hidden)
{
	assert_int_equal(db_run(db, DB_WRITE, district, arena, reports_count, NULL), DB_DONE);
}

static void
author_is_told_once(struct tx *tx, void *arg)
{
	struct made m = made(tx);
	int64_t id = reported(tx, m.practice, m.marcus, OUTCOME_ABANDON, 0);
	struct trial *t = trial_row(tx, id);

	(void)arg;
	t->happened = "Said better.";
	trial_report(tx, t);
	assert_int_equal(db_number(tx, "SELECT count(*) FROM outbox WHERE district_id = $1 AND topic = 'report'", tx_district(tx)), 1);
	reported(tx, m.practice, m.rosa, OUTCOME_ADOPT, 0);
	assert_int_equal(db_number(tx, "SELECT count(*) FROM outbox WHERE district_id = $1 AND topic = 'report'", tx_district(tx)), 1);
}

DB_TEST(practice_author_hears_of_a_report_once)
{
	assert_int_equal(db_run(db, DB_WRITE, district, arena, author_is_told_once, NULL), DB_DONE);
}

static void
adapts(struct tx *tx, void *arg)
{
	struct made m = made(tx);
	struct login b = login_of(tx, m.marcus);
	int64_t id = practice_adapt(tx, &b, practice_row(tx, m.practice), &(struct change){ "Exit tickets, shorter", "", "" });
	struct practice *p = practice_row(tx, id);

	(void)arg;
	assert_int_equal(p->origin_id, m.practice);
	assert_int_equal(p->author_id, m.marcus);
	assert_non_null(practice_lacks(p).what);
	assert_int_equal(practice_adaptations(tx, m.practice).n, 0);
	p->changed = "Shorter.";
	practice_save(tx, p, m.marcus);
	practice_share(tx, p);
	assert_int_equal(practice_adaptations(tx, m.practice).n, 1);
	assert_int_equal(db_number(tx, "SELECT count(*) FROM outbox WHERE district_id = $1 AND topic = 'adapted'", tx_district(tx)), 1);
}

DB_TEST(practice_adaptation_knows_its_origin)
{
	assert_int_equal(db_run(db, DB_WRITE, district, arena, adapts, NULL), DB_DONE);
}

static void
parts_keep_ids(struct tx *tx, void *arg)
{
	struct made m = made(tx);
	struct practice *p = practice_row(tx, m.practice);
	int64_t before = db_number(tx,
	    "SELECT id FROM practice_part WHERE district_id = $1 AND practice_id = $2 AND words = 'One question'", tx_district(tx), m.practice);

	(void)arg;
	p->parts[PART_CORE] = "One question\nSomething new\nOne question";
	practice_save(tx, p, m.rosa);
	assert_string_equal(practice_row(tx, m.practice)->parts[PART_CORE], "One question\nSomething new\nOne question");
	assert_int_equal(db_number(tx,
	    "SELECT MIN(id) FROM practice_part WHERE district_id = $1 AND practice_id = $2 AND words = 'One question'", tx_district(tx), m.practice), before);
}

DB_TEST(practice_part_keeps_its_id_while_its_words_stay)
{
	assert_int_equal(db_run(db, DB_WRITE, district, arena, parts_keep_ids, NULL), DB_DONE);
}

static void
shelf(struct tx *tx, void *arg)
{
	(void)arg;
	assert_int_equal(starter_put(tx, clock_now()), 12);
	assert_int_equal(starter_put(tx, clock_now()), 0);
	assert_int_equal(db_number(tx,
	    "SELECT count(*) FROM practice WHERE district_id = $1 AND title_es <> '' AND promise_es <> '' AND sources LIKE '%(____)%'",
	    tx_district(tx)), 12);
}

DB_TEST(starter_shelf_is_put_once)
{
	assert_int_equal(db_run(db, DB_WRITE, district, arena, shelf, NULL), DB_DONE);
}

static void
text_round_trip(struct tx *tx, void *arg)
{
	struct arena *a = tx_arena(tx);
	struct made m = made(tx);
	struct practice *p = practice_row(tx, m.practice);
	const char *error, *text = practice_markdown(a, p);
	struct practice *again = practice_read_markdown(a, text, &error);

	(void)arg;
	assert_null(error);
	again->author = p->author;
	assert_string_equal(practice_markdown(a, again), text);
	p->problem = "Two\n\nparagraphs.";
	p->why = "## Because\n\nA heading of their own.";
	p->room.learners = 3;
	text = practice_markdown(a, p);
	again = practice_read_markdown(a, text, &error);
	assert_null(error);
	assert_string_equal(again->problem, p->problem);
	assert_string_equal(again->why, "## Because\n\nA heading of their own.");
	assert_int_equal(again->room.learners, 3);
	assert_int_equal(again->room.plans, -1);
	assert_null(practice_read_markdown(a, "---\ntitle: X\nnonsense: 1\n---\n", &error));
	assert_non_null(strstr(error, "line 3"));
	assert_null(practice_read_markdown(a, "---\ntitle: X\n---\n## Foo\n", &error));
	assert_non_null(strstr(error, "line 4"));
}

DB_TEST(practice_as_text_reads_back_the_same)
{
	assert_int_equal(db_run(db, DB_WRITE, district, arena, text_round_trip, NULL), DB_DONE);
}
