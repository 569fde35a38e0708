#include "algo/budget.h"
#include "base/arena.h"
#include <assert.h>
#include <string.h>

/* Every voter earns money at the same pace; a project is bought at the moment
 * its supporters have its cost together, and then have nothing.  The moments
 * are the loads: load = (cost + loads of the supporters) ÷ supporters.
 *
 * Invariants: PH1  after a purchase all its supporters have the same load, so
 *                  a voter's load is that of the last project bought for them;
 *             PH2  loads bought at never fall;
 *             PH3  all loads together are the money spent. */
struct phragmen {
	struct arena *arena;
	const struct budget_rules *rules;
	struct budget_result result;
	struct ledger *ledger;
	int options, bought;                    /* amount k is the load of the k-th purchase */
	bool *out;
	int *last;                              /* of each ballot: 1 + its last purchase; 0: none */
	int64_t **loads;                        /* of each project: how many supporters have load k */
	int *among;
};

static struct sum
sum_of(const struct phragmen *ph, int project)
{
	return (struct sum){ ph->rules->cost[project], ph->loads[project], ph->bought };
}

/* The projects with the smallest next load. */
static int
earliest(struct phragmen *ph)
{
	const int64_t *votes = ph->result.votes;
	int n = 0;

	for (int i = 0; i < ph->options; i++) {
		if (ph->out[i])
			continue;
		int order = n == 0 ? -1 : ledger_compare(ph->ledger, sum_of(ph, i), votes[i], 1,
		    sum_of(ph, ph->among[0]), votes[ph->among[0]], 1);
		n = order < 0 ? 0 : n;
		if (order <= 0)
			ph->among[n++] = i;
	}
	return n;
}

static void
buy(struct phragmen *ph, int project)
{
	const struct profile *p = ph->rules->profile;
	int64_t votes = ph->result.votes[project];
	struct amount load = ledger_amount(ph->arena, ph->ledger, sum_of(ph, project), votes * ph->rules->one);
	int k = ledger_enter(ph->ledger, sum_of(ph, project), votes);

	assert(k == ph->bought);
	for (size_t i = 0; i < p->n; i++) {
		const int *choice = p->choice + p->ballot[i].from;
		bool supports = false;
		for (uint32_t c = 0; c < p->ballot[i].choices && !supports; c++)
			supports = choice[c] == project;
		for (uint32_t c = 0; supports && c < p->ballot[i].choices; c++) {
			if (ph->last[i] > 0)
				ph->loads[choice[c]][ph->last[i] - 1] -= p->ballot[i].weight;
			ph->loads[choice[c]][k] += p->ballot[i].weight;
		}
		if (supports)
			ph->last[i] = k + 1;
	}
	ph->bought++;
	ph->out[project] = true;
	ph->result.spent += ph->rules->cost[project];
	*LIST_ADD(ph->arena, &ph->result.rounds) = (struct budget_round){ .project = project, .payers = votes, .each = load };
}

static void
check(struct phragmen *ph)
{
	const struct profile *p = ph->rules->profile;
	int64_t *times = NEW_N(ph->arena, int64_t, (size_t)ph->bought + 1);

	for (size_t i = 0; i < p->n; i++)
		if (ph->last[i] > 0)
			times[ph->last[i] - 1] += p->ballot[i].weight;
	assert(ledger_sign(ph->ledger, (struct sum){ -ph->result.spent, times, ph->bought }) == 0);     /* PH3 */
	assert(ph->result.spent <= ph->rules->budget);
}

struct budget_result
budget_phragmen(struct arena *a, const struct budget_rules *r)
{
	size_t options = (size_t)r->profile->options;
	struct phragmen ph = { .arena = a, .rules = r, .result = budget_begin(a, r), .ledger = ledger_open((int)options),
	    .options = (int)options, .out = NEW_N(a, bool, options + 1), .last = NEW_N(a, int, r->profile->n + 1),
	    .loads = NEW_N(a, int64_t *, options + 1), .among = NEW_N(a, int, options + 1) };
	int n;

	for (size_t i = 0; i < options; i++) {
		ph.out[i] = ph.result.votes[i] == 0 || r->cost[i] > r->budget;
		ph.loads[i] = NEW_N(a, int64_t, options + 1);
	}
	while ((n = earliest(&ph)) > 0) {
		for (int i = 0; i < n && ph.result.stopped_at < 0; i++)
			if (r->cost[ph.among[i]] > r->budget - ph.result.spent)
				ph.result.stopped_at = ph.among[i];
		if (ph.result.stopped_at >= 0)
			break;
		buy(&ph, budget_pick(a, r, &ph.result, ph.among, n));
	}
	check(&ph);
	ledger_close(ph.ledger);
	return ph.result;
}
