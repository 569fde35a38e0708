#include "tools/stencil.h"
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Where in the HTML are we? */
enum place { TEXT, TAG, END_TAG, ATTR_NAME, ATTR_EQ, ATTR_VALUE, RAW, DATA, RCDATA, COMMENT };

enum { NAME = 64, DEPTH = 48 };

struct branch { enum place start, first; char quote; bool is_loop, seen_else, has_first; };

struct compile {
	struct stencil *out;
	const char *file;
	int line;
	enum place at;
	char tag[NAME], attr[NAME], quote;
	bool value_begun;                   /* something of the attribute's value was written */
	bool local_url;                     /* the value began with a literal "/" */
	bool type_is_json;                  /* of the <script> being opened */
	char value[NAME];                   /* the literal part of the attribute's value so far */
	char tail[12];                      /* the last bytes, to see "-->" and "</script" */
	bool in_define, keep_space;         /* inside pre or textarea */
	struct branch branches[DEPTH];
	int depth;
	jmp_buf failed;
};

static _Noreturn void __attribute__((format(printf, 2, 3)))
die(struct compile *c, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(c->out->problem, sizeof(c->out->problem), fmt, ap);
	va_end(ap);
	c->out->line = c->line;
	longjmp(c->failed, 1);
}

static void
append(char *word, char ch)
{
	size_t n = strlen(word);

	if (n + 1 < NAME) {
		word[n] = ch;
		word[n + 1] = '\0';
	}
}

static bool
is_one_of(const char *word, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcasecmp(word, *list) == 0)
			return true;
	return false;
}

static bool
is_url_attribute(const char *attr)
{
	static const char *const urls[] = { "href", "src", "action", "formaction", "ping", "data",
	    "xlink:href", "poster", "cite", "background", "manifest", "data-autosave", "data-url",
	    "hx-get", "hx-post", "hx-put", "hx-delete", NULL };

	return is_one_of(attr, urls);
}

static bool
is_refused_attribute(const char *attr)
{
	static const char *const refused[] = { "style", "srcdoc", "srcset", "imagesrcset", "http-equiv", NULL };

	return strncasecmp(attr, "on", 2) == 0 || is_one_of(attr, refused) || strncasecmp(attr, "hx-on", 5) == 0 ||
	    strcasecmp(attr, "hx-vals") == 0 || strcasecmp(attr, "hx-headers") == 0;
}

static enum place
place_after_tag(struct compile *c)
{
	static const char *const rcdata[] = { "title", "textarea", NULL };

	if (strcasecmp(c->tag, "style") == 0)
		return RAW;
	if (strcasecmp(c->tag, "script") == 0)
		return c->type_is_json ? DATA : RAW;
	if (strcasecmp(c->tag, "pre") == 0 || strcasecmp(c->tag, "textarea") == 0)
		c->keep_space = true;
	return is_one_of(c->tag, rcdata) ? RCDATA : TEXT;
}

static bool
tail_is(struct compile *c, const char *end)
{
	size_t n = strlen(end), have = strlen(c->tail);

	return have >= n && strcasecmp(c->tail + have - n, end) == 0;
}

static void
attr_ends(struct compile *c)
{
	if (strcasecmp(c->tag, "script") == 0 && strcasecmp(c->attr, "type") == 0)
		c->type_is_json = strcasecmp(c->value, "application/json") == 0;
	c->attr[0] = c->value[0] = '\0';
	c->value_begun = c->local_url = false;
}

static void
follow_tag(struct compile *c, char ch)
{
	bool space = isspace((unsigned char)ch) || ch == '/';

	switch (c->at) {
	case TAG:
		if (strcmp(c->tag, "!-") == 0 && ch == '-') {
			c->at = COMMENT;
			return;
		}
		if (ch == '/' && c->tag[0] == '\0') {
			c->at = END_TAG;
			return;
		}
		break;
	case END_TAG:
		if (ch == '>') {
			if (strcasecmp(c->tag, "pre") == 0)
				c->keep_space = false;
			c->at = TEXT;
		} else
			append(c->tag, ch);
		return;
	case ATTR_NAME:
		if (ch == '=') {
			c->at = ATTR_EQ;
			return;
		}
		if (!space && ch != '>') {
			append(c->attr, ch);
			return;
		}
		break;
	case TEXT: case ATTR_EQ: case ATTR_VALUE: case RAW: case DATA: case RCDATA: case COMMENT:
		return;
	}
	if (ch == '>') {
		c->at = place_after_tag(c);
		c->attr[0] = '\0';
	} else if (space) {
		c->at = ATTR_NAME;
		c->attr[0] = '\0';
	} else
		append(c->tag, ch);
}

