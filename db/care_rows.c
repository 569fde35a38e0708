#include "db/care_rows.h"
#include "base/buf.h"
#include "db/engine.h"
#include <inttypes.h>
#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A table as SQLite knows it, in the order in which the steps made them. */
struct column { const char *name; enum db_type type; };
struct table { const char *name; struct column *at; size_t n, cap; };
struct tables { struct table *at; size_t n, cap; };

struct moving {
	sqlite3 *file;
	struct db *file_db;             /* the same file, when we made it */
	PGconn *pg;
	struct steps_made steps;
	struct tables tables;
	sqlite3_stmt *open;             /* the statement at work, one at a time */
	struct arena *arena;
};

/* All in here happens in a transaction: who cannot go on leaves it. */
static _Noreturn void
give_up(struct tx *tx, const char *what, const char *why)
{
	tx_fail(tx, arena_printf(tx_arena(tx), "%s: %s", what, why));
}

static void
finish(struct moving *m)
{
	sqlite3_finalize(m->open);
	m->open = NULL;
}

static sqlite3_stmt *
prepare(struct tx *tx, struct moving *m, const char *sql)
{
	finish(m);
	if (sqlite3_prepare_v2(m->file, sql, -1, &m->open, NULL) != SQLITE_OK)
		give_up(tx, sql, sqlite3_errmsg(m->file));
	return m->open;
}

static bool
next(struct tx *tx, struct moving *m)
{
	int rc = sqlite3_step(m->open);

	if (rc == SQLITE_ROW)
		return true;
	if (rc != SQLITE_DONE)
		give_up(tx, sqlite3_sql(m->open), sqlite3_errmsg(m->file));
	finish(m);
	return false;
}

static const char *
text(struct tx *tx, sqlite3_stmt *s, int i)
{
	return arena_text(tx_arena(tx), (const char *)sqlite3_column_text(s, i));
}

static enum db_type
type_of(const char *declared)
{
	if (strcmp(declared, "INTEGER") == 0)
		return DB_I64;
	if (strcmp(declared, "REAL") == 0)
		return DB_REAL;
	return strcmp(declared, "BLOB") == 0 ? DB_BYTES : DB_TEXT;
}

static void
tables_read(struct tx *tx, struct moving *m)
{
	sqlite3_stmt *s = prepare(tx, m, "SELECT t.name, c.name, c.type FROM sqlite_schema t"
	    " JOIN pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'"
	    " AND t.name <> 'migration' ORDER BY t.rowid, c.cid");

	m->tables = (struct tables){0};
	while (next(tx, m)) {
		const char *name = text(tx, s, 0);
		struct table *t = m->tables.n > 0 ? &m->tables.at[m->tables.n - 1] : NULL;
		if (t == NULL || strcmp(t->name, name) != 0)
			(t = LIST_ADD(tx_arena(tx), &m->tables))->name = name;
		*LIST_ADD(tx_arena(tx), t) = (struct column){ text(tx, s, 1), type_of((const char *)sqlite3_column_text(s, 2)) };
	}
}

static const char *
column_names(struct arena *a, const struct table *t)
{
	struct buf names = { .arena = a };

	for (size_t i = 0; i < t->n; i++)
		buf_printf(&names, "%s\"%s\"", i > 0 ? ", " : "", t->at[i].name);
	return buf_str(&names);
}

static void
pg_do(struct tx *tx, PGconn *pg, const char *sql)
{
	PGresult *res = PQexec(pg, sql);
	ExecStatusType status = PQresultStatus(res);

	PQclear(res);
	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
		give_up(tx, sql, PQerrorMessage(pg));
}

/* PostgreSQL to file */

static void
file_do(struct tx *tx, struct moving *m, const char *sql)
{
	if (sqlite3_exec(m->file, sql, NULL, NULL, NULL) != SQLITE_OK)
		give_up(tx, sql, sqlite3_errmsg(m->file));
}

static void
bind_value(sqlite3_stmt *s, int at, enum db_type type, const PGresult *res)
{
	const char *value = PQgetisnull(res, 0, at) ? NULL : PQgetvalue(res, 0, at);
	size_t len = 0;
	unsigned char *raw;

	if (value == NULL)
		sqlite3_bind_null(s, at + 1);
	else if (type == DB_I64)
		sqlite3_bind_int64(s, at + 1, strtoll(value, NULL, 10));
	else if (type == DB_REAL)
		sqlite3_bind_double(s, at + 1, strtod(value, NULL));
	else if (type == DB_TEXT)
		sqlite3_bind_text(s, at + 1, value, PQgetlength(res, 0, at), SQLITE_TRANSIENT);
	else if ((raw = PQunescapeBytea((const unsigned char *)value, &len)) != NULL) {
		sqlite3_bind_blob64(s, at + 1, raw, len, SQLITE_TRANSIENT);
		PQfreemem(raw);
	}
}

