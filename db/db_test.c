#include "db/engine.h"
#include "tests/test.h"
#include <assert.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct value { int64_t id; bool flag; double real; const char *text; struct db_bytes bytes; };

static void
put_value(struct tx *tx, const struct value *v)
{
	/* $2 stands before $1: SQLite numbers by appearance. */
	db_exec(tx, "INSERT INTO trial_value (id, district_id, flag, real, text, bytes)"
	    " VALUES ($2, $1, $3, $4, $5, $6)", tx_district(tx), v->id, v->flag, v->real, v->text, v->bytes);
}

static void
put_id(struct tx *tx, void *arg)
{
	put_value(tx, &(struct value){ .id = *(int64_t *)arg });
}

static void
count_values(struct tx *tx, void *arg)
{
	*(int64_t *)arg = db_number(tx, "SELECT count(*) FROM trial_value WHERE district_id = $1", tx_district(tx));
}

static int64_t
values_in(struct db *db, struct arena *a, int64_t district)
{
	int64_t n = -1;

	assert_int_equal(db_run(db, DB_READ, district, a, count_values, &n), DB_DONE);
	return n;
}

static void
same_value(const struct value *x, const struct value *y)
{
	assert_int_equal(x->flag, y->flag);
	assert_memory_equal(&x->real, &y->real, sizeof(x->real));
	assert_int_equal(x->text == NULL, y->text == NULL);
	if (x->text != NULL)
		assert_string_equal(x->text, y->text);
	assert_int_equal(x->bytes.at == NULL, y->bytes.at == NULL);
	assert_int_equal(x->bytes.len, y->bytes.len);
	if (x->bytes.len > 0)
		assert_memory_equal(x->bytes.at, y->bytes.at, x->bytes.len);
}

static void
go_and_come(struct tx *tx, void *arg)
{
	const struct value *v = arg;
	struct value back = {0};
	int flag;

	put_value(tx, v);
	struct rows rows = db_query(tx, "SELECT flag, flag, real, text, bytes FROM trial_value"
	    " WHERE district_id = $1 AND id = $2", tx_district(tx), v->id);
	assert_true(db_one(&rows, &back.flag, &flag, &back.real, &back.text, &back.bytes));
	assert_int_equal(flag, v->flag);
	same_value(v, &back);
}

DB_TEST(db_values_come_back_as_they_went)
{
	static const struct value values[] = {
		{ INT64_MAX, true, 0.1, "", { "", 0 } },
		{ INT64_MIN, false, -1.7976931348623157e308, "Niño's \"quote\" \\ $1 ? \n\t", { "\0\xff\\'", 4 } },
		{ 0, true, 5e-324, NULL, { NULL, 0 } },
		{ -1, false, 1.0 / 3, "日本語 🎒", { "\\x41", 4 } },
	};

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		assert_int_equal(db_run(db, DB_WRITE, district, arena, go_and_come, (void *)&values[i]), DB_DONE);
}

DB_TEST(db_random_values_come_back_as_they_went)
{
	char text[64], bytes[64];
	unsigned seed = 7;

	for (int64_t i = 0; i < 200; i++) {
		size_t n = (size_t)rand_r(&seed) % sizeof(text);
		for (size_t k = 0; k < n; k++) {
			text[k] = (char)(1 + rand_r(&seed) % 127);
			bytes[k] = (char)rand_r(&seed);
		}
		text[n > 0 ? n - 1 : 0] = '\0';
		struct value v = { i, rand_r(&seed) & 1, ldexp(rand_r(&seed), rand_r(&seed) % 100 - 50),
		    text, { bytes, n } };
		assert_int_equal(db_run(db, DB_WRITE, district, arena, go_and_come, &v), DB_DONE);
	}
}

static void
put_twice(struct tx *tx, void *arg)
{
	bool *returned = arg;

	put_id(tx, &(int64_t){ 1 });
	put_id(tx, &(int64_t){ 1 });
	*returned = true;
}

DB_TEST(db_a_query_that_fails_does_not_return)
{
	bool returned = false;

	assert_int_equal(db_run(db, DB_WRITE, district, arena, put_twice, &returned), DB_BROKEN);
	assert_false(returned);
	assert_int_equal(values_in(db, arena, district), 0);
	assert_int_equal(db_run(db, DB_WRITE, district, arena, put_id, &(int64_t){ 1 }), DB_DONE);
	assert_int_equal(values_in(db, arena, district), 1);
}

