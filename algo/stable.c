#include "algo/match.h"
#include "base/arena.h"
#include <assert.h>

/* ── stable roommates ──
 *
 * A table of lists, from which pairs are struck that no stable matching holds.
 * Invariants:  R1  a pair is struck from both lists or from neither;
 *              R2  after phase 1, b is first on a's list just when a is last on b's;
 *              R3  whoever has nobody after phase 1 has nobody in any stable matching. */
struct table {
	int n;
	const struct match_list *list;
	int *rank;                              /* [a × n + b]: the place of b on a's list + 1; 0: not there */
	bool **struck;                          /* by place */
	int *first, *last, *left;               /* places, and how many are not struck */
};

static int
rank_of(const struct table *t, int a, int b)
{
	return t->rank[(size_t)a * (size_t)t->n + (size_t)b] - 1;
}

static void
strike(struct table *t, int a, int b)
{
	int at = rank_of(t, a, b), back = rank_of(t, b, a);

	if (t->struck[a][at])
		return;
	t->struck[a][at] = t->struck[b][back] = true;                   /* R1 */
	t->left[a]--;
	t->left[b]--;
}

/* The k-th place from `first` on that is not struck, k = 0 or 1. */
static int
place(struct table *t, int a, int k)
{
	while (t->struck[a][t->first[a]])
		t->first[a]++;
	int at = t->first[a];
	for (; k > 0; k--)
		do
			at++;
		while (t->struck[a][at]);
	return at;
}

static int
first_of(struct table *t, int a)
{
	return t->list[a].at[place(t, a, 0)];
}

static int
last_of(struct table *t, int a)
{
	while (t->struck[a][t->last[a]])
		t->last[a]--;
	return t->list[a].at[t->last[a]];
}

/* b will have a, or somebody better. */
static void
strike_below(struct table *t, int b, int a)
{
	while (t->left[b] > 0 && last_of(t, b) != a)
		strike(t, b, last_of(t, b));
}

static struct table
table_of(struct arena *a, int people, const struct match_list *list)
{
	size_t n = (size_t)people;
	struct table t = { .n = people, .list = list, .rank = NEW_N(a, int, n * n + 1), .struck = NEW_N(a, bool *, n + 1),
	    .first = NEW_N(a, int, n + 1), .last = NEW_N(a, int, n + 1), .left = NEW_N(a, int, n + 1) };

	for (int i = 0; i < people; i++) {
		t.struck[i] = NEW_N(a, bool, (size_t)list[i].n + 1);
		t.last[i] = list[i].n - 1;
		t.left[i] = list[i].n;
		for (int k = 0; k < list[i].n; k++)
			t.rank[(size_t)i * n + (size_t)list[i].at[k]] = k + 1;
	}
	for (int i = 0; i < people; i++)                                /* only what both accept */
		for (int k = 0; k < list[i].n; k++)
			if (rank_of(&t, list[i].at[k], i) < 0) {
				t.struck[i][k] = true;
				t.left[i]--;
			}
	return t;
}

/* Phase 1: everybody asks the best who has not refused them; who is asked keeps the best. */
static void
ask(struct arena *a, struct table *t)
{
	int *waiting = NEW_N(a, int, (size_t)t->n + 1), n = 0, *holds = NEW_N(a, int, (size_t)t->n + 1);

	for (int i = 0; i < t->n; i++)
		waiting[n++] = i;
	while (n > 0) {
		int i = waiting[--n];
		if (t->left[i] == 0)
			continue;
		int b = first_of(t, i), held = holds[b] - 1;
		holds[b] = i + 1;
		if (held >= 0)
			waiting[n++] = held;                    /* i stands above, or the pair were struck */
		strike_below(t, b, i);
	}
}

/* Phase 2: a rotation is a ring in which each one's second choice has the next one as its last. */
static int
strike_rotation(struct arena *a, struct table *t, int from)
{
	int *ring = NEW_N(a, int, 2 * (size_t)t->n + 2), *at = NEW_N(a, int, (size_t)t->n + 1), n = 0, x = from;

	while (at[x] == 0) {
		ring[n++] = x;
		at[x] = n;
		x = last_of(t, t->list[x].at[place(t, x, 1)]);
	}
	int begin = at[x] - 1, *second = NEW_N(a, int, (size_t)n + 1);
	for (int i = begin; i < n; i++)
		second[i] = t->list[ring[i]].at[place(t, ring[i], 1)];
	for (int i = begin; i < n; i++)
		strike_below(t, second[i], ring[i]);
	for (int i = begin; i < n; i++) {
		if (t->left[ring[i]] == 0)
			return ring[i];
		if (t->left[second[i]] == 0)
			return second[i];
	}
	return -1;
}

