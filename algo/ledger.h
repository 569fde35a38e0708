/* Ledger: exact amounts that share one denominator.
 *
 * Rules that divide money among voters divide again and again; kept over one
 * common denominator, amounts stay whole numbers, and adding and comparing
 * them loses nothing.  Numbers grow by the digits of each divisor and no more
 * (libtommath).  An amount never changes once it is entered; what is asked of
 * the ledger is about sums, whole + Σ times[k] × amount k. */
#ifndef ALGO_LEDGER_H
#define ALGO_LEDGER_H
#include <stdint.h>

struct arena;
struct ledger;

struct sum {
	int64_t whole;
	const int64_t *times;                   /* n of them, for amounts 0 … n-1 */
	int n;
};

struct amount {
	const char *exact;                      /* "1250/3" or "416", in lowest terms */
	const char *about;                      /* "416.66", cut to two decimals */
};

struct ledger *ledger_open(int most);           /* room for that many amounts */
void    ledger_close(struct ledger *);
void    ledger_clear(struct ledger *);          /* forgets all amounts */
int     ledger_enter(struct ledger *, struct sum, int64_t over);        /* sum ÷ over; returns its number */
int     ledger_sign(struct ledger *, struct sum);
/* a ÷ (over_a × more_a) against b ÷ (over_b × more_b): -1, 0, 1; divisors are above 0. */
int     ledger_compare(struct ledger *, struct sum a, int64_t over_a, int64_t more_a,
    struct sum b, int64_t over_b, int64_t more_b);
int64_t ledger_floor(struct ledger *, int amount, int shift);           /* ⌊amount × 2^shift⌋, which must fit */
struct amount ledger_amount(struct arena *, struct ledger *, struct sum, int64_t over);
#endif
