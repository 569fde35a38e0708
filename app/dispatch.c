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

/* Which district: the Host name, else the first part of the path, else the only one there is. */
struct arrival { struct request *r; const char *slug; struct district found; bool is_found, by_path; };

static bool
district_read(struct rows *rows, struct district *d)
{
	return db_one(rows, &d->id, &d->slug, &d->host, &d->name, &d->zone, &d->language);
}

static void
arrive(struct tx *tx, void *arg)
{
	struct arrival *a = arg;
	struct rows rows = db_query(tx,
	    "SELECT id, slug, host, name, zone, language FROM district WHERE host = $1",
	    request_host(a->r));

	if ((a->is_found = district_read(&rows, &a->found)))
		return;
	if (!text_empty(a->slug)) {
		rows = db_query(tx,
		    "SELECT id, slug, host, name, zone, language FROM district WHERE slug = $1", a->slug);
		if ((a->is_found = a->by_path = district_read(&rows, &a->found)))
			return;
	}
	if (db_number(tx, "SELECT count(*) FROM (SELECT id FROM district LIMIT 2) AS some") != 1)
		return;
	rows = db_query(tx, "SELECT id, slug, host, name, zone, language FROM district");
	a->is_found = district_read(&rows, &a->found);
}
