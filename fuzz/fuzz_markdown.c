/* Markdown: whatever is typed, only these tags and attributes come out, well
 * nested, and every link leads where a link may. */
#include "base/arena.h"
#include "html/markdown.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *, size_t);

enum { DEPTH = 100000 };
static unsigned char open_tags[DEPTH];

static const char *const tags[] = { "p", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code", "em",
	"strong", "a", "br", "hr" };

static _Noreturn void
stop(const char *why, const char *at)
{
	fprintf(stderr, "%s: %.200s\n", why, at);
	abort();
}

static unsigned char
tag_number(const char *name, size_t n)
{
	for (unsigned char i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
		if (strlen(tags[i]) == n && memcmp(tags[i], name, n) == 0)
			return i;
	stop("a tag", name);
}

static void
check_link(const char *url)
{
	static const char *const starts[] = { "/", "http://", "https://", "mailto:" };
	bool good = false;

	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		good = good || strncasecmp(url, starts[i], strlen(starts[i])) == 0;
	if (!good || (url[0] == '/' && url[1] == '/'))
		stop("a link", url);
}

/* The attributes of a tag, up to its ">". */
static const char *
check_attributes(const char *tag, const char *p)
{
	while (strncmp(p, " ", 1) == 0 && strncmp(p, " />", 3) != 0) {
		const char *name = p + 1, *value = strstr(name, "=\"");
		bool known = value != NULL && ((strcmp(tag, "a") == 0 &&
		    (strncmp(name, "href=", 5) == 0 || strncmp(name, "rel=", 4) == 0)) ||
		    (strcmp(tag, "ol") == 0 && strncmp(name, "start=", 6) == 0) ||
		    (strcmp(tag, "code") == 0 && strncmp(name, "class=", 6) == 0));
		if (!known)
			stop("an attribute", p);
		value += 2;
		if (strncmp(name, "href=", 5) == 0)
			check_link(value);
		p = value + strcspn(value, "\"<>");
		if (*p++ != '"')
			stop("a value", name);
	}
	if (strncmp(p, " />", 3) == 0)
		p += 2;
	if (*p != '>')
		stop("a tag's end", p);
	return p + 1;
}

static void
check(const char *p)
{
	size_t depth = 0;

	while ((p = strchr(p, '<')) != NULL) {
		bool ends = p[1] == '/';
		const char *name = p + 1 + ends;
		size_t n = strcspn(name, " >");
		unsigned char tag = tag_number(name, n);
		if (ends && (depth == 0 || open_tags[--depth] != tag))
			stop("not nested", p);
		p = ends ? name + n + 1 : check_attributes(tags[tag], name + n);
		if (!ends && p[-2] != '/' && depth < DEPTH)
			open_tags[depth++] = tag;
	}
	if (depth != 0)
		stop("not closed", tags[open_tags[depth - 1]]);
}

int
LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n)
{
	struct arena *a = arena_new();

	check(markdown(a, arena_copy(a, bytes, n)).html);
	arena_free(a);
	return 0;
}
