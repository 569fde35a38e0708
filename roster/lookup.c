#include "roster/lookup.h"
#include "base/random.h"
#include <string.h>

static uint32_t
hash_of(const char *key)
{
	uint64_t h = hash_text(key);

	return (uint32_t)(h ^ h >> 32);
}

static struct lookup_slot *
slot_of(const struct lookup *l, const char *key, uint32_t hash)
{
	size_t i = hash & (l->cap - 1);

	while (l->at[i].key != NULL && (l->at[i].hash != hash || strcmp(l->at[i].key, key) != 0))
		i = (i + 1) & (l->cap - 1);
	return &l->at[i];
}

static void
grow(struct lookup *l)
{
	struct lookup old = *l;

	l->cap = old.cap == 0 ? 64 : old.cap * 2;
	l->at = NEW_N(l->arena, struct lookup_slot, l->cap);
	for (size_t i = 0; i < old.cap; i++)
		if (old.at[i].key != NULL)
			*slot_of(l, old.at[i].key, old.at[i].hash) = old.at[i];
}

int64_t
lookup_find(const struct lookup *l, const char *key)
{
	if (l->n == 0)
		return LOOKUP_NONE;
	const struct lookup_slot *s = slot_of(l, key, hash_of(key));
	return s->key != NULL ? (int64_t)s->value : LOOKUP_NONE;
}

static bool
put(struct lookup *l, const char *key, uint32_t value, bool over)
{
	uint32_t hash = hash_of(key);

	if ((l->n + 1) * 2 > l->cap)
		grow(l);
	struct lookup_slot *s = slot_of(l, key, hash);
	bool fresh = s->key == NULL;
	if (fresh || over)
		*s = (struct lookup_slot){ fresh ? key : s->key, hash, value };
	l->n += fresh;
	return fresh;
}

bool lookup_add(struct lookup *l, const char *key, uint32_t value) { return put(l, key, value, false); }
void lookup_set(struct lookup *l, const char *key, uint32_t value) { put(l, key, value, true); }
