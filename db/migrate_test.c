#include "db/migrate.h"
#include "db/engine.h"
#include "tests/test.h"
#include <pthread.h>
#include <string.h>

#define FIRST "-- 1: boxes\nCREATE TABLE box (\n\tdistrict_id BIGINT NOT NULL,  -- a comment; with (things);\n" \
    "\tid BIGINT NOT NULL,\n\tPRIMARY KEY (district_id, id)\n);\n"
#define SECOND "-- 2: their names, empty for those there are\nALTER TABLE box ADD COLUMN name TEXT;\n" \
    "CREATE INDEX box_by_name ON box (district_id, name);\n"

static const struct migration older[] = { { "boxes", FIRST }, { NULL, NULL } };
static const struct migration newer[] = { { "boxes", FIRST SECOND }, { "empty", NULL }, { NULL, NULL } };
static const struct migration failing[] = {
	{ "boxes", FIRST "-- 2: half of it fails\nCREATE INDEX box_one ON box (district_id);\nALTER TABLE nothing ADD COLUMN x TEXT;\n" },
	{ NULL, NULL },
};

/* Said to the engine itself: a table that only this test has is no place for
 * a query of the program. */
static void
say(struct db *db, const char *sql)
{
	assert_int_equal(db->engine->script(db->conn, sql), FAULT_NONE);
}

DB_TEST(migrate_goes_forward_and_keeps_the_rows)
{
	assert_non_null(strstr(db_is_current(db, older), "groundswell migrate"));
	assert_null(db_migrate(db, older));
	say(db, "INSERT INTO box (district_id, id) VALUES (1, 7)");
	assert_null(db_is_current(db, older));
	assert_non_null(db_is_current(db, newer));
	assert_null(db_migrate(db, newer));
	assert_null(db_migrate(db, newer));
	assert_null(db_is_current(db, newer));
	say(db, "UPDATE box SET name = 'Box'");
	say(db, "CREATE UNIQUE INDEX one_box ON box (district_id, name)");
	assert_int_equal(db->engine->script(db->conn, "INSERT INTO box (district_id, id, name) VALUES (1, 8, 'Box')"),
	    FAULT_BROKEN);
}

DB_TEST(migrate_refuses_what_is_newer_than_the_program)
{
	assert_null(db_migrate(db, newer));
	assert_non_null(strstr(db_migrate(db, older), "newer Groundswell (boxes)"));
	assert_non_null(strstr(db_is_current(db, older), "newer"));
}

DB_TEST(migrate_undoes_a_step_that_fails)
{
	assert_non_null(strstr(db_migrate(db, failing), "undone"));
	assert_null(db_is_current(db, older));
	assert_null(db_migrate(db, newer));
}

static void *
migrate_beside(void *arg)
{
	const char *error;
	struct db *db = db_open(test_place(), &error);

	(void)arg;
	error = db_migrate(db, newer);
	db_close(db);
	return (void *)error;
}

DB_TEST(migrate_may_be_started_by_several_at_once)
{
	pthread_t threads[4];
	void *problem;

	for (int i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, migrate_beside, NULL);
	for (int i = 0; i < 4; i++) {
		pthread_join(threads[i], &problem);
		assert_null(problem);
	}
	assert_null(db_is_current(db, newer));
}

static void
count_steps(struct tx *tx, void *arg)
{
	struct steps_made made = migrations_made(tx);

	(void)arg;
	assert_string_equal(made.at[made.n - 2].sql, strchr(FIRST, '\n') + 1);
	assert_string_equal(made.at[made.n - 1].folder, "boxes");
	assert_int_equal(made.at[made.n - 1].number, 2);
}

DB_TEST(migrate_keeps_the_text_of_each_step)
{
	assert_null(db_migrate(db, newer));
	assert_int_equal(db_run(db, DB_READ, 0, arena, count_steps, NULL), DB_DONE);
}
