#include "ballots/tally.h"
#include "base/arena.h"
#include "json/json.h"

static const char *const by_names[] = {
	[TIE_BY_STAGE] = "earlier stage", [TIE_BY_VOTES] = "more votes", [TIE_BY_COST] = "lower cost",
	[TIE_BY_FILE] = "file", [TIE_BY_LOT] = "lot", [TIE_BY_ID] = "lowest identifier",
};

struct out { struct arena *a; struct json_writer *w; const struct tally *t; };

static void
put_option(const struct out *o, const char *key, int option)
{
	json_put_text(o->w, key, option < 0 ? NULL : o->t->file->option[option].id);
}

static void
put_options(const struct out *o, const char *key, const int *option, int n)
{
	json_open_array(o->w, key);
	for (int i = 0; i < n; i++)
		put_option(o, NULL, option[i]);
	json_close(o->w);
}

static void
put_money(const struct out *o, const char *key, int64_t money)
{
	json_put_text(o->w, key, tally_decimal(o->a, money, o->t->file->money_places, false));
}

static void
put_candidates(const struct out *o)
{
	const struct ballot_file *f = o->t->file;

	json_open_array(o->w, "options");
	for (int i = 0; i < f->profile.options; i++) {
		json_open_object(o->w, NULL);
		json_put_text(o->w, "id", f->option[i].id);
		json_put_text(o->w, "name", f->option[i].name);
		if (tally_is_budget(o->t->asked.rule))
			put_money(o, "cost", f->option[i].cost);
		if (f->withdrawn != NULL && f->withdrawn[i])
			json_put_bool(o->w, "withdrawn", true);
		json_close(o->w);
	}
	json_close(o->w);
}

static void
put_ties(const struct out *o)
{
	json_open_array(o->w, "ties");
	for (size_t i = 0; i < o->t->nties; i++) {
		const struct tie *tie = &o->t->ties[i];
		json_open_object(o->w, NULL);
		json_put_i64(o->w, "round", tie->round);
		put_options(o, "among", tie->among, tie->n);
		put_option(o, "picked", tie->picked);
		json_put_text(o->w, "by", tie->picked < 0 ? "all win" : by_names[tie->by]);
		json_close(o->w);
	}
	json_close(o->w);
}

static void
put_votes(const struct out *o, const char *key, const int64_t *votes)
{
	json_open_array(o->w, key);
	for (int i = 0; i < o->t->profile.options; i++)
		json_put_text(o->w, NULL, tally_decimal(o->a, votes[i], o->t->count.places, true));
	json_close(o->w);
}

static void
put_sum(const struct out *o, const char *key, int64_t votes)
{
	json_put_text(o->w, key, tally_decimal(o->a, votes, o->t->count.places, true));
}

static void
put_stage(const struct out *o, const struct count_stage *s)
{
	static const char *const acts[] = {
		[COUNT_FIRST] = "first preferences", [COUNT_SURPLUS] = "surplus", [COUNT_EXCLUDE] = "exclusion",
		[COUNT_ELECT] = "election", [COUNT_FILL] = "last seats",
	};

	json_open_object(o->w, NULL);
	json_put_text(o->w, "act", acts[s->act]);
	if (s->who >= 0)
		put_option(o, "option", s->who);
	put_sum(o, "quota", s->quota);
	if (s->act == COUNT_SURPLUS || s->keep != NULL)
		put_sum(o, "surplus", s->surplus);
	if (s->keep != NULL)
		json_put_i64(o->w, "iterations", s->iterations);
	put_votes(o, "votes", s->votes);
	if (s->keep != NULL)
		put_votes(o, "keep", s->keep);
	put_sum(o, "exhausted", s->exhausted);
	put_sum(o, "lost", s->lost);
	put_options(o, "elected", o->t->winners + s->elected_from, s->elected);
	json_close(o->w);
}

static void
put_count(const struct out *o)
{
	const struct count *c = &o->t->count;

	json_put_i64(o->w, "counted", c->votes);
	json_put_i64(o->w, "set_aside", o->t->set_aside);
	json_put_i64(o->w, "seats", o->t->asked.seats);
	put_sum(o, "quota", c->stages.at[0].quota);
	json_open_array(o->w, "rounds");
	for (size_t i = 0; i < c->stages.n; i++)
		put_stage(o, &c->stages.at[i]);
	json_close(o->w);
}

static void
put_table(const struct out *o, const char *key, const int32_t *table)
{
	size_t n = (size_t)o->t->profile.options;

	json_open_array(o->w, key);
	for (size_t i = 0; i < n; i++) {
		json_open_array(o->w, NULL);
		for (size_t k = 0; k < n; k++)
			json_put_i64(o->w, NULL, table[i * n + k]);
		json_close(o->w);
	}
	json_close(o->w);
}

