/* Reading a request, and refusing what libmicrohttpd lets through. */
#include "http/exchange.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/text.h"
#include "http/decode.h"
#include <arpa/inet.h>
#include <ctype.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { BODY_MAX = 256 * 1024, FILE_MAX = 512 * 1024 * 1024, UPLOADS_MOST = 8, HEADERS_MOST = 100, VALUE_MAX = 256 * 1024 };

struct heading { struct exchange *x; int hosts, lengths, codings; bool bad; };

static enum MHD_Result
take_header(void *arg, enum MHD_ValueKind kind, const char *key, size_t key_size, const char *value, size_t size)
{
	struct heading *head = arg;
	struct exchange *x = head->x;

	(void)kind;
	if (value == NULL)
		value = "";
	if (memchr(value, '\0', size) != NULL || memchr(key, '\0', key_size) != NULL ||
	    strpbrk(key, " \t") != NULL || !text_valid(value, size) || x->request.headers.n >= HEADERS_MOST) {
		head->bad = true;
		return MHD_YES;
	}
	head->hosts += strcasecmp(key, "Host") == 0;
	head->lengths += strcasecmp(key, "Content-Length") == 0;
	head->codings += strcasecmp(key, "Transfer-Encoding") == 0;
	char *name = arena_copy(x->arena, key, key_size);
	for (char *p = name; *p != '\0'; p++)
		*p = (char)tolower((unsigned char)*p);
	*LIST_ADD(x->arena, &x->request.headers) = (struct pair){ name, arena_copy(x->arena, value, size) };
	return MHD_YES;
}

static bool
is_clean_host(const char *host)
{
	size_t n = strspn(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]_");

	return n > 0 && host[n] == '\0' && n < 256;
}

static const char *
peer_of(struct exchange *x)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(x->con, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	char text[64] = "unix";

	if (info != NULL && info->client_addr != NULL) {
		const struct sockaddr *sa = info->client_addr;
		if (sa->sa_family == AF_INET)
			inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)sa)->sin_addr, text, sizeof(text));
		else if (sa->sa_family == AF_INET6)
			inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)(const void *)sa)->sin6_addr, text, sizeof(text));
	}
	return arena_text(x->arena, text_starts(text, "::ffff:") ? text + 7 : text);
}

