/* Every table is made so that a district is the unit of isolation and of
 * distribution: district_id stands first in each key. */
#include "db/engine.h"
#include "tests/test.h"
#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

/* Shared by all districts, and small: Citus keeps them as reference tables. */
static const char *const shared[] = { "district", "migration" };

static bool
is_shared(const char *table)
{
	for (size_t i = 0; i < sizeof(shared) / sizeof(shared[0]); i++)
		if (strcmp(table, shared[i]) == 0)
			return true;
	return false;
}

/* Each row: a table, what kind of key, the first column of it. */
static int
check_key(const char *table, const char *kind, const char *column)
{
	if (is_shared(table) || (column != NULL && strcmp(column, "district_id") == 0))
		return 0;
	printf("# %s: the %s begins with %s\n", table, kind, column != NULL ? column : "nothing");
	return 1;
}

static const char sqlite_keys[] =
    "SELECT t.name, CASE i.origin WHEN 'pk' THEN 'primary key' WHEN 'u' THEN 'unique key' ELSE 'index' END,"
    "       (SELECT c.name FROM pragma_index_info(i.name) c WHERE c.seqno = 0)"
    "  FROM sqlite_schema t JOIN pragma_index_list(t.name) i"
    " WHERE t.type = 'table' AND (i.origin <> 'c' OR i.[unique])"
    " UNION ALL"
    " SELECT t.name, 'table', (SELECT c.name FROM pragma_table_info(t.name) c WHERE c.pk = 1)"
    "  FROM sqlite_schema t WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'"
    " UNION ALL"
    " SELECT t.name, 'foreign key', f.[from] FROM sqlite_schema t JOIN pragma_foreign_key_list(t.name) f"
    " WHERE t.type = 'table' AND f.seq = 0 ORDER BY 1, 2, 3";

static const char postgres_keys[] =
    "SELECT t.relname, CASE WHEN i.indisprimary THEN 'primary key' ELSE 'unique key' END, a.attname"
    "  FROM pg_class t JOIN pg_index i ON i.indrelid = t.oid AND i.indisunique"
    "  JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = i.indkey[0]"
    " WHERE t.relnamespace = 'public'::regnamespace"
    " UNION ALL"
    " SELECT t.relname, 'table', (SELECT a.attname FROM pg_index i JOIN pg_attribute a"
    "    ON a.attrelid = t.oid AND a.attnum = i.indkey[0] WHERE i.indrelid = t.oid AND i.indisprimary)"
    "  FROM pg_class t WHERE t.relkind = 'r' AND t.relnamespace = 'public'::regnamespace"
    " UNION ALL"
    " SELECT t.relname, 'foreign key', a.attname FROM pg_class t JOIN pg_constraint f ON f.conrelid = t.oid"
    "  AND f.contype = 'f' JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = f.conkey[1]"
    " WHERE t.relnamespace = 'public'::regnamespace ORDER BY 1, 2, 3";

static int
bad_keys_sqlite(int *ret_seen)
{
	sqlite3 *file = NULL;
	sqlite3_stmt *s = NULL;
	int bad = 0;

	assert_int_equal(sqlite3_open(test_place(), &file), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(file, sqlite_keys, -1, &s, NULL), SQLITE_OK);
	for (*ret_seen = 0; sqlite3_step(s) == SQLITE_ROW; ++*ret_seen)
		bad += check_key((const char *)sqlite3_column_text(s, 0), (const char *)sqlite3_column_text(s, 1),
		    (const char *)sqlite3_column_text(s, 2));
	sqlite3_finalize(s);
	sqlite3_close(file);
	return bad;
}

static int
bad_keys_postgres(int *ret_seen)
{
	PGconn *pg = PQconnectdb(test_place());
	PGresult *res = PQexec(pg, postgres_keys);
	int bad = 0;

	assert_int_equal(PQresultStatus(res), PGRES_TUPLES_OK);
	for (*ret_seen = 0; *ret_seen < PQntuples(res); ++*ret_seen)
		bad += check_key(PQgetvalue(res, *ret_seen, 0), PQgetvalue(res, *ret_seen, 1),
		    PQgetisnull(res, *ret_seen, 2) ? NULL : PQgetvalue(res, *ret_seen, 2));
	PQclear(res);
	PQfinish(pg);
	return bad;
}

DB_TEST(schema_has_the_district_first_in_every_key)
{
	int seen = 0, bad = db_is_postgres(db) ? bad_keys_postgres(&seen) : bad_keys_sqlite(&seen);

	assert_true(seen > 4);
	assert_int_equal(bad, 0);
}

static size_t
times(const char *text, const char *word)
{
	size_t n = 0;

	for (const char *p = text; (p = strstr(p, word)) != NULL; p += strlen(word))
		n++;
	return n;
}

static bool
asks_shared(const char *sql)
{
	return strstr(sql, "FROM district") != NULL || strstr(sql, "INTO district ") != NULL ||
	    strstr(sql, "UPDATE district ") != NULL ||
	    strstr(sql, "FROM migration") != NULL || strstr(sql, "INTO migration ") != NULL;
}

/* Coarse, and so it finds what was forgotten: a mention for each table joined. */
TEST(schema_every_query_keeps_to_a_district)
{
	int bad = 0;

	for (const struct db_site *s = __start_db_sites; s < __stop_db_sites; s++)
		if (!asks_shared(s->sql) && times(s->sql, "district_id") < 1 + times(s->sql, "JOIN ")) {
			printf("# %s:%d: %s\n", s->file, s->line, s->sql);
			bad++;
		}
	assert_int_equal(bad, 0);
}
