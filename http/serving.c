#include "http/serving.h"
#include "base/log.h"
#include "base/text.h"
#include "html/html.h"
#include "http/route.h"
#include "tests/test.h"
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static void
hello(struct request *r)
{
	const char *name = request_query(r, "name");

	char *text = arena_printf(r->arena, "hello %s at %s from %s of %s\n", name, r->path, r->peer, r->origin);
	reply_bytes(r, 200, "text/plain; charset=utf-8", text, strlen(text));
	reply_cookie(r, (struct cookie){ "seen", "1" });
}

static void
echo(struct request *r)
{
	struct buf out = { .arena = r->arena };

	for (size_t i = 0; i < r->form.n; i++)
		buf_printf(&out, "%s=%s;", r->form.at[i].name, r->form.at[i].value);
	for (size_t i = 0; i < r->uploads.n; i++)
		buf_printf(&out, "file %s %s %s %lld %s;", r->uploads.at[i].field, r->uploads.at[i].name, r->uploads.at[i].type,
		    (long long)r->uploads.at[i].size, access(r->uploads.at[i].path, R_OK) == 0 ? "there" : "lost");
	buf_printf(&out, "seen=%s;", request_cookie(r, "seen"));
	reply_bytes(r, 200, "text/plain; charset=utf-8", buf_str(&out), out.len);
}

static void
page(struct request *r)
{
	reply_bytes(r, 200, "text/html; charset=utf-8", "<p>page", 7);
}

static void
large(struct request *r)
{
	char block[4096];

	memset(block, 'x', sizeof(block));
	reply_bytes(r, 200, "text/plain", "", 0);
	for (int i = 0; i < 2048; i++)
		buf_put(&r->reply.body, block, sizeof(block));
}

static void file(struct request *r)    { reply_file(r, request_query(r, "path"), "application/octet-stream"); }
static void away(struct request *r)    { reply_see(r, "%s", request_query(r, "to")); }
static void broken(struct request *r)  { db_exec(r->tx, "INSERT INTO setting (district_id, name, value) VALUES (1, 'x', NULL)"); }
static void silent(struct request *r)  { (void)r; }
static void secret(struct request *r)  { page(r); }

static void
keep(struct request *r)
{
	db_exec(r->tx, "INSERT INTO trial_value (district_id, id, flag) VALUES ($1, $2, 1)", tx_district(r->tx),
	    atoll(request_form(r, "id")));
	if (*request_form(r, "status") != '\0') {
		reply_status(r, atoi(request_form(r, "status")));
		r->reply.keep = *request_form(r, "keep") != '\0';
	} else
		reply_see(r, "/hello");
}

static void
count(struct request *r)
{
	char *text = arena_printf(r->arena, "%lld", (long long)db_number(r->tx,
	    "SELECT count(*) FROM trial_value WHERE district_id = $1", tx_district(r->tx)));

	reply_bytes(r, 200, "text/plain", text, strlen(text));
}

static void
prepare(struct request *r)
{
	r->prepared = arena_printf(r->arena, "prepared %s", r->tx == NULL && r->reader != NULL ? "well" : "badly");
}

static void
prepared(struct request *r)
{
	reply_bytes(r, 200, "text/plain", r->prepared, strlen(r->prepared));
}

static const struct route routes[] = {
	{ "GET", "/hello", hello },
	{ "GET", "/page", page },
	{ "GET", "/large", large },
	{ "GET", "/file", file },
	{ "GET", "/away", away },
	{ "POST", "/broken", broken },
	{ "GET", "/silent", silent },
	{ "GET", "/secret/:token", secret },
	{ "GET", "/count", count },
	{ "POST", "/echo", echo },
	{ "POST", "/keep", keep },
	{ "POST", "/prepared", prepared, .prepare = prepare },
	{ "POST", "/files", echo, .takes_files = true },
	{ "POST", "/few", echo, .takes_files = true, .body_max = 1000 },
	{0}
};

static const struct route *
app_find(enum method method, const char *path, struct arena *a, struct pairs *params, size_t *skip, bool *other)
{
	*skip = 0;
	*other = false;
	if (text_starts(path, "/lakeside/"))
		*skip = 9;
	return route_find(routes, method, path + *skip, a, params, other);
}

static bool
app_begin(struct request *r, struct tx *tx)
{
	bool by_slug;

	r->district = district_of(tx, NULL, "lakeside", &by_slug);
	tx_bind(tx, r->district->id);
	return true;
}

