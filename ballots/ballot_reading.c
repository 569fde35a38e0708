#include "ballots/ballot_reading.h"
#include "base/arena.h"
#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static void
place_of(const struct reading *t, const char *where, size_t *ret_line, size_t *ret_column)
{
	/* A cell whose quotes were taken off stands elsewhere: then the line must do. */
	if ((uintptr_t)where < (uintptr_t)t->begin || (uintptr_t)where > (uintptr_t)t->end)
		where = t->line;
	*ret_line = *ret_column = 1;
	for (const char *p = t->begin; p < where; p++)
		if (*p == '\n' || (*p == '\r' && p[1] != '\n'))
			++*ret_line, *ret_column = 1;
		else
			*ret_column += (*p & 0xC0) != 0x80;             /* characters, not bytes */
}

bool
reading_wrong(struct reading *t, const char *where, const char *fmt, ...)
{
	size_t line, column;
	va_list ap;

	if (t->error != NULL)
		return false;
	place_of(t, where, &line, &column);
	va_start(ap, fmt);
	t->error = arena_printf(t->arena, "%s:%zu:%zu: %s", t->name, line, column, arena_vprintf(t->arena, fmt, ap));
	va_end(ap);
	return false;
}

void
reading_note(struct reading *t, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	*LIST_ADD(t->arena, &t->file->notes) = arena_vprintf(t->arena, fmt, ap);
	va_end(ap);
}

void
reading_note_at(struct reading *t, const char *where, const char *fmt, ...)
{
	size_t line, column;
	va_list ap;

	place_of(t, where, &line, &column);
	va_start(ap, fmt);
	reading_note(t, "%s:%zu: %s", t->name, line, arena_vprintf(t->arena, fmt, ap));
	va_end(ap);
}

bool
piece_is(struct piece p, const char *word)
{
	return p.at != NULL && strlen(word) == p.len && strncasecmp(p.at, word, p.len) == 0;
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' || c == '\f';
}

struct piece
piece_trim(struct piece p)
{
	while (p.len > 0 && is_space(p.at[0]))
		p.at++, p.len--;
	while (p.len > 0 && is_space(p.at[p.len - 1]))
		p.len--;
	return p;
}

char *
piece_text(struct arena *a, struct piece p)
{
	return arena_copy(a, p.at, p.len);
}

struct piece
reading_line(struct reading *t)
{
	const char *from = t->line = t->at;

	if (from == t->end)
		return (struct piece){0};
	const char *to = from + strcspn(from, "\r\n");
	t->at = to == t->end ? to : to[0] == '\r' && to[1] == '\n' ? to + 2 : to + 1;
	return piece_trim((struct piece){ from, (size_t)(to - from) });
}

struct piece
piece_until(struct piece *rest, char by)
{
	if (rest->at == NULL)
		return (struct piece){0};
	const char *cut = memchr(rest->at, by, rest->len);
	struct piece part = { rest->at, cut != NULL ? (size_t)(cut - rest->at) : rest->len };
	*rest = cut != NULL ? (struct piece){ cut + 1, rest->len - part.len - 1 } : (struct piece){0};
	return piece_trim(part);
}

bool
reading_number(struct reading *t, struct piece p, int64_t least, int64_t most, const char *what, int64_t *ret)
{
	int64_t n;

	if (p.len > 0 && memchr(p.at, '.', p.len) == NULL && memchr(p.at, ',', p.len) == NULL && piece_decimal(p, 0, &n) &&
	    n >= least && n <= most) {
		*ret = n;
		return true;
	}
	return reading_wrong(t, p.at != NULL ? p.at : t->at, "here stands %s%.*s%s, but %s is a whole number from %lld to %lld",
	    p.len > 0 ? "“" : "nothing", (int)(p.len < 40 ? p.len : 40), p.at != NULL ? p.at : "", p.len > 0 ? "”" : "",
	    what, (long long)least, (long long)most);
}

int
piece_places(struct piece p)
{
	for (size_t i = 0; i < p.len; i++)
		if (p.at[i] == '.' || p.at[i] == ',') {
			size_t last = p.len;
			while (last > i + 1 && p.at[last - 1] == '0')
				last--;
			return (int)(last - i - 1);
		}
	return 0;
}

bool
piece_decimal(struct piece p, int places, int64_t *ret)
{
	bool negative = p.len > 1 && p.at[0] == '-', digits = false;
	int behind = -1;
	int64_t n = 0;

	for (size_t i = negative; i < p.len; i++) {
		if ((p.at[i] == '.' || p.at[i] == ',') && behind < 0) {
			behind = 0;
			continue;
		}
		if (p.at[i] < '0' || p.at[i] > '9')
			return false;
		digits = true;
		if (behind >= 0 && behind++ >= places) {
			if (p.at[i] != '0')
				return false;
			continue;
		}
		if (__builtin_mul_overflow(n, 10, &n) || __builtin_add_overflow(n, p.at[i] - '0', &n))
			return false;
	}
	for (int i = behind < 0 ? 0 : behind; i < places; i++)
		if (__builtin_mul_overflow(n, 10, &n))
			return false;
	*ret = negative ? -n : n;
	return digits;
}

void
reading_ballots_begin(struct reading *t, int options)
{
	size_t room = 1;

	/* A choice ends with one of these, or with the file. */
	for (const char *p = t->begin; p < t->end; p++)
		room += *p == ',' || *p == '=' || *p == ';' || *p == ':' || is_space(*p);
	t->file->profile.options = options;
	t->choice = NEW_N(t->arena, int, room);
	t->tied = NEW_N(t->arena, bool, room);
	t->points = t->file->kind == BALLOTS_POINTS ? NEW_N(t->arena, int64_t, room) : NULL;
	t->seen = NEW_N(t->arena, size_t, (size_t)options + 1);
}

bool
reading_ballot(struct reading *t, const char *where, int64_t weight)
{
	assert(weight >= 1);
	t->votes += weight;
	if (weight > PROFILE_VOTES || t->votes > PROFILE_VOTES)
		return reading_wrong(t, where, "with these ballots there are more than %lld; a count takes no more",
		    (long long)PROFILE_VOTES);
	*LIST_ADD(t->arena, &t->ballots) = (struct ballot){ .weight = weight, .from = t->choices };
	return true;
}

bool
reading_choice_seen(const struct reading *t, int option)
{
	return t->seen[option] == t->ballots.n;
}

void
reading_choice(struct reading *t, int option, bool tied, int64_t points)
{
	struct ballot *b = &t->ballots.at[t->ballots.n - 1];

	t->seen[option] = t->ballots.n;
	t->choice[t->choices] = option;
	t->tied[t->choices] = tied && b->choices > 0;
	t->any_tied = t->any_tied || t->tied[t->choices];
	if (t->points != NULL)
		t->points[t->choices] = points;
	t->choices++;
	b->choices++;
}

void
reading_ballots_end(struct reading *t)
{
	struct profile *p = &t->file->profile;

	p->n = t->ballots.n;
	p->ballot = t->ballots.at;
	p->choice = t->choice;
	p->tied = t->any_tied ? t->tied : NULL;
	p->points = t->points;
}
