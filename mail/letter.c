#include "mail/letter.h"
#include "base/arena.h"
#include "base/text.h"
#include <string.h>

struct letter
letter_begin(struct arena *a)
{
	return (struct letter){ .out = { .arena = a } };
}

static bool
is_address(const char *line)
{
	return (text_starts(line, "https://") || text_starts(line, "http://")) && strcspn(line, " ") == strlen(line);
}

/* One line of ours: what it holds cannot begin another, nor look like a mark. */
static void
put_line(struct letter *l, const char *words)
{
	const char *line = text_line(l->out.arena, words);

	if (is_address(line) || text_starts(line, "* ") || text_starts(line, "> "))
		buf_char(&l->out, ' ');
	buf_text(&l->out, line);
	buf_char(&l->out, '\n');
}

static void
open_paragraph(struct letter *l)
{
	if (l->out.len > 0)
		buf_char(&l->out, '\n');
}

void
letter_say(struct letter *l, const char *words)
{
	open_paragraph(l);
	put_line(l, words);
}

void
letter_say_with(struct letter *l, const char *said, ...)
{
	va_list ap;

	va_start(ap, said);
	letter_say(l, arena_vprintf(l->out.arena, said, ap));
	va_end(ap);
}

void
letter_head(struct letter *l, const char *words)
{
	open_paragraph(l);
	put_line(l, words);
	for (size_t i = text_length(words); i > 0; i--)
		buf_char(&l->out, '-');
	buf_char(&l->out, '\n');
}

void
letter_quote(struct letter *l, const char *written)
{
	struct lines lines = text_lines(l->out.arena, written);

	open_paragraph(l);
	for (size_t i = 0; i < lines.n; i++)
		buf_printf(&l->out, "> %s\n", text_line(l->out.arena, lines.at[i]));
}

void
letter_thing(struct letter *l, const char *title, const char *about, const char *url)
{
	open_paragraph(l);
	buf_printf(&l->out, "* %s\n", text_line(l->out.arena, title));
	if (!text_empty(about))
		buf_printf(&l->out, "  %s\n", text_line(l->out.arena, about));
	if (url != NULL)
		buf_printf(&l->out, "  %s\n", url);
}

void
letter_link(struct letter *l, const char *words, const char *url)
{
	open_paragraph(l);
	buf_printf(&l->out, "%s:\n%s\n", text_line(l->out.arena, words), url);
}

void
letter_choice(struct letter *l, const char *words, const char *url)
{
	open_paragraph(l);
	buf_printf(&l->out, "- %s\n%s\n", text_line(l->out.arena, words), url);
}

const char *
letter_text(struct letter *l)
{
	return text_trim(l->out.arena, buf_str(&l->out));
}

/* Lines of one paragraph, as they stand, without the line's end. */
struct paragraph { const char **at; size_t n, cap; };

static bool
is_rule(const char *line)
{
	return strlen(line) >= 2 && strspn(line, "-") == strlen(line);
}

static const char *
joined(struct arena *a, const char **lines, size_t n, size_t skip, const char *between)
{
	struct buf out = { .arena = a };

	for (size_t i = 0; i < n; i++) {
		buf_text(&out, i > 0 ? between : "");
		buf_text(&out, text_trim(a, lines[i] + (strlen(lines[i]) < skip ? strlen(lines[i]) : skip)));
	}
	return buf_str(&out);
}

static void
read_thing(struct arena *a, struct letter_part *part, const struct paragraph *p)
{
	*part = (struct letter_part){ .kind = LETTER_THING, .words = text_trim(a, p->at[0] + 2) };
	for (size_t i = 1; i < p->n; i++) {
		const char *line = text_trim(a, p->at[i]);
		if (part->url == NULL && is_address(line))
			part->url = line;
		else
			part->about = part->about == NULL ? line : arena_printf(a, "%s %s", part->about, line);
	}
}

/* "Words:" or "- Words" above an address is a button; other words above it are a paragraph. */
static void
read_link(struct arena *a, struct letter_parts *parts, const struct paragraph *p)
{
	struct letter_part link = { .kind = LETTER_LINK, .url = p->at[p->n - 1] };
	const char *words = p->n == 2 ? text_trim(a, p->at[0]) : "";
	size_t len = strlen(words);

	if (text_starts(words, "- ")) {
		link.kind = LETTER_CHOICE;
		link.words = words + 2;
	} else if (len > 1 && words[len - 1] == ':')
		link.words = arena_copy(a, words, len - 1);
	else if (p->n > 1)
		*LIST_ADD(a, parts) = (struct letter_part){ .kind = LETTER_WORDS, .words = joined(a, p->at, p->n - 1, 0, " ") };
	*LIST_ADD(a, parts) = link;
}

static void
read_paragraph(struct arena *a, struct letter_parts *parts, const struct paragraph *p)
{
	if (p->n == 0)
		return;
	if (is_address(p->at[p->n - 1]))
		read_link(a, parts, p);
	else if (text_starts(p->at[0], "* "))
		read_thing(a, LIST_ADD(a, parts), p);
	else if (text_starts(p->at[0], "> "))
		*LIST_ADD(a, parts) = (struct letter_part){ .kind = LETTER_QUOTE, .words = joined(a, p->at, p->n, 2, "\n") };
	else if (p->n == 2 && is_rule(p->at[1]))
		*LIST_ADD(a, parts) = (struct letter_part){ .kind = LETTER_HEAD, .words = text_trim(a, p->at[0]) };
	else
		*LIST_ADD(a, parts) = (struct letter_part){ .kind = LETTER_WORDS, .words = joined(a, p->at, p->n, 0, " ") };
}

struct letter_parts
letter_read(struct arena *a, const char *text)
{
	struct letter_parts parts = {0};
	struct paragraph p = {0};

	while (*text != '\0') {
		size_t len = strcspn(text, "\n");
		const char *line = arena_copy(a, text, len > 0 && text[len - 1] == '\r' ? len - 1 : len);
		if (text_empty(line)) {
			read_paragraph(a, &parts, &p);
			p = (struct paragraph){0};
		} else
			*LIST_ADD(a, &p) = line;
		text += len + (text[len] == '\n');
	}
	read_paragraph(a, &parts, &p);
	return parts;
}
