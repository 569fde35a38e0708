#include "db/care.h"
#include "base/log.h"
#include "db/care_rows.h"
#include "db/engine.h"
#include <fcntl.h>
#include <libgen.h>
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

const char *
db_backup(const char *place, const char *to_file)
{
	return make_file(to_file, is_postgres_place(place) ? rows_from_postgres : copy_file, place);
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
