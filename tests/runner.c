/* Runs the tests that stand in the section `unit_tests`, TAP on standard
 * output.  A DB_TEST gets a database of its own: on SQLite a copy of a migrated
 * file, on PostgreSQL a database made from a migrated template. */
#include "tests/test.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "db/migrate.h"
#include "db/setting.h"
#include <fcntl.h>
#include <ftw.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

extern const struct test __start_unit_tests[], __stop_unit_tests[];
extern const struct migration all_migrations[];

/* A table for the tests of db/ itself, with a column of each type. */
static const struct migration trial[] = {
	{ "trial",
	    "-- 1: values\n"
	    "CREATE TABLE trial_value (\n\tdistrict_id BIGINT NOT NULL,\n\tid BIGINT NOT NULL,\n"
	    "\tflag INTEGER NOT NULL,\n\treal DOUBLE PRECISION,\n\ttext TEXT,\n\tbytes BYTEA,\n"
	    "\tparent_id BIGINT,\n\tPRIMARY KEY (district_id, id)\n);\n" },
	{ NULL, NULL },
};

static char root[128];                  /* of everything this run puts on disk */
static const char *server;              /* PostgreSQL's URL, or NULL: SQLite */
static char template_name[32], template_place[512], database[64], place[512], scratch[160];
static int64_t template_district;
static unsigned databases, scratches;

