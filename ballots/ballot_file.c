#include "ballots/ballot_file.h"
#include "ballots/ballot_reading.h"
#include "base/arena.h"
#include "base/text.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Bytes that are no UTF-8 are what old files on the web are: Latin-1. */
static struct piece
as_utf8(struct reading *t, const char *bytes, size_t len)
{
	char *out = arena_alloc(t->arena, 2 * len + 1, 1), *p = out;

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)bytes[i];
		if (c >= 0x80)
			*p++ = (char)(0xC0 | c >> 6), *p++ = (char)(0x80 | (c & 0x3F));
		else
			*p++ = (char)c;
	}
	reading_note(t, "%s: the letters are not UTF-8; they were read as Latin-1", t->name);
	return (struct piece){ out, (size_t)(p - out) };
}

static bool
reading_begin(struct reading *t, const char *bytes, size_t len)
{
	struct piece p = { bytes, len };

	if (len >= 2 && ((unsigned char)bytes[0] ^ (unsigned char)bytes[1]) == 0x01 && (unsigned char)bytes[0] >= 0xFE)
		return reading_wrong(t, t->at, "this file is UTF-16; save it as UTF-8");
	if (len >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
		p = (struct piece){ bytes + 3, len - 3 };
	if (memchr(bytes, '\0', len) != NULL)
		return reading_wrong(t, t->at, "there are zero bytes in this file; it is no text");
	if (!text_valid(p.at, p.len))
		p = as_utf8(t, p.at, p.len);
	t->begin = t->line = t->at = arena_copy(t->arena, p.at, p.len);
	t->end = t->begin + p.len;
	return true;
}

static bool
starts_with(struct piece p, const char *word)
{
	return p.len >= strlen(word) && strncasecmp(p.at, word, strlen(word)) == 0;
}

static bool
is_digits(struct piece p)
{
	for (size_t i = 0; i < p.len; i++)
		if (!isdigit((unsigned char)p.at[i]))
			return false;
	return p.len > 0;
}

/* The first lines that say something: a BLT file may begin with comments too. */
static bool
read_by_content(struct reading *t)
{
	struct piece line, second;
	bool preflib = false;

	do {
		line = reading_line(t);
		struct piece rest = line.len > 0 && line.at[0] == '#' ?
		    piece_trim((struct piece){ line.at + 1, line.len - 1 }) : (struct piece){0};
		preflib = preflib || starts_with(rest, "ALTERNATIVE NAME") || starts_with(rest, "NUMBER ALTERNATIVES");
	} while (line.at != NULL && (line.len == 0 || line.at[0] == '#'));
	do
		second = reading_line(t);
	while (second.at != NULL && second.len == 0);
	t->at = t->begin;
	if (preflib)
		return preflib_read(t);
	if (starts_with(line, "META"))
		return pabulib_read(t);
	if (is_digits(line) && second.at != NULL && memchr(second.at, ',', second.len) != NULL)
		return preflib_old_read(t);
	if (line.len > 0 && (isdigit((unsigned char)line.at[0]) || starts_with(line, "/*")) &&
	    memchr(line.at, ':', line.len) == NULL)
		return blt_read(t);
	return reading_wrong(t, line.at != NULL ? line.at : t->begin, "this is no ballot file that is known here: PrefLib begins "
	    "with “# FILE NAME: …”, Pabulib with “META”, and BLT with the numbers of candidates and of seats");
}

const char *
ballot_file_read(struct arena *a, const char *name, const char *bytes, size_t len, struct ballot_file *ret)
{
	struct reading t = { .arena = a, .name = name, .file = ret, .begin = "" };

	t.line = t.end = t.at = t.begin;
	*ret = (struct ballot_file){ .title = "" };
	if (!reading_begin(&t, bytes, len) || !read_by_content(&t))
		return t.error;
	profile_check(a, &ret->profile);
	return NULL;
}

struct profile
ballot_file_approvals(struct arena *a, const struct ballot_file *f)
{
	struct ballot *cut = NEW_N(a, struct ballot, f->profile.n + 1);
	struct profile approvals = f->profile;

	for (size_t i = 0; i < f->profile.n; i++) {
		cut[i] = f->profile.ballot[i];
		if (f->approved != NULL)
			cut[i].choices = f->approved[i];
	}
	approvals.ballot = cut;
	approvals.tied = NULL;
	return approvals;
}

/* "9" before "10", "a9" before "a10". */
static int
id_order(const char *a, const char *b)
{
	while (*a != '\0' && *b != '\0') {
		size_t m = strspn(a, "0123456789"), n = strspn(b, "0123456789");
		if (m == 0 || n == 0) {
			if (*a != *b)
				return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
			a++, b++;
			continue;
		}
		const char *p = a + strspn(a, "0"), *q = b + strspn(b, "0");
		p = p > a + m ? a + m : p, q = q > b + n ? b + n : q;
		a += m, b += n;
		if (a - p != b - q)
			return a - p < b - q ? -1 : 1;
		int differ = memcmp(p, q, (size_t)(a - p));
		if (differ != 0)
			return differ;
	}
	return *a != '\0' ? 1 : *b != '\0' ? -1 : 0;
}

static int
by_id(const void *a, const void *b, void *arg)
{
	const struct ballot_file *f = arg;
	int left = *(const int *)a, right = *(const int *)b, order = id_order(f->option[left].id, f->option[right].id);

	return order != 0 ? order : left - right;
}

const int *
ballot_file_places(struct arena *a, const struct ballot_file *f)
{
	size_t n = (size_t)f->profile.options;
	int *line = NEW_N(a, int, n + 1), *place = NEW_N(a, int, n + 1);

	for (size_t i = 0; i < n; i++)
		line[i] = (int)i;
	qsort_r(line, n, sizeof(*line), by_id, (void *)f);
	for (size_t i = 0; i < n; i++)
		place[line[i]] = (int)i;
	return place;
}
