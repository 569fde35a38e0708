/* Seats of one slot: people and placements as a transportation problem.
 *
 * Nodes: the placements that start in the slot, then one for no seat.  Edge
 * a → b: the person at a who gains most by sitting at b.  A positive cycle, or
 * a positive path that ends where a seat is free, makes the plan better; when
 * there is none, the seats of the slot are the best there are (Klein 1967). */
#include "algo/plan_state.h"
#include "base/arena.h"
#include <assert.h>
#include <limits.h>

enum { NODES_MOST = 128 };
static const int64_t NEVER = INT64_MIN / 4;

struct edge { int64_t gain; int who; };

struct slot_graph {
	struct state *s;
	int slot, n;                             /* n: nodes, "no seat" last */
	int spot[NODES_MOST], free[NODES_MOST];  /* free seats */
	int *node;                               /* by person: where they are; -1: not to be seated here */
	int *node_of;                            /* by room */
	struct edge *edges;                      /* n × n */
};

struct slot_graph *
slot_graph_new(struct state *s)
{
	struct slot_graph *g = NEW(s->a, struct slot_graph);
	size_t n = (size_t)s->d->nrooms + 1;

	g->s = s;
	g->node = NEW_N(s->a, int, (size_t)s->d->npeople + 1);
	g->node_of = NEW_N(s->a, int, n);
	g->edges = NEW_N(s->a, struct edge, n * n);
	return g;
}

static int *
seats_of(const struct state *s, int person)
{
	return s->seat + (size_t)person * (size_t)s->d->nslots;
}

/* Two sites so far apart that the slots between are lost. */
static bool
too_far(const struct state *s, int spot, int other)
{
	const struct day *d = s->d;
	int x = d->rooms[room_of(s, spot)].site, y = d->rooms[room_of(s, other)].site;

	if (d->travel == NULL || x < 0 || y < 0 || x == y)
		return false;
	int first = spot < other ? spot : other, then = spot < other ? other : spot;
	int ends = slot_of(s, first) + d->sessions[s->at[first]].length;
	return slot_of(s, then) - ends < d->travel[x * d->nsites + y];
}

/* What person gets for sitting at spot instead of what they have in its slots;
 * NEVER: they may not. */
static int64_t
worth_of(const struct state *s, int person, int spot)
{
	const struct day *d = s->d;
	int session = s->at[spot], slot = slot_of(s, spot), *seat = seats_of(s, person);

	if (!s->may[(size_t)person * (size_t)d->nsessions + (size_t)session])
		return NEVER;
	for (int t = 0; t < d->nslots; t++) {
		bool inside = t >= slot && t < slot + d->sessions[session].length;
		if (inside && ((d->people[person].slots >> t & 1) == 0 || (s->led[person] >> t & 1) || (t > slot && seat[t] != NO_SEAT && seat[t] != TAKEN)))
			return NEVER;
		if (!inside && seat[t] >= 0 && t != slot && (s->at[seat[t]] == session || too_far(s, spot, seat[t])))
			return NEVER;
	}
	return pay(s, person, spot);
}

static int64_t
worth_at(const struct slot_graph *g, int person, int node)
{
	return node == g->n - 1 ? 0 : worth_of(g->s, person, g->spot[node]);
}

static void
edges_from(struct slot_graph *g, int a)
{
	const struct state *s = g->s;

	for (int b = 0; b < g->n; b++)
		g->edges[a * g->n + b] = (struct edge){ NEVER, -1 };
	for (int p = 0; p < s->d->npeople; p++) {
		if (g->node[p] != a)
			continue;
		int64_t here = worth_at(g, p, a), now = value(s, p, s->got[p]);
		for (int b = 0; b < g->n; b++) {
			if (b == a)
				continue;
			int64_t there = worth_at(g, p, b);
			if (there == NEVER)
				continue;
			int64_t gain = value(s, p, s->got[p] - here + there) - now;
			if (gain > g->edges[a * g->n + b].gain)
				g->edges[a * g->n + b] = (struct edge){ gain, p };
		}
	}
}

