#include "http/static.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

enum asset_form
asset_form(const struct asset *a, const char *accept)
{
	if (strstr(accept, "br") != NULL && a->forms[ASSET_BROTLI].len < a->forms[ASSET_RAW].len)
		return ASSET_BROTLI;
	if (strstr(accept, "gzip") != NULL && a->forms[ASSET_GZIP].len < a->forms[ASSET_RAW].len)
		return ASSET_GZIP;
	return ASSET_RAW;
}
