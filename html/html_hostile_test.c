/* Templates run with hostile values.  A strict reader of the page, which
 * shares nothing with the compiler, must find the same tags and attributes as
 * with a harmless value, each holding what was put in. */
#include "html/hostile_page_test.html.h"
#include "base/arena.h"
#include "tests/test.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static const char *const hostile[] = {
	"\"><script>alert(1)</script>", "'><script>alert(1)</script>", "</script><script>alert(1)</script>",
	"</title><script>alert(1)</script>", "</textarea><script>alert(1)</script>", "<!--", "-->", "]]>",
	"<img src=x onerror=alert(1)>", "\" onmouseover=\"alert(1)", "' onmouseover='alert(1)", "` onload=`x",
	" onload=x", "&quot; onload=x", "&#34;", "&lt;script&gt;", "&", "&amp", "\\\" onload=x", "{{ x }}", "%s%n",
	"javascript:alert(1)", "JaVaScRiPt:alert(1)", "\tjavascript:alert(1)", "java\nscript:alert(1)",
	"\001javascript:alert(1)", " javascript:alert(1)", "javascript&colon;alert(1)", "javascript%3Aalert(1)",
	"vbscript:x", "data:text/html,<script>alert(1)</script>", "//evil.example", "/\\evil.example", "\\\\evil.example",
	"/\t/evil.example", "///evil.example", "https:evil.example", "https://a.example/\"><b>", "..", ".", "../..",
	"a b", "a?b#c&d=e", "\302\240", "ñandú", "<\xe2\x80\xa8>", "feed:javascript:alert(1)", "/", "",
};

struct reader {
	const char *p;
	char *shape;            /* out: names of tags and attributes */
	const char *value;      /* what was put in */
	struct arena *arena;
};

static const char *
decode(struct arena *a, const char *s, size_t n)
{
	static const struct { const char *entity; char c; } known[] = {
		{ "&lt;", '<' }, { "&gt;", '>' }, { "&amp;", '&' }, { "&#34;", '"' }, { "&#39;", '\'' } };
	struct buf out = { .arena = a };

	for (const char *end = s + n; s < end;) {
		size_t i = 0;
		if (*s != '&') {
			buf_char(&out, *s++);
			continue;
		}
		while (i < 5 && strncmp(s, known[i].entity, strlen(known[i].entity)) != 0)
			i++;
		if (i == 5)
			fail_msg("a bare & in %.40s", s);
		buf_char(&out, known[i].c);
		s += strlen(known[i].entity);
	}
	return arena_text(a, buf_str(&out));
}

static bool
is_url_name(const char *name)
{
	static const char *const urls[] = { "href", "ping", "action", "formaction", "src", "cite", "data", "poster",
	    "xlink:href" };

	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++)
		if (strcmp(urls[i], name) == 0)
			return true;
	return false;
}

/* As a browser reads it: control characters and spaces off, then a scheme or not. */
static void
check_url(const char *url)
{
	char bare[512];
	size_t n = 0;

	for (const char *p = url; *p != '\0'; p++) {
		assert_true((unsigned char)*p > ' ');
		assert_true(*p != '\\');
		bare[n++] = (char)tolower((unsigned char)*p);
	}
	bare[n] = '\0';
	assert_false(bare[0] == '/' && bare[1] == '/');
	size_t head = strcspn(bare, ":/?#");
	if (bare[head] == ':' && strncmp(bare, "http:", 5) != 0 && strncmp(bare, "https:", 6) != 0 &&
	    strncmp(bare, "mailto:", 7) != 0 && strncmp(bare, "tel:", 4) != 0)
		fail_msg("leads to %s", url);
	assert_null(strstr(bare, "/../"));
}

