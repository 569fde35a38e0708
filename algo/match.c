#include "algo/match.h"
#include "base/arena.h"
#include <assert.h>
#include <string.h>

/* Maximum weight matching, primal and dual.  People are 1 … n, and 0 is nobody.
 *
 * Words.  A *blossom* is an odd cycle of nodes that were made one node; nodes n+1 … are
 * blossoms, `top` of a node is the outermost one it is in.  Every person has a value, and so
 * has every blossom; an edge's *slack* is value[u] + value[v] − 2 weight, and it is *tight*
 * when that is 0 (for edges between different top nodes).  From nodes without a mate
 * alternating trees grow along tight edges: OUTER nodes are at even distance, INNER at odd.
 *
 * Invariants:
 *   W1  no slack is negative, no value of a person or blossom is;
 *   W2  edges of the matching and of blossoms are tight;
 *   W3  people without a mate all have the same value, the smallest.
 * The work ends when that value is 0, or nobody is without a mate: then W1 and W2 are the
 * proof, for Σ values (blossoms times half their size, cut) is twice the weight (M2). */

enum label { FREE = -1, OUTER, INNER };

struct half { int u, v; };                      /* the people at the ends of an edge between nodes */

struct graph {
	struct arena *arena;
	int n, nodes, most;                     /* people; nodes in use; room */
	int64_t *weight;                        /* [u × (n + 1) + v]; 0: no edge */
	struct half *best;                      /* [x × most + y]: the edge of least slack between nodes; u = 0: none */
	int64_t *value;                         /* a blossom's counts once for each of its edges */
	int *mate;                              /* the person at the other end; 0: none */
	int *top, *parent, *slack_from;         /* slack_from: the OUTER person with the least slack to it */
	enum label *label;
	int **petals, *npetals;                 /* of a blossom: its nodes around the cycle, the base first */
	int *petal_of;                          /* [b × (n + 1) + person]: the petal that holds it; 0: none */
	int *seen, stamp;
	int *queue, from, to;
};

static struct half *
edge(const struct graph *g, int x, int y)
{
	return &g->best[(size_t)x * (size_t)g->most + (size_t)y];
}

static int *
petal(const struct graph *g, int b, int person)
{
	return &g->petal_of[(size_t)b * (size_t)(g->n + 1) + (size_t)person];
}

static int64_t
slack(const struct graph *g, struct half e)
{
	return g->value[e.u] + g->value[e.v] - 2 * g->weight[(size_t)e.u * (size_t)(g->n + 1) + (size_t)e.v];
}

static void
consider(struct graph *g, int u, int x)
{
	if (g->slack_from[x] == 0 || slack(g, *edge(g, u, x)) < slack(g, *edge(g, g->slack_from[x], x)))
		g->slack_from[x] = u;
}

static void
find_slack(struct graph *g, int x)
{
	g->slack_from[x] = 0;
	for (int u = 1; u <= g->n; u++)
		if (edge(g, u, x)->u != 0 && g->top[u] != x && g->label[g->top[u]] == OUTER)
			consider(g, u, x);
}

/* All people in a node are to be looked at. */
static void
enqueue(struct graph *g, int x)
{
	if (x <= g->n)
		g->queue[g->to++] = x;
	else
		for (int i = 0; i < g->npetals[x]; i++)
			enqueue(g, g->petals[x][i]);
}

static void
set_top(struct graph *g, int x, int top)
{
	g->top[x] = top;
	if (x > g->n)
		for (int i = 0; i < g->npetals[x]; i++)
			set_top(g, g->petals[x][i], top);
}

static void
turn_round(int *at, int from, int to)
{
	for (to--; from < to; from++, to--) {
		int other = at[from];
		at[from] = at[to];
		at[to] = other;
	}
}

/* The even number of steps from a blossom's base to one of its petals, after turning it round if need be. */
static int
steps_to(struct graph *g, int b, int x)
{
	int at = 0;

	while (g->petals[b][at] != x)
		at++;
	if (at % 2 == 0)
		return at;
	turn_round(g->petals[b], 1, g->npetals[b]);
	return g->npetals[b] - at;
}