/* One byte of literal HTML. */
static void
follow(struct compile *c, char ch)
{
	size_t n = strlen(c->tail);
	static const char *const ends[] = { "</script", "</style", NULL };

	if (n + 1 == sizeof(c->tail))
		memmove(c->tail, c->tail + 1, n--);
	c->tail[n] = ch;
	c->tail[n + 1] = '\0';
	switch (c->at) {
	case TEXT:
		if (ch == '<') {
			c->at = TAG;
			c->tag[0] = c->attr[0] = '\0';
			c->type_is_json = false;
		}
		break;
	case TAG: case END_TAG: case ATTR_NAME:
		follow_tag(c, ch);
		break;
	case ATTR_EQ:
		if (ch == '"' || ch == '\'') {
			c->at = ATTR_VALUE;
			c->quote = ch;
			c->value_begun = c->local_url = false;
			c->value[0] = '\0';
		} else if (ch == '>')
			die(c, "%s= has no value: write it in quotes", c->attr);
		else if (!isspace((unsigned char)ch))
			die(c, "write the value of %s= in quotes", c->attr);
		break;
	case ATTR_VALUE:
		if (ch == c->quote) {
			attr_ends(c);
			c->at = ATTR_NAME;
			break;
		}
		c->value_begun = true;
		append(c->value, ch);
		break;
	case RAW: case DATA:
		for (const char *const *end = ends; *end != NULL; end++)
			if (tail_is(c, *end)) {
				c->at = END_TAG;
				c->tag[0] = '\0';
			}
		break;
	case RCDATA:
		if (tail_is(c, "</title") || tail_is(c, "</textarea")) {
			c->at = END_TAG;
			c->tag[0] = '\0';
			c->keep_space = false;
		}
		break;
	case COMMENT:
		if (tail_is(c, "-->"))
			c->at = TEXT;
		break;
	}
}

/* The function that writes a value here, or death. */
static const char *
escaper(struct compile *c)
{
	switch (c->at) {
	case TEXT: case RCDATA:
		return "html_put";
	case DATA:
		return "html_json";
	case ATTR_VALUE:
		if (is_refused_attribute(c->attr))
			die(c, "no value may stand in %s=", c->attr);
		if (strcasecmp(c->tag, "meta") == 0 && strcasecmp(c->attr, "content") == 0 && c->value_begun)
			die(c, "in <meta content=> a value must stand alone");
		if (!is_url_attribute(c->attr))
			return "html_put";
		if (strchr(c->value, ':') == NULL && c->value_begun && strpbrk(c->value, "/?#") == NULL)
			die(c, "a literal before the value in %s= must show where it leads: begin with / or #", c->attr);
		return c->value_begun ? "html_put_part" : "html_url";
	case TAG: case END_TAG: case ATTR_NAME:
		die(c, "a value may not be the name of a tag or attribute");
	case ATTR_EQ:
		die(c, "put the value of %s= in quotes", c->attr);
	case RAW:
		die(c, "a value may not stand in <script> or <style>");
	case COMMENT:
		die(c, "a value may not stand in a comment");
	}
	die(c, "a value may not stand here");
}

static void
branch_open(struct compile *c, bool is_loop)
{
	if (!c->in_define)
		die(c, "this stands outside a define");
	if (c->depth + 1 >= DEPTH)
		die(c, "nested too deep: make a template of the inner part");
	c->branches[++c->depth] = (struct branch){ .start = c->at, .quote = c->quote, .is_loop = is_loop };
}

static void
branch_else(struct compile *c)
{
	struct branch *b = &c->branches[c->depth];

	if (c->depth < 2 || b->is_loop || b->seen_else)
		die(c, "else without if");
	if (b->has_first && b->first != c->at)
		die(c, "the branches end in different places of the HTML");
	b->first = c->at;
	b->has_first = true;
	c->at = b->start;
}

static void
branch_close(struct compile *c)
{
	struct branch *b = &c->branches[c->depth--];
	enum place want = b->seen_else ? b->first : b->start;

	if (c->at != want || (b->has_first && b->first != b->start && !b->seen_else))
		die(c, "the branches end in different places of the HTML");
}

static void
sync_line(struct compile *c)
{
	buf_printf(&c->out->code, "#line %d \"%s\"\n", c->line, c->file);
}

