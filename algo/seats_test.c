/* Small groups against every assignment there is. */
#include "algo/seats.h"
#include "algo/chance.h"
#include "base/arena.h"
#include "tests/test.h"
#include <string.h>

enum { PEOPLE = 5, OPTIONS = 4 };

struct all {
	const struct seats_ask *q;
	enum seats_rule rule;
	int spare[OPTIONS], has[PEOPLE];         /* bits of options */
	int seated;
	int64_t profile[OPTIONS + 1], cost;
	int best_seated;
	int64_t best_profile[OPTIONS + 1], best_cost;
};

/* Whether the assignment at hand is better by the rule, told by its definition. */
static bool
is_better(const struct all *x)
{
	if (x->best_seated < 0)
		return true;
	if (x->rule != SEATS_RANK_MAXIMAL && x->seated != x->best_seated)
		return x->seated > x->best_seated;
	if (x->rule == SEATS_COST)
		return x->cost < x->best_cost;
	if (x->rule == SEATS_GENEROUS) {
		for (int r = OPTIONS; r >= 0; r--)
			if (x->profile[r] != x->best_profile[r])
				return x->profile[r] < x->best_profile[r];
		return false;
	}
	for (int r = 0; r <= OPTIONS; r++)
		if (x->profile[r] != x->best_profile[r])
			return x->profile[r] > x->best_profile[r];
	return false;
}

static int
rank_of(const struct seats_ask *q, int person, int option)
{
	for (int i = 0; i < q->nprefs[person]; i++)
		if (q->prefs[person][i] == option)
			return i;
	return q->unranked ? q->nprefs[person] : -1;
}

static void
everybody(struct all *x, int person, int option)
{
	if (person == x->q->npeople) {
		if (is_better(x)) {
			x->best_seated = x->seated;
			x->best_cost = x->cost;
			memcpy(x->best_profile, x->profile, sizeof(x->profile));
		}
		return;
	}
	int next = option + 1 == x->q->noptions ? person + 1 : person, then = (option + 1) % x->q->noptions;
	everybody(x, next, then);
	int rank = rank_of(x->q, person, option);
	if (rank < 0 || x->spare[option] == 0 || __builtin_popcount((unsigned)x->has[person]) == x->q->takes)
		return;
	int64_t cost = x->q->nprefs[person] == 0 ? 0 : rank + 1;
	x->spare[option]--;
	x->has[person] |= 1 << option;
	x->seated++;
	x->profile[rank]++;
	x->cost += cost;
	everybody(x, next, then);
	x->cost -= cost;
	x->profile[rank]--;
	x->seated--;
	x->has[person] &= ~(1 << option);
	x->spare[option]++;
}

struct drawn { struct seats_ask ask; int capacity[OPTIONS], lists[PEOPLE][OPTIONS], n[PEOPLE]; const int *prefs[PEOPLE]; };

static void
draw(struct drawn *d, uint64_t *chance, int takes)
{
	for (int b = 0; b < OPTIONS; b++)
		d->capacity[b] = chance_of(chance, 3) * takes;
	for (int p = 0; p < PEOPLE; p++) {
		for (int i = 0; i < OPTIONS; i++) {
			int at = chance_of(chance, i + 1);
			d->lists[p][i] = d->lists[p][at];
			d->lists[p][at] = i;
		}
		d->n[p] = chance_of(chance, OPTIONS + 1);
		d->prefs[p] = d->lists[p];
	}
	d->ask = (struct seats_ask){ .npeople = takes == 1 ? PEOPLE : 4, .noptions = OPTIONS, .takes = takes, .capacity = d->capacity,
	    .prefs = d->prefs, .nprefs = d->n, .unranked = takes > 1 };
}

