#include "tools/stencil.h"
#include "tools/spot.h"
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What stands before white space, as a reader sees it. */
enum last { LAST_BLOCK, LAST_SPACE, LAST_OTHER };

enum { DEPTH = 48 };

struct branch {
	struct spot start, first;       /* where it begins, and where its first way ends */
	enum last start_last, first_last;
	int line;
	bool is_loop, seen_else, has_first;
};

struct compile {
	struct stencil *out;
	const char *file;
	int line;
	struct spot spot;
	enum last last;
	bool in_define;
	struct branch branches[DEPTH];
	int depth;
	struct buf text, inside;        /* the literal, and the directive, being read */
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
check(struct compile *c, const char *problem)
{
	if (problem != NULL)
		die(c, "%s", problem);
}

/* The function that writes a value here, or death. */
static const char *
escaper(struct compile *c)
{
	enum escape escape = ESCAPE_TEXT;

	check(c, spot_value(&c->spot, &escape));
	c->last = LAST_OTHER;
	switch (escape) {
	case ESCAPE_TEXT:     return "html_put";
	case ESCAPE_PLAIN:    return "html_put_plain";
	case ESCAPE_URL:      return "html_url";
	case ESCAPE_URL_PART: return "html_put_part";
	case ESCAPE_JSON:     return "html_json";
	}
	die(c, "a value may not stand here");
}

static void
branch_open(struct compile *c, bool is_loop)
{
	if (c->depth + 1 >= DEPTH)
		die(c, "nested too deep: make a template of the inner part");
	check(c, spot_settle(&c->spot, is_loop));
	/* What precedes the second round of a loop is not known yet. */
	if (is_loop)
		c->last = LAST_OTHER;
	c->branches[++c->depth] = (struct branch){ .start = c->spot, .start_last = c->last,
	    .line = c->line, .is_loop = is_loop };
}

/* One way through the branch ends here; all that do must meet. */
static void
way_ends(struct compile *c, struct branch *b)
{
	check(c, spot_settle(&c->spot, b->is_loop));
	if (b->has_first) {
		check(c, spot_merge(&c->spot, &b->first));
		if (c->last != b->first_last)
			c->last = LAST_OTHER;
	}
	b->first = c->spot;
	b->first_last = c->last;
	b->has_first = true;
}

static void
branch_else(struct compile *c)
{
	struct branch *b = &c->branches[c->depth];

	if (c->depth < 2 || b->is_loop || b->seen_else)
		die(c, "else without if");
	way_ends(c, b);
	c->spot = b->start;
	c->last = b->start_last;
}

static void
branch_close(struct compile *c)
{
	struct branch *b = &c->branches[c->depth];

	way_ends(c, b);
	if (!b->seen_else) {
		c->spot = b->start;
		c->last = b->start_last;
		way_ends(c, b);
	}
	c->depth--;
}

static void
put_string(struct buf *out, const char *s, size_t n)
{
	buf_char(out, '"');
	for (size_t i = 0; i < n; i++) {
		unsigned char ch = (unsigned char)s[i];
		if (ch == '"' || ch == '\\')
			buf_printf(out, "\\%c", ch);
		else if (ch == '\n')
			buf_text(out, "\\n");
		else if (ch < ' ' || ch == 0x7f || ch == '?')
			buf_printf(out, "\\%03o", ch);
		else
			buf_char(out, (char)ch);
	}
	buf_char(out, '"');
}

static void
sync_line(struct compile *c, struct buf *out)
{
	buf_printf(out, "#line %d ", c->line);
	put_string(out, c->file, strlen(c->file));
	buf_char(out, '\n');
}

static void
text_flush(struct compile *c)
{
	if (c->text.len == 0)
		return;
	buf_text(&c->out->code, "html_lit(h, ");
	put_string(&c->out->code, c->text.at, c->text.len);
	buf_printf(&c->out->code, ", %zu);\n", c->text.len);
	buf_clear(&c->text);
}

/* One byte of literal HTML. */
static void
put(struct compile *c, char ch)
{
	check(c, spot_follow(&c->spot, ch));
	buf_char(&c->text, ch);
	c->line += ch == '\n';
	if (c->spot.at == PLACE_TEXT || c->spot.at == PLACE_RCDATA)
		c->last = ch == '>' && tag_is_block(c->spot.tag) ? LAST_BLOCK : LAST_OTHER;
}

/* Is what stands here the tag of a block, or the end of the template? */
static bool
block_follows(struct compile *c, const char *p)
{
	char name[16] = "";
	size_t n = 0;

	if (p[0] == '{' && p[1] == '{' && c->depth == 1) {
		for (p += 2; isspace((unsigned char)*p); p++)
			;
		return strncmp(p, "end", 3) == 0 && !isalnum((unsigned char)p[3]) && p[3] != '_';
	}
	if (*p++ != '<')
		return false;
	p += *p == '/';
	for (; isalnum((unsigned char)*p) && n + 1 < sizeof(name); p++)
		name[n++] = *p;
	return tag_is_block(name);
}

/* A run of white space that is not kept: nothing where it shows nothing, else
 * one space. */
static void
put_space(struct compile *c, const char *run, const char *after)
{
	bool in_text = c->spot.at == PLACE_TEXT || c->spot.at == PLACE_RCDATA;
	bool idle = in_text ? c->last != LAST_OTHER || block_follows(c, after) :
	    c->spot.at == PLACE_READY || ((c->spot.at == PLACE_CLOSED || c->spot.at == PLACE_ATTR) && *after == '>');

	if (!idle) {
		put(c, ' ');
		c->last = LAST_SPACE;
	}
	for (; run < after; run++)
		c->line += *run == '\n';
}

static void
literal(struct compile *c, const char *s, const char *end)
{
	for (const char *p = s; p < end; p++) {
		bool space = isspace((unsigned char)*p) != 0;
		if (!c->in_define) {
			if (!space)
				die(c, "text stands outside a define");
			c->line += *p == '\n';
			continue;
		}
		if (space && !spot_keeps_space(&c->spot)) {
			const char *run = p;
			while (p + 1 < end && isspace((unsigned char)p[1]))
				p++;
			put_space(c, run, p + 1);
			continue;
		}
		/* A local URL begins with where the district lives. */
		if (c->spot.at == PLACE_VALUE && c->spot.url == URL_START && *p == '/' &&
		    strncmp(p, "/static/", 8) != 0) {
			text_flush(c);
			buf_text(&c->out->code, "html_base(h);\n");
		}
		put(c, *p);
	}
	text_flush(c);
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

/* The end of the C string, or character, that starts here; NULL: none does, or
 * it does not end. */
static const char *
string_end(const char *p)
{
	char quote = *p;

	if (quote != '"' && quote != '\'')
		return NULL;
	for (p++; *p != '\0' && *p != quote; p++)
		if (*p == '\\' && p[1] != '\0')
			p++;
	return *p == quote ? p + 1 : NULL;
}

/* {{ t }} and {{ t->name }} are a value called t. */
static bool
sentence_follows(const char **p, const char *w)
{
	const char *after = *p;

	if (!word(&after, w) || *after != '"')
		return false;
	*p = after;
	return true;
}

static void
sentence_place(struct compile *c)
{
	if (strncmp(escaper(c), "html_put", 8) != 0 || c->spot.url != URL_NONE)
		die(c, "a sentence may stand only in text or a plain attribute");
}

static void
sentence(struct compile *c, const char *p)
{
	sentence_place(c);
	buf_printf(&c->out->code, "html_say(h, %s);\n", p);
}

/* How long the first of some C expressions is, up to its comma. */
static size_t
count_length(const char *p)
{
	int deep = 0;
	const char *from = p;

	for (; *p != '\0' && (deep > 0 || *p != ','); p++) {
		const char *after = string_end(p);
		if (after != NULL)
			p = after - 1;
		else
			deep += strchr("([{", *p) != NULL ? 1 : strchr(")]}", *p) != NULL ? -1 : 0;
	}
	return (size_t)(p - from);
}

static void
sentence_n(struct compile *c, const char *p)
{
	const char *one = string_end(p), *many = one;

	while (many != NULL && isspace((unsigned char)*many))
		many++;
	const char *rest = many == NULL ? NULL : string_end(many);
	while (rest != NULL && isspace((unsigned char)*rest))
		rest++;
	if (one == NULL || rest == NULL || *rest == '\0')
		die(c, "say both forms: {{ n \"%%d try\" \"%%d tries\" count }}");
	sentence_place(c);
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
	c->branches[c->depth = 1].line = c->line;
	c->spot = (struct spot){0};
	c->last = LAST_BLOCK;
}

static void
end(struct compile *c)
{
	if (c->depth == 0)
		die(c, "end without a beginning");
	if (c->depth > 1)
		branch_close(c);
	else {
		check(c, spot_end(&c->spot));
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

	sync_line(c, code);
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
		if (c->spot.at != PLACE_TEXT)
			die(c, "another template may stand only between tags");
		c->last = LAST_OTHER;
		buf_printf(code, "%s;\n", p);
	} else if (sentence_follows(&p, "t"))
		sentence(c, p);
	else if (sentence_follows(&p, "n"))
		sentence_n(c, p);
	else if (*p == '\0')
		die(c, "nothing between {{ and }}");
	else
		buf_printf(code, "%s(h, %s);\n", escaper(c), p);
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
		if (!is_code && (*p == '"' || *p == '\'')) {
			const char *after = string_end(p);
			if (after == NULL)
				return NULL;
			p = after - 1;
		} else if (!is_code && p[0] == '{' && p[1] == '{')
			return NULL;
		else if (p[0] == (is_code ? '!' : '}') && p[1] == '}') {
			while (!is_code && p[2] == '}')         /* the } of a struct literal */
				p++;
			return p;
		}
	}
	return NULL;
}

static void
compile(struct compile *c, const char *p)
{
	struct buf *inside = &c->inside;

	while (*p != '\0') {
		const char *open = p;
		while (*open != '\0' && !(open[0] == '{' && (open[1] == '{' || open[1] == '!')))
			open++;
		literal(c, p, open);
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
		buf_clear(inside);
		buf_put(inside, from, (size_t)(to - from));
		if (is_code) {
			sync_line(c, &c->out->header);
			buf_printf(&c->out->header, "%s\n", buf_str(inside));
		} else
			directive(c, buf_str(inside));
		count_lines(c, open, close);
		p = close + 2;
	}
	if (c->depth > 0)
		die(c, "{{ end }} is missing for what line %d opens", c->branches[c->depth].line);
}

bool
stencil_compile(struct stencil *s, const char *file, const char *src)
{
	struct compile *c = calloc(1, sizeof(*c));

	if (c == NULL)
		abort();
	*c = (struct compile){ .out = s, .file = file, .line = 1 };
	buf_text(&s->header, "#include \"html/html.h\"\n");
	bool good = setjmp(c->failed) == 0;
	if (good)
		compile(c, src);
	buf_free(&c->text);
	buf_free(&c->inside);
	free(c);
	return good;
}

void
stencil_free(struct stencil *s)
{
	buf_free(&s->code);
	buf_free(&s->header);
}
