/* Lookup: which number belongs to a name; a hash table by open addressing
 * (Knuth, TAOCP 6.4, algorithm L), never more than half full.  Keys are not
 * copied; they and the table live in the arena. */
#ifndef ROSTER_LOOKUP_H
#define ROSTER_LOOKUP_H
#include "base/arena.h"
#include <stdbool.h>
#include <stdint.h>

struct lookup {
	struct arena *arena;
	struct lookup_slot { const char *key; uint32_t hash, value; } *at;
	size_t n, cap;
};

enum { LOOKUP_NONE = -1 };

int64_t lookup_find(const struct lookup *, const char *key);             /* LOOKUP_NONE: not there */
bool    lookup_add(struct lookup *, const char *key, uint32_t value);    /* false: it is there already, and stays */
void    lookup_set(struct lookup *, const char *key, uint32_t value);
#endif