static void
compared(struct arena *a, const struct seats_ask *q, enum seats_rule rule)
{
	struct all x = { .q = q, .rule = rule, .best_seated = -1 };
	struct seats_result r = seats_assign(a, q, rule, 1);
	int taken[OPTIONS] = {0};

	memcpy(x.spare, q->capacity, sizeof(x.spare));
	everybody(&x, 0, 0);
	if (rule == SEATS_COST)
		assert_int_equal(r.cost, x.best_cost);
	if (rule != SEATS_RANK_MAXIMAL)
		assert_int_equal(r.n, x.best_seated);
	for (int i = 0; i < r.nprofile && rule != SEATS_COST && !q->unranked; i++)
		assert_int_equal(r.profile[i], x.best_profile[i]);
	for (size_t i = 0; i < r.n; i++)
		assert_true(++taken[r.at[i].option] <= q->capacity[r.at[i].option]);
}

TEST(seats_are_the_best_by_each_rule)
{
	uint64_t chance = 3;
	struct drawn d;

	for (int i = 0; i < 60; i++) {
		struct arena *a = arena_new();
		draw(&d, &chance, 1);
		for (int rule = SEATS_RANK_MAXIMAL; rule <= SEATS_COST; rule++)
			compared(a, &d.ask, (enum seats_rule)rule);
		if (i % 6 == 0) {
			draw(&d, &chance, 2);
			compared(a, &d.ask, SEATS_COST);
		}
		arena_free(a);
	}
}

TEST(seats_of_a_lottery_follow_the_order_drawn)
{
	static const int capacity[] = { 1, 1 }, list[] = { 0, 1 };
	static const int *const prefs[] = { list, list, list };
	static const int n[] = { 2, 2, 2 };
	struct seats_ask q = { .npeople = 3, .noptions = 2, .takes = 1, .capacity = capacity, .prefs = prefs, .nprefs = n };
	struct arena *a = arena_new();
	int first[3] = {0};

	for (uint64_t seed = 0; seed < 300; seed++) {
		struct seats_result r = seats_assign(a, &q, SEATS_SERIAL, seed), again = seats_assign(a, &q, SEATS_SERIAL, seed);
		assert_int_equal(r.n, 2);
		for (size_t i = 0; i < r.n; i++) {
			assert_int_equal(r.at[i].person, again.at[i].person);
			first[r.at[i].person] += r.at[i].option == 0;
		}
	}
	for (int p = 0; p < 3; p++)
		assert_in_range(first[p], 70, 130);
	arena_free(a);
}

TEST(seats_slots_are_all_different_and_hold_everybody)
{
	enum { SLOTS = 3, MANY = 40, CHOICES = 6 };
	uint64_t chance = 9;

	for (int turn = 0; turn < 30; turn++) {
		struct arena *a = arena_new();
		int per_slot[CHOICES], total[CHOICES], taken[SLOTS][CHOICES] = {0}, lists[MANY][CHOICES], n[MANY];
		const int *prefs[MANY];
		bool busy[MANY][SLOTS] = {0};
		for (int b = 0; b < CHOICES; b++)
			total[b] = (per_slot[b] = 1 + chance_of(&chance, 9)) * SLOTS;
		for (int p = 0; p < MANY; p++) {
			prefs[p] = lists[p];
			n[p] = 1;
			lists[p][0] = chance_of(&chance, CHOICES);
		}
		struct seats_ask q = { .npeople = MANY, .noptions = CHOICES, .takes = SLOTS, .capacity = total, .prefs = prefs,
		    .nprefs = n, .unranked = true };
		struct seats_result r = seats_assign(a, &q, SEATS_COST, 1);
		const int *slots = seats_slots(a, &r, MANY, CHOICES, SLOTS, per_slot);
		for (size_t i = 0; i < r.n; i++) {
			assert_in_range(slots[i], 0, SLOTS - 1);
			assert_false(busy[r.at[i].person][slots[i]]);
			busy[r.at[i].person][slots[i]] = true;
			assert_true(++taken[slots[i]][r.at[i].option] <= per_slot[r.at[i].option]);
		}
		arena_free(a);
	}
}
