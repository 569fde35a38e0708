#include "db/care.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "db/care_rows.h"
#include "db/engine.h"
#include "db/setting.h"
#include <fcntl.h>
#include <libgen.h>
#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *
because(const char *what, sqlite3 *file)
{
	static _Thread_local char why[512];

	snprintf(why, sizeof(why), "%s: %s", what, file != NULL ? sqlite3_errmsg(file) : "no memory");
	return why;
}

static const char *
open_file(const char *path, int flags, sqlite3 **ret)
{
	*ret = NULL;
	if (sqlite3_open_v2(path, ret, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
		return because(path, *ret);
	sqlite3_busy_timeout(*ret, 10000);
	return NULL;
}

/* In one step, so in one moment of the source: in WAL a reader stops nobody. */
static const char *
copy_pages(sqlite3 *from, sqlite3 *to)
{
	sqlite3_backup *copy = sqlite3_backup_init(to, "main", from, "main");

	if (copy == NULL)
		return because("the copy cannot begin", to);
	sqlite3_backup_step(copy, -1);
	if (sqlite3_backup_finish(copy) != SQLITE_OK)
		return because("the copy could not be finished", to);
	return NULL;
}

/* One word when all is well, "ok". */
static const char *
read_over(sqlite3 *file)
{
	sqlite3_stmt *s = NULL;
	const char *error = NULL;

	if (sqlite3_prepare_v2(file, "PRAGMA quick_check(1)", -1, &s, NULL) != SQLITE_OK || sqlite3_step(s) != SQLITE_ROW)
		error = because("the copy cannot be read over", file);
	else if (strcmp((const char *)sqlite3_column_text(s, 0), "ok") != 0)
		error = "the copy was read over and is not whole";
	sqlite3_finalize(s);
	return error;
}

static const char *
copy_file(const char *from_file, const char *to_file)
{
	sqlite3 *from = NULL, *to = NULL;
	const char *error = open_file(from_file, SQLITE_OPEN_READWRITE, &from);

	if (error == NULL)
		error = open_file(to_file, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &to);
	if (error == NULL)
		error = copy_pages(from, to);
	/* What the copy held back is put in place here, not by the next who writes. */
	if (error == NULL)
		sqlite3_wal_checkpoint_v2(from, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
	sqlite3_close(from);
	sqlite3_close(to);
	return error;
}

static void
sync_path(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC);

	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

/* Read over, and with no log beside it: a file that can be carried away. */
static const char *
seal(const char *path)
{
	sqlite3 *file = NULL;
	const char *error = open_file(path, SQLITE_OPEN_READWRITE, &file);

	if (error == NULL)
		error = read_over(file);
	if (error == NULL && sqlite3_exec(file, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL) != SQLITE_OK)
		error = because("the copy cannot be closed", file);
	sqlite3_close(file);
	return error;
}

/* Gives the finished file its name; what stands under it already stays. */
static const char *
give_name(const char *part, const char *path)
{
	char folder[4096];

	sync_path(part, O_RDONLY);
	if (link(part, path) != 0)
		return "the file cannot be given its name: is one there already?";
	unlink(part);
	snprintf(folder, sizeof(folder), "%s", path);
	sync_path(dirname(folder), O_RDONLY | O_DIRECTORY);
	return NULL;
}

static void
remove_file(const char *path)
{
	static const char *const parts[] = { "", "-wal", "-shm", "-journal" };
	char name[4200];

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		snprintf(name, sizeof(name), "%s%s", path, parts[i]);
		unlink(name);
	}
}

static const char *
make_file(const char *path, const char *(*fill)(const char *from, const char *to), const char *from)
{
	char part[4100];
	const char *error;

	if (access(path, F_OK) == 0)
		return "the file to write to is there already: name a new one";
	snprintf(part, sizeof(part), "%s.part", path);
	remove_file(part);
	if ((error = fill(from, part)) == NULL && (error = seal(part)) == NULL)
		error = give_name(part, path);
	if (error != NULL)
		remove_file(part);
	return error;
}

/* District 0: what belongs to all. */
static void
note_backup(struct tx *tx, void *arg)
{
	(void)arg;
	setting_put(tx, "care.backed_up_at", arena_printf(tx_arena(tx), "%lld", (long long)clock_now()));
}

/* The backup is good whether or not this can be written. */
static void
note(const char *place)
{
	struct arena *a = arena_new();
	const char *error;
	struct db *db = db_open(place, &error);

	if (db != NULL)
		db_run(db, DB_WRITE, 0, a, note_backup, NULL);
	db_close(db);
	arena_free(a);
}

const char *
db_backup(const char *place, const char *to_file)
{
	const char *error = make_file(to_file, is_postgres_place(place) ? rows_from_postgres : copy_file, place);

	if (error == NULL)
		note(place);
	return error;
}

int64_t
db_backed_up_at(struct tx *tx)
{
	const char *value = NULL;
	int64_t at = 0;
	struct rows rows = db_query(tx, "SELECT value FROM setting WHERE district_id = 0 AND name = 'care.backed_up_at'");

	return db_one(&rows, &value) && text_i64(value, &at) ? at : 0;
}

static int64_t
file_size(sqlite3 *file)
{
	sqlite3_stmt *s = NULL;
	int64_t n = 0;

	if (sqlite3_prepare_v2(file, "SELECT c.page_count * s.page_size FROM pragma_page_count() c, pragma_page_size() s",
	    -1, &s, NULL) == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW)
		n = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return n;
}

static int64_t
database_size(PGconn *pg)
{
	PGresult *res = PQexec(pg, "SELECT pg_database_size(current_database())");
	int64_t n = PQresultStatus(res) == PGRES_TUPLES_OK ? strtoll(PQgetvalue(res, 0, 0), NULL, 10) : 0;

	PQclear(res);
	return n;
}

int64_t
db_size(struct tx *tx)
{
	void *handle = tx->db->engine->handle(tx->db->conn);

	return db_is_postgres(tx->db) ? database_size(handle) : file_size(handle);
}

const char *
db_restore(const char *from_file, const char *place)
{
	sqlite3 *from = NULL;
	const char *error = open_file(from_file, SQLITE_OPEN_READONLY, &from);

	if (error == NULL)
		error = read_over(from);
	if (error == NULL && sqlite3_exec(from, "SELECT sql FROM migration LIMIT 0", NULL, NULL, NULL) != SQLITE_OK)
		error = "this is no backup of Groundswell";
	if (error == NULL && is_postgres_place(place))
		error = rows_to_postgres(from, place);
	sqlite3_close(from);
	if (error == NULL && !is_postgres_place(place))
		error = make_file(place, copy_file, from_file);
	return error;
}
