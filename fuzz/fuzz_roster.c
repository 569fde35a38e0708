/* Exports: whatever is sent as a .zip or a .csv is read to its end or refused
 * with a reason; whoever is kept has an id, and nobody is kept twice. */
#include "base/arena.h"
#include "base/text.h"
#include "roster/roster.h"
#include "roster/source.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const unsigned char *, size_t);

static const char *
path_of(struct arena *a, const unsigned char *bytes, size_t n)
{
	static char path[64];
	FILE *f;

	if (path[0] == '\0')
		snprintf(path, sizeof(path), "/tmp/fuzz-roster-%d", (int)getpid());
	if ((f = fopen(path, "w")) == NULL || fwrite(bytes, 1, n, f) != n)
		abort();
	fclose(f);
	return arena_text(a, path);
}

static void
check(const struct roster *r)
{
	for (size_t i = 0; i < r->people.n; i++)
		if (*r->people.at[i].id == '\0' || lookup_find(&r->person_by_id, r->people.at[i].id) != (int64_t)i)
			abort();
	for (size_t i = 0; i < r->schools.n; i++)
		if (*r->schools.at[i].id == '\0' || *r->schools.at[i].name == '\0')
			abort();
	for (size_t i = 0; i < r->left.n; i++)
		if (r->left.at[i].rows < 1 || *why_said(r->arena, LANG_ES, r->left.at[i].why, r->left.at[i].what) == '\0')
			abort();
}

int
LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n)
{
	struct arena *a = arena_new();
	const char *path = path_of(a, bytes, n), *error = NULL;
	struct roster_reading how = { .name = "export", .today = "2026-11-25", .lang = LANG_ES, .wanted = -1,
	    .source = source_open(a, LANG_ES, path, "users.csv", &error) };

	if (how.source != NULL) {
		const struct roster *r = roster_read(a, &how, &error);
		if (r != NULL)
			check(r);
		else if (error == NULL)
			abort();
	} else if (error == NULL)
		abort();
	unlink(path);
	arena_free(a);
	return 0;
}