static void
move(struct slot_graph *g, int person, int to)
{
	struct state *s = g->s;
	int from = g->node[person], *seat = seats_of(s, person);

	s->worth -= value(s, person, s->got[person]);
	if (from < g->n - 1) {
		s->got[person] -= worth_at(g, person, from);
		s->load[g->spot[from]]--;
		for (int t = g->slot; t < g->slot + s->d->sessions[s->at[g->spot[from]]].length; t++)
			seat[t] = NO_SEAT;
	}
	if (to < g->n - 1) {
		s->got[person] += worth_at(g, person, to);
		s->load[g->spot[to]]++;
		seat[g->slot] = g->spot[to];
		for (int t = g->slot + 1; t < g->slot + s->d->sessions[s->at[g->spot[to]]].length; t++)
			seat[t] = TAKEN;
	}
	s->worth += value(s, person, s->got[person]);
	g->node[person] = to;
}

/* Longest walks by at most n edges; a node that comes round again is on a
 * positive cycle.  Fills `walk` with nodes in order; its length, 0: none. */
static int
better_walk(const struct slot_graph *g, int walk[NODES_MOST + 1])
{
	int64_t reach[NODES_MOST];
	int before[NODES_MOST], seen[NODES_MOST] = {0}, n = 0, end = -1;

	for (int v = 0; v < g->n; v++) {
		before[v] = -1;
		reach[v] = v == g->n - 1 ? 0 : -seat_less(g->s, g->spot[v]);
	}
	for (int round = 0, changed = 1; changed && end < 0; round++) {
		changed = 0;
		for (int a = 0; a < g->n; a++)
			for (int b = 0; b < g->n; b++) {
				int64_t gain = g->edges[a * g->n + b].gain;
				if (gain == NEVER || reach[a] + gain <= reach[b])
					continue;
				reach[b] = reach[a] + gain;
				before[b] = a;
				changed = b + 1;
			}
		if (round >= g->n && changed)
			end = changed - 1;
	}
	if (end >= 0) {                                     /* back n steps is on the cycle */
		for (int i = 0; i < g->n; i++)
			end = before[end];
		int v = end;
		do
			walk[n++] = v;
		while ((v = before[v]) != end);
		walk[n++] = end;
	} else {
		int64_t most = 0;
		for (int v = 0; v < g->n; v++) {
			int64_t more = v == g->n - 1 ? 0 : seat_more(g->s, g->spot[v]);
			if (before[v] >= 0 && g->free[v] > 0 && reach[v] + more > most) {
				most = reach[v] + more;
				end = v;
			}
		}
		for (int v = end; v >= 0 && !seen[v]; v = before[v]) {
			seen[v] = 1;
			walk[n++] = v;
		}
	}
	for (int i = 0; i < n / 2; i++) {
		int swap = walk[i];
		walk[i] = walk[n - 1 - i];
		walk[n - 1 - i] = swap;
	}
	return n < 2 ? 0 : n;
}

static void
walk_take(struct slot_graph *g, const int *walk, int n)
{
	int who[NODES_MOST + 1];

	for (int i = 0; i + 1 < n; i++)
		who[i] = g->edges[walk[i] * g->n + walk[i + 1]].who;
	for (int i = 0; i + 1 < n; i++)
		move(g, who[i], walk[i + 1]);
	if (walk[0] != walk[n - 1]) {
		g->free[walk[0]]++;
		g->free[walk[n - 1]]--;
	}
	for (int i = 0; i < n; i++)
		edges_from(g, walk[i]);
}

/* Everybody who has no seat, in turn, to the seat they gain most from. */
static void
first_come(struct slot_graph *g)
{
	struct state *s = g->s;

	for (int p = 0; p < s->d->npeople; p++) {
		int best = -1;
		int64_t most = 0;
		if (g->node[p] != g->n - 1)
			continue;
		for (int b = 0; b + 1 < g->n; b++) {
			int64_t there = g->free[b] > 0 ? worth_of(s, p, g->spot[b]) : NEVER;
			if (there == NEVER)
				continue;
			int64_t gain = value(s, p, s->got[p] + there) - value(s, p, s->got[p]) + seat_more(s, g->spot[b]);
			if (gain > most) {
				most = gain;
				best = b;
			}
		}
		if (best < 0)
			continue;
		move(g, p, best);
		g->free[best]--;
	}
}

