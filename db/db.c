#include "db/engine.h"
#include "base/log.h"
#include "base/text.h"
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TRIES = 5 };

struct db *
db_open(const char *place, const char **ret_error)
{
	const struct engine *engine = text_starts(place, "postgresql:") || text_starts(place, "postgres:") ?
	    &engine_postgres : &engine_sqlite;
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
	free((char *)db->place);
	free(db);
}

bool          db_is_postgres(const struct db *db)    { return db->engine == &engine_postgres; }
struct arena *tx_arena(const struct tx *tx)          { return tx->arena; }
int64_t       tx_district(const struct tx *tx)       { return tx->district; }
bool          tx_writes(const struct tx *tx)         { return tx->mode == DB_WRITE; }
void          tx_undo(struct tx *tx)                 { tx->undo = true; }

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
	const char *why = tx->db->engine->message(tx->db->conn);

	if (tx->depth == 0 && fault != FAULT_AGAIN)
		log_error("what=\"query failed\" where=%s:%d why=\"%s\"", site->file, site->line, why);
	leave(tx, fault);
}

_Noreturn void
tx_fail(struct tx *tx, const char *why)
{
	log_error("what=\"%s\"", why);
	leave(tx, FAULT_BROKEN);
}

static const char *
begin_words(const struct db *db, enum db_mode mode)
{
	if (db->engine == &engine_sqlite)
		return mode == DB_WRITE ? "BEGIN IMMEDIATE" : "BEGIN";
	return mode == DB_WRITE ? "BEGIN ISOLATION LEVEL REPEATABLE READ" :
	    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
}

/* The only setjmp of the program.  Everything below the work is undone by the
 * caller's ROLLBACK; what the work made stands in its arena. */
static enum fault
protect(struct tx *tx, void (*work)(struct tx *, void *), void *arg)
{
	jmp_buf here, *outer = tx->out;
	enum fault fault = FAULT_NONE;

	tx->out = &here;
	if (setjmp(here) == 0)
		work(tx, arg);
	else
		fault = tx->fault;
	tx->out = outer;
	return fault;
}

static enum fault
run_alone(struct tx *tx, void (*work)(struct tx *, void *), void *arg)
{
	const struct engine *e = tx->db->engine;
	void *conn = tx->db->conn;
	enum fault fault;

	e->begun(conn);
	tx->undo = false;
	tx->district = tx->first_district;
	if ((fault = e->run(conn, begin_words(tx->db, tx->mode))) != FAULT_NONE)
		return fault;
	fault = protect(tx, work, arg);
	if (fault == FAULT_NONE && !tx->undo)
		fault = e->run(conn, "COMMIT");
	if (fault != FAULT_NONE || tx->undo) {
		e->reset(conn);
		if (!e->alone(conn))
			e->run(conn, "ROLLBACK");
	}
	return fault;
}

/* In the writer's group a piece is a savepoint. */
static enum fault
run_in_group(struct tx *tx, void (*work)(struct tx *, void *), void *arg)
{
	const struct engine *e = tx->db->engine;
	void *conn = tx->db->conn;
	enum fault fault;

	if ((fault = e->run(conn, "SAVEPOINT piece")) != FAULT_NONE)
		return fault;
	fault = protect(tx, work, arg);
	if (fault != FAULT_NONE || tx->undo) {
		e->reset(conn);
		if (e->alone(conn))
			return FAULT_AWAY;
		enum fault back = e->run(conn, "ROLLBACK TO piece");
		if (back != FAULT_NONE)
			return FAULT_AWAY;
	}
	enum fault released = e->run(conn, "RELEASE piece");
	return fault != FAULT_NONE ? fault : released;
}

enum db_end
db_run(struct db *db, enum db_mode mode, int64_t district, struct arena *arena,
    void (*work)(struct tx *, void *), void *arg)
{
	struct tx tx = { .db = db, .arena = arena, .district = district, .first_district = district,
	    .mode = mode };
	enum fault fault = FAULT_NONE;

	if (db->in_group)
		fault = run_in_group(&tx, work, arg);
	else
		for (int i = 0; i < TRIES; i++) {
			fault = run_alone(&tx, work, arg);
			if (fault != FAULT_AGAIN)
				break;
			usleep((useconds_t)(1000 << i));
		}
	switch (fault) {
	case FAULT_NONE:
		return tx.undo ? DB_UNDONE : DB_DONE;
	case FAULT_BROKEN:
		return DB_BROKEN;
	case FAULT_AGAIN:
	case FAULT_AWAY:
		break;
	}
	return DB_AWAY;
}

