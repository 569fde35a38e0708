#include "algo/schulze.h"
#include "algo/dice.h"
#include "algo/ties.h"
#include "tests/test.h"
#include <string.h>

enum { MOST = 6 };

static int
rank_on(const struct profile *p, const struct ballot *b, int option)
{
	int rank = -1;

	for (uint32_t i = b->from; i < b->from + b->choices; i++) {
		rank += p->tied == NULL || !p->tied[i];
		if (p->choice[i] == option)
			return rank;
	}
	return MOST;
}

/* Every path without a loop, one after the other. */
static int64_t
by_enumeration(int64_t link[MOST][MOST], int n, int from, int to, unsigned seen, int64_t weakest)
{
	int64_t best = 0;

	if (from == to)
		return weakest;
	for (int k = 0; k < n; k++) {
		if ((seen >> k & 1) != 0 || link[from][k] == 0)
			continue;
		int64_t found = by_enumeration(link, n, k, to, seen | 1U << k, link[from][k] < weakest ? link[from][k] : weakest);
		best = found > best ? found : best;
	}
	return best;
}

static void
check_against_enumeration(const struct profile *p, const struct schulze *s)
{
	int64_t above[MOST][MOST] = {{0}}, link[MOST][MOST] = {{0}};
	int n = p->options;

	for (size_t i = 0; i < p->n; i++)
		for (int a = 0; a < n; a++)
			for (int b = 0; b < n; b++)
				above[a][b] += rank_on(p, &p->ballot[i], a) < rank_on(p, &p->ballot[i], b) ? p->ballot[i].weight : 0;
	for (int a = 0; a < n; a++)
		for (int b = 0; b < n; b++)
			link[a][b] = above[a][b] > above[b][a] ? above[a][b] : 0;
	for (int a = 0; a < n; a++)
		for (int b = 0; b < n; b++) {
			if (a == b)
				continue;
			assert_int_equal(s->prefer[a * n + b], above[a][b]);
			assert_int_equal(s->path[a * n + b], by_enumeration(link, n, a, b, 1U << a, INT64_MAX));
		}
}

TEST(schulze_agrees_with_the_enumeration_of_paths)
{
	struct arena *a = arena_new();
	struct dice dice = { 1 };

	for (int i = 0; i < 2000; i++) {
		struct profile p = dice_profile(a, &dice, 1 + dice_roll(&dice, MOST), 8, 9, i % 2 == 0);
		struct schulze s = schulze_count(a, &p);
		check_against_enumeration(&p, &s);
		for (int k = 1; k < s.options; k++)
			assert_true(s.wins[s.line[k - 1]] >= s.wins[s.line[k]]);
		for (int k = 0; k < s.nwinners; k++)                            /* SZ1 */
			for (int o = 0; o < s.options; o++)
				assert_true(s.path[s.winners[k] * s.options + o] >= s.path[o * s.options + s.winners[k]]);
		arena_reset(a);
	}
	arena_free(a);
}

static bool
is_winner(const struct schulze *s, int option)
{
	for (int i = 0; i < s->nwinners; i++)
		if (s->winners[i] == option)
			return true;
	return false;
}

/* One ballot raises `who` by one place. */
static bool
raise_on_a_ballot(const struct profile *p, int *choice, size_t ballot, int who)
{
	for (uint32_t i = p->ballot[ballot].from + 1; i < p->ballot[ballot].from + p->ballot[ballot].choices; i++)
		if (choice[i] == who) {
			choice[i] = choice[i - 1];
			choice[i - 1] = who;
			return true;
		}
	return false;
}

TEST(schulze_winner_who_is_raised_still_wins)
{
	struct arena *a = arena_new();
	struct dice dice = { 2 };
	int raised = 0;

	for (int i = 0; i < 3000; i++) {
		struct profile p = dice_profile(a, &dice, MOST, 8, 5, false);
		struct schulze before = schulze_count(a, &p);
		int who = before.winners[dice_roll(&dice, before.nwinners)];
		size_t ballot = (size_t)dice_roll(&dice, (int)p.n);
		if (raise_on_a_ballot(&p, (int *)p.choice, ballot, who)) {
			struct schulze after = schulze_count(a, &p);
			assert_true(is_winner(&after, who));
			raised++;
		}
		arena_reset(a);
	}
	assert_true(raised > 500);
	arena_free(a);
}

TEST(schulze_does_not_care_about_numbers)
{
	struct arena *a = arena_new();
	struct dice dice = { 3 };

	for (int i = 0; i < 500; i++) {
		struct profile p = dice_profile(a, &dice, MOST, 8, 5, true);
		int name[MOST];
		dice_shuffle(&dice, name, MOST);
		struct profile q = dice_renamed(a, &p, name);
		struct schulze s = schulze_count(a, &p), t = schulze_count(a, &q);
		assert_int_equal(s.nwinners, t.nwinners);
		for (int k = 0; k < MOST; k++) {
			assert_int_equal(is_winner(&s, k), is_winner(&t, name[k]));
			assert_int_equal(s.wins[k], t.wins[name[k]]);
		}
		arena_reset(a);
	}
	arena_free(a);
}

TEST(lots_are_the_published_shuffle)
{
	struct arena *a = arena_new();
	const int *place = tie_lots(a, 10, 1), *again = tie_lots(a, 10, 1), *other = tie_lots(a, 10, 2);
	unsigned seen = 0;

	for (int i = 0; i < 10; i++)
		seen |= 1U << place[i];
	assert_int_equal(seen, 0x3FF);
	assert_memory_equal(place, again, 10 * sizeof(*place));
	assert_memory_not_equal(place, other, 10 * sizeof(*place));
	arena_free(a);
}
