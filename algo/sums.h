/* Sums: approvals and points, added up. */
#ifndef ALGO_SUMS_H
#define ALGO_SUMS_H
#include "algo/profile.h"
#include "algo/ties.h"

/* Of each option: the voters who name it. */
const int64_t *sums_approvals(struct arena *, const struct profile *);
/* Of each option: the points it was given, and `otherwise` for each vote that leaves it out. */
const __int128 *sums_points(struct arena *, const struct profile *, int64_t otherwise);

/* All options with the largest sum, by number; how many. */
int sums_most_approved(const int64_t *sums, int options, int *ret_most);
/* The one with most points; a tie is broken and noted. */
int sums_most_points(struct arena *, const __int128 *sums, int options, const struct tie_line *, struct ties *);
#endif
