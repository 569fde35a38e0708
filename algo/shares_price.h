/* Prices under the method of equal shares.  Words: every voter begins with the same *share*.
 * The *price* of a project is the amount x at which its supporters, each paying x or
 * all they have left if that is less, pay its cost: Σ min(money, x) = cost.
 * Supporters with less than x are its *poor*.  The rule buys the project
 * whose price per utility is lowest, until no project's supporters can pay.
 *
 * Exact amounts are kept in a ledger: amount 0 is the share, amount k the price of
 * the k-th purchase.  A voter's money is the share less the prices of what was
 * bought for them, or 0 once they were poor; so it is a sum of the ledger.
 *
 * Beside it stands each voter's money in whole units of 2^-shift, and
 *   S1  | money in units − exact money × 2^shift | < error;
 *   S2  so a price lies between the prices that the units give if everybody had
 *       `error` more, and `error` less, for more money never makes it higher;
 *   S3  money never grows, so a price never falls: a lower bound stays one;
 *   S4  a share is below 2^60 units.
 * With the ledger, error is the number of cuts, one for each purchase.  Where two projects'
 * bounds overlap, or a voter's money is within the bounds of a price, the ledger decides.
 *
 * add1 asks for the first share whose purchases exceed the budget, in steps of 1.  Most of
 * its runs can do without the ledger: a price is taken from the middle of its bounds,
 * error grows by half their distance, and a run that has to choose between projects
 * whose bounds overlap gives up and is done again with the ledger.
 * And steps are skipped where nothing can happen: as long as the same is bought in the
 * same order, a larger share leaves nobody with less, so
 *   S5  prices fall with the share; if with a share and with a larger one the same is
 *       bought in the same order, and at each purchase every other project's price per
 *       utility with the larger share is still above what was bought had with the
 *       smaller, then no share between them buys anything else.
 * The outcome itself is always made with the ledger. */
#ifndef ALGO_SHARES_PRICE_H
#define ALGO_SHARES_PRICE_H
#include "algo/budget.h"

enum { SHARE_BITS = 60 };
#define NEVER INT64_MAX                         /* a price nobody can pay, or that has no upper bound */

struct project {
	uint32_t *supporter;                    /* ballots */
	size_t n, active;                       /* the first `active` may have money; the others are spent */
	int64_t low, high;                      /* of its price, in units */
	int seen;                               /* the round in which they were last made */
	bool out;                               /* bought, or not payable any more */
	bool all_rich;                          /* so its price is cost ÷ votes, exactly */
};

struct purchase { int project; int64_t most; };         /* the upper bound of its price */

struct shares {
	struct arena *arena, *scratch;          /* scratch: for one run */
	const struct budget_rules *rules;
	const struct profile *profile;
	struct budget_result result;
	struct ledger *ledger;
	struct project *project;
	int options, purchases, shift;
	bool exact;                             /* this run keeps the ledger */
	bool unsure;                            /* it should have: its bounds do not say what comes next */
	int64_t error;
	int *purchase;                          /* of each project: its amount in the ledger; behind all of them: not bought */
	int64_t added;
	bool recording;                         /* the last run, whose rounds are told */
	int64_t *money;                         /* of each ballot's voters, in units */
	bool *spent;                            /* this ballot's voters have nothing, exactly */
	int64_t *some, *some_weight;            /* supporters at hand */
	uint32_t *poor, *close, *rich;          /* ballots of supporters of one project, sorted by its price */
	size_t npoor, nclose, nrich;
	int64_t *times, *other_times;           /* for sums of the ledger */
	int *among;
	bool weighted;
	struct purchase *bought, *before;       /* in this run, and with the largest share known to be affordable */
	int nbefore, shift_before;              /* -1: none yet */
	bool alike;                             /* S5 holds so far between the two */
};

/* The bounds of its price; low = NEVER: its supporters have too little. */
void    price_bound(struct shares *, int project);
/* The price is (cost + Σ times × amounts) ÷ what is returned, by the ledger.  Sorts the supporters
 * who have money into poor, close (rich too, but with little more than the price) and rich. */
int64_t price_exactly(struct shares *, int project, int64_t *times);
/* The money of this ballot's voters against that price, exactly: -1, 0, 1. */
int     price_against_money(struct shares *, uint32_t ballot, int64_t cost, const int64_t *times, int64_t rich);
bool    price_can_be_paid(struct shares *, int project);                /* exactly */
/* times += weight × the money of this ballot's voters, as a sum of the ledger. */
void    money_add(const struct shares *, uint32_t ballot, int64_t weight, int64_t *times);
int64_t weight_of(const struct shares *, uint32_t ballot);
#endif
