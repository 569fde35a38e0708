#include "roster/roster_said.h"
#include "base/text.h"
#include <string.h>

static const char *const codes[CHANGE_KINDS] = {
	[CHANGE_SCHOOL_ADDED] = "schools_added", [CHANGE_SCHOOL_FOUND] = "schools_recognised",
	[CHANGE_SCHOOL_CHANGED] = "schools_changed", [CHANGE_ADDED] = "added", [CHANGE_BACK] = "back",
	[CHANGE_CHANGED] = "changed", [CHANGE_ASKED] = "asked", [CHANGE_GONE] = "deactivated",
	[CHANGE_SCHOOL_CLOSED] = "schools_closed", [CHANGE_QUIET] = "quiet",
};

const char *
source_name(const char *code)
{
	int format = format_find(code);

	return format >= 0 ? format_name((enum roster_format)format) : code;
}

const char *
change_code(enum change_kind kind)
{
	return codes[kind];
}

static const char *
change_words(enum lang lang, enum change_kind kind, int64_t n)
{
	switch (kind) {
	case CHANGE_SCHOOL_ADDED:   return say_n(lang, "%lld school is new", "%lld schools are new", n);
	case CHANGE_SCHOOL_FOUND:   return say_n(lang, "%lld school is here already and is recognised", "%lld schools are here already and are recognised", n);
	case CHANGE_SCHOOL_CHANGED: return say_n(lang, "%lld school changes", "%lld schools change", n);
	case CHANGE_ADDED:          return say_n(lang, "%lld person is new", "%lld people are new", n);
	case CHANGE_BACK:           return say_n(lang, "%lld person is back", "%lld people are back", n);
	case CHANGE_CHANGED:        return say_n(lang, "%lld person changes", "%lld people change", n);
	case CHANGE_ASKED:          return say_n(lang, "%lld person may be here already, under another id", "%lld people may be here already, under other ids", n);
	case CHANGE_GONE:           return say_n(lang, "%lld person leaves: they can no longer sign in, and all that is theirs stays", "%lld people leave: they can no longer sign in, and all that is theirs stays", n);
	case CHANGE_SCHOOL_CLOSED:  return say_n(lang, "%lld school closes", "%lld schools close", n);
	case CHANGE_QUIET:          break;
	}
	return "%lld";
}

const char *
change_said(struct arena *a, enum lang lang, enum change_kind kind, int64_t n)
{
	return arena_printf(a, change_words(lang, kind, n), (long long)n);
}

const char *
unchanged_said(struct arena *a, enum lang lang, int64_t unchanged, int64_t spared)
{
	const char *same = unchanged == 0 ? say(lang, N_("Nobody stays as before")) : arena_printf(a, say_n(lang, "%lld person stays as before", "%lld people stay as before", unchanged), (long long)unchanged);

	if (spared == 0)
		return same;
	return arena_printf(a, "%s\n%s", same, arena_printf(a, say_n(lang,
	    "%lld person is not in the file, but a row was left out that may be theirs, so they stay",
	    "%lld people are not in the file, but rows were left out that may be theirs, so they stay", spared), (long long)spared));
}

const char *
held_said(struct arena *a, enum lang lang, int64_t gone, int64_t staff)
{
	return arena_printf(a, say(lang, "Held: %lld of %lld people would leave, more than one in ten. Nothing was changed. "
	    "A coordinator or operator approves or discards it on the page Roster."), (long long)gone, (long long)staff);
}

const char *
mode_said(enum lang lang, enum roster_mode mode)
{
	return say(lang, mode == MODE_BULK ? N_("the whole roster; who is not in it has left") :
	    mode == MODE_DELTA ? N_("what changed; who is not in it stays") : N_("nobody's rows; people stay as they are"));
}

static void
count(struct arena *a, struct buf *out, const char *format, int64_t n)
{
	if (n > 0)
		buf_printf(out, "%s%s", out->len > 0 ? ", " : "", arena_printf(a, format, (long long)n));
}

