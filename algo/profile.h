/* Profile: what voters want, as arrays.
 *
 * Words.  An *option* is a number from 0; people are shown its name.  A *ballot*
 * is a list of choices, best first, and stands for `weight` ballots alike.
 * A choice may be tied with the one before it.  What is not on a ballot is
 * ranked below all that is, or not approved, or has no points.
 *
 * Invariants, asserted by profile_check:
 *   P1  every choice is an option, and none stands twice on a ballot;
 *   P2  the first choice of a ballot is tied with nothing;
 *   P3  every weight is at least 1, and together they are at most PROFILE_VOTES,
 *       so that votes fit in 31 bits, and in units of 10^-9 in 63. */
#ifndef ALGO_PROFILE_H
#define ALGO_PROFILE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

#define PROFILE_VOTES INT64_C(2000000000)

struct ballot {
	int64_t weight;
	uint32_t from, choices;                 /* its choices are choice[from] … */
};

struct profile {
	int options;
	size_t n;                               /* ballots */
	const struct ballot *ballot;
	const int *choice;
	const bool *tied;                       /* with the choice before it; NULL: no ballot has ties */
	const int64_t *points;                  /* of each choice; NULL: nobody gave points */
};

void    profile_check(struct arena *, const struct profile *);
int64_t profile_votes(const struct profile *);                  /* all weights together */
bool    profile_has_tie(const struct profile *, const struct ballot *);

/* Without the ballots that rank two options equal; how many votes that takes out. */
struct profile profile_strict(struct arena *, const struct profile *, int64_t *ret_set_aside);
/* A last tie of all that is left says nothing about them: such ballots end before it. */
struct profile profile_without_last_ties(struct arena *, const struct profile *);
#endif
