#include "algo/budget.h"
#include "base/arena.h"
#include <assert.h>

struct budget_result
budget_begin(struct arena *a, const struct budget_rules *r)
{
	const struct profile *p = r->profile;
	int64_t *votes = NEW_N(a, int64_t, (size_t)p->options + 1);
	struct budget_result result = { .votes = votes, .stopped_at = -1 };

	assert(r->budget >= 1 && r->budget <= BUDGET_MONEY && r->one >= 1);
	for (int i = 0; i < p->options; i++)
		assert(r->cost[i] >= 0 && r->cost[i] <= BUDGET_MONEY);
	for (size_t i = 0; i < p->n; i++) {
		result.voters += p->ballot[i].weight;
		for (uint32_t k = 0; k < p->ballot[i].choices; k++)
			votes[p->choice[p->ballot[i].from + k]] += p->ballot[i].weight;
	}
	return result;
}

int
budget_pick(struct arena *a, const struct budget_rules *r, struct budget_result *result, const int *among, int n)
{
	int *best = NEW_N(a, int, (size_t)n), found = 0, picked;
	enum tie_by by = TIE_BY_VOTES;

	for (int i = 0; i < n; i++) {
		int64_t more = found == 0 ? 1 : result->votes[among[i]] - result->votes[best[0]];
		if (more == 0 && r->cost[among[i]] != r->cost[best[0]]) {
			by = TIE_BY_COST;
			more = r->cost[among[i]] < r->cost[best[0]] ? 1 : -1;
		}
		found = more > 0 ? 0 : found;
		if (more >= 0)
			best[found++] = among[i];
	}
	picked = tie_first(&r->line, best, found);
	if (found > 1)
		by = r->line.from;
	if (n > 1)
		tie_note(a, &result->ties, (int)result->rounds.n + 1, among, n, picked, by);
	return picked;
}

/* Utility per cost of one against another: a cost of 0 comes before all. */
static int
compare(const struct budget_rules *r, const int64_t *votes, int a, int b)
{
	__int128 left = votes[a], right = votes[b];

	if (r->cost[a] == 0 || r->cost[b] == 0)
		return (r->cost[a] == 0) - (r->cost[b] == 0);
	if (r->by_cardinality)
		left *= r->cost[b], right *= r->cost[a];
	return left > right ? 1 : left < right ? -1 : 0;
}

void
budget_complete_greedily(struct arena *a, const struct budget_rules *r, struct budget_result *result)
{
	int options = r->profile->options, *among = NEW_N(a, int, (size_t)options + 1), n;
	bool *out = NEW_N(a, bool, (size_t)options + 1), completing = result->rounds.n > 0;

	for (size_t i = 0; i < result->rounds.n; i++)
		out[result->rounds.at[i].project] = true;
	for (;;) {
		n = 0;
		for (int i = 0; i < options; i++) {
			if (out[i] || result->votes[i] == 0 || r->cost[i] > r->budget - result->spent)
				continue;
			int order = n == 0 ? 1 : compare(r, result->votes, i, among[0]);
			n = order > 0 ? 0 : n;
			if (order >= 0)
				among[n++] = i;
		}
		if (n == 0)
			return;
		int next = budget_pick(a, r, result, among, n);
		out[next] = true;
		result->spent += r->cost[next];
		*LIST_ADD(a, &result->rounds) = (struct budget_round){ .project = next, .completing = completing };
	}
}

struct budget_result
budget_greedy(struct arena *a, const struct budget_rules *r)
{
	struct budget_result result = budget_begin(a, r);

	budget_complete_greedily(a, r, &result);
	assert(result.spent <= r->budget);
	return result;
}
