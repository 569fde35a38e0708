#include "tests/wall_table.h"
#include "base/text.h"
#include "tests/test.h"
#include <ctype.h>
#include <string.h>

extern const unsigned char wall_txt[], wall_md[];
extern const unsigned wall_txt_len, wall_md_len;

struct words { const char **at; size_t n, cap; };
struct reading { struct arena *a; struct wall_table *t; int line; struct words w; };

#define WRONG(r, ...) fail_msg("tests/wall.txt:%d: %s", (r)->line, arena_printf((r)->a, __VA_ARGS__))

static const char *const may_names[MAYS] = {
	[MAY_ANYONE] = "anyone", [MAY_MEMBER] = "member", [MAY_COUNCIL] = "council", [MAY_COORDINATOR] = "coordinator",
	[MAY_ADMINISTRATOR] = "administrator", [MAY_STEWARD] = "steward", [MAY_OPERATOR] = "operator", [MAY_ROSTER] = "roster",
	[MAY_OFFICE] = "office",
};
static const char *const role_words[ROLES] = {
	"teacher", "leader", "council", "coordinator", "administrator", "steward", "operator",
};

static int
kind_named(const char *name)
{
	for (int i = 0; i < WALL_KINDS; i++)
		if (text_eq(wall_kind_name((enum wall_kind)i), name))
			return i;
	return -1;
}

static unsigned
role_named(const char *name)
{
	for (int i = 0; i < ROLES; i++)
		if (text_eq(role_words[i], name))
			return 1u << i;
	return 0;
}

int
wall_who_named(const struct wall_table *t, const char *name)
{
	for (size_t i = 0; i < t->who.n; i++)
		if (text_eq(t->who.at[i].name, name))
			return (int)i;
	return -1;
}

static int
kind_or_none(struct reading *r, const char *name)
{
	int kind = kind_named(name);

	if (kind < 0 && !text_eq(name, "-"))
		WRONG(r, "there is no kind of record %s", name);
	return kind;
}

static int
who_or_none(struct reading *r, const char *name)
{
	int who = wall_who_named(r->t, name);

	if (who < 0 && !text_eq(name, "-"))
		WRONG(r, "there is nobody called %s", name);
	return who;
}

static const char *
word(struct reading *r, size_t i, const char *what)
{
	if (i >= r->w.n)
		WRONG(r, "%s is missing", what);
	return r->w.at[i];
}

/* who NAME ROLES|- SCHOOL|- [guest] [gone] "words" */
static void
read_who(struct reading *r)
{
	struct wall_who *who = LIST_ADD(r->a, &r->t->who);
	struct lines roles = text_split(r->a, word(r, 2, "who: roles"), ',');

	who->name = word(r, 1, "who: a name");
	for (size_t i = 0; i < roles.n; i++)
		who->roles |= role_named(roles.at[i]);
	who->school = text_eq(word(r, 3, "who: a school"), "-") ? NULL : r->w.at[3];
	for (size_t i = 4; i < r->w.n; i++)
		if (text_eq(r->w.at[i], "guest"))
			who->guest = true;
		else if (text_eq(r->w.at[i], "gone"))
			who->gone = true;
		else
			who->words = r->w.at[i];
	if (who->words == NULL)
		WRONG(r, "say in words who %s is", who->name);
}

/* may NAME ROLES|everybody */
static void
read_may(struct reading *r)
{
	int may = 0;

	for (int i = 1; i < MAYS; i++)
		if (text_eq(may_names[i], word(r, 1, "may: a name")))
			may = i;
	if (may == 0)
		WRONG(r, "there is no permission %s", r->w.at[1]);
	for (size_t i = 2; i < r->w.n; i++)
		r->t->may[may] |= text_eq(r->w.at[i], "everybody") ? ~0u : role_named(r->w.at[i]);
}

/* column[!]=[kind:]value */
static void
read_cell(struct reading *r, struct wall_row *row, const char *text)
{
	const char *equals = strchr(text, '=');

	if (equals == NULL || equals == text)
		WRONG(r, "%s is not column=value", text);
	bool whole = equals[-1] == '!';
	const char *value = equals + 1, *colon = strchr(value, ':');
	int kind = colon == NULL ? -1 : kind_named(arena_copy(r->a, value, (size_t)(colon - value)));
	*LIST_ADD(r->a, &row->cells) = (struct wall_cell){ arena_copy(r->a, text, (size_t)(equals - text) - whole),
	    kind >= 0 ? colon + 1 : value, kind, whole };
}

