/* Mornings, as work: one job for the day cuts the district into groups, and a
 * job for each group looks at its people and writes their letters, so that the
 * writer's turns are short and a crash repeats one group at most. */
#include "letters/letters_pages.h"
#include "base/id.h"
#include "base/text.h"
#include "letters/morning.h"
#include <string.h>

enum { GROUP = 20, PLAN_MOST = 100000 };

struct plan { struct person_ids people; const char *day; int64_t now; };

static void
list_people(struct tx *tx, void *arg)
{
	struct plan *p = arg;

	p->people = person_reachable(tx, 0, PLAN_MOST);
	p->day = morning_name(tx, p->now);
}

static void
put_groups(struct tx *tx, void *arg)
{
	const struct plan *p = arg;
	int64_t after = 0;

	for (size_t i = 0; i < p->people.n; i++)
		if (i % GROUP == GROUP - 1 || i + 1 == p->people.n) {
			job_put(tx, "letters.group", after, p->day, p->now, NULL);
			after = p->people.at[i];
		}
}

static const char *
plan_morning(struct job_run *run)
{
	struct plan plan = { .now = run->now };

	if (job_read(run, list_people, &plan) != DB_DONE)
		return "the people could not be read";
	if (plan.day == NULL || plan.people.n == 0)
		return NULL;
	return job_write(run, put_groups, &plan) == DB_DONE ? NULL : "the morning could not be planned";
}

struct group { struct morning_rules rules; int64_t after, now; struct morning people[GROUP]; size_t n; const char *day; };

static void
look_at_group(struct tx *tx, void *arg)
{
	struct group *g = arg;
	struct person_ids ids = person_reachable(tx, g->after, GROUP);

	g->rules = morning_rules_of(tx);
	g->day = morning_name(tx, g->now);
	for (g->n = 0; g->n < ids.n; g->n++)
		g->people[g->n] = morning_of(tx, &g->rules, ids.at[g->n], g->now);
}

static void
write_group(struct tx *tx, void *arg)
{
	struct group *g = arg;

	for (size_t i = 0; i < g->n; i++)
		morning_write(tx, &g->rules, &g->people[i], g->now);
}

/* A group that comes too late is left to the next morning. */
static const char *
write_letters(struct job_run *run)
{
	struct group *g = NEW(run->arena, struct group);

	g->after = run->subject;
	g->now = run->now;
	if (job_read(run, look_at_group, g) != DB_DONE)
		return "the people could not be read";
	if (!text_eq(g->day, run->note))
		return NULL;
	return job_write(run, write_group, g) == DB_DONE ? NULL : "the letters could not be put";
}

const struct job letters_jobs[] = {
	{ "letters.morning", plan_morning, .period = morning_name },
	{ "letters.group", write_letters },
	{0}
};
