#include "db/migrate.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"
#include "db/engine.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A step of a folder's file: from its line `-- N:` to the next. */
struct step { int64_t number; const char *begin, *end; };

static const char *
line_after(const char *p)
{
	const char *end = strchr(p, '\n');

	return end != NULL ? end + 1 : p + strlen(p);
}

static bool
begins_step(const char *p, int64_t *ret_number)
{
	char *end;

	if (strncmp(p, "-- ", 3) != 0 || !isdigit((unsigned char)p[3]))
		return false;
	*ret_number = strtoll(p + 3, &end, 10);
	return *end == ':';
}

static bool
step_next(const char **at, struct step *ret)
{
	const char *p = *at;
	int64_t other;

	while (*p != '\0' && !begins_step(p, &ret->number))
		p = line_after(p);
	if (*p == '\0')
		return false;
	ret->begin = p = line_after(p);
	while (*p != '\0' && !begins_step(p, &other))
		p = line_after(p);
	ret->end = *at = p;
	return true;
}

/* The types are words of PostgreSQL; SQLite has others, and says STRICT. */
static const char *
for_sqlite(struct arena *a, const char *sql, const char *end)
{
	static const struct { const char *from, *to; } words[] = {
		{ "BIGINT", "INTEGER" }, { "DOUBLE PRECISION", "REAL" }, { "BYTEA", "BLOB" },
	};
	struct buf out = { .arena = a };

	while (sql < end) {
		size_t i, n = sizeof(words) / sizeof(words[0]);
		if (strncmp(sql, "\n);", 3) == 0) {
			buf_text(&out, "\n) STRICT, WITHOUT ROWID;");
			sql += 3;
			continue;
		}
		for (i = 0; i < n && strncmp(sql, words[i].from, strlen(words[i].from)) != 0; i++)
			;
		if (i == n) {
			buf_char(&out, *sql++);
			continue;
		}
		buf_text(&out, words[i].to);
		sql += strlen(words[i].from);
	}
	return buf_str(&out);
}

static const char *
table_sql(const struct db *db)
{
	return db_is_postgres(db) ?
	    "CREATE TABLE IF NOT EXISTS migration (folder TEXT NOT NULL, number BIGINT NOT NULL,"
	    " done_at BIGINT NOT NULL, PRIMARY KEY (folder, number))" :
	    "CREATE TABLE IF NOT EXISTS migration (folder TEXT NOT NULL, number INTEGER NOT NULL,"
	    " done_at INTEGER NOT NULL, PRIMARY KEY (folder, number)) STRICT, WITHOUT ROWID";
}

struct progress { const char *folder; const struct step *step; int64_t last; };

static void
last_done(struct tx *tx, void *arg)
{
	struct progress *p = arg;

	p->last = db_number(tx, "SELECT COALESCE(MAX(number), 0) FROM migration WHERE folder = $1", p->folder);
}

static void
do_step(struct tx *tx, void *arg)
{
	struct progress *p = arg;
	const char *sql = db_is_postgres(tx->db) ?
	    arena_copy(tx_arena(tx), p->step->begin, (size_t)(p->step->end - p->step->begin)) :
	    for_sqlite(tx_arena(tx), p->step->begin, p->step->end);

	/* Somebody else may have done it while we waited for the lock. */
	if (db_number(tx, "SELECT count(*) FROM migration WHERE folder = $1 AND number = $2", p->folder,
	    p->step->number) > 0)
		return;
	if (tx->db->engine->script(tx->db->conn, sql) != FAULT_NONE)
		tx_fail(tx, arena_printf(tx_arena(tx), "migration %s %lld: %s", p->folder,
		    (long long)p->step->number, tx->db->engine->message(tx->db->conn)));
	db_exec(tx, "INSERT INTO migration (folder, number, done_at) VALUES ($1, $2, $3)", p->folder,
	    p->step->number, clock_now());
}

static const char *
too_new(const char *folder)
{
	static _Thread_local char why[256];

	snprintf(why, sizeof(why), "the data was made by a newer Groundswell (%s). "
	    "Nothing was changed; start the newer program, or restore an older backup", folder);
	return why;
}

static const char *
migrate_folder(struct db *db, struct arena *a, const struct migration *m, bool look_only)
{
	struct progress p = { .folder = m->folder };
	struct step step;
	int64_t newest = 0;

	if (db_run(db, DB_READ, 0, a, last_done, &p) != DB_DONE)
		return "the data cannot be read; the line above says why";
	for (const char *at = m->sql; step_next(&at, &step);) {
		newest = step.number;
		if (step.number <= p.last)
			continue;
		if (look_only)
			return "the data is older than the program: run `groundswell migrate`";
		p.step = &step;
		if (db_run(db, DB_WRITE, 0, a, do_step, &p) != DB_DONE)
			return "a migration failed and was undone; the line above says why";
	}
	return newest < p.last ? too_new(m->folder) : NULL;
}

static const char *
each_folder(struct db *db, const struct migration *list, bool look_only)
{
	struct arena *a = arena_new();
	const char *problem = NULL;

	if (db->engine->script(db->conn, table_sql(db)) != FAULT_NONE)
		problem = "the data file cannot be written";
	for (; problem == NULL && list->folder != NULL; list++)
		if (list->sql != NULL)
			problem = migrate_folder(db, a, list, look_only);
	arena_free(a);
	return problem;
}

const char *db_migrate(struct db *db, const struct migration *list)    { return each_folder(db, list, false); }
const char *db_is_current(struct db *db, const struct migration *list) { return each_folder(db, list, true); }
