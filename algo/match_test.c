#include "algo/match.h"
#include "algo/dice.h"
#include "tests/test.h"
#include <string.h>

enum { PEOPLE = 9, ROOMMATES = 8, ALONE = ROOMMATES };

/* ── the largest weight, over all sets of people ── */

static int64_t
heaviest(int64_t w[PEOPLE][PEOPLE], int n)
{
	static int64_t best[1 << PEOPLE];

	for (unsigned set = 1; set < 1U << n; set++) {
		int a = __builtin_ctz(set);
		best[set] = best[set & ~(1U << a)];
		for (int b = a + 1; b < n; b++)
			if ((set >> b & 1) != 0 && w[a][b] + best[set & ~(1U << a) & ~(1U << b)] > best[set])
				best[set] = w[a][b] + best[set & ~(1U << a) & ~(1U << b)];
	}
	return best[(1U << n) - 1];
}

TEST(match_weight_is_the_largest)
{
	struct arena *a = arena_new();
	struct dice dice = { 31 };

	for (int i = 0; i < 4000; i++) {
		int n = 1 + dice_roll(&dice, PEOPLE), dense = 1 + dice_roll(&dice, 4), most = dice_roll(&dice, 2) == 0 ? 4 : 1000, ne = 0;
		int64_t w[PEOPLE][PEOPLE] = {{0}}, got = 0;
		struct match_edge edges[PEOPLE * PEOPLE];
		for (int u = 0; u < n; u++)
			for (int v = u + 1; v < n; v++)
				if (dice_roll(&dice, 4) < dense)
					edges[ne++] = (struct match_edge){ u, v, w[u][v] = 1 + dice_roll(&dice, most) };
		struct matching m = match_weight(a, n, edges, ne);
		for (int u = 0; u < n; u++)
			got += m.mate[u] > u ? w[u][m.mate[u]] : 0;
		assert_int_equal(got, heaviest(w, n));
		arena_reset(a);
	}
	arena_free(a);
}

/* Large enough for blossoms in blossoms; the proof is asserted inside. */
TEST(match_weight_proves_large_ones)
{
	struct arena *a = arena_new();
	struct dice dice = { 32 };

	for (int i = 0; i < 12; i++) {
		int n = 60 + dice_roll(&dice, 40), ne = 0;
		struct match_edge *edges = NEW_N(a, struct match_edge, (size_t)n * (size_t)n);
		for (int u = 0; u < n; u++)
			for (int v = u + 1; v < n; v++)
				if (dice_roll(&dice, n) < 6 + i)
					edges[ne++] = (struct match_edge){ u, v, 1 + dice_roll(&dice, i % 2 == 0 ? 3 : 50) };
		match_weight(a, n, edges, ne);
		arena_reset(a);
	}
	arena_free(a);
}

/* ── stable roommates, over all matchings ── */

struct group { int n; struct match_list list[ROOMMATES]; int rank[ROOMMATES][ROOMMATES]; };       /* rank 0: not accepted */

static bool
is_stable(const struct group *g, const int *mate)
{
	for (int u = 0; u < g->n; u++)
		for (int v = u + 1; v < g->n; v++)
			if (g->rank[u][v] > 0 && g->rank[v][u] > 0 && mate[u] != v &&
			    (mate[u] < 0 || mate[u] == ALONE || g->rank[u][v] < g->rank[u][mate[u]]) &&
			    (mate[v] < 0 || mate[v] == ALONE || g->rank[v][u] < g->rank[v][mate[v]]))
				return false;
	return true;
}

static bool
some_stable(const struct group *g, int *mate, int u)
{
	while (u < g->n && mate[u] >= 0)
		u++;
	if (u == g->n)
		return is_stable(g, mate);
	for (int v = u + 1; v < g->n; v++) {
		if (mate[v] >= 0 || g->rank[u][v] == 0 || g->rank[v][u] == 0)
			continue;
		mate[u] = v, mate[v] = u;
		bool found = some_stable(g, mate, u + 1);
		mate[u] = mate[v] = -1;
		if (found)
			return true;
	}
	mate[u] = ALONE;
	bool found = some_stable(g, mate, u + 1);
	mate[u] = -1;
	return found;
}

static struct group
make_group(struct arena *a, struct dice *dice)
{
	struct group g = { .n = 1 + dice_roll(dice, ROOMMATES) };
	int dense = 2 + dice_roll(dice, 3);

	for (int u = 0; u < g.n; u++) {
		int line[ROOMMATES], *at = NEW_N(a, int, ROOMMATES), n = 0;
		dice_shuffle(dice, line, g.n);
		for (int k = 0; k < g.n; k++)
			if (line[k] != u && dice_roll(dice, 4) < dense)
				at[n++] = line[k], g.rank[u][line[k]] = n;
		g.list[u] = (struct match_list){ at, n };
	}
	return g;
}