static void
put_and_undo(struct tx *tx, void *arg)
{
	tx_undo(tx);
	put_id(tx, arg);
}

DB_TEST(db_what_is_undone_is_not_kept)
{
	assert_int_equal(db_run(db, DB_WRITE, district, arena, put_and_undo, &(int64_t){ 1 }), DB_UNDONE);
	assert_int_equal(values_in(db, arena, district), 0);
}

static void
fail_half_read(struct tx *tx, void *arg)
{
	int64_t id;
	struct rows rows = db_query(tx, "SELECT id FROM trial_value WHERE district_id = $1 ORDER BY id", tx_district(tx));

	assert_true(db_next(&rows, &id));
	put_id(tx, &(int64_t){ 50 });
	put_id(tx, arg);
}

static void
try_things(struct tx *tx, void *arg)
{
	int64_t id, seen = 0;

	(void)arg;
	for (int64_t i = 1; i <= 3; i++)
		put_id(tx, &i);
	struct rows rows = db_query(tx, "SELECT id FROM trial_value WHERE district_id = $1 ORDER BY id", tx_district(tx));
	while (db_next(&rows, &id)) {
		assert_false(tx_try(tx, fail_half_read, &id));
		seen++;
	}
	assert_int_equal(seen, 3);
	assert_true(tx_try(tx, put_id, &(int64_t){ 4 }));
	assert_false(tx_try(tx, put_id, &(int64_t){ 4 }));
}

DB_TEST(db_what_is_tried_may_fail_alone)
{
	assert_int_equal(db_run(db, DB_WRITE, district, arena, try_things, NULL), DB_DONE);
	assert_int_equal(values_in(db, arena, district), 4);
	assert_int_equal(db->nunread, 0);
}

static void
walk(struct tx *tx, int64_t parent, int64_t *ret_seen)
{
	int64_t id;
	struct rows rows = db_query(tx, "SELECT id FROM trial_value WHERE district_id = $1 AND parent_id = $2"
	    " ORDER BY id", tx_district(tx), parent);

	while (db_next(&rows, &id)) {
		++*ret_seen;
		walk(tx, id, ret_seen);
	}
}

static void
walk_tree(struct tx *tx, void *arg)
{
	for (int64_t i = 2; i < 64; i++) {
		put_id(tx, &i);
		db_exec(tx, "UPDATE trial_value SET parent_id = $1 WHERE district_id = $2 AND id = $3", i / 2,
		    tx_district(tx), i);
	}
	walk(tx, 1, arg);
}

DB_TEST(db_a_query_may_stand_inside_itself)
{
	int64_t seen = 0;

	assert_int_equal(db_run(db, DB_WRITE, district, arena, walk_tree, &seen), DB_DONE);
	assert_int_equal(seen, 62);
}

static void
read_one_of_two(struct tx *tx, void *arg)
{
	int64_t id;

	(void)arg;
	put_id(tx, &(int64_t){ 1 });
	put_id(tx, &(int64_t){ 2 });
	struct rows rows = db_query(tx, "SELECT id FROM trial_value WHERE district_id = $1", tx_district(tx));
	db_one(&rows, &id);
}

static void
read_too_few(struct tx *tx, void *arg)
{
	int64_t id;

	put_id(tx, arg);
	struct rows rows = db_query(tx, "SELECT id, flag FROM trial_value WHERE district_id = $1", tx_district(tx));
	db_next(&rows, &id);
}

static void
fail_with_words(struct tx *tx, void *arg)
{
	put_id(tx, arg);
	tx_fail(tx, "not today");
}

static void
meet_a_bug(struct tx *tx, void *arg)
{
	int tree = (int)(sizeof(__FILE__) - sizeof("db/db_test.c"));

	put_id(tx, arg);
	__assert_fail("seats >= 0", arena_printf(tx_arena(tx), "%.*spractices/seats.c", tree, __FILE__), 7, "seat_take");
}

static void
try_a_bug(struct tx *tx, void *arg)
{
	tx_try(tx, meet_a_bug, arg);
}

