/* The demonstration district while it is being invented: who is where, and
 * what the making of people hands to the making of practices. */
#ifndef DEMO_DEMO_WORLD_H
#define DEMO_DEMO_WORLD_H
#include "demo/demo.h"
#include "demo/demo_chance.h"
#include "demo/demo_text.h"

enum { STAFF_MOST = 1600, SCHOOLS_MOST = 40 };

struct staff {
	int64_t id;
	size_t school;                   /* index */
	unsigned grades, subjects;
	bool spanish;                    /* writes in Spanish */
	unsigned eager;                  /* percent: how likely they try something they hear of */
};

struct world {
	uint64_t seed;
	struct demo_text *text;
	struct chance chance;
	struct year year;
	const char *hash;                /* of the accounts' password */
	struct { int64_t id; unsigned learners, plans; size_t first, staff; } schools[SCHOOLS_MOST];
	struct staff staff[STAFF_MOST];      /* the accounts first, then school by school */
	size_t naccounts, nstaff;
};

void demo_people(struct tx *, struct world *);
void demo_practices(struct tx *, struct world *);
void demo_trials(struct tx *, struct world *, const struct practice *);      /* who tried it, and how it went */
void demo_account_trials(struct tx *, struct world *);                       /* so that their home page has something due */
struct staff *account_staff(struct world *, const char *email);
#endif
