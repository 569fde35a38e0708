/* The demonstration district: about 30 schools, 1,500 teachers, 150 practices
 * and a year of tries and reports, invented from a seed, so that every page has
 * something to show.  Nobody in it exists.  Only the accounts of the roles have
 * passwords. */
#ifndef DEMO_DEMO_H
#define DEMO_DEMO_H
#include "db/db.h"

struct demo_account { const char *email, *password, *given, *family; unsigned role; const char *who; };
extern const struct demo_account demo_accounts[];        /* ends with an empty entry */

/* A number below n, the same for the same seed (SplitMix64: Steele, Lea & Flood 2014). */
struct chance { uint64_t state; };
unsigned chance_below(struct chance *, unsigned n);
#endif
