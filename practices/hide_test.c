/* What a reader can know: all tables that would show the same are taken
 * together, and no group of cells is one to four people in every one of them. */
#include "practices/hide.h"
#include "tests/test.h"
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 2, ROWS = COLUMNS + 1, CELLS = ROWS * 2, ALL_MOST = 30, TABLES_MOST = 600000 };

/* Cells 2i and 2i + 1: those in column i who kept it and who stopped; the last row is the rest. */
struct table { signed char cell[CELLS]; char seen[32]; };

/* What a page shows of it; how many kept it and stopped in all is known to everybody. */
static void
show(struct table *t)
{
	int64_t reports[COLUMNS], all = 0, kept = 0;
	char *to = t->seen;

	memset(t->seen, 0, sizeof(t->seen));
	for (int i = 0; i < ROWS; i++) {
		if (i < COLUMNS)
			reports[i] = t->cell[2 * i] + t->cell[2 * i + 1];
		all += t->cell[2 * i] + t->cell[2 * i + 1];
		kept += t->cell[2 * i];
	}
	unsigned shown = columns_shown(reports, COLUMNS, all);
	*to++ = (char)('A' + all);
	*to++ = (char)('A' + kept);
	for (int i = 0; i < COLUMNS; i++) {
		*to++ = (shown >> i & 1) ? (char)('a' + reports[i] / FEW) : '-';
		*to++ = (shown >> i & 1) ? (char)('0' + kept_word(t->cell[2 * i], reports[i])) : '-';
	}
}

static size_t
tables_make(struct table *tables, int left, int at, struct table t, size_t n)
{
	if (at == CELLS - 1) {
		t.cell[at] = (signed char)left;
		show(&t);
		assert_true(n < TABLES_MOST);
		tables[n] = t;
		return n + 1;
	}
	for (int i = 0; i <= left; i++) {
		t.cell[at] = (signed char)i;
		n = tables_make(tables, left - i, at + 1, t, n);
	}
	return n;
}

static int
by_seen(const void *x, const void *y)
{
	const struct table *a = x, *b = y;

	return strcmp(a->seen, b->seen);
}

static int
people_in(const struct table *t, unsigned group)
{
	int people = 0;

	for (int c = 0; c < CELLS; c++)
		people += (group >> c & 1) ? t->cell[c] : 0;
	return people;
}

/* Is this group of cells one to four people in each of these tables? */
static bool
is_known_to_be_few(const struct table *t, size_t n, unsigned group)
{
	for (size_t i = 0; i < n; i++)
		if (people_in(&t[i], group) < 1 || people_in(&t[i], group) >= FEW)
			return false;
	return true;
}

static bool
are_the_same_people(const struct table *t, size_t n, unsigned one, unsigned other)
{
	for (size_t i = 0; i < n; i++)
		if (people_in(&t[i], one ^ other) != 0)
			return false;
	return true;
}

/* Those who kept it, and those who stopped, altogether, are counted openly. */
static bool
is_open(const struct table *t, size_t n, unsigned group)
{
	const unsigned kept = 0x15, stopped = 0x2a;

	return are_the_same_people(t, n, group, kept) || are_the_same_people(t, n, group, stopped);
}

TEST(hide_no_small_group_can_be_known)
{
	struct table *tables = calloc(TABLES_MOST, sizeof(*tables));
	size_t n = 0, shown = 0;

	for (int all = FEW; all <= ALL_MOST; all += FEW)
		n = tables_make(tables, all, 0, (struct table){0}, n);
	qsort(tables, n, sizeof(*tables), by_seen);
	for (size_t from = 0, to; from < n; from = to) {
		for (to = from; to < n && strcmp(tables[to].seen, tables[from].seen) == 0; to++)
			;
		bool any = strspn(tables[from].seen + 2, "-") < COLUMNS * 2;
		shown += any ? to - from : 0;
		for (unsigned group = 1; any && group < 1u << CELLS; group++)
			if (is_known_to_be_few(&tables[from], to - from, group) && !is_open(&tables[from], to - from, group))
				fail_msg("%s: group %x", tables[from].seen, group);
	}
	assert_true(shown * 2 > n);          /* hiding everything would be easy */
	free(tables);
}

TEST(hide_shows_what_it_may)
{
	assert_int_equal(columns_shown((int64_t[]){ 17, 5, 9 }, 3, 31), 7);
	assert_int_equal(columns_shown((int64_t[]){ 17, 4, 9 }, 3, 30), 1);        /* four, and nine beside them */
	assert_int_equal(columns_shown((int64_t[]){ 17 }, 1, 18), 0);              /* one would be left over */
	assert_int_equal(columns_shown((int64_t[]){ 17 }, 1, 22), 1);
	assert_int_equal(columns_shown((int64_t[]){ 17 }, 1, 17), 0);
	assert_int_equal(kept_word(14, 14), KEPT_NOT_SAID);
	assert_int_equal(kept_word(8, 15), KEPT_BY_MORE_THAN_HALF);
	assert_int_equal(kept_word(8, 16), KEPT_BY_HALF_OR_FEWER);
}
