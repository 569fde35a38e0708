#include "algo/counting.h"
#include "base/arena.h"
#include <assert.h>

/* Rule 48(3): "calculated to five decimal places (any remainder being ignored)". */
enum { PLACES = 5 };

struct scottish {
	struct counting c;
	struct piles piles;
	int64_t *value;                         /* of each ballot: what one such paper is worth now */
	int64_t quota;
	bool *surplus_due;                      /* elected with more than the quota, not transferred yet */
	int *among;
};

static bool
has_quota(const struct counting *c, int who)
{
	const struct scottish *s = (const struct scottish *)c;

	return c->votes[who] >= s->quota;
}

/* Rule 47. */
static void
elect(struct scottish *s)
{
	int n = counting_select(&s->c, has_quota, s->among);

	for (int i = 0; i < n; i++) {
		counting_elect(&s->c, s->among[i]);
		s->surplus_due[s->among[i]] = s->c.votes[s->among[i]] > s->quota;
	}
}

static void
write_stage(struct scottish *s, enum count_act act, int who, int64_t surplus)
{
	elect(s);
	counting_stage(&s->c, (struct count_stage){ .act = act, .who = who, .quota = s->quota, .surplus = surplus });
}

/* Rules 49(2) and 51(2): the latest stage at which one of the tied stood alone
 * with most (fewest) votes decides, otherwise the lot. */
static int
break_tie(struct scottish *s, int n, int sign)
{
	struct counting *c = &s->c;
	int round = (int)c->result.stages.n + 1, who = s->among[0];

	if (n == 1)
		return who;
	for (size_t i = c->result.stages.n; i-- > 0;) {
		const int64_t *votes = c->result.stages.at[i].votes;
		int alike = 1;
		who = s->among[0];
		for (int k = 1; k < n; k++)
			if (sign * votes[s->among[k]] > sign * votes[who])
				who = s->among[k], alike = 1;
			else
				alike += votes[s->among[k]] == votes[who];
		if (alike == 1) {
			tie_note(c->arena, &c->result.ties, round, s->among, n, who, TIE_BY_STAGE);
			return who;
		}
	}
	who = tie_first(&c->rules->line, s->among, n);
	tie_note(c->arena, &c->result.ties, round, s->among, n, who, c->rules->line.from);
	return who;
}

/* Of those that qualify, the one with most (sign 1) or fewest votes (-1); -1: none does. */
static int
extreme(struct scottish *s, int sign)
{
	struct counting *c = &s->c;
	int n = 0;

	for (int i = 0; i < c->options; i++) {
		if (sign > 0 ? !s->surplus_due[i] : c->standing[i] != HOPEFUL)
			continue;
		if (n > 0 && sign * c->votes[i] > sign * c->votes[s->among[0]])
			n = 0;
		if (n == 0 || c->votes[i] == c->votes[s->among[0]])
			s->among[n++] = i;
	}
	return n > 0 ? break_tie(s, n, sign) : -1;
}

/* Gives the papers of `who` to the next hopeful; what they are worth now is in `value`. */
static int64_t
hand_on(struct scottish *s, int who, int64_t times, int64_t over)
{
	int64_t moved = 0;
	size_t next;

	for (size_t i = s->piles.head[who]; i > 0; i = next) {
		size_t ballot = i - 1;
		next = s->piles.next[ballot];
		/* value ≤ 10^5 and times ≤ over ≤ 10^5 × PROFILE_VOTES: the product needs at most 67 bits. */
		s->value[ballot] = (int64_t)((__int128)s->value[ballot] * times / over);
		int64_t worth = s->value[ballot] * s->c.profile->ballot[ballot].weight;
		int to = piles_put(&s->piles, &s->c, ballot);
		if (to >= 0)
			s->c.votes[to] += worth;
		else
			s->c.exhausted += worth;
		moved += worth;
	}
	s->piles.head[who] = 0;
	return moved;
}

/* Rules 48 and 49. */
static void
transfer_surplus(struct scottish *s, int who)
{
	int64_t surplus = s->c.votes[who] - s->quota;

	s->surplus_due[who] = false;
	s->c.lost += surplus - hand_on(s, who, surplus, s->c.votes[who]);
	s->c.votes[who] = s->quota;
	write_stage(s, COUNT_SURPLUS, who, surplus);
}

/* Rules 50 and 51. */
static void
exclude(struct scottish *s, int who)
{
	int64_t had = s->c.votes[who];

	counting_exclude(&s->c, who);
	int64_t moved = hand_on(s, who, 1, 1);
	assert(moved == had);
	s->c.votes[who] = 0;
	if (s->c.hopeful > counting_seats_left(&s->c))
		write_stage(s, COUNT_EXCLUDE, who, 0);
	else
		counting_stage(&s->c, (struct count_stage){ .act = COUNT_EXCLUDE, .who = who, .quota = s->quota });
}

static void
first_preferences(struct scottish *s)
{
	for (size_t i = 0; i < s->c.profile->n; i++) {
		int who = piles_put(&s->piles, &s->c, i);
		s->value[i] = s->c.unit;
		if (who >= 0)
			s->c.votes[who] += s->c.unit * s->c.profile->ballot[i].weight;
		else
			assert(s->c.profile->ballot[i].choices == 0);
	}
	write_stage(s, COUNT_FIRST, -1, 0);
}

struct count
count_scottish(struct arena *a, const struct count_rules *rules)
{
	struct scottish s = { .c = counting_begin(a, rules, PLACES), .piles = piles_new(a, rules->profile),
	    .value = NEW_N(a, int64_t, rules->profile->n + 1), .among = NEW_N(a, int, (size_t)rules->profile->options + 1),
	    .surplus_due = NEW_N(a, bool, (size_t)rules->profile->options + 1) };
	int who;

	/* Rule 46: the papers cast, divided by seats + 1, decimals ignored, plus 1. */
	s.quota = ((s.c.result.votes + rules->set_aside) / (rules->seats + 1) + 1) * s.c.unit;
	first_preferences(&s);
	while (counting_seats_left(&s.c) > 0 && s.c.hopeful > counting_seats_left(&s.c))
		if ((who = extreme(&s, 1)) >= 0)
			transfer_surplus(&s, who);
		else
			exclude(&s, extreme(&s, -1));
	counting_fill(&s.c);
	return counting_end(&s.c);
}
