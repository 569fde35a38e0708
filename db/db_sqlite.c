#include "db/engine.h"
#include <assert.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A site's statement, and which value each of its parameters takes: SQLite
 * numbers $1, $2 … by first appearance, so they are bound by name. */
struct prepared { sqlite3_stmt *stmt; unsigned char *value; };

struct conn {
	sqlite3 *db;
	struct prepared *sites;
	sqlite3_stmt *words[WORDS];
	char message[512];
};

static const char *const words[WORDS] = {
	[WORD_BEGIN_READ] = "BEGIN",
	[WORD_BEGIN_WRITE] = "BEGIN IMMEDIATE",
	[WORD_COMMIT] = "COMMIT",
	[WORD_ROLLBACK] = "ROLLBACK",
	[WORD_PIECE] = "SAVEPOINT piece",
	[WORD_PIECE_BACK] = "ROLLBACK TO piece",
	[WORD_PIECE_KEEP] = "RELEASE piece",
	[WORD_TRY] = "SAVEPOINT try",
	[WORD_TRY_BACK] = "ROLLBACK TO try",
	[WORD_TRY_KEEP] = "RELEASE try",
};

/* The log is carried into the file after every 2,000 pages: seldom enough that
 * pages which many write are carried once, and so little at a time that the
 * write which meets it waits 30 ms. */
static const char settings[] =
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
    "PRAGMA mmap_size=268435456; PRAGMA cache_size=-8000; PRAGMA trusted_schema=OFF;"
    "PRAGMA temp_store=MEMORY; PRAGMA journal_size_limit=67108864; PRAGMA wal_autocheckpoint=2000;";

static enum fault
kind_of(int rc)
{
	switch (rc & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return FAULT_NONE;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return FAULT_AGAIN;
	case SQLITE_ABORT:
	case SQLITE_FULL:
	case SQLITE_IOERR:
	case SQLITE_NOMEM:
	case SQLITE_CANTOPEN:
	case SQLITE_READONLY:
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
	case SQLITE_PROTOCOL:
		return FAULT_AWAY;
	default:
		return FAULT_BROKEN;
	}
}

/* Keeps the message: what is said next, a ROLLBACK, would take its place. */
static enum fault
fault_of(struct conn *c, int rc)
{
	enum fault fault = kind_of(rc);

	if (fault != FAULT_NONE)
		snprintf(c->message, sizeof(c->message), "%s", sqlite3_errmsg(c->db));
	return fault;
}

static void
sqlite_close(void *conn)
{
	struct conn *c = conn;

	for (size_t i = 0; i < site_count(); i++) {
		sqlite3_finalize(c->sites[i].stmt);
		free(c->sites[i].value);
	}
	for (int i = 0; i < WORDS; i++)
		sqlite3_finalize(c->words[i]);
	sqlite3_exec(c->db, "PRAGMA optimize", NULL, NULL, NULL);
	sqlite3_close(c->db);
	free(c->sites);
	free(c);
}

static int
set_up(sqlite3 *db)
{
	sqlite3_busy_timeout(db, 5000);
	sqlite3_extended_result_codes(db, 1);
	sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	return sqlite3_exec(db, settings, NULL, NULL, NULL);
}

