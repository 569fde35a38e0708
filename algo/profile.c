#include "algo/profile.h"
#include "base/arena.h"
#include <assert.h>

static void
ballot_check(const struct profile *p, const struct ballot *b, size_t number, size_t *seen)
{
	assert(b->weight >= 1);
	assert(b->choices == 0 || p->tied == NULL || !p->tied[b->from]);
	for (uint32_t i = b->from; i < b->from + b->choices; i++) {
		assert(p->choice[i] >= 0 && p->choice[i] < p->options);
		assert(seen[p->choice[i]] != number);
		seen[p->choice[i]] = number;
	}
}

void
profile_check(struct arena *a, const struct profile *p)
{
	size_t *seen = NEW_N(a, size_t, (size_t)p->options + 1);

	for (size_t i = 0; i < p->n; i++)
		ballot_check(p, &p->ballot[i], i + 1, seen);
	assert(profile_votes(p) <= PROFILE_VOTES);
}

int64_t
profile_votes(const struct profile *p)
{
	int64_t votes = 0;

	for (size_t i = 0; i < p->n; i++)
		votes += p->ballot[i].weight;
	return votes;
}

bool
profile_has_tie(const struct profile *p, const struct ballot *b)
{
	for (uint32_t i = 0; p->tied != NULL && i < b->choices; i++)
		if (p->tied[b->from + i])
			return true;
	return false;
}

struct profile
profile_strict(struct arena *a, const struct profile *p, int64_t *ret_set_aside)
{
	struct ballot *kept = NEW_N(a, struct ballot, p->n + 1);
	struct profile strict = *p;

	*ret_set_aside = 0;
	strict.n = 0;
	for (size_t i = 0; i < p->n; i++)
		if (profile_has_tie(p, &p->ballot[i]))
			*ret_set_aside += p->ballot[i].weight;
		else
			kept[strict.n++] = p->ballot[i];
	strict.ballot = kept;
	strict.tied = NULL;
	return strict;
}

struct profile
profile_without_last_ties(struct arena *a, const struct profile *p)
{
	struct ballot *cut = NEW_N(a, struct ballot, p->n + 1);
	struct profile shorter = *p;

	for (size_t i = 0; i < p->n; i++) {
		struct ballot b = p->ballot[i];
		uint32_t n = b.choices;
		if (p->tied != NULL && (int)n == p->options && n > 0 && p->tied[b.from + n - 1]) {
			while (p->tied[b.from + n - 1])
				n--;
			b.choices = n - 1;
		}
		cut[i] = b;
	}
	shorter.ballot = cut;
	return shorter;
}
