#include "algo/counting.h"
#include "base/arena.h"
#include <assert.h>
#include <string.h>

/* The letters are the steps of the Proportional Representation Foundation's
 * reference rule for Meek STV. */
enum { PLACES = 9, OMEGA = 1000 };              /* 10^-6 in units of 10^-9 */

/* A ballot is handed from one elected option to the next until a hopeful one keeps
 * all that is left; excluded ones take nothing.  So ballots with the same elected
 * options in the same order before the same hopeful one are counted at once: a
 * node is such a beginning, and its parent the same without the last option.  A
 * ballot lies at the node where it ends, and moves on when that option is elected or excluded.
 *
 * Invariants: MK1  `ballots` of a node is the sum of those that lie there, at its
 *                  children, and, once they name nobody else, nowhere;
 *             MK2  a ballot only ever moves on, so all moves together cost one
 *                  reading of the ballots. */
struct node {
	int64_t ballots;
	int option;                             /* -1: the root */
	uint32_t parent, child, sibling, alike; /* alike: the next node of this option; 0: none; node 0 is the root */
	uint32_t pile;                          /* ballot + 1, on through `next` */
};

struct tree {
	struct { struct node *at; size_t n, cap; } nodes;
	uint32_t *first;                        /* of each option: a node that ends with it */
	uint32_t *slots;                        /* nodes by parent and option */
	size_t mask;
	uint32_t *at, *next;                    /* of each ballot */
};

struct meek {
	struct counting c;
	struct tree tree;
	struct { uint32_t node; int64_t left; } *stack;
	size_t room;
	int64_t *keep;
	int64_t quota, surplus;
	int *among;
};

static size_t
slot_of(const struct tree *t, uint32_t parent, int option)
{
	size_t slot = ((uint64_t)parent << 32 | (uint32_t)option) * UINT64_C(0x9E3779B97F4A7C15) >> 20 & t->mask;

	while (t->slots[slot] != 0 && (t->nodes.at[t->slots[slot]].parent != parent || t->nodes.at[t->slots[slot]].option != option))
		slot = (slot + 1) & t->mask;
	return slot;
}

static void
more_slots(struct arena *a, struct tree *t)
{
	size_t n = t->mask == 0 ? 1024 : 4 * (t->mask + 1);

	t->mask = n - 1;
	t->slots = NEW_N(a, uint32_t, n);
	for (uint32_t i = 1; i < t->nodes.n; i++)
		t->slots[slot_of(t, t->nodes.at[i].parent, t->nodes.at[i].option)] = i;
}

static uint32_t
child_of(struct arena *a, struct tree *t, uint32_t parent, int option)
{
	if (t->nodes.n * 2 > t->mask)
		more_slots(a, t);
	size_t slot = slot_of(t, parent, option);
	if (t->slots[slot] != 0)
		return t->slots[slot];
	uint32_t made = (uint32_t)t->nodes.n;
	*LIST_ADD(a, &t->nodes) = (struct node){ .option = option, .parent = parent, .sibling = t->nodes.at[parent].child,
	    .alike = t->first[option] };
	t->slots[slot] = t->first[option] = t->nodes.at[parent].child = made;
	return made;
}

/* Takes a ballot from a node to where it lies now. */
static void
move_on(struct meek *m, uint32_t ballot, uint32_t node)
{
	const struct ballot *b = &m->c.profile->ballot[ballot];
	struct tree *t = &m->tree;

	for (uint32_t at = t->at[ballot]; at < b->choices; at++) {
		int option = m->c.profile->choice[b->from + at];
		if (m->c.standing[option] == EXCLUDED)
			continue;
		node = child_of(m->c.arena, t, node, option);
		t->nodes.at[node].ballots += b->weight;
		if (m->c.standing[option] == HOPEFUL) {
			t->at[ballot] = at + 1;
			t->next[ballot] = t->nodes.at[node].pile;
			t->nodes.at[node].pile = ballot + 1;
			return;
		}
	}
}

/* After an option was elected or excluded, its ballots move on. */
static void
move_ballots(struct meek *m, int option)
{
	struct tree *t = &m->tree;
	bool excluded = m->c.standing[option] == EXCLUDED;
	uint32_t next;

	for (uint32_t node = t->first[option]; node != 0; node = t->nodes.at[node].alike) {
		uint32_t pile = t->nodes.at[node].pile, from = excluded ? t->nodes.at[node].parent : node;
		t->nodes.at[node].pile = 0;
		if (excluded)
			t->nodes.at[node].ballots = 0;
		for (; pile != 0; pile = next) {
			next = t->next[pile - 1];
			move_on(m, pile - 1, from);
		}
	}
}

static struct tree
tree_of(struct arena *a, const struct profile *p)
{
	struct tree t = { .first = NEW_N(a, uint32_t, (size_t)p->options + 1), .at = NEW_N(a, uint32_t, p->n + 1),
	    .next = NEW_N(a, uint32_t, p->n + 1) };

	assert(p->n < UINT32_MAX);
	*LIST_ADD(a, &t.nodes) = (struct node){ .option = -1 };
	return t;
}

/* x·y÷z, rounded up. */
static int64_t
times_over(int64_t x, int64_t y, int64_t z)
{
	return (int64_t)(((__int128)x * y + z - 1) / z);
}

/* B.2.a: each ballot gives its first option its keep factor's share, the next
 * one the same share of what is left, and so on. */
