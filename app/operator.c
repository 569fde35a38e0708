/* What the operator does: serve, init, migrate, backup, restore, check. */
#include "app/app.h"
#include "auth/link.h"
#include "auth/person.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/log.h"
#include "base/text.h"
#include "db/care.h"
#include "http/parent.h"
#include "jobs/jobs.h"
#include "practices/practices.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *
place_of(const struct command_run *run)
{
	return run->data != NULL ? run->data : "groundswell.db";
}

/* The value behind an option of the command's own; NULL: not given. */
static const char *
option(const struct command_run *run, const char *name)
{
	for (int i = 0; i + 1 < run->argc; i++)
		if (strcmp(run->argv[i], name) == 0)
			return run->argv[i + 1];
	return NULL;
}

static bool
flag(const struct command_run *run, const char *name)
{
	for (int i = 0; i < run->argc; i++)
		if (strcmp(run->argv[i], name) == 0)
			return true;
	return false;
}

struct choose { const char *slug; int64_t id; size_t n; };

static void
choose_district(struct tx *tx, void *arg)
{
	struct choose *c = arg;
	struct districts list = district_list(tx);

	c->n = list.n;
	for (size_t i = 0; i < list.n; i++)
		if (c->slug == NULL ? list.n == 1 : text_eq(list.at[i].slug, c->slug))
			c->id = list.at[i].id;
}

struct db *
command_data(struct command_run *run, int64_t *ret_district)
{
	const char *error = NULL;
	struct db *db = db_open(place_of(run), &error);
	struct choose choose = { .slug = run->district };

	if (db == NULL || (error = db_migrate(db, all_migrations)) != NULL) {
		fprintf(stderr, "groundswell: %s\n", error);
		db_close(db);
		return NULL;
	}
	if (ret_district == NULL)
		return db;
	db_run(db, DB_READ, 0, run->arena, choose_district, &choose);
	if (choose.id == 0) {
		fprintf(stderr, choose.n == 0 ? "groundswell: there is no district yet; `groundswell init` makes one\n" :
		    run->district != NULL ? "groundswell: there is no district of that name\n" :
		    "groundswell: there are several districts; say which with --district NAME\n");
		db_close(db);
		return NULL;
	}
	*ret_district = choose.id;
	return db;
}

static int
serve_parent(struct command_run *run, const char *listen)
{
	char program[4096];
	ssize_t n = readlink("/proc/self/exe", program, sizeof(program) - 1);
	struct db *db = command_data(run, NULL);

	if (db == NULL)
		return 2;
	db_close(db);
	if (n <= 0)
		return fprintf(stderr, "groundswell: cannot find its own program file\n"), 2;
	program[n] = '\0';
	char **argv = NEW_N(run->arena, char *, (size_t)run->argc + 8);
	int at = 0;
	argv[at++] = program;
	argv[at++] = (char *)"serve";
	argv[at++] = (char *)"--data";
	argv[at++] = (char *)place_of(run);
	argv[at++] = (char *)"--under-parent";
	for (int i = 0; i < run->argc; i++)
		argv[at++] = run->argv[i];
	return http_parent(listen, argv);
}

static int
serve_child(struct command_run *run)
{
	const char *error = NULL, *readers = option(run, "--readers");
	struct http_config config = {
		.place = place_of(run), .listen_fd = 3, .cert = option(run, "--cert"), .key = option(run, "--key"),
		.trusted_proxies = option(run, "--trusted-proxies"), .access_log = option(run, "--access-log"),
		.readers = readers != NULL ? atoi(readers) : 0,
	};
	sigset_t set;
	int number;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	struct db *db = command_data(run, NULL);
	if (db == NULL)
		return 2;
	db_close(db);
	struct http_server *server = http_start(&config, &groundswell_app, &error);
	if (server == NULL)
		return fprintf(stderr, "groundswell: %s\n", error), 2;
	struct jobs *jobs = jobs_start(config.place, http_writer(server), features_jobs(run->arena), &error);
	if (jobs == NULL)
		return fprintf(stderr, "groundswell: %s\n", error), 2;
	if (write(4, "1", 1) != 1)
		log_warn("what=\"nobody waits for the server to be ready\"");
	close(4);
	sigwait(&set, &number);
	jobs_stop(jobs);
	http_stop(server);
	return 0;
}

static int
serve(struct command_run *run)
{
	const char *listen = option(run, "--listen");

	if (flag(run, "--under-parent"))
		return serve_child(run);
	return serve_parent(run, listen != NULL ? listen : "127.0.0.1:8080");
}

