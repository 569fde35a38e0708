/* Plan: placements and seats of an in-service day, chosen together.
 *
 * Placements are searched by simulated annealing (Kirkpatrick, Gelatt & Vecchi
 * 1983): two spots of the grid swap what stands in them.  For each slot the
 * seats are exact given the other slots: a transportation problem of people and
 * placements, solved by cancelling positive cycles (Klein 1967) in a graph
 * whose nodes are the slot's placements and "no seat", and whose edges are the
 * person who gains most by that move.  A change whose seats could not repay it
 * even in rooms without walls is turned down before that.
 *
 * `fair` gives everybody below a level of satisfaction a steep gain, and raises
 * the level as long as everybody reaches it; then the total is maximised at it. */
#ifndef ALGO_PLAN_H
#define ALGO_PLAN_H
#include "algo/day.h"

struct arena;

enum plan_objective { PLAN_FAIR, PLAN_TOTAL };

struct plan_options {
	enum plan_objective objective;
	uint64_t seed;
	/* The part of the time that is spent, 0 … 1; asked before each change. */
	double (*spent)(void *arg);
	void *arg;
	const struct day_plan *from;     /* begin here (re-planning); NULL: from nothing */
	int64_t stay;                    /* what a seat of `from` that stays is worth beside its weight, at most 10^8 */
};

/* The best plan found; false: some session found no place, *ret_plan is as far
 * as it came, and day_clash says why.  Memory is the arena's. */
bool plan_search(struct arena *, const struct day *, const struct plan_options *, struct day_plan *ret_plan);

/* No plan's total is greater: nobody gets more than their best wants in the
 * slots they are present, no session more than its seats. */
int64_t plan_bound(struct arena *, const struct day *);

#endif
