/* Days and plans as JSON files, format day-1 and plan-1: names ⇄ indices. */
#ifndef DAYS_DAY_FILE_H
#define DAYS_DAY_FILE_H
#include "algo/day.h"
#include "base/buf.h"
#include "json/json.h"

struct arena;

struct ids { const char **at; int n; int *slots; int nslots; };   /* names, and a hash table of their indices */

struct day_file {
	struct day day;
	const char *name;
	struct ids slots, rooms, sessions, people, sites;
};

int ids_find(const struct ids *, const char *name);         /* -1: none */

/* NULL: it is good; else `file:line: what is wrong and what to do`. */
const char *day_file_read(struct arena *, const char *path, struct day_file *ret);
const char *plan_file_read(struct arena *, const char *path, const struct day_file *, struct day_plan *ret);
const char *plan_json(struct arena *, const struct day_file *, const struct day_plan *, const struct day_score *,
    const char *objective);

#endif
