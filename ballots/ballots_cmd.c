#include "ballots/ballots.h"
#include "base/arena.h"
#include "base/text.h"
#include "json/json.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { DONE = 0, WRONG = 2 };

struct wish { struct tally_asked asked; bool explain; const char *path; };

static int
wrong(const char *what, const char *value, const char *instead)
{
	fprintf(stderr, "groundswell tally: %s%s%s%s\n", what, value != NULL ? value : "", value != NULL ? ": " : "; ", instead);
	return WRONG;
}

/* The place of a word in a list; -1: it is not there. */
static int
find_word(const char *const *list, int n, const char *word)
{
	for (int i = 0; i < n; i++)
		if (strcmp(list[i], word) == 0)
			return i;
	return -1;
}

static bool
set_rule(struct wish *c, const char *value)
{
	int rule = find_word(tally_rule_names, TALLY_RULES, value);

	c->asked.rule = (enum tally_rule)rule;
	return rule >= 0;
}

static bool
set_seats(struct wish *c, const char *value)
{
	int64_t n;

	if (!text_i64(value, &n) || n < 1 || n > 1000000)
		return false;
	c->asked.seats = (int)n;
	return true;
}

static bool
set_variant(struct wish *c, const char *value)
{
	c->asked.meek = strcmp(value, "meek") == 0;
	return c->asked.meek || strcmp(value, "scottish") == 0;
}

static bool
set_utility(struct wish *c, const char *value)
{
	c->asked.by_cardinality = strcmp(value, "cardinality") == 0;
	return c->asked.by_cardinality || strcmp(value, "cost") == 0;
}

static bool
set_complete(struct wish *c, const char *value)
{
	static const char *const names[] = { "none", "add1", "add1-greedy" };
	int way = find_word(names, 3, value);

	c->asked.completion = (enum budget_completion)way;
	return way >= 0;
}

static bool
set_seed(struct wish *c, const char *value)
{
	int64_t n;

	if (!text_i64(value, &n) || n < 0)
		return false;
	c->asked.seeded = true;
	c->asked.seed = (uint64_t)n;
	return true;
}

static const struct {
	const char *name;
	bool (*set)(struct wish *, const char *value);
	const char *values;
	unsigned rules;                         /* bits of the rules that know it */
} settings[] = {
	{ "--rule", set_rule, "approval, schulze, irv, points, stv, equal-shares, phragmen or greedy", ~0U },
	{ "--seats", set_seats, "a number from 1", 1U << TALLY_STV },
	{ "--variant", set_variant, "scottish or meek", 1U << TALLY_STV },
	{ "--utility", set_utility, "cost or cardinality", 1U << TALLY_EQUAL_SHARES | 1U << TALLY_GREEDY },
	{ "--complete", set_complete, "none, add1 or add1-greedy", 1U << TALLY_EQUAL_SHARES },
	{ "--seed", set_seed, "a number from 0", ~0U },
};
enum { SETTINGS = sizeof(settings) / sizeof(settings[0]) };

static int
read_wish(const struct command_run *run, struct wish *c)
{
	c->path = run->argv[0];
	c->explain = command_option(run, "--explain") != NULL;
	if (command_option(run, "--rule") == NULL)
		return wrong("say which rule counts", NULL, settings[0].values);
	for (int i = 0; i < SETTINGS; i++) {
		const char *value = command_option(run, settings[i].name);
		if (value == NULL)
			continue;
		if (!settings[i].set(c, value))
			return wrong(arena_printf(run->arena, "%s does not know ", settings[i].name), value, settings[i].values);
		if ((settings[i].rules >> c->asked.rule & 1) == 0 && !(settings[i].set == set_seats && c->asked.seats == 1))
			return wrong(arena_printf(run->arena, "the rule %s does not know ", tally_rule_names[c->asked.rule]),
			    settings[i].name, "leave it out");
	}
	return DONE;
}

/* ── the file ── */

static bool
read_whole(struct arena *a, const char *path, struct buf *ret)
{
	FILE *f = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
	char piece[65536];
	size_t n;

	*ret = (struct buf){ .max = (size_t)4 << 30 };
	while (f != NULL && (n = fread(piece, 1, sizeof(piece), f)) > 0)
		buf_put(ret, piece, n);
	if (f == NULL || ferror(f) || ret->full) {
		fprintf(stderr, "%s:1: this file cannot be read: %s\n", path, ret->full ? "it is larger than 4 GiB" : strerror(errno));
		return false;
	}
	if (f != stdin)
		fclose(f);
	return true;
}

