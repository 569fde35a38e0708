#include "algo/counting.h"
#include "base/arena.h"
#include <assert.h>
#include <string.h>

/* The letters are the steps of the Proportional Representation Foundation's
 * reference rule for Meek STV. */
enum { PLACES = 9, OMEGA = 1000 };              /* 10^-6 in units of 10^-9 */

/* Ballots that begin alike share a path of a tree: what is left of a ballot
 * when it comes to a node depends only on the path, so equal beginnings are
 * counted once.  A node stands for the ballots that list `option` after its
 * parent's path. */
struct node {
	int64_t ballots;
	int option;
	uint32_t child, sibling;                /* 0: none; node 0 is the root */
};

struct tree { struct node *at; size_t n; uint32_t *slots; size_t mask; uint32_t *parent; };

struct meek {
	struct counting c;
	struct tree tree;
	uint32_t *stack;
	int64_t *left;                          /* of a ballot at each node of the stack */
	int64_t *keep;
	int64_t quota, surplus;
	int *among;
};

static uint32_t
child_of(struct tree *t, uint32_t parent, int option)
{
	size_t slot = ((uint64_t)parent << 32 | (uint32_t)option) * UINT64_C(0x9E3779B97F4A7C15) >> 20 & t->mask;

	for (; t->slots[slot] != 0; slot = (slot + 1) & t->mask)
		if (t->parent[t->slots[slot]] == parent && t->at[t->slots[slot]].option == option)
			return t->slots[slot];
	uint32_t made = (uint32_t)t->n++;
	t->slots[slot] = made;
	t->parent[made] = parent;
	t->at[made] = (struct node){ .option = option, .sibling = t->at[parent].child };
	t->at[parent].child = made;
	return made;
}

static struct tree
tree_of(struct arena *a, const struct profile *p)
{
	size_t choices = 1, slots = 16;

	for (size_t i = 0; i < p->n; i++)
		choices += p->ballot[i].choices;
	while (slots < 2 * choices)
		slots *= 2;
	struct tree t = { .at = NEW_N(a, struct node, choices), .n = 1, .mask = slots - 1,
	    .slots = NEW_N(a, uint32_t, slots), .parent = NEW_N(a, uint32_t, choices) };
	for (size_t i = 0; i < p->n; i++) {
		uint32_t node = 0;
		for (uint32_t k = 0; k < p->ballot[i].choices; k++) {
			node = child_of(&t, node, p->choice[p->ballot[i].from + k]);
			t.at[node].ballots += p->ballot[i].weight;
		}
	}
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
	const struct node *at = m->tree.at;
	size_t depth = 0;

	memset(m->c.votes, 0, (size_t)m->c.options * sizeof(*m->c.votes));
	if (at[0].child != 0)
		m->stack[depth] = at[0].child, m->left[depth++] = m->c.unit;
	while (depth > 0) {
		const struct node *node = &at[m->stack[--depth]];
		int64_t left = m->left[depth];
		if (node->sibling != 0)
			m->stack[depth] = node->sibling, m->left[depth++] = left;
		int64_t kept = times_over(left, m->keep[node->option], m->c.unit);
		m->c.votes[node->option] += kept * node->ballots;
		if (left > kept && node->child != 0)
			m->stack[depth] = node->child, m->left[depth++] = left - kept;
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
}

struct count
count_meek(struct arena *a, const struct count_rules *rules)
{
	size_t options = (size_t)rules->profile->options + 1;
	struct meek m = { .c = counting_begin(a, rules, PLACES), .tree = tree_of(a, rules->profile),
	    .keep = NEW_N(a, int64_t, options), .among = NEW_N(a, int, options) };

	m.stack = NEW_N(a, uint32_t, m.tree.n + 1);
	m.left = NEW_N(a, int64_t, m.tree.n + 1);
	for (int i = 0; i < m.c.options; i++)
		m.keep[i] = m.c.standing[i] == HOPEFUL ? m.c.unit : 0;
	m.quota = (m.c.result.votes + rules->set_aside) * m.c.unit / (rules->seats + 1) + 1;
	distribute(&m);
	counting_stage(&m.c, (struct count_stage){ .act = COUNT_FIRST, .who = -1, .quota = m.quota });
	while (counting_seats_left(&m.c) > 0 && m.c.hopeful > counting_seats_left(&m.c))
		round_of(&m);
	distribute(&m);
	counting_fill(&m.c);
	return counting_end(&m.c);
}