/* row TABLE NAME|- KIND|- OWNER|- cells, and each TABLE NAME|- KIND|- cells */
static void
read_row(struct reading *r, bool each)
{
	struct wall_row *row = LIST_ADD(r->a, &r->t->rows);
	size_t i = 4;

	*row = (struct wall_row){ .line = r->line, .each = each, .table = word(r, 1, "a table"), .owner = -1 };
	row->name = text_eq(word(r, 2, "a name or -"), "-") ? NULL : r->w.at[2];
	row->kind = kind_or_none(r, word(r, 3, "a kind or -"));
	if (!each)
		row->owner = who_or_none(r, word(r, i++, "an owner or -"));
	for (; i < r->w.n; i++)
		read_cell(r, row, r->w.at[i]);
}

static void
read_by(struct reading *r, struct wall_route *route, const char *name)
{
	unsigned role = role_named(name);

	if (role != 0) {
		route->by = BY_ROLES;
		route->by_roles |= role;
	} else if (text_eq(name, "self"))
		route->by = BY_SELF;
	else if (text_eq(name, "all"))
		route->by = BY_ALL;
	else
		WRONG(r, "by %s: self, all, or roles", name);
}

static void
read_pair(struct reading *r, struct pairs *into, const char *text)
{
	const char *equals = strchr(text, '=');

	if (equals == NULL)
		WRONG(r, "%s is not name=value", text);
	*LIST_ADD(r->a, into) = (struct pair){ arena_copy(r->a, text, (size_t)(equals - text)), equals + 1 };
}

static void
read_status(struct reading *r, struct wall_route *route, const char *text)
{
	int64_t status = 0;

	for (size_t i = 0; i < 4; i++)
		if (route->status[i] == 0 && text_i64(text, &status)) {
			route->status[i] = (int)status;
			return;
		}
	WRONG(r, "status %s", text);
}

static void
read_route(struct reading *r)
{
	static const char *const keywords[] = { "shows", "mails", "by", "form", "status", "proves", "publishes" };
	enum { KEYWORDS = sizeof(keywords) / sizeof(keywords[0]) };
	struct wall_route *route = LIST_ADD(r->a, &r->t->routes);
	size_t at = KEYWORDS;

	*route = (struct wall_route){ .line = r->line, .method = r->w.at[0], .path = word(r, 1, "a path"), .publishes = -1, .proves = -1 };
	for (size_t i = 2; i < r->w.n; i++) {
		const char *text = r->w.at[i];
		size_t k = 0;
		while (k < KEYWORDS && !text_eq(keywords[k], text))
			k++;
		if (k < KEYWORDS)
			at = k;
		else if (at == 0 && kind_or_none(r, text) >= 0)
			route->shows |= 1u << kind_named(text);
		else if (at == 1 && kind_or_none(r, text) >= 0)
			route->mails |= 1u << kind_named(text);
		else if (at == 2)
			read_by(r, route, text);
		else if (at == 3 || at == KEYWORDS)
			read_pair(r, at == 3 ? &route->form : &route->params, text);
		else if (at == 4)
			read_status(r, route, text);
		else if (at == 5)
			route->proves = who_or_none(r, text);
		else if (at == 6)
			route->publishes = kind_or_none(r, text);
	}
}

static void
read_line(struct reading *r)
{
	const char *first = r->w.at[0];

	if (text_eq(first, "who"))
		read_who(r);
	else if (text_eq(first, "may"))
		read_may(r);
	else if (text_eq(first, "row") || text_eq(first, "each"))
		read_row(r, text_eq(first, "each"));
	else if (text_eq(first, "GET") || text_eq(first, "POST"))
		read_route(r);
	else if (text_eq(first, "bare"))
		*LIST_ADD(r->a, &r->t->bare) = (struct wall_bare){ word(r, 1, "a table"), word(r, 2, "why it has no row") };
	else
		WRONG(r, "a line begins with who, may, row, each, bare, GET or POST, not with %s", first);
}

