/* What the three counts share: who is hopeful, where each ballot lies, and
 * the stages as they are written down. */
#ifndef ALGO_COUNTING_H
#define ALGO_COUNTING_H
#include "algo/count.h"

enum standing { HOPEFUL, ELECTED, EXCLUDED, WITHDRAWN };

struct counting {
	struct arena *arena;
	const struct count_rules *rules;
	const struct profile *profile;
	int options, hopeful;
	enum standing *standing;
	int64_t unit;                           /* 10^places */
	int64_t *votes;
	int64_t exhausted, lost;
	int *winners;
	struct count result;
};

/* A ballot lies on the pile of the option it counts for: a list through `next`. */
struct piles {
	uint32_t *at;                           /* of each ballot: which of its choices that is */
	size_t *head, *next;                    /* ballot + 1; 0: the end */
};

struct counting counting_begin(struct arena *, const struct count_rules *, int places);
void counting_stage(struct counting *, struct count_stage);     /* fills in votes and what was elected since the last */
void counting_elect(struct counting *, int who);
void counting_exclude(struct counting *, int who);
int  counting_seats_left(const struct counting *);
/* The hopeful options for which it is true, by votes, most first. */
int  counting_select(struct counting *, bool (*is)(const struct counting *, int who), int *ret_among);
void counting_fill(struct counting *);                          /* the last seats, and the last stage */
struct count counting_end(struct counting *);

struct piles piles_new(struct arena *, const struct profile *);
/* Puts the ballot on the pile of its first hopeful choice from where it is; -1: there is none. */
int piles_put(struct piles *, const struct counting *, size_t ballot);
#endif
