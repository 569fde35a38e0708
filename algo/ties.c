#include "algo/ties.h"
#include "base/arena.h"
#include <assert.h>
#include <string.h>

int
tie_first(const struct tie_line *line, const int *among, int n)
{
	int first = among[0];

	assert(n > 0);
	for (int i = 1; i < n; i++)
		if (line->place[among[i]] < line->place[first])
			first = among[i];
	return first;
}

void
tie_note(struct arena *a, struct ties *ties, int round, const int *among, int n, int picked, enum tie_by by)
{
	int *copy = NEW_N(a, int, (size_t)n);

	memcpy(copy, among, (size_t)n * sizeof(*copy));
	*LIST_ADD(a, ties) = (struct tie){ .round = round, .among = copy, .n = n, .picked = picked, .by = by };
}

static uint64_t
splitmix(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
	return z ^ z >> 31;
}

const int *
tie_lots(struct arena *a, int options, uint64_t seed)
{
	int *line = NEW_N(a, int, (size_t)options + 1), *place = NEW_N(a, int, (size_t)options + 1);

	for (int i = 0; i < options; i++)
		line[i] = i;
	for (int k = options; k > 1; k--) {
		int j = (int)((unsigned __int128)splitmix(&seed) * (unsigned)k >> 64), other = line[j];
		line[j] = line[k - 1];
		line[k - 1] = other;
	}
	for (int i = 0; i < options; i++)
		place[line[i]] = i;
	return place;
}
