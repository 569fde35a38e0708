/* Commands of days/ that stand in files of their own. */
#ifndef DAYS_DAYS_CMDS_H
#define DAYS_DAYS_CMDS_H
#include "site/feature.h"

/* A whole number given as an option; false: it is none of that range, and it was said. */
bool number_option(const struct command_run *, const char *name, int64_t least, int64_t most, int64_t *ret);

int seats_run(struct command_run *);
extern const struct command_option seats_options[];

#endif
