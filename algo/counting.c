#include "algo/counting.h"
#include "base/arena.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct counting
counting_begin(struct arena *a, const struct count_rules *rules, int places)
{
	size_t room = (size_t)rules->profile->options + 1;
	struct counting c = { .arena = a, .rules = rules, .profile = rules->profile, .options = rules->profile->options,
	    .unit = 1, .standing = NEW_N(a, enum standing, room), .votes = NEW_N(a, int64_t, room),
	    .winners = NEW_N(a, int, room), .result.places = places };

	for (int i = 0; i < places; i++)
		c.unit *= 10;
	for (int i = 0; i < c.options; i++) {
		c.standing[i] = rules->withdrawn != NULL && rules->withdrawn[i] ? WITHDRAWN : HOPEFUL;
		c.hopeful += c.standing[i] == HOPEFUL;
	}
	for (size_t i = 0; i < c.profile->n; i++) {
		assert(!profile_has_tie(c.profile, &c.profile->ballot[i]));
		c.result.votes += c.profile->ballot[i].choices > 0 ? c.profile->ballot[i].weight : 0;
	}
	assert(rules->seats >= 1 && rules->seats <= c.hopeful);
	return c;
}

static void
check(const struct counting *c)
{
	int64_t all = c->exhausted + c->lost;

	for (int i = 0; i < c->options; i++) {
		assert(c->votes[i] >= 0);                               /* C3 */
		all += c->votes[i];
	}
	assert(all == c->result.votes * c->unit);                       /* C1 */
	assert(c->exhausted >= 0 && c->lost >= 0);                      /* C3 */
	assert(c->result.nwinners <= c->rules->seats);                  /* C2 */
}

void
counting_stage(struct counting *c, struct count_stage stage)
{
	size_t n = c->result.stages.n;
	const struct count_stage *last = n > 0 ? &c->result.stages.at[n - 1] : NULL;
	int64_t *votes = NEW_N(c->arena, int64_t, (size_t)c->options + 1);

	check(c);
	memcpy(votes, c->votes, (size_t)c->options * sizeof(*votes));
	stage.votes = votes;
	stage.exhausted = c->exhausted;
	stage.lost = c->lost;
	stage.elected_from = last != NULL ? last->elected_from + last->elected : 0;
	stage.elected = c->result.nwinners - stage.elected_from;
	*LIST_ADD(c->arena, &c->result.stages) = stage;
}

void
counting_elect(struct counting *c, int who)
{
	assert(c->standing[who] == HOPEFUL);                            /* C2 */
	c->standing[who] = ELECTED;
	c->hopeful--;
	c->winners[c->result.nwinners++] = who;
}

void
counting_exclude(struct counting *c, int who)
{
	assert(c->standing[who] == HOPEFUL);
	c->standing[who] = EXCLUDED;
	c->hopeful--;
}

int
counting_seats_left(const struct counting *c)
{
	return c->rules->seats - c->result.nwinners;
}

static int
more_votes(const void *a, const void *b, void *arg)
{
	const struct counting *c = arg;
	int left = *(const int *)a, right = *(const int *)b;

	if (c->votes[left] != c->votes[right])
		return c->votes[left] > c->votes[right] ? -1 : 1;
	return c->rules->line.place[left] < c->rules->line.place[right] ? -1 : left != right;
}

int
counting_select(struct counting *c, bool (*is)(const struct counting *, int), int *ret_among)
{
	int n = 0;

	for (int i = 0; i < c->options; i++)
		if (c->standing[i] == HOPEFUL && is(c, i))
			ret_among[n++] = i;
	qsort_r(ret_among, (size_t)n, sizeof(*ret_among), more_votes, c);
	return n;
}

static bool
anybody(const struct counting *c, int who)
{
	(void)c;
	(void)who;
	return true;
}

void
counting_fill(struct counting *c)
{
	int *among = NEW_N(c->arena, int, (size_t)c->options + 1), n = 0;
	const struct count_stage *last = &c->result.stages.at[c->result.stages.n - 1];

	if (c->hopeful > counting_seats_left(c))
		return;
	n = counting_select(c, anybody, among);
	for (int i = 0; i < n; i++)
		counting_elect(c, among[i]);
	if (n > 0)
		counting_stage(c, (struct count_stage){ .act = COUNT_FILL, .who = -1, .quota = last->quota });
}

struct count
counting_end(struct counting *c)
{
	assert(c->result.nwinners == c->rules->seats);                  /* C2 */
	c->result.winners = c->winners;
	return c->result;
}

struct piles
piles_new(struct arena *a, const struct profile *p)
{
	return (struct piles){ .at = NEW_N(a, uint32_t, p->n + 1), .next = NEW_N(a, size_t, p->n + 1),
	    .head = NEW_N(a, size_t, (size_t)p->options + 1) };
}

int
piles_put(struct piles *piles, const struct counting *c, size_t ballot)
{
	const struct ballot *b = &c->profile->ballot[ballot];
	uint32_t at = piles->at[ballot];

	while (at < b->choices && c->standing[c->profile->choice[b->from + at]] != HOPEFUL)
		at++;
	piles->at[ballot] = at;
	if (at == b->choices)
		return -1;
	int who = c->profile->choice[b->from + at];
	piles->next[ballot] = piles->head[who];
	piles->head[who] = ballot + 1;
	return who;
}