static void
put_schulze(const struct out *o)
{
	const struct schulze *s = &o->t->schulze;

	put_table(o, "preferences", s->prefer);
	put_table(o, "paths", s->path);
	json_open_array(o->w, "ranking");
	for (int i = 0; i < s->options; i++) {
		json_open_object(o->w, NULL);
		put_option(o, "option", s->line[i]);
		json_put_i64(o->w, "wins", s->wins[s->line[i]]);
		json_close(o->w);
	}
	json_close(o->w);
}

static void
put_round(const struct out *o, const struct budget_round *r)
{
	enum tally_rule rule = o->t->asked.rule;

	json_open_object(o->w, NULL);
	put_option(o, "option", r->project);
	put_money(o, "cost", o->t->file->option[r->project].cost);
	json_put_i64(o->w, "votes", o->t->budget.votes[r->project]);
	if (r->completing)
		json_put_bool(o->w, "completing", true);
	if (rule == TALLY_EQUAL_SHARES && !r->completing) {
		json_put_text(o->w, "price", r->each.exact);
		json_put_i64(o->w, "payers", r->payers);
		json_put_i64(o->w, "poor", r->poor);
	}
	if (rule == TALLY_PHRAGMEN)
		json_put_text(o->w, "load", r->each.exact);
	json_close(o->w);
}

static void
put_left(const struct out *o)
{
	json_open_array(o->w, "left");
	for (int i = 0; i < o->t->profile.options; i++)
		json_put_text(o->w, NULL, o->t->budget.left[i].exact);
	json_close(o->w);
}

static void
put_budget(const struct out *o)
{
	static const char *const completions[] = { "none", "add1", "add1-greedy" };
	const struct budget_result *b = &o->t->budget;

	json_put_text(o->w, "utility", o->t->asked.by_cardinality ? "cardinality" : "cost");
	put_money(o, "budget", o->t->file->budget);
	put_money(o, "spent", b->spent);
	json_open_array(o->w, "votes");
	for (int i = 0; i < o->t->profile.options; i++)
		json_put_i64(o->w, NULL, b->votes[i]);
	json_close(o->w);
	if (o->t->asked.rule == TALLY_EQUAL_SHARES) {
		json_put_text(o->w, "complete", completions[o->t->asked.completion]);
		json_put_text(o->w, "share", b->share.exact);
		json_put_i64(o->w, "added", b->added);
		put_left(o);
	}
	if (o->t->asked.rule == TALLY_PHRAGMEN)
		put_option(o, "stopped_at", b->stopped_at);
	json_open_array(o->w, "rounds");
	for (size_t i = 0; i < b->rounds.n; i++)
		put_round(o, &b->rounds.at[i]);
	json_close(o->w);
}

static void
put_sums(const struct out *o)
{
	json_open_array(o->w, "sums");
	for (int i = 0; i < o->t->profile.options; i++)
		if (o->t->asked.rule == TALLY_POINTS)
			json_put_text(o->w, NULL, tally_decimal(o->a, o->t->points[i], o->t->file->point_places, false));
		else
			json_put_i64(o->w, NULL, o->t->approvals[i]);
	json_close(o->w);
}

void
tally_json(struct arena *a, struct json_writer *w, const struct tally *t)
{
	static const char *const formats[] = { "PrefLib", "Pabulib", "BLT" };
	struct out o = { a, w, t };

	json_put_text(w, "rule", tally_rule_names[t->asked.rule]);
	if (t->asked.rule == TALLY_STV)
		json_put_text(w, "variant", t->asked.meek ? "meek" : "scottish");
	json_put_text(w, "format", formats[t->file->format]);
	json_put_text(w, "title", t->file->title);
	json_put_i64(w, "ballots", t->votes);
	if (t->asked.seeded)
		json_put_text(w, "seed", arena_printf(a, "%llu", (unsigned long long)t->asked.seed));
	json_open_array(w, "winners");
	for (int i = 0; i < t->nwinners; i++)
		json_put_text(w, NULL, tally_printed(t, t->winners[i]));
	json_close(w);
	put_candidates(&o);
	put_ties(&o);
	switch (t->asked.rule) {
	case TALLY_APPROVAL: case TALLY_POINTS: put_sums(&o); break;
	case TALLY_SCHULZE: put_schulze(&o); break;
	case TALLY_IRV: case TALLY_STV: put_count(&o); break;
	case TALLY_EQUAL_SHARES: case TALLY_PHRAGMEN: case TALLY_GREEDY: put_budget(&o); break;
	}
}
