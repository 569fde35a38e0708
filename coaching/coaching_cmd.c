#include "coaching/coaching.h"
#include "base/arena.h"
#include "base/text.h"
#include "json/json.h"
#include <stdio.h>

struct paired { struct match_edge *at; int n; int64_t weight; };

static int64_t
weight_between(const struct pairs_file *f, int a, int b)
{
	for (int i = 0; i < f->nedges; i++)
		if (f->edges[i].a == a && f->edges[i].b == b)
			return f->edges[i].weight;
	return 0;
}

/* Each pair once: the lower number first, or the helper.  Without weights a pair counts 1. */
static struct paired
pairs_of(struct arena *a, const struct pairs_file *f, const struct matching *m, bool weighed)
{
	struct paired pairs = { .at = NEW_N(a, struct match_edge, (size_t)m->n + 1) };

	for (int h = 0; f->two_sided && h < f->nhelpers; h++)
		for (int i = 0; i < m->n; i++)
			if (m->mate[i] == h)
				pairs.at[pairs.n++] = (struct match_edge){ h, i, 1 };
	for (int i = 0; !f->two_sided && i < m->n; i++)
		if (m->mate[i] > i)
			pairs.at[pairs.n++] = (struct match_edge){ i, m->mate[i], weighed ? weight_between(f, i, m->mate[i]) : 1 };
	for (int i = 0; i < pairs.n; i++)
		pairs.weight += pairs.at[i].weight;
	return pairs;
}

static void
pairs_print(const struct command_run *run, const struct paired *pairs)
{
	struct json_writer w = json_begin(run->arena);

	for (int i = 0; !run->json && i < pairs->n; i++)
		printf("%d %d %lld\n", pairs->at[i].a, pairs->at[i].b, (long long)pairs->at[i].weight);
	if (!run->json)
		return;
	json_open_object(&w, NULL);
	json_open_array(&w, "pairs");
	for (int i = 0; i < pairs->n; i++) {
		json_open_array(&w, NULL);
		json_put_i64(&w, NULL, pairs->at[i].a);
		json_put_i64(&w, NULL, pairs->at[i].b);
		json_put_i64(&w, NULL, pairs->at[i].weight);
		json_close(&w);
	}
	json_close(&w);
	json_put_i64(&w, "weight", pairs->weight);
	json_close(&w);
	printf("%s\n", json_done(&w));
}

static int
match_command(struct command_run *run)
{
	struct pairs_file f;
	struct matching m;
	int stuck;
	const char *error = pairs_file_read(run->arena, run->argv[0], &f), *rule = command_option(run, "--rule");

	if (error != NULL)
		return fprintf(stderr, "%s\n", error), 2;
	if (rule != NULL && !text_eq(rule, "weight") && !text_eq(rule, "stable"))
		return fprintf(stderr, "groundswell match: --rule is weight or stable\n"), 2;
	bool weighed = rule != NULL ? text_eq(rule, "weight") : f.edges != NULL;
	if (weighed ? f.edges == NULL : f.lists == NULL)
		return fprintf(stderr, "%s:1: the rule %s needs \"%s\", and this file has none\n", run->argv[0],
		    weighed ? "weight" : "stable", weighed ? "edges" : "lists"), 2;
	if (weighed)
		m = match_weight(run->arena, f.people, f.edges, f.nedges);
	else if (f.two_sided)
		m = match_two_sided(run->arena, f.lists, f.people, f.helpers, f.capacity, f.nhelpers);
	else if (!match_roommates(run->arena, f.people, f.lists, &m, &stuck)) {
		fprintf(stderr, "There is no stable matching: however these people are paired, two of them would rather have each other. "
		    "With every pair struck out that no stable matching can hold, nobody is left for %d.\n", stuck);
		return 1;
	}
	struct paired pairs = pairs_of(run->arena, &f, &m, weighed);
	pairs_print(run, &pairs);
	return 0;
}

static const struct command_option match_options[] = {
	{ "--rule", "RULE", "weight: the largest total weight; stable: no two would rather have each other; by what the file holds where nothing is said" },
	{ "--json", NULL, "the pairs and their weight, as JSON" },
	{0}
};

static const struct command commands[] = {
	{ "match", "PAIRS.json", "pairs people, or helpers with those who ask",
	    "groundswell match visits.json --rule stable", match_command, match_options },
	{0}
};

const struct feature coaching = { .name = "coaching", .commands = commands };
