/* BLT (Hill, Wichmann & Woodall 1987, section 3.1), with what droop and OpaVote
 * (OpenSTV) add: comments, ballot ids, [nick …], [tie …], [withdrawn …], [droop …],
 * equal ranks as b=c or (b c), and - for a rank that was skipped.
 * Words stand between white space; a name is quoted, on one line. */
#include "ballots/ballot_reading.h"
#include "base/arena.h"
#include "base/random.h"
#include <stdlib.h>
#include <string.h>

enum { MOST_OPTIONS = 100000 };

struct blt {
	struct reading *t;
	struct piece word;                      /* the present one; at = NULL: the end */
	bool quoted;                            /* it is a name, without its quotes */
	int64_t options;
	const char **nick;                      /* of each option, or NULL */
	int *by_nick;                           /* the options by their nicknames */
	bool *withdrawn;
	int *tie_place;
	struct { struct piece *at; size_t n, cap; } ids;
};

static bool
is_white(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' || c == '\f';
}

/* Comments: # to the end of the line, and nested as in C. */
static bool
skip(struct blt *b)
{
	const char *p = b->t->at, *end = b->t->end;

	for (;;) {
		while (p < end && is_white(*p))
			p++;
		if (p < end && *p == '#') {
			p += strcspn(p, "\r\n");
			continue;
		}
		if (p + 1 >= end || p[0] != '/' || p[1] != '*')
			break;
		const char *from = p;
		int depth = 0;
		do {
			if (p >= end)
				return reading_wrong(b->t, from, "this comment has no end; close it with “*/”");
			int step = p[0] == '/' && p[1] == '*' ? 1 : p[0] == '*' && p[1] == '/' ? -1 : 0;
			depth += step;
			p += step != 0 ? 2 : 1;
		} while (depth > 0);
	}
	b->t->at = p;
	return true;
}

/* A quote ends a name when the line ends behind it, or another name or a comment
 * begins: so "Pat "Red" Smith" is one name.  Failing that, the first before a blank. */
static const char *
closing_quote(const char *from, const char *end)
{
	const char *before_blank = NULL;

	for (const char *p = from; p < end && *p != '\n' && *p != '\r'; p++) {
		if (*p == '\\' && p + 1 < end && (p[1] == '"' || p[1] == '\\')) {
			p++;
			continue;
		}
		if (*p != '"')
			continue;
		const char *q = p + 1;
		if (q < end && *q == '"' && p > from) {         /* doubled, as in CSV */
			p++;
			continue;
		}
		bool blank = q == end || is_white(*q);
		while (q < end && (*q == ' ' || *q == '\t'))
			q++;
		if (q == end || *q == '\n' || *q == '\r' || (blank && (*q == '"' || *q == '#' || (q[0] == '/' && q[1] == '*'))))
			return p;
		if (blank && before_blank == NULL)
			before_blank = p;
	}
	return before_blank;
}

static bool
quoted(struct blt *b)
{
	const char *from = b->t->at + 1, *to = closing_quote(from, b->t->end);

	if (to == NULL)
		return reading_wrong(b->t, from - 1, "the name that begins here has no quote at its end, on the same line");
	b->word = (struct piece){ from, (size_t)(to - from) };
	b->quoted = true;
	b->t->at = to + 1;
	return true;
}

/* Goes to the next word; false only for what is wrong. */
static bool
next(struct blt *b)
{
	if (!skip(b))
		return false;
	const char *p = b->t->at, *end = b->t->end;
	b->quoted = false;
	b->word = (struct piece){0};
	if (p == end)
		return true;
	if (*p == '"')
		return quoted(b);
	while (p < end && !is_white(*p))
		p++;
	b->word = (struct piece){ b->t->at, (size_t)(p - b->t->at) };
	b->t->at = p;
	return true;
}

static bool
number(struct blt *b, int64_t least, int64_t most, const char *what, int64_t *ret)
{
	if (b->word.at == NULL)
		return reading_wrong(b->t, b->t->end, "the file ends where %s should stand", what);
	if (b->quoted)
		return reading_wrong(b->t, b->word.at - 1, "here stands the name “%.*s”, but %s is a whole number from %lld to %lld; "
		    "a 0 ends each ballot, and another one all of them",
		    (int)b->word.len, b->word.at, what, (long long)least, (long long)most);
	return reading_number(b->t, b->word, least, most, what, ret);
}

