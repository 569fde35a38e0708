#include "algo/budget.h"
#include "algo/dice.h"
#include "tests/test.h"
#include <stdio.h>
#include <string.h>

/* Small elections, so that the oracles can keep every voter's money as a fraction. */
enum { PROJECTS = 5, VOTERS = 6 };

struct fraction { __int128 over, under; };

static __int128
common(__int128 a, __int128 b)
{
	while (b != 0) {
		__int128 rest = a % b;
		a = b;
		b = rest;
	}
	return a < 0 ? -a : a;
}

static struct fraction
fraction(__int128 over, __int128 under)
{
	__int128 both = common(over, under);

	return (struct fraction){ over / both, under / both };
}

static struct fraction
plus(struct fraction a, struct fraction b)
{
	return fraction(a.over * b.under + b.over * a.under, a.under * b.under);
}

static struct fraction
minus(struct fraction a, struct fraction b)
{
	return plus(a, (struct fraction){ -b.over, b.under });
}

static int
against(struct fraction a, struct fraction b)
{
	__int128 left = a.over * b.under, right = b.over * a.under;

	return left < right ? -1 : left > right;
}

static bool
says(struct amount amount, struct fraction f)
{
	char text[96];

	if (f.under == 1)
		snprintf(text, sizeof(text), "%lld", (long long)f.over);
	else
		snprintf(text, sizeof(text), "%lld/%lld", (long long)f.over, (long long)f.under);
	return strcmp(text, amount.exact) == 0;
}

struct election {
	struct budget_rules rules;
	struct profile profile;
	int64_t cost[PROJECTS];
	int place[PROJECTS];
	bool approves[VOTERS][PROJECTS];
	int n, projects;
};

/* Voters with weight 1, so that each is one of the oracle's. */
static void
make_election(struct arena *a, struct dice *dice, struct election *e)
{
	e->projects = 1 + dice_roll(dice, PROJECTS);
	e->profile = dice_profile(a, dice, e->projects, VOTERS, 1, false);
	e->n = (int)e->profile.n;
	memset(e->approves, 0, sizeof(e->approves));
	for (int i = 0; i < e->n; i++)
		for (uint32_t k = 0; k < e->profile.ballot[i].choices; k++)
			e->approves[i][e->profile.choice[e->profile.ballot[i].from + k]] = true;
	for (int i = 0; i < e->projects; i++)
		e->cost[i] = dice_roll(dice, 12) == 0 ? 0 : 1 + dice_roll(dice, 9);
	dice_shuffle(dice, e->place, e->projects);
	e->rules = (struct budget_rules){ .profile = &e->profile, .cost = e->cost, .budget = 1 + dice_roll(dice, 20), .one = 1,
	    .by_cardinality = dice_roll(dice, 2) == 0, .line = { e->place, TIE_BY_LOT } };
}

static int
votes_of(const struct election *e, int project)
{
	int votes = 0;

	for (int i = 0; i < e->n; i++)
		votes += e->approves[i][project];
	return votes;
}

/* More votes, lower cost, place. */
static bool
before(const struct election *e, int a, int b)
{
	if (votes_of(e, a) != votes_of(e, b))
		return votes_of(e, a) > votes_of(e, b);
	return e->cost[a] != e->cost[b] ? e->cost[a] < e->cost[b] : e->place[a] < e->place[b];
}

/* ── equal shares ── */

/* The price, by trying every voter's money as the last poor one's; false: too little money. */
static bool
price_of(const struct election *e, const struct fraction *money, int project, struct fraction *ret)
{
	struct fraction all = { 0, 1 }, cost = { e->cost[project], 1 };
	bool found = false;

	for (int i = 0; i < e->n; i++)
		if (e->approves[i][project])
			all = plus(all, money[i]);
	if (against(all, cost) < 0)
		return false;
	for (int last = -1; last < e->n; last++) {
		struct fraction poor = { 0, 1 };
		int rich = 0;
		if (last >= 0 && !e->approves[last][project])
			continue;
		for (int i = 0; i < e->n; i++) {
			if (!e->approves[i][project])
				continue;
			if (last >= 0 && against(money[i], money[last]) <= 0)
				poor = plus(poor, money[i]);
			else
				rich++;
		}
		if (rich == 0)
			continue;
		struct fraction price = minus(cost, poor);
		price = fraction(price.over, price.under * rich);
		if (!found || against(price, *ret) > 0)         /* S2: every guess is at most the price */
			*ret = price, found = true;
	}
	return found;
}

struct outcome { int chosen[PROJECTS], n; struct fraction price[PROJECTS], money[VOTERS]; };

