/* Replies as bytes: pages, files with ranges, static assets, health. */
#include "http/exchange.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/metrics.h"
#include "base/random.h"
#include "base/text.h"
#include "http/decode.h"
#include "http/static.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The path as the log may have it: a secret in it (a sign-in link) is left out. */
static const char *
logged_path(struct exchange *x)
{
	const struct request *r = &x->request;
	struct buf out = { .arena = x->arena };
	const char *path = r->path, *base = r->base;

	if (pairs_find(&r->params, "token") != NULL)
		path = r->route->path;
	for (const char *p = arena_printf(x->arena, "%.100s%.600s", base != NULL ? base : "", path != NULL ? path : ""); *p != '\0'; p++)
		if (*p == '"' || *p == '\\' || (unsigned char)*p < ' ' || *p == 0x7f)
			buf_printf(&out, "%%%02X", (unsigned char)*p);
		else
			buf_char(&out, *p);
	return buf_str(&out);
}

static void
access_log(struct exchange *x, int status, int64_t bytes)
{
	static const char *const methods[] = { "GET", "HEAD", "POST" };
	const struct request *r = &x->request;
	int64_t ms = clock_ms() - x->began_ms;
	struct buf line = { .arena = x->arena };

	metric_add(METRIC_REQUESTS, 1);
	metric_ms(ms);
	if (status >= 500)
		metric_add(METRIC_ERRORS, 1);
	if (r->route != NULL)
		metric_route(r->route->method, r->route->path, ms, status);
	if (x->server->access_fd < 0)
		return;
	buf_printf(&line, "at=%s id=%s peer=%s method=%s path=\"%s\" status=%d bytes=%lld ms=%lld",
	    time_iso(x->arena, r->now), r->id, r->peer, x->refused == 501 ? "other" : methods[r->method],
	    logged_path(x), status, (long long)bytes, (long long)ms);
	if (x->answered.reply.who != 0)
		buf_printf(&line, " login=%s", id_text(x->arena, x->answered.reply.who));
	buf_char(&line, '\n');
	if (write(x->server->access_fd, line.at, line.len) < 0)
		metric_add(METRIC_ERRORS, 1);
}