static int
print_json(struct arena *a, const struct tally *t, const struct tally_words *words)
{
	struct json_writer w = json_begin(a);

	w.out->arena = NULL;
	w.out->max = (size_t)4 << 30;
	json_open_object(&w, NULL);
	tally_json(a, &w, t);
	if (words != NULL) {
		json_open_array(&w, "explanation");
		for (size_t i = 0; i < words->n; i++)
			json_put_text(&w, NULL, words->at[i]);
		json_close(&w);
	}
	json_close(&w);
	puts(json_done(&w));
	bool full = w.out->full;
	buf_free(w.out);
	return full ? wrong("this outcome is longer than 4 GiB", NULL, "leave --json out") : DONE;
}

static int
print_tally(const struct command_run *run, const struct wish *c, const struct tally *t)
{
	struct tally_words words = {0};

	for (size_t i = 0; i < t->nties; i++)
		fprintf(stderr, "%s\n", tally_tie_said(run->arena, run->lang, t, &t->ties[i]));
	if (t->set_aside > 0)
		fprintf(stderr, say_n(run->lang, "%lld ballot ranks two options equal and was set aside.\n",
		    "%lld ballots rank two options equal and were set aside.\n", t->set_aside), (long long)t->set_aside);
	if (c->explain)
		words = tally_explain(run->arena, run->lang, t);
	if (run->json)
		return print_json(run->arena, t, c->explain ? &words : NULL);
	for (int i = 0; i < t->nwinners; i++)
		puts(tally_printed(t, t->winners[i]));
	for (size_t i = 0; i < words.n; i++)
		printf("%s%s\n", i == 0 ? "\n" : "", words.at[i]);
	return DONE;
}

static int
tally_command(struct command_run *run)
{
	struct wish c = {0};
	struct ballot_file file;
	struct tally tally;
	struct buf bytes;
	int status = read_wish(run, &c);

	if (status != DONE)
		return status;
	if (!read_whole(run->arena, c.path, &bytes))
		return WRONG;
	const char *error = ballot_file_read(run->arena, c.path, buf_str(&bytes), bytes.len, &file);
	buf_free(&bytes);
	if (error != NULL)
		return fprintf(stderr, "%s\n", error), WRONG;
	for (size_t i = 0; i < file.notes.n; i++)
		fprintf(stderr, "%s\n", file.notes.at[i]);
	if ((error = tally_run(run->arena, &file, c.asked, &tally)) != NULL)
		return fprintf(stderr, "%s:1: %s\n", c.path, error), WRONG;
	status = print_tally(run, &c, &tally);
	if (fflush(stdout) != 0)
		return wrong("the result could not be written", NULL, strerror(errno));
	return status;
}

static const struct command_option tally_options[] = {
	{ "--rule", "RULE", "approval, schulze, irv, points, stv, equal-shares, phragmen or greedy" },
	{ "--seats", "N", "stv: how many are elected; as many as the file says where nothing is said" },
	{ "--variant", "VARIANT", "stv: scottish, or meek; scottish where nothing is said" },
	{ "--utility", "UTILITY", "equal-shares, greedy: cost, or cardinality; cost where nothing is said" },
	{ "--complete", "WAY", "equal-shares: none, add1, or add1-greedy; none where nothing is said" },
	{ "--seed", "NUMBER", "ties are broken by a lot drawn with it; by the lowest identifier where nothing is said" },
	{ "--explain", NULL, "says in sentences, behind the winners, how the rule came to them" },
	{ "--json", NULL, "prints every round, sum and tie for machines" },
	{0}
};

static const struct command commands[] = {
	{ "tally", "FILE", "counts a ballot file (PrefLib, Pabulib or BLT; - is standard input) and prints the winners, one to a line",
	    "groundswell tally --rule stv --seats 3 --explain council.blt", tally_command, tally_options },
	{0}
};

const struct feature ballots = { .name = "ballots", .commands = commands };