static void
rotate(int *at, int n, int by)
{
	turn_round(at, 0, by);
	turn_round(at, by, n);
	turn_round(at, 0, n);
}

static void
set_mate(struct graph *g, int x, int y)
{
	struct half e = *edge(g, x, y);

	g->mate[x] = e.v;
	if (x <= g->n)
		return;
	int base = *petal(g, x, e.u), steps = steps_to(g, x, base);
	for (int i = 0; i < steps; i++)
		set_mate(g, g->petals[x][i], g->petals[x][i ^ 1]);
	set_mate(g, base, y);
	rotate(g->petals[x], g->npetals[x], steps);
}

static void
augment(struct graph *g, int x, int y)
{
	for (;;) {
		int next = g->top[g->mate[x]];
		set_mate(g, x, y);
		if (next == 0)
			return;
		set_mate(g, next, g->top[g->parent[next]]);
		x = g->top[g->parent[next]];
		y = next;
	}
}

static int
common_root(struct graph *g, int x, int y)
{
	g->stamp++;
	while (x != 0 || y != 0) {
		if (x != 0) {
			if (g->seen[x] == g->stamp)
				return x;
			g->seen[x] = g->stamp;
			x = g->top[g->mate[x]];
			x = x != 0 ? g->top[g->parent[x]] : 0;
		}
		int other = x;
		x = y;
		y = other;
	}
	return 0;
}

static void
add_petals(struct graph *g, int b, int x, int root)
{
	while (x != root) {
		int inner = g->top[g->mate[x]];
		g->petals[b][g->npetals[b]++] = x;
		g->petals[b][g->npetals[b]++] = inner;
		enqueue(g, inner);
		x = g->top[g->parent[inner]];
	}
}

/* The edges of a new blossom are the best of its petals'. */
static void
take_edges(struct graph *g, int b)
{
	for (int x = 1; x <= g->nodes; x++)
		edge(g, b, x)->u = edge(g, x, b)->u = 0;
	for (int x = 1; x <= g->n; x++)
		*petal(g, b, x) = 0;
	for (int i = 0; i < g->npetals[b]; i++) {
		int p = g->petals[b][i];
		for (int x = 1; x <= g->nodes; x++)
			if (edge(g, p, x)->u != 0 && (edge(g, b, x)->u == 0 || slack(g, *edge(g, p, x)) < slack(g, *edge(g, b, x)))) {
				*edge(g, b, x) = *edge(g, p, x);
				*edge(g, x, b) = *edge(g, x, p);
			}
		for (int x = 1; x <= g->n; x++)
			if (*petal(g, p, x) != 0)
				*petal(g, b, x) = p;
	}
}

static void
make_blossom(struct graph *g, int x, int root, int y)
{
	int b = g->n + 1;

	while (b <= g->nodes && g->top[b] != 0)
		b++;
	g->nodes = b > g->nodes ? b : g->nodes;
	assert(g->nodes < g->most);
	g->value[b] = 0;
	g->label[b] = OUTER;
	g->mate[b] = g->mate[root];
	g->npetals[b] = 0;
	g->petals[b][g->npetals[b]++] = root;
	add_petals(g, b, x, root);
	turn_round(g->petals[b], 1, g->npetals[b]);
	add_petals(g, b, y, root);
	set_top(g, b, b);
	take_edges(g, b);
	find_slack(g, b);
}

/* An INNER blossom whose value is 0 becomes its petals again. */
static void
open_blossom(struct graph *g, int b)
{
	for (int i = 0; i < g->npetals[b]; i++)
		set_top(g, g->petals[b][i], g->petals[b][i]);
	int entry = *petal(g, b, edge(g, b, g->parent[b])->u), steps = steps_to(g, b, entry);
	for (int i = 0; i < steps; i += 2) {
		int inner = g->petals[b][i], outer = g->petals[b][i + 1];
		g->parent[inner] = edge(g, outer, inner)->u;
		g->label[inner] = INNER;
		g->label[outer] = OUTER;
		g->slack_from[inner] = 0;
		find_slack(g, outer);
		enqueue(g, outer);
	}
	g->label[entry] = INNER;
	g->parent[entry] = g->parent[b];
	for (int i = steps + 1; i < g->npetals[b]; i++) {
		g->label[g->petals[b][i]] = FREE;
		find_slack(g, g->petals[b][i]);
	}
	g->top[b] = 0;
}