static void
graph_open(struct slot_graph *g)
{
	const struct state *s = g->s;
	const struct day *d = s->d;

	g->n = 0;
	for (int r = 0; r < d->nrooms && g->n < NODES_MOST - 1; r++) {
		int spot = g->slot * d->nrooms + r;
		if (s->at[spot] == EMPTY || !s->begins[spot])
			continue;
		g->node_of[r] = g->n;
		g->free[g->n] = state_seats(s, spot) - s->load[spot];
		g->spot[g->n++] = spot;
	}
	g->free[g->n++] = INT_MAX / 2;
	for (int p = 0; p < d->npeople; p++) {
		int seat = seats_of(s, p)[g->slot];
		bool here = (d->people[p].slots >> g->slot & 1) && !(s->led[p] >> g->slot & 1) && seat != TAKEN &&
		    (p != s->held || g->slot != s->held_slot);
		g->node[p] = !here ? -1 : seat == NO_SEAT ? g->n - 1
		    : g->node_of[room_of(s, seat)];
	}
}

void
seats_improve(struct state *s, int slot)
{
	struct slot_graph *g = s->graph;
	int walk[NODES_MOST + 1], n;

	g->slot = slot;
	graph_open(g);
	if (g->n == 1)
		return;
	first_come(g);
	for (int a = 0; a < g->n; a++)
		edges_from(g, a);
	while ((n = better_walk(g, walk)) > 0)
		walk_take(g, walk, n);
}

bool
seats_force(struct state *s, int person, int spot)
{
	struct slot_graph *g = s->graph;
	int node, least = -1;
	int64_t loss = INT64_MAX;

	g->slot = slot_of(s, spot);
	graph_open(g);
	for (node = 0; node < g->n - 1 && g->spot[node] != spot; node++)
		;
	if (node == g->n - 1 || g->node[person] < 0 || g->node[person] == node || worth_of(s, person, spot) == NEVER)
		return false;
	for (int p = 0; p < s->d->npeople && g->free[node] <= 0; p++)
		if (g->node[p] == node && value(s, p, s->got[p]) - value(s, p, s->got[p] - pay(s, p, spot)) < loss) {
			loss = value(s, p, s->got[p]) - value(s, p, s->got[p] - pay(s, p, spot));
			least = p;
		}
	if (least >= 0)
		move(g, least, g->n - 1);
	else if (g->free[node] <= 0)
		return false;
	move(g, person, node);
	return true;
}

/* One person's seats in all slots at once, among the seats that are free: what
 * a slot by itself cannot see when a session is repeated, long or far away. */
struct choice {
	struct state *s;
	int person, now[DAY_SLOTS_MOST], best[DAY_SLOTS_MOST], tries;
	int64_t most, gets;          /* worth with minima, and without */
};
enum { CHOICE_TRIES = 4000 };

static bool
goes_with(const struct choice *c, int slot, int spot)
{
	const struct state *s = c->s;

	for (int t = 0; t < slot; t++)
		if (c->now[t] >= 0 && (s->at[c->now[t]] == s->at[spot] || too_far(s, c->now[t], spot)))
			return false;
	return true;
}

static bool
is_open(const struct choice *c, int slot, int spot, int own)
{
	const struct state *s = c->s;
	const struct day_person *p = &s->d->people[c->person];

	if (!s->begins[spot] || !s->may[(size_t)c->person * (size_t)s->d->nsessions + (size_t)s->at[spot]] ||
	    (spot != own && s->load[spot] >= state_seats(s, spot)))
		return false;
	for (int t = slot; t < slot + s->d->sessions[s->at[spot]].length; t++)
		if ((p->slots >> t & 1) == 0 || (s->led[c->person] >> t & 1))
			return false;
	return true;
}

