/* groundswell plan, replan, seats: the in-service day on the command line. */
#include "days/days.h"
#include "algo/plan.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "days/day_file.h"
#include "days/days_cmds.h"
#include "days/plan_check.h"
#include "days/replan.h"
#include <pthread.h>
#include <stdio.h>
#include <string.h>

enum { SECONDS_USUAL = 10, SECONDS_REPLAN = 2, STAY_MOST = 100000000, SECONDS_MOST = 86400 };

/* How much of a search is done: by the clock, or by the number of changes. */
struct budget { int64_t began, ms, changes, made; };

static double
spent(void *arg)
{
	struct budget *b = arg;

	if (b->changes > 0)
		return (double)b->made++ / (double)b->changes;
	return (double)(clock_ms() - b->began) / (double)b->ms;
}

bool
number_option(const struct command_run *run, const char *name, int64_t least, int64_t most, int64_t *ret)
{
	const char *s = command_option(run, name);

	if (s == NULL)
		return true;
	if (text_i64(s, ret) && *ret >= least && *ret <= most)
		return true;
	fprintf(stderr, "groundswell: %s takes a whole number from %lld to %lld\n", name, (long long)least, (long long)most);
	return false;
}

static void
complain(const char *what, void *arg)
{
	int *lines = arg;

	if ((*lines)++ < 40)
		fprintf(stderr, "%s\n", what);
}

static void
score_say(FILE *out, const struct day_file *f, const struct day_plan *p, const struct day_score *s)
{
	fprintf(out, "total %lld", (long long)s->total);
	if (s->bound > 0)
		fprintf(out, " (no plan has more than %lld)", (long long)s->bound);
	fprintf(out, ", least satisfaction %.3f, mean %.3f; %zu placements, %zu seats; of %d people %lld have a first choice,"
	    " %lld nothing they want\n", s->least_satisfaction, s->mean_satisfaction, p->nplacements, p->nseats,
	    f->day.npeople, (long long)s->with_a_top_choice, (long long)s->with_nothing);
}

static int
check_plan(struct command_run *run, const struct day_file *f)
{
	struct day_plan p;
	const char *error = plan_file_read(run->arena, run->argv[1], f, &p);
	int lines = 0;

	if (error != NULL)
		return fprintf(stderr, "%s\n", error), 2;
	int broken = plan_check(run->arena, f, &p, complain, &lines);
	struct day_score score = plan_score(run->arena, &f->day, &p);
	if (run->json)
		printf("%s\n", plan_json(run->arena, f, &p, &score, "total"));
	else
		score_say(stdout, f, &p, &score);
	if (broken > 0)
		fprintf(stderr, "%d rules are broken\n", broken);
	return broken > 0 ? 1 : 0;
}

static bool
plan_write(struct command_run *run, const struct day_file *f, const struct day_plan *p, const struct day_score *score, const char *objective)
{
	const char *path = command_option(run, "-o"), *text = plan_json(run->arena, f, p, score, objective);
	FILE *out = path == NULL ? stdout : fopen(path, "wb");

	if (out == NULL) {
		perror(path);
		return false;
	}
	bool good = fprintf(out, "%s\n", text) > 0;
	if (path != NULL)
		good = fclose(out) == 0 && good;
	if (!good)
		fprintf(stderr, "groundswell: the plan could not be written\n");
	return good;
}

/* One search; two threads are two searches of different seeds, and the better
 * plan is taken. */
struct run_one { const struct day *day; struct plan_options options; struct budget budget; struct arena *arena; struct day_plan plan; bool found; };

static void *
search_one(void *arg)
{
	struct run_one *one = arg;

	one->arena = arena_new();
	one->options.arg = &one->budget;
	one->found = plan_search(one->arena, one->day, &one->options, &one->plan);
	return NULL;
}

