#include "algo/schulze.h"
#include "base/arena.h"
#include <assert.h>
#include <stdlib.h>

struct tables { int32_t *above, *tied, *ranked; size_t n; };

/* above[a][b]: ballots that list both, a first; tied: equal; ranked[a]: that list a. */
static void
add_ballot(struct tables *t, const struct profile *p, const struct ballot *b)
{
	const int *choice = p->choice + b->from;
	const bool *tied = p->tied != NULL ? p->tied + b->from : NULL;
	int32_t weight = (int32_t)b->weight;
	uint32_t group_end = 0;

	for (uint32_t i = 0; i < b->choices; i++) {
		int32_t *above = t->above + (size_t)choice[i] * t->n, *equal = t->tied + (size_t)choice[i] * t->n;
		t->ranked[choice[i]] += weight;
		if (i >= group_end)
			for (group_end = i + 1; tied != NULL && group_end < b->choices && tied[group_end]; group_end++)
				;
		for (uint32_t k = i + 1; k < group_end; k++) {
			equal[choice[k]] += weight;
			t->tied[(size_t)choice[k] * t->n + (size_t)choice[i]] += weight;
		}
		for (uint32_t k = group_end; k < b->choices; k++)
			above[choice[k]] += weight;
	}
}

/* Who lists a ranks it above b, except who lists both and does not: so what a
 * ballot leaves out costs nothing to count. */
static int32_t *
preferences(struct arena *a, const struct profile *p)
{
	size_t n = (size_t)p->options;
	struct tables t = { .above = NEW_N(a, int32_t, n * n + 1), .tied = NEW_N(a, int32_t, p->tied != NULL ? n * n + 1 : 1),
	    .ranked = NEW_N(a, int32_t, n + 1), .n = n };
	int32_t *prefer = NEW_N(a, int32_t, n * n + 1);

	if (p->tied == NULL)
		t.tied = t.above;                       /* nothing is ever added to it */
	for (size_t i = 0; i < p->n; i++)
		add_ballot(&t, p, &p->ballot[i]);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < n; k++)
			if (i != k)
				prefer[i * n + k] = t.ranked[i] - t.above[k * n + i] - (p->tied != NULL ? t.tied[i * n + k] : 0);
	return prefer;
}

/* Floyd & Warshall's algorithm with min for + and max for min (Schulze 2011, section 2.3.1). */
static int32_t *
strongest_paths(struct arena *a, const int32_t *prefer, size_t n)
{
	int32_t *path = NEW_N(a, int32_t, n * n + 1);

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < n; k++)
			path[i * n + k] = prefer[i * n + k] > prefer[k * n + i] ? prefer[i * n + k] : 0;
	for (size_t by = 0; by < n; by++) {
		const int32_t *restrict onward = path + by * n;
		for (size_t i = 0; i < n; i++) {
			int32_t *restrict from = path + i * n, first = from[by];
			if (first == 0 || i == by)
				continue;
			for (size_t k = 0; k < n; k++) {
				int32_t along = first < onward[k] ? first : onward[k];
				from[k] = from[k] > along ? from[k] : along;
			}
		}
	}
	for (size_t i = 0; i < n; i++)
		path[i * n + i] = 0;
	return path;
}

static int
more_wins(const void *a, const void *b, void *arg)
{
	const int *wins = arg;
	int left = *(const int *)a, right = *(const int *)b;

	return wins[left] != wins[right] ? (wins[left] > wins[right] ? -1 : 1) : left - right;
}

struct schulze
schulze_count(struct arena *a, const struct profile *p)
{
	size_t n = (size_t)p->options;
	int *wins = NEW_N(a, int, n + 1), *line = NEW_N(a, int, n + 1), *winners = NEW_N(a, int, n + 1);
	struct schulze s = { .options = p->options, .wins = wins, .line = line, .winners = winners };

	assert(p->options <= SCHULZE_OPTIONS && profile_votes(p) <= PROFILE_VOTES);
	s.prefer = preferences(a, p);
	s.path = strongest_paths(a, s.prefer, n);
	for (size_t i = 0; i < n; i++) {
		bool beaten = false;
		line[i] = (int)i;
		for (size_t k = 0; k < n; k++) {
			wins[i] += s.path[i * n + k] > s.path[k * n + i];
			beaten = beaten || s.path[k * n + i] > s.path[i * n + k];
		}
		if (!beaten)
			winners[s.nwinners++] = (int)i;
	}
	assert(n == 0 || s.nwinners > 0);                               /* SZ1 */
	qsort_r(line, n, sizeof(*line), more_wins, wins);
	return s;
}