static enum MHD_Result
queue_response(struct exchange *x, int status, struct MHD_Response *response, int64_t bytes)
{
	MHD_add_response_header(response, "X-Request-Id", x->request.id);
	MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
	if (MHD_get_response_header(response, "Content-Security-Policy") == NULL)      /* not a page: it may do nothing */
		MHD_add_response_header(response, "Content-Security-Policy",
		    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
	if (x->request.secure)
		MHD_add_response_header(response, "Strict-Transport-Security", "max-age=31536000");
	if (x->server->draining)
		MHD_add_response_header(response, "Connection", "close");
	enum MHD_Result done = MHD_NO;
	if (stage_set(x, STAGE_ANSWERS, x->server->config.request_ms + bytes * 1000 / SLOWEST))
		done = MHD_queue_response(x->con, (unsigned)status, response);
	MHD_destroy_response(response);
	if (done == MHD_YES)
		access_log(x, status, bytes);
	return done;
}

const char answer_late[] = "HTTP/1.1 408 Request Timeout\r\nContent-Type: text/plain; charset=utf-8\r\n"
    "Content-Length: 40\r\nConnection: close\r\n\r\n408. The request took too long to come.\n";

void
answer_was_late(struct exchange *x)
{
	metric_add(METRIC_REFUSED, 1);
	if (x->request.id != NULL)
		access_log(x, 408, 0);
}

static struct MHD_Response *
empty_response(void)
{
	return MHD_create_response_from_buffer(0, (void *)"", MHD_RESPMEM_PERSISTENT);
}

enum MHD_Result
answer_plain(struct exchange *x, int status)
{
	const char *text = status == 503 ? "503. The server is busy. Please try again in a moment.\n" :
	    arena_printf(x->arena, "%d. The request could not be read.\n", status);
	struct MHD_Response *response = MHD_create_response_from_buffer(strlen(text), (void *)text, MHD_RESPMEM_MUST_COPY);

	metric_add(METRIC_REFUSED, 1);
	MHD_add_response_header(response, "Content-Type", "text/plain; charset=utf-8");
	if (status == 503)
		MHD_add_response_header(response, "Retry-After", "5");
	if (!x->server->draining)
		MHD_add_response_header(response, "Connection", "close");
	return queue_response(x, status, response, (int64_t)strlen(text));
}

static enum MHD_Result
answer_text(struct exchange *x, int status, const char *type, const char *text)
{
	struct MHD_Response *response = MHD_create_response_from_buffer(strlen(text), (void *)text, MHD_RESPMEM_MUST_COPY);

	MHD_add_response_header(response, "Content-Type", type);
	MHD_add_response_header(response, "Cache-Control", "no-store");
	return queue_response(x, status, response, (int64_t)strlen(text));
}

/* If-None-Match: is ours in the list, or "*"?  Weak and strong compare alike here. */
static bool
has_etag(const struct request *r, const char *etag)
{
	const char *list = request_header(r, "if-none-match");
	size_t n = strlen(etag);

	while (*list != '\0') {
		list += strspn(list, " \t,");
		if (text_starts(list, "W/"))
			list += 2;
		size_t len = strcspn(list, ", \t");
		if ((len == n && strncmp(list, etag, n) == 0) || (len == 1 && *list == '*'))
			return true;
		list += len;
	}
	return false;
}

static enum MHD_Result
answer_asset(struct exchange *x, const struct asset *a)
{
	static const char *const encodings[] = { NULL, "gzip", "br" };
	enum asset_form form = asset_form(a, request_header(&x->request, "accept-encoding"));
	const char *etag = arena_printf(x->arena, "\"%s-%d\"", a->hash, (int)form);
	bool same = has_etag(&x->request, etag);
	size_t len = same ? 0 : a->forms[form].len;
	struct MHD_Response *response = MHD_create_response_from_buffer(len, (void *)a->forms[form].at, MHD_RESPMEM_PERSISTENT);

	MHD_add_response_header(response, "Content-Type", a->type);
	MHD_add_response_header(response, "Cache-Control", "public, max-age=31536000, immutable");
	MHD_add_response_header(response, "ETag", etag);
	MHD_add_response_header(response, "Vary", "Accept-Encoding");
	if (encodings[form] != NULL)
		MHD_add_response_header(response, "Content-Encoding", encodings[form]);
	return queue_response(x, same ? 304 : 200, response, (int64_t)len);
}

/* A proxy on this machine that nobody named as trusted must not open them to the world. */
static bool
may_see_metrics(struct exchange *x)
{
	const struct request *r = &x->request;

	if (address_in(r->peer, x->server->config.trusted_proxies))
		return true;
	return address_in(r->peer, "127.0.0.0/8, ::1, unix") && pairs_find(&r->headers, "x-forwarded-for") == NULL &&
	    pairs_find(&r->headers, "forwarded") == NULL && pairs_find(&r->headers, "via") == NULL;
}

bool
answer_own(struct exchange *x)
{
	struct request *r = &x->request;
	const char *path = r->path;
	struct buf text = { .arena = x->arena };

	if (r->method == METHOD_POST || r->route != NULL)
		return false;
	if (text_starts(path, "/static/") || text_eq(path, "/favicon.ico")) {
		const struct asset *a = asset_at(text_eq(path, "/favicon.ico") ? asset("icon.svg") : path);
		if (a == NULL)
			answer_text(x, 404, "text/plain; charset=utf-8", "Not here.\n");
		else
			answer_asset(x, a);
		return true;
	}
	if (text_eq(path, "/metrics")) {
		if (!may_see_metrics(x))
			return false;
		metrics_write(&text);
		buf_printf(&text, "# TYPE groundswell_reads_waiting gauge\ngroundswell_reads_waiting %zu\n"
		    "# TYPE groundswell_writes_waiting gauge\ngroundswell_writes_waiting %zu\n"
		    "# TYPE groundswell_in_flight gauge\ngroundswell_in_flight %lld\n", x->server->queue.n,
		    writer_waiting(x->server->writer), (long long)x->server->in_flight);
		answer_text(x, 200, "text/plain; version=0.0.4; charset=utf-8", buf_str(&text));
		return true;
	}
	return false;
}

/* "bytes=100-199" of a file of `size`; false: the range is not satisfiable, or there is none to honour (*ret_len 0). */
static bool
range_read(const char *header, int64_t size, int64_t *ret_from, int64_t *ret_len)
{
	long long from, to;
	int used = 0;

	*ret_len = 0;
	if (!text_starts(header, "bytes=") || strchr(header, ',') != NULL)
		return true;
	header += 6;
	if (*header == '-') {
		if (sscanf(header, "-%lld%n", &to, &used) != 1 || header[used] != '\0')
			return true;
		from = to >= size ? 0 : size - to;
		to = size - 1;
	} else if (sscanf(header, "%lld-%lld%n", &from, &to, &used) == 2 && header[used] == '\0') {
		if (to < from)
			return true;
	} else if (sscanf(header, "%lld-%n", &from, &used) == 1 && used > 0 && header[used] == '\0')
		to = size - 1;
	else
		return true;
	if (from >= size || size == 0)
		return false;
	*ret_from = from;
	*ret_len = (to >= size ? size - 1 : to) - from + 1;
	return true;
}

static struct MHD_Response *
file_response(struct exchange *x, int *status, int64_t *bytes)
{
	const struct request *r = &x->request;
	struct reply *reply = &x->answered.reply;
	struct stat st;
	int64_t from = 0, len = 0;
	int fd = open(reply->file, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || fstat(fd, &st) != 0) {
		if (fd >= 0)
			close(fd);
		*status = 404;
		return empty_response();
	}
	const char *etag = arena_printf(x->arena, "\"%llx-%llx\"", (long long)st.st_mtime, (long long)st.st_size);
	const char *if_range = request_header(r, "if-range");
	bool wants_range = *if_range == '\0' || strcmp(if_range, etag) == 0;
	struct MHD_Response *response;
	if (has_etag(r, etag)) {
		close(fd);
		*status = 304;
		response = empty_response();
	} else if (!range_read(wants_range ? request_header(r, "range") : "", st.st_size, &from, &len)) {
		close(fd);
		*status = 416;
		response = empty_response();
		MHD_add_response_header(response, "Content-Range", arena_printf(x->arena, "bytes */%lld", (long long)st.st_size));
	} else {
		*status = len > 0 ? 206 : 200;
		*bytes = len > 0 ? len : st.st_size;
		response = MHD_create_response_from_fd_at_offset64((uint64_t)*bytes, fd, (uint64_t)from);
		if (len > 0)
			MHD_add_response_header(response, "Content-Range", arena_printf(x->arena, "bytes %lld-%lld/%lld",
			    (long long)from, (long long)(from + len - 1), (long long)st.st_size));
	}
	MHD_add_response_header(response, "ETag", etag);
	MHD_add_response_header(response, "Accept-Ranges", "bytes");
	return response;
}

/* A page has a fresh token in it each time; what has none can be compared. */
static bool
is_same_as_before(struct exchange *x, const char **ret_etag)
{
	struct reply *reply = &x->answered.reply;

	*ret_etag = NULL;
	if (reply->status != 200 || x->request.method == METHOD_POST || reply->type == NULL ||
	    text_starts(reply->type, "text/html"))
		return false;
	*ret_etag = arena_printf(x->arena, "\"%s\"", hash_bytes(x->arena, buf_str(&reply->body), reply->body.len));
	return has_etag(&x->request, *ret_etag);
}

enum MHD_Result
answer_send(struct exchange *x)
{
	struct reply *reply = &x->answered.reply;
	struct MHD_Response *response;
	int status = reply->status;
	int64_t bytes = (int64_t)reply->body.len;
	const char *etag = NULL;

	if (reply->file != NULL)
		response = file_response(x, &status, &bytes);
	else if (is_same_as_before(x, &etag)) {
		status = 304;
		bytes = 0;
		response = empty_response();
	} else if (bytes == 0)
		response = empty_response();
	else {
		response = MHD_create_response_from_buffer(reply->body.len, reply->body.at, MHD_RESPMEM_MUST_FREE);
		reply->body = (struct buf){0};
	}
	if (etag != NULL)
		MHD_add_response_header(response, "ETag", etag);
	if (reply->type != NULL && status != 304)
		MHD_add_response_header(response, "Content-Type", reply->type);
	for (size_t i = 0; i < reply->headers.n; i++)
		MHD_add_response_header(response, reply->headers.at[i].name, reply->headers.at[i].value);
	return queue_response(x, status, response, bytes);
}
