/* Days: in-service days that build themselves.
 *
 * For now the commands `plan` and `replan`, which need no data: they read a
 * day (format day-1), choose placements and seats together (algo/plan.h) and
 * write a plan (plan-1), or verify one (days/plan_check.h shares nothing with
 * the search but the reader). */
#ifndef DAYS_DAYS_H
#define DAYS_DAYS_H
#include "site/feature.h"

extern const struct feature days;

#endif