static struct outcome
shares_oracle(const struct election *e, int64_t added)
{
	struct outcome o = {0};
	bool out[PROJECTS] = { false };

	for (int i = 0; i < e->n; i++)
		o.money[i] = plus(fraction(e->rules.budget, e->n), (struct fraction){ added, 1 });
	for (int i = 0; i < e->projects; i++)
		if (e->cost[i] == 0 && votes_of(e, i) > 0)
			o.price[o.n] = (struct fraction){ 0, 1 }, o.chosen[o.n++] = i, out[i] = true;
	for (;;) {
		struct fraction best = { 0, 1 }, best_price = best;
		int next = -1;
		for (int i = 0; i < e->projects; i++) {
			struct fraction price;
			if (out[i] || votes_of(e, i) == 0 || !price_of(e, o.money, i, &price))
				continue;
			struct fraction rate = e->rules.by_cardinality ? price : fraction(price.over, price.under * e->cost[i]);
			int order = next < 0 ? -1 : against(rate, best);
			if (order < 0 || (order == 0 && before(e, i, next)))
				next = i, best = rate, best_price = price;
		}
		if (next < 0)
			return o;
		out[next] = true;
		o.price[o.n] = best_price;
		o.chosen[o.n++] = next;
		for (int i = 0; i < e->n; i++)
			if (e->approves[i][next])
				o.money[i] = against(o.money[i], best_price) < 0 ? (struct fraction){ 0, 1 } : minus(o.money[i], best_price);
	}
}

static int64_t
cost_of(const struct election *e, const struct outcome *o)
{
	int64_t cost = 0;

	for (int i = 0; i < o->n; i++)
		cost += e->cost[o->chosen[i]];
	return cost;
}

static int
wanted(const struct election *e)
{
	int n = 0;

	for (int i = 0; i < e->projects; i++)
		n += votes_of(e, i) > 0;
	return n;
}

static int64_t
added_by_oracle(const struct election *e)
{
	for (int64_t added = 0;; added++) {
		struct outcome o = shares_oracle(e, added);
		if (cost_of(e, &o) > e->rules.budget)
			return added - 1;
		if (o.n == wanted(e))
			return added;
	}
}

static void
check_shares(const struct election *e, const struct budget_result *r)
{
	struct outcome o = shares_oracle(e, r->added);

	assert_int_equal(r->rounds.n, o.n);
	for (int i = 0; i < o.n; i++) {
		assert_int_equal(r->rounds.at[i].project, o.chosen[i]);
		assert_true(says(r->rounds.at[i].each, o.price[i]));
	}
	for (int p = 0; p < e->projects; p++) {
		struct fraction left = { 0, 1 };
		for (int i = 0; i < e->n; i++)
			if (e->approves[i][p])
				left = plus(left, o.money[i]);
		assert_true(says(r->left[p], left));
	}
}

TEST(equal_shares_agree_with_fractions)
{
	struct arena *a = arena_new();
	struct dice dice = { 21 };

	for (int i = 0; i < 6000; i++) {
		struct election e;
		make_election(a, &dice, &e);
		e.rules.completion = i % 3 == 0 ? COMPLETE_ADD1 : COMPLETE_NONE;
		struct budget_result r = budget_equal_shares(a, &e.rules);
		check_shares(&e, &r);
		assert_int_equal(r.added, i % 3 == 0 ? added_by_oracle(&e) : 0);
		arena_reset(a);
	}
	arena_free(a);
}

/* With finer money add1 takes many more steps, most of which it may skip. */
TEST(equal_shares_skip_no_step_that_matters)
{
	struct arena *a = arena_new();
	struct dice dice = { 28 };
	int64_t steps = 0;

	for (int i = 0; i < 400; i++) {
		struct election e;
		make_election(a, &dice, &e);
		for (int p = 0; p < e.projects; p++)
			e.cost[p] = e.cost[p] * 20 + dice_roll(&dice, 20);
		e.rules.budget *= 20;
		e.rules.completion = COMPLETE_ADD1;
		struct budget_result r = budget_equal_shares(a, &e.rules);
		check_shares(&e, &r);
		assert_int_equal(r.added, added_by_oracle(&e));
		steps += r.added;
		arena_reset(a);
	}
	assert_true(steps > 4000);
	arena_free(a);
}

/* A price system (Peters, Pierczyński & Skowron 2021): nobody pays more than
 * the share or for what they do not approve, each chosen project is paid for, and
 * the supporters of no other project have more left than it costs. */
