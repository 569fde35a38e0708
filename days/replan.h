/* Re-planning: what is missing, and whom the new plan moves. */
#ifndef DAYS_REPLAN_H
#define DAYS_REPLAN_H
#include "days/day_file.h"
#include <stdio.h>

/* The day without a leader (absent from then on; what only they lead is not
 * held), a room, a session, or a slot.  NULL: *ret is it; else what is wrong. */
const char *replan_without(struct arena *, const struct day_file *, const char *what, struct day_file *ret);
/* A session of such a day is held this often at least, no more. */
void        replan_at_least(struct arena *, struct day_file *, int session, int times);

/* A line for each placement that is moved, new or gone, and for each seat. */
void replan_tell(FILE *, struct arena *, const struct day_file *, const struct day_plan *before, const struct day_plan *after);

#endif
