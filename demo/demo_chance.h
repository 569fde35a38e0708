/* Chance that comes out the same for the same seed, and the school year it
 * falls into: busy in September, quiet in the week of a test, silent in July. */
#ifndef DEMO_DEMO_CHANCE_H
#define DEMO_DEMO_CHANCE_H
#include "base/clock.h"

struct chance { uint64_t state; };
unsigned chance_below(struct chance *, unsigned n);                     /* 0 … n-1 */
bool     chance_of(struct chance *, unsigned percent);
int64_t  chance_id(struct chance *, int64_t at);                        /* as if it had been made then */

enum { YEAR_DAYS = 480 };            /* the past that is invented */
struct year {
	int64_t today, now;              /* a day's number, and seconds */
	const struct zone *zone;
	unsigned upto[YEAR_DAYS + 1];    /* pace of all days before this one, from the oldest on */
};
void    year_begin(struct year *, const struct zone *, int64_t now);
/* A moment between the two when somebody at a school had a minute. */
int64_t year_moment(const struct year *, struct chance *, int64_t from, int64_t to);
#endif
