#include "algo/counting.h"
#include "base/arena.h"
#include <assert.h>

struct runoff {
	struct counting c;
	struct piles piles;
	int *among;
};

static void
put(struct runoff *r, size_t ballot)
{
	int64_t weight = r->c.profile->ballot[ballot].weight;
	int to = piles_put(&r->piles, &r->c, ballot);

	if (to >= 0)
		r->c.votes[to] += weight;
	else
		r->c.exhausted += weight;
}

static bool
has_most(const struct counting *c, int who)
{
	return c->votes[who] > (c->result.votes - c->exhausted) / 2;
}

static void
write_stage(struct runoff *r, enum count_act act, int who)
{
	int64_t half = (r->c.result.votes - r->c.exhausted) / 2;

	if (counting_select(&r->c, has_most, r->among) == 1)
		counting_elect(&r->c, r->among[0]);
	counting_stage(&r->c, (struct count_stage){ .act = act, .who = who, .quota = half + 1 });
}

static int
fewest(struct runoff *r)
{
	struct counting *c = &r->c;
	int n = 0;

	for (int i = 0; i < c->options; i++) {
		if (c->standing[i] != HOPEFUL)
			continue;
		if (n > 0 && c->votes[i] < c->votes[r->among[0]])
			n = 0;
		if (n == 0 || c->votes[i] == c->votes[r->among[0]])
			r->among[n++] = i;
	}
	int who = tie_first(&c->rules->line, r->among, n);
	if (n > 1)
		tie_note(c->arena, &c->result.ties, (int)c->result.stages.n + 1, r->among, n, who, c->rules->line.from);
	return who;
}

static void
exclude(struct runoff *r, int who)
{
	size_t next;

	counting_exclude(&r->c, who);
	r->c.votes[who] = 0;
	for (size_t i = r->piles.head[who]; i > 0; i = next) {
		next = r->piles.next[i - 1];
		put(r, i - 1);
	}
	r->piles.head[who] = 0;
	write_stage(r, COUNT_EXCLUDE, who);
}

struct count
count_irv(struct arena *a, const struct count_rules *rules)
{
	struct runoff r = { .c = counting_begin(a, rules, 0), .piles = piles_new(a, rules->profile),
	    .among = NEW_N(a, int, (size_t)rules->profile->options + 1) };

	assert(rules->seats == 1);
	for (size_t i = 0; i < rules->profile->n; i++)
		if (rules->profile->ballot[i].choices > 0)
			put(&r, i);
	write_stage(&r, COUNT_FIRST, -1);
	while (counting_seats_left(&r.c) > 0 && r.c.hopeful > 1)
		exclude(&r, fewest(&r));
	counting_fill(&r.c);
	return counting_end(&r.c);
}