static void
distribute(struct meek *m)
{
	const struct node *at = m->tree.nodes.at;
	size_t depth = 0;

	if (m->room < m->tree.nodes.n) {
		m->room = 2 * m->tree.nodes.n;
		m->stack = arena_alloc(m->c.arena, m->room, sizeof(*m->stack));
	}
	memset(m->c.votes, 0, (size_t)m->c.options * sizeof(*m->c.votes));
	m->stack[depth].node = at[0].child;
	m->stack[depth++].left = m->c.unit;
	while (depth > 0) {
		uint32_t node = m->stack[--depth].node;
		int64_t left = m->stack[depth].left;
		if (node == 0)
			continue;
		m->stack[depth++].node = at[node].sibling;              /* left is the same */
		int64_t kept = times_over(left, m->keep[at[node].option], m->c.unit);
		m->c.votes[at[node].option] += kept * at[node].ballots;
		if (left > kept && at[node].ballots > 0) {
			m->stack[depth].node = at[node].child;
			m->stack[depth++].left = left - kept;
		}
	}
	m->c.exhausted = m->c.result.votes * m->c.unit;
	for (int i = 0; i < m->c.options; i++)
		m->c.exhausted -= m->c.votes[i];
}

static bool
has_quota(const struct counting *c, int who)
{
	return c->votes[who] >= ((const struct meek *)c)->quota;
}

/* B.2.b–d: the new quota, who reaches it, what they have too much. */
static bool
elect(struct meek *m)
{
	int64_t votes = m->c.result.votes * m->c.unit - m->c.exhausted;

	m->quota = votes / (m->c.rules->seats + 1) + 1;
	int n = counting_select(&m->c, has_quota, m->among);
	for (int i = 0; i < n; i++)
		counting_elect(&m->c, m->among[i]);
	for (int i = 0; i < n; i++)
		move_ballots(m, m->among[i]);
	m->surplus = 0;
	for (int i = 0; i < m->c.result.nwinners; i++)
		m->surplus += m->c.votes[m->c.winners[i]] - m->quota;
	m->surplus = m->surplus > 0 ? m->surplus : 0;
	return n > 0;
}

static void
write_stage(struct meek *m, enum count_act act, int who, int iterations)
{
	int64_t *keep = NEW_N(m->c.arena, int64_t, (size_t)m->c.options + 1);

	memcpy(keep, m->keep, (size_t)m->c.options * sizeof(*keep));
	counting_stage(&m->c, (struct count_stage){ .act = act, .who = who, .quota = m->quota,
	    .surplus = m->surplus, .keep = keep, .iterations = iterations });
}

/* B.2: until somebody is elected (true), or the surplus is small or falls no more. */
static bool
iterate(struct meek *m, int *ret_iterations)
{
	int64_t last = (m->c.result.votes + m->c.rules->set_aside) * m->c.unit;

	for (*ret_iterations = 1;; ++*ret_iterations) {
		distribute(m);
		if (elect(m))
			return true;
		if (m->surplus < OMEGA || m->surplus >= last)
			return false;
		last = m->surplus;
		for (int i = 0; i < m->c.result.nwinners; i++) {        /* B.2.f */
			int who = m->c.winners[i];
			m->keep[who] = times_over(times_over(m->keep[who], m->quota, m->c.unit), m->c.unit, m->c.votes[who]);
		}
	}
}

/* B.3: whoever is within the surplus of the fewest is tied with them. */
static int
fewest(struct meek *m)
{
	struct counting *c = &m->c;
	int64_t low = INT64_MAX;
	int n = 0;

	for (int i = 0; i < c->options; i++)
		if (c->standing[i] == HOPEFUL && c->votes[i] < low)
			low = c->votes[i];
	for (int i = 0; i < c->options; i++)
		if (c->standing[i] == HOPEFUL && c->votes[i] <= low + m->surplus)
			m->among[n++] = i;
	int who = tie_first(&c->rules->line, m->among, n);
	if (n > 1)
		tie_note(c->arena, &c->result.ties, (int)c->result.stages.n + 1, m->among, n, who, c->rules->line.from);
	return who;
}

static void
round_of(struct meek *m)
{
	int iterations;

	if (iterate(m, &iterations)) {
		write_stage(m, COUNT_ELECT, -1, iterations);
		return;
	}
	int who = fewest(m);
	write_stage(m, COUNT_EXCLUDE, who, iterations);
	counting_exclude(&m->c, who);
	m->keep[who] = 0;
	move_ballots(m, who);
}

struct count
count_meek(struct arena *a, const struct count_rules *rules)
{
	size_t options = (size_t)rules->profile->options + 1;
	struct meek m = { .c = counting_begin(a, rules, PLACES), .tree = tree_of(a, rules->profile),
	    .keep = NEW_N(a, int64_t, options), .among = NEW_N(a, int, options) };

	for (int i = 0; i < m.c.options; i++)
		m.keep[i] = m.c.standing[i] == HOPEFUL ? m.c.unit : 0;
	for (uint32_t i = 0; i < rules->profile->n; i++)
		move_on(&m, i, 0);
	m.quota = (m.c.result.votes + rules->set_aside) * m.c.unit / (rules->seats + 1) + 1;
	distribute(&m);
	counting_stage(&m.c, (struct count_stage){ .act = COUNT_FIRST, .who = -1, .quota = m.quota });
	while (counting_seats_left(&m.c) > 0 && m.c.hopeful > counting_seats_left(&m.c))
		round_of(&m);
	distribute(&m);
	counting_fill(&m.c);
	return counting_end(&m.c);
}