TEST(equal_shares_are_priceable)
{
	struct arena *a = arena_new();
	struct dice dice = { 22 };

	for (int i = 0; i < 3000; i++) {
		struct election e;
		bool chosen[PROJECTS] = { false };
		make_election(a, &dice, &e);
		struct budget_result r = budget_equal_shares(a, &e.rules);
		struct outcome o = shares_oracle(&e, 0);
		struct fraction left = { 0, 1 };
		for (size_t k = 0; k < r.rounds.n; k++)
			chosen[r.rounds.at[k].project] = true;
		for (int v = 0; v < e.n; v++) {
			assert_true(o.money[v].over >= 0);
			left = plus(left, o.money[v]);
		}
		/* What the voters no longer have is what the projects cost. */
		assert_int_equal(against(minus((struct fraction){ e.rules.budget, 1 }, left), (struct fraction){ r.spent, 1 }), 0);
		for (int p = 0; p < e.projects; p++) {
			struct fraction together = { 0, 1 };
			for (int v = 0; v < e.n; v++)
				together = e.approves[v][p] ? plus(together, o.money[v]) : together;
			assert_true(chosen[p] || votes_of(&e, p) == 0 || against(together, (struct fraction){ e.cost[p], 1 }) < 0);
		}
		arena_reset(a);
	}
	arena_free(a);
}

static int64_t
utility_of(const struct election *e, unsigned set)
{
	int64_t utility = 0;

	for (int i = 0; i < e->projects; i++)
		if ((set >> i & 1) != 0)
			utility += e->rules.by_cardinality ? 1 : e->cost[i];
	return utility;
}

/* Extended justified representation up to one project (same paper): a group
 * that agrees on projects it could pay with its part of the budget has a member who gets as
 * much from the outcome, or would with one more of these projects. */
static void
check_ejr1(const struct election *e, unsigned chosen)
{
	unsigned approved[VOTERS] = { 0 };

	for (int i = 0; i < e->n; i++)
		for (int p = 0; p < e->projects; p++)
			approved[i] |= e->approves[i][p] ? 1U << p : 0;
	for (unsigned group = 1; group < 1U << e->n; group++)
		for (unsigned set = 1; set < 1U << e->projects; set++) {
			int64_t cost = 0, members = 0;
			bool cohesive = true, content = false;
			for (int p = 0; p < e->projects; p++)
				cost += (set >> p & 1) != 0 ? e->cost[p] : 0;
			for (int i = 0; i < e->n; i++)
				if ((group >> i & 1) != 0) {
					cohesive = cohesive && (approved[i] & set) == set;
					members++;
				}
			if (!cohesive || members * e->rules.budget < cost * e->n)
				continue;
			for (int i = 0; i < e->n && !content; i++) {
				if ((group >> i & 1) == 0)
					continue;
				content = utility_of(e, chosen & approved[i]) >= utility_of(e, set);
				for (int p = 0; p < e->projects; p++)
					content = content || ((set & ~chosen) >> p & 1 &&
					    utility_of(e, (chosen | 1U << p) & approved[i]) > utility_of(e, set));
			}
			assert_true(content);
		}
}

TEST(equal_shares_represent_groups_up_to_one_project)
{
	struct arena *a = arena_new();
	struct dice dice = { 23 };

	for (int i = 0; i < 1500; i++) {
		struct election e;
		unsigned chosen = 0;
		make_election(a, &dice, &e);
		struct budget_result r = budget_equal_shares(a, &e.rules);
		for (size_t k = 0; k < r.rounds.n; k++)
			chosen |= 1U << r.rounds.at[k].project;
		check_ejr1(&e, chosen);
		arena_reset(a);
	}
	arena_free(a);
}

TEST(completed_budgets_are_exhausted)
{
	struct arena *a = arena_new();
	struct dice dice = { 24 };

	for (int i = 0; i < 3000; i++) {
		struct election e;
		bool chosen[PROJECTS] = { false };
		make_election(a, &dice, &e);
		e.rules.completion = COMPLETE_ADD1_GREEDY;
		struct budget_result r = i % 2 == 0 ? budget_equal_shares(a, &e.rules) : budget_greedy(a, &e.rules);
		for (size_t k = 0; k < r.rounds.n; k++)
			chosen[r.rounds.at[k].project] = true;
		assert_true(r.spent <= e.rules.budget);
		for (int p = 0; p < e.projects; p++)
			assert_true(chosen[p] || votes_of(&e, p) == 0 || r.spent + e.cost[p] > e.rules.budget);
		arena_reset(a);
	}
	arena_free(a);
}

