/* Counts: elections by transferable vote, stage by stage.
 *
 * Words.  An option is *hopeful* until it is elected or excluded; a ballot
 * counts for the first hopeful option on it and moves on when that option is
 * excluded, or in part when it has more than the *quota*.  A vote that finds
 * no hopeful option is *exhausted*.  What rounding drops is *lost*.  Votes are
 * whole numbers of 10^-places.
 *
 * Invariants, asserted at the end of every stage:
 *   C1  votes + exhausted + lost = all votes on valid ballots (Meek: lost = 0);
 *   C2  elected options never exceed the seats, and none is elected twice;
 *   C3  a vote, an exhausted and a lost sum are never negative. */
#ifndef ALGO_COUNT_H
#define ALGO_COUNT_H
#include "algo/profile.h"
#include "algo/ties.h"

struct count_rules {
	const struct profile *profile;          /* without ties */
	int seats;                              /* at most as many as stand */
	const bool *withdrawn;                  /* of each option, on no ballot; NULL: none */
	int64_t set_aside;                      /* votes that were cast but cannot be counted: the first quota sees them */
	struct tie_line line;
};

enum count_act {
	COUNT_FIRST,                            /* first preferences */
	COUNT_SURPLUS,                          /* who's surplus went on */
	COUNT_EXCLUDE,                          /* who was excluded */
	COUNT_ELECT,                            /* Meek: a round that ended because somebody was elected */
	COUNT_FILL,                             /* as many hopeful as seats are left, or no seat is left */
};

struct count_stage {
	enum count_act act;
	int who;                                /* -1: nobody */
	int64_t quota;
	int64_t surplus;                        /* what was transferred; Meek: of all elected together */
	const int64_t *votes;                   /* of each option, at the end; Meek: before the exclusion */
	const int64_t *keep;                    /* Meek: keep factors the votes were made with; else NULL */
	int64_t exhausted, lost;
	int iterations;                         /* Meek */
	int elected_from, elected;              /* winners[elected_from] … were elected at the end of this stage */
};

struct count {
	int places;
	int64_t votes;                          /* on valid ballots that name somebody, in whole votes */
	const int *winners;                     /* in order of election; those of one stage by votes */
	int nwinners;
	struct { struct count_stage *at; size_t n, cap; } stages;
	struct ties ties;
};

/* Scottish Local Government Elections Order 2007, schedule 1, rules 45–52:
 * weighted inclusive Gregory method, transfer values cut to five decimals. */
struct count count_scottish(struct arena *, const struct count_rules *);

/* Meek's method (Hill, Wichmann & Woodall 1987, Algorithm 123), in the nine
 * decimals of the Proportional Representation Foundation's reference rule. */
struct count count_meek(struct arena *, const struct count_rules *);

/* Instant run-off for one winner: excludes who has fewest until one has more than half. */
struct count count_irv(struct arena *, const struct count_rules *);
#endif
