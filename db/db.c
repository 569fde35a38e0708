#include "db/engine.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TRIES = 6, TRIES_MS = 3000 };

static _Thread_local struct tx *current;        /* the innermost work on this thread */

bool
is_postgres_place(const char *place)
{
	return text_starts(place, "postgresql:") || text_starts(place, "postgres:");
}

struct db *
db_open(const char *place, const char **ret_error)
{
	const struct engine *engine = is_postgres_place(place) ? &engine_postgres : &engine_sqlite;
	void *conn = engine->open(place, ret_error);

	if (conn == NULL)
		return NULL;
	struct db *db = calloc(1, sizeof(*db));
	if (db == NULL || (db->place = strdup(place)) == NULL)
		abort();
	db->engine = engine;
	db->conn = conn;
	return db;
}

void
db_close(struct db *db)
{
	if (db == NULL)
		return;
	db->engine->close(db->conn);
	free(db->unread);
	free(db->place);
	free(db);
}

bool          db_is_postgres(const struct db *db)    { return db->engine == &engine_postgres; }
struct arena *tx_arena(const struct tx *tx)          { return tx->arena; }
int64_t       tx_district(const struct tx *tx)       { return tx->district; }
bool          tx_writes(const struct tx *tx)         { return tx->mode == DB_WRITE; }
void          tx_undo(struct tx *tx)                 { tx->undo = true; }

/* The map would count all that was written as memory of the process. */
void
db_bulk(struct db *db)
{
	if (!db_is_postgres(db))
		db->engine->script(db->conn, "PRAGMA mmap_size=0; PRAGMA cache_size=-24000; PRAGMA wal_autocheckpoint=4000");
}

void
tx_bind(struct tx *tx, int64_t district)
{
	assert(tx->district == 0 || tx->district == district);
	tx->district = district;
}

static _Noreturn void
leave(struct tx *tx, enum fault fault)
{
	tx->fault = fault;
	longjmp(*tx->out, 1);
}

static _Noreturn void
fail(struct tx *tx, const struct db_site *site, enum fault fault)
{
	bool expected = fault == FAULT_AGAIN || (fault == FAULT_BROKEN && tx->trying > 0);

	if (!expected)
		log_error("what=\"query failed\" where=%s:%d why=\"%s\"", site->file, site->line,
		    tx->db->engine->message(tx->db->conn));
	leave(tx, fault);
}

_Noreturn void
tx_fail(struct tx *tx, const char *why)
{
	log_error("what=\"%s\"", why);
	leave(tx, FAULT_BROKEN);
}

/* The folders whose bugs end the process; a feature's end only its request. */
static bool
is_core(const char *file)
{
	static const char *const core[] = {
		"base/", "json/", "html/", "db/", "http/", "jobs/", "mail/", "auth/", "site/",
	};
	size_t tree = sizeof(__FILE__) - sizeof("db/db.c");      /* the way from the build to the sources */

	if (strncmp(file, __FILE__, tree) == 0)
		file += tree;
	for (size_t i = 0; i < sizeof(core) / sizeof(core[0]); i++)
		if (text_starts(file, core[i]))
			return true;
	return false;
}

/* Where <assert.h> goes, in place of the C library's. */
void
__assert_fail(const char *expression, const char *file, unsigned line, const char *function)
{
	log_error("what=\"bug\" where=%s:%u in=%s assertion=\"%s\"", file, line, function, expression);
	if (current != NULL && !is_core(file))
		leave(current, FAULT_BUG);
	abort();
}

static void
close_unread(struct db *db, size_t from)
{
	while (db->nunread > from) {
		struct unread *u = &db->unread[--db->nunread];
		db->engine->done(db->conn, u->site, u->stmt);
	}
}

/* The only setjmp of the program.  What the work left open is closed here, what
 * it wrote is undone by the caller, and what it made stands in its arena. */
static enum fault
protect(struct tx *tx, void (*work)(struct tx *, void *), void *arg)
{
	struct tx *outer_tx = current;
	jmp_buf here, *outer = tx->out;
	size_t unread = tx->db->nunread;
	volatile enum fault fault = FAULT_NONE;      /* written between setjmp and longjmp */

	tx->out = &here;
	current = tx;
	if (setjmp(here) == 0)
		work(tx, arg);
	else
		fault = tx->fault;
	current = outer_tx;
	tx->out = outer;
	close_unread(tx->db, unread);
	return fault;
}

static void
roll_back(struct db *db)
{
	if (!db->engine->alone(db->conn))
		db->engine->say(db->conn, WORD_ROLLBACK);
}

