#include "roster/imports.h"
#include "db/merge.h"
#include "site/feature.h"

extern const struct command roster_commands[];
extern const struct feature roster;
const struct feature roster = { .name = "roster", .commands = roster_commands, .jobs = roster_jobs,
	.merge = roster_merge };
