/* One request, from the district to the handler.  See the diagram in
 * ARCHITECTURE.md. */
#include "app/app.h"
#include "auth/login.h"
#include "auth/wall.h"
#include "base/clock.h"
#include "base/text.h"
#include "http/route.h"
#include "site/error.h"
#include "site/page.h"
#include <string.h>

static const struct route *
app_find(enum method method, const char *path, struct arena *a, struct pairs *ret_params,
    bool *ret_other_method)
{
	*ret_other_method = false;
	for (size_t i = 0; features[i] != NULL; i++) {
		const struct route *r = route_find(features[i]->routes, method, path, a,
		    ret_params, ret_other_method);
		if (r != NULL)
			return r;
	}
	return NULL;
}