/* Adds the words of one line of the file. */
static void
take_words(struct reading *r, const char *line, size_t len)
{
	const char *end = line + len;

	while (line < end) {
		char *out = arena_alloc(r->a, len + 1, 1);
		size_t n = 0;
		while (line < end && isspace((unsigned char)*line))
			line++;
		if (line == end || *line == '#')
			return;
		bool quoted = false;
		for (; line < end && (quoted || !isspace((unsigned char)*line)); line++)
			if (*line == '"')
				quoted = !quoted;
			else
				out[n++] = *line;
		*LIST_ADD(r->a, &r->w) = out;
	}
}

static void
read_txt(struct reading *r)
{
	const char *p = (const char *)wall_txt, *end = p + wall_txt_len;
	int line = 0;

	while (p < end) {
		size_t len = strcspn(p, "\n");
		line++;
		if (len > 0 && !isspace((unsigned char)*p) && r->w.n > 0) {
			read_line(r);
			r->w = (struct words){0};
		}
		if (r->w.n == 0)
			r->line = line;
		take_words(r, p, len);
		p += len + 1;
	}
	if (r->w.n > 0)
		read_line(r);
}

static enum sees
sees_named(const char *said)
{
	for (int i = SEES_NOTHING; i <= SEES_ALL; i++)
		if (text_eq(sees_said((enum sees)i), said))
			return (enum sees)i;
	fail_msg("docs/wall.md: \"%s\" is none of nothing, counts of five or more, a summary, all", said);
	return SEES_NOTHING;
}

/* | **Draft** (`draft`): … | all | nothing | … | */
static void
read_md(struct reading *r)
{
	struct lines lines = text_lines(r->a, (const char *)wall_md);
	unsigned seen = 0;

	for (size_t i = 0; i < lines.n; i++) {
		const char *name = strstr(lines.at[i], "(`"), *close = name != NULL ? strstr(name, "`)") : NULL;
		if (lines.at[i][0] != '|' || close == NULL)
			continue;
		struct lines cells = text_split(r->a, lines.at[i], '|');
		int kind = kind_named(arena_copy(r->a, name + 2, (size_t)(close - name) - 2));
		if (kind < 0 || cells.n != 1 + RELATIONS)
			fail_msg("docs/wall.md: no such kind, or too few columns: %s", lines.at[i]);
		for (size_t c = 0; c < RELATIONS; c++)
			r->t->sees[kind][c] = sees_named(cells.at[1 + c]);
		seen |= 1u << kind;
	}
	for (int i = 0; i < WALL_KINDS; i++)
		if (!(seen >> i & 1))
			fail_msg("docs/wall.md: no row for %s", wall_kind_name((enum wall_kind)i));
}

struct wall_table *
wall_table_read(struct arena *a)
{
	struct reading r = { .a = a, .t = NEW(a, struct wall_table) };

	read_txt(&r);
	read_md(&r);
	return r.t;
}

unsigned
wall_stands(const struct wall_table *t, int who, int owner)
{
	static const struct { unsigned role, relation; } of_role[] = {
		{ ROLE_COUNCIL, REL_COUNCIL }, { ROLE_COORDINATOR, REL_COORDINATOR }, { ROLE_ADMINISTRATOR, REL_ADMINISTRATOR },
		{ ROLE_STEWARD, REL_STEWARD }, { ROLE_OPERATOR, REL_OPERATOR },
	};
	unsigned relations = 0;

	if (who < 0 || t->who.at[who].gone)
		return REL_ANYONE;
	for (size_t i = 0; i < sizeof(of_role) / sizeof(of_role[0]); i++)
		if (t->who.at[who].roles & of_role[i].role)
			relations |= of_role[i].relation;
	return relations | (t->who.at[who].guest ? REL_GUEST : REL_COLLEAGUE) | (who == owner ? REL_SELF : 0);
}

enum sees
wall_expected(const struct wall_table *t, int kind, int who, int owner)
{
	unsigned relations = wall_stands(t, who, owner);
	enum sees most = SEES_NOTHING;

	for (int c = 0; c < RELATIONS; c++)
		if ((relations >> c & 1) && t->sees[kind][c] > most)
			most = t->sees[kind][c];
	return most;
}