TEST(match_roommates_find_a_stable_matching_when_there_is_one)
{
	struct arena *a = arena_new();
	struct dice dice = { 33 };
	int none = 0;

	for (int i = 0; i < 4000; i++) {
		struct group g = make_group(a, &dice);
		struct matching m;
		int stuck = -1, mate[ROOMMATES];
		memset(mate, -1, sizeof(mate));
		bool exists = some_stable(&g, mate, 0), found = match_roommates(a, g.n, g.list, &m, &stuck);
		assert_int_equal(found, exists);
		if (found)
			assert_true(is_stable(&g, m.mate));
		else
			assert_true(stuck >= 0 && stuck < g.n);
		none += !found;
		arena_reset(a);
	}
	assert_true(none > 50);
	arena_free(a);
}

/* ── helpers and askers: no stable matching serves any asker better ── */

enum { ASKERS = 5, HELPERS = 3 };

struct help { int naskers, nhelpers, capacity[HELPERS]; struct match_list askers[ASKERS], helpers[HELPERS];
	int of_asker[ASKERS][HELPERS], of_helper[HELPERS][ASKERS]; };

static bool
serves_stably(const struct help *s, const int *mate)
{
	int has[HELPERS] = {0}, worst[HELPERS] = {0};

	for (int i = 0; i < s->naskers; i++)
		if (mate[i] >= 0) {
			if (s->of_asker[i][mate[i]] == 0 || s->of_helper[mate[i]][i] == 0)
				return false;
			has[mate[i]]++;
			worst[mate[i]] = s->of_helper[mate[i]][i] > worst[mate[i]] ? s->of_helper[mate[i]][i] : worst[mate[i]];
		}
	for (int h = 0; h < s->nhelpers; h++)
		if (has[h] > s->capacity[h])
			return false;
	for (int i = 0; i < s->naskers; i++)
		for (int h = 0; h < s->nhelpers; h++)
			if (s->of_asker[i][h] > 0 && s->of_helper[h][i] > 0 && s->capacity[h] > 0 &&
			    (mate[i] < 0 || s->of_asker[i][h] < s->of_asker[i][mate[i]]) &&
			    (has[h] < s->capacity[h] || s->of_helper[h][i] < worst[h]))
				return false;
	return true;
}

TEST(match_two_sided_serves_every_asker_best)
{
	struct arena *a = arena_new();
	struct dice dice = { 34 };

	for (int i = 0; i < 1500; i++) {
		struct help s = { .naskers = 1 + dice_roll(&dice, ASKERS), .nhelpers = 1 + dice_roll(&dice, HELPERS) };
		int line[8], all = 1;
		for (int k = 0; k < s.naskers; k++) {
			int *at = NEW_N(a, int, HELPERS), n = 0;
			dice_shuffle(&dice, line, s.nhelpers);
			for (int h = 0; h < s.nhelpers; h++)
				if (dice_roll(&dice, 4) > 0)
					at[n++] = line[h], s.of_asker[k][line[h]] = n;
			s.askers[k] = (struct match_list){ at, n };
			all *= s.nhelpers + 1;
		}
		for (int h = 0; h < s.nhelpers; h++) {
			int *at = NEW_N(a, int, ASKERS), n = 0;
			dice_shuffle(&dice, line, s.naskers);
			for (int k = 0; k < s.naskers; k++)
				if (dice_roll(&dice, 4) > 0)
					at[n++] = line[k], s.of_helper[h][line[k]] = n;
			s.helpers[h] = (struct match_list){ at, n };
			s.capacity[h] = dice_roll(&dice, 4);
		}
		struct matching m = match_two_sided(a, s.askers, s.naskers, s.helpers, s.capacity, s.nhelpers);
		assert_true(serves_stably(&s, m.mate));
		for (int way = 0; way < all; way++) {
			int mate[ASKERS], rest = way;
			for (int k = 0; k < s.naskers; k++, rest /= s.nhelpers + 1)
				mate[k] = rest % (s.nhelpers + 1) - 1;
			for (int k = 0; serves_stably(&s, mate) && k < s.naskers; k++)
				if (mate[k] >= 0)
					assert_true(m.mate[k] >= 0 && s.of_asker[k][m.mate[k]] <= s.of_asker[k][mate[k]]);
		}
		arena_reset(a);
	}
	arena_free(a);
}
