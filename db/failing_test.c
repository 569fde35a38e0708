/* A disk that fails, at each step of a small day's work: what was acknowledged
 * is there, what was not is not, and the next write works with nothing
 * started again. */
#include "base/arena.h"
#include "db/care.h"
#include "db/engine.h"
#include "db/failing_vfs.h"
#include "db/writer.h"
#include "tests/test.h"
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PIECES = 6, ROWS = 3, MOST_STEPS = 2000 };

struct day;
struct piece { struct write write; struct day *day; int number; bool collides; enum db_end end; };
struct day {
	pthread_mutex_t lock;
	pthread_cond_t over;
	size_t left, round;
	struct piece pieces[PIECES];
	enum db_end read;
};

static void
piece_work(struct tx *tx, void *arg)
{
	struct piece *p = arg;
	struct arena *a = tx_arena(tx);

	for (int row = 0; row < ROWS + p->collides; row++)
		db_exec(tx, "INSERT INTO setting (district_id, name, value) VALUES ($1, $2, $3)", tx_district(tx),
		    arena_printf(a, "day-%zu-%d-%d", p->day->round, p->number, row % ROWS),
		    arena_printf(a, "%0*d", 300 * row + 50, p->number));
}

static void
piece_done(enum db_end end, void *arg)
{
	struct piece *p = arg;

	pthread_mutex_lock(&p->day->lock);
	p->end = end;
	if (--p->day->left == 0)
		pthread_cond_signal(&p->day->over);
	pthread_mutex_unlock(&p->day->lock);
}

static void
read_some(struct tx *tx, void *arg)
{
	(void)arg;
	db_number(tx, "SELECT count(*) FROM setting WHERE district_id = $1 AND value <> $2", tx_district(tx), "x");
}

static void
live(struct day *day, struct writer *w, struct db *reader, int64_t district)
{
	struct arena *a = arena_new();

	day->left = PIECES;
	for (int i = 0; i < PIECES; i++) {
		day->pieces[i] = (struct piece){ .day = day, .number = i, .collides = i == 2 };
		day->pieces[i].write = (struct write){ .work = piece_work, .done = piece_done, .arg = &day->pieces[i],
		    .arena = arena_new(), .district = district };
		writer_put(w, &day->pieces[i].write);
		if (i == 3)     /* in between, so that there are groups of many and of few */
			day->read = db_run(reader, DB_READ, district, a, read_some, NULL);
	}
	pthread_mutex_lock(&day->lock);
	while (day->left > 0)
		pthread_cond_wait(&day->over, &day->lock);
	pthread_mutex_unlock(&day->lock);
	reader->engine->script(reader->conn, "PRAGMA wal_checkpoint(TRUNCATE)");
	for (int i = 0; i < PIECES; i++)
		arena_free(day->pieces[i].write.arena);
	arena_free(a);
}

static int
rows_of(sqlite3 *file, const char *pattern)
{
	sqlite3_stmt *s = NULL;
	int n = -1;

	assert_int_equal(sqlite3_prepare_v2(file, "SELECT count(*) FROM setting WHERE name LIKE ?", -1, &s, NULL), SQLITE_OK);
	sqlite3_bind_text(s, 1, pattern, -1, SQLITE_STATIC);
	if (sqlite3_step(s) == SQLITE_ROW)
		n = sqlite3_column_int(s, 0);
	sqlite3_finalize(s);
	return n;
}

static void
copy(const char *from, const char *to)
{
	char block[65536];
	int in = open(from, O_RDONLY), out = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	for (ssize_t n; in >= 0 && (n = read(in, block, sizeof(block))) > 0;)
		assert_int_equal(write(out, block, (size_t)n), n);
	close(in);
	close(out);
}

static sqlite3 *
open_raw(const char *path)
{
	sqlite3 *file = NULL;

	assert_int_equal(sqlite3_open(path, &file), SQLITE_OK);
	return file;
}

static void
check_living(const struct day *day, struct arena *a)
{
	sqlite3 *file = open_raw(test_place());

	for (int i = 0; i < PIECES; i++) {
		const struct piece *p = &day->pieces[i];
		int n = rows_of(file, arena_printf(a, "day-%zu-%d-%%", day->round, i));
		assert_int_equal(n, p->end == DB_DONE ? ROWS : 0);
		assert_true(p->end == DB_AWAY || p->end == (p->collides ? DB_BROKEN : DB_DONE));
	}
	sqlite3_close(file);
}