static void
put_literal(struct compile *c, const char *s, size_t n)
{
	if (n == 0)
		return;
	buf_text(&c->out->code, "html_lit(h, \"");
	for (size_t i = 0; i < n; i++) {
		unsigned char ch = (unsigned char)s[i];
		if (ch == '"' || ch == '\\')
			buf_printf(&c->out->code, "\\%c", ch);
		else if (ch == '\n')
			buf_text(&c->out->code, "\\n");
		else if (ch < ' ' || ch == 0x7f || ch == '?')
			buf_printf(&c->out->code, "\\%03o", ch);
		else
			buf_char(&c->out->code, (char)ch);
	}
	buf_printf(&c->out->code, "\", %zu);\n", n);
}

/* Between tags white space with a newline in it vanishes next to a tag and is
 * one space next to words; inside pre and textarea it stays. */
static void
literal(struct compile *c, const char *s, const char *end)
{
	struct buf text = {0};

	if (!c->in_define) {
		for (; s < end; s++)
			if (!isspace((unsigned char)*s))
				die(c, "text stands outside a define");
		return;
	}
	for (const char *p = s; p < end; p++) {
		if (!isspace((unsigned char)*p) || c->keep_space || c->at == ATTR_VALUE || c->at == COMMENT) {
			bool url_begins = c->at == ATTR_VALUE && !c->value_begun && *p == '/' && p[1] != '/' &&
			    is_url_attribute(c->attr);
			if (url_begins) {
				put_literal(c, buf_str(&text), text.len);
				buf_clear(&text);
				buf_text(&c->out->code, "html_base(h);\n");
			}
			follow(c, *p);
			buf_char(&text, *p);
			continue;
		}
		const char *run = p;
		while (p + 1 < end && isspace((unsigned char)p[1]))
			p++;
		bool newline = memchr(run, '\n', (size_t)(p - run) + 1) != NULL;
		bool after_tag = run > s ? run[-1] == '>' : false, before_tag = p + 1 < end && p[1] == '<';
		bool at_edge = (run == s || p + 1 == end) && newline;
		if (c->at == TEXT && newline && (after_tag || before_tag || at_edge))
			continue;
		follow(c, ' ');
		buf_char(&text, ' ');
	}
	put_literal(c, buf_str(&text), text.len);
	buf_free(&text);
}

static bool
word(const char **p, const char *w)
{
	size_t n = strlen(w);

	if (strncmp(*p, w, n) != 0 || isalnum((unsigned char)(*p)[n]) || (*p)[n] == '_')
		return false;
	for (*p += n; isspace((unsigned char)**p); (*p)++)
		;
	return true;
}

/* The end of the C string that starts here; NULL: it does not end. */
static const char *
string_end(const char *p)
{
	if (*p != '"')
		return NULL;
	for (p++; *p != '\0' && *p != '"'; p++)
		if (*p == '\\' && p[1] != '\0')
			p++;
	return *p == '"' ? p + 1 : NULL;
}

static void
sentence(struct compile *c, const char *p)
{
	const char *end = string_end(p);

	if (end == NULL)
		die(c, "a sentence stands in double quotes: {{ t \"Share\" }}");
	if (strcmp(escaper(c), "html_put") != 0)
		die(c, "a sentence may stand only in text or a plain attribute");
	buf_printf(&c->out->code, "html_say(h, %s);\n", p);
}

/* How long the first of some C expressions is, up to its comma. */
static size_t
count_length(const char *p)
{
	int deep = 0;
	const char *from = p;

	for (; *p != '\0' && (deep > 0 || *p != ','); p++)
		deep += strchr("([{", *p) != NULL ? 1 : strchr(")]}", *p) != NULL ? -1 : 0;
	return (size_t)(p - from);
}

static void
sentence_n(struct compile *c, const char *p)
{
	const char *one = string_end(p), *many = one;

	while (many != NULL && isspace((unsigned char)*many))
		many++;
	const char *rest = many == NULL ? NULL : string_end(many);
	if (one == NULL || rest == NULL)
		die(c, "say both forms: {{ n \"%%d try\" \"%%d tries\" count }}");
	if (strcmp(escaper(c), "html_put") != 0)
		die(c, "a sentence may stand only in text or a plain attribute");
	while (isspace((unsigned char)*rest))
		rest++;
	/* The number chooses the form and is the sentence's first value. */
	int count = (int)count_length(rest);
	buf_printf(&c->out->code, "html_say_n(h, %.*s, %.*s, (int)(%.*s), (int)(%.*s)%s);\n", (int)(one - p), p,
	    (int)(string_end(many) - many), many, count, rest, count, rest, rest + count);
}