static void
read_attribute(struct reader *r)
{
	const char *name = r->p;
	size_t n = strcspn(name, "= >/");

	strncat(r->shape, name, n);
	strcat(r->shape, " ");
	r->p += n;
	if (*r->p != '=')
		return;
	char quote = *++r->p;
	assert_true(quote == '"' || quote == '\'');
	const char *end = strchr(++r->p, quote), *word = arena_copy(r->arena, name, n);
	assert_non_null(end);
	assert_null(memchr(r->p, '<', (size_t)(end - r->p)));
	const char *value = decode(r->arena, r->p, (size_t)(end - r->p));
	if (is_url_name(word))
		check_url(value);
	else if (strcmp(word, "title") == 0 || strcmp(word, "content") == 0 || strcmp(word, "alt") == 0)
		assert_string_equal(value, r->value);
	r->p = end + 1;
}

/* Text up to `end`, which must hold what was put in when it holds an entity. */
static void
read_text(struct reader *r, const char *end)
{
	const char *at = strcasestr(r->p, end);

	if (at == NULL)
		at = r->p + strlen(r->p);
	decode(r->arena, r->p, (size_t)(at - r->p));
	r->p = at;
}

static void
read_tag(struct reader *r)
{
	const char *name = ++r->p;
	size_t n = strcspn(name, name[0] == '/' ? ">" : " >/");
	char end[32];

	strncat(r->shape, name, n);
	strcat(r->shape, "(");
	for (r->p += n; *r->p != '>';) {
		assert_true(*r->p == ' ' || *r->p == '/');
		while (*r->p == ' ' || *r->p == '/')
			r->p++;
		if (*r->p != '>')
			read_attribute(r);
	}
	r->p++;
	strcat(r->shape, ")");
	snprintf(end, sizeof(end), "</%.*s", (int)n, name);
	if (strncmp(name, "script", 6) == 0) {
		const char *at = strcasestr(r->p, end);
		assert_null(memchr(r->p, '<', (size_t)(at - r->p)));
		r->p = at;
	} else if (strncmp(name, "title", 5) == 0 || strncmp(name, "textarea", 8) == 0)
		read_text(r, end);
}

static const char *
shape_of(struct arena *a, const char *page, const char *value)
{
	struct reader r = { .p = page, .shape = arena_alloc(a, 1, 4096), .value = value, .arena = a };

	while (*r.p != '\0')
		if (*r.p == '<')
			read_tag(&r);
		else
			read_text(&r, "<");
	return r.shape;
}

static const char *
page_at(struct arena *a, const char *base, const char *x)
{
	static const char json[] = "{\"a\":\"</script><!--<script>\"}";
	struct buf *out = NEW(a, struct buf);
	struct html h = { .out = out, .arena = a, .base = base, .lang = LANG_EN };

	out->arena = a;
	hostile_page(&h, x, (struct json_text){ json });
	return buf_str(out);
}

static const char *
page_with(struct arena *a, const char *x)
{
	return page_at(a, "/lincoln", x);
}

TEST(html_keeps_its_shape_under_hostile_values)
{
	struct arena *a = arena_new();
	const char *plain = shape_of(a, page_with(a, "a"), "a"), *quoted = shape_of(a, page_with(a, "\""), "\"");

	assert_non_null(strstr(plain, "div(title class data-x )"));
	for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
		const char *want = hostile[i][0] == '"' ? quoted : plain;
		assert_string_equal(shape_of(a, page_with(a, hostile[i]), hostile[i]), want);
		assert_string_equal(shape_of(a, page_at(a, "", hostile[i]), hostile[i]), want);
	}
	arena_free(a);
}

TEST(html_writes_parts_of_urls_percent_encoded)
{
	struct arena *a = arena_new();
	const char *page = page_with(a, "a/b&ñ ..");

	assert_non_null(strstr(page, "<a href=\"/lincoln/people/a%2Fb%26%C3%B1%20../edit?q=a%2Fb%26%C3%B1%20..&amp;p="));
	assert_non_null(strstr(page_with(a, ".."), "/people/%252E./edit?q=.."));
	assert_non_null(strstr(page_with(a, "/a"), "<form action=\"/lincoln/a\">"));
	assert_non_null(strstr(page_with(a, "/static/a.css"), "<img src=\"/static/a.css\""));
	assert_non_null(strstr(page_with(a, "https://a.example/"), "<form action=\"https://a.example/\">"));
	arena_free(a);
}