static _Noreturn void
give_up(const char *what, const char *why)
{
	printf("Bail out! %s: %s\n", what, why);
	exit(2);
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static void
remove_tree(const char *path)
{
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

const char *
test_scratch(void)
{
	if (scratch[0] == '\0') {
		snprintf(scratch, sizeof(scratch), "%s/s%u", root, scratches++);
		if (mkdir(scratch, 0700) != 0)
			give_up("mkdir", scratch);
	}
	return scratch;
}

const char *
test_place(void)
{
	return place;
}

static void
copy_file(const char *from, const char *to)
{
	char block[65536];
	int in = open(from, O_RDONLY), out = open(to, O_WRONLY | O_CREAT | O_EXCL, 0600);
	ssize_t n = -1;

	if (in < 0 || out < 0)
		give_up("copy", to);
	while ((n = read(in, block, sizeof(block))) > 0)
		if (write(out, block, (size_t)n) != n)
			give_up("copy", to);
	if (n < 0)
		give_up("copy", from);
	close(in);
	close(out);
}

/* The server's URL with another database in it. */
static void
place_of(char ret_place[512], const char *name)
{
	const char *host = strstr(server, "://") + 3, *query = strchr(host, '?');
	const char *slash = strchr(host, '/');
	const char *end = query != NULL ? query : host + strlen(host);

	if (slash == NULL || slash > end)
		slash = end;
	snprintf(ret_place, 512, "%.*s/%s%s", (int)(slash - server), server, name, end);
}

static void
on_server(const char *fmt, const char *x, const char *y)
{
	char sql[512];
	PGconn *pg = PQconnectdb(server);

	snprintf(sql, sizeof(sql), fmt, x, y);
	PGresult *res = PQexec(pg, sql);
	if (PQresultStatus(res) != PGRES_COMMAND_OK)
		give_up(sql, PQerrorMessage(pg));
	PQclear(res);
	PQfinish(pg);
}

static void
template_fill(struct tx *tx, void *arg)
{
	struct district d = { .slug = "lakeside", .name = "Lakeside School District",
	    .zone = "America/Chicago", .language = "en" };

	(void)arg;
	district_add(tx, &d);
	template_district = district_of(tx, NULL, "lakeside", &(bool){ false })->id;
}

static void
template_make(void)
{
	struct arena *a = arena_new();
	const char *error = NULL;

	if (server != NULL) {
		snprintf(template_name, sizeof(template_name), "unit_%d", (int)getpid());
		on_server("CREATE DATABASE %s%s TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'", template_name, "");
		place_of(template_place, template_name);
	} else
		snprintf(template_place, sizeof(template_place), "%s/template.db", root);
	struct db *db = db_open(template_place, &error);
	if (db == NULL)
		give_up("the tests' database", error);
	if ((error = db_migrate(db, all_migrations)) != NULL || (error = db_migrate(db, trial)) != NULL)
		give_up("migrations", error);
	if (db_run(db, DB_WRITE, 0, a, template_fill, NULL) != DB_DONE)
		give_up("migrations", "the first district cannot be added");
	db_close(db);
	arena_free(a);
}

static void
place_make(void)
{
	if (server == NULL) {
		snprintf(place, sizeof(place), "%s/%u.db", root, databases++);
		copy_file(template_place, place);
		return;
	}
	snprintf(database, sizeof(database), "%s_%u", template_name, databases++);
	on_server("CREATE DATABASE %s TEMPLATE %s", database, template_name);
	place_of(place, database);
}

static void
place_drop(void)
{
	char path[600];
	static const char *const parts[] = { "", "-wal", "-shm" };

	if (server != NULL)
		on_server("DROP DATABASE %s%s WITH (FORCE)", database, "");
	else
		for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
			snprintf(path, sizeof(path), "%s%s", place, parts[i]);
			unlink(path);
		}
	place[0] = '\0';
}

struct running { const struct test *test; struct db *db; struct arena *arena; };

static int
set_up(void **state)
{
	struct running *run = *state;
	const char *error = NULL;

	if (run->test->run_db == NULL)
		return 0;
	place_make();
	run->arena = arena_new();
	if ((run->db = db_open(place, &error)) == NULL)
		give_up("the test's database", error);
	return 0;
}

static void
run_one(void **state)
{
	struct running *run = *state;

	if (run->test->run_db != NULL)
		run->test->run_db(run->db, run->arena, template_district);
	else
		run->test->run();
}

static int
tear_down(void **state)
{
	struct running *run = *state;

	clock_set_for_test(0);
	db_close(run->db);
	arena_free(run->arena);
	run->db = NULL;
	run->arena = NULL;
	if (place[0] != '\0')
		place_drop();
	if (scratch[0] != '\0')
		remove_tree(scratch);
	scratch[0] = '\0';
	return 0;
}

static size_t
collect(const char *prefix, struct CMUnitTest *list, struct running *runs)
{
	size_t n = 0;

	for (const struct test *t = __start_unit_tests; t < __stop_unit_tests; t++) {
		if (strncmp(t->name, prefix, strlen(prefix)) != 0)
			continue;
		runs[n].test = t;
		list[n] = (struct CMUnitTest){ .name = t->name, .test_func = run_one,
		    .setup_func = set_up, .teardown_func = tear_down, .initial_state = &runs[n] };
		n++;
	}
	return n;
}

int
main(int argc, char **argv)
{
	const char *prefix = "", *tmp = getenv("TMPDIR");
	size_t most = (size_t)(__stop_unit_tests - __start_unit_tests);
	struct CMUnitTest *list = calloc(most + 1, sizeof(*list));
	struct running *runs = calloc(most + 1, sizeof(*runs));

	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "--database") == 0 && i + 1 < argc)
			server = argv[++i];
		else
			prefix = argv[i];
	log_level_set(getenv("UNIT_LOG") != NULL ? LOG_DEBUG : LOG_QUIET);
	snprintf(root, sizeof(root), "%s/groundswell-unit-XXXXXX", tmp != NULL ? tmp : "/tmp");
	if (mkdtemp(root) == NULL)
		give_up("mkdtemp", root);
	template_make();
	cmocka_set_message_output(CM_OUTPUT_TAP);
	size_t n = collect(prefix, list, runs);
	int failed = n == 0 ? 0 : _cmocka_run_group_tests("unit", list, n, NULL, NULL);
	if (server != NULL)
		on_server("DROP DATABASE %s%s WITH (FORCE)", template_name, "");
	remove_tree(root);
	free(list);
	free(runs);
	return failed != 0;
}