const char *
file_said(struct arena *a, enum lang lang, const struct roster_file *f)
{
	struct buf out = { .arena = a };

	buf_text(&out, arena_printf(a, say_n(lang, "%lld row", "%lld rows", f->rows), (long long)f->rows));
	count(a, &out, say_n(lang, "%lld kept", "%lld kept", f->kept), f->kept);
	count(a, &out, say_n(lang, "%lld about a student or a family, dropped unread", "%lld about students and families, dropped unread", f->others), f->others);
	count(a, &out, say_n(lang, "%lld left out", "%lld left out", f->left), f->left);
	if (f->partial)
		buf_printf(&out, "; %s", say(lang, "not whole"));
	return buf_str(&out);
}

const char *
lines_said(struct arena *a, enum lang lang, const struct roster_left *l)
{
	enum { SHOWN = 8 };
	struct buf out = { .arena = a };

	if (l->lines[0] == 0)
		return "";
	for (int64_t i = 0; i < l->rows && i < SHOWN; i++)
		buf_printf(&out, "%s%lld", i > 0 ? ", " : "", (long long)l->lines[i]);
	const char *lines = arena_printf(a, say_n(lang, "line %s", "lines %s", l->rows), buf_str(&out));
	if (l->rows <= SHOWN)
		return lines;
	return arena_printf(a, say_n(lang, "%s and %lld more", "%s and %lld more", l->rows - SHOWN), lines, (long long)l->rows - SHOWN);
}

const char *
left_said(struct arena *a, enum lang lang, const struct roster_left *l)
{
	const char *lines = lines_said(a, lang, l);

	return arena_printf(a, "%s%s%s%s%s: %s", l->file, *lines != '\0' ? ", " : "", lines, *l->column != '\0' ? ", " : "",
	    l->column, why_said(a, lang, l->why, l->what));
}

static const struct { const char *column, *name; } columns[] = {
	{ "given", N_("Given name") }, { "family", N_("Family name") }, { "shown", N_("Name shown") }, { "email", N_("E-mail") },
	{ "pronouns", N_("Pronouns") }, { "posts", N_("Works as") }, { "grades", N_("Grades") }, { "subjects", N_("Subjects") },
	{ "name", N_("Name") }, { "type", N_("Kind") }, { "identifier", N_("Number") },
};

const char *
column_said(enum lang lang, const char *column)
{
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		if (text_eq(columns[i].column, column))
			return say(lang, columns[i].name);
	return column;
}

/* "teacher|Elm Street School", a line each. */
static const char *
posts_said(struct arena *a, enum lang lang, const char *posts)
{
	struct lines lines = text_lines(a, posts);
	struct buf out = { .arena = a };

	for (size_t i = 0; i < lines.n; i++) {
		const char *bar = strchr(lines.at[i], '|');
		const char *duty = bar != NULL ? arena_copy(a, lines.at[i], (size_t)(bar - lines.at[i])) : lines.at[i];
		buf_printf(&out, "%s%s", i > 0 ? "; " : "", say(lang, duty_name(duty)));
		if (bar != NULL && bar[1] != '\0')
			buf_printf(&out, ", %s", bar + 1);
	}
	return buf_str(&out);
}

const char *
value_said(struct arena *a, enum lang lang, const char *column, const char *value)
{
	if (*value == '\0')
		return say(lang, "nothing");
	if (text_eq(column, "posts"))
		return posts_said(a, lang, value);
	if (text_eq(column, "grades"))
		return grades_said(a, lang, grades_read(value));
	if (text_eq(column, "subjects"))
		return subjects_said(a, lang, subjects_read(value));
	return text_eq(column, "type") && text_eq(value, "office") ? say(lang, "district office") :
	    text_eq(column, "type") ? say(lang, "school") : value;
}
