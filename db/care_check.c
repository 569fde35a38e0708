#include "db/care.h"
#include "db/engine.h"
#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct checking { void (*say)(const char *problem, void *arg); void *arg; int problems; };

static void
problem(struct checking *c, const char *text)
{
	c->problems++;
	c->say(text, c->arg);
}

/* Asks the engine itself; each row, one text, is a problem. */
static void
ask_file(struct checking *c, sqlite3 *file, const char *sql)
{
	sqlite3_stmt *s = NULL;
	int rc = sqlite3_prepare_v2(file, sql, -1, &s, NULL);

	while (rc == SQLITE_OK || rc == SQLITE_ROW) {
		rc = sqlite3_step(s);
		const char *text = rc == SQLITE_ROW ? (const char *)sqlite3_column_text(s, 0) : NULL;
		if (text != NULL && strcmp(text, "ok") != 0)
			problem(c, text);
	}
	if (rc != SQLITE_DONE)
		problem(c, sqlite3_errmsg(file));
	sqlite3_finalize(s);
}

static void
ask_postgres(struct checking *c, PGconn *pg, const char *sql)
{
	PGresult *res = PQexec(pg, sql);

	if (PQresultStatus(res) != PGRES_TUPLES_OK)
		problem(c, PQerrorMessage(pg));
	for (int i = 0; i < PQntuples(res); i++)
		if (!PQgetisnull(res, i, 0))
			problem(c, PQgetvalue(res, i, 0));
	PQclear(res);
}

static void
ask(struct checking *c, struct db *db, const char *sql)
{
	if (db_is_postgres(db))
		ask_postgres(c, db->engine->handle(db->conn), sql);
	else
		ask_file(c, db->engine->handle(db->conn), sql);
}

static const char file_integrity[] = "PRAGMA integrity_check(100)";
static const char file_foreign_keys[] =
    "SELECT printf('a row of %s refers to a row of %s that is not there', [table], parent)"
    "  FROM pragma_foreign_key_check LIMIT 100";
static const char file_tables[] =
    "SELECT t.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c"
    " WHERE t.type = 'table' AND c.name = 'district_id' ORDER BY 1";

static const char postgres_foreign_keys[] =
    "SELECT format('the foreign key %s is not verified', conname) FROM pg_constraint"
    " WHERE contype = 'f' AND NOT convalidated AND connamespace = current_schema()::regnamespace";
static const char postgres_tables[] =
    "SELECT t.relname FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid"
    " WHERE t.relkind IN ('r', 'p') AND t.relnamespace = current_schema()::regnamespace"
    "   AND a.attname = 'district_id' ORDER BY 1";

struct names { const char **at; size_t n, cap; struct arena *arena; };

static void
take_name(const char *name, void *arg)
{
	struct names *names = arg;

	*LIST_ADD(names->arena, names) = arena_text(names->arena, name);
}

/* District 0 is no district: what belongs to all. */
static void
check_districts(struct checking *c, struct db *db, struct arena *a)
{
	struct names tables = { .arena = a };
	struct checking reading = { take_name, &tables, 0 };

	ask(&reading, db, db_is_postgres(db) ? postgres_tables : file_tables);
	for (size_t i = 0; i < tables.n; i++)
		ask(c, db, arena_printf(a, "SELECT 'rows of %s are of a district that is not there' WHERE EXISTS"
		    " (SELECT 1 FROM \"%s\" t WHERE t.district_id <> 0 AND NOT EXISTS"
		    " (SELECT 1 FROM district d WHERE d.id = t.district_id))", tables.at[i], tables.at[i]));
}

/* PostgreSQL watches its pages itself when they are read: so all are read. */
static void
check_pages(struct checking *c, struct db *db, struct arena *a)
{
	struct names tables = { .arena = a };
	struct checking reading = { take_name, &tables, 0 };

	ask(&reading, db, postgres_tables);
	for (size_t i = 0; i < tables.n; i++)
		ask(c, db, arena_printf(a, "SELECT 'never' FROM \"%s\" t WHERE length(CAST(t AS TEXT)) < 0", tables.at[i]));
}

static void
check_engine(struct checking *c, struct db *db, struct arena *a)
{
	if (db_is_postgres(db)) {
		check_pages(c, db, a);
		ask(c, db, postgres_foreign_keys);
	} else {
		ask(c, db, file_integrity);
		ask(c, db, file_foreign_keys);
	}
}

int
db_check(const char *place, void (*say)(const char *problem, void *arg), void *arg)
{
	struct checking c = { say, arg, 0 };
	struct arena *a = arena_new();
	const char *error = NULL;
	struct db *db = db_open(place, &error);

	if (db == NULL)
		problem(&c, error);
	else
		check_engine(&c, db, a);
	if (db != NULL && c.problems == 0) {
		check_districts(&c, db, a);
		if (db_check_sites(db) > 0)
			problem(&c, "queries of this program do not fit the tables: run `groundswell migrate`");
	}
	db_close(db);
	arena_free(a);
	return c.problems;
}
