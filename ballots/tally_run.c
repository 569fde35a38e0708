#include "ballots/tally.h"
#include "base/arena.h"

const char *const tally_rule_names[TALLY_RULES] = {
	"approval", "schulze", "irv", "points", "stv", "equal-shares", "phragmen", "greedy",
};

static const char *const kind_names[] = {
	"rank options in order", "sort options into categories", "approve options", "give points",
};

bool
tally_is_budget(enum tally_rule rule)
{
	return rule == TALLY_EQUAL_SHARES || rule == TALLY_PHRAGMEN || rule == TALLY_GREEDY;
}

const char *
tally_printed(const struct tally *t, int option)
{
	const struct ballot_option *o = &t->file->option[option];

	return t->file->format == FORMAT_PABULIB ? o->id : o->name;
}

static const char *
why_not(struct arena *a, const struct ballot_file *f, enum tally_rule rule)
{
	static const struct { bool fits[4]; const char *needs; } rules[TALLY_RULES] = {
		[TALLY_APPROVAL] = { { false, true, true, false }, "ballots that approve" },
		[TALLY_SCHULZE] = { { true, true, false, false }, "ballots that rank" },
		[TALLY_IRV] = { { true, true, false, false }, "ballots that rank" },
		[TALLY_POINTS] = { { false, false, false, true }, "ballots that give points (Pabulib cumulative or scoring)" },
		[TALLY_STV] = { { true, true, false, false }, "ballots that rank" },
		[TALLY_EQUAL_SHARES] = { { false, false, true, false }, "approvals and costs (Pabulib approval or choose-1)" },
		[TALLY_PHRAGMEN] = { { false, false, true, false }, "approvals and costs (Pabulib approval or choose-1)" },
		[TALLY_GREEDY] = { { false, false, true, false }, "approvals and costs (Pabulib approval or choose-1)" },
	};

	if (!rules[rule].fits[f->kind])
		return arena_printf(a, "the rule %s needs %s, and the ballots of this file %s", tally_rule_names[rule],
		    rules[rule].needs, kind_names[f->kind]);
	if (f->profile.n == 0)
		return "there are no ballots in this file, so there is nothing to count";
	if (rule == TALLY_SCHULZE && f->profile.options > SCHULZE_OPTIONS)
		return arena_printf(a, "schulze compares every pair of options, and takes at most %d of them; this file has %d",
		    SCHULZE_OPTIONS, f->profile.options);
	return NULL;
}

static struct tie_line
line_of(struct arena *a, const struct ballot_file *f, const struct tally_asked *asked)
{
	if (f->tie_place != NULL)
		return (struct tie_line){ f->tie_place, TIE_BY_FILE };
	if (asked->seeded)
		return (struct tie_line){ tie_lots(a, f->profile.options, asked->seed), TIE_BY_LOT };
	return (struct tie_line){ ballot_file_places(a, f), TIE_BY_ID };
}

/* More than one winner of a rule that has no way to choose: all of them win. */
static void
note_all_win(struct arena *a, struct tally *t)
{
	struct ties *ties = NEW(a, struct ties);

	if (t->nwinners > 1)
		tie_note(a, ties, 1, t->winners, t->nwinners, -1, t->line.from);
	t->ties = ties->at;
	t->nties = ties->n;
}

static const char *
run_approval(struct arena *a, struct tally *t)
{
	int *most = NEW_N(a, int, (size_t)t->profile.options + 1);

	t->profile = ballot_file_approvals(a, t->file);
	t->approvals = sums_approvals(a, &t->profile);
	t->nwinners = sums_most_approved(t->approvals, t->profile.options, most);
	t->winners = most;
	note_all_win(a, t);
	return NULL;
}

static const char *
run_schulze(struct arena *a, struct tally *t)
{
	int *standing = NEW_N(a, int, (size_t)t->profile.options + 1);

	t->schulze = schulze_count(a, &t->profile);
	for (int i = 0; i < t->schulze.nwinners; i++)
		if (t->file->withdrawn == NULL || !t->file->withdrawn[t->schulze.winners[i]])
			standing[t->nwinners++] = t->schulze.winners[i];
	t->winners = standing;
	note_all_win(a, t);
	return t->nwinners > 0 ? NULL : "every candidate has withdrawn";
}

static const char *
run_points(struct arena *a, struct tally *t)
{
	int *winner = NEW(a, int);
	struct ties *ties = NEW(a, struct ties);

	t->points = sums_points(a, &t->profile, t->file->default_points);
	*winner = sums_most_points(a, t->points, t->profile.options, &t->line, ties);
	t->winners = winner;
	t->nwinners = 1;
	t->ties = ties->at;
	t->nties = ties->n;
	return NULL;
}

