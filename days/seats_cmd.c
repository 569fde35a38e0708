/* groundswell seats. */
#include "base/arena.h"
#include "base/buf.h"
#include "days/days_cmds.h"
#include "days/seats_file.h"
#include "json/json.h"
#include <stdio.h>
#include <string.h>

static const char *const rule_names[] = { [SEATS_SERIAL] = "serial", [SEATS_RANK_MAXIMAL] = "rank-maximal",
	[SEATS_GREEDY] = "greedy", [SEATS_GENEROUS] = "generous", [SEATS_COST] = "cost" };

static int
rule_find(const char *name)
{
	for (int i = 0; i <= SEATS_COST; i++)
		if (strcmp(rule_names[i], name) == 0)
			return i;
	return -1;
}

static void
seats_json(struct arena *a, const struct seats_result *r, const int *slots)
{
	struct json_writer w = json_begin(a);

	json_open_object(&w, NULL);
	json_open_array(&w, "seats");
	for (size_t i = 0; i < r->n; i++) {
		json_open_array(&w, NULL);
		json_put_i64(&w, NULL, r->at[i].person);
		if (slots != NULL)
			json_put_i64(&w, NULL, slots[i]);
		json_put_i64(&w, NULL, r->at[i].option);
		json_close(&w);
	}
	json_close(&w);
	json_open_array(&w, "profile");
	for (int i = 0; i < r->nprofile; i++)
		json_put_i64(&w, NULL, r->profile[i]);
	json_close(&w);
	json_put_i64(&w, "seated", (int64_t)r->n);
	json_put_i64(&w, "cost", r->cost);
	json_close(&w);
	printf("%s\n", json_done(&w));
}

int
seats_run(struct command_run *run)
{
	struct seats_file f;
	int64_t seed = 1;
	const char *error = seats_file_read(run->arena, run->argv[0], &f), *name = command_option(run, "--rule");
	const int *slots = NULL;

	if (error != NULL)
		return fprintf(stderr, "%s\n", error), 2;
	int rule = rule_find(name == NULL ? "serial" : name);
	if (rule < 0)
		return fprintf(stderr, "groundswell: --rule is serial, rank-maximal, greedy, generous or cost\n"), 2;
	if (!number_option(run, "--seed", 0, INT64_MAX, &seed))
		return 2;
	struct seats_result r = seats_assign(run->arena, &f.ask, (enum seats_rule)rule, (uint64_t)seed);
	if (f.slots > 0)
		slots = seats_slots(run->arena, &r, f.ask.npeople, f.ask.noptions, f.slots, f.per_slot);
	if (run->json) {
		seats_json(run->arena, &r, slots);
		return 0;
	}
	for (size_t i = 0; i < r.n; i++)
		if (slots != NULL)
			printf("%d %d %d\n", r.at[i].person, slots[i], r.at[i].option);
		else
			printf("%d %d\n", r.at[i].person, r.at[i].option);
	fprintf(stderr, "profile");
	for (int i = 0; i < r.nprofile; i++)
		fprintf(stderr, " %lld", (long long)r.profile[i]);
	fprintf(stderr, "\n");
	return 0;
}

const struct command_option seats_options[] = {
	{ "--rule", "RULE", "serial (a lottery; the default), rank-maximal, greedy, generous or cost" },
	{ "--seed", "N", "of the lottery (1)" },
	{ "--json", NULL, "seats, profile, how many are seated and the cost, as JSON" },
	{0}
};
