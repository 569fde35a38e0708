/* Match: people in pairs.
 *
 * Words.  A *matching* is a set of pairs in which nobody is twice.  People rank
 * some of the others; a pair is *acceptable* if each ranks the other.  An
 * acceptable pair *blocks* a matching if both would rather have each other than what
 * they have; a matching is *stable* if no pair blocks it.
 *
 * Invariants, asserted: M1  the pairs are a matching of given edges or acceptable pairs;
 *   M2  match_weight: dual values exist that prove no matching weighs more (match.c);
 *   M3  match_roommates and match_two_sided: no pair blocks the result. */
#ifndef ALGO_MATCH_H
#define ALGO_MATCH_H
#include <stdbool.h>
#include <stdint.h>

struct arena;

enum { MATCH_PEOPLE = 3000 };                   /* tables grow with the square */
#define MATCH_WEIGHT INT64_C(1000000000000)     /* of one edge, at most */

struct match_edge { int a, b; int64_t weight; };
struct match_list { const int *at; int n; };    /* best first, nobody twice, not oneself */

struct matching { int *mate; int n; };          /* of each person; -1: nobody */

/* The largest total weight (Edmonds 1965; Galil 1986, section 4: O(n³)).  Edges with a weight of 0 or less are not used. */
struct matching match_weight(struct arena *, int people, const struct match_edge *, int nedges);

/* Stable roommates with incomplete lists (Irving 1985; Gusfield & Irving 1989, section 4.5.2).
 * False: there is no stable matching, and *ret_stuck is somebody for whom nobody is left. */
bool match_roommates(struct arena *, int people, const struct match_list *, struct matching *ret, int *ret_stuck);

/* Askers find helpers, each with places (Gale & Shapley 1962): the stable matching in which every
 * asker is served best.  mate[] is each asker's helper. */
struct matching match_two_sided(struct arena *, const struct match_list *askers, int naskers,
    const struct match_list *helpers, const int *capacity, int nhelpers);
#endif