/* Behind a proxy that is trusted: the address nearest to it that is not a trusted proxy itself. */
static void
believe_proxy(struct exchange *x)
{
	struct request *r = &x->request;
	const char *trusted = x->server->config.trusted_proxies;
	struct lines chain = text_split(x->arena, request_header(r, "x-forwarded-for"), ',');
	const char *host = request_header(r, "x-forwarded-host");

	for (size_t i = chain.n; i-- > 0 && address_in(r->peer, trusted);)
		r->peer = chain.at[i];
	r->secure = strcasecmp(request_header(r, "x-forwarded-proto"), "https") == 0;
	if (is_clean_host(host))
		r->origin = host;
	const char *id = request_header(r, "x-request-id");
	if (strlen(id) >= 8 && strlen(id) <= 64 && id[strspn(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")] == '\0')
		r->id = id;
}

static int
head_problem(struct exchange *x, struct heading *head, const char *version)
{
	const char *host = request_header(&x->request, "host");

	if (head->bad || head->lengths > 1 || head->codings > 1 || (head->lengths > 0 && head->codings > 0))
		return 400;
	if (head->hosts > 1 || (head->hosts == 0 && strcmp(version, "HTTP/1.1") == 0))
		return 400;
	if (head->hosts == 1 && !is_clean_host(host))
		return 400;
	if (head->codings > 0 && strcasecmp(request_header(&x->request, "transfer-encoding"), "chunked") != 0)
		return 400;
	return 0;
}

static bool
read_uri(struct exchange *x)
{
	struct request *r = &x->request;
	size_t path = strcspn(x->uri, "?"), query = 0;

	if (x->uri[path] == '?')
		query = strlen(x->uri + path + 1);
	return decode_path(x->arena, x->uri, path, &r->path) &&
	    (query == 0 || decode_pairs(x->arena, x->uri + path + 1, query, &r->query));
}

static void
find_route(struct exchange *x)
{
	struct request *r = &x->request;
	size_t skip = 0;

	if (text_eq(r->path, "/healthz") || text_eq(r->path, "/metrics") || text_eq(r->path, "/favicon.ico") ||
	    text_starts(r->path, "/static/"))
		return;                       /* answered by the server itself */
	r->route = x->server->app->find(r->method, r->path, x->arena, &r->params, &skip, &x->other_method);
	r->base = arena_copy(x->arena, r->path, skip);
	r->path += skip;
	if (*r->path == '\0')
		r->path = "/";
}

static enum MHD_Result
take_part(void *arg, enum MHD_ValueKind kind, const char *key, const char *filename, const char *type,
    const char *encoding, const char *data, uint64_t at, size_t size)
{
	struct exchange *x = arg;
	struct request *r = &x->request;

	(void)kind;
	(void)encoding;
	if (key == NULL || !text_valid(key, strlen(key)) || (filename != NULL && !text_valid(filename, strlen(filename)))) {
		x->refused = 400;
		return MHD_NO;
	}
	if (filename == NULL || *filename == '\0') {
		struct pair *last = at > 0 && r->form.n > 0 ? &r->form.at[r->form.n - 1] : NULL;
		struct buf value = { .arena = x->arena, .max = VALUE_MAX };
		if (filename != NULL && size == 0)
			return MHD_YES;
		if (last != NULL)
			buf_text(&value, last->value);
		else {
			last = LIST_ADD(x->arena, &r->form);
			last->name = arena_text(x->arena, key);
		}
		buf_put(&value, data, size);
		last->value = buf_str(&value);
		if (value.full || r->form.n > 500)
			x->refused = 413;
		return x->refused ? MHD_NO : MHD_YES;
	}
	if (at == 0) {
		if (x->upload_fd >= 0)
			close(x->upload_fd);
		if (r->uploads.n >= UPLOADS_MOST) {
			x->refused = 413;
			return MHD_NO;
		}
		const char *folder = x->server->config.scratch != NULL ? x->server->config.scratch : "/tmp";
		char *path = arena_printf(x->arena, "%s/groundswell-XXXXXX", folder);
		if ((x->upload_fd = mkostemp(path, O_CLOEXEC)) < 0) {
			x->refused = 503;
			return MHD_NO;
		}
		*LIST_ADD(x->arena, &r->uploads) = (struct upload){ .field = arena_text(x->arena, key),
		    .name = arena_text(x->arena, filename), .type = arena_text(x->arena, type), .path = path };
	}
	struct upload *up = &r->uploads.at[r->uploads.n - 1];
	if (up->size + (int64_t)size > FILE_MAX)
		x->refused = 413;
	else if (size > 0 && write(x->upload_fd, data, size) != (ssize_t)size)
		x->refused = 503;
	up->size += (int64_t)size;
	return x->refused ? MHD_NO : MHD_YES;
}

static void
expect_body(struct exchange *x)
{
	struct request *r = &x->request;
	const char *type = request_header(r, "content-type");
	int64_t length = 0;
	bool multipart = strncasecmp(type, "multipart/form-data", 19) == 0;

	x->body_max = r->route != NULL && r->route->body_max > 0 ? r->route->body_max : BODY_MAX;
	if (multipart && r->route != NULL && r->route->takes_files) {
		x->body_max = FILE_MAX;
		x->multipart = MHD_create_post_processor(x->con, 32 * 1024, take_part, x);
		if (x->multipart == NULL)
			x->refused = 400;
	} else if (*type != '\0' && strncasecmp(type, "application/x-www-form-urlencoded", 33) != 0)
		x->refused = 415;
	if (text_i64(request_header(r, "content-length"), &length) && length > (int64_t)x->body_max)
		x->refused = 413;
	x->body.max = x->body_max;
}

void
exchange_head(struct exchange *x, const char *method, const char *version)
{
	struct request *r = &x->request;
	struct heading head = { .x = x };

	r->arena = x->arena;
	r->id = id_text(x->arena, id_make());
	r->path = r->base = r->origin = "";
	r->now = clock_now();
	r->peer = peer_of(x);
	if (strcmp(method, "GET") == 0)
		r->method = METHOD_GET;
	else if (strcmp(method, "HEAD") == 0)
		r->method = METHOD_HEAD;
	else if (strcmp(method, "POST") == 0)
		r->method = METHOD_POST;
	else
		x->refused = 501;
	MHD_get_connection_values_n(x->con, MHD_HEADER_KIND, take_header, &head);
	if (x->refused == 0)
		x->refused = head_problem(x, &head, version);
	if (x->refused == 0 && !read_uri(x))
		x->refused = 400;
	if (x->refused != 0)
		return;
	r->origin = request_header(r, "host");
	r->secure = x->server->config.cert != NULL;
	if (address_in(r->peer, x->server->config.trusted_proxies))
		believe_proxy(x);
	r->origin = arena_printf(x->arena, "%s://%s", r->secure ? "https" : "http", r->origin);
	decode_cookies(x->arena, request_header(r, "cookie"), &r->cookies);
	find_route(x);
	if (r->method == METHOD_POST)
		expect_body(x);
	else if (*request_header(r, "content-length") != '\0' && strcmp(request_header(r, "content-length"), "0") != 0)
		x->refused = 400;
}

void
exchange_body(struct exchange *x, const char *data, size_t n)
{
	if (x->refused != 0)
		return;
	if (x->multipart != NULL) {
		if (MHD_post_process(x->multipart, data, n) != MHD_YES && x->refused == 0)
			x->refused = 400;
		return;
	}
	buf_put(&x->body, data, n);
	if (x->body.full || x->request.method != METHOD_POST)
		x->refused = x->body.full ? 413 : 400;
}

void
exchange_whole(struct exchange *x)
{
	if (x->multipart != NULL) {
		MHD_destroy_post_processor(x->multipart);
		x->multipart = NULL;
		if (x->upload_fd >= 0)
			close(x->upload_fd);
		x->upload_fd = -1;
		for (size_t i = 0; i < x->request.form.n && x->refused == 0; i++)
			if (!text_valid(x->request.form.at[i].value, strlen(x->request.form.at[i].value)))
				x->refused = 400;
	} else if (x->refused == 0 && !decode_pairs(x->arena, buf_str(&x->body), x->body.len, &x->request.form))
		x->refused = 400;
	buf_free(&x->body);
}

void
exchange_free(struct exchange *x)
{
	if (x->multipart != NULL)
		MHD_destroy_post_processor(x->multipart);
	if (x->upload_fd >= 0)
		close(x->upload_fd);
	for (size_t i = 0; i < x->request.uploads.n; i++)
		unlink(x->request.uploads.at[i].path);
	buf_free(&x->body);
	buf_free(&x->answered.reply.body);
	arena_free(x->work);
	arena_free(x->arena);
	free(x);
}