static int
by_nick(const void *a, const void *b, void *arg)
{
	const char *const *nick = arg;

	return strcmp(nick[*(const int *)a], nick[*(const int *)b]);
}

static bool
find_nick(const struct blt *b, struct piece word, int *ret)
{
	int64_t low = 0, high = b->by_nick != NULL ? b->options : 0;

	while (low < high) {
		int64_t middle = (low + high) / 2;
		const char *nick = b->nick[b->by_nick[middle]];
		int order = strncmp(nick, word.at, word.len);
		order = order == 0 && nick[word.len] != '\0' ? 1 : order;
		if (order == 0) {
			*ret = b->by_nick[middle];
			return true;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

/* The option of this number or nickname. */
static bool
option(struct blt *b, struct piece word, int *ret)
{
	int64_t n;

	if (memchr(word.at, '.', word.len) == NULL && memchr(word.at, ',', word.len) == NULL && piece_decimal(word, 0, &n) &&
	    n >= 1 && n <= b->options) {
		*ret = (int)n - 1;
		return true;
	}
	return find_nick(b, word, ret) ||
	    reading_wrong(b->t, word.at, "“%.*s” is no candidate: candidates are the numbers from 1 to %lld%s; a 0 ends a ballot",
	    (int)(word.len < 40 ? word.len : 40), word.at, (long long)b->options, b->nick != NULL ? " and the names in [nick …]" : "");
}

/* ── [nick a b c], [tie 3 1 2], [withdrawn 4], [droop …] ── */

static bool
set_nick(struct blt *b, struct piece word, size_t i)
{
	if ((int64_t)i >= b->options)
		return reading_wrong(b->t, word.at, "[nick …] has more names than there are candidates, which are %lld", (long long)b->options);
	b->nick[i] = piece_text(b->t->arena, word);
	return true;
}

static bool
nicks_differ(struct blt *b, const char *from)
{
	b->by_nick = NEW_N(b->t->arena, int, (size_t)b->options + 1);
	for (int i = 0; i < b->options; i++)
		b->by_nick[i] = i;
	qsort_r(b->by_nick, (size_t)b->options, sizeof(*b->by_nick), by_nick, b->nick);
	for (int i = 1; i < b->options; i++)
		if (strcmp(b->nick[b->by_nick[i - 1]], b->nick[b->by_nick[i]]) == 0)
			return reading_wrong(b->t, from, "“%s” stands twice in [nick …]; give each candidate its own",
			    b->nick[b->by_nick[i]]);
	return true;
}

static bool
set_tie(struct blt *b, struct piece word, size_t i)
{
	int who;

	if (!option(b, word, &who))
		return false;
	if (b->tie_place[who] >= 0)
		return reading_wrong(b->t, word.at, "“%.*s” stands twice in [tie …]", (int)word.len, word.at);
	b->tie_place[who] = (int)i;
	return true;
}

static bool
set_withdrawn(struct blt *b, struct piece word, size_t i)
{
	int who;

	(void)i;
	if (!option(b, word, &who))
		return false;
	b->withdrawn[who] = true;
	return true;
}

static bool
set_nothing(struct blt *b, struct piece word, size_t i)
{
	(void)b;
	(void)word;
	(void)i;
	return true;
}

static const struct { const char *name; bool (*set)(struct blt *, struct piece, size_t); bool each; } brackets[] = {
	{ "nick", set_nick, true }, { "tie", set_tie, true }, { "withdrawn", set_withdrawn, false },
	{ "undeclared", set_nothing, false }, { "droop", set_nothing, false },
};

static bool
bracket_items(struct blt *b, size_t which, const char *from, bool closed)
{
	size_t n = 0;

	while (!closed) {
		if (!next(b))
			return false;
		if (b->word.at == NULL)
			return reading_wrong(b->t, from, "this “[” has no “]”; close it");
		struct piece item = b->word;
		closed = !b->quoted && item.at[item.len - 1] == ']';
		item.len -= closed;
		if (item.len > 0 && !brackets[which].set(b, item, n++))
			return false;
	}
	if (brackets[which].each && (int64_t)n != b->options)
		return reading_wrong(b->t, from, "[%s …] lists %zu of %lld candidates; it must list each of them once", brackets[which].name, n,
		    (long long)b->options);
	return brackets[which].set != set_nick || nicks_differ(b, from);
}

static bool
bracket(struct blt *b)
{
	struct piece name = { b->word.at + 1, b->word.len - 1 };
	const char *from = b->word.at;
	bool closed = name.len > 0 && name.at[name.len - 1] == ']';

	name.len -= closed;
	if (piece_is(name, "nick"))
		b->nick = NEW_N(b->t->arena, const char *, (size_t)b->options + 1);
	if (piece_is(name, "tie")) {
		b->tie_place = NEW_N(b->t->arena, int, (size_t)b->options + 1);
		memset(b->tie_place, -1, (size_t)b->options * sizeof(*b->tie_place));
	}
	for (size_t i = 0; i < sizeof(brackets) / sizeof(brackets[0]); i++)
		if (piece_is(name, brackets[i].name))
			return bracket_items(b, i, from, closed);
	return reading_wrong(b->t, from, "“[%.*s …]” means nothing here; [nick …], [tie …], [withdrawn …] and [droop …] are known",
	    (int)name.len, name.at);
}

/* What stands before the first ballot. */
static bool
preamble(struct blt *b)
{
	while (next(b)) {
		if (b->word.at == NULL || b->quoted)
			return true;
		if (b->word.at[0] == '[') {
			if (!bracket(b))
				return false;
			continue;
		}
		if (b->word.at[0] != '-' || b->word.len < 2)
			return true;
		if (!set_withdrawn(b, (struct piece){ b->word.at + 1, b->word.len - 1 }, 0))
			return false;
	}
	return false;
}

/* ── ballots ── */

static bool
one_choice(struct blt *b, struct piece word, bool tied, bool *ret_placed)
{
	int who;

	if (!option(b, word, &who))
		return false;
	if (reading_choice_seen(b->t, who))
		return reading_wrong(b->t, word.at, "“%.*s” stands twice on this ballot; keep the first, or end the ballot before it with a 0",
		    (int)word.len, word.at);
	if (b->withdrawn[who])
		return true;
	reading_choice(b->t, who, tied, 0);
	*ret_placed = true;
	return true;
}

/* b=c */
static bool
equal_choices(struct blt *b, struct piece word)
{
	bool placed = false;

	for (struct piece rest = word; rest.at != NULL;)
		if (!one_choice(b, piece_until(&rest, '='), placed, &placed))
			return false;
	return true;
}

/* (b c), as Hill writes it. */
static bool
hills_choices(struct blt *b)
{
	const char *from = b->word.at;
	struct piece word = { b->word.at + 1, b->word.len - 1 };
	bool placed = false, closed;

	for (;;) {
		closed = word.len > 0 && word.at[word.len - 1] == ')';
		word.len -= closed;
		if (word.len > 0 && !one_choice(b, word, placed, &placed))
			return false;
		if (closed)
			return true;
		if (!next(b))
			return false;
		if (b->word.at == NULL || b->quoted)
			return reading_wrong(b->t, from, "this “(” has no “)”; close the equal ranks");
		word = b->word;
	}
}

static bool
choices(struct blt *b)
{
	while (next(b)) {
		if (b->word.at == NULL || b->quoted)
			return reading_wrong(b->t, b->word.at != NULL ? b->word.at - 1 : b->t->end,
			    "the last ballot is not ended; write a 0 behind its last candidate, and a 0 behind the last ballot");
		if (b->word.len == 1 && b->word.at[0] == '0')
			return true;
		if (b->word.len == 1 && b->word.at[0] == '-')
			continue;                       /* a rank that was skipped */
		if (b->word.at[0] == '(' ? !hills_choices(b) : !equal_choices(b, b->word))
			return false;
	}
	return false;
}

/* (id), which stands for one ballot. */
static bool
ballot_id(struct blt *b)
{
	const char *from = b->word.at, *end = b->t->end, *close = memchr(from, ')', (size_t)(end - from));

	if (close == NULL)
		return reading_wrong(b->t, from, "this “(” has no “)”; close the ballot's id");
	*LIST_ADD(b->t->arena, &b->ids) = piece_trim((struct piece){ from + 1, (size_t)(close - from - 1) });
	b->t->at = close + 1;
	return true;
}

static int
by_text(const void *a, const void *b)
{
	const struct piece *p = a, *q = b;
	int order = memcmp(p->at, q->at, p->len < q->len ? p->len : q->len);

	if (order == 0 && p->len != q->len)
		return p->len < q->len ? -1 : 1;
	return order != 0 ? order : p->at < q->at ? -1 : 1;
}

static bool
ids_differ(struct blt *b)
{
	if (b->ids.n > 1)
		qsort(b->ids.at, b->ids.n, sizeof(*b->ids.at), by_text);
	for (size_t i = 1; i < b->ids.n; i++) {
		struct piece p = b->ids.at[i - 1], q = b->ids.at[i];
		if (p.len == q.len && memcmp(p.at, q.at, p.len) == 0)
			return reading_wrong(b->t, q.at, "the ballot (%.*s) stands twice; every ballot has an id of its own", (int)q.len, q.at);
	}
	return true;
}

static bool
ballots(struct blt *b)
{
	int64_t weight;

	reading_ballots_begin(b->t, (int)b->options);
	do {
		const char *where = b->word.at;
		weight = 1;
		if (where != NULL && !b->quoted && where[0] == '(') {
			if (!ballot_id(b))
				return false;
		} else if (!number(b, 0, PROFILE_VOTES, "the number of ballots alike", &weight))
			return false;
		if (weight == 0)
			return ids_differ(b);
		if (!reading_ballot(b->t, where, weight) || !choices(b))
			return false;
	} while (next(b));
	return false;
}

/* ── names ── */

/* Without escapes, and with single spaces, as the programs do that read words. */
static const char *
unescaped(struct arena *a, struct piece p)
{
	char *text = piece_text(a, piece_trim(p)), *to = text;

	for (const char *from = text; *from != '\0'; from++) {
		if ((from[0] == '\\' && (from[1] == '"' || from[1] == '\\')) || (from[0] == '"' && from[1] == '"'))
			from++;
		if (!is_white(from[0]) || !is_white(from[1]))
			*to++ = is_white(*from) ? ' ' : *from;
	}
	*to = '\0';
	return text;
}

static bool
names(struct blt *b)
{
	struct ballot_option *o = NEW_N(b->t->arena, struct ballot_option, (size_t)b->options + 1);

	for (int64_t i = 0; i < b->options; i++) {
		if (!next(b))
			return false;
		if (b->word.at == NULL)
			return reading_wrong(b->t, b->t->end, "%lld candidates are announced, but only %lld have names", (long long)b->options,
			    (long long)i);
		if (!b->quoted && memchr(b->word.at, '"', b->word.len) != NULL)
			return reading_wrong(b->t, b->word.at, "the name of candidate %lld has no quote before it; put names in quotes",
			    (long long)i + 1);
		o[i].name = unescaped(b->t->arena, b->word);
		o[i].id = arena_printf(b->t->arena, "%lld", (long long)i + 1);
	}
	b->t->file->option = o;
	if (!next(b))
		return false;
	if (b->word.at != NULL && b->quoted)
		b->t->file->title = unescaped(b->t->arena, b->word);
	return true;                                    /* source, comment, and whatever else stands behind */
}

bool
blt_read(struct reading *t)
{
	struct blt b = { .t = t };
	int64_t seats;

	t->file->format = FORMAT_BLT;
	t->file->kind = BALLOTS_RANKED;
	if (!next(&b) || !number(&b, 1, MOST_OPTIONS, "the number of candidates", &b.options) ||
	    !next(&b) || !number(&b, 0, MOST_OPTIONS, "the number of seats", &seats))
		return false;
	b.withdrawn = NEW_N(t->arena, bool, (size_t)b.options + 1);
	if (!preamble(&b) || !ballots(&b) || !names(&b))
		return false;
	reading_ballots_end(t);
	t->file->seats = (int)seats;
	t->file->withdrawn = b.withdrawn;
	t->file->tie_place = b.tie_place;
	return true;
}
