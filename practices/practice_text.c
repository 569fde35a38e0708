/* A practice as Markdown with front matter, and back. */
#include "practices/rules.h"
#include "base/buf.h"
#include "base/text.h"
#include <string.h>

static const struct { const char *heading; size_t at; } sections[] = {
	{ "Steps", offsetof(struct practice, steps) },
	{ "Materials", offsetof(struct practice, materials) },
	{ "Core", offsetof(struct practice, parts[PART_CORE]) },
	{ "Adaptable", offsetof(struct practice, parts[PART_ADAPTABLE]) },
	{ "What would break it", offsetof(struct practice, parts[PART_BREAKS]) },
	{ "Why it works", offsetof(struct practice, why) },
	{ "What I saw", offsetof(struct practice, evidence) },
	{ "Caveats", offsetof(struct practice, caveats) },
	{ "References", offsetof(struct practice, sources) },
	{ "What was changed", offsetof(struct practice, changed) },
	{ "Why it was changed", offsetof(struct practice, changed_why) },
	{ "The problem it solves", offsetof(struct practice, problem) },     /* of several lines; else it stands in front */
};
enum { SECTIONS = sizeof(sections) / sizeof(sections[0]) };

static bool
is_parts(size_t section)
{
	return section >= 2 && section <= 4;
}

static const char **
section_of(struct practice *p, size_t i)
{
	return (const char **)((char *)p + sections[i].at);
}

/* A heading that somebody wrote is pushed in by a space, which Markdown does not mind: it ends no section. */
static void
put_prose(struct buf *out, const char *text)
{
	for (const char *s = text; *s != '\0';) {
		size_t n = strcspn(s, "\n");
		if (text_starts(s, "## "))
			buf_char(out, ' ');
		buf_put(out, s, n);
		buf_char(out, '\n');
		s += n + (s[n] == '\n');
	}
}

static void
put_section(struct arena *a, struct buf *out, size_t i, const char *text)
{
	struct lines lines;

	if (text_empty(text))
		return;
	buf_printf(out, "\n## %s\n\n", sections[i].heading);
	if (!is_parts(i)) {
		put_prose(out, text);
		return;
	}
	lines = text_lines(a, text);
	for (size_t n = 0; n < lines.n; n++)
		buf_printf(out, "- %s\n", lines.at[n]);
}

static void
put_share(struct buf *out, const char *name, int64_t share)
{
	if (share >= 0)
		buf_printf(out, "%s: %s\n", name, share_choices[share].value);
}

static bool
of_lines(const char *text)
{
	return strchr(text, '\n') != NULL;
}

const char *
practice_markdown(struct arena *a, const struct practice *p)
{
	struct buf out = { .arena = a };

	buf_printf(&out, "---\ntitle: %s\npromise: %s\nlanguage: %s\nsubjects: %s\ngrades: %s\n", p->title, p->promise,
	    p->language, subjects_code(a, p->room.subjects), grades_code(a, p->room.grades));
	if (p->room.minutes > 0)
		buf_printf(&out, "minutes: %d\n", (int)p->room.minutes);
	if (p->room.class_size > 0)
		buf_printf(&out, "class_size: %d\n", (int)p->room.class_size);
	put_share(&out, "english_learners", p->room.learners);
	put_share(&out, "ieps", p->room.plans);
	if (!text_empty(p->problem) && !of_lines(p->problem))
		buf_printf(&out, "problem: %s\n", p->problem);
	buf_printf(&out, "author: %s\n---\n", p->author);
	for (size_t i = 0; i < SECTIONS; i++)
		if (sections[i].at != offsetof(struct practice, problem) || of_lines(p->problem))
			put_section(a, &out, i, *section_of((struct practice *)p, i));
	return buf_str(&out);
}

struct reading { struct arena *a; struct practice *p; struct buf section; size_t at; int line; const char *error; };

static void
close_section(struct reading *in)
{
	if (in->at < SECTIONS)
		*section_of(in->p, in->at) = text_trim(in->a, buf_str(&in->section));
	in->section = (struct buf){ .arena = in->a };
}

static int64_t
share_read(const char *value)
{
	for (int i = 0; share_choices[i].value != NULL; i++)
		if (text_eq(value, share_choices[i].value))
			return i;
	return -1;
}

static void
front_matter(struct reading *in, const char *name, const char *value)
{
	struct practice *p = in->p;

	if (text_eq(name, "key"))
		p->starter = value;
	else if (text_eq(name, "title"))
		p->title = value;
	else if (text_eq(name, "promise"))
		p->promise = value;
	else if (text_eq(name, "title_es"))
		p->title_es = value;
	else if (text_eq(name, "promise_es"))
		p->promise_es = value;
	else if (text_eq(name, "language"))
		p->language = value;
	else if (text_eq(name, "problem"))
		p->problem = value;
	else if (text_eq(name, "subjects"))
		p->room.subjects = subjects_read(value);
	else if (text_eq(name, "grades"))
		p->room.grades = grades_read(value);
	else if (text_eq(name, "minutes"))
		text_i64(value, &p->room.minutes);
	else if (text_eq(name, "class_size"))
		text_i64(value, &p->room.class_size);
	else if (text_eq(name, "english_learners"))
		p->room.learners = share_read(value);
	else if (text_eq(name, "ieps"))
		p->room.plans = share_read(value);
	else if (!text_eq(name, "author"))
		in->error = arena_printf(in->a, "line %d: there is no field `%s`", in->line, name);
}

static void
body_line(struct reading *in, const char *line)
{
	if (text_starts(line, "## ")) {
		close_section(in);
		for (in->at = 0; in->at < SECTIONS && !text_eq(sections[in->at].heading, text_trim(in->a, line + 3)); in->at++)
			;
		if (in->at == SECTIONS)
			in->error = arena_printf(in->a, "line %d: there is no section `%s`", in->line, line + 3);
		return;
	}
	if (is_parts(in->at) && text_starts(line, "- "))
		line += 2;
	buf_printf(&in->section, "%s\n", line);
}

struct practice *
practice_read_markdown(struct arena *a, const char *text, const char **ret_error)
{
	struct practice *p = NEW(a, struct practice);
	struct reading in = { .a = a, .p = p, .section = { .arena = a }, .at = SECTIONS };
	int fences = 0;

	*p = (struct practice){ .title = "", .promise = "", .problem = "", .language = "en", .changed = "", .changed_why = "",
	    .room = { .learners = -1, .plans = -1 } };
	for (size_t i = 0; i < SECTIONS; i++)
		*section_of(p, i) = "";
	while (*text != '\0' && in.error == NULL) {
		size_t n = strcspn(text, "\n");
		const char *line = arena_copy(a, text, n > 0 && text[n - 1] == '\r' ? n - 1 : n), *colon = strchr(line, ':');
		in.line++;
		if (text_eq(line, "---") && fences < 2)
			fences++;
		else if (fences == 1 && colon != NULL)
			front_matter(&in, text_trim(a, arena_copy(a, line, (size_t)(colon - line))), text_trim(a, colon + 1));
		else if (fences == 1 && *line != '\0')
			in.error = arena_printf(a, "line %d: write `field: value`", in.line);
		else if (fences == 2)
			body_line(&in, line);
		text += n + (text[n] == '\n');
	}
	close_section(&in);
	if (in.error == NULL && (fences < 2 || *p->title == '\0'))
		in.error = "the front matter needs a title between two lines `---`";
	*ret_error = in.error;
	return in.error == NULL ? p : NULL;
}
