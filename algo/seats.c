#include "algo/seats.h"
#include "algo/chance.h"
#include "base/arena.h"
#include <assert.h>
#include <string.h>


struct giving {
	struct arena *a;
	const struct seats_ask *q;
	enum seats_rule rule;
	int width;                   /* of a weight */
	int *rank;                   /* person × option; -1: not allowed */
	bool *has;                   /* person × option */
	int *left, *spare;           /* by person: options still to take; by option: free seats */
	int *edge;                   /* option × option: who goes from one to the other best, -1: nobody */
	int *enter;                  /* by option: who comes in best, -1 */
	int64_t *reach, *trial;      /* option × width; width */
	bool *touched;               /* by person: their options changed */
	int *from;                   /* by option: the option before on the best path, -1: entered */
};

static bool
given(const struct giving *g, int person, int option)
{
	return g->has[(size_t)person * (size_t)g->q->noptions + (size_t)option];
}

static int
rank_of(const struct giving *g, int person, int option)
{
	return g->rank[(size_t)person * (size_t)g->q->noptions + (size_t)option];
}

static int64_t
cost_of(const struct giving *g, int person, int option)
{
	const struct seats_ask *q = g->q;
	int rank = rank_of(g, person, option);

	if (q->nprefs[person] == 0)
		return 0;
	if (q->nranks == 0)
		return rank + 1;
	return q->cost_by_rank[rank < q->nranks ? rank : q->nranks - 1];
}

/* Adds sign × the weight of giving option to person. */
static void
weigh(const struct giving *g, int64_t *sum, int person, int option, int sign)
{
	int rank = rank_of(g, person, option);

	switch (g->rule) {
	case SEATS_COST:
		sum[0] -= sign * cost_of(g, person, option);
		break;
	case SEATS_GENEROUS:
		sum[g->width - 1 - rank] -= sign;
		break;
	case SEATS_SERIAL:
	case SEATS_RANK_MAXIMAL:
	case SEATS_GREEDY:
		sum[rank] += sign;
		break;
	}
}

static int
compare(const int64_t *x, const int64_t *y, int width)
{
	for (int i = 0; i < width; i++)
		if (x[i] != y[i])
			return x[i] < y[i] ? -1 : 1;
	return 0;
}

/* Whether person gains more than `other` by going from `from` (-1: coming in) to `to`. */
static bool
gains_more(struct giving *g, int person, int other, int from, int to)
{
	int64_t *x = g->trial, *y = g->trial + g->width;

	if (other < 0)
		return true;
	memset(x, 0, 2 * (size_t)g->width * sizeof(*x));
	weigh(g, x, person, to, 1);
	weigh(g, y, other, to, 1);
	if (from >= 0) {
		weigh(g, x, person, from, -1);
		weigh(g, y, other, from, -1);
	}
	return compare(x, y, g->width) > 0;
}

/* Who comes in best, by option. */
static void
enters_make(struct giving *g)
{
	for (int b = 0; b < g->q->noptions; b++)
		g->enter[b] = -1;
	for (int p = 0; p < g->q->npeople; p++)
		for (int b = 0; g->left[p] > 0 && b < g->q->noptions; b++)
			if (rank_of(g, p, b) >= 0 && !given(g, p, b) && gains_more(g, p, g->enter[b], -1, b))
				g->enter[b] = p;
}

/* Who goes best from one option to each other. */
static void
edges_make(struct giving *g, int from)
{
	int k = g->q->noptions;

	for (int b = 0; b < k; b++)
		g->edge[from * k + b] = -1;
	for (int p = 0; p < g->q->npeople; p++)
		for (int b = 0; given(g, p, from) && b < k; b++)
			if (rank_of(g, p, b) >= 0 && !given(g, p, b) && gains_more(g, p, g->edge[from * k + b], from, b))
				g->edge[from * k + b] = p;
}

/* reach[b] ← the best of itself and reach[a] and the edge; true: it grew. */
static bool
relax(struct giving *g, int a, int b)
{
	size_t w = (size_t)g->width;
	int who = g->edge[a * g->q->noptions + b];

	memcpy(g->trial, g->reach + (size_t)a * w, w * sizeof(int64_t));
	weigh(g, g->trial, who, a, -1);
	weigh(g, g->trial, who, b, 1);
	if (g->from[b] != -2 && compare(g->trial, g->reach + (size_t)b * w, g->width) <= 0)
		return false;
	memcpy(g->reach + (size_t)b * w, g->trial, w * sizeof(int64_t));
	g->from[b] = a;
	return true;
}

/* The option with a free seat that is reached best; -1: none is.  Options not
 * reached have from -2. */