DB_TEST(db_mistakes_break_the_transaction_and_nothing_else)
{
	static void (*const mistakes[])(struct tx *, void *) = {
		read_one_of_two, read_too_few, fail_with_words, meet_a_bug, try_a_bug,
	};

	for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
		assert_int_equal(db_run(db, DB_WRITE, district, arena, mistakes[i], &(int64_t){ 1 }), DB_BROKEN);
		assert_int_equal(values_in(db, arena, district), 0);
	}
	assert_int_equal(db_run(db, DB_READ, district, arena, put_id, &(int64_t){ 1 }), DB_BROKEN);
	assert_int_equal(values_in(db, arena, district), 0);
}

static void
add_one(struct tx *tx, void *arg)
{
	int64_t *times = arg, seen = db_number(tx,
	    "SELECT flag FROM trial_value WHERE district_id = $1 AND id = 1", tx_district(tx));

	++*times;
	db_exec(tx, "UPDATE trial_value SET flag = $1 WHERE district_id = $2 AND id = 1", seen + 1, tx_district(tx));
}

struct adder { pthread_t thread; int64_t district, done, times; };

static void *
add_many(void *arg)
{
	struct adder *adder = arg;
	struct arena *a = arena_new();
	const char *error;
	struct db *db = db_open(test_place(), &error);

	for (int i = 0; i < 40; i++)
		adder->done += db_run(db, DB_WRITE, adder->district, a, add_one, &adder->times) == DB_DONE;
	db_close(db);
	arena_free(a);
	return NULL;
}

static void
read_sum(struct tx *tx, void *arg)
{
	*(int64_t *)arg = db_number(tx, "SELECT flag FROM trial_value WHERE district_id = $1", tx_district(tx));
}

DB_TEST(db_no_update_is_lost_between_connections)
{
	struct adder adders[3] = {0};
	int64_t sum = 0, done = 0;

	assert_int_equal(db_run(db, DB_WRITE, district, arena, put_id, &(int64_t){ 1 }), DB_DONE);
	for (int i = 0; i < 3; i++) {
		adders[i].district = district;
		pthread_create(&adders[i].thread, NULL, add_many, &adders[i]);
	}
	for (int i = 0; i < 3; i++) {
		pthread_join(adders[i].thread, NULL);
		done += adders[i].done;
	}
	assert_int_equal(db_run(db, DB_READ, district, arena, read_sum, &sum), DB_DONE);
	assert_int_equal(sum, done);
	assert_true(done > 60);         /* being in each other's way is not a failure */
}

/* The server ends every other connection to this database. */
static void
cut_connections(void)
{
	const char *error;
	struct db *other = db_open(test_place(), &error);

	other->engine->script(other->conn, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
	    " WHERE datname = current_database() AND pid <> pg_backend_pid()");
	db_close(other);
}

static void
cut_in_the_middle(struct tx *tx, void *arg)
{
	put_id(tx, arg);
	cut_connections();
	put_id(tx, &(int64_t){ 99 });
}

DB_TEST(db_a_lost_connection_is_made_again)
{
	if (!db_is_postgres(db))
		return;
	assert_int_equal(db_run(db, DB_WRITE, district, arena, cut_in_the_middle, &(int64_t){ 1 }), DB_AWAY);
	assert_int_equal(values_in(db, arena, district), 0);
	cut_connections();              /* while nobody uses it: nobody notices */
	assert_int_equal(db_run(db, DB_WRITE, district, arena, put_id, &(int64_t){ 1 }), DB_DONE);
	assert_int_equal(values_in(db, arena, district), 1);
}

DB_TEST(db_statements_lost_behind_a_pooler_are_prepared_again)
{
	if (!db_is_postgres(db))
		return;
	for (int64_t i = 1; i < 8; i++) {
		assert_int_equal(db->engine->script(db->conn, "DEALLOCATE ALL"), FAULT_NONE);
		assert_int_equal(db_run(db, DB_WRITE, district, arena, put_id, &i), DB_DONE);
		assert_int_equal(values_in(db, arena, district), i);
	}
}

DB_TEST(db_every_query_of_the_program_can_be_prepared)
{
	printf("# %zu queries prepared on %s\n", site_count(), db->engine->name);
	assert_int_equal(db_check_sites(db), 0);
}

DB_TEST(db_a_place_that_cannot_be_opened_says_why)
{
	const char *error = NULL;

	assert_null(db_open("/nowhere/at/all.db", &error));
	assert_non_null(strstr(error, "/nowhere/at/all.db"));
	assert_null(db_open("postgresql://nobody@/none?host=/nowhere", &error));
	assert_non_null(strstr(error, "PostgreSQL"));
}
