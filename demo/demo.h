/* The demonstration district: about 30 schools, 1,500 teachers, 150 practices
 * and a year of tries and reports, so that every page has something to show.
 *
 * Nobody in it exists.  What people say stands in starter/demo/, written by
 * hand; who said it, when and how it went is invented from a seed, and comes
 * out the same for the same seed on the same day.  Only the accounts of the
 * roles have passwords. */
#ifndef DEMO_DEMO_H
#define DEMO_DEMO_H
#include "db/db.h"

struct demo_account {
	const char *email, *given, *family, *school, *subjects, *grades;
	unsigned role;                   /* bits of enum role */
	const char *who;                 /* "teaches fifth grade at Alder Creek Elementary" */
	const char *wrote;               /* the practice that is theirs, by title, or NULL */
};
extern const struct demo_account demo_accounts[];        /* ends with an empty entry */
extern const char demo_password[];                       /* of all of them */

const char *demo_make(struct db *, struct arena *, uint64_t seed);     /* NULL: done; else why not */
bool        demo_fill(struct db *, struct arena *, int64_t district, const char *zone, uint64_t seed);   /* a district that is there, and empty */
#endif
