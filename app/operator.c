/* What the operator does: serve, init, migrate, work, backup, restore, check. */
#include "app/app.h"
#include "auth/seal.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/log.h"
#include "base/text.h"
#include "db/care.h"
#include "http/parent.h"
#include "jobs/jobs.h"
#include "office/office.h"
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

	seal_begin(place_of(run));
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

static bool
look_district(struct command_run *run, struct db **ret_db, int64_t *ret_district)
{
	struct choose choose = { .slug = run->district };
	const char *error = db_is_current(*ret_db, all_migrations);

	if (error != NULL)
		return fprintf(stderr, "groundswell: %s\n", error), false;
	db_run(*ret_db, DB_READ, 0, run->arena, choose_district, &choose);
	*ret_district = choose.id;
	if (choose.id != 0)
		return true;
	if (choose.n > 0)
		return fprintf(stderr, run->district != NULL ? "groundswell: there is no district of that name\n" :
		    "groundswell: there are several districts; say which with --district NAME\n"), false;
	db_close(*ret_db);
	*ret_db = NULL;
	return true;
}

bool
command_look(struct command_run *run, struct db **ret_db, int64_t *ret_district)
{
	const char *error = NULL, *place = place_of(run);

	*ret_db = NULL;
	*ret_district = 0;
	if (strstr(place, "://") == NULL && access(place, F_OK) != 0)
		return true;
	if ((*ret_db = db_open(place, &error)) == NULL)
		return fprintf(stderr, "groundswell: %s\n", error), false;
	if (look_district(run, ret_db, ret_district))
		return true;
	db_close(*ret_db);
	return false;
}

/* The same command line, for the process that serves under the parent. */
static char **
child_arguments(struct command_run *run, char *program)
{
	LIST(char *) list = {0};

	*LIST_ADD(run->arena, &list) = program;
	*LIST_ADD(run->arena, &list) = (char *)"serve";
	*LIST_ADD(run->arena, &list) = (char *)"--under-parent";
	*LIST_ADD(run->arena, &list) = arena_printf(run->arena, "--data=%s", place_of(run));
	for (size_t i = 0; i < run->options.n; i++)
		*LIST_ADD(run->arena, &list) = arena_printf(run->arena, "%s=%s", run->options.at[i].name, run->options.at[i].value);
	*LIST_ADD(run->arena, &list) = NULL;
	return list.at;
}

static int
serve_parent(struct command_run *run)
{
	char program[4096];
	ssize_t n = readlink("/proc/self/exe", program, sizeof(program) - 1);
	const char *listen = command_option(run, "--listen");
	struct db *db = command_data(run, NULL);

	if (db == NULL)
		return 2;
	db_close(db);
	if (n <= 0)
		return fprintf(stderr, "groundswell: cannot find its own program file\n"), 2;
	program[n] = '\0';
	return http_parent(listen != NULL ? listen : "127.0.0.1:8080", child_arguments(run, program));
}

static sigset_t
signals_to_wait_for(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	return set;
}

/* Until it is told to end, or, told to drain, has done so. */
static void
wait_for_the_end(struct http_server *server, struct jobs *jobs, const sigset_t *set)
{
	const struct timespec moment = { .tv_nsec = 50000000 };
	int number;

	sigwait(set, &number);
	jobs_stop(jobs);
	if (number != SIGUSR1)
		return;
	http_quiesce(server);
	while (!http_is_quiet(server) && sigtimedwait(set, NULL, &moment) != SIGTERM)
		;
}

/* 2 is said to the parent for what trying again does not change. */
static int
serve_child(struct command_run *run)
{
	const char *error = NULL;
	int64_t readers = 0;
	struct http_config config = { .place = place_of(run), .listen_fd = PARENT_SOCKET_FD,
		.cert = command_option(run, "--cert"), .key = command_option(run, "--key"), .scratch = command_option(run, "--scratch"),
		.trusted_proxies = command_option(run, "--trusted-proxies"), .access_log = command_option(run, "--access-log") };
	sigset_t set = signals_to_wait_for();
	struct db *db = command_data(run, NULL);

	if (db == NULL)
		return 2;
	db_close(db);
	text_i64(command_option(run, "--readers"), &readers);
	config.readers = (int)readers;
	struct http_server *server = http_start(&config, &groundswell_app, &error);
	struct jobs *jobs = server != NULL ? jobs_start(config.place, http_writer(server), features_jobs(run->arena), &error) : NULL;
	if (jobs == NULL)
		return fprintf(stderr, "groundswell: %s\n", error), 2;
	if (write(PARENT_READY_FD, "1", 1) != 1)
		log_warn("what=\"nobody waits for the server to be ready\"");
	close(PARENT_READY_FD);
	wait_for_the_end(server, jobs, &set);
	http_stop(server);
	return 0;
}

static int
serve(struct command_run *run)
{
	const char *readers = command_option(run, "--readers");
	int64_t n = 0;

	if (readers != NULL && (!text_i64(readers, &n) || n < 1 || n > 16))
		return fprintf(stderr, "groundswell: --readers needs a number from 1 to 16\n"), 2;
	if ((command_option(run, "--cert") == NULL) != (command_option(run, "--key") == NULL))
		return fprintf(stderr, "groundswell: --cert and --key go together\n"), 2;
	return command_option(run, "--under-parent") != NULL ? serve_child(run) : serve_parent(run);
}

