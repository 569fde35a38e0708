#include "practices/hide.h"
#include <assert.h>
#include <stdbool.h>

enum { MANY = 15 };         /* below, the word and what is counted openly would give a number away */

static bool
is_few(int64_t n)
{
	return n > 0 && n < FEW;
}

static int
smallest_of(const int64_t *reports, int columns, unsigned among)
{
	int smallest = -1;

	for (int i = 0; i < columns; i++)
		if ((among >> i & 1) && (smallest < 0 || reports[i] < reports[smallest]))
			smallest = i;
	return smallest;
}

unsigned
columns_shown(const int64_t *reports, int columns, int64_t all)
{
	unsigned shown = 0;
	int64_t rest = all;

	assert(columns <= COLUMNS_MOST);
	for (int i = 0; i < columns; i++)
		if (reports[i] >= FEW && reports[i] < all) {
			shown |= 1u << i;
			rest -= reports[i];
		}
	while (shown != 0 && is_few(rest)) {
		int smallest = smallest_of(reports, columns, shown);
		shown &= ~(1u << smallest);
		rest += reports[smallest];
	}
	return shown;
}

enum kept
kept_word(int64_t kept, int64_t reports)
{
	if (reports < MANY)
		return KEPT_NOT_SAID;
	return kept * 2 > reports ? KEPT_BY_MORE_THAN_HALF : KEPT_BY_HALF_OR_FEWER;
}