static enum fault
tell(struct db *db, enum word word)
{
	enum fault fault = db->engine->say(db->conn, word);

	if (fault != FAULT_NONE && fault != FAULT_AGAIN)
		log_error("what=\"a transaction was not kept by %s\" why=\"%s\"", db->engine->name,
		    db->engine->message(db->conn));
	return fault;
}

/* A connection may have been lost while nobody used it: ask a second time. */
static enum fault
begin(struct db *db, enum word word)
{
	db->engine->ready(db->conn);
	enum fault fault = db->engine->say(db->conn, word);
	if (fault != FAULT_AWAY)
		return fault;
	db->engine->ready(db->conn);
	return tell(db, word);
}

static enum fault
run_alone(struct tx *tx, void (*work)(struct tx *, void *), void *arg)
{
	enum fault fault = begin(tx->db, tx->mode == DB_WRITE ? WORD_BEGIN_WRITE : WORD_BEGIN_READ);

	if (fault != FAULT_NONE)
		return fault;
	fault = protect(tx, work, arg);
	if (fault == FAULT_NONE && !tx->undo)
		fault = tell(tx->db, WORD_COMMIT);
	if (fault != FAULT_NONE || tx->undo)
		roll_back(tx->db);
	return fault;
}

/* In the writer's group a piece is a savepoint.  A full disk or an I/O error may
 * have undone the whole group behind our back. */
static enum fault
run_in_group(struct tx *tx, void (*work)(struct tx *, void *), void *arg)
{
	struct db *db = tx->db;
	enum fault fault = tell(db, WORD_PIECE);

	if (fault != FAULT_NONE)
		return FAULT_AWAY;
	fault = protect(tx, work, arg);
	if (fault != FAULT_NONE || tx->undo)
		if (db_group_gone(db) || tell(db, WORD_PIECE_BACK) != FAULT_NONE)
			return FAULT_AWAY;
	if (tell(db, WORD_PIECE_KEEP) != FAULT_NONE)
		return FAULT_AWAY;
	return fault;
}

static enum fault
run_until_it_fits(struct tx *tx, void (*work)(struct tx *, void *), void *arg)
{
	int64_t until = clock_ms() + TRIES_MS;
	enum fault fault = FAULT_AGAIN;

	for (int i = 0; i < TRIES && fault == FAULT_AGAIN; i++) {
		if (i > 0 && clock_ms() >= until)
			break;
		if (i > 0)
			usleep((useconds_t)(500 << i));
		tx->undo = false;
		tx->district = tx->first_district;
		fault = run_alone(tx, work, arg);
	}
	if (fault == FAULT_AGAIN)
		log_error("what=\"others were always in the way\" why=\"%s\"", tx->db->engine->message(tx->db->conn));
	return fault;
}

enum db_end
db_run(struct db *db, enum db_mode mode, int64_t district, struct arena *arena,
    void (*work)(struct tx *, void *), void *arg)
{
	struct tx tx = { .db = db, .arena = arena, .district = district, .first_district = district,
	    .mode = mode };

	assert(!db->running);           /* a connection has one transaction at a time */
	db->running = true;
	enum fault fault = db->in_group ? run_in_group(&tx, work, arg) : run_until_it_fits(&tx, work, arg);
	db->running = false;
	switch (fault) {
	case FAULT_NONE:
		return tx.undo ? DB_UNDONE : DB_DONE;
	case FAULT_BROKEN:
	case FAULT_BUG:
		return DB_BROKEN;
	case FAULT_AGAIN:
	case FAULT_AWAY:
		break;
	}
	return DB_AWAY;
}

static void
try_tell(struct tx *tx, enum word word)
{
	enum fault fault = tell(tx->db, word);

	if (fault != FAULT_NONE)
		leave(tx, fault);
}

bool
tx_try(struct tx *tx, void (*work)(struct tx *, void *arg), void *arg)
{
	try_tell(tx, WORD_TRY);
	tx->trying++;
	enum fault ended = protect(tx, work, arg);
	tx->trying--;
	if (ended != FAULT_NONE && ended != FAULT_BROKEN)
		leave(tx, ended);
	if (ended == FAULT_BROKEN && db_group_gone(tx->db))
		leave(tx, FAULT_AWAY);
	if (ended == FAULT_BROKEN)
		try_tell(tx, WORD_TRY_BACK);
	try_tell(tx, WORD_TRY_KEEP);
	return ended == FAULT_NONE;
}

enum fault
db_group_begin(struct db *db)
{
	enum fault fault = begin(db, WORD_BEGIN_WRITE);

	db->in_group = fault == FAULT_NONE;
	return fault;
}

