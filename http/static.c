#include "http/static.h"
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char *
asset(const char *name)
{
	for (const struct asset *a = assets; a->name != NULL; a++)
		if (strcmp(a->name, name) == 0)
			return a->path;
	fprintf(stderr, "there is no asset %s\n", name);
	abort();
}

const struct asset *
asset_at(const char *path)
{
	for (const struct asset *a = assets; a->name != NULL; a++)
		if (strcmp(a->path, path) == 0)
			return a;
	return NULL;
}

/* Is this coding in an Accept-Encoding, and not with q=0? */
static bool
accepts(const char *header, const char *coding)
{
	size_t n = strlen(coding);

	while (*header != '\0') {
		header += strspn(header, " \t,");
		size_t len = strcspn(header, ",");
		if (len >= n && strncasecmp(header, coding, n) == 0 && strchr(" \t;,", header[n]) != NULL) {
			const char *q = memchr(header, '=', len);
			return q == NULL || strtod(q + 1, NULL) > 0;
		}
		header += len;
	}
	return false;
}

enum asset_form
asset_form(const struct asset *a, const char *accept)
{
	enum asset_form best = ASSET_RAW;

	if (accepts(accept, "gzip") && a->forms[ASSET_GZIP].len < a->forms[best].len)
		best = ASSET_GZIP;
	if (accepts(accept, "br") && a->forms[ASSET_BROTLI].len < a->forms[best].len)
		best = ASSET_BROTLI;
	return best;
}
