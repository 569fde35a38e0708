/* Settings of a district, and the districts themselves.
 * A setting is declared by its feature (site/feature.h) with its default. */
#ifndef DB_SETTING_H
#define DB_SETTING_H
#include "db/db.h"

const char *setting_text(struct tx *, const char *name, const char *otherwise);
int64_t     setting_i64(struct tx *, const char *name, int64_t otherwise);
void        setting_put(struct tx *, const char *name, const char *value);   /* NULL: back to the default */

struct district {
	int64_t id;
	const char *slug;              /* first part of the path when several districts share a host */
	const char *host;              /* or NULL */
	const char *name;
	const char *zone;              /* "America/Chicago" */
	const char *language;          /* "en", "es": for pages before anyone is known */
};
struct districts { struct district *at; size_t n, cap; };
struct districts district_list(struct tx *);                       /* all; in a tx of district 0 too */
struct district *district_find(struct tx *, int64_t id);
/* The one a request is for: by host, else by the first part of the path
 * (ret_by_slug), else the only one there is.  NULL: none. */
struct district *district_of(struct tx *, const char *host, const char *slug, bool *ret_by_slug);
void             district_add(struct tx *, const struct district *);   /* id made when 0 */
void             district_put(struct tx *, const struct district *);   /* name, zone, language */
#endif
