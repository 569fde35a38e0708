#include "algo/shares_price.h"
#include "base/arena.h"
#include <assert.h>
#include <string.h>

/* The method itself, and add1; the words and the invariants stand in shares_price.h. */

static int64_t
utility(const struct shares *s, int project)
{
	return s->rules->by_cardinality ? 1 : s->rules->cost[project];
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

/* Bounds of this round, unless its supporters cannot pay: then the project is out. */
static void
look_at(struct shares *s, int project, int round)
{
	struct project *p = &s->project[project];

	p->seen = round;
	price_bound(s, project);
	p->out = p->low == NEVER || (s->exact && p->high == NEVER && !price_can_be_paid(s, project));
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
		int64_t payers = price_exactly(s, project, s->times);
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
		if (i == project || p->out || is_above(s, p->low, i, before->most, project))
			continue;
		if (p->seen != round)
			look_at(s, i, round);
		if (!p->out && !is_above(s, p->low, i, before->most, project))
			return false;
	}
	return true;
}

/* As cheapest, where every supporter of every one of them is rich: otherwise the run is unsure. */
static int
cheapest_without_ledger(struct shares *s, int n)
{
	int kept = 0;

	for (int i = 0; i < n; i++) {
		int project = s->among[i], first = s->among[0];
		s->unsure = s->unsure || !s->project[project].all_rich;
		/* The prices are cost ÷ votes, so per cost 1 ÷ votes. */
		__int128 mine = s->rules->by_cardinality ? s->rules->cost[project] : 1;
		__int128 best = s->rules->by_cardinality ? s->rules->cost[first] : 1;
		mine *= s->result.votes[first], best *= s->result.votes[project];
		kept = mine < best ? 0 : kept;
		if (mine <= best)
			s->among[kept++] = project;
	}
	return kept;
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
pay_exactly(struct shares *s, int project)
{
	int64_t cost = s->rules->cost[project], payers = price_exactly(s, project, s->times);
	struct sum price = { cost, s->times, s->purchases + 1 };
	struct budget_round *round = LIST_ADD(s->scratch, &s->result.rounds);

	*round = (struct budget_round){ .project = project, .poor = weights(s, s->poor, s->npoor), .payers = payers };
	if (s->recording)
		round->each = ledger_amount(s->arena, s->ledger, price, payers * s->rules->one);
	for (size_t i = 0; i < s->nclose; i++)          /* who has just the price has nothing left */
		s->spent[s->close[i]] = price_against_money(s, s->close[i], cost, s->times, payers) == 0;
	s->purchase[project] = ledger_enter(s->ledger, price, payers);
	int64_t units = ledger_floor(s->ledger, s->purchase[project], s->shift);
	for (size_t i = 0; i < s->npoor; i++)
		s->spent[s->poor[i]] = true, s->money[s->poor[i]] = 0;
	for (size_t i = 0; i < s->nclose; i++)
		s->money[s->close[i]] = s->spent[s->close[i]] ? 0 : s->money[s->close[i]] - units;
	for (size_t i = 0; i < s->nrich; i++)
		s->money[s->rich[i]] -= units;
	s->bought[s->purchases] = (struct purchase){ project, units + 1 };
	s->error++;                                                     /* S1 */
}

/* Whoever has about the price keeps about nothing: either way the error is that of the price and theirs. */
static void
pay_in_units(struct shares *s, int project)
{
	const struct project *p = &s->project[project];
	int64_t half = (p->high - p->low) / 2, units = p->low + half;

	for (size_t i = 0; i < p->active; i++) {
		int64_t *money = &s->money[p->supporter[i]];
		if (*money + s->error <= p->low)
			s->spent[p->supporter[i]] = true;
		*money = *money > units ? *money - units : 0;
	}
	*LIST_ADD(s->scratch, &s->result.rounds) = (struct budget_round){ .project = project };
	s->bought[s->purchases] = (struct purchase){ project, p->high };
	s->error += half + 2;                                           /* S1 */
}

static void
buy(struct shares *s, int project)
{
	if (s->exact)
		pay_exactly(s, project);
	else
		pay_in_units(s, project);
	s->project[project].out = true;
	s->result.spent += s->rules->cost[project];
	s->purchases++;
}

/* ── a run: everybody has a share, and what it buys ── */

static void
share_out(struct shares *s)
{
	__int128 total = s->rules->budget + (__int128)s->added * s->rules->one * s->result.voters;

	assert(total > 0 && total < (__int128)1 << SHARE_BITS);
	s->shift = 0;
	while ((total << (s->shift + 1)) / s->result.voters < (__int128)1 << SHARE_BITS)      /* S4 */
		s->shift++;
	s->alike = s->shift == s->shift_before;
	s->purchases = 0;
	s->error = 1;
	if (s->exact) {
		ledger_clear(s->ledger);
		ledger_enter(s->ledger, (struct sum){ .whole = (int64_t)total }, s->result.voters);
	}
	for (size_t i = 0; i < s->profile->n; i++) {
		s->money[i] = (int64_t)((total << s->shift) / s->result.voters);
		s->spent[i] = false;
	}
	for (int i = 0; i < s->options; i++) {
		struct project *p = &s->project[i];
		int64_t cost = s->rules->cost[i], votes = s->result.votes[i];
		s->purchase[i] = s->options + 1;
		p->seen = 0;
		p->active = p->n;
		p->out = cost == 0 || (__int128)cost * s->result.voters > total * votes;        /* all they have is less */
		p->low = p->out ? 0 : (int64_t)(((__int128)cost << s->shift) / votes);          /* all supporters rich */
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

/* The projects that the rule leaves in this round, as far as this run can tell. */
static int
best_of_round(struct shares *s, int round)
{
	int n = candidates(s, round);

	if (n > 1)
		n = s->exact ? cheapest(s, n) : cheapest_without_ledger(s, n);
	if (n > 0 && s->project[s->among[0]].high == NEVER && !s->exact)
		s->unsure = true;                       /* perhaps nobody can pay it */
	return s->unsure ? 0 : n;
}

static void
run(struct shares *s, bool exact)
{
	int n;

	arena_reset(s->scratch);
	memset(&s->result.rounds, 0, sizeof(s->result.rounds));
	memset(&s->result.ties, 0, sizeof(s->result.ties));
	s->result.spent = 0;
	s->exact = exact;
	s->unsure = false;
	share_out(s);
	take_the_free(s);
	for (int round = 1; (n = best_of_round(s, round)) > 0; round++) {
		int next = n > 1 ? budget_pick(s->scratch, s->rules, &s->result, s->among, n) : s->among[0];
		s->alike = s->alike && is_alike(s, next, round);
		buy(s, next);
	}
	s->alike = s->alike && s->purchases == s->nbefore;
	assert(!exact || !s->unsure);
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
		run(s, false);
		if (s->unsure)
			run(s, true);
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
			money_add(s, s->project[i].supporter[k], weight_of(s, s->project[i].supporter[k]), s->times);
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
	run(&s, true);
	tell_the_end(&s);
	struct budget_result result = kept(&s);
	arena_free(s.scratch);
	ledger_close(s.ledger);
	assert(result.spent <= r->budget);
	if (r->completion == COMPLETE_ADD1_GREEDY)
		budget_complete_greedily(a, r, &result);
	return result;
}