static int
best_end(struct giving *g)
{
	int k = g->q->noptions, best = -1;
	size_t w = (size_t)g->width;

	for (int b = 0; b < k; b++) {
		g->from[b] = g->enter[b] >= 0 ? -1 : -2;
		memset(g->reach + (size_t)b * w, 0, w * sizeof(int64_t));
		if (g->enter[b] >= 0)
			weigh(g, g->reach + (size_t)b * w, g->enter[b], b, 1);
	}
	for (int round = 0, grew = 1; grew && round <= k; round++) {
		grew = 0;
		for (int a = 0; a < k; a++)
			for (int b = 0; g->from[a] != -2 && b < k; b++)
				if (g->edge[a * k + b] >= 0)
					grew |= relax(g, a, b);
	}
	for (int b = 0; b < k; b++)
		if (g->spare[b] > 0 && g->from[b] != -2 &&
		    (best < 0 || compare(g->reach + (size_t)b * w, g->reach + (size_t)best * w, g->width) > 0))
			best = b;
	return best;
}

static bool
is_gain(const struct giving *g, int end)
{
	for (int i = 0; i < g->width; i++)
		if (g->reach[(size_t)end * (size_t)g->width + (size_t)i] != 0)
			return g->reach[(size_t)end * (size_t)g->width + (size_t)i] > 0;
	return false;
}

/* An edge from an option whose person has left it, or has gone where it leads. */
static bool
stale(const struct giving *g, int option, int person)
{
	for (int b = 0; b < g->q->noptions; b++)
		if (g->edge[option * g->q->noptions + b] == person && (!given(g, person, option) || given(g, person, b)))
			return true;
	return false;
}

static void
path_take(struct giving *g, int end)
{
	int k = g->q->noptions;
	bool *touched = g->touched;

	g->spare[end]--;
	for (int b = end; b >= 0; b = g->from[b]) {
		int a = g->from[b], who = a >= 0 ? g->edge[a * k + b] : g->enter[b];
		if (a >= 0)
			g->has[(size_t)who * (size_t)k + (size_t)a] = false;
		else
			g->left[who]--;
		g->has[(size_t)who * (size_t)k + (size_t)b] = true;
		touched[who] = true;
	}
	for (int a = 0; a < k; a++) {
		bool is_touched = false;
		for (int p = 0; p < g->q->npeople && !is_touched; p++)
			is_touched = touched[p] && (given(g, p, a) || stale(g, a, p));
		if (is_touched)
			edges_make(g, a);
	}
	memset(touched, 0, (size_t)g->q->npeople);
}

static void
flow(struct giving *g)
{
	for (int a = 0; a < g->q->noptions; a++)
		edges_make(g, a);
	for (;;) {
		enters_make(g);
		int end = best_end(g);
		if (end < 0 || (g->rule == SEATS_RANK_MAXIMAL && !is_gain(g, end)))
			return;
		path_take(g, end);
	}
}

static void
serial(struct giving *g, uint64_t seed)
{
	int n = g->q->npeople, *order = NEW_N(g->a, int, (size_t)n + 1);

	for (int i = 0; i < n; i++) {
		int at = chance_of(&seed, i + 1);
		order[i] = order[at];
		order[at] = i;
	}
	/* With several options each, the order turns round after each round. */
	for (int round = 0; round < g->q->takes; round++)
		for (int i = 0; i < n; i++) {
			int p = order[round % 2 == 0 ? i : n - 1 - i], best = -1;
			for (int b = 0; b < g->q->noptions; b++)
				if (g->spare[b] > 0 && rank_of(g, p, b) >= 0 && !given(g, p, b) &&
				    (best < 0 || rank_of(g, p, b) < rank_of(g, p, best)))
					best = b;
			if (best < 0)
				continue;
			g->spare[best]--;
			g->left[p]--;
			g->has[(size_t)p * (size_t)g->q->noptions + (size_t)best] = true;
		}
}

static void
ranks_read(struct giving *g)
{
	const struct seats_ask *q = g->q;

	for (int p = 0; p < q->npeople; p++) {
		int *rank = g->rank + (size_t)p * (size_t)q->noptions;
		for (int b = 0; b < q->noptions; b++)
			rank[b] = q->unranked ? q->nprefs[p] : -1;
		for (int i = 0; i < q->nprefs[p]; i++)
			rank[q->prefs[p][i]] = i;
		g->left[p] = q->takes;
		g->width = q->nprefs[p] + 1 > g->width ? q->nprefs[p] + 1 : g->width;
	}
	for (int b = 0; b < q->noptions; b++)
		g->spare[b] = q->capacity[b];
	if (g->rule == SEATS_COST)
		g->width = 1;
}

