/* Ties: what decides when a rule leaves several, and a record that it did.
 *
 * Before a count every option is given a *place* in line.  Where the rule's own
 * text has no answer, the step picks the option that stands first in line:
 * it elects that one, or excludes that one.  The line is the file's own
 * (a [tie …] of a BLT file), or drawn by lot from a seed, or the options'
 * identifiers in order. */
#ifndef ALGO_TIES_H
#define ALGO_TIES_H
#include <stddef.h>
#include <stdint.h>

struct arena;

enum tie_by {
	TIE_BY_STAGE,                           /* an earlier stage of the count told them apart */
	TIE_BY_VOTES, TIE_BY_COST,              /* budgets: more votes, then the lower cost */
	TIE_BY_FILE, TIE_BY_LOT, TIE_BY_ID,     /* the line, and where it is from */
};

struct tie {
	int round;                              /* from 1 */
	const int *among;                       /* n options that the rule leaves */
	int n;
	int picked;
	enum tie_by by;
};

struct ties { struct tie *at; size_t n, cap; };

struct tie_line {
	const int *place;                       /* of each option; all different */
	enum tie_by from;
};

/* The first in line of n > 0 options. */
int tie_first(const struct tie_line *, const int *among, int n);
void tie_note(struct arena *, struct ties *, int round, const int *among, int n, int picked, enum tie_by);

/* Places drawn by lot: Fisher & Yates' shuffle as Knuth has it (The Art of Computer
 * Programming 2, algorithm 3.4.2 P) of the options in order, for the last place
 * first, with SplitMix64 (Steele, Lea & Flood 2014) started at the seed;
 * a number below k is the high half of 64 bits × k. */
const int *tie_lots(struct arena *, int options, uint64_t seed);
#endif