static bool
app_admit(struct request *r)
{
	return true;
}

static void
app_finish(struct request *r)
{
	reply_header(r, "X-Finished", "yes");
}

static void
app_error(struct request *r, int status)
{
	char *text = arena_printf(r->arena, "the page for %d", status);

	reply_bytes(r, status, "text/html; charset=utf-8", text, strlen(text));
}

static const struct http_app app = {
	.find = app_find, .begin = app_begin, .admit = app_admit, .finish = app_finish, .error = app_error,
};

struct serving
serve_test(struct arena *a, struct http_config config)
{
	return serve_app(a, config, &app);
}

struct serving
serve_app(struct arena *a, struct http_config config, const struct http_app *served)
{
	struct serving s = { .arena = a };
	const char *error = NULL;

	config.place = config.place != NULL ? config.place : test_place();
	config.access_log = config.access_log != NULL ? config.access_log : "";
	config.scratch = test_scratch();
	config.listen_fd = -1;
	config.listen = config.listen != NULL ? config.listen : "127.0.0.1:0";
	s.server = http_start(&config, served, &error);
	if (s.server == NULL)
		fail_msg("%s", error);
	s.port = http_port(s.server);
	return s;
}

void
serve_end(struct serving *s)
{
	http_stop(s->server);
	s->server = NULL;
}

int
ask_open(struct serving *s)
{
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons((uint16_t)s->port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct timeval most = { .tv_sec = 10 };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof(most));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &most, sizeof(most));
	assert_int_equal(connect(fd, (struct sockaddr *)&in, sizeof(in)), 0);
	return fd;
}

void
ask_send(int fd, const char *bytes, size_t n)
{
	while (n > 0) {
		ssize_t sent = send(fd, bytes, n, MSG_NOSIGNAL);
		if (sent <= 0)
			return;                /* the server has said enough; what it said is still there to read */
		bytes += sent;
		n -= (size_t)sent;
	}
}

const char *
answer_header(struct arena *a, const struct answer *answer, const char *name)
{
	size_t n = strlen(name);

	for (const char *line = strstr(answer->text, "\r\n"); line != NULL && line + 2 < answer->body; line = strstr(line + 2, "\r\n"))
		if (strncasecmp(line + 2, name, n) == 0 && line[2 + n] == ':') {
			const char *value = line + 2 + n + 1 + strspn(line + 2 + n + 1, " ");
			return arena_copy(a, value, strcspn(value, "\r"));
		}
	return "";
}

static struct answer
read_answer(struct serving *s, int fd, bool has_body)
{
	struct answer answer = { .text = "", .body = "" };
	struct buf all = { .arena = s->arena };
	char piece[65536];
	ssize_t n = 0;
	size_t wanted = SIZE_MAX;

	while (all.len < wanted && (n = recv(fd, piece, sizeof(piece), 0)) > 0) {
		buf_put(&all, piece, (size_t)n);
		const char *end = strstr(buf_str(&all), "\r\n\r\n");
		if (end == NULL || wanted != SIZE_MAX)
			continue;
		answer.text = all.at;
		answer.body = end + 4;
		const char *length = answer_header(s->arena, &answer, "Content-Length");
		wanted = (size_t)(end + 4 - all.at) + (has_body && *length != '\0' ? strtoul(length, NULL, 10) : 0);
	}
	assert_true(n >= 0 || errno == ECONNRESET);        /* not: nothing came for 10 s */
	answer.closed = n <= 0;
	if (all.len == 0)
		return answer;
	const char *end = strstr(buf_str(&all), "\r\n\r\n");
	answer.text = all.at;
	answer.body = end != NULL ? end + 4 : all.at + all.len;
	answer.body_len = all.len - (size_t)(answer.body - all.at);
	if (sscanf(answer.text, "HTTP/1.%*d %d", &answer.status) != 1)
		answer.status = 0;
	return answer;
}

struct answer ask_read(struct serving *s, int fd)      { return read_answer(s, fd, true); }
struct answer ask_read_head(struct serving *s, int fd) { return read_answer(s, fd, false); }

struct answer
ask(struct serving *s, const char *bytes, size_t n)
{
	int fd = ask_open(s);

	ask_send(fd, bytes, n);
	struct answer answer = ask_read(s, fd);
	close(fd);
	return answer;
}

struct answer
ask_text(struct serving *s, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	const char *text = arena_vprintf(s->arena, fmt, ap);
	va_end(ap);
	return ask(s, text, strlen(text));
}
