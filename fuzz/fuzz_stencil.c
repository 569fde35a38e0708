/* The template compiler: no input ends it, and what it takes it passes on. The
 * literals of its C, one behind the other, are the template's text but for
 * white space. */
#include "tools/stencil.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *, size_t);

static void
put_shown(struct buf *b, char c)
{
	if (!isspace((unsigned char)c))
		buf_char(b, c);
}

static void
text_of_code(struct buf *b, const char *code)
{
	for (const char *p = code; (p = strstr(p, "html_lit(h, \"")) != NULL;) {
		for (p += strlen("html_lit(h, \""); *p != '"'; p++) {
			unsigned ch = (unsigned char)*p;
			if (*p == '\\' && p[1] >= '0' && p[1] <= '7') {
				sscanf(p + 1, "%3o", &ch);
				p += 3;
			} else if (*p == '\\')
				ch = *++p == 'n' ? '\n' : (unsigned char)*p;
			put_shown(b, (char)ch);
		}
	}
}

static const char *
quoted_end(const char *p)
{
	char quote = *p++;

	for (; *p != quote; p++)
		if (*p == '\\')
			p++;
	return p;
}

static void
text_of_template(struct buf *b, const char *p)
{
	while (*p != '\0') {
		if (p[0] != '{' || (p[1] != '{' && p[1] != '!')) {
			put_shown(b, *p++);
			continue;
		}
		char mark = p[1] == '!' ? '!' : '}';
		for (p += 2; p[0] != mark || p[1] != '}'; p++)
			if (mark == '}' && (*p == '"' || *p == '\''))
				p = quoted_end(p);
		while (mark == '}' && p[2] == '}')
			p++;
		p += 2;
	}
}

int
LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n)
{
	struct stencil s = {0};
	struct buf given = {0}, kept = {0};
	char *src = strndup((const char *)bytes, n);

	/* C that a template holds is copied; it may not look like our own. */
	if (strstr(src, "html_lit") != NULL) {
		free(src);
		return -1;
	}
	if (stencil_compile(&s, "f\"\\.html", src)) {
		text_of_template(&given, src);
		text_of_code(&kept, buf_str(&s.code));
		if (strcmp(buf_str(&given), buf_str(&kept)) != 0) {
			fprintf(stderr, "given: %s\nkept:  %s\n", given.at, kept.at);
			abort();
		}
	} else if (s.problem[0] == '\0' || s.line < 1)
		abort();
	stencil_free(&s);
	buf_free(&given);
	buf_free(&kept);
	free(src);
	return 0;
}
