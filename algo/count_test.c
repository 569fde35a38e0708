#include "algo/count.h"
#include "algo/dice.h"
#include "tests/test.h"
#include <string.h>

/* The oracles count as a person with a heap of papers would: every vote is a paper
 * of its own, and nothing is remembered but the papers and who is out. */
enum { OPTIONS = 6, BALLOTS = 9, WEIGHT = 6, PAPERS = BALLOTS * WEIGHT };

struct paper { int choice[OPTIONS]; int n, at; int64_t value; };
struct heap { struct paper paper[PAPERS]; int n, options; bool out[OPTIONS], elected[OPTIONS]; };

static struct heap
heap_of(const struct profile *p)
{
	struct heap h = { .options = p->options };

	for (size_t i = 0; i < p->n; i++)
		for (int64_t w = 0; w < p->ballot[i].weight && p->ballot[i].choices > 0; w++) {
			struct paper *paper = &h.paper[h.n++];
			paper->n = (int)p->ballot[i].choices;
			memcpy(paper->choice, p->choice + p->ballot[i].from, sizeof(int) * (size_t)paper->n);
		}
	return h;
}

static int *
places(struct arena *a, struct dice *dice)
{
	int *place = NEW_N(a, int, OPTIONS);

	dice_shuffle(dice, place, OPTIONS);
	return place;
}

static struct count_rules
rules_of(struct arena *a, struct dice *dice, struct profile *p, int seats)
{
	*p = dice_profile(a, dice, 2 + dice_roll(dice, OPTIONS - 1), BALLOTS, WEIGHT, false);
	((struct ballot *)p->ballot)[0].choices = ((struct ballot *)p->ballot)[0].choices > 0 ? p->ballot[0].choices : 1;
	return (struct count_rules){ .profile = p, .seats = seats < p->options ? seats : 1, .line = { places(a, dice), TIE_BY_LOT } };
}

static int64_t
first_on(const struct heap *h, int who)
{
	int64_t votes = 0;

	for (int i = 0; i < h->n; i++)
		for (int k = 0; k < h->paper[i].n; k++)
			if (!h->out[h->paper[i].choice[k]]) {
				votes += h->paper[i].choice[k] == who;
				break;
			}
	return votes;
}

/* Who wins the run-off, by the book. */
static int
runoff(struct heap *h, const int *place)
{
	for (;;) {
		int64_t all = 0, votes[OPTIONS] = {0};
		int least = -1, left = 0;
		for (int i = 0; i < h->options; i++)
			if (!h->out[i])
				all += votes[i] = first_on(h, i), left++;
		for (int i = 0; i < h->options; i++) {
			if (h->out[i])
				continue;
			if (left == 1 || 2 * votes[i] > all)
				return i;
			if (least < 0 || votes[i] < votes[least] || (votes[i] == votes[least] && place[i] < place[least]))
				least = i;
		}
		h->out[least] = true;
	}
}

TEST(irv_agrees_with_papers_on_a_table)
{
	struct arena *a = arena_new();
	struct dice dice = { 11 };

	for (int i = 0; i < 3000; i++) {
		struct profile p;
		struct count_rules rules = rules_of(a, &dice, &p, 1);
		struct heap h = heap_of(&p);
		assert_int_equal(count_irv(a, &rules).winners[0], runoff(&h, rules.line.place));
		arena_reset(a);
	}
	arena_free(a);
}

/* ── Scottish ── */

enum { UNIT = 100000 };

static void
sort_papers(struct heap *h, int64_t *votes, const bool *pending)
{
	memset(votes, 0, OPTIONS * sizeof(*votes));
	for (int i = 0; i < h->n; i++) {
		struct paper *p = &h->paper[i];
		while (p->at < p->n && (h->out[p->choice[p->at]] || (h->elected[p->choice[p->at]] && !pending[i])))
			p->at++;
		if (p->at < p->n)
			votes[p->choice[p->at]] += p->value;
	}
}

/* Compares the votes of hopefuls after every stage; elected ones keep the quota. */
static void
check_scottish(struct arena *a, const struct count_rules *rules)
{
	struct count c = count_scottish(a, rules);
	struct heap h = heap_of(rules->profile);
	int64_t quota = (int64_t)(h.n / (rules->seats + 1) + 1) * UNIT, votes[OPTIONS];
	bool pending[PAPERS] = { false };

	for (int i = 0; i < h.n; i++)
		h.paper[i].value = UNIT;
	for (size_t s = 0; s < c.stages.n; s++) {
		const struct count_stage *stage = &c.stages.at[s];
		assert_int_equal(stage->quota, quota);
		for (int i = 0; i < h.n && stage->act == COUNT_SURPLUS; i++) {
			struct paper *p = &h.paper[i];
			pending[i] = pending[i] && p->choice[p->at] != stage->who;
			if (p->at < p->n && p->choice[p->at] == stage->who) {
				int64_t had = c.stages.at[s - 1].votes[stage->who];
				p->value = (int64_t)((__int128)p->value * (had - quota) / had);
			}
		}
		if (stage->act == COUNT_EXCLUDE)
			h.out[stage->who] = true;
		sort_papers(&h, votes, pending);
		for (int o = 0; o < h.options; o++)
			if (!h.elected[o])
				assert_int_equal(stage->votes[o], votes[o]);
		for (int e = 0; e < stage->elected; e++) {
			int who = c.winners[stage->elected_from + e];
			h.elected[who] = true;
			for (int i = 0; i < h.n; i++)           /* they stay until the surplus goes on */
				pending[i] = pending[i] || (h.paper[i].at < h.paper[i].n && h.paper[i].choice[h.paper[i].at] == who);
			if (stage->act != COUNT_FILL)
				assert_true(stage->votes[who] >= quota);
		}
	}
	assert_int_equal(c.nwinners, rules->seats);
}

