/* Budgets: projects that cost money, chosen from what voters approve.
 *
 * Words.  A project's *supporters* are the voters who approve it.  Its
 * *utility* to each of them is its cost, or 1 (cardinality).  Money is counted
 * in a unit in which every cost and the budget are whole numbers; `one` of what
 * people call money is a power of ten of these.  A project without supporters is
 * never chosen.
 *
 * Where a rule leaves several projects, the one with more votes is chosen, then
 * the one with the lower cost, then the first in line (ties.h). */
#ifndef ALGO_BUDGET_H
#define ALGO_BUDGET_H
#include "algo/ledger.h"
#include "algo/profile.h"
#include "algo/ties.h"

enum budget_completion { COMPLETE_NONE, COMPLETE_ADD1, COMPLETE_ADD1_GREEDY };

struct budget_rules {
	const struct profile *profile;          /* approvals */
	const int64_t *cost;                    /* of each project; 0 … BUDGET_MONEY */
	int64_t budget, one;                    /* 1 … BUDGET_MONEY */
	bool by_cardinality;
	enum budget_completion completion;      /* of equal shares */
	struct tie_line line;
};

#define BUDGET_MONEY INT64_C(1000000000000000)

struct budget_round {
	int project;
	bool completing;                        /* the rule was at its end: chosen greedily from what was left */
	int64_t poor;                           /* equal shares: supporters who gave all they had left, which was less */
	int64_t payers;                         /* equal shares: supporters who paid `each` */
	struct amount each;                     /* equal shares: price; Phragmén: the load of each supporter now */
};

struct budget_result {
	struct { struct budget_round *at; size_t n, cap; } rounds;      /* in the order they were chosen */
	const int64_t *votes;                   /* of each project */
	int64_t voters, spent;
	struct amount share;                    /* equal shares: of each voter at the beginning */
	int64_t added;                          /* equal shares: how many times 1 was added to it */
	const struct amount *left;              /* equal shares: what the supporters of each project have in the end */
	int stopped_at;                         /* Phragmén: the project that would have come next, but costs too much; -1 */
	struct ties ties;
};

/* The method of equal shares (Peters, Pierczyński & Skowron 2021, section 3; for costs as
 * utilities: Peters & Skowron 2020 and Faliszewski et al. 2023, section 2.3). */
struct budget_result budget_equal_shares(struct arena *, const struct budget_rules *);

/* Phragmén's sequential rule with costs (Los, Christoff & Grossi 2022, “Proportional budget allocations”):
 * ends when the next project would exceed the budget. */
struct budget_result budget_phragmen(struct arena *, const struct budget_rules *);

/* By utility per cost, skipping what no longer fits. */
struct budget_result budget_greedy(struct arena *, const struct budget_rules *);
/* The same with what a result has left; adds its rounds. */
void budget_complete_greedily(struct arena *, const struct budget_rules *, struct budget_result *);

struct budget_result budget_begin(struct arena *, const struct budget_rules *);
/* Which of n projects is chosen where the rule does not tell them apart; notes it when n > 1. */
int  budget_pick(struct arena *, const struct budget_rules *, struct budget_result *, const int *among, int n);
#endif
