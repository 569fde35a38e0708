#include "db/writer.h"
#include "base/id.h"
#include "db/engine.h"
#include "tests/test.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* A piece writes `rows` settings under its number, then ends as it is told. */
enum ending { KEEP, UNDO, FAIL, COLLIDE, LATE_UNDO, ENDINGS };
struct piece {
	int64_t number;
	int rows;
	enum ending ending;
	enum db_end end;
	size_t runs;
	struct write write;
	struct counter *counter;
};
struct counter { pthread_mutex_t lock; pthread_cond_t all; size_t left; };

static const char *
name_of(struct arena *a, int64_t number, int row)
{
	return arena_printf(a, "piece-%05d-%02d", (int)number, row);
}

static void
put(struct tx *tx, int64_t number, int row)
{
	db_exec(tx, "INSERT INTO setting (district_id, name, value) VALUES ($1, $2, 'written')",
	    tx_district(tx), name_of(tx_arena(tx), number, row));
}

static void
piece_work(struct tx *tx, void *arg)
{
	struct piece *p = arg;

	p->runs++;
	if (p->ending == UNDO)
		tx_undo(tx);
	for (int i = 0; i < p->rows; i++)
		put(tx, p->number, i);
	switch (p->ending) {
	case KEEP:
	case UNDO:
	case ENDINGS:
		break;
	case FAIL:
		tx_fail(tx, "a piece that fails");
	case COLLIDE:
		put(tx, p->number, 0);
		break;
	case LATE_UNDO:
		tx_undo(tx);
		break;
	}
}

static void
piece_done(enum db_end end, void *arg)
{
	struct piece *p = arg;

	p->end = end;
	pthread_mutex_lock(&p->counter->lock);
	if (--p->counter->left == 0)
		pthread_cond_signal(&p->counter->all);
	pthread_mutex_unlock(&p->counter->lock);
}

static void
count_rows(struct tx *tx, void *arg)
{
	int64_t *counts = arg;
	const char *name;
	struct rows rows = db_query(tx, "SELECT name FROM setting WHERE district_id = $1 AND name LIKE 'piece-%'",
	    tx_district(tx));

	while (db_next(&rows, &name))
		counts[strtol(name + 6, NULL, 10)]++;
}

enum { PIECES = 600 };

static void
put_pieces(struct writer *w, struct piece *pieces, int64_t district, unsigned seed)
{
	struct counter counter = { .lock = PTHREAD_MUTEX_INITIALIZER, .all = PTHREAD_COND_INITIALIZER, .left = PIECES };

	for (size_t i = 0; i < PIECES; i++) {
		struct piece *p = &pieces[i];
		*p = (struct piece){ .number = (int64_t)i, .rows = 1 + rand_r(&seed) % 4, .counter = &counter,
		    .ending = rand_r(&seed) % 2 == 0 ? KEEP : (enum ending)(rand_r(&seed) % ENDINGS) };
		p->write = (struct write){ .work = piece_work, .done = piece_done, .arg = p,
		    .arena = arena_new(), .district = district };
	}
	for (size_t i = 0; i < PIECES; i++)
		writer_put(w, &pieces[i].write);
	pthread_mutex_lock(&counter.lock);
	while (counter.left > 0)
		pthread_cond_wait(&counter.all, &counter.lock);
	pthread_mutex_unlock(&counter.lock);
	for (size_t i = 0; i < PIECES; i++)
		arena_free(pieces[i].write.arena);
}