static const char *
run_count(struct arena *a, struct tally *t)
{
	struct count_rules rules = { .profile = &t->profile, .withdrawn = t->file->withdrawn, .line = t->line };
	int standing = 0;
	int64_t named = 0;

	/* "Complete" PrefLib orders end with a tie of all that a voter did not rank. */
	if (t->file->format == FORMAT_PREFLIB)
		t->profile = profile_without_last_ties(a, &t->profile);
	t->profile = profile_strict(a, &t->profile, &t->set_aside);
	rules.set_aside = t->set_aside;
	rules.seats = t->asked.rule == TALLY_IRV ? 1 : t->asked.seats > 0 ? t->asked.seats : t->file->seats;
	t->asked.seats = rules.seats;
	for (int i = 0; i < t->profile.options; i++)
		standing += t->file->withdrawn == NULL || !t->file->withdrawn[i];
	for (size_t i = 0; i < t->profile.n; i++)
		named += t->profile.ballot[i].choices > 0 ? t->profile.ballot[i].weight : 0;
	if (rules.seats < 1)
		return "the file does not say how many seats there are; say it with --seats N";
	if (rules.seats > standing)
		return arena_printf(a, "there are %d seats, but only %d candidates; lower --seats", rules.seats, standing);
	if (named == 0)
		return "no ballot in this file can be counted: each is empty, or ranks two candidates equal";
	t->count = t->asked.rule == TALLY_IRV ? count_irv(a, &rules) : t->asked.meek ? count_meek(a, &rules) : count_scottish(a, &rules);
	t->winners = t->count.winners;
	t->nwinners = t->count.nwinners;
	t->ties = t->count.ties.at;
	t->nties = t->count.ties.n;
	return NULL;
}

static const char *
run_budget(struct arena *a, struct tally *t)
{
	int64_t *cost = NEW_N(a, int64_t, (size_t)t->profile.options + 1);
	struct budget_rules rules = { .profile = &t->profile, .cost = cost, .budget = t->file->budget, .one = 1,
	    .by_cardinality = t->asked.by_cardinality, .completion = t->asked.completion, .line = t->line };
	int *winners;

	for (int i = 0; i < t->file->money_places; i++)
		rules.one *= 10;
	for (int i = 0; i < t->profile.options; i++)
		cost[i] = t->file->option[i].cost;
	t->budget = t->asked.rule == TALLY_PHRAGMEN ? budget_phragmen(a, &rules) :
	    t->asked.rule == TALLY_GREEDY ? budget_greedy(a, &rules) : budget_equal_shares(a, &rules);
	winners = NEW_N(a, int, t->budget.rounds.n + 1);
	for (size_t i = 0; i < t->budget.rounds.n; i++)
		winners[t->nwinners++] = t->budget.rounds.at[i].project;
	t->winners = winners;
	t->ties = t->budget.ties.at;
	t->nties = t->budget.ties.n;
	return NULL;
}

const char *
tally_run(struct arena *a, const struct ballot_file *f, struct tally_asked asked, struct tally *ret)
{
	const char *reason = why_not(a, f, asked.rule);

	if (reason != NULL)
		return reason;
	*ret = (struct tally){ .asked = asked, .file = f, .profile = f->profile, .votes = profile_votes(&f->profile),
	    .line = line_of(a, f, &asked) };
	switch (asked.rule) {
	case TALLY_APPROVAL:     return run_approval(a, ret);
	case TALLY_SCHULZE:      return run_schulze(a, ret);
	case TALLY_POINTS:       return run_points(a, ret);
	case TALLY_IRV:
	case TALLY_STV:          return run_count(a, ret);
	case TALLY_EQUAL_SHARES:
	case TALLY_PHRAGMEN:
	case TALLY_GREEDY:       return run_budget(a, ret);
	}
	return NULL;
}

const char *
tally_decimal(struct arena *a, __int128 value, int places, bool all_places)
{
	char text[64], *p = text + sizeof(text);
	bool negative = value < 0, any = all_places;
	unsigned __int128 left = negative ? -(unsigned __int128)value : (unsigned __int128)value;

	*--p = '\0';
	for (int i = 0; i < places; i++, left /= 10) {
		any = any || left % 10 != 0;
		if (any)
			*--p = (char)('0' + left % 10);
	}
	if (any && places > 0)
		*--p = '.';
	do
		*--p = (char)('0' + left % 10);
	while ((left /= 10) > 0);
	if (negative)
		*--p = '-';
	return arena_text(a, p);
}
