#include "algo/budget.h"
#include "base/arena.h"
#include <assert.h>
#include <string.h>

/* The method of equal shares.  Words: every voter begins with the same *share*.
 * The *price* of a project is the amount x at which its supporters, each paying x or
 * all they have left if that is less, pay its cost: Σ min(money, x) = cost.
 * Supporters with less than x are its *poor*.  The rule buys the project
 * whose price per utility is lowest, until no project's supporters can pay.
 *
 * Exact amounts are kept in a ledger: amount 0 is the share, amount k the price of
 * the k-th purchase.  A voter's money is the share less the prices of what was
 * bought for them, or 0 once they were poor; so it is a sum of the ledger.
 *
 * Beside it stands each voter's money in units of 2^-shift, every amount cut down,
 * to find quickly what only the ledger may decide:
 *   S1  |money in units − exact money × 2^shift| < error = purchases + 1;
 *   S2  so a price lies between the prices that the units give if every supporter had
 *       `error` more, and `error` less, for more money never makes it higher;
 *   S3  money never grows, so a price never falls: a lower bound stays one;
 *   S4  all shares together are below 2^61 units, so their sums fit in 63 bits.
 * Where two projects' bounds overlap, or a voter's money is within the bounds of a
 * price, the ledger is asked.
 *
 * add1 asks for the first share whose purchases exceed the budget, in steps of 1.
 * Steps are skipped where nothing can happen: as long as the same is bought in the same
 * order, a larger share leaves nobody with less, so
 *   S5  prices fall with the share; if with a share and with a larger one the same is
 *       bought in the same order, and at each purchase every other project's price per
 *       utility with the larger share is still above what was bought had with the
 *       smaller, then no share between them buys anything else. */

enum { BITS = 61 };
#define NEVER INT64_MAX                         /* a price nobody can pay, or that has no upper bound */

struct project {
	uint32_t *supporter;                    /* ballots */
	size_t n, active;                       /* the first `active` may have money; the others are spent */
	int64_t low, high;                      /* of its price, in units */
	int seen;                               /* the round in which they were last made */
	bool out;                               /* bought, or not payable any more */
};

struct purchase { int project; int64_t units; };        /* its price, cut down */

struct shares {
	struct arena *arena, *scratch;          /* scratch: for one run */
	const struct budget_rules *rules;
	const struct profile *profile;
	struct budget_result result;
	struct ledger *ledger;
	struct project *project;
	int options, purchases, shift;
	int *purchase;                          /* of each project: its amount in the ledger; behind all of them: not bought */
	int64_t added;
	bool recording;                         /* the last run, whose rounds are told */
	int64_t *money;                         /* of each ballot's voters, in units */
	bool *spent;                            /* this ballot's voters have nothing, exactly */
	int64_t *some, *some_weight;            /* supporters at hand */
	uint32_t *poor, *close, *rich;          /* ballots of supporters of one project, sorted by its price */
	size_t npoor, nclose, nrich;
	int64_t *times, *other_times;           /* for sums of the ledger */
	int *among;
	bool weighted;
	struct purchase *bought, *before;       /* in this run, and with the largest share known to be affordable */
	int nbefore, shift_before;              /* -1: none yet */
	bool alike;                             /* S5 holds so far between the two */
};

static int64_t
utility(const struct shares *s, int project)
{
	return s->rules->by_cardinality ? 1 : s->rules->cost[project];
}

static int64_t
error_of(const struct shares *s)
{
	return s->purchases + 1;                                        /* S1 */
}

/* ── bounds of a price, in units ── */

/* Solves Σ min(some, x) = cost for x = *cost ÷ *rich; takes the poor out of `some`
 * (of *n) and off *cost and *rich.  False: they have less than that together.
 * `weighted` is written out where it is called, so that it costs nothing where it is false. */
static inline __attribute__((always_inline)) bool
solve_(struct shares *s, bool weighted, size_t *n, int64_t *cost, int64_t *rich)
{
	for (;;) {
		if (*rich == 0)
			return false;
		int64_t price = *cost > 0 ? (*cost - 1) / *rich + 1 : 0, poor_money = 0, poor = 0;
		size_t kept = 0;
		for (size_t i = 0; i < *n; i++) {
			int64_t money = s->some[i], weight = weighted ? s->some_weight[i] : 1;
			bool less = money < price;
			poor_money += less ? money * weight : 0;
			poor += less ? weight : 0;
			s->some[kept] = money;
			if (weighted)
				s->some_weight[kept] = weight;
			kept += !less;
		}
		*n = kept;
		if (poor == 0)
			return true;
		*cost -= poor_money;
		*rich -= poor;
	}
}

