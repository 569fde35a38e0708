/* PrefLib (Mattei & Walsh 2013): FORMAT_SPECIFICATION.md of PrefLib-Data, and the
 * format of 2013–2022, which began with a bare number of alternatives. */
#include "ballots/ballot_reading.h"
#include "base/arena.h"
#include "base/text.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MOST_OPTIONS = 1000000 };

struct preflib {
	struct reading *t;
	struct { struct ballot_option *at; size_t n, cap; } options;
	int64_t alternatives, voters, categories;       /* -1: the header does not say */
	const char *alternatives_at;
	bool sorted;
	struct { uint32_t *at; size_t n, cap; } approved;
};

/* "3" of "ALTERNATIVE NAME 3". */
static bool
name_line(struct preflib *p, struct piece number, struct piece name)
{
	int64_t n;

	if (!reading_number(p->t, piece_trim(number), 1, MOST_OPTIONS, "the number of an alternative", &n))
		return false;
	while (p->options.n < (size_t)n)
		*LIST_ADD(p->t->arena, &p->options) = (struct ballot_option){0};
	struct ballot_option *o = &p->options.at[n - 1];
	if (o->name != NULL)
		return reading_wrong(p->t, number.at, "alternative %lld has a name already; give each its own number", (long long)n);
	o->name = piece_text(p->t->arena, name);
	return true;
}

static bool
header_line(struct preflib *p, struct piece line)
{
	struct piece value = { line.at + 1, line.len - 1 };
	struct piece key = piece_until(&value, ':');

	if (value.at == NULL)
		return true;                            /* a comment */
	value = piece_trim(value);
	if (piece_is(key, "TITLE"))
		p->t->file->title = piece_text(p->t->arena, value);
	else if (piece_is(key, "DATA TYPE"))
		p->sorted = p->sorted || piece_is(value, "cat");
	else if (piece_is(key, "NUMBER ALTERNATIVES")) {
		p->alternatives_at = value.at;
		return reading_number(p->t, value, 0, MOST_OPTIONS, "the number of alternatives", &p->alternatives);
	} else if (piece_is(key, "NUMBER VOTERS"))
		return reading_number(p->t, value, 0, PROFILE_VOTES, "the number of voters", &p->voters);
	else if (piece_is(key, "NUMBER CATEGORIES")) {
		p->sorted = true;
		return reading_number(p->t, value, 0, MOST_OPTIONS, "the number of categories", &p->categories);
	} else if (key.len > 16 && strncasecmp(key.at, "ALTERNATIVE NAME", 16) == 0)
		return name_line(p, (struct piece){ key.at + 16, key.len - 16 }, value);
	return true;
}

static int
by_name(const void *a, const void *b, void *arg)
{
	const struct ballot_option *o = arg;

	return strcmp(o[*(const int *)a].name, o[*(const int *)b].name);
}

/* "No two alternatives can have the same name": the winners are printed by it. */
static bool
names_differ(struct preflib *p, const char *where)
{
	int *line = NEW_N(p->t->arena, int, p->options.n + 1);

	for (size_t i = 0; i < p->options.n; i++)
		line[i] = (int)i;
	qsort_r(line, p->options.n, sizeof(*line), by_name, p->options.at);
	for (size_t i = 1; i < p->options.n; i++)
		if (strcmp(p->options.at[line[i - 1]].name, p->options.at[line[i]].name) == 0)
			return reading_wrong(p->t, where, "alternatives %d and %d are both called “%s”; give each a name of its own",
			    line[i - 1] + 1, line[i] + 1, p->options.at[line[i]].name);
	return true;
}

static bool
options_done(struct preflib *p, const char *where)
{
	struct reading *t = p->t;

	if (p->alternatives >= 0 && (size_t)p->alternatives < p->options.n)
		return reading_wrong(t, p->alternatives_at, "the header says %lld alternatives, but number %zu has a name; make them agree",
		    (long long)p->alternatives, p->options.n);
	while (p->alternatives > (int64_t)p->options.n)
		*LIST_ADD(t->arena, &p->options) = (struct ballot_option){0};
	if (p->options.n == 0)
		return reading_wrong(t, where, "there are no alternatives to choose from; name them with “# ALTERNATIVE NAME 1: …”");
	for (size_t i = 0; i < p->options.n; i++) {
		p->options.at[i].id = arena_printf(t->arena, "%zu", i + 1);
		if (p->options.at[i].name == NULL)
			p->options.at[i].name = p->options.at[i].id;
	}
	t->file->format = FORMAT_PREFLIB;
	t->file->kind = p->sorted ? BALLOTS_SORTED : BALLOTS_RANKED;
	t->file->option = p->options.at;
	reading_ballots_begin(t, (int)p->options.n);
	return names_differ(p, where);
}

static bool
choice(struct preflib *p, struct piece number, bool tied)
{
	int64_t n;

	if (!reading_number(p->t, number, 1, p->t->file->profile.options, "an alternative", &n))
		return false;
	if (reading_choice_seen(p->t, (int)n - 1))
		return reading_wrong(p->t, number.at, "alternative %lld stands twice on this ballot; keep the place it was given", (long long)n);
	reading_choice(p->t, (int)n - 1, tied, 0);
	return true;
}