bool
tx_try(struct tx *tx, void (*work)(struct tx *, void *), void *arg)
{
	const struct engine *e = tx->db->engine;
	void *conn = tx->db->conn;
	enum fault fault;

	if ((fault = e->run(conn, "SAVEPOINT trying")) != FAULT_NONE)
		leave(tx, fault);
	tx->depth++;
	enum fault ended = protect(tx, work, arg);
	tx->depth--;
	if (ended != FAULT_NONE && ended != FAULT_BROKEN)
		leave(tx, ended);
	if (ended == FAULT_BROKEN && (fault = e->run(conn, "ROLLBACK TO trying")) != FAULT_NONE)
		leave(tx, fault);
	if ((fault = e->run(conn, "RELEASE trying")) != FAULT_NONE)
		leave(tx, fault);
	return ended == FAULT_NONE;
}

enum fault
db_group_begin(struct db *db)
{
	enum fault fault;

	db->engine->begun(db->conn);
	fault = db->engine->run(db->conn, begin_words(db, DB_WRITE));
	db->in_group = fault == FAULT_NONE;
	return fault;
}

enum fault
db_group_commit(struct db *db)
{
	enum fault fault = db->engine->run(db->conn, "COMMIT");

	db->in_group = false;
	if (fault != FAULT_NONE && !db->engine->alone(db->conn))
		db->engine->run(db->conn, "ROLLBACK");
	return fault;
}

void
db_group_drop(struct db *db)
{
	db->in_group = false;
	db->engine->reset(db->conn);
	if (!db->engine->alone(db->conn))
		db->engine->run(db->conn, "ROLLBACK");
}

bool
db_group_gone(struct db *db)
{
	return db->engine->alone(db->conn);
}

struct rows
db_query_(struct tx *tx, const struct db_site *site, const struct db_arg *arg)
{
	struct rows rows = { .tx = tx, .site = site };
	enum fault fault = tx->db->engine->query(&rows, tx->db->conn, arg);

	if (fault != FAULT_NONE)
		fail(tx, site, fault);
	return rows;
}

bool
db_next_(struct rows *r, int n, const struct db_out *out)
{
	const struct engine *e = r->tx->db->engine;
	void *conn = r->tx->db->conn;
	bool row = false;

	if (r->stmt == NULL)
		return false;
	enum fault fault = e->step(r, conn, &row);
	if (fault != FAULT_NONE)
		fail(r->tx, r->site, fault);
	if (!row) {
		e->done(r, conn);
		return false;
	}
	if (n != e->columns(r, conn))
		tx_fail(r->tx, arena_printf(r->tx->arena, "%s:%d: %d columns are selected, %d are read",
		    r->site->file, r->site->line, e->columns(r, conn), n));
	for (int i = 0; i < n; i++)
		e->column(r, conn, i, out[i]);
	return true;
}

bool
db_one_(struct rows *r, int n, const struct db_out *out)
{
	bool row = false;

	if (!db_next_(r, n, out))
		return false;
	enum fault fault = r->tx->db->engine->step(r, r->tx->db->conn, &row);
	if (fault != FAULT_NONE)
		fail(r->tx, r->site, fault);
	if (row)
		tx_fail(r->tx, arena_printf(r->tx->arena, "%s:%d: more than one row", r->site->file, r->site->line));
	db_done(r);
	return true;
}

void
db_done(struct rows *r)
{
	if (r->stmt != NULL)
		r->tx->db->engine->done(r, r->tx->db->conn);
}

int64_t
db_exec_(struct tx *tx, const struct db_site *site, const struct db_arg *arg)
{
	const struct engine *e = tx->db->engine;
	struct rows r = db_query_(tx, site, arg);
	bool row = true;

	while (row) {
		enum fault fault = e->step(&r, tx->db->conn, &row);
		if (fault != FAULT_NONE)
			fail(tx, site, fault);
	}
	int64_t changed = e->changed(&r, tx->db->conn);
	e->done(&r, tx->db->conn);
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
