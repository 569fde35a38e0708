#include "db/engine.h"
#include "base/log.h"
#include <assert.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct conn { sqlite3 *db; sqlite3_stmt **stmt; };

static const char *const settings =
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
    "PRAGMA mmap_size=268435456; PRAGMA cache_size=-8000; PRAGMA trusted_schema=OFF;"
    "PRAGMA temp_store=MEMORY; PRAGMA journal_size_limit=67108864; PRAGMA wal_autocheckpoint=4000;";

static enum fault
fault_of(int rc)
{
	switch (rc & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return FAULT_NONE;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return FAULT_AGAIN;
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

static void
sqlite_close(void *conn)
{
	struct conn *c = conn;

	for (size_t i = 0; i < site_count(); i++)
		sqlite3_finalize(c->stmt[i]);
	sqlite3_exec(c->db, "PRAGMA optimize", NULL, NULL, NULL);
	sqlite3_close(c->db);
	free(c->stmt);
	free(c);
}

static void *
sqlite_open(const char *place, const char **ret_error)
{
	static _Thread_local char why[512];
	struct conn *c = calloc(1, sizeof(*c));

	if (c == NULL || (c->stmt = calloc(site_count() + 1, sizeof(*c->stmt))) == NULL)
		abort();
	int rc = sqlite3_open_v2(place, &c->db,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
	if (rc == SQLITE_OK) {
		sqlite3_busy_timeout(c->db, 10000);
		sqlite3_extended_result_codes(c->db, 1);
		sqlite3_db_config(c->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
		sqlite3_db_config(c->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
		sqlite3_db_config(c->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
		rc = sqlite3_exec(c->db, settings, NULL, NULL, NULL);
	}
	if (rc != SQLITE_OK) {
		snprintf(why, sizeof(why), "%s: %s", place, sqlite3_errmsg(c->db));
		*ret_error = why;
		sqlite_close(c);
		return NULL;
	}
	return c;
}

static enum fault
sqlite_run(void *conn, const char *sql)
{
	struct conn *c = conn;

	return fault_of(sqlite3_exec(c->db, sql, NULL, NULL, NULL));
}

static sqlite3_stmt *
prepared(struct conn *c, const struct db_site *site)
{
	sqlite3_stmt **slot = &c->stmt[site - __start_db_sites];

	if (*slot == NULL)
		sqlite3_prepare_v3(c->db, site->sql, -1, SQLITE_PREPARE_PERSISTENT, slot, NULL);
	return *slot;
}

static void
bind(sqlite3_stmt *s, int at, const struct db_arg *arg)
{
	switch (arg->type) {
	case DB_BOOL:
	case DB_INT:
	case DB_I64:
		sqlite3_bind_int64(s, at, arg->i);
		break;
	case DB_REAL:
		sqlite3_bind_double(s, at, arg->d);
		break;
	case DB_TEXT:
		sqlite3_bind_text(s, at, arg->s, -1, SQLITE_STATIC);
		break;
	case DB_BYTES:
		sqlite3_bind_blob64(s, at, arg->b.at, arg->b.len, SQLITE_STATIC);
		break;
	}
}

/* SQLite numbers $1, $2 … by first appearance, so they are bound by name.
 * Strings are bound in place: they live in the arena, longer than the query. */
static enum fault
sqlite_query(struct rows *rows, void *conn, const struct db_arg *arg)
{
	struct conn *c = conn;
	sqlite3_stmt *s = prepared(c, rows->site);

	if (s == NULL)
		return fault_of(sqlite3_errcode(c->db));
	assert(!sqlite3_stmt_busy(s));          /* read a query to its end before asking it again */
	int n = sqlite3_bind_parameter_count(s);
	assert(n == rows->site->nargs);
	for (int at = 1; at <= n; at++) {
		int i = atoi(sqlite3_bind_parameter_name(s, at) + 1);
		assert(i >= 1 && i <= n);
		bind(s, at, &arg[i - 1]);
	}
	rows->stmt = s;
	return FAULT_NONE;
}

static enum fault
sqlite_step(struct rows *rows, void *conn, bool *ret_row)
{
	(void)conn;
	int rc = sqlite3_step(rows->stmt);

	*ret_row = rc == SQLITE_ROW;
	return fault_of(rc);
}

static void
sqlite_column(struct rows *rows, void *conn, int i, struct db_out out)
{
	sqlite3_stmt *s = rows->stmt;
	struct arena *a = rows->tx->arena;

	(void)conn;
	switch (out.type) {
	case DB_I64:
		*(int64_t *)out.p = sqlite3_column_int64(s, i);
		break;
	case DB_INT:
		*(int *)out.p = (int)sqlite3_column_int64(s, i);
		break;
	case DB_BOOL:
		*(bool *)out.p = sqlite3_column_int(s, i) != 0;
		break;
	case DB_REAL:
		*(double *)out.p = sqlite3_column_double(s, i);
		break;
	case DB_TEXT: {
		const void *text = sqlite3_column_text(s, i);
		*(const char **)out.p = text == NULL ? NULL :
		    arena_copy(a, text, (size_t)sqlite3_column_bytes(s, i));
		break;
	}
	case DB_BYTES: {
		const void *bytes = sqlite3_column_blob(s, i);
		size_t len = (size_t)sqlite3_column_bytes(s, i);
		*(struct db_bytes *)out.p = (struct db_bytes){ arena_copy(a, bytes, len), len };
		break;
	}
	}
}

static int
sqlite_columns(struct rows *rows, void *conn)
{
	(void)conn;
	return sqlite3_column_count(rows->stmt);
}

static int64_t
sqlite_changed(struct rows *rows, void *conn)
{
	struct conn *c = conn;

	(void)rows;
	return sqlite3_changes64(c->db);
}

static void
sqlite_done(struct rows *rows, void *conn)
{
	(void)conn;
	sqlite3_reset(rows->stmt);
	rows->stmt = NULL;
}

static void
sqlite_reset(void *conn)
{
	struct conn *c = conn;

	for (size_t i = 0; i < site_count(); i++)
		if (c->stmt[i] != NULL)
			sqlite3_reset(c->stmt[i]);
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

	return sqlite3_errmsg(c->db);
}

static const char *
sqlite_prepares(void *conn, const struct db_site *site)
{
	static _Thread_local char why[512];
	struct conn *c = conn;
	sqlite3_stmt *s = prepared(c, site);

	if (s == NULL) {
		snprintf(why, sizeof(why), "%s", sqlite3_errmsg(c->db));
		return why;
	}
	if (sqlite3_bind_parameter_count(s) != site->nargs) {
		snprintf(why, sizeof(why), "%d parameters, %d values", sqlite3_bind_parameter_count(s), site->nargs);
		return why;
	}
	return NULL;
}

static void
sqlite_begun(void *conn)
{
	(void)conn;
}

const struct engine engine_sqlite = {
	.name = "SQLite", .open = sqlite_open, .close = sqlite_close, .run = sqlite_run,
	.query = sqlite_query, .step = sqlite_step, .column = sqlite_column, .columns = sqlite_columns,
	.changed = sqlite_changed, .done = sqlite_done, .reset = sqlite_reset, .alone = sqlite_alone,
	.message = sqlite_message, .prepares = sqlite_prepares, .begun = sqlite_begun,
};