static void
check_stable(const struct table *t, const int *mate)
{
	for (int i = 0; i < t->n; i++)
		for (int k = 0; k < t->list[i].n; k++) {
			int b = t->list[i].at[k], back = rank_of(t, b, i);
			if (mate[i] == b)
				break;
			assert(back < 0 || (mate[b] >= 0 && rank_of(t, b, mate[b]) < back));    /* M3 */
		}
}

bool
match_roommates(struct arena *a, int people, const struct match_list *list, struct matching *ret, int *ret_stuck)
{
	struct table t = table_of(a, people, list);
	int *mate = NEW_N(a, int, (size_t)people + 1);
	struct arena *scratch = arena_new();

	ask(a, &t);
	for (int i = 0; i < people; i++)
		while (t.left[i] > 1) {
			arena_reset(scratch);
			if ((*ret_stuck = strike_rotation(scratch, &t, i)) >= 0) {
				arena_free(scratch);
				return false;
			}
		}
	arena_free(scratch);
	for (int i = 0; i < people; i++)
		mate[i] = t.left[i] == 1 ? first_of(&t, i) : -1;
	for (int i = 0; i < people; i++)
		assert(mate[i] < 0 || mate[mate[i]] == i);                      /* M1 */
	check_stable(&t, mate);
	*ret = (struct matching){ mate, people };
	return true;
}

/* ── helpers and askers ── */

struct sides {
	const struct match_list *askers, *helpers;
	int naskers, nhelpers;
	int *rank;                              /* [helper × naskers + asker] + 1; 0: does not help them */
	int *has;                               /* of each helper */
	int *mate, *next;                       /* of each asker: the helper; how many they have asked */
};

static int
rank_by(const struct sides *s, int helper, int asker)
{
	return s->rank[(size_t)helper * (size_t)s->naskers + (size_t)asker] - 1;
}

/* Whom a full helper would let go first. */
static int
worst_of(const struct sides *s, int helper)
{
	for (int k = s->helpers[helper].n - 1; k >= 0; k--)
		if (s->mate[s->helpers[helper].at[k]] == helper)
			return s->helpers[helper].at[k];
	return -1;
}

static void
check_sides(const struct sides *s, const int *capacity)
{
	for (int i = 0; i < s->naskers; i++)
		for (int k = 0; k < s->askers[i].n && s->askers[i].at[k] != s->mate[i]; k++) {
			int h = s->askers[i].at[k], back = rank_by(s, h, i);
			assert(back < 0 || (s->has[h] == capacity[h] &&
			    (capacity[h] == 0 || rank_by(s, h, worst_of(s, h)) < back)));       /* M3 */
		}
}

struct matching
match_two_sided(struct arena *a, const struct match_list *askers, int naskers, const struct match_list *helpers,
    const int *capacity, int nhelpers)
{
	struct sides s = { .askers = askers, .helpers = helpers, .naskers = naskers, .nhelpers = nhelpers,
	    .rank = NEW_N(a, int, (size_t)nhelpers * (size_t)naskers + 1), .has = NEW_N(a, int, (size_t)nhelpers + 1),
	    .mate = NEW_N(a, int, (size_t)naskers + 1), .next = NEW_N(a, int, (size_t)naskers + 1) };
	int *waiting = NEW_N(a, int, (size_t)naskers + 1), n = 0;

	for (int h = 0; h < nhelpers; h++)
		for (int k = 0; k < helpers[h].n; k++)
			s.rank[(size_t)h * (size_t)naskers + (size_t)helpers[h].at[k]] = k + 1;
	for (int i = naskers - 1; i >= 0; i--) {
		s.mate[i] = -1;
		waiting[n++] = i;
	}
	while (n > 0) {
		int i = waiting[--n];
		while (s.mate[i] < 0 && s.next[i] < askers[i].n) {
			int h = askers[i].at[s.next[i]++];
			if (rank_by(&s, h, i) < 0 || capacity[h] == 0)
				continue;
			int worst = s.has[h] == capacity[h] ? worst_of(&s, h) : -1;
			if (worst >= 0 && rank_by(&s, h, worst) < rank_by(&s, h, i))
				continue;
			s.mate[i] = h;
			s.has[h] += worst < 0;
			if (worst >= 0) {
				s.mate[worst] = -1;
				waiting[n++] = worst;
			}
		}
	}
	check_sides(&s, capacity);
	return (struct matching){ s.mate, naskers };
}