static const char *
insert_sql(struct arena *a, const struct table *t)
{
	struct buf sql = { .arena = a };

	buf_printf(&sql, "INSERT INTO \"%s\" (%s) VALUES (", t->name, column_names(a, t));
	for (size_t i = 0; i < t->n; i++)
		buf_text(&sql, i > 0 ? ", ?" : "?");
	buf_char(&sql, ')');
	return buf_str(&sql);
}

/* Rows come one at a time, so a large table needs no memory. */
static void
table_to_file(struct tx *tx, struct moving *m, const struct table *t)
{
	const char *sql = arena_printf(tx_arena(tx), "SELECT %s FROM \"%s\"", column_names(tx_arena(tx), t), t->name);
	sqlite3_stmt *insert;
	const char *problem = NULL;
	PGresult *res;

	file_do(tx, m, arena_printf(tx_arena(tx), "DELETE FROM \"%s\"", t->name));
	insert = prepare(tx, m, insert_sql(tx_arena(tx), t));
	if (!PQsendQuery(m->pg, sql) || !PQsetSingleRowMode(m->pg))
		problem = PQerrorMessage(m->pg);
	while ((res = PQgetResult(m->pg)) != NULL) {
		if (PQresultStatus(res) == PGRES_FATAL_ERROR)
			problem = arena_text(tx_arena(tx), PQresultErrorMessage(res));
		if (PQntuples(res) == 1 && problem == NULL) {
			for (size_t i = 0; i < t->n; i++)
				bind_value(insert, (int)i, t->at[i].type, res);
			if (sqlite3_step(insert) != SQLITE_DONE)
				problem = arena_text(tx_arena(tx), sqlite3_errmsg(m->file));
			sqlite3_reset(insert);
		}
		PQclear(res);
	}
	finish(m);
	if (problem != NULL)
		give_up(tx, t->name, problem);
}

static void
fill_file(struct tx *tx, void *arg)
{
	struct moving *m = arg;

	migrations_make(tx, &m->steps);
	tables_read(tx, m);
	for (size_t i = 0; i < m->tables.n; i++)
		table_to_file(tx, m, &m->tables.at[i]);
}

static void
read_postgres(struct tx *tx, void *arg)
{
	struct moving *m = arg;

	m->steps = migrations_made(tx);
	if (db_run(m->file_db, DB_WRITE, 0, tx_arena(tx), fill_file, m) != DB_DONE)
		tx_fail(tx, "the backup could not be written");
}

const char *
rows_from_postgres(const char *place, const char *to_file)
{
	struct moving m = { .arena = arena_new() };
	const char *error = NULL;
	struct db *db = db_open(place, &error);

	if (db != NULL && (m.file_db = db_open(to_file, &error)) != NULL) {
		m.pg = db->engine->handle(db->conn);
		m.file = m.file_db->engine->handle(m.file_db->conn);
		sqlite3_exec(m.file, "PRAGMA foreign_keys=OFF", NULL, NULL, NULL);     /* tables come one by one */
		if (!migrations_begin(m.file_db, m.arena) ||
		    db_run(db, DB_READ, 0, m.arena, read_postgres, &m) != DB_DONE)
			error = "the backup was not made; the line above says why";
	}
	finish(&m);
	db_close(m.file_db);
	db_close(db);
	arena_free(m.arena);
	return error;
}

/* File to PostgreSQL */

/* COPY's text format: a tab between values, \N for NULL, backslashes before
 * what it would misread (PostgreSQL, COPY, "Text Format"). */
static void
put_text(struct buf *line, const char *s, int len)
{
	for (int i = 0; i < len; i++)
		switch (s[i]) {
		case '\\': buf_text(line, "\\\\"); break;
		case '\t': buf_text(line, "\\t"); break;
		case '\n': buf_text(line, "\\n"); break;
		case '\r': buf_text(line, "\\r"); break;
		default:   buf_char(line, s[i]);
		}
}

static void
put_bytes(struct buf *line, const unsigned char *at, int len)
{
	buf_text(line, "\\\\x");
	for (int i = 0; i < len; i++)
		buf_printf(line, "%02x", at[i]);
}

static void
put_value(struct buf *line, sqlite3_stmt *s, int i)
{
	switch (sqlite3_column_type(s, i)) {
	case SQLITE_NULL:
		buf_text(line, "\\N");
		break;
	case SQLITE_INTEGER:
		buf_i64(line, sqlite3_column_int64(s, i));
		break;
	case SQLITE_FLOAT:
		buf_printf(line, "%.17g", sqlite3_column_double(s, i));
		break;
	case SQLITE_BLOB:
		put_bytes(line, sqlite3_column_blob(s, i), sqlite3_column_bytes(s, i));
		break;
	default:
		put_text(line, (const char *)sqlite3_column_text(s, i), sqlite3_column_bytes(s, i));
		break;
	}
}

static void
copy_lines(struct tx *tx, struct moving *m, const struct table *t, struct buf *line)
{
	sqlite3_stmt *s = prepare(tx, m, arena_printf(tx_arena(tx), "SELECT %s FROM \"%s\"",
	    column_names(tx_arena(tx), t), t->name));

	while (next(tx, m)) {
		buf_clear(line);
		for (int i = 0; i < (int)t->n; i++) {
			if (i > 0)
				buf_char(line, '\t');
			put_value(line, s, i);
		}
		buf_char(line, '\n');
		if (line->full || PQputCopyData(m->pg, line->at, (int)line->len) != 1)
			give_up(tx, t->name, line->full ? "a row is too long" : PQerrorMessage(m->pg));
	}
}

