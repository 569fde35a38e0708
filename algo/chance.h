/* Chance that can be run again: splitmix64 (Steele, Lea & Flood 2014). */
#ifndef ALGO_CHANCE_H
#define ALGO_CHANCE_H
#include <stdint.h>

static inline uint64_t
chance_next(uint64_t *state)
{
	uint64_t z = *state += 0x9E3779B97F4A7C15u;

	z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
	z = (z ^ z >> 27) * 0x94D049BB133111EBu;
	return z ^ z >> 31;
}

/* 0 … n-1; n > 0. */
static inline int
chance_of(uint64_t *state, int n)
{
	return (int)((__uint128_t)chance_next(state) * (unsigned)n >> 64);
}

/* 0 ≤ x < 1 */
static inline double
chance_part(uint64_t *state)
{
	return (double)(chance_next(state) >> 11) * 0x1p-53;
}

#endif
