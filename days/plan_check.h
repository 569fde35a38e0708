/* Verifies a plan against every rule of its day, and says what it is worth.
 *
 * It shares no code with the search: what is counted here is counted from the
 * day and the plan alone. */
#ifndef DAYS_PLAN_CHECK_H
#define DAYS_PLAN_CHECK_H
#include "days/day_file.h"

/* Each broken rule in words, through `say`; how many. */
int plan_check(struct arena *, const struct day_file *, const struct day_plan *, void (*say)(const char *, void *), void *arg);

/* bound is left 0. */
struct day_score plan_score(struct arena *, const struct day *, const struct day_plan *);

#endif