/* A tight edge from an OUTER node: the tree grows, a blossom closes, or two trees meet (true). */
static bool
use_edge(struct graph *g, struct half e)
{
	int x = g->top[e.u], y = g->top[e.v];

	if (g->label[y] == FREE) {
		int mate = g->top[g->mate[y]];
		g->parent[y] = e.u;
		g->label[y] = INNER;
		g->slack_from[y] = g->slack_from[mate] = 0;
		g->label[mate] = OUTER;
		enqueue(g, mate);
	} else if (g->label[y] == OUTER) {
		int root = common_root(g, x, y);
		if (root == 0) {
			augment(g, x, y);
			augment(g, y, x);
			return true;
		}
		make_blossom(g, x, root, y);
	}
	return false;
}

static bool
grow(struct graph *g)
{
	while (g->from < g->to) {
		int u = g->queue[g->from++];
		if (g->label[g->top[u]] == INNER)
			continue;
		for (int v = 1; v <= g->n; v++) {
			if (edge(g, u, v)->u == 0 || g->top[u] == g->top[v])
				continue;
			if (slack(g, *edge(g, u, v)) > 0)
				consider(g, u, g->top[v]);
			else if (use_edge(g, *edge(g, u, v)))
				return true;
		}
	}
	return false;
}

/* How far values can move before an edge gets tight, a blossom opens, or W3's value is 0. */
static int64_t
least_step(const struct graph *g)
{
	int64_t step = INT64_MAX, least;

	for (int u = 1; u <= g->n; u++)
		if (g->label[g->top[u]] == OUTER && g->value[u] < step)
			step = g->value[u];
	for (int x = 1; x <= g->nodes; x++) {
		if (g->top[x] != x)
			continue;
		least = INT64_MAX;
		if (x > g->n && g->label[x] == INNER)
			least = g->value[x] / 2;
		else if (g->slack_from[x] != 0 && g->label[x] != INNER)
			least = slack(g, *edge(g, g->slack_from[x], x)) / (g->label[x] == OUTER ? 2 : 1);
		step = least < step ? least : step;
	}
	return step;
}

/* False: W3's value is 0 now. */
static bool
move_values(struct graph *g, int64_t step)
{
	bool above = true;

	for (int u = 1; u <= g->n; u++) {
		enum label label = g->label[g->top[u]];
		g->value[u] += label == OUTER ? -step : label == INNER ? step : 0;
		above = above && (label != OUTER || g->value[u] > 0);
	}
	for (int b = g->n + 1; b <= g->nodes; b++)
		if (g->top[b] == b)
			g->value[b] += g->label[b] == OUTER ? 2 * step : g->label[b] == INNER ? -2 * step : 0;
	return above;
}

/* Makes the matching larger by one pair; false: it weighs most. */
static bool
improve(struct graph *g)
{
	g->from = g->to = 0;
	for (int x = 1; x <= g->nodes; x++) {
		g->label[x] = FREE;
		g->slack_from[x] = 0;
	}
	for (int x = 1; x <= g->nodes; x++)
		if (g->top[x] == x && g->mate[x] == 0) {
			g->parent[x] = 0;
			g->label[x] = OUTER;
			enqueue(g, x);
		}
	if (g->to == 0)
		return false;
	for (;;) {
		if (grow(g))
			return true;
		if (!move_values(g, least_step(g)))
			return false;
		g->from = g->to = 0;
		for (int x = 1; x <= g->nodes; x++)
			if (g->top[x] == x && g->slack_from[x] != 0 && g->top[g->slack_from[x]] != x &&
			    slack(g, *edge(g, g->slack_from[x], x)) == 0 && use_edge(g, *edge(g, g->slack_from[x], x)))
				return true;
		for (int b = g->n + 1; b <= g->nodes; b++)
			if (g->top[b] == b && g->label[b] == INNER && g->value[b] == 0)
				open_blossom(g, b);
	}
}