/* SQLite counts its memory behind one lock for all threads; nobody asks for the count. */
static void
count_no_memory(void)
{
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static void *
sqlite_open(const char *place, const char **ret_error)
{
	static _Thread_local char why[512];
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct conn *c = calloc(1, sizeof(*c));

	pthread_once(&once, count_no_memory);
	if (c == NULL || (c->sites = calloc(site_count() + 1, sizeof(*c->sites))) == NULL)
		abort();
	int rc = sqlite3_open_v2(place, &c->db,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
	if (rc == SQLITE_OK)
		rc = set_up(c->db);
	if (rc != SQLITE_OK) {
		snprintf(why, sizeof(why), "%s: %s", place, sqlite3_errmsg(c->db));
		*ret_error = why;
		sqlite_close(c);
		return NULL;
	}
	return c;
}

static void
sqlite_ready(void *conn)
{
	(void)conn;
}

static enum fault
sqlite_say(void *conn, enum word word)
{
	struct conn *c = conn;
	sqlite3_stmt **s = &c->words[word];
	int rc = SQLITE_OK;

	if (*s == NULL)
		rc = sqlite3_prepare_v3(c->db, words[word], -1, SQLITE_PREPARE_PERSISTENT, s, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(*s);
	enum fault fault = fault_of(c, rc);
	sqlite3_reset(*s);
	return fault;
}

static enum fault
sqlite_script(void *conn, const char *sql)
{
	struct conn *c = conn;

	return fault_of(c, sqlite3_exec(c->db, sql, NULL, NULL, NULL));
}

/* How a statement is unlike its site: NULL = it is as the site says. */
static const char *
parameters_problem(sqlite3_stmt *s, const struct db_site *site)
{
	int n = sqlite3_bind_parameter_count(s);

	if (n != site->nargs)
		return "the number of parameters is not the number of values";
	for (int at = 1; at <= n; at++) {
		const char *name = sqlite3_bind_parameter_name(s, at);
		int i = name == NULL || name[0] != '$' ? 0 : atoi(name + 1);
		if (i < 1 || i > n)
			return "parameters are $1, $2, …";
	}
	return NULL;
}

static enum fault
prepare(struct conn *c, const struct db_site *site, sqlite3_stmt **ret)
{
	int rc = sqlite3_prepare_v3(c->db, site->sql, -1, SQLITE_PREPARE_PERSISTENT, ret, NULL);
	const char *problem = rc == SQLITE_OK ? parameters_problem(*ret, site) : NULL;

	if (rc != SQLITE_OK)
		return fault_of(c, rc);
	if (problem == NULL)
		return FAULT_NONE;
	snprintf(c->message, sizeof(c->message), "%s", problem);
	sqlite3_finalize(*ret);
	*ret = NULL;
	return FAULT_BROKEN;
}

static enum fault
prepared(struct conn *c, const struct db_site *site, struct prepared **ret)
{
	struct prepared *p = *ret = &c->sites[site - __start_db_sites];

	if (p->stmt != NULL)
		return FAULT_NONE;
	enum fault fault = prepare(c, site, &p->stmt);
	if (fault != FAULT_NONE)
		return fault;
	if (p->value == NULL && (p->value = malloc((size_t)site->nargs + 1)) == NULL)
		abort();
	for (int at = 1; at <= site->nargs; at++)
		p->value[at - 1] = (unsigned char)(atoi(sqlite3_bind_parameter_name(p->stmt, at) + 1) - 1);
	return FAULT_NONE;
}

/* Texts and bytes are bound in place: they live in the arena, longer than the query. */
static int
bind(sqlite3_stmt *s, int at, const struct db_arg *arg)
{
	switch (arg->type) {
	case DB_BOOL:
	case DB_INT:
	case DB_I64:
		return sqlite3_bind_int64(s, at, arg->i);
	case DB_REAL:
		return sqlite3_bind_double(s, at, arg->d);
	case DB_TEXT:
		return sqlite3_bind_text(s, at, arg->s, -1, SQLITE_STATIC);
	case DB_BYTES:
		return sqlite3_bind_blob64(s, at, arg->b.at, arg->b.len, SQLITE_STATIC);
	}
	return SQLITE_MISUSE;
}

static enum fault
sqlite_query(struct rows *rows, void *conn, const struct db_arg *arg)
{
	struct conn *c = conn;
	struct prepared *p;
	enum fault fault = prepared(c, rows->site, &p);

	if (fault != FAULT_NONE)
		return fault;
	sqlite3_stmt *s = p->stmt;
	if (!tx_writes(rows->tx) && !sqlite3_stmt_readonly(s)) {
		snprintf(c->message, sizeof(c->message), "a write in a transaction that only reads");
		return FAULT_BROKEN;
	}
	/* A query inside itself, as a tree is walked, has a statement of its own. */
	if (sqlite3_stmt_busy(s) && (fault = prepare(c, rows->site, &s)) != FAULT_NONE)
		return fault;
	int rc = SQLITE_OK;
	for (int at = 0; at < rows->site->nargs && rc == SQLITE_OK; at++)
		rc = bind(s, at + 1, &arg[p->value[at]]);
	if (rc != SQLITE_OK) {
		fault = fault_of(c, rc);
		if (s != p->stmt)
			sqlite3_finalize(s);
		return fault;
	}
	rows->stmt = s;
	return FAULT_NONE;
}

static enum fault
sqlite_step(struct rows *rows, void *conn, bool *ret_row)
{
	int rc = sqlite3_step(rows->stmt);

	*ret_row = rc == SQLITE_ROW;
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? FAULT_NONE : fault_of(conn, rc);
}

static const char *
text_of(struct rows *rows, int i)
{
	const void *text = sqlite3_column_text(rows->stmt, i);

	return text == NULL ? NULL :
	    arena_copy(rows->tx->arena, text, (size_t)sqlite3_column_bytes(rows->stmt, i));
}

static struct db_bytes
bytes_of(struct rows *rows, int i)
{
	const void *bytes = sqlite3_column_blob(rows->stmt, i);
	size_t len = (size_t)sqlite3_column_bytes(rows->stmt, i);

	if (sqlite3_column_type(rows->stmt, i) == SQLITE_NULL)
		return (struct db_bytes){0};
	return (struct db_bytes){ arena_copy(rows->tx->arena, len == 0 ? "" : bytes, len), len };
}

static void
sqlite_column(struct rows *rows, int i, struct db_out out)
{
	sqlite3_stmt *s = rows->stmt;

	switch (out.type) {
	case DB_I64:
		*(int64_t *)out.p = sqlite3_column_int64(s, i);
		break;
	case DB_INT:
		*(int *)out.p = (int)sqlite3_column_int64(s, i);
		break;
	case DB_BOOL:
		*(bool *)out.p = sqlite3_column_int64(s, i) != 0;
		break;
	case DB_REAL:
		*(double *)out.p = sqlite3_column_double(s, i);
		break;
	case DB_TEXT:
		*(const char **)out.p = text_of(rows, i);
		break;
	case DB_BYTES:
		*(struct db_bytes *)out.p = bytes_of(rows, i);
		break;
	}
}

static int
sqlite_columns(const struct rows *rows)
{
	return sqlite3_column_count(rows->stmt);
}

static const char *
sqlite_column_name(const struct rows *rows, int i)
{
	return sqlite3_column_name(rows->stmt, i);
}

static int64_t
sqlite_changed(const struct rows *rows, void *conn)
{
	struct conn *c = conn;

	return sqlite3_stmt_readonly(rows->stmt) ? 0 : sqlite3_changes64(c->db);
}

static void
sqlite_done(void *conn, const struct db_site *site, void *stmt)
{
	struct conn *c = conn;

	if (stmt == c->sites[site - __start_db_sites].stmt)
		sqlite3_reset(stmt);
	else
		sqlite3_finalize(stmt);
}

static bool
sqlite_alone(void *conn)
{
	struct conn *c = conn;

	return sqlite3_get_autocommit(c->db) != 0;
}

static const char *
sqlite_message(void *conn)
{
	struct conn *c = conn;

	return c->message;
}

static void *
sqlite_handle(void *conn)
{
	struct conn *c = conn;

	return c->db;
}

static const char *
sqlite_prepares(void *conn, const struct db_site *site)
{
	struct prepared *p;

	return prepared(conn, site, &p) == FAULT_NONE ? NULL : sqlite_message(conn);
}

const struct engine engine_sqlite = {
	.name = "SQLite", .open = sqlite_open, .close = sqlite_close, .ready = sqlite_ready,
	.say = sqlite_say, .script = sqlite_script, .query = sqlite_query, .step = sqlite_step,
	.column = sqlite_column, .columns = sqlite_columns, .column_name = sqlite_column_name, .changed = sqlite_changed,
	.done = sqlite_done, .alone = sqlite_alone, .message = sqlite_message, .handle = sqlite_handle,
	.prepares = sqlite_prepares,
};