TEST(scottish_votes_are_those_of_papers_on_a_table)
{
	struct arena *a = arena_new();
	struct dice dice = { 12 };

	for (int i = 0; i < 3000; i++) {
		struct profile p;
		struct count_rules rules = rules_of(a, &dice, &p, 1 + dice_roll(&dice, 4));
		check_scottish(a, &rules);
		arena_reset(a);
	}
	arena_free(a);
}

/* ── Meek ── */

/* With the keep factors that the count states, every paper by itself gives the votes it states. */
static void
check_meek_votes(const struct profile *p, const struct count *c, const struct count_stage *stage)
{
	struct heap h = heap_of(p);
	int64_t votes[OPTIONS] = {0}, all = 0, unit = 1000000000;

	for (int i = 0; i < h.n; i++) {
		int64_t left = unit;
		for (int k = 0; k < h.paper[i].n && left > 0; k++) {
			int who = h.paper[i].choice[k];
			int64_t kept = (int64_t)(((__int128)left * stage->keep[who] + unit - 1) / unit);
			votes[who] += kept;
			left -= kept;
		}
		all += unit - left;
	}
	for (int o = 0; o < p->options; o++)
		assert_int_equal(stage->votes[o], votes[o]);
	assert_int_equal(stage->exhausted, c->votes * unit - all);
}

TEST(meek_votes_are_those_of_papers_on_a_table)
{
	struct arena *a = arena_new();
	struct dice dice = { 13 };

	for (int i = 0; i < 2000; i++) {
		struct profile p;
		struct count_rules rules = rules_of(a, &dice, &p, 1 + dice_roll(&dice, 4));
		struct count c = count_meek(a, &rules);
		for (size_t s = 0; s < c.stages.n; s++)
			if (c.stages.at[s].keep != NULL)
				check_meek_votes(&p, &c, &c.stages.at[s]);
		assert_int_equal(c.nwinners, rules.seats);
		arena_reset(a);
	}
	arena_free(a);
}

/* ── all of them ── */

TEST(counts_do_not_care_about_numbers)
{
	struct count (*const counts[])(struct arena *, const struct count_rules *) = { count_scottish, count_meek, count_irv };
	struct arena *a = arena_new();
	struct dice dice = { 14 };

	for (int i = 0; i < 900; i++) {
		struct profile p;
		struct count_rules rules = rules_of(a, &dice, &p, i % 3 == 2 ? 1 : 1 + dice_roll(&dice, 3)), other = rules;
		int name[OPTIONS], place[OPTIONS];
		dice_shuffle(&dice, name, p.options);
		struct profile q = dice_renamed(a, &p, name);
		for (int k = 0; k < p.options; k++)
			place[name[k]] = rules.line.place[k];
		other.profile = &q;
		other.line.place = place;
		struct count c = counts[i % 3](a, &rules), d = counts[i % 3](a, &other);
		assert_int_equal(c.nwinners, d.nwinners);
		for (int k = 0; k < c.nwinners; k++)
			assert_int_equal(name[c.winners[k]], d.winners[k]);
		assert_int_equal(c.ties.n, d.ties.n);
		assert_int_equal(c.stages.n, d.stages.n);
		arena_reset(a);
	}
	arena_free(a);
}

TEST(a_tie_is_decided_by_the_latest_stage_that_knows)
{
	/* B and C are level when one must go; B was behind before. */
	static const struct ballot ballot[] = { { 9, 0, 1 }, { 3, 1, 1 }, { 4, 2, 1 }, { 1, 3, 2 } };
	static const int choice[] = { 0, 1, 2, 3, 1 }, place[] = { 0, 2, 1, 3 };
	struct profile p = { 4, 4, ballot, choice, NULL, NULL };
	struct count_rules rules = { .profile = &p, .seats = 1, .line = { place, TIE_BY_ID } };
	struct arena *a = arena_new();
	struct count c = count_scottish(a, &rules);

	assert_int_equal(c.winners[0], 0);
	rules.seats = 2;
	c = count_scottish(a, &rules);
	assert_int_equal(c.ties.n, 1);
	assert_int_equal(c.ties.at[0].picked, 1);
	assert_int_equal(c.ties.at[0].by, TIE_BY_STAGE);
	assert_int_equal(c.winners[1], 2);
	arena_free(a);
}
