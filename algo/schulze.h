/* Schulze's method (Schulze 2011, “A new monotonic, clone-independent, reversal
 * symmetric, and Condorcet-consistent single-winner election method”, Social
 * Choice and Welfare 36, section 2), with winning votes.
 *
 * Words.  a *beats* b when more voters rank a above b than b above a; that link is as strong
 * as the voters who do.  A path of links is as strong as its weakest link.
 * a *wins against* b when the strongest path from a to b is stronger than the
 * one back.  A *winner* is an option that nobody wins against.
 *
 * Invariants: SZ1  winning against is transitive (Schulze 2011, section 4.1), so there
 *                  is a winner, and no winner stands below another option in `line`;
 *             SZ2  path[a][b] ≥ min(path[a][c], path[c][b]) for all a, b, c. */
#ifndef ALGO_SCHULZE_H
#define ALGO_SCHULZE_H
#include "algo/profile.h"

enum { SCHULZE_OPTIONS = 8000 };                /* its tables grow with the square: more would need gigabytes */

struct schulze {
	int options;
	const int32_t *prefer;                  /* [a × options + b]: voters who rank a above b */
	const int32_t *path;                    /* the strength of the strongest path; 0: there is none */
	const int *wins;                        /* of each option: against how many it wins */
	const int *line;                        /* all options, most wins first, then by number */
	const int *winners;                     /* by number */
	int nwinners;
};

struct schulze schulze_count(struct arena *, const struct profile *);
#endif
