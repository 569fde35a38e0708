/* Five or nothing: whatever reports and tries there are, no figure is of fewer
 * than five people, and no two can be subtracted to get one that is. */
#include "auth/person.h"
#include "auth/wall.h"
#include "practices/practice_rows.h"
#include "practices/rules.h"
#include "tests/test.h"

enum { ROUNDS = 200, MOST = 14 };

static unsigned
below(uint64_t *seed, unsigned n)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(*seed >> 33) % n;
}

/* Some tries, with whole bands of grades, parts of two bands, or none at all. */
static void
try_it(struct tx *tx, uint64_t *seed, int64_t practice, int64_t person, bool report)
{
	unsigned kind = below(seed, BANDS + 2);
	struct trial t = { .practice_id = practice, .person_id = person, .started_on = "2026-10-01", .expected = "", .begun_at = 1,
	    .room = { .grades = kind < BANDS ? band_grades((enum band)kind) : kind == BANDS ? 1u << 4 | 1u << 9 : 0 } };

	trial_insert(tx, &t);
	t.outcome = below(seed, OUTCOMES);
	t.happened = t.changed = "";
	t.reported_at = 2;
	if (report)
		trial_report_put(tx, &t);
}

/* Classes are told of in fives; what could be known of them all the same, practices/hide_test.c finds out. */
static void
check_slices(const struct evidence *e)
{
	int64_t all[CONTEXT_KINDS] = {0};

	for (size_t i = 0; i < e->slices.n; i++) {
		assert_true(e->slices.at[i].reports >= FEW && e->slices.at[i].reports % FEW == 0);
		all[e->slices.at[i].kind] += e->slices.at[i].reports;
	}
	for (int i = 0; i < CONTEXT_KINDS; i++)
		assert_true(all[i] <= e->total - e->total % FEW);
}

static void
rounds(struct tx *tx, void *arg)
{
	uint64_t seed = 7;
	int64_t rosa = person_add(tx, &(struct person){ .given = "Rosa", .family = "Delgado", .shown = "Rosa Delgado", .language = -1 });
	struct login login = { .person = person_find(tx, rosa) };
	int sliced = 0;

	(void)arg;
	for (int i = 0; i < ROUNDS; i++) {
		int64_t practice = practice_begin(tx, &login, "Exit tickets", "en");
		int64_t reports = below(&seed, 2 * MOST), tries = below(&seed, MOST);
		for (int64_t k = 0; k < reports + tries; k++)
			try_it(tx, &seed, practice, rosa, k < reports);
		practice_recount(tx, practice);
		struct evidence e = evidence_of(tx, practice_row(tx, practice));
		assert_int_equal(e.total, reports);
		assert_true(e.under_way % FEW == 0 && e.under_way <= tries && tries - e.under_way < FEW);
		check_slices(&e);
		sliced += e.slices.n > 0;
	}
	assert_true(sliced > 10);
}

DB_TEST(wall_counts_five_or_nothing)
{
	assert_int_equal(db_run(db, DB_WRITE, district, arena, rounds, NULL), DB_DONE);
}

TEST(wall_count_tells_of_nobody)
{
	static const int64_t counts[][2] = { { 0, 0 }, { 1, 0 }, { 4, 0 }, { 5, 5 }, { 9, 5 }, { 10, 10 }, { 1234, 1230 } };

	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
		assert_int_equal(wall_count(counts[i][0]), counts[i][1]);
}