struct init { struct command_run *run; const char *name, *slug, *zone, *language, *email, *link; int64_t district; };

static void
init_district(struct tx *tx, void *arg)
{
	struct init *in = arg;
	struct district d = { .id = id_make(), .slug = in->slug, .host = command_option(in->run, "--host"), .name = in->name,
	    .zone = in->zone, .language = in->language };

	district_add(tx, &d);
	in->district = d.id;
}

static void
init_operator(struct tx *tx, void *arg)
{
	struct init *in = arg;

	starter_put(tx, clock_now());
	in->link = operator_link(tx, in->email, "groundswell init");
}

static int
init(struct command_run *run)
{
	struct init in = { .run = run, .name = command_option(run, "--name"), .slug = command_option(run, "--slug"),
	    .zone = command_option(run, "--zone"), .language = command_option(run, "--language"), .email = command_option(run, "--email") };
	const char *origin = command_option(run, "--origin");

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

/* "2026-11-24T12:31Z" */
static bool
read_time(const char *s, int64_t *ret)
{
	char day[11] = "";
	struct civil c;

	if (strlen(s) != 17 || sscanf(s, "%10[0-9-]", day) != 1 || !date_read(day, &c) ||
	    sscanf(s + 10, "T%2d:%2dZ", &c.hour, &c.minute) != 2)
		return false;
	*ret = zone_seconds(NULL, c);
	return s[16] == 'Z' && c.hour <= 23 && c.minute <= 59;
}

/* What the server does behind the pages, done once and without a server. */
static int
work(struct command_run *run)
{
	const char *error = NULL, *as_if = command_option(run, "--at");
	int64_t now = clock_now();

	if (as_if != NULL && !read_time(as_if, &now))
		return fprintf(stderr, "groundswell: %s is no time; write one such as 2026-11-24T12:31Z\n", as_if), 2;
	if (as_if != NULL)
		clock_set_for_test(now);
	struct db *db = command_data(run, NULL);
	if (db == NULL)
		return 2;
	struct writer *writer = writer_start(place_of(run), &error);
	if (writer == NULL)
		fprintf(stderr, "groundswell: %s\n", error);
	else {
		printf("%d pieces of work are done.\n", jobs_run_due(db, writer, features_jobs(run->arena), now));
		writer_stop(writer);
	}
	db_close(db);
	return writer == NULL ? 2 : 0;
}

/* What a care of db/ says: NULL = done. */
static int
say_done(const char *error, const char *done)
{
	if (error != NULL)
		return fprintf(stderr, "groundswell: %s\n", error), 2;
	printf("%s\n", done);
	return 0;
}

static int
backup(struct command_run *run)
{
	return say_done(db_backup(place_of(run), run->argv[0]), "The backup is made and whole.");
}

static int
restore(struct command_run *run)
{
	return say_done(db_restore(run->argv[0], place_of(run)), "The data is restored.");
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

static const struct command_option serve_options[] = {
	{ "--listen", "ADDRESS", "127.0.0.1:8080 where nothing is said; [::1]:8080, or unix:/run/groundswell/socket" },
	{ "--cert", "FILE", "TLS without a proxy: the certificate with its chain, PEM" },
	{ "--key", "FILE", "its key, PEM" },
	{ "--trusted-proxies", "NETWORKS", "whose X-Forwarded-… headers are believed: \"127.0.0.1, 10.0.0.0/8, unix\"" },
	{ "--access-log", "FILE", "a line for each request; standard output where nothing is said" },
	{ "--readers", "NUMBER", "threads that make pages, 1 to 16; 2 where nothing is said" },
	{ "--scratch", "FOLDER", "where uploads are kept while they come in; /tmp where nothing is said" },
	{ "--under-parent", NULL, NULL },                      /* the parent starts its server process so */
	{0}
};

static const struct command_option init_options[] = {
	{ "--name", "NAME", "what the district is called" },
	{ "--email", "ADDRESS", "of its operator" },
	{ "--slug", "WORD", "first part of its addresses where several share a host; `district` where nothing is said" },
	{ "--host", "HOST", "its own host name, where each district has one" },
	{ "--zone", "ZONE", "its time zone; America/Chicago where nothing is said" },
	{ "--language", "en|es", "of pages before anybody is known" },
	{ "--origin", "URL", "how browsers will reach it: what the printed link begins with" },
	{0}
};

static const struct command_option work_options[] = {
	{ "--at", "TIME", "as if it were then, in UTC: 2026-11-24T12:31Z" },
	{0}
};

const struct command operator_commands[] = {
	{ "serve", "", "serves the web site until it is told to end", "groundswell serve --data groundswell.db --listen 127.0.0.1:8080", serve, serve_options },
	{ "init", "", "makes a district and prints its operator's first link", "groundswell init --name \"Lincoln Schools\" --email ops@lincoln.example --zone America/Denver", init, init_options },
	{ "migrate", "", "brings the data to what this program needs", "groundswell migrate --data groundswell.db", migrate },
	{ "work", "", "does once what waits: letters, imports, tidying", "groundswell work --data groundswell.db", work, work_options },
	{ "backup", "FILE", "copies the data while the server runs", "groundswell backup friday.db --data groundswell.db", backup },
	{ "restore", "FILE", "makes a new data file from a backup", "groundswell restore friday.db --data new.db", restore },
	{ "check", "", "verifies the whole data file", "groundswell check --data groundswell.db", check },
	{0}
};