static bool
is_better(struct arena *a, const struct day *d, const struct run_one *x, const struct run_one *y)
{
	struct day_score sx = plan_score(a, d, &x->plan), sy = plan_score(a, d, &y->plan);

	if (x->found != y->found)
		return x->found;
	if (x->options.objective == PLAN_FAIR && sx.least_satisfaction != sy.least_satisfaction)
		return sx.least_satisfaction > sy.least_satisfaction;
	return sx.total > sy.total;
}

static struct run_one
search(struct arena *a, const struct run_one *model, int64_t threads)
{
	struct run_one one = *model, two = *model;
	pthread_t thread;
	bool both = threads == 2;

	two.options.seed ^= 0x5851F42D4C957F2Du;
	both = both && pthread_create(&thread, NULL, search_one, &two) == 0;
	search_one(&one);
	if (!both)
		return one;
	pthread_join(thread, NULL);
	return is_better(a, model->day, &two, &one) ? two : one;
}

static bool
model_read(struct command_run *run, int64_t seconds, struct run_one *model, int64_t *ret_threads)
{
	int64_t iterations = 0, seed = 1;
	const char *objective = command_option(run, "--objective");

	*ret_threads = 1;
	if (!number_option(run, "--seconds", 1, SECONDS_MOST, &seconds) || !number_option(run, "--iterations", 1, INT64_MAX / 2, &iterations) ||
	    !number_option(run, "--seed", 0, INT64_MAX, &seed) || !number_option(run, "--threads", 1, 2, ret_threads))
		return false;
	if (objective != NULL && !text_eq(objective, "fair") && !text_eq(objective, "total")) {
		fprintf(stderr, "groundswell: --objective is fair or total\n");
		return false;
	}
	model->options = (struct plan_options){ .seed = (uint64_t)seed, .spent = spent,
	    .objective = text_eq(objective, "total") ? PLAN_TOTAL : PLAN_FAIR };
	model->budget = (struct budget){ .began = clock_ms(), .ms = seconds * 1000, .changes = iterations };
	return true;
}

static int
plan(struct command_run *run)
{
	struct day_file f;
	struct run_one model = {0};
	int64_t threads;
	int lines = 0;

	const char *error = day_file_read(run->arena, run->argv[0], &f);
	if (error != NULL)
		return fprintf(stderr, "%s\n", error), 2;
	if (command_option(run, "--check") != NULL) {
		if (run->argc == 2)
			return check_plan(run, &f);
		return fprintf(stderr, "groundswell: plan --check needs DAY.json and PLAN.json\n"), 2;
	}
	if (run->argc != 1)
		return fprintf(stderr, "groundswell: plan takes one day; with --check also a plan\n"), 2;
	if (!model_read(run, SECONDS_USUAL, &model, &threads))
		return 2;
	model.day = &f.day;
	struct run_one best = search(run->arena, &model, threads);
	struct day_score score = plan_score(run->arena, &f.day, &best.plan);
	score.bound = plan_bound(run->arena, &f.day);
	if (plan_check(run->arena, &f, &best.plan, complain, &lines) > 0) {
		fprintf(stderr, "groundswell: no plan was found that keeps every rule; above is what the best one breaks\n");
		return 1;
	}
	score_say(stderr, &f, &best.plan, &score);
	return plan_write(run, &f, &best.plan, &score, model.options.objective == PLAN_TOTAL ? "total" : "fair") ? 0 : 2;
}

static const struct command_option plan_options[] = {
	{ "--seconds", "N", "how long to search (10)" },
	{ "--iterations", "N", "instead: how many changes to try, so that the same seed gives the same plan" },
	{ "--threads", "1|2", "two searches side by side (1)" },
	{ "--seed", "N", "another seed, another search (1)" },
	{ "--objective", "fair|total", "fair: the least satisfied first (the default)" },
	{ "-o", "PLAN.json", "where to write the plan; otherwise to standard output" },
	{ "--check", NULL, "verifies PLAN.json against every rule, and prints its score" },
	{ "--json", NULL, "the score of --check as JSON" },
	{0}
};