static void
choose(struct choice *c, int slot, int64_t have, int64_t bonus)
{
	const struct state *s = c->s;
	int n = s->d->nslots;

	if (slot >= n) {
		if (value(s, c->person, have) + bonus > c->most) {
			c->most = value(s, c->person, have) + bonus;
			c->gets = have;
			for (int t = 0; t < n; t++)
				c->best[t] = c->now[t];
		}
		return;
	}
	int own = seats_of(s, c->person)[slot];
	for (int r = 0; r < s->d->nrooms && c->tries < CHOICE_TRIES; r++) {
		int spot = slot * s->d->nrooms + r;
		if (s->at[spot] == EMPTY || !is_open(c, slot, spot, own) || !goes_with(c, slot, spot))
			continue;
		c->tries++;
		int length = s->d->sessions[s->at[spot]].length;
		c->now[slot] = spot;
		for (int t = slot + 1; t < slot + length; t++)
			c->now[t] = TAKEN;
		choose(c, slot + length, have + pay(s, c->person, spot), bonus + (spot == own ? seat_less(s, spot) : seat_more(s, spot)));
	}
	c->now[slot] = NO_SEAT;
	choose(c, slot + 1, have, bonus);
}

static void
person_improve(struct state *s, int person)
{
	int *seat = seats_of(s, person);
	struct choice c = { .s = s, .person = person, .most = value(s, person, s->got[person]), .gets = -1 };

	for (int t = 0; t < s->d->nslots; t++)
		c.most += seat[t] >= 0 ? seat_less(s, seat[t]) : 0;
	choose(&c, 0, 0, 0);
	if (c.gets < 0)
		return;
	s->worth += value(s, person, c.gets) - value(s, person, s->got[person]);
	s->got[person] = c.gets;
	for (int t = 0; t < s->d->nslots; t++) {
		if (seat[t] >= 0)
			s->load[seat[t]]--;
		if ((seat[t] = c.best[t]) >= 0)
			s->load[seat[t]]++;
	}
}

/* Whether somebody's seat in one slot bears on another slot. */
static bool
slots_hang_together(const struct day *d)
{
	bool together = d->travel != NULL;

	for (int e = 0; e < d->nsessions; e++)
		together |= d->sessions[e].repeats_max > 1 || d->sessions[e].length > 1;
	return together;
}

void
seats_people(struct state *s)
{
	if (s->hangs_together)
		for (int p = 0; p < s->d->npeople; p++)
			person_improve(s, p);
}

void
seats_settle(struct state *s)
{
	s->hangs_together = slots_hang_together(s->d);
	for (int64_t before = s->worth - 1; before < s->worth;) {
		before = s->worth;
		for (int t = 0; t < s->d->nslots; t++)
			seats_improve(s, t);
		seats_people(s);
	}
}

int64_t
seats_reach(const struct state *s, const int *slots, int n)
{
	const struct day *d = s->d;
	int64_t sum = 0;

	for (int p = 0; p < d->npeople; p++) {
		const int *seat = seats_of(s, p);
		const int64_t *want = s->want + (size_t)p * (size_t)d->nsessions;
		const bool *may = s->may + (size_t)p * (size_t)d->nsessions;
		int64_t x = s->got[p];
		for (int i = 0; i < n; i++) {
			int64_t best = 0;
			if (seat[slots[i]] >= 0)
				x -= pay(s, p, seat[slots[i]]);
			if ((d->people[p].slots >> slots[i] & 1) == 0 || (s->led[p] >> slots[i] & 1))
				continue;
			for (int r = 0; r < d->nrooms; r++) {
				int e = s->at[slots[i] * d->nrooms + r];
				int64_t more = e != EMPTY && s->old != NULL && s->old[(size_t)p * (size_t)d->nslots + (size_t)slots[i]] == e ? s->stay : 0;
				if (e != EMPTY && may[e] && want[e] + more > best)
					best = want[e] + more;
			}
			x += best;
		}
		sum += value(s, p, x);
	}
	return sum;
}