DB_TEST(writer_keeps_each_piece_whole_or_not_at_all)
{
	static const enum db_end expected[ENDINGS] = {
		[KEEP] = DB_DONE, [UNDO] = DB_UNDONE, [FAIL] = DB_BROKEN, [COLLIDE] = DB_BROKEN, [LATE_UNDO] = DB_UNDONE,
	};
	struct piece *pieces = NEW_N(arena, struct piece, PIECES);
	int64_t *counts = NEW_N(arena, int64_t, PIECES);
	const char *error;
	struct writer *w = writer_start(test_place(), &error);

	put_pieces(w, pieces, district, 11);
	assert_int_equal(writer_waiting(w), 0);
	writer_stop(w);
	assert_int_equal(db_run(db, DB_READ, district, arena, count_rows, counts), DB_DONE);
	for (size_t i = 0; i < PIECES; i++) {
		assert_int_equal(pieces[i].end, expected[pieces[i].ending]);
		assert_int_equal(counts[i], pieces[i].ending == KEEP ? pieces[i].rows : 0);
		if (!db_is_postgres(db))
			assert_int_equal(pieces[i].runs, 1);
	}
}

/* When a piece is said to be done, another connection sees it. */
struct seen { struct db *db; struct arena *arena; struct piece piece; int64_t counts[1], district; };

static void
look_when_done(enum db_end end, void *arg)
{
	struct seen *seen = arg;

	seen->piece.end = end;
	db_run(seen->db, DB_READ, seen->district, seen->arena, count_rows, seen->counts);
}

static void
seen_work(struct tx *tx, void *arg)
{
	piece_work(tx, &((struct seen *)arg)->piece);
}

DB_TEST(writer_says_done_after_the_commit)
{
	const char *error;
	struct writer *w = writer_start(test_place(), &error);
	struct seen seen = { .db = db, .arena = arena, .piece = { .rows = 3, .ending = KEEP }, .district = district };
	struct write write = { .work = seen_work, .done = look_when_done, .arg = &seen, .arena = arena_new(),
	    .district = district };

	writer_put(w, &write);
	writer_stop(w);
	arena_free(write.arena);
	assert_int_equal(seen.piece.end, DB_DONE);
	assert_int_equal(seen.counts[0], 3);
}

struct producer { pthread_t thread; struct writer *writer; int64_t first, district; size_t done; };

static void *
produce(void *arg)
{
	struct producer *p = arg;
	struct arena *a = arena_new();

	for (int64_t i = 0; i < 50; i++) {
		struct piece piece = { .number = p->first + i, .rows = 1, .ending = KEEP };
		p->done += writer_run(p->writer, p->district, a, piece_work, &piece) == DB_DONE;
		arena_reset(a);
	}
	arena_free(a);
	return NULL;
}

DB_TEST(writer_serves_many_at_once)
{
	const char *error;
	struct writer *w = writer_start(test_place(), &error);
	struct producer producers[8];
	int64_t *counts = NEW_N(arena, int64_t, 400);

	for (int i = 0; i < 8; i++) {
		producers[i] = (struct producer){ .writer = w, .first = i * 50, .district = district };
		pthread_create(&producers[i].thread, NULL, produce, &producers[i]);
	}
	for (int i = 0; i < 8; i++) {
		pthread_join(producers[i].thread, NULL);
		assert_int_equal(producers[i].done, 50);
	}
	writer_stop(w);
	assert_int_equal(db_run(db, DB_READ, district, arena, count_rows, counts), DB_DONE);
	for (int i = 0; i < 400; i++)
		assert_int_equal(counts[i], 1);
}

static void
bind_then_put(struct tx *tx, void *arg)
{
	if (tx_district(tx) != 0)
		tx_fail(tx, "bound already");
	tx_bind(tx, *(int64_t *)arg);
	put(tx, 0, 0);
}

DB_TEST(writer_takes_work_that_finds_its_district_itself)
{
	const char *error;
	struct writer *w = writer_start(test_place(), &error);
	int64_t counts[1] = {0};

	assert_int_equal(writer_run(w, 0, arena, bind_then_put, &district), DB_DONE);
	writer_stop(w);
	assert_int_equal(db_run(db, DB_READ, district, arena, count_rows, counts), DB_DONE);
	assert_int_equal(counts[0], 1);
}

DB_TEST(writer_says_why_it_cannot_start)
{
	const char *error = NULL;

	assert_null(writer_start("/nowhere/at/all.db", &error));
	assert_non_null(error);
}