/* The sessions of the day that stand nowhere in the plan though they should. */
static bool
let_go(struct command_run *run, struct day_file *f, const struct day_plan *p)
{
	bool some = false;

	for (int e = 0; e < f->day.nsessions; e++) {
		int placed = 0;
		for (size_t i = 0; i < p->nplacements; i++)
			placed += p->placements[i].session == e;
		if (placed >= f->day.sessions[e].repeats_min)
			continue;
		fprintf(stderr, "session %s finds no place any more%s\n", f->sessions.at[e], placed > 0 ? " as often as before" : "");
		replan_at_least(run->arena, f, e, placed);
		some = true;
	}
	return some;
}

/* Searches; sessions that cannot be placed any more are let go, and it searches again. */
static struct run_one
search_again(struct command_run *run, struct day_file *f, struct run_one *model, int64_t threads)
{
	struct run_one best;

	do {
		model->day = &f->day;
		model->budget.began = clock_ms();
		model->budget.made = 0;
		best = search(run->arena, model, threads);
	} while (!best.found && let_go(run, f, &best.plan));
	return best;
}

static int
replan(struct command_run *run)
{
	const char *without = command_option(run, "--without"), *error;
	struct day_file f, left;
	struct day_plan old;
	struct run_one model = {0};
	int64_t threads;
	int lines = 0;

	if (without == NULL)
		return fprintf(stderr, "groundswell: say what is missing: --without leader:p17, room:B, session:s4 or slot:3\n"), 2;
	if ((error = day_file_read(run->arena, run->argv[0], &f)) != NULL || (error = plan_file_read(run->arena, run->argv[1], &f, &old)) != NULL)
		return fprintf(stderr, "%s\n", error), 2;
	if ((error = replan_without(run->arena, &f, without, &left)) != NULL)
		return fprintf(stderr, "groundswell: %s\n", error), 2;
	if (!model_read(run, SECONDS_REPLAN, &model, &threads))
		return 2;
	model.options.objective = PLAN_TOTAL;
	model.options.from = &old;
	model.options.stay = plan_bound(run->arena, &left.day) + 1;
	if (model.options.stay > STAY_MOST)
		model.options.stay = STAY_MOST;
	struct run_one best = search_again(run, &left, &model, threads);
	struct day_score score = plan_score(run->arena, &left.day, &best.plan);
	score.bound = plan_bound(run->arena, &left.day);
	if (plan_check(run->arena, &left, &best.plan, complain, &lines) > 0) {
		fprintf(stderr, "groundswell: no plan was found that keeps every rule; above is what the best one breaks\n");
		return 1;
	}
	/* Who is affected goes where the plan does not. */
	replan_tell(command_option(run, "-o") != NULL ? stdout : stderr, run->arena, &f, &old, &best.plan);
	score_say(stderr, &left, &best.plan, &score);
	return plan_write(run, &left, &best.plan, &score, "total") ? 0 : 2;
}

static const struct command_option replan_options[] = {
	{ "--without", "WHAT", "leader:ID, room:ID, session:ID or slot:ID that is missing" },
	{ "--seconds", "N", "how long to search (2)" },
	{ "--iterations", "N", "instead: how many changes to try, so that the same seed gives the same plan" },
	{ "--threads", "1|2", "two searches side by side (1)" },
	{ "--seed", "N", "another seed, another search (1)" },
	{ "-o", "PLAN.json", "where to write the plan; who is affected then goes to standard output" },
	{0}
};

static const struct command commands[] = {
	{ "plan", "DAY.json [PLAN.json]", "builds the timetable and the seats of an in-service day",
	    "groundswell plan october.day.json --seconds 10 -o october.plan.json", plan, plan_options },
	{ "replan", "DAY.json PLAN.json", "makes a plan whole again when somebody or something is missing, with the fewest moves",
	    "groundswell replan october.day.json october.plan.json --without leader:p17 -o october2.plan.json", replan, replan_options },
	{ "seats", "SEATS.json", "gives seats to people who ranked options, by a named rule",
	    "groundswell seats workshops.json --rule generous", seats_run, seats_options },
	{0}
};

const struct feature days = { .name = "days", .commands = commands };