static void
table_to_postgres(struct tx *tx, struct moving *m, const struct table *t)
{
	struct buf line = { .arena = tx_arena(tx) };

	/* A step may have put rows of its own there. */
	pg_do(tx, m->pg, arena_printf(tx_arena(tx), "DELETE FROM \"%s\"", t->name));
	PGresult *res = PQexec(m->pg, arena_printf(tx_arena(tx), "COPY \"%s\" (%s) FROM STDIN", t->name,
	    column_names(tx_arena(tx), t)));
	ExecStatusType status = PQresultStatus(res);
	PQclear(res);
	if (status != PGRES_COPY_IN)
		give_up(tx, t->name, PQerrorMessage(m->pg));
	copy_lines(tx, m, t, &line);
	if (PQputCopyEnd(m->pg, NULL) != 1)
		give_up(tx, t->name, PQerrorMessage(m->pg));
	while ((res = PQgetResult(m->pg)) != NULL) {
		status = PQresultStatus(res);
		PQclear(res);
	}
	if (status != PGRES_COMMAND_OK)
		give_up(tx, t->name, PQerrorMessage(m->pg));
}

/* Foreign keys are taken off while the tables fill, and put on again over all. */
struct keys { const char **off, **on; int n; };

static struct keys
foreign_keys(struct tx *tx, PGconn *pg)
{
	PGresult *res = PQexec(pg, "SELECT quote_ident(t.relname), quote_ident(f.conname), pg_get_constraintdef(f.oid)"
	    " FROM pg_constraint f JOIN pg_class t ON t.oid = f.conrelid"
	    " WHERE f.contype = 'f' AND t.relnamespace = current_schema()::regnamespace ORDER BY 1, 2");
	struct keys keys = { .n = PQntuples(res) };

	keys.off = NEW_N(tx_arena(tx), const char *, (size_t)keys.n);
	keys.on = NEW_N(tx_arena(tx), const char *, (size_t)keys.n);
	for (int i = 0; i < keys.n; i++) {
		keys.off[i] = arena_printf(tx_arena(tx), "ALTER TABLE %s DROP CONSTRAINT %s", PQgetvalue(res, i, 0),
		    PQgetvalue(res, i, 1));
		keys.on[i] = arena_printf(tx_arena(tx), "ALTER TABLE %s ADD CONSTRAINT %s %s", PQgetvalue(res, i, 0),
		    PQgetvalue(res, i, 1), PQgetvalue(res, i, 2));
	}
	PQclear(res);
	return keys;
}

static void
steps_read(struct tx *tx, struct moving *m)
{
	sqlite3_stmt *s = prepare(tx, m, "SELECT folder, number, sql FROM migration ORDER BY id");

	m->steps = (struct steps_made){0};
	while (next(tx, m))
		*LIST_ADD(tx_arena(tx), &m->steps) = (struct step_made){ text(tx, s, 0), sqlite3_column_int64(s, 1),
		    text(tx, s, 2) };
}

static void
fill_postgres(struct tx *tx, void *arg)
{
	struct moving *m = arg;

	if (!migrations_begin(tx->db, tx_arena(tx)))
		give_up(tx, "the database cannot be written", PQerrorMessage(m->pg));
	steps_read(tx, m);
	migrations_make(tx, &m->steps);
	tables_read(tx, m);
	struct keys keys = foreign_keys(tx, m->pg);
	for (int i = 0; i < keys.n; i++)
		pg_do(tx, m->pg, keys.off[i]);
	for (size_t i = 0; i < m->tables.n; i++)
		table_to_postgres(tx, m, &m->tables.at[i]);
	for (int i = 0; i < keys.n; i++)
		pg_do(tx, m->pg, keys.on[i]);
}

static bool
is_empty(PGconn *pg)
{
	PGresult *res = PQexec(pg, "SELECT 1 FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace LIMIT 1");
	bool empty = PQresultStatus(res) == PGRES_TUPLES_OK && PQntuples(res) == 0;

	PQclear(res);
	return empty;
}

const char *
rows_to_postgres(sqlite3 *from, const char *place)
{
	struct moving m = { .file = from, .arena = arena_new() };
	const char *error = NULL;
	struct db *db = db_open(place, &error);

	if (db != NULL) {
		m.pg = db->engine->handle(db->conn);
		if (!is_empty(m.pg))
			error = "the database has tables already: name an empty one";
		else if (db_run(db, DB_WRITE, 0, m.arena, fill_postgres, &m) != DB_DONE)
			error = "nothing was restored; the line above says why";
		else
			PQclear(PQexec(m.pg, "ANALYZE"));
	}
	finish(&m);
	db_close(db);
	arena_free(m.arena);
	return error;
}