static bool
solve(struct shares *s, size_t *n, int64_t *cost, int64_t *rich)
{
	return s->weighted ? solve_(s, true, n, cost, rich) : solve_(s, false, n, cost, rich);
}

/* The money of the supporters who have some; how many votes they are. */
static int64_t
gather(struct shares *s, struct project *p, size_t *ret_n)
{
	int64_t votes = 0;
	size_t n = 0;

	for (size_t i = 0; i < p->active;) {
		uint32_t ballot = p->supporter[i];
		int64_t money = s->money[ballot];
		if (money == 0 && s->spent[ballot]) {
			p->supporter[i] = p->supporter[--p->active];
			p->supporter[p->active] = ballot;
			continue;
		}
		s->some[n] = money;
		if (s->weighted)
			votes += s->some_weight[n] = s->profile->ballot[ballot].weight;
		n++, i++;
	}
	*ret_n = n;
	return s->weighted ? votes : (int64_t)n;
}

static void
bound(struct shares *s, struct project *p, int64_t cost)
{
	size_t n = 0;
	int64_t error = error_of(s), rich = gather(s, p, &n), units = cost << s->shift;

	/* Everybody `error` richer: x − error solves it for what is error × supporters less. */
	int64_t slack = error * rich;
	units -= slack;
	p->high = NEVER;
	if (!solve(s, &n, &units, &rich)) {
		p->low = NEVER;
		return;
	}
	int64_t low = units > 0 ? units / rich + error : 0;
	p->low = low > p->low ? low : p->low;                           /* S3 */
	units += 2 * slack;
	if (solve(s, &n, &units, &rich))
		p->high = (units - 1) / rich + 1 - error;
}

/* ── the same exactly ── */

/* times += weight × the money of this ballot's voters, as a sum of the ledger. */
static void
add_money(const struct shares *s, uint32_t ballot, int64_t weight, int64_t *times)
{
	const struct ballot *b = &s->profile->ballot[ballot];

	if (s->spent[ballot])
		return;
	times[0] += weight;
	for (uint32_t i = b->from; i < b->from + b->choices; i++)
		times[s->purchase[s->profile->choice[i]]] -= weight;
}

static int64_t
weight_of(const struct shares *s, uint32_t ballot)
{
	return s->weighted ? s->profile->ballot[ballot].weight : 1;
}

/* Money of this ballot's voters against the price (cost + times) ÷ rich: -1, 0, 1. */
static int
against_price(struct shares *s, uint32_t ballot, int64_t cost, const int64_t *times, int64_t rich)
{
	memset(s->other_times, 0, (size_t)(s->purchases + 1) * sizeof(*s->other_times));
	add_money(s, ballot, rich, s->other_times);
	for (int k = 0; k <= s->purchases; k++)
		s->other_times[k] -= times[k];
	return ledger_sign(s->ledger, (struct sum){ -cost, s->other_times, s->purchases + 1 });
}

/* Sorts the supporters who have money into those surely poor, surely rich, and
 * too close to the price to say. */
static int64_t
sort_supporters(struct shares *s, const struct project *p, int64_t *times)
{
	int64_t error = error_of(s), rich = 0;

	s->npoor = s->nclose = s->nrich = 0;
	memset(times, 0, (size_t)(s->purchases + 1) * sizeof(*times));
	for (size_t i = 0; i < p->active; i++) {
		uint32_t ballot = p->supporter[i];
		if (s->money[ballot] == 0 && s->spent[ballot])
			continue;
		if (s->money[ballot] + error <= p->low) {
			s->poor[s->npoor++] = ballot;
			add_money(s, ballot, -weight_of(s, ballot), times);
			continue;
		}
		rich += weight_of(s, ballot);
		if (p->high != NEVER && s->money[ballot] - error >= p->high)
			s->rich[s->nrich++] = ballot;
		else
			s->close[s->nclose++] = ballot;
	}
	return rich;
}

/* The exact price is (cost + Σ times × amounts) ÷ what is returned.  Any poor set
 * gives a price that is not too high, so the poor are found by raising it until
 * nobody counted as rich has less. */
