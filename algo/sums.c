#include "algo/sums.h"
#include "base/arena.h"
#include <assert.h>

const int64_t *
sums_approvals(struct arena *a, const struct profile *p)
{
	int64_t *sums = NEW_N(a, int64_t, (size_t)p->options + 1);

	for (size_t i = 0; i < p->n; i++)
		for (uint32_t k = 0; k < p->ballot[i].choices; k++)
			sums[p->choice[p->ballot[i].from + k]] += p->ballot[i].weight;
	return sums;
}

const __int128 *
sums_points(struct arena *a, const struct profile *p, int64_t otherwise)
{
	__int128 *sums = NEW_N(a, __int128, (size_t)p->options + 1), all = (__int128)profile_votes(p) * otherwise;

	assert(p->points != NULL);
	for (int i = 0; i < p->options; i++)
		sums[i] = all;
	for (size_t i = 0; i < p->n; i++)
		for (uint32_t k = p->ballot[i].from; k < p->ballot[i].from + p->ballot[i].choices; k++)
			sums[p->choice[k]] += (__int128)p->ballot[i].weight * (p->points[k] - otherwise);
	return sums;
}

int
sums_most_approved(const int64_t *sums, int options, int *ret_most)
{
	int n = 0;

	for (int i = 0; i < options; i++) {
		n = n > 0 && sums[i] > sums[ret_most[0]] ? 0 : n;
		if (n == 0 || sums[i] == sums[ret_most[0]])
			ret_most[n++] = i;
	}
	return n;
}

int
sums_most_points(struct arena *a, const __int128 *sums, int options, const struct tie_line *line, struct ties *ties)
{
	int *most = NEW_N(a, int, (size_t)options + 1), n = 0;

	for (int i = 0; i < options; i++) {
		n = n > 0 && sums[i] > sums[most[0]] ? 0 : n;
		if (n == 0 || sums[i] == sums[most[0]])
			most[n++] = i;
	}
	int first = tie_first(line, most, n);
	if (n > 1)
		tie_note(a, ties, 1, most, n, first, line->from);
	return first;
}
