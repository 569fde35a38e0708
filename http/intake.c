/* Reading a request, and refusing what libmicrohttpd lets through. */
#include "http/exchange.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/text.h"
#include "http/decode.h"
#include <arpa/inet.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { BODY_MAX = 256 * 1024, HEADERS_MOST = 100, SUNK_MOST = 1024 * 1024 };

struct heading { struct exchange *x; const char *end; int hosts, lengths, codings; bool bad; };

/* A NUL ends the strings that libmicrohttpd hands over, and what stood behind
 * it is lost; but all of them lie in the one buffer that was read, so a hole
 * between two of them that is wider than a line's end betrays it. */
static bool
hides_something(const char *from, const char *to, int most)
{
	int zeros = 0;

	if (from == NULL || to < from)
		return false;
	for (; from < to; from++)
		if (*from == '\0')
			zeros++;
		else if (strchr(" \t\r\n", *from) == NULL)
			return true;
	return zeros > most;
}

static bool
is_token(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!isalnum((unsigned char)s[i]) && (s[i] == '\0' || strchr("!#$%&'*+-.^_`|~", s[i]) == NULL))
			return false;
	return n > 0;
}

static bool
is_clean_value(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (((unsigned char)s[i] < ' ' && s[i] != '\t') || s[i] == 0x7f)
			return false;
	return text_valid(s, n);
}

static enum MHD_Result
take_header(void *arg, enum MHD_ValueKind kind, const char *key, size_t key_size, const char *value, size_t size)
{
	struct heading *head = arg;
	struct exchange *x = head->x;

	(void)kind;
	if (value == NULL)
		value = "";
	bool hidden = hides_something(head->end, key, 2);
	head->end = value + size;
	if (hidden || !is_token(key, key_size) || !is_clean_value(value, size) || x->request.headers.n >= HEADERS_MOST) {
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

/* A proxy may add a line of its own below the one that the client sent. */
static const char *
last_header(const struct request *r, const char *name)
{
	for (size_t i = r->headers.n; i-- > 0;)
		if (strcmp(r->headers.at[i].name, name) == 0)
			return r->headers.at[i].value;
	return "";
}

static struct lines
forwarded_for(struct exchange *x)
{
	const struct request *r = &x->request;
	struct buf all = { .arena = x->arena };

	for (size_t i = 0; i < r->headers.n; i++)
		if (strcmp(r->headers.at[i].name, "x-forwarded-for") == 0)
			buf_printf(&all, "%s,", r->headers.at[i].value);
	return text_split(x->arena, buf_str(&all), ',');
}

/* Behind a proxy that is trusted: the address nearest to it that is not a trusted proxy itself. */
static void
believe_proxy(struct exchange *x)
{
	struct request *r = &x->request;
	const char *trusted = x->server->config.trusted_proxies, *address;
	struct lines chain = forwarded_for(x);
	const char *host = last_header(r, "x-forwarded-host"), *proto = last_header(r, "x-forwarded-proto");
	const char *id = last_header(r, "x-request-id");

	for (size_t i = chain.n; i-- > 0 && address_in(r->peer, trusted);) {
		if ((address = address_plain(x->arena, chain.at[i])) == NULL)
			break;
		r->peer = address;
	}
	if (*proto != '\0')
		r->secure = strcasecmp(proto, "https") == 0;
	if (is_clean_host(host))
		r->origin = host;
	if (strlen(id) >= 8 && strlen(id) <= 64 && is_token(id, strlen(id)))
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

	if (x->hides_nul || strpbrk(x->uri, " \t#") != NULL)
		return false;
	if (x->uri[path] == '?')
		query = strlen(x->uri + path + 1);
	return decode_path(x->arena, x->uri, path, &r->path) &&
	    (query == 0 || decode_pairs(x->arena, x->uri + path + 1, query, &r->query));
}

/* Behind TLS a cookie of the whole host is named __Host-, so that no other
 * host of the domain can set it, and __Secure- where a district has a part of
 * the host; here it gets its own name back. */
static void
unname_cookies(struct exchange *x)
{
	struct pairs *all = &x->request.cookies;
	const char *prefix = *x->request.base == '\0' ? "__Host-" : "__Secure-";
	size_t n = 0;

	if (!x->request.secure)
		return;
	for (size_t i = 0; i < all->n; i++)
		if (text_starts(all->at[i].name, prefix))
			all->at[n++] = (struct pair){ all->at[i].name + strlen(prefix), all->at[i].value };
	all->n = n;
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
	unname_cookies(x);
}

static bool
is_media(const char *type, const char *wanted)
{
	size_t n = strlen(wanted);

	return strncasecmp(type, wanted, n) == 0 && (type[n] == '\0' || type[n] == ';' || type[n] == ' ');
}

static void
expect_body(struct exchange *x)
{
	struct request *r = &x->request;
	const char *type = request_header(r, "content-type");
	int64_t length = 0;

	x->body_max = r->route != NULL && r->route->body_max > 0 ? r->route->body_max : BODY_MAX;
	if (is_media(type, "multipart/form-data") && r->route != NULL && r->route->takes_files)
		x->refused = uploads_begin(x);
	else if (*type != '\0' && !is_media(type, "application/x-www-form-urlencoded"))
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
	const union MHD_ConnectionInfo *size = MHD_get_connection_info(x->con, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
	if (head.end != NULL && size != NULL && hides_something(head.end, method + size->header_size, 4))
		head.bad = true;
	x->hides_nul = version > x->uri_at && (size_t)(version - x->uri_at) != strlen(x->uri) + 1;
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

/* What is not wanted any more is read for a while, so that the client gets to
 * read our answer; false: it goes on for too long. */
bool
exchange_body(struct exchange *x, const char *data, size_t n)
{
	x->body_size += n;
	if (x->refused == 0 && x->request.method != METHOD_POST)
		x->refused = 400;
	if (x->refused == 0 && x->body_size > x->body_max)
		x->refused = 413;
	if (x->refused != 0) {
		x->sunk += n;
		return x->sunk < SUNK_MOST;
	}
	if (x->parts != NULL)
		x->refused = uploads_take(x, data, n);
	else
		buf_put(&x->body, data, n);
	return true;
}

void
exchange_whole(struct exchange *x)
{
	if (x->parts != NULL) {
		int problem = uploads_end(x);
		if (x->refused == 0)
			x->refused = problem;
	} else if (x->refused == 0 && !decode_pairs(x->arena, buf_str(&x->body), x->body.len, &x->request.form))
		x->refused = 400;
	buf_free(&x->body);
}

void
exchange_free(struct exchange *x)
{
	if (x->parts != NULL)
		uploads_end(x);
	uploads_remove(x);
	buf_free(&x->body);
	buf_free(&x->answered.reply.body);
	arena_free(x->work);
	arena_free(x->arena);
	free(x);
}