static struct seats_result
result_of(struct giving *g)
{
	const struct seats_ask *q = g->q;
	struct seats_result r = { .at = NEW_N(g->a, struct seats_given, (size_t)q->npeople * (size_t)q->takes + 1) };

	for (int p = 0; p < q->npeople; p++)
		r.nprofile = q->nprefs[p] > r.nprofile ? q->nprefs[p] : r.nprofile;
	r.profile = NEW_N(g->a, int64_t, (size_t)r.nprofile + 1);
	for (int p = 0; p < q->npeople; p++)
		for (int b = 0; b < q->noptions; b++) {
			if (!given(g, p, b))
				continue;
			r.at[r.n++] = (struct seats_given){ p, b };
			r.cost += cost_of(g, p, b);
			if (rank_of(g, p, b) < q->nprefs[p])
				r.profile[rank_of(g, p, b)]++;
		}
	return r;
}

struct seats_result
seats_assign(struct arena *a, const struct seats_ask *q, enum seats_rule rule, uint64_t seed)
{
	size_t pairs = (size_t)q->npeople * (size_t)q->noptions + 1, k = (size_t)q->noptions;
	struct giving g = { .a = a, .q = q, .rule = rule, .width = 1 };

	g.rank = NEW_N(a, int, pairs);
	g.has = NEW_N(a, bool, pairs);
	g.left = NEW_N(a, int, (size_t)q->npeople + 1);
	g.spare = NEW_N(a, int, k + 1);
	ranks_read(&g);
	g.edge = NEW_N(a, int, k * k + 1);
	g.enter = NEW_N(a, int, k + 1);
	g.touched = NEW_N(a, bool, (size_t)q->npeople + 1);
	g.from = NEW_N(a, int, k + 1);
	g.reach = NEW_N(a, int64_t, k * (size_t)g.width + 1);
	g.trial = NEW_N(a, int64_t, 2 * (size_t)g.width);
	if (rule == SEATS_SERIAL)
		serial(&g, seed);
	else
		flow(&g);
	return result_of(&g);
}

/* Edges in colours.  A node is a person, or one seat of an option in every
 * slot; at[node × slots + slot] is the edge there, -1: none. */
struct colouring { int slots, *at, *left, *right, *colour; };

static int
free_at(const struct colouring *c, int node)
{
	for (int s = 0; s < c->slots; s++)
		if (c->at[node * c->slots + s] < 0)
			return s;
	assert(!"more edges than slots");
	return -1;
}

/* From `node` on, edges of colour x become y and the other way round, so that
 * x is free there afterwards. */
static void
chain_turn(struct colouring *c, int node, int x, int y)
{
	int edge = c->at[node * c->slots + x], from = node;

	c->at[node * c->slots + x] = -1;
	while (edge >= 0) {
		int to = c->left[edge] == from ? c->right[edge] : c->left[edge];
		int next = c->at[to * c->slots + y];
		if (c->at[to * c->slots + x] == edge)
			c->at[to * c->slots + x] = -1;
		c->at[from * c->slots + y] = edge;
		c->at[to * c->slots + y] = edge;
		c->colour[edge] = y;
		edge = next;
		from = to;
		int swap = x;
		x = y;
		y = swap;
	}
}

const int *
seats_slots(struct arena *a, const struct seats_result *r, int npeople, int noptions, int slots, const int *per_slot)
{
	int *first = NEW_N(a, int, (size_t)noptions + 1), *used = NEW_N(a, int, (size_t)noptions + 1), nodes = npeople;
	struct colouring c = { .slots = slots, .left = NEW_N(a, int, r->n + 1), .right = NEW_N(a, int, r->n + 1),
	    .colour = NEW_N(a, int, r->n + 1) };

	for (int b = 0; b < noptions; b++) {
		first[b] = nodes;
		nodes += per_slot[b];
	}
	c.at = NEW_N(a, int, (size_t)nodes * (size_t)slots + 1);
	memset(c.at, -1, ((size_t)nodes * (size_t)slots + 1) * sizeof(int));
	for (size_t i = 0; i < r->n; i++) {
		int option = r->at[i].option, left = r->at[i].person, right = first[option] + used[option]++ / slots;
		int x = free_at(&c, left), y = free_at(&c, right);
		c.left[i] = left;
		c.right[i] = right;
		if (c.at[right * slots + x] >= 0)
			chain_turn(&c, right, x, y);
		c.at[left * slots + x] = c.at[right * slots + x] = (int)i;
		c.colour[i] = x;
	}
	return c.colour;
}