static int64_t
exact_price(struct shares *s, int project, int64_t *times)
{
	int64_t cost = s->rules->cost[project], rich = sort_supporters(s, &s->project[project], times);
	size_t before;

	do {
		size_t kept = 0;
		before = s->npoor;
		for (size_t i = 0; i < s->nclose; i++) {
			uint32_t ballot = s->close[i];
			if (against_price(s, ballot, cost, times, rich) >= 0) {
				s->close[kept++] = ballot;
				continue;
			}
			s->poor[s->npoor++] = ballot;
			add_money(s, ballot, -weight_of(s, ballot), times);
			rich -= weight_of(s, ballot);
		}
		s->nclose = kept;
	} while (s->npoor > before);
	assert(rich > 0);
	return rich;
}

static bool
can_pay(struct shares *s, int project)
{
	const struct project *p = &s->project[project];

	memset(s->times, 0, (size_t)(s->purchases + 1) * sizeof(*s->times));
	for (size_t i = 0; i < p->n; i++)
		add_money(s, p->supporter[i], weight_of(s, p->supporter[i]), s->times);
	return ledger_sign(s->ledger, (struct sum){ -s->rules->cost[project], s->times, s->purchases + 1 }) >= 0;
}

/* ── a round ── */

/* a ÷ utility of p against b ÷ utility of q. */
static bool
is_above(const struct shares *s, int64_t a, int p, int64_t b, int q)
{
	if (a == NEVER || b == NEVER)
		return a == NEVER && b != NEVER;
	return (__int128)a * utility(s, q) > (__int128)b * utility(s, p);
}

/* A bound of this round, unless nobody can pay: then the project is out. */
static void
look_at(struct shares *s, int project, int round)
{
	struct project *p = &s->project[project];

	p->seen = round;
	bound(s, p, s->rules->cost[project]);
	p->out = p->low == NEVER || (p->high == NEVER && !can_pay(s, project));
}

/* The one not looked at in this round whose lower bound is least; -1: none. */
static int
least_bound(const struct shares *s, int round)
{
	int least = -1;

	for (int i = 0; i < s->options; i++)
		if (!s->project[i].out && s->project[i].seen != round &&
		    (least < 0 || is_above(s, s->project[least].low, least, s->project[i].low, i)))
			least = i;
	return least;
}

/* The projects that may have the lowest price per utility, by their bounds. */
static int
candidates(struct shares *s, int round)
{
	int best = -1, next, n = 0;                     /* best: whose upper bound is least */

	while ((next = least_bound(s, round)) >= 0) {
		struct project *p = &s->project[next];
		if (best >= 0 && is_above(s, p->low, next, s->project[best].high, best))
			break;
		look_at(s, next, round);
		if (!p->out && (best < 0 || is_above(s, s->project[best].high, best, p->high, next)))
			best = next;
	}
	for (int i = 0; i < s->options; i++)
		if (!s->project[i].out && s->project[i].seen == round && !is_above(s, s->project[i].low, i, s->project[best].high, best))
			s->among[n++] = i;
	return n;
}

/* Of those, the ones whose price per utility is lowest exactly. */
static int
cheapest(struct shares *s, int n)
{
	int64_t *times = NEW_N(s->scratch, int64_t, (size_t)s->purchases + 1), rich = 0;
	int kept = 0;

	for (int i = 0; i < n; i++) {
		int project = s->among[i], order = -1, first = s->among[0];
		int64_t payers = exact_price(s, project, s->times);
		if (kept > 0)
			order = ledger_compare(s->ledger, (struct sum){ s->rules->cost[project], s->times, s->purchases + 1 },
			    payers, utility(s, project), (struct sum){ s->rules->cost[first], times, s->purchases + 1 }, rich,
			    utility(s, first));
		if (order > 0)
			continue;
		if (order < 0) {
			memcpy(times, s->times, (size_t)(s->purchases + 1) * sizeof(*times));
			rich = payers;
			kept = 0;
		}
		s->among[kept++] = project;
	}
	return kept;
}

/* S5 for the purchase that comes next. */
static bool
is_alike(struct shares *s, int project, int round)
{
	const struct purchase *before = &s->before[s->purchases];

	if (s->purchases >= s->nbefore || before->project != project)
		return false;
	for (int i = 0; i < s->options; i++) {
		struct project *p = &s->project[i];
		if (i == project || p->out || is_above(s, p->low, i, before->units + 1, project))
			continue;
		if (p->seen != round)
			look_at(s, i, round);
		if (!p->out && !is_above(s, p->low, i, before->units + 1, project))
			return false;
	}
	return true;
}

