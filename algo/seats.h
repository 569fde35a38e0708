/* Seats: people who ranked options, and options with a number of seats.
 *
 * Each person takes `takes` different options.  The profile of an assignment is
 * how many first choices, second choices … it gives.
 *
 *   serial        in a drawn order everybody takes the best that is left (random
 *                 serial dictatorship: Abdulkadiroğlu & Sönmez 1998).  Nobody can do
 *                 better by ranking otherwise than they think.
 *   rank-maximal  the greatest profile, first choices first (Irving, Kavitha,
 *                 Mehlhorn, Michail & Paluch 2006)
 *   greedy        the same among those that seat the most people
 *   generous      among those, the fewest worst choices, then next-worst … (Manlove 2013, §8.2)
 *   cost          the least sum of costs among those that seat the most
 *
 * But for serial, each is a flow of greatest weight, a weight being a vector
 * compared from its front; seats are given one by one along the best path in
 * the graph of options (successive shortest paths: Ahuja, Magnanti & Orlin 1993,
 * §9.7), so after each the assignment is the best of its size. */
#ifndef ALGO_SEATS_H
#define ALGO_SEATS_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

enum seats_rule { SEATS_SERIAL, SEATS_RANK_MAXIMAL, SEATS_GREEDY, SEATS_GENEROUS, SEATS_COST };

struct seats_ask {
	int npeople, noptions, takes;
	const int *capacity;             /* seats of each option, in all */
	const int *const *prefs;         /* by person: options, best first, each once */
	const int *nprefs;
	const int64_t *cost_by_rank;     /* of nranks; the last also for every later rank */
	int nranks;
	bool unranked;                   /* an option somebody did not rank may be given: as the rank after their last */
};

struct seats_given { int person, option; };
struct seats_result {
	struct seats_given *at;          /* by person, then as they were given */
	size_t n;
	int64_t *profile;                /* nprofile counts; unranked ones are not in it */
	int nprofile;
	int64_t cost;
};

struct seats_result seats_assign(struct arena *, const struct seats_ask *, enum seats_rule, uint64_t seed);

/* Which slot each of the given has, each person in different ones and an
 * option at most `per_slot` times in each (König 1916: a bipartite graph needs as
 * many colours as its greatest degree).  By the order of result->at. */
const int *seats_slots(struct arena *, const struct seats_result *, int npeople, int noptions, int slots, const int *per_slot);

#endif