static int
people_in(const struct graph *g, int x)
{
	int n = 0;

	if (x <= g->n)
		return 1;
	for (int i = 0; i < g->npetals[x]; i++)
		n += people_in(g, g->petals[x][i]);
	return n;
}

/* Σ over blossoms of value × (people − 1) ÷ 2, and the slack each takes off the edges inside. */
static int64_t
blossom_values(struct graph *g, int x, int64_t *inside)
{
	int64_t all = 0;

	if (x <= g->n)
		return 0;
	for (int u = 1; u <= g->n; u++)
		for (int v = 1; v <= g->n; v++)
			if (*petal(g, x, u) != 0 && *petal(g, x, v) != 0)
				inside[u * (g->n + 1) + v] += g->value[x];
	all = g->value[x] * ((people_in(g, x) - 1) / 2);
	for (int i = 0; i < g->npetals[x]; i++)
		all += blossom_values(g, g->petals[x][i], inside);
	return all;
}

/* M2. */
static void
check(struct graph *g)
{
	size_t side = (size_t)g->n + 1;
	int64_t *inside = NEW_N(g->arena, int64_t, side * side), values = 0, weight = 0;

	for (int x = 1; x <= g->nodes; x++)
		if (g->top[x] == x)
			values += blossom_values(g, x, inside);
	for (int u = 1; u <= g->n; u++) {
		assert(g->value[u] >= 0);                               /* W1 */
		values += g->value[u];
		weight += g->mate[u] > u ? g->weight[(size_t)u * side + (size_t)g->mate[u]] : 0;
		assert(g->mate[u] == 0 || g->mate[g->mate[u]] == u);    /* M1 */
		for (int v = 1; v <= g->n; v++)
			if (g->weight[(size_t)u * side + (size_t)v] > 0)
				assert(slack(g, (struct half){ u, v }) + inside[(size_t)u * side + (size_t)v] >= 0);
	}
	assert(values == 2 * weight);
}

static struct graph
graph_of(struct arena *a, int people, const struct match_edge *edges, int nedges)
{
	size_t side = (size_t)people + 1, most = side + side / 2 + 1;
	int64_t heaviest = 0;
	struct graph g = { .arena = a, .n = people, .nodes = people, .most = (int)most, .weight = NEW_N(a, int64_t, side * side),
	    .best = NEW_N(a, struct half, most * most), .value = NEW_N(a, int64_t, most), .mate = NEW_N(a, int, most),
	    .top = NEW_N(a, int, most), .parent = NEW_N(a, int, most), .slack_from = NEW_N(a, int, most),
	    .label = NEW_N(a, enum label, most), .petals = NEW_N(a, int *, most), .npetals = NEW_N(a, int, most),
	    .petal_of = NEW_N(a, int, most * side), .seen = NEW_N(a, int, most), .queue = NEW_N(a, int, 2 * most) };

	for (int i = 0; i < nedges; i++) {
		int u = edges[i].a + 1, v = edges[i].b + 1;
		if (edges[i].weight <= 0)
			continue;
		g.weight[(size_t)u * side + (size_t)v] = g.weight[(size_t)v * side + (size_t)u] = edges[i].weight;
		*edge(&g, u, v) = (struct half){ u, v };
		*edge(&g, v, u) = (struct half){ v, u };
		heaviest = edges[i].weight > heaviest ? edges[i].weight : heaviest;
	}
	for (int u = 1; u <= people; u++) {
		g.top[u] = u;
		g.value[u] = heaviest;
		*petal(&g, u, u) = u;
	}
	for (size_t b = side; b < most; b++)
		g.petals[b] = NEW_N(a, int, side);
	return g;
}

struct matching
match_weight(struct arena *a, int people, const struct match_edge *edges, int nedges)
{
	struct graph g = graph_of(a, people, edges, nedges);
	int *mate = NEW_N(a, int, (size_t)people + 1);

	while (improve(&g))
		;
	check(&g);
	for (int u = 1; u <= people; u++)
		mate[u - 1] = g.mate[u] - 1;
	return (struct matching){ mate, people };
}