static int64_t
weights(const struct shares *s, const uint32_t *ballot, size_t n)
{
	int64_t all = 0;

	for (size_t i = 0; i < n; i++)
		all += weight_of(s, ballot[i]);
	return all;
}

static void
buy(struct shares *s, int project)
{
	int64_t cost = s->rules->cost[project], payers = exact_price(s, project, s->times);
	struct sum price = { cost, s->times, s->purchases + 1 };
	struct budget_round round = { .project = project, .poor = weights(s, s->poor, s->npoor), .payers = payers };

	if (s->recording)
		round.each = ledger_amount(s->arena, s->ledger, price, payers * s->rules->one);
	for (size_t i = 0; i < s->nclose; i++)          /* who has just the price has nothing left */
		s->spent[s->close[i]] = against_price(s, s->close[i], cost, s->times, payers) == 0;
	s->purchase[project] = ledger_enter(s->ledger, price, payers);
	int64_t units = ledger_floor(s->ledger, s->purchase[project], s->shift);
	for (size_t i = 0; i < s->npoor; i++)
		s->spent[s->poor[i]] = true, s->money[s->poor[i]] = 0;
	for (size_t i = 0; i < s->nclose; i++)
		s->money[s->close[i]] = s->spent[s->close[i]] ? 0 : s->money[s->close[i]] - units;
	for (size_t i = 0; i < s->nrich; i++)
		s->money[s->rich[i]] -= units;
	s->bought[s->purchases++] = (struct purchase){ project, units };
	s->project[project].out = true;
	s->result.spent += cost;
	*LIST_ADD(s->scratch, &s->result.rounds) = round;
}

/* ── a run: everybody has a share, and what it buys ── */

static void
share_out(struct shares *s)
{
	int64_t total = s->rules->budget + s->added * s->rules->one * s->result.voters;

	assert(total > 0 && total < INT64_C(1) << BITS);                /* S4 */
	s->shift = 0;
	while (total >> (BITS - s->shift - 1) == 0)
		s->shift++;
	s->alike = s->shift == s->shift_before;
	ledger_clear(s->ledger);
	s->purchases = 0;
	ledger_enter(s->ledger, (struct sum){ .whole = total }, s->result.voters);
	int64_t share = ledger_floor(s->ledger, 0, s->shift);
	for (size_t i = 0; i < s->profile->n; i++) {
		s->money[i] = share;
		s->spent[i] = false;
	}
	for (int i = 0; i < s->options; i++) {
		struct project *p = &s->project[i];
		int64_t cost = s->rules->cost[i];
		s->purchase[i] = s->options + 1;
		p->seen = 0;
		p->active = p->n;
		p->out = s->result.votes[i] == 0 || cost == 0 || cost > total;
		p->low = p->out ? 0 : (cost << s->shift) / s->result.votes[i];  /* all supporters rich */
	}
}

/* What costs nothing needs no money. */
static void
take_the_free(struct shares *s)
{
	for (int i = 0; i < s->options; i++)
		if (s->rules->cost[i] == 0 && s->result.votes[i] > 0)
			*LIST_ADD(s->scratch, &s->result.rounds) =
			    (struct budget_round){ .project = i, .payers = s->result.votes[i], .each = { "0", "0.00" } };
}

static void
run(struct shares *s)
{
	int n;

	arena_reset(s->scratch);
	memset(&s->result.rounds, 0, sizeof(s->result.rounds));
	memset(&s->result.ties, 0, sizeof(s->result.ties));
	s->result.spent = 0;
	share_out(s);
	take_the_free(s);
	for (int round = 1; (n = candidates(s, round)) > 0; round++) {
		if (n > 1)
			n = cheapest(s, n);
		int next = n > 1 ? budget_pick(s->scratch, s->rules, &s->result, s->among, n) : s->among[0];
		s->alike = s->alike && is_alike(s, next, round);
		buy(s, next);
	}
	s->alike = s->alike && s->purchases == s->nbefore;
}

static bool
all_bought(const struct shares *s)
{
	size_t wanted = 0;

	for (int i = 0; i < s->options; i++)
		wanted += s->result.votes[i] > 0;
	return s->result.rounds.n == wanted;
}

/* The share that add1 ends with: 1 more as long as what it buys can be paid.
 * Goes on by longer steps while S5 says that they miss nothing. */
