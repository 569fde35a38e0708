#include "ballots/tally.h"
#include "base/arena.h"
#include "base/buf.h"
#include <stdlib.h>

/* A sentence on each line.  Names stand in “quotes”, and every number outside them
 * can be worked out again from the ballots: tests/tally.check does. */
struct teller {
	struct arena *a;
	enum lang lang;
	const struct tally *t;
	struct tally_words words;
};

static void
tell(struct teller *w, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void
tell(struct teller *w, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	*LIST_ADD(w->a, &w->words) = arena_vprintf(w->a, fmt, ap);
	va_end(ap);
}

static const char *
name(const struct teller *w, int option)
{
	return w->t->file->option[option].name;
}

static const char *
names(const struct teller *w, const int *option, int n)
{
	struct buf out = { .arena = w->a };

	for (int i = 0; i < n; i++)
		buf_printf(&out, "%s“%s”", i > 0 ? ", " : "", name(w, option[i]));
	return buf_str(&out);
}

/* ── ties ── */

static const char *const because[] = {
	[TIE_BY_STAGE] = N_("Tie in round %d between %s: “%s” is picked, for an earlier round told them apart."),
	[TIE_BY_VOTES] = N_("Tie in round %d between %s: “%s” is picked, for it has more votes."),
	[TIE_BY_COST] = N_("Tie in round %d between %s: “%s” is picked, for of those with most votes it costs least."),
	[TIE_BY_FILE] = N_("Tie in round %d between %s: “%s” is picked, for it stands first in the order that the file gives for ties."),
	[TIE_BY_LOT] = N_("Tie in round %d between %s: “%s” is picked by lot."),
	[TIE_BY_ID] = N_("Tie in round %d between %s: “%s” is picked, for it has the lowest identifier."),
};

static const char *
tie_said(const struct teller *w, const struct tie *tie)
{
	const char *among = names(w, tie->among, tie->n);

	if (tie->picked < 0)
		return arena_printf(w->a, say(w->lang, "Tie: %s share the first place, and all of them win."), among);
	return arena_printf(w->a, say(w->lang, because[tie->by]), tie->round, among, name(w, tie->picked));
}

const char *
tally_tie_said(struct arena *a, enum lang lang, const struct tally *t, const struct tie *tie)
{
	return tie_said(&(struct teller){ .a = a, .lang = lang, .t = t }, tie);
}

static void
tell_ties(struct teller *w, int round)
{
	for (size_t i = 0; i < w->t->nties; i++)
		if (w->t->ties[i].round == round)
			tell(w, "%s", tie_said(w, &w->t->ties[i]));
}

/* ── approval, points ── */

static __int128
sum_of(const struct tally *t, int option)
{
	return t->points != NULL ? t->points[option] : t->approvals[option];
}

static int
larger_sum(const void *a, const void *b, void *arg)
{
	const struct tally *t = arg;
	int left = *(const int *)a, right = *(const int *)b;

	if (sum_of(t, left) != sum_of(t, right))
		return sum_of(t, left) > sum_of(t, right) ? -1 : 1;
	return left - right;
}

static void
tell_sums(struct teller *w)
{
	const struct tally *t = w->t;
	int *line = NEW_N(w->a, int, (size_t)t->profile.options + 1);

	for (int i = 0; i < t->profile.options; i++)
		line[i] = i;
	qsort_r(line, (size_t)t->profile.options, sizeof(*line), larger_sum, (void *)t);
	tell(w, say(w->lang, "Ballots counted: %lld."), (long long)t->votes);
	if (t->file->default_points != 0)
		tell(w, say(w->lang, "Points that a ballot gives to an option it leaves out: %s."),
		    tally_decimal(w->a, t->file->default_points, t->file->point_places, false));
	for (int i = 0; i < t->profile.options; i++)
		if (t->points != NULL)
			tell(w, say(w->lang, "“%s” has points: %s."), name(w, line[i]),
			    tally_decimal(w->a, t->points[line[i]], t->file->point_places, false));
		else
			tell(w, say(w->lang, "“%s” is approved on ballots: %lld."), name(w, line[i]), (long long)t->approvals[line[i]]);
	tell_ties(w, 1);
	tell(w, t->points != NULL ? say(w->lang, "Most points: %s.") : say(w->lang, "Most approvals: %s."),
	    names(w, t->winners, t->nwinners));
}

/* ── Schulze ── */

static void
tell_pair(struct teller *w, int a, int b)
{
	const struct schulze *s = &w->t->schulze;
	size_t there = (size_t)a * (size_t)s->options + (size_t)b, back = (size_t)b * (size_t)s->options + (size_t)a;

	tell(w, say(w->lang, "“%s” and “%s”: the first stands higher on %ld ballots, the second on %ld. "
	    "The strongest chain of such victories from the first to the second has strength %ld, the one back %ld."),
	    name(w, a), name(w, b), (long)s->prefer[there], (long)s->prefer[back], (long)s->path[there], (long)s->path[back]);
}

static void
tell_schulze(struct teller *w)
{
	const struct tally *t = w->t;

	tell(w, say(w->lang, "Ballots counted: %lld."), (long long)t->votes);
	tell(w, "%s", say(w->lang, "Each pair of options is compared: which of the two do more ballots rank higher? "
	    "A chain of victories is as strong as its weakest one, and an option wins against another if its strongest chain there is stronger than the one back."));
	for (int i = 0; i < t->nwinners; i++)
		for (int k = 0; k < t->profile.options; k++)
			if (k != t->winners[i])
				tell_pair(w, t->winners[i], k);
	for (int i = 0; i < t->profile.options; i++)
		tell(w, say(w->lang, "“%s” wins against this many others: %d."), name(w, t->schulze.line[i]),
		    t->schulze.wins[t->schulze.line[i]]);
	tell_ties(w, 1);
	tell(w, say(w->lang, "Nobody wins against %s."), names(w, t->winners, t->nwinners));
}

/* ── counts by transferable vote ── */

static const char *
votes(const struct teller *w, int64_t v)
{
	return tally_decimal(w->a, v, w->t->count.places, true);
}

/* Who is still in it at the end of that stage. */
static void
tell_votes(struct teller *w, const struct count_stage *s, const bool *excluded)
{
	struct buf out = { .arena = w->a };

	for (int i = 0; i < w->t->profile.options; i++)
		if (!excluded[i])
			buf_printf(&out, "%s“%s” %s", out.len > 0 ? ", " : "", name(w, i), votes(w, s->votes[i]));
	tell(w, say(w->lang, "Votes now: %s."), buf_str(&out));
	if (s->exhausted > 0)
		tell(w, say(w->lang, "Votes with no choice left: %s."), votes(w, s->exhausted));
	if (s->lost > 0)
		tell(w, say(w->lang, "Votes lost by cutting decimals: %s."), votes(w, s->lost));
}

static void
tell_keeps(struct teller *w, const struct count_stage *s)
{
	struct buf out = { .arena = w->a };

	for (int i = 0; i < w->t->count.nwinners; i++)
		if (s->keep[w->t->winners[i]] < 1000000000)
			buf_printf(&out, "%s“%s” %s", out.len > 0 ? ", " : "", name(w, w->t->winners[i]), votes(w, s->keep[w->t->winners[i]]));
	if (out.len > 0)
		tell(w, say(w->lang, "Who is elected keeps this part of each vote and hands the rest on: %s."), buf_str(&out));
}

static void
tell_act(struct teller *w, const struct count_stage *s, const struct count_stage *before, int round)
{
	switch (s->act) {
	case COUNT_FIRST:
		tell(w, say(w->lang, "Round %d: first choices."), round);
		break;
	case COUNT_SURPLUS:
		tell(w, say(w->lang, "Round %d: “%s” has %s more than the quota. Each of those ballots goes on to its next choice with that share of its value."),
		    round, name(w, s->who), votes(w, s->surplus));
		break;
	case COUNT_EXCLUDE:
		tell(w, say(w->lang, "Round %d: “%s” has the fewest votes, %s, and is excluded. Those ballots go on to their next choice."),
		    round, name(w, s->who), votes(w, s->keep != NULL ? s->votes[s->who] : before->votes[s->who]));
		break;
	case COUNT_ELECT:
		tell(w, say(w->lang, "Round %d: the surplus votes went on to the next choices."), round);
		break;
	case COUNT_FILL:
		tell(w, say(w->lang, "Round %d: no more candidates are left than seats."), round);
		break;
	}
}

static void
tell_stage(struct teller *w, const struct count_stage *s, const struct count_stage *before, int round, bool *excluded)
{
	tell_ties(w, round);
	tell_act(w, s, before, round);
	if (s->keep != NULL)
		tell_keeps(w, s);
	if (s->act == COUNT_EXCLUDE && s->keep == NULL)
		excluded[s->who] = true;
	tell_votes(w, s, excluded);
	if (s->keep != NULL && s->act != COUNT_FILL)
		tell(w, say(w->lang, "Quota now: %s."), votes(w, s->quota));
	if (s->act == COUNT_EXCLUDE)
		excluded[s->who] = true;
	if (s->elected > 0)
		tell(w, say(w->lang, "Elected: %s."), names(w, w->t->winners + s->elected_from, s->elected));
}

static void
tell_quota(struct teller *w)
{
	const struct tally *t = w->t;
	long long cast = (long long)(t->count.votes + t->set_aside);

	if (t->asked.rule == TALLY_IRV)
		tell(w, "%s", say(w->lang, "Who has more than half of the votes that still count is elected."));
	else if (t->asked.meek)
		tell(w, say(w->lang, "Seats: %d. Quota: the votes that still count ÷ %d, cut to nine decimals, and one billionth more; "
		    "it is worked out anew whenever votes move."), t->asked.seats, t->asked.seats + 1);
	else
		tell(w, say(w->lang, "Seats: %d. Quota: %lld votes ÷ %d, without decimals, and one more: %s."), t->asked.seats, cast,
		    t->asked.seats + 1, votes(w, t->count.stages.at[0].quota));
}

static void
tell_count(struct teller *w)
{
	const struct tally *t = w->t;
	bool *excluded = NEW_N(w->a, bool, (size_t)t->profile.options + 1);

	for (int i = 0; i < t->profile.options; i++)
		excluded[i] = t->file->withdrawn != NULL && t->file->withdrawn[i];
	tell(w, say(w->lang, "Ballots counted: %lld."), (long long)t->count.votes);
	if (t->set_aside > 0)
		tell(w, say(w->lang, "Ballots set aside, for they rank two options equal: %lld."), (long long)t->set_aside);
	tell_quota(w);
	for (size_t i = 0; i < t->count.stages.n; i++)
		tell_stage(w, &t->count.stages.at[i], i > 0 ? &t->count.stages.at[i - 1] : NULL, (int)i + 1, excluded);
}

/* ── budgets ── */

static const char *
money(const struct teller *w, int64_t amount)
{
	return tally_decimal(w->a, amount, w->t->file->money_places, false);
}

static void
tell_shares(struct teller *w)
{
	const struct budget_result *b = &w->t->budget;

	if (b->added > 0)
		tell(w, say(w->lang, "The budget of %s is shared equally among %lld voters. One more for everybody was added %lld times, "
		    "as long as what they then buy stays within the budget: each has %s."),
		    money(w, w->t->file->budget), (long long)b->voters, (long long)b->added, b->share.about);
	else
		tell(w, say(w->lang, "The budget of %s is shared equally among %lld voters: each has %s."),
		    money(w, w->t->file->budget), (long long)b->voters, b->share.about);
}

static void
tell_round(struct teller *w, const struct budget_round *r, int round, int64_t left)
{
	const char *what = name(w, r->project), *cost = money(w, w->t->file->option[r->project].cost);
	long long votes_for = (long long)w->t->budget.votes[r->project];

	tell_ties(w, round);
	if (w->t->asked.rule == TALLY_PHRAGMEN)
		tell(w, say(w->lang, "Round %d: “%s” costs %s. When every voter has earned %s, its %lld supporters can pay it with what they have not spent yet."),
		    round, what, cost, r->each.about, votes_for);
	else if (w->t->asked.rule == TALLY_GREEDY || r->completing)
		tell(w, say(w->lang, "Round %d: “%s” has votes: %lld. It costs %s, of %s that are left."), round, what, votes_for, cost, money(w, left));
	else if (r->poor > 0)
		tell(w, say(w->lang, "Round %d: “%s” costs %s and has votes: %lld. Supporters who pay %s each: %lld. "
		    "Supporters who have less and pay all they have left: %lld."),
		    round, what, cost, votes_for, r->each.about, (long long)r->payers, (long long)r->poor);
	else
		tell(w, say(w->lang, "Round %d: “%s” costs %s and has votes: %lld. Supporters who pay %s each: %lld."),
		    round, what, cost, votes_for, r->each.about, (long long)r->payers);
}

static void
tell_rest(struct teller *w, const bool *chosen)
{
	const struct tally *t = w->t;

	for (int i = 0; i < t->profile.options; i++) {
		long long votes_for = (long long)t->budget.votes[i];
		const char *cost = money(w, t->file->option[i].cost);
		if (chosen[i])
			continue;
		if (t->asked.rule == TALLY_EQUAL_SHARES)
			tell(w, say(w->lang, "“%s” is not chosen: it costs %s, its supporters (%lld) have %s left together."), name(w, i),
			    cost, votes_for, t->budget.left[i].about);
		else if (i == t->budget.stopped_at)
			tell(w, say(w->lang, "“%s” would come next (votes: %lld), but costs %s: more than is left. So the rule ends here."), name(w, i),
			    votes_for, cost);
		else
			tell(w, say(w->lang, "“%s” is not chosen: it has votes: %lld, and costs %s."), name(w, i), votes_for, cost);
	}
}

static void
tell_budget(struct teller *w)
{
	const struct tally *t = w->t;
	bool *chosen = NEW_N(w->a, bool, (size_t)t->profile.options + 1);
	int64_t left = t->file->budget;

	if (t->asked.rule == TALLY_EQUAL_SHARES)
		tell_shares(w);
	else
		tell(w, say(w->lang, "Ballots counted: %lld. Budget: %s."), (long long)t->budget.voters, money(w, t->file->budget));
	for (size_t i = 0; i < t->budget.rounds.n; i++) {
		const struct budget_round *r = &t->budget.rounds.at[i];
		tell_round(w, r, (int)i + 1, left);
		chosen[r->project] = true;
		left -= t->file->option[r->project].cost;
	}
	tell_rest(w, chosen);
	tell(w, say(w->lang, "Spent: %s of %s."), money(w, t->budget.spent), money(w, t->file->budget));
}

struct tally_words
tally_explain(struct arena *a, enum lang lang, const struct tally *t)
{
	struct teller w = { .a = a, .lang = lang, .t = t };

	switch (t->asked.rule) {
	case TALLY_APPROVAL: case TALLY_POINTS: tell_sums(&w); break;
	case TALLY_SCHULZE: tell_schulze(&w); break;
	case TALLY_IRV: case TALLY_STV: tell_count(&w); break;
	case TALLY_EQUAL_SHARES: case TALLY_PHRAGMEN: case TALLY_GREEDY: tell_budget(&w); break;
	}
	return w.words;
}