struct init { struct command_run *run; const char *name, *slug, *zone, *language, *email, *link; int64_t district; };

static void
init_district(struct tx *tx, void *arg)
{
	struct init *in = arg;
	struct district d = { .id = id_make(), .slug = in->slug, .host = option(in->run, "--host"), .name = in->name,
	    .zone = in->zone, .language = in->language };

	district_add(tx, &d);
	in->district = d.id;
}

static void
init_operator(struct tx *tx, void *arg)
{
	struct init *in = arg;
	int64_t id = person_add(tx, &(struct person){ .given = "", .family = in->email, .shown = in->email,
	    .email = in->email, .language = -1, .guest = true });

	role_give(tx, id, ROLE_OPERATOR, "appointed", 0, "groundswell init");
	starter_put(tx);
	in->link = link_make(tx, id, LINK_OPERATOR, NULL, NULL);
}

static int
init(struct command_run *run)
{
	struct init in = { .run = run, .name = option(run, "--name"), .slug = option(run, "--slug"),
	    .zone = option(run, "--zone"), .language = option(run, "--language"), .email = option(run, "--email") };
	const char *origin = option(run, "--origin");

	if (in.name == NULL || in.email == NULL)
		return fprintf(stderr, "groundswell: init needs --name \"Your District\" and --email YOU@DISTRICT\n"), 2;
	in.slug = in.slug != NULL ? in.slug : "district";
	in.zone = in.zone != NULL ? in.zone : "America/Chicago";
	in.language = in.language != NULL ? in.language : "en";
	if (zone_find(in.zone) == NULL)
		return fprintf(stderr, "groundswell: there is no time zone %s; write one such as America/Denver\n", in.zone), 2;
	struct db *db = command_data(run, NULL);
	if (db == NULL)
		return 2;
	if (db_run(db, DB_WRITE, 0, run->arena, init_district, &in) != DB_DONE ||
	    db_run(db, DB_WRITE, in.district, run->arena, init_operator, &in) != DB_DONE)
		return fprintf(stderr, "groundswell: the district could not be made; is there one with the slug `%s` already?\n", in.slug), 2;
	db_close(db);
	printf("The district is made. Start the server, then open this link within a day to become its operator:\n\n"
	    "  %s/sign-in/link/%s\n\n", origin != NULL ? origin : "http://127.0.0.1:8080", in.link);
	return 0;
}

static int
migrate(struct command_run *run)
{
	struct db *db = command_data(run, NULL);

	if (db == NULL)
		return 2;
	db_close(db);
	printf("The data is as this program needs it.\n");
	return 0;
}

static int
with_file(struct command_run *run, const char *(*work)(const char *, const char *), bool data_first, const char *done)
{
	if (run->argc < 1)
		return fprintf(stderr, "groundswell: name the backup file\n"), 2;
	const char *error = data_first ? work(place_of(run), run->argv[0]) : work(run->argv[0], place_of(run));
	if (error != NULL)
		return fprintf(stderr, "groundswell: %s\n", error), 2;
	printf("%s\n", done);
	return 0;
}

static int
backup(struct command_run *run)
{
	return with_file(run, db_backup, true, "The backup is made and whole.");
}

static int
restore(struct command_run *run)
{
	return with_file(run, db_restore, false, "The data is restored.");
}

static void
say_problem(const char *problem, void *arg)
{
	(void)arg;
	fprintf(stderr, "%s\n", problem);
}

static int
check(struct command_run *run)
{
	int problems = db_check(place_of(run), say_problem, NULL);

	if (problems == 0)
		printf("The data file is sound.\n");
	return problems == 0 ? 0 : 1;
}

const struct command operator_commands[] = {
	{ "serve", "", "serves the web site until it is told to end", "groundswell serve --data groundswell.db --listen 127.0.0.1:8080", serve },
	{ "init", "", "makes a district and prints its operator's first link", "groundswell init --name \"Lincoln Schools\" --email ops@lincoln.example --zone America/Denver", init },
	{ "migrate", "", "brings the data to what this program needs", "groundswell migrate --data groundswell.db", migrate },
	{ "backup", "FILE", "copies the data while the server runs", "groundswell backup friday.db --data groundswell.db", backup },
	{ "restore", "FILE", "makes a new data file from a backup", "groundswell restore friday.db --data new.db", restore },
	{ "check", "", "verifies the whole data file", "groundswell check --data groundswell.db", check },
	{0}
};