static void
define(struct compile *c, const char *p)
{
	if (c->in_define)
		die(c, "define inside a define");
	if (strstr(p, "struct html *h") == NULL)
		die(c, "a template takes `struct html *h` first");
	buf_printf(&c->out->header, "void %s;\n", p);
	buf_printf(&c->out->code, "void\n%s\n{\n", p);
	c->in_define = true;
	c->depth = 1;
	c->at = TEXT;
	c->keep_space = false;
}

static void
end(struct compile *c)
{
	if (c->depth == 0)
		die(c, "end without a beginning");
	if (c->depth > 1)
		branch_close(c);
	else if (c->at != TEXT)
		die(c, "the template ends inside a tag");
	else {
		c->depth = 0;
		c->in_define = false;
	}
	buf_text(&c->out->code, "}\n");
}

static void
else_(struct compile *c, const char *p)
{
	branch_else(c);
	if (word(&p, "if")) {
		buf_printf(&c->out->code, "} else if (%s) {\n", p);
		return;
	}
	if (*p != '\0')
		die(c, "else takes nothing, or `if`");
	c->branches[c->depth].seen_else = true;
	buf_text(&c->out->code, "} else {\n");
}

static void
directive(struct compile *c, const char *p)
{
	struct buf *code = &c->out->code;

	sync_line(c);
	if (word(&p, "define")) {
		define(c, p);
		return;
	}
	if (!c->in_define)
		die(c, "this stands outside a define");
	if (word(&p, "end"))
		end(c);
	else if (word(&p, "if")) {
		branch_open(c, false);
		buf_printf(code, "if (%s) {\n", p);
	} else if (word(&p, "else"))
		else_(c, p);
	else if (word(&p, "for")) {
		branch_open(c, true);
		buf_printf(code, "for (%s) {\n", p);
	} else if (word(&p, "let"))
		buf_printf(code, "%s;\n", p);
	else if (word(&p, "render")) {
		if (c->at != TEXT && c->at != ATTR_NAME)
			die(c, "another template may stand only between tags");
		buf_printf(code, "%s;\n", p);
	} else if (word(&p, "t"))
		sentence(c, p);
	else if (word(&p, "n"))
		sentence_n(c, p);
	else if (*p == '\0')
		die(c, "nothing between {{ and }}");
	else {
		const char *put = escaper(c);
		buf_printf(code, "%s(h, %s);\n", put, p);
		if (c->at == ATTR_VALUE) {
			c->value_begun = true;
			append(c->value, '/');
		}
	}
}

static void
count_lines(struct compile *c, const char *from, const char *to)
{
	for (; from < to; from++)
		c->line += *from == '\n';
}

/* The end of a directive: the first }} or !} outside a C string. */
static const char *
directive_end(const char *p, bool is_code)
{
	for (; *p != '\0'; p++) {
		if (!is_code && *p == '"') {
			const char *after = string_end(p);
			if (after == NULL)
				return NULL;
			p = after - 1;
		} else if (p[0] == (is_code ? '!' : '}') && p[1] == '}')
			return p;
	}
	return NULL;
}

static void
compile(struct compile *c, const char *p)
{
	struct buf inside = {0};

	while (*p != '\0') {
		const char *open = p;
		while (*open != '\0' && !(open[0] == '{' && (open[1] == '{' || open[1] == '!')))
			open++;
		literal(c, p, open);
		count_lines(c, p, open);
		if (*open == '\0')
			break;
		bool is_code = open[1] == '!';
		const char *close = directive_end(open + 2, is_code), *from = open + 2, *to = close;
		if (close == NULL)
			die(c, "%.2s is not closed", open);
		while (from < to && isspace((unsigned char)*from))
			from++;
		while (to > from && isspace((unsigned char)to[-1]))
			to--;
		buf_clear(&inside);
		buf_put(&inside, from, (size_t)(to - from));
		if (is_code)
			buf_printf(&c->out->header, "%s\n", buf_str(&inside));
		else
			directive(c, buf_str(&inside));
		count_lines(c, open, close);
		p = close + 2;
	}
	if (c->depth > 0)
		die(c, "{{ end }} is missing");
	buf_free(&inside);
}

bool
stencil_compile(struct stencil *s, const char *file, const char *src)
{
	struct compile c = { .out = s, .file = file, .line = 1 };

	buf_text(&s->header, "#include \"html/html.h\"\n");
	if (setjmp(c.failed) != 0)
		return false;
	compile(&c, src);
	return true;
}

void
stencil_free(struct stencil *s)
{
	buf_free(&s->code);
	buf_free(&s->header);
}