/* One group: a number, or numbers in braces; where the next one begins. */
static const char *
group(struct preflib *p, struct piece rest)
{
	const char *close = rest.at[0] == '{' ? memchr(rest.at, '}', rest.len) : NULL;
	bool tied = false;

	if (rest.at[0] == '{' && close == NULL) {
		reading_wrong(p->t, rest.at, "this “{” has no “}” behind it; close the group");
		return NULL;
	}
	if (close == NULL) {
		struct piece number = piece_until(&(struct piece){ rest.at, rest.len }, ',');
		return choice(p, number, false) ? number.at + number.len : NULL;
	}
	struct piece inside = { rest.at + 1, (size_t)(close - rest.at - 1) };
	while (inside.at != NULL) {
		struct piece number = piece_until(&inside, ',');
		if (number.len == 0)
			continue;
		if (!choice(p, number, tied))
			return NULL;
		tied = true;
	}
	return close + 1;
}

/* "3, {1,2}, 4": groups behind each other, each a category in a .cat file. */
static bool
order(struct preflib *p, struct piece rest)
{
	const char *end = rest.at + rest.len;
	struct reading *t = p->t;
	int64_t groups = 0;

	for (const char *at = rest.at; at < end;) {
		while (at < end && (*at == ' ' || *at == '\t' || *at == ','))
			at++;
		if (at == end)
			break;
		if (++groups > p->categories && p->sorted && p->categories >= 0)
			return reading_wrong(t, at, "the header says %lld categories, and this is one more; take it out or correct the header",
			    (long long)p->categories);
		if ((at = group(p, (struct piece){ at, (size_t)(end - at) })) == NULL)
			return false;
		while (at < end && (*at == ' ' || *at == '\t'))
			at++;
		if (at < end && *at != ',')
			return reading_wrong(t, at, "a comma is missing here, between two places of the ballot");
		if (groups == 1 && p->sorted)
			*LIST_ADD(t->arena, &p->approved) = t->ballots.at[t->ballots.n - 1].choices;
	}
	if (p->sorted && groups == 0)
		*LIST_ADD(t->arena, &p->approved) = 0;
	return true;
}

static bool
ballot_line(struct preflib *p, struct piece line, char by)
{
	struct piece rest = line, count = piece_until(&rest, by);
	int64_t weight;

	if (rest.at == NULL && by == ':')
		return reading_wrong(p->t, line.at, "a ballot is written “number of voters: 3,{1,2}”, but this line has no “:”");
	if (!reading_number(p->t, count, 0, PROFILE_VOTES, "the number of voters with this ballot", &weight))
		return false;
	if (weight == 0)
		return true;
	return reading_ballot(p->t, line.at, weight) && (rest.at == NULL || order(p, rest));
}

static bool
ballots_done(struct preflib *p)
{
	struct reading *t = p->t;

	if (p->voters >= 0 && p->voters != t->votes)
		reading_note(t, "%s: the header says %lld voters; the ballots are those of %lld, and these were counted", t->name,
		    (long long)p->voters, (long long)t->votes);
	reading_ballots_end(t);
	t->file->approved = p->sorted ? p->approved.at : NULL;
	return true;
}

bool
preflib_read(struct reading *t)
{
	struct preflib p = { .t = t, .alternatives = -1, .voters = -1, .categories = -1 };
	bool body = false;

	for (struct piece line = reading_line(t); line.at != NULL; line = reading_line(t)) {
		if (line.len == 0)
			continue;
		if (line.at[0] == '#') {
			if (!body && !header_line(&p, line))
				return false;
			continue;
		}
		if (!body && !options_done(&p, line.at))
			return false;
		body = true;
		if (!ballot_line(&p, line, ':'))
			return false;
	}
	return (body || options_done(&p, t->at)) && ballots_done(&p);
}

/* The next line that is not empty. */
static struct piece
next_line(struct reading *t)
{
	struct piece line;

	do
		line = reading_line(t);
	while (line.at != NULL && line.len == 0);
	return line;
}

bool
preflib_old_read(struct reading *t)
{
	struct preflib p = { .t = t, .alternatives = -1, .voters = -1, .categories = -1 };
	struct piece line = next_line(t);

	if (!reading_number(t, line, 0, MOST_OPTIONS, "the number of alternatives", &p.alternatives))
		return false;
	p.alternatives_at = line.at;
	for (int64_t i = 0; i < p.alternatives; i++) {
		struct piece rest = next_line(t);
		if (rest.at == NULL)
			return reading_wrong(t, t->at, "%lld alternatives are announced, but only %lld have names", (long long)p.alternatives,
			    (long long)i);
		struct piece number = piece_until(&rest, ',');
		if (rest.at == NULL)
			return reading_wrong(t, number.at, "an alternative is written “1,Name”, but there is no comma here");
		if (!name_line(&p, number, piece_trim(rest)))
			return false;
	}
	struct piece counts = next_line(t), voters = piece_until(&counts, ',');
	if (!reading_number(t, voters, 0, PROFILE_VOTES, "the number of voters, first in the line behind the names", &p.voters) ||
	    !options_done(&p, voters.at))
		return false;
	while ((line = next_line(t)).at != NULL)
		if (!ballot_line(&p, line, ','))
			return false;
	return ballots_done(&p);
}
