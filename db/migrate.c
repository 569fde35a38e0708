#include "db/migrate.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/text.h"
#include "db/engine.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A step of a folder's file: from the line after `-- N:` to the next. */
struct step { const char *folder; int64_t number; const char *begin, *end; };

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

/* The types are words of PostgreSQL; SQLite has others.  A table ends with a
 * line that is only `);`. */
static const char *
for_sqlite(struct arena *a, const char *sql)
{
	static const struct { const char *from, *to; } words[] = {
		{ "BIGINT", "INTEGER" }, { "DOUBLE PRECISION", "REAL" }, { "BYTEA", "BLOB" },
		{ "\n);", "\n) STRICT, WITHOUT ROWID;" },
	};
	struct buf out = { .arena = a };

	while (*sql != '\0') {
		size_t i, n = sizeof(words) / sizeof(words[0]);
		for (i = 0; i < n && !text_starts(sql, words[i].from); i++)
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

static enum fault
script(struct db *db, struct arena *a, const char *sql)
{
	return db->engine->script(db->conn, db_is_postgres(db) ? sql : for_sqlite(a, sql));
}

static void
step_run(struct tx *tx, const char *folder, int64_t number, const char *sql)
{
	if (script(tx->db, tx_arena(tx), sql) != FAULT_NONE)
		tx_fail(tx, arena_printf(tx_arena(tx), "migration %s %lld: %s", folder, (long long)number,
		    tx->db->engine->message(tx->db->conn)));
	db_exec(tx, "INSERT INTO migration (folder, number, sql, id, done_at) VALUES ($1, $2, $3, $4, $5)",
	    folder, number, sql, id_make(), clock_now());
}

static void
do_step(struct tx *tx, void *arg)
{
	const struct step *step = arg;

	/* Somebody else may have done it while we waited for them. */
	if (db_is_postgres(tx->db))
		tx->db->engine->script(tx->db->conn, "LOCK TABLE migration IN EXCLUSIVE MODE");
	if (db_number(tx, "SELECT count(*) FROM migration WHERE folder = $1 AND number = $2", step->folder,
	    step->number) == 0)
		step_run(tx, step->folder, step->number,
		    arena_copy(tx_arena(tx), step->begin, (size_t)(step->end - step->begin)));
}

struct progress { const char *folder; int64_t last; };

static void
last_done(struct tx *tx, void *arg)
{
	struct progress *p = arg;

	p->last = db_number(tx, "SELECT COALESCE(MAX(number), 0) FROM migration WHERE folder = $1", p->folder);
}

static const char *
too_new(const char *folder)
{
	static _Thread_local char why[256];

	snprintf(why, sizeof(why), "the data was made by a newer Groundswell (%s). "
	    "Nothing was changed: start the newer program, or restore an older backup", folder);
	return why;
}

static const char *
migrate_folder(struct db *db, struct arena *a, const struct migration *m, bool look_only)
{
	struct progress p = { .folder = m->folder };
	struct step step = { .folder = m->folder };
	int64_t newest = 0;

	if (db_run(db, DB_READ, 0, a, last_done, &p) != DB_DONE)
		return "the data cannot be read; the line above says why";
	for (const char *at = m->sql; step_next(&at, &step);) {
		newest = step.number;
		if (step.number <= p.last)
			continue;
		if (look_only)
			return "the data is older than the program: run `groundswell migrate`";
		if (db_run(db, DB_WRITE, 0, a, do_step, &step) != DB_DONE)
			return "a migration failed and was undone; the line above says why";
	}
	return newest < p.last ? too_new(m->folder) : NULL;
}

/* Which steps made this file, and their text: so a backup can be laid out on
 * either engine without the program that made it. */
static const char table_sql[] =
    "CREATE TABLE IF NOT EXISTS migration (\n\tfolder TEXT NOT NULL,\n\tnumber BIGINT NOT NULL,\n"
    "\tsql TEXT NOT NULL,\n\tid BIGINT NOT NULL,\n\tdone_at BIGINT NOT NULL,\n"
    "\tPRIMARY KEY (folder, number)\n);";

bool
migrations_begin(struct db *db, struct arena *a)
{
	db->engine->ready(db->conn);
	/* PostgreSQL may refuse the loser of a race to make it; then it is there. */
	return script(db, a, table_sql) == FAULT_NONE || script(db, a, table_sql) == FAULT_NONE;
}

static bool
migrations_begun(struct db *db)
{
	db->engine->ready(db->conn);
	return db->engine->script(db->conn, "SELECT folder FROM migration LIMIT 0") == FAULT_NONE;
}

static const char *
each_folder(struct db *db, struct arena *a, const struct migration *list, bool look_only)
{
	const char *problem = NULL;

	for (; problem == NULL && list->folder != NULL; list++)
		if (list->sql != NULL)
			problem = migrate_folder(db, a, list, look_only);
	return problem;
}

const char *
db_migrate(struct db *db, const struct migration *list)
{
	struct arena *a = arena_new();
	const char *problem = migrations_begin(db, a) ? each_folder(db, a, list, false) :
	    "the data cannot be written: is the disk full, or the file read-only?";

	arena_free(a);
	return problem;
}

const char *
db_is_current(struct db *db, const struct migration *list)
{
	struct arena *a = arena_new();
	const char *problem = migrations_begun(db) ? each_folder(db, a, list, true) :
	    "there is no data yet: run `groundswell init`";

	arena_free(a);
	return problem;
}

struct steps_made
migrations_made(struct tx *tx)
{
	struct steps_made list = {0};
	struct step_made step = {0};
	struct rows rows = db_query(tx, "SELECT folder, number, sql FROM migration ORDER BY id");

	while (db_next(&rows, &step.folder, &step.number, &step.sql))
		*LIST_ADD(tx_arena(tx), &list) = step;
	return list;
}

void
migrations_make(struct tx *tx, const struct steps_made *steps)
{
	for (size_t i = 0; i < steps->n; i++)
		step_run(tx, steps->at[i].folder, steps->at[i].number, steps->at[i].sql);
}