/* Weights are voters: two votes on one ballot are two ballots with one each. */
TEST(equal_shares_count_a_weight_as_so_many_voters)
{
	struct arena *a = arena_new();
	struct dice dice = { 25 };

	for (int i = 0; i < 1500; i++) {
		struct election e;
		make_election(a, &dice, &e);
		struct ballot *heavy = NEW_N(a, struct ballot, (size_t)e.n), *apart = NEW_N(a, struct ballot, (size_t)e.n * 3);
		struct profile one = e.profile, many = e.profile;
		many.n = 0;
		for (int v = 0; v < e.n; v++) {
			heavy[v] = e.profile.ballot[v];
			heavy[v].weight = 1 + dice_roll(&dice, 3);
			for (int64_t w = 0; w < heavy[v].weight; w++)
				apart[many.n++] = e.profile.ballot[v];
		}
		one.ballot = heavy, many.ballot = apart;
		e.rules.completion = COMPLETE_ADD1;
		struct budget_result r, s;
		e.rules.profile = &one, r = i % 2 == 0 ? budget_equal_shares(a, &e.rules) : budget_phragmen(a, &e.rules);
		e.rules.profile = &many, s = i % 2 == 0 ? budget_equal_shares(a, &e.rules) : budget_phragmen(a, &e.rules);
		assert_int_equal(r.rounds.n, s.rounds.n);
		for (size_t k = 0; k < r.rounds.n; k++) {
			assert_int_equal(r.rounds.at[k].project, s.rounds.at[k].project);
			assert_string_equal(r.rounds.at[k].each.exact, s.rounds.at[k].each.exact);
		}
		arena_reset(a);
	}
	arena_free(a);
}

/* ── Phragmén ── */

TEST(phragmen_agrees_with_fractions)
{
	struct arena *a = arena_new();
	struct dice dice = { 26 };

	for (int i = 0; i < 4000; i++) {
		struct election e;
		struct fraction load[VOTERS], best = { 0, 1 };
		bool out[PROJECTS] = { false }, over = false;
		make_election(a, &dice, &e);
		struct budget_result r = budget_phragmen(a, &e.rules);
		int64_t spent = 0;
		for (int v = 0; v < VOTERS; v++)
			load[v] = (struct fraction){ 0, 1 };
		for (size_t round = 0; !over; round++) {
			int next = -1;
			for (int p = 0; p < e.projects; p++) {
				struct fraction at = { e.cost[p], 1 };
				if (out[p] || votes_of(&e, p) == 0 || e.cost[p] > e.rules.budget)
					continue;
				for (int v = 0; v < e.n; v++)
					at = e.approves[v][p] ? plus(at, load[v]) : at;
				at = fraction(at.over, at.under * votes_of(&e, p));
				int order = next < 0 ? -1 : against(at, best);
				over = (order > 0 && over) || (order == 0 && over) || (order <= 0 && spent + e.cost[p] > e.rules.budget);
				if (order < 0)
					over = spent + e.cost[p] > e.rules.budget;
				if (order < 0 || (order == 0 && before(&e, p, next)))
					next = p, best = at;
			}
			if (next < 0 || over) {
				assert_int_equal(r.rounds.n, round);
				break;
			}
			assert_true(round < r.rounds.n);
			assert_int_equal(r.rounds.at[round].project, next);
			assert_true(says(r.rounds.at[round].each, best));
			out[next] = true;
			spent += e.cost[next];
			for (int v = 0; v < e.n; v++)
				if (e.approves[v][next]) {
					assert_true(against(load[v], best) <= 0);       /* PH2 */
					load[v] = best;
				}
		}
		arena_reset(a);
	}
	arena_free(a);
}

/* ── all of them ── */

TEST(budgets_do_not_care_about_numbers)
{
	struct budget_result (*const all[])(struct arena *, const struct budget_rules *) = {
	    budget_equal_shares, budget_phragmen, budget_greedy };
	struct arena *a = arena_new();
	struct dice dice = { 27 };

	for (int i = 0; i < 1500; i++) {
		struct election e;
		int name[PROJECTS], place[PROJECTS];
		int64_t cost[PROJECTS];
		make_election(a, &dice, &e);
		dice_shuffle(&dice, name, e.projects);
		struct profile renamed = dice_renamed(a, &e.profile, name);
		struct budget_rules other = e.rules;
		for (int p = 0; p < e.projects; p++)
			cost[name[p]] = e.cost[p], place[name[p]] = e.place[p];
		other.profile = &renamed, other.cost = cost, other.line.place = place;
		struct budget_result r = all[i % 3](a, &e.rules), s = all[i % 3](a, &other);
		assert_int_equal(r.spent, s.spent);
		assert_int_equal(r.rounds.n, s.rounds.n);
		assert_int_equal(r.ties.n, s.ties.n);
		for (size_t k = 0; k < r.rounds.n; k++)
			if (e.cost[r.rounds.at[k].project] > 0)
				assert_int_equal(name[r.rounds.at[k].project], s.rounds.at[k].project);
		arena_reset(a);
	}
	arena_free(a);
}