/* As another process would find it after this one was killed: the file and its
 * log, without the memory shared between the living.  What was turned away for
 * a failed sync may stand in the log until the next write: whole, if at all. */
static void
check_killed(const struct day *day, struct arena *a)
{
	const char *path = arena_printf(a, "%s/killed.db", test_scratch());

	unlink(arena_printf(a, "%s-shm", path));
	copy(test_place(), path);
	copy(arena_printf(a, "%s-wal", test_place()), arena_printf(a, "%s-wal", path));
	sqlite3 *file = open_raw(path);
	for (int i = 0; i < PIECES; i++) {
		const struct piece *p = &day->pieces[i];
		int n = rows_of(file, arena_printf(a, "day-%zu-%d-%%", day->round, i));
		assert_true(n == ROWS || (n == 0 && p->end != DB_DONE));
		assert_true(n == 0 || !p->collides);
	}
	sqlite3_close(file);
}

static void
tell(const char *problem, void *arg)
{
	(void)arg;
	printf("# %s\n", problem);
}

/* Each step in turn, until a whole day passes in which none failed. */
static void
fail_each_step(struct writer *w, struct db *reader, int64_t district, enum failing kind, size_t many)
{
	static struct day day = { .lock = PTHREAD_MUTEX_INITIALIZER, .over = PTHREAD_COND_INITIALIZER };
	struct arena *a = arena_new();
	size_t away = 0, step;
	bool failed = true;

	for (step = 0; failed && step < MOST_STEPS; step++) {
		arena_reset(a);
		day.round++;
		failing_vfs_fail(kind, step, many);
		live(&day, w, reader, district);
		failed = failing_vfs_failed() > 0;
		check_killed(&day, a);
		check_living(&day, a);
		for (int i = 0; i < PIECES; i++)
			away += day.pieces[i].end == DB_AWAY;
		/* Nothing was started again, and the next write works. */
		struct piece after = { .day = &day, .number = 99 };
		assert_int_equal(writer_run(w, district, a, piece_work, &after), DB_DONE);
		assert_int_equal(db_run(reader, DB_READ, district, a, read_some, NULL), DB_DONE);
		if (step % 50 == 0)
			assert_int_equal(db_check(test_place(), tell, NULL), 0);
	}
	assert_true(step > 20 && step < MOST_STEPS);
	assert_int_equal(db_check(test_place(), tell, NULL), 0);
	assert_true(many > 1 || away == 0);     /* each was run again alone, and worked */
	const char *at_a_time = many == SIZE_MAX ? "and all behind them" : arena_printf(a, "%zu at a time", many);
	printf("# %zu steps failed in turn, %s; %zu pieces were turned away\n", step - 1, at_a_time, away);
	arena_free(a);
}

static void
fail_all_day(struct db *db, int64_t district, enum failing kind, size_t many)
{
	const char *error = NULL;

	if (db_is_postgres(db))
		return;
	failing_vfs_begin();
	struct writer *w = writer_start(test_place(), &error);
	struct db *reader = db_open(test_place(), &error);
	assert_non_null(w);
	assert_non_null(reader);
	fail_each_step(w, reader, district, kind, many);
	db_close(reader);
	writer_stop(w);
	failing_vfs_end();
}

DB_TEST(failing_disk_at_each_step_loses_nothing)          { fail_all_day(db, district, FAILS_IO, 1); }
DB_TEST(failing_disk_for_a_while_loses_nothing)           { fail_all_day(db, district, FAILS_IO, 12); }
DB_TEST(failing_full_disk_at_each_write_loses_nothing)    { fail_all_day(db, district, FAILS_FULL, 1); }
DB_TEST(failing_full_disk_until_it_is_cleared_loses_nothing)  { fail_all_day(db, district, FAILS_FULL, SIZE_MAX); }

DB_TEST(failing_disk_while_opening_says_so)
{
	const char *error = NULL;
	bool failed = true;
	size_t step, refused = 0;

	if (db_is_postgres(db))
		return;
	failing_vfs_begin();
	for (step = 0; failed && step < MOST_STEPS; step++) {
		error = NULL;
		failing_vfs_fail(FAILS_IO, step, 1);
		struct writer *w = writer_start(test_place(), &error);
		failed = failing_vfs_failed() > 0;
		refused += w == NULL;
		assert_int_equal(w == NULL, error != NULL);
		writer_stop(w);
	}
	failing_vfs_end();
	assert_true(refused > 3 && step < MOST_STEPS);
	assert_int_equal(db_check(test_place(), tell, NULL), 0);
}
