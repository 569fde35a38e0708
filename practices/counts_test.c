/* The counts of a practice, moved report by report, are what counting anew gives. */
#include "practices/practice_rows.h"
#include "practices/rules.h"
#include "tests/test.h"

enum { TRIES = 6, TURNS = 300 };

static void
compare(struct tx *tx, int64_t practice)
{
	struct practice *moved = practice_row(tx, practice);

	practice_recount(tx, practice);
	struct practice *counted = practice_row(tx, practice);
	for (int i = 0; i < OUTCOMES; i++)
		assert_int_equal(moved->counts[i], counted->counts[i]);
}

/* Reports, reports again, withdraws and brings back, in an order that is always the same. */
static void
turns(struct tx *tx, void *arg)
{
	int64_t rosa = person_add(tx, &(struct person){ .given = "Rosa", .family = "Test", .shown = "Rosa", .language = -1 });
	struct login login = { .person = person_find(tx, rosa) };
	int64_t practice = practice_begin(tx, &login, "Exit tickets", "en"), ids[TRIES];
	unsigned chance = 1;

	(void)arg;
	for (int i = 0; i < TRIES; i++) {
		struct trial t = { .practice_id = practice, .person_id = rosa, .started_on = "2026-10-01", .expected = "", .begun_at = 1 };
		trial_insert(tx, &t);
		ids[i] = t.id;
	}
	for (int i = 0; i < TURNS; i++) {
		chance = chance * 1103515245 + 12345;
		struct trial *t = trial_row(tx, ids[chance / 65536 % TRIES]);
		t->outcome = chance / 1024 % OUTCOMES;
		t->happened = "It went.";
		if (t->reported_at == 0 || chance / 256 % 3 > 0)
			trial_report(tx, t);
		else
			trial_withdraw(tx, t, t->withdrawn_at == 0);
		compare(tx, practice);
	}
}

DB_TEST(counts_moved_are_counts_counted)
{
	assert_int_equal(db_run(db, DB_WRITE, district, arena, turns, NULL), DB_DONE);
}
