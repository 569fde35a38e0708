#include "html/html.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/id.h"
#include <ctype.h>
#include <stdarg.h>
#include <string.h>
#include <strings.h>

void
html_lit(struct html *h, const char *s, size_t n)
{
	buf_put(h->out, s, n);
}

/* What HTML gives a meaning to; everything between two of them goes out whole. */
static void
put_entity(struct buf *out, char c)
{
	switch (c) {
	case '<':  buf_put(out, "&lt;", 4); break;
	case '>':  buf_put(out, "&gt;", 4); break;
	case '&':  buf_put(out, "&amp;", 5); break;
	case '"':  buf_put(out, "&#34;", 5); break;
	case '\'': buf_put(out, "&#39;", 5); break;
	default:   break;
	}
}

void
html_text(struct html *h, const char *s)
{
	while (s != NULL && *s != '\0') {
		size_t n = strcspn(s, "<>&\"'");        /* sixteen at a time */
		buf_put(h->out, s, n);
		s += n;
		if (*s != '\0')
			put_entity(h->out, *s++);
	}
}

void html_i64(struct html *h, int64_t v)             { buf_i64(h->out, v); }
void html_markup(struct html *h, struct markup m)    { html_lit(h, m.html, strlen(m.html)); }
void html_bool(struct html *h, bool b)               { html_text(h, b ? "true" : "false"); }
void html_base(struct html *h)                       { html_text(h, h->base); }

void
html_id(struct html *h, struct id id)
{
	char text[ID_TEXT];

	id_write(text, id.id);
	html_lit(h, text, ID_TEXT - 1);
}

void
html_moment(struct html *h, struct moment m)
{
	html_lit(h, "<time datetime=\"", 16);
	html_text(h, time_iso(h->arena, m.at));
	html_lit(h, "\">", 2);
	html_text(h, date_said(h->arena, h->lang, h->zone, m.at, h->now));
	html_lit(h, "</time>", 7);
}

/* Browsers drop control characters and leading spaces before they look for a
 * scheme (WHATWG URL §4.4), so a URL that has any is refused. */
static bool
is_safe_url(const char *s)
{
	static const char *const schemes[] = { "https:", "http:", "mailto:", "tel:" };

	for (const char *p = s; *p != '\0'; p++)
		if ((unsigned char)*p <= ' ' || *p == '\\' || *p == 0x7f)
			return false;
	if (s[0] == '/' && s[1] == '/')
		return false;
	size_t head = strcspn(s, ":/?#");
	if (s[head] != ':')
		return true;
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (strncasecmp(s, schemes[i], strlen(schemes[i])) == 0)
			return true;
	return false;
}

void
html_url(struct html *h, const char *s)
{
	if (s == NULL || !is_safe_url(s)) {
		html_lit(h, "#blocked", 8);
		return;
	}
	if (s[0] == '/' && strncmp(s, "/static/", 8) != 0)
		html_base(h);
	html_text(h, s);
}

void
html_url_part(struct html *h, const char *s)
{
	static const char hex[] = "0123456789ABCDEF";

	/* A browser takes ".." and "%2E%2E" alike for a step up (WHATWG URL §4.4). */
	if (s != NULL && h->out->len > 0 && h->out->at[h->out->len - 1] == '/' &&
	    (strcmp(s, ".") == 0 || strcmp(s, "..") == 0)) {
		buf_text(h->out, "%252E");
		s++;
	}
	for (; s != NULL && *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;
		if (isalnum(c) || strchr("-._~", c) != NULL)
			buf_char(h->out, (char)c);
		else {
			char code[3] = { '%', hex[c >> 4], hex[c & 15] };
			buf_put(h->out, code, 3);
		}
	}
}

void html_url_part_i64(struct html *h, int64_t v)      { buf_i64(h->out, v); }
void html_url_part_id(struct html *h, struct id id)    { html_id(h, id); }

/* Words with plain values, "%s" and "%d", go out piece by piece; what is more
 * than that, such as values in another order, is printed first. */
static void
put_said(struct html *h, const char *said, va_list ap)
{
	const char *p = said;
	struct buf *out = h->out;
	size_t before = out->len;
	va_list again;

	va_copy(again, ap);
	while (*p != '\0') {
		size_t n = strcspn(p, "%<>&\"'");
		buf_put(out, p, n);
		p += n;
		if (p[0] != '%')
			put_entity(out, *p);
		else if (p[1] == 'd')
			buf_i64(out, va_arg(ap, int));
		else if (p[1] == 's')
			html_text(h, va_arg(ap, const char *));
		else {
			out->len = before;
			html_text(h, arena_vprintf(h->arena, said, again));
			break;
		}
		p += *p == '%' ? 2 : *p != '\0';
	}
	va_end(again);
}

void
html_say(struct html *h, const char *english, ...)
{
	va_list ap;

	va_start(ap, english);
	put_said(h, say(h->lang, english), ap);
	va_end(ap);
}

void
html_say_n(struct html *h, const char *one, const char *many, int n, ...)
{
	va_list ap;

	va_start(ap, n);
	put_said(h, say_n(h->lang, one, many, n), ap);
	va_end(ap);
}

void
html_json(struct html *h, struct json_text j)
{
	for (const char *s = j.json, *next; *s != '\0'; s = next) {
		if (*s == '<') {
			html_lit(h, "\\u003c", 6);
			next = s + 1;
			continue;
		}
		next = strchrnul(s, '<');
		html_lit(h, s, (size_t)(next - s));
	}
}
