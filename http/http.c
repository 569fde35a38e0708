#include "http/http.h"
#include "base/id.h"
#include "base/text.h"
#include "html/html.h"
#include "http/decode.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { PAGE_FIRST = 16 * 1024 };        /* a page is rarely less, and growing means copying */

const char *
pairs_find(const struct pairs *p, const char *name)
{
	for (size_t i = 0; i < p->n; i++)
		if (strcmp(p->at[i].name, name) == 0)
			return p->at[i].value;
	return NULL;
}

static const char *
or_empty(const char *s)
{
	return s != NULL ? s : "";
}

const char *request_header(const struct request *r, const char *name) { return or_empty(pairs_find(&r->headers, name)); }
const char *request_query(const struct request *r, const char *name)  { return or_empty(pairs_find(&r->query, name)); }
const char *request_cookie(const struct request *r, const char *name) { return or_empty(pairs_find(&r->cookies, name)); }
const char *request_form(const struct request *r, const char *name)   { return or_empty(pairs_find(&r->form, name)); }
const char *request_param(const struct request *r, const char *name)  { return or_empty(pairs_find(&r->params, name)); }

int64_t
request_id(const struct request *r, const char *param)
{
	const char *text = request_param(r, param);
	int64_t id = 0;

	return id_read(text, strlen(text), &id) ? id : 0;
}

struct upload *
request_upload(const struct request *r, const char *field)
{
	for (size_t i = 0; i < r->uploads.n; i++)
		if (text_eq(r->uploads.at[i].field, field))
			return &r->uploads.at[i];
	return NULL;
}

const char *
request_host(const struct request *r)
{
	const char *host = strstr(r->origin, "://");
	size_t n;

	if (host == NULL)
		return "";
	host += 3;
	n = *host == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":");
	return arena_copy(r->arena, host, n);
}

const char *
request_here(const struct request *r)
{
	struct buf out = { .arena = r->arena };
	struct lines parts = text_split(r->arena, r->path + 1, '/');

	for (size_t i = 0; i < parts.n; i++) {
		buf_char(&out, '/');
		encode_percent(&out, parts.at[i]);
	}
	for (size_t i = 0; i < r->query.n; i++) {
		buf_char(&out, i == 0 ? '?' : '&');
		encode_percent(&out, r->query.at[i].name);
		buf_char(&out, '=');
		encode_percent(&out, r->query.at[i].value);
	}
	return out.len > 0 ? buf_str(&out) : "/";
}

bool
upload_read(const struct upload *up, struct buf *into)
{
	FILE *file = fopen(up->path, "rb");
	char block[8192];
	size_t n = 0;

	if (file == NULL)
		return false;
	while ((n = fread(block, 1, sizeof(block), file)) > 0)
		buf_put(into, block, n);
	bool whole = ferror(file) == 0 && !into->full;
	fclose(file);
	return whole;
}

static void
reply_clear(struct request *r)
{
	buf_free(&r->reply.body);
	r->reply.file = NULL;
	r->reply.wants_page = false;
}

struct html *
reply_html(struct request *r, int status)
{
	reply_clear(r);
	r->reply.status = status;
	r->reply.type = "text/html; charset=utf-8";
	r->reply.body.first = PAGE_FIRST;
	r->html = NEW(r->arena, struct html);
	*r->html = (struct html){ .out = &r->reply.body, .arena = r->arena, .lang = r->lang,
	    .base = r->base, .zone = r->zone, .now = r->now };
	return r->html;
}

/* What may not stand in a header's URL as it is; a '%' stays. */
static const char *
url_safe(struct arena *a, const char *s)
{
	struct buf out = { .arena = a };

	for (; *s != '\0'; s++)
		if ((unsigned char)*s <= ' ' || (unsigned char)*s >= 0x7f || strchr("\"<>\\^`{|}", *s) != NULL)
			buf_printf(&out, "%%%02X", (unsigned char)*s);
		else
			buf_char(&out, *s);
	return buf_str(&out);
}

void
reply_see(struct request *r, const char *fmt, ...)
{
	va_list ap;

	reply_clear(r);
	va_start(ap, fmt);
	const char *path = arena_vprintf(r->arena, fmt, ap);
	va_end(ap);
	if (path[0] == '/' && (path[1] == '/' || path[1] == '\\'))
		path = "/";                   /* a browser would read another host's name there */
	r->reply.status = 303;
	r->reply.type = "text/plain; charset=utf-8";
	reply_header(r, "Location", arena_printf(r->arena, "%s%s", path[0] == '/' ? url_safe(r->arena, r->base) : "",
	    url_safe(r->arena, path)));
}

void
reply_bytes(struct request *r, int status, const char *type, const void *bytes, size_t n)
{
	reply_clear(r);
	r->reply.status = status;
	r->reply.type = type;
	buf_put(&r->reply.body, bytes, n);
}

void
reply_file(struct request *r, const char *path, const char *type)
{
	reply_clear(r);
	r->reply.status = 200;
	r->reply.type = type;
	r->reply.file = path;
}

void
reply_header(struct request *r, const char *name, const char *value)
{
	*LIST_ADD(r->arena, &r->reply.headers) = (struct pair){ name, value };
}

void
reply_status(struct request *r, int status)
{
	reply_clear(r);
	r->reply.status = status;
	r->reply.wants_page = true;
}

void
reply_not_found(struct request *r)
{
	reply_status(r, 404);
}

void
reply_cookie(struct request *r, struct cookie c)
{
	struct buf out = { .arena = r->arena };

	buf_printf(&out, "%s%s=%s; Path=%s; SameSite=Lax", !r->secure ? "" : r->base[0] == '\0' ? "__Host-" : "__Secure-", c.name, c.value,
	    r->base[0] != '\0' ? url_safe(r->arena, r->base) : "/");
	if (!c.scripts_may_read)
		buf_text(&out, "; HttpOnly");
	if (r->secure)
		buf_text(&out, "; Secure");
	if (c.seconds != 0)
		buf_printf(&out, "; Max-Age=%lld", (long long)(c.seconds > 0 ? c.seconds : 0));
	reply_header(r, "Set-Cookie", buf_str(&out));
}

void
problem_add(struct request *r, const char *field, const char *what)
{
	*LIST_ADD(r->arena, &r->problems) = (struct problem){ field, what };
}

const char *
problem_of(const struct request *r, const char *field)
{
	for (size_t i = 0; i < r->problems.n; i++)
		if (text_eq(r->problems.at[i].field, field))
			return r->problems.at[i].what;
	return NULL;
}
