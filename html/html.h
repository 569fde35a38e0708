/* HTML output.  Everything is escaped for the place where it stands, unless
 * its type is struct markup, which only html/markdown makes.
 *
 * Templates (`.html`, see tools/stencil.c) are compiled to C functions that
 * take a `struct html *h` first and call what stands here; hand-written code
 * seldom does. */
#ifndef HTML_HTML_H
#define HTML_HTML_H
#include "base/buf.h"
#include "base/say.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct zone;

struct html {
	struct buf *out;
	struct arena *arena;
	enum lang lang;
	const char *base;            /* what local links start with: "" or "/lincoln" */
	const struct zone *zone;     /* the district's; NULL: UTC */
	int64_t now;
};

struct markup { const char *html; };            /* safe HTML; made only by html/markdown.c */
struct id { int64_t id; };                      /* {{ (struct id){ p->id } }}: written as id_text does */
struct moment { int64_t at; };                  /* in text: <time datetime="…">as people say it</time> */

void html_lit(struct html *, const char *, size_t);
void html_text(struct html *, const char *);            /* NULL writes nothing */
void html_i64(struct html *, int64_t);
void html_markup(struct html *, struct markup);
void html_id(struct html *, struct id);
void html_moment(struct html *, struct moment);
void html_bool(struct html *, bool);                    /* "true" / "false" */

/* Attributes that hold a URL.  A value at its start may be only http, https,
 * mailto, tel or relative, else "#blocked" is written; a local path ("/…") gets
 * h->base in front.  A value after the start is percent-encoded (RFC 3986 §2). */
void html_url(struct html *, const char *);
void html_url_part(struct html *, const char *);
void html_url_part_i64(struct html *, int64_t);
void html_url_part_id(struct html *, struct id);
void html_base(struct html *);                          /* put before a literal "/…" in a URL attribute */

/* A sentence in h->lang, its values put in and the whole escaped. */
void html_say(struct html *, const char *english, ...) __attribute__((format(printf, 2, 3)));
/* The same by number; n comes again as the first value, `%d`. */
void html_say_n(struct html *, const char *one, const char *many, int n, ...)
    __attribute__((format(printf, 2, 5), format(printf, 3, 5)));

/* The only way data reaches a script: a JSON text, `<` as \u003c, inside
 * <script type="application/json">. */
struct json_text { const char *json; };
void html_json(struct html *, struct json_text);

#define html_put(h, x) _Generic((x), int: html_i64, long: html_i64, long long: html_i64, \
    unsigned: html_i64, unsigned long: html_i64, bool: html_bool, \
    char *: html_text, const char *: html_text, struct markup: html_markup, \
    struct id: html_id, struct moment: html_moment)((h), (x))
/* In attributes and <title>: no markup. */
#define html_put_plain(h, x) _Generic((x), int: html_i64, long: html_i64, long long: html_i64, \
    unsigned: html_i64, unsigned long: html_i64, bool: html_bool, \
    char *: html_text, const char *: html_text, struct id: html_id)((h), (x))
#define html_put_part(h, x) _Generic((x), int: html_url_part_i64, long: html_url_part_i64, \
    long long: html_url_part_i64, unsigned: html_url_part_i64, unsigned long: html_url_part_i64, char *: html_url_part, \
    const char *: html_url_part, struct id: html_url_part_id)((h), (x))
#endif
