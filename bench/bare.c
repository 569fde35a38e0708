/* bench_bare PORT FILE: what the page is compared with.  libmicrohttpd with two
 * event loops and nothing around it; each page is 10 KB of HTML made from 30
 * rows of an SQLite file, every field escaped.  No login, no frame, no log. */
#include <microhttpd.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LOOPS = 2, ROWS = 30, PAGES = 100, PAGE_MOST = 32 * 1024 };

static const char *file;
static _Thread_local sqlite3_stmt *rows;

static const char schema[] =
    "CREATE TABLE report (district_id INTEGER NOT NULL, page INTEGER NOT NULL, id INTEGER NOT NULL, person TEXT NOT NULL,"
    " school TEXT NOT NULL, said TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (district_id, page, id)) STRICT, WITHOUT ROWID;"
    "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 2999)"
    " INSERT INTO report SELECT 1, i / 30, i, 'Rosa Delgado & \"friends\" ' || i, 'Alder Creek Elementary <' || i % 30 || '>',"
    " 'It went better in the second period, when they had the cards in their hands. I let them talk first, and the quiet"
    " ones had something to say. Next week I''ll try it with the fourth grade & see if it holds.', 1760000000 + i FROM n;";

static sqlite3 *
open_file(void)
{
	sqlite3 *db = NULL;

	if (sqlite3_open_v2(file, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
		fprintf(stderr, "%s: %s\n", file, sqlite3_errmsg(db));
		exit(1);
	}
	sqlite3_exec(db, "PRAGMA journal_mode=WAL; PRAGMA mmap_size=268435456;", NULL, NULL, NULL);
	return db;
}

static char *
put(char *to, const char *s)
{
	size_t n = strlen(s);

	memcpy(to, s, n);
	return to + n;
}

static char *
put_escaped(char *to, const char *s)
{
	for (; *s != '\0'; s++)
		switch (*s) {
		case '&':  to = put(to, "&amp;"); break;
		case '<':  to = put(to, "&lt;"); break;
		case '>':  to = put(to, "&gt;"); break;
		case '"':  to = put(to, "&quot;"); break;
		case '\'': to = put(to, "&#39;"); break;
		default:   *to++ = *s; break;
		}
	return to;
}

static char *
put_row(char *to)
{
	to = put(to, "<article class=\"report\"><p><strong>");
	to = put_escaped(to, (const char *)sqlite3_column_text(rows, 0));
	to = put(to, "</strong>, ");
	to = put_escaped(to, (const char *)sqlite3_column_text(rows, 1));
	to += sprintf(to, " <time>%lld</time></p><p>", (long long)sqlite3_column_int64(rows, 3));
	to = put_escaped(to, (const char *)sqlite3_column_text(rows, 2));
	return put(to, "</p></article>\n");
}

static enum MHD_Result
answer(void *arg, struct MHD_Connection *con, const char *url, const char *method, const char *version,
    const char *data, size_t *size, void **context)
{
	static const char sql[] = "SELECT person, school, said, at FROM report WHERE district_id = 1 AND page = ? ORDER BY id DESC LIMIT 30";
	char *page = malloc(PAGE_MOST), *to = page;

	(void)arg, (void)method, (void)version, (void)data, (void)size, (void)context;
	if (page == NULL || (rows == NULL && sqlite3_prepare_v3(open_file(), sql, -1, SQLITE_PREPARE_PERSISTENT, &rows, NULL) != SQLITE_OK))
		abort();
	sqlite3_bind_int(rows, 1, atoi(url + 1) % PAGES);
	to = put(to, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Reports</title></head><body><main>\n");
	while (sqlite3_step(rows) == SQLITE_ROW)
		to = put_row(to);
	sqlite3_reset(rows);
	to = put(to, "</main></body></html>\n");
	struct MHD_Response *response = MHD_create_response_from_buffer((size_t)(to - page), page, MHD_RESPMEM_MUST_FREE);
	MHD_add_response_header(response, "Content-Type", "text/html; charset=utf-8");
	enum MHD_Result done = MHD_queue_response(con, 200, response);
	MHD_destroy_response(response);
	return done;
}

int
main(int argc, char **argv)
{
	sigset_t set;
	int number;

	if (argc != 3)
		return fprintf(stderr, "usage: bench_bare PORT FILE\n"), 2;
	file = argv[2];
	sqlite3 *db = open_file();
	sqlite3_exec(db, schema, NULL, NULL, NULL);
	sqlite3_close(db);
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	struct MHD_Daemon *daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, (uint16_t)atoi(argv[1]), NULL, NULL, answer, NULL,
	    MHD_OPTION_THREAD_POOL_SIZE, LOOPS, MHD_OPTION_CONNECTION_LIMIT, 20000, MHD_OPTION_END);
	if (daemon == NULL)
		return fprintf(stderr, "port %s cannot be listened on\n", argv[1]), 1;
	sigwait(&set, &number);
	MHD_stop_daemon(daemon);
	return 0;
}
