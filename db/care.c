#include "db/care.h"
#include "db/engine.h"
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool
is_postgres(const char *place)
{
	return strncmp(place, "postgres", 8) == 0 && strstr(place, "://") != NULL;
}

static const char *
copy_sqlite(const char *from, const char *to)
{
	sqlite3 *source = NULL, *target = NULL;
	const char *error = NULL;

	if (access(to, F_OK) == 0)
		return "the file to write to is there already; name a new one";
	if (sqlite3_open_v2(from, &source, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
		error = "the file to read from cannot be opened";
	else if (sqlite3_open(to, &target) != SQLITE_OK)
		error = "the file to write to cannot be made";
	else {
		sqlite3_busy_timeout(source, 10000);
		sqlite3_backup *copy = sqlite3_backup_init(target, "main", source, "main");
		int rc = copy == NULL ? SQLITE_ERROR : SQLITE_OK;
		while (copy != NULL && ((rc = sqlite3_backup_step(copy, 1000)) == SQLITE_OK || rc == SQLITE_BUSY || rc == SQLITE_LOCKED))
			sqlite3_sleep(5);
		sqlite3_backup_finish(copy);
		if (rc != SQLITE_DONE)
			error = "the copy could not be finished; is the disk full?";
	}
	sqlite3_close(source);
	sqlite3_close(target);
	if (error != NULL && target != NULL)
		unlink(to);
	return error;
}

const char *
db_backup(const char *place, const char *to_file)
{
	if (is_postgres(place))
		return "PostgreSQL is backed up with its own pg_dump: pg_dump --format=custom --file=FILE URL";
	return copy_sqlite(place, to_file);
}

const char *
db_restore(const char *from_file, const char *place)
{
	if (is_postgres(place))
		return "PostgreSQL is restored with its own pg_restore: pg_restore --dbname=URL FILE";
	return copy_sqlite(from_file, place);
}

struct checking { void (*say)(const char *, void *); void *arg; int problems; };

static int
take_row(void *arg, int n, char **value, char **name)
{
	struct checking *c = arg;

	(void)name;
	if (n == 1 && strcmp(value[0], "ok") == 0)
		return 0;
	c->problems++;
	c->say(value[0] != NULL ? value[0] : "a row that refers to nothing", c->arg);
	return 0;
}

int
db_check(const char *place, void (*say)(const char *, void *), void *arg)
{
	struct checking c = { say, arg, 0 };
	const char *error = "";
	sqlite3 *file = NULL;

	if (!is_postgres(place)) {
		if (sqlite3_open_v2(place, &file, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK ||
		    sqlite3_exec(file, "PRAGMA integrity_check; PRAGMA foreign_key_check", take_row, &c, NULL) != SQLITE_OK) {
			say(file != NULL ? sqlite3_errmsg(file) : "the file cannot be opened", arg);
			c.problems++;
		}
		sqlite3_close(file);
	}
	struct db *db = c.problems == 0 ? db_open(place, &error) : NULL;
	if (db == NULL && c.problems == 0) {
		say(error, arg);
		return 1;
	}
	if (db != NULL)
		c.problems += db_check_sites(db);
	db_close(db);
	return c.problems;
}