enum fault
db_group_commit(struct db *db)
{
	enum fault fault = tell(db, WORD_COMMIT);

	db->in_group = false;
	if (fault != FAULT_NONE)
		roll_back(db);
	return fault;
}

void
db_group_drop(struct db *db)
{
	db->in_group = false;
	roll_back(db);
}

bool
db_group_gone(const struct db *db)
{
	return db->engine->alone(db->conn);
}

static void
remember_unread(struct db *db, const struct rows *r)
{
	if (db->nunread == db->room) {
		db->room = db->room * 2 + 8;
		if ((db->unread = realloc(db->unread, db->room * sizeof(*db->unread))) == NULL)
			abort();
	}
	db->unread[db->nunread++] = (struct unread){ r->site, r->stmt };
}

struct rows
db_query_(struct tx *tx, const struct db_site *site, const struct db_arg *arg)
{
	struct rows rows = { .tx = tx, .site = site };
	enum fault fault = tx->db->engine->query(&rows, tx->db->conn, arg);

	if (fault != FAULT_NONE)
		fail(tx, site, fault);
	remember_unread(tx->db, &rows);
	return rows;
}

void
db_done(struct rows *r)
{
	struct db *db = r->tx->db;
	size_t i = db->nunread;

	if (r->stmt == NULL)
		return;
	while (i > 0 && db->unread[i - 1].stmt != r->stmt)
		i--;
	assert(i > 0);
	memmove(&db->unread[i - 1], &db->unread[i], (db->nunread - i) * sizeof(*db->unread));
	db->nunread--;
	db->engine->done(db->conn, r->site, r->stmt);
	r->stmt = NULL;
}

static bool
step(struct rows *r)
{
	bool row = false;
	enum fault fault = r->tx->db->engine->step(r, r->tx->db->conn, &row);

	if (fault != FAULT_NONE)
		fail(r->tx, r->site, fault);
	return row;
}

static _Noreturn void
misread(struct rows *r, const char *why)
{
	tx_fail(r->tx, arena_printf(r->tx->arena, "%s:%d: %s", r->site->file, r->site->line, why));
}

bool
db_next_(struct rows *r, int n, const struct db_out *out)
{
	const struct engine *e = r->tx->db->engine;

	if (r->stmt == NULL)
		return false;
	if (!step(r)) {
		db_done(r);
		return false;
	}
	if (n != e->columns(r))
		misread(r, arena_printf(r->tx->arena, "%d columns are selected, %d are read", e->columns(r), n));
	for (int i = 0; i < n; i++)
		e->column(r, i, out[i]);
	return true;
}

struct db_cells *
db_next_cells(struct rows *r)
{
	const struct engine *e = r->tx->db->engine;
	struct arena *a = r->tx->arena;

	if (r->stmt == NULL || !step(r)) {
		db_done(r);
		return NULL;
	}
	struct db_cells *cells = NEW(a, struct db_cells);
	cells->n = (size_t)e->columns(r);
	cells->at = NEW_N(a, struct db_cell, cells->n);
	for (size_t i = 0; i < cells->n; i++) {
		cells->at[i].name = arena_text(a, e->column_name(r, (int)i));
		e->column(r, (int)i, (struct db_out){ DB_TEXT, &cells->at[i].value });
	}
	return cells;
}

bool
db_one_(struct rows *r, int n, const struct db_out *out)
{
	if (!db_next_(r, n, out))
		return false;
	if (step(r))
		misread(r, "more than one row");
	db_done(r);
	return true;
}

int64_t
db_exec_(struct tx *tx, const struct db_site *site, const struct db_arg *arg)
{
	struct rows r = db_query_(tx, site, arg);

	while (step(&r))
		;
	int64_t changed = tx->db->engine->changed(&r, tx->db->conn);
	db_done(&r);
	return changed;
}

int64_t
db_number_(struct tx *tx, const struct db_site *site, const struct db_arg *arg)
{
	struct rows r = db_query_(tx, site, arg);
	int64_t number = 0;

	db_one_(&r, 1, (struct db_out[]){ DB_OUT(&number) });
	return number;
}

int
db_check_sites(struct db *db)
{
	int bad = 0;

	for (const struct db_site *s = __start_db_sites; s < __stop_db_sites; s++) {
		const char *why = db->engine->prepares(db->conn, s);
		if (why != NULL) {
			fprintf(stderr, "%s:%d: %s\n", s->file, s->line, why);
			bad++;
		}
	}
	return bad;
}
