/* How far practices have come: what a person or a school has shared, and what
 * took hold in a school.  For the pages of people and schools, so it tells of
 * nobody: shared practices are contributions under a name, but who tries and
 * keeps is a figure of fives (rule 2, auth/wall.h). */
#ifndef PRACTICES_ADOPTION_H
#define PRACTICES_ADOPTION_H
#include "practices/practices.h"

struct practices practices_by(struct tx *, int64_t author, int64_t limit);      /* shared ones, newest first */
struct practices practices_at(struct tx *, int64_t school, int64_t limit);      /* shared from there, newest first */

/* How many people of a school, as wall_count shows them. */
struct adoption { int64_t reported, kept, trying; };
struct adoption  adoption_at(struct tx *, int64_t school);

struct kept_practice { struct practice practice; int64_t people; };             /* people: who keep it there, likewise */
struct kept_practices { struct kept_practice *at; size_t n, cap; };
struct kept_practices practices_kept_at(struct tx *, int64_t school, int64_t limit);   /* only where five or more keep it, most first */
#endif
