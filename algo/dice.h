/* Dice: small random profiles for the tests of algo/, the same on every run. */
#ifndef ALGO_DICE_H
#define ALGO_DICE_H
#include "algo/profile.h"
#include "base/arena.h"

struct dice { uint64_t state; };

static inline uint64_t
dice_next(struct dice *d)
{
	uint64_t z = d->state += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
	return z ^ z >> 31;
}

static inline int
dice_roll(struct dice *d, int sides)            /* 0 … sides - 1 */
{
	return (int)(dice_next(d) >> 33) % sides;
}

static inline void
dice_shuffle(struct dice *d, int *at, int n)
{
	for (int i = 0; i < n; i++)
		at[i] = i;
	for (int k = n; k > 1; k--) {
		int j = dice_roll(d, k), other = at[j];
		at[j] = at[k - 1];
		at[k - 1] = other;
	}
}

/* Up to `ballots` ballots of up to `weight` votes, each a shuffled part of the options. */
static inline struct profile
dice_profile(struct arena *a, struct dice *d, int options, int ballots, int weight, bool ties)
{
	size_t n = (size_t)dice_roll(d, ballots) + 1;
	struct ballot *ballot = NEW_N(a, struct ballot, n);
	int *choice = NEW_N(a, int, n * (size_t)options + 1);
	bool *tied = NEW_N(a, bool, n * (size_t)options + 1);
	uint32_t at = 0;

	for (size_t i = 0; i < n; i++) {
		int line[64], length = dice_roll(d, options + 1);
		dice_shuffle(d, line, options);
		ballot[i] = (struct ballot){ 1 + dice_roll(d, weight), at, (uint32_t)length };
		for (int k = 0; k < length; k++) {
			choice[at] = line[k];
			tied[at++] = ties && k > 0 && dice_roll(d, 3) == 0;
		}
	}
	return (struct profile){ options, n, ballot, choice, ties ? tied : NULL, NULL };
}

/* The same with every option called by another number. */
static inline struct profile
dice_renamed(struct arena *a, const struct profile *p, const int *name)
{
	struct profile other = *p;
	size_t n = 0;

	for (size_t i = 0; i < p->n; i++)
		n = p->ballot[i].from + p->ballot[i].choices > n ? p->ballot[i].from + p->ballot[i].choices : n;
	int *choice = NEW_N(a, int, n + 1);
	for (size_t i = 0; i < n; i++)
		choice[i] = name[p->choice[i]];
	other.choice = choice;
	return other;
}
#endif