static void
add_while_affordable(struct shares *s)
{
	int64_t affordable = 0, step = 0;

	for (;;) {
		s->added = affordable + step;
		run(s);
		if (step > 1 && !s->alike) {
			step /= 2;
			continue;
		}
		if (s->result.spent > s->rules->budget) {
			s->added = affordable;
			return;
		}
		if (all_bought(s))
			return;
		affordable = s->added;
		memcpy(s->before, s->bought, (size_t)s->purchases * sizeof(*s->before));
		s->nbefore = s->purchases;
		s->shift_before = s->shift;
		step = s->alike ? 2 * step : 1;
	}
}

static void
tell_the_end(struct shares *s)
{
	struct amount *left = NEW_N(s->arena, struct amount, (size_t)s->options + 1);

	s->times[0] = 1;
	s->result.share = ledger_amount(s->arena, s->ledger, (struct sum){ 0, s->times, 1 }, s->rules->one);
	for (int i = 0; i < s->options; i++) {
		memset(s->times, 0, (size_t)(s->purchases + 1) * sizeof(*s->times));
		for (size_t k = 0; k < s->project[i].n; k++)
			add_money(s, s->project[i].supporter[k], weight_of(s, s->project[i].supporter[k]), s->times);
		left[i] = ledger_amount(s->arena, s->ledger, (struct sum){ 0, s->times, s->purchases + 1 }, s->rules->one);
	}
	s->result.left = left;
	s->result.added = s->added;
}

/* The result with the rounds and ties of the last run, which stand in scratch. */
static struct budget_result
kept(const struct shares *s)
{
	struct budget_result result = s->result;

	memset(&result.rounds, 0, sizeof(result.rounds));
	memset(&result.ties, 0, sizeof(result.ties));
	for (size_t i = 0; i < s->result.rounds.n; i++)
		*LIST_ADD(s->arena, &result.rounds) = s->result.rounds.at[i];
	for (size_t i = 0; i < s->result.ties.n; i++) {
		const struct tie *t = &s->result.ties.at[i];
		tie_note(s->arena, &result.ties, t->round, t->among, t->n, t->picked, t->by);
	}
	return result;
}

static void
list_supporters(struct shares *s)
{
	const struct profile *p = s->profile;
	size_t *n = NEW_N(s->arena, size_t, (size_t)s->options + 1);

	for (size_t i = 0; i < p->n; i++)
		for (uint32_t k = 0; k < p->ballot[i].choices; k++)
			n[p->choice[p->ballot[i].from + k]]++;
	for (int i = 0; i < s->options; i++)
		s->project[i].supporter = NEW_N(s->arena, uint32_t, n[i] + 1);
	for (size_t i = 0; i < p->n; i++)
		for (uint32_t k = 0; k < p->ballot[i].choices; k++) {
			struct project *project = &s->project[p->choice[p->ballot[i].from + k]];
			project->supporter[project->n++] = (uint32_t)i;
		}
}

struct budget_result
budget_equal_shares(struct arena *a, const struct budget_rules *r)
{
	size_t n = r->profile->n + 1, options = (size_t)r->profile->options + 1;
	struct shares s = { .arena = a, .scratch = arena_new(), .rules = r, .profile = r->profile, .result = budget_begin(a, r),
	    .ledger = ledger_open((int)options + 1), .options = r->profile->options, .project = NEW_N(a, struct project, options),
	    .money = NEW_N(a, int64_t, n), .spent = NEW_N(a, bool, n), .some = NEW_N(a, int64_t, n),
	    .some_weight = NEW_N(a, int64_t, n), .poor = NEW_N(a, uint32_t, n), .close = NEW_N(a, uint32_t, n),
	    .rich = NEW_N(a, uint32_t, n), .times = NEW_N(a, int64_t, options + 1), .other_times = NEW_N(a, int64_t, options + 1),
	    .purchase = NEW_N(a, int, options), .bought = NEW_N(a, struct purchase, options),
	    .before = NEW_N(a, struct purchase, options), .shift_before = -1,
	    .among = NEW_N(a, int, options) };

	for (size_t i = 0; i < r->profile->n; i++)
		s.weighted = s.weighted || r->profile->ballot[i].weight > 1;
	assert(s.result.voters > 0);
	list_supporters(&s);
	if (r->completion != COMPLETE_NONE)
		add_while_affordable(&s);
	s.recording = true;
	run(&s);
	tell_the_end(&s);
	struct budget_result result = kept(&s);
	arena_free(s.scratch);
	ledger_close(s.ledger);
	assert(result.spent <= r->budget);
	if (r->completion == COMPLETE_ADD1_GREEDY)
		budget_complete_greedily(a, r, &result);
	return result;
}
