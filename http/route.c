#include "http/route.h"
#include "base/text.h"
#include <string.h>

static bool
path_fits(const char *pattern, const char *path, struct arena *a, struct pairs *params)
{
	params->n = 0;
	for (;;) {
		if (*pattern == ':' && *path != '/' && *path != '\0') {
			size_t name = strcspn(pattern, "/"), value = strcspn(path, "/");
			*LIST_ADD(a, params) = (struct pair){ arena_copy(a, pattern + 1, name - 1),
			    arena_copy(a, path, value) };
			pattern += name;
			path += value;
		}
		if (*pattern != *path)
			return false;
		if (*pattern == '\0')
			return true;
		pattern++;
		path++;
	}
}

const struct route *
route_find(const struct route *r, enum method method, const char *path, struct arena *a,
    struct pairs *ret_params, bool *ret_other_method)
{
	const char *name = method == METHOD_POST ? "POST" : "GET";

	for (; r != NULL && r->method != NULL; r++) {
		/* The first segment decides most of them, without work. */
		if (path[0] != r->path[0] || (path[1] != r->path[1] && r->path[1] != ':') ||
		    !path_fits(r->path, path, a, ret_params))
			continue;
		if (text_eq(r->method, name))
			return r;
		*ret_other_method = true;
	}
	return NULL;
}
