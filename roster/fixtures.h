/* For the tests of roster/: where the files to import stand. */
#ifndef ROSTER_FIXTURES_H
#define ROSTER_FIXTURES_H
#include "roster/roster.h"
#include "roster/source.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static inline const char *
first_there(struct arena *a, const char *const *roots, const char *path)
{
	struct stat st;

	for (; *roots != NULL; roots++) {
		const char *full = arena_printf(a, "%s/%s", *roots, path);
		if (stat(full, &st) == 0)
			return full;
	}
	return NULL;
}

/* Ours, in the repository. */
static inline const char *
fixture(struct arena *a, const char *path)
{
	static const char *const roots[] = { "tests/data/roster", "../tests/data/roster", "../../tests/data/roster", NULL };

	return first_there(a, roots, path);
}

/* Sets that are too large for the repository stand beside it, or where
 * SHARED_DATA says; without them a test says so and passes. */
static inline const char *
shared(struct arena *a, const char *path)
{
	const char *given = getenv("SHARED_DATA");
	const char *const roots[] = { given != NULL ? given : "../shared/data", "../../shared/data", "../../../shared/data", NULL };
	const char *full = first_there(a, roots, path);

	if (full == NULL)
		printf("# skipped: %s is not beside the repository\n", path);
	return full;
}

/* What stands there, read on a day of the tests. */
static inline struct roster *
roster_at(struct arena *a, const char *path, int wanted, const char **ret_error)
{
	struct roster_reading how = { .name = path, .today = "2026-11-24", .lang = LANG_EN, .wanted = wanted,
	    .source = source_open(a, LANG_EN, path, NULL, ret_error) };

	return how.source == NULL ? NULL : roster_read(a, &how, ret_error);
}
#endif
