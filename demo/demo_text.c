#include "demo/demo_text.h"
#include "base/arena.h"
#include "base/buf.h"
#include <string.h>

extern const unsigned char demo_texts[];        /* the files of starter/demo/, a zero byte between them */

/* "one // two" as lines, each with what stands before it: "%d. ", "- ", "". */
static const char *
as_lines(struct arena *a, const char *value, const char *before)
{
	struct buf out = { .arena = a };
	int n = 0;

	for (const char *s = value, *next; s != NULL; s = next) {
		const char *end = strstr(s, "//");
		next = end == NULL ? NULL : end + 2;
		if (n++ > 0)
			buf_char(&out, '\n');
		if (strcmp(before, "1. ") == 0)
			buf_printf(&out, "%d. ", n);
		else
			buf_text(&out, before);
		buf_text(&out, text_trim(a, end == NULL ? s : arena_copy(a, s, (size_t)(end - s))));
	}
	return buf_str(&out);
}

static void
seed_field(struct arena *a, struct practice *p, const char *name, const char *value)
{
	static const struct { const char *name, *before; size_t at; } fields[] = {
		{ "title", NULL, offsetof(struct practice, title) },
		{ "promise", NULL, offsetof(struct practice, promise) },
		{ "problem", NULL, offsetof(struct practice, problem) },
		{ "materials", "- ", offsetof(struct practice, materials) },
		{ "steps", "1. ", offsetof(struct practice, steps) },
		{ "core", "", offsetof(struct practice, parts[PART_CORE]) },
		{ "adaptable", "", offsetof(struct practice, parts[PART_ADAPTABLE]) },
		{ "breaks", "", offsetof(struct practice, parts[PART_BREAKS]) },
		{ "why", NULL, offsetof(struct practice, why) },
		{ "saw", NULL, offsetof(struct practice, evidence) },
		{ "caveat", NULL, offsetof(struct practice, caveats) },
		{ "language", NULL, offsetof(struct practice, language) },
	};

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (text_eq(name, fields[i].name))
			*(const char **)((char *)p + fields[i].at) =
			    fields[i].before == NULL ? value : as_lines(a, value, fields[i].before);
	if (text_eq(name, "subjects"))
		p->room.subjects = subjects_read(value);
	else if (text_eq(name, "grades"))
		p->room.grades = grades_read(value);
	else if (text_eq(name, "minutes"))
		text_i64(value, &p->room.minutes);
}

static void
twist_field(struct twist *t, const char *name, const char *value)
{
	static const struct { const char *name; size_t at; } fields[] = {
		{ "title", offsetof(struct twist, title) }, { "promise", offsetof(struct twist, promise) },
		{ "changed", offsetof(struct twist, changed) }, { "why", offsetof(struct twist, why) },
		{ "first", offsetof(struct twist, first) }, { "last", offsetof(struct twist, last) },
		{ "language", offsetof(struct twist, language) },
	};

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (text_eq(name, fields[i].name))
			*(const char **)((char *)t + fields[i].at) = value;
	if (text_eq(name, "subjects"))
		t->subjects = subjects_read(value);
	else if (text_eq(name, "grades"))
		t->grades = grades_read(value);
	else if (text_eq(name, "minutes"))
		text_i64(value, &t->minutes);
}

static void
seed_line(struct arena *a, struct demo_text *t, const char *line)
{
	const char *colon = strstr(line, ": ");

	if (text_starts(line, "title: "))
		*LIST_ADD(a, &t->seeds) = (struct practice){ .promise = "", .problem = "", .steps = "", .materials = "", .why = "",
		    .evidence = "", .caveats = "", .sources = "", .changed = "", .changed_why = "",
		    .room = { .learners = -1, .plans = -1 }, .parts = { "", "", "" } };
	if (colon != NULL)
		seed_field(a, &t->seeds.at[t->seeds.n - 1], arena_copy(a, line, (size_t)(colon - line)), colon + 2);
}

static void
twist_line(struct arena *a, struct demo_text *t, const char *line)
{
	const char *colon = strstr(line, ": ");

	if (text_starts(line, "title: "))
		*LIST_ADD(a, &t->twists) = (struct twist){0};
	if (colon != NULL)
		twist_field(&t->twists.at[t->twists.n - 1], arena_copy(a, line, (size_t)(colon - line)), colon + 2);
}

/* Between tabs; an empty one stays. */
static const char *
column(struct arena *a, const char **line)
{
	size_t n = strcspn(*line, "\t");
	const char *column = arena_copy(a, *line, n);

	*line += n + ((*line)[n] == '\t');
	return column;
}

static void
told_line(struct arena *a, struct demo_text *t, const char *line)
{
	const char *outcome = column(a, &line);
	struct told *told = LIST_ADD(a, &t->told);

	told->outcome = text_eq(outcome, "adopt") ? OUTCOME_ADOPT : text_eq(outcome, "adapt") ? OUTCOME_ADAPT : OUTCOME_ABANDON;
	told->language = column(a, &line);
	told->expected = column(a, &line);
	told->happened = column(a, &line);
	told->changed = column(a, &line);
}

static void
lesson_line(struct arena *a, struct demo_text *t, const char *line)
{
	struct lesson *lesson = LIST_ADD(a, &t->lessons);

	lesson->language = column(a, &line);
	lesson->words = column(a, &line);
}

/* Three lists under "# given", "# family" and "# schools". */
static void
name_line(struct arena *a, struct demo_text *t, const char *line)
{
	if (*line == '#')
		t->section = line;
	else if (text_eq(t->section, "# given"))
		*LIST_ADD(a, &t->given) = line;
	else if (text_eq(t->section, "# family"))
		*LIST_ADD(a, &t->family) = line;
	else {
		struct lines part = text_split(a, line, '|');
		struct campus *school = LIST_ADD(a, &t->schools);
		*school = (struct campus){ part.at[0], part.at[1], grades_read(part.at[2]) };
		text_i64(part.at[3], &school->staff);
	}
}

struct demo_text *
demo_text(struct arena *a)
{
	static void (*const files[])(struct arena *, struct demo_text *, const char *) = {
		name_line, seed_line, twist_line, told_line, lesson_line     /* in the order of meson.build */
	};
	struct demo_text *t = NEW(a, struct demo_text);
	const char *s = (const char *)demo_texts;

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++, s++)
		while (*s != '\0') {
			size_t n = strcspn(s, "\n");
			if (n > 0)
				files[i](a, t, arena_copy(a, s, n));
			s += n + (s[n] == '\n');
		}
	return t;
}
