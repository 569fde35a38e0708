/* Tiny days against every plan there is. */
#include "algo/chance.h"
#include "algo/plan.h"
#include "base/arena.h"
#include "days/day_file.h"
#include "days/plan_check.h"
#include "days/replan.h"
#include "tests/test.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { PEOPLE = 4, SESSIONS = 3, SLOTS = 2, ROOMS = 2, CHANGES = 3000 };

static const char *
file_of(struct arena *a, const char *text)
{
	const char *path = arena_printf(a, "%s/file.json", test_scratch());
	FILE *out = fopen(path, "wb");

	assert_non_null(out);
	fputs(text, out);
	fclose(out);
	return path;
}

/* A random day as JSON: every rule of the format has its turn. */
static const char *
some_day(struct arena *a, uint64_t *chance)
{
	struct buf b = { .arena = a };

	buf_text(&b, "{\"format\": \"day-1\", \"name\": \"tiny\", \"slots\": [{\"id\": \"1\"}, {\"id\": \"2\"}], \"rooms\": [");
	for (int r = 0; r < ROOMS; r++)
		buf_printf(&b, "%s{\"id\": \"r%d\", \"capacity\": %d, \"features\": [%s]%s}", r > 0 ? ", " : "", r, 1 + chance_of(chance, 3),
		    chance_of(chance, 2) ? "\"piano\"" : "", chance_of(chance, 8) ? "" : ", \"slots\": [\"2\"]");
	buf_text(&b, "], \"sessions\": [");
	for (int e = 0; e < SESSIONS; e++) {
		buf_printf(&b, "%s{\"id\": \"s%d\", \"repeats\": {\"min\": %d, \"max\": %d}", e > 0 ? ", " : "", e, chance_of(chance, 2), 1 + chance_of(chance, 2));
		if (chance_of(chance, 3) == 0)
			buf_printf(&b, ", \"leaders\": [\"p%d\"]", chance_of(chance, PEOPLE));
		if (chance_of(chance, 4) == 0)
			buf_text(&b, ", \"needs\": [\"piano\"]");
		if (chance_of(chance, 5) == 0)
			buf_text(&b, ", \"slots\": [\"1\"]");
		if (chance_of(chance, 4) == 0)
			buf_text(&b, ", \"capacity\": 1");
		if (chance_of(chance, 6) == 0)
			buf_text(&b, ", \"minimum\": 2");
		if (chance_of(chance, 6) == 0)
			buf_text(&b, ", \"audience\": [\"p0\", \"p1\"]");
		if (chance_of(chance, 7) == 0)
			buf_text(&b, ", \"length\": 2");
		if (e > 0 && chance_of(chance, 7) == 0)
			buf_text(&b, ", \"after\": [\"s0\"]");
		if (chance_of(chance, 8) == 0)
			buf_text(&b, ", \"fixed\": [[\"2\", \"r0\"]]");
		buf_char(&b, '}');
	}
	buf_text(&b, "], \"people\": [");
	for (int p = 0; p < PEOPLE; p++) {
		buf_printf(&b, "%s{\"id\": \"p%d\"%s, \"wants\": [", p > 0 ? ", " : "", p, chance_of(chance, 6) ? "" : ", \"slots\": [\"1\"]");
		for (int e = 0, n = 0; e < SESSIONS; e++)
			if (chance_of(chance, 3) > 0)
				buf_printf(&b, "%s[\"s%d\", %d]", n++ > 0 ? ", " : "", e, 1 + chance_of(chance, 5));
		buf_printf(&b, "]%s}", chance_of(chance, 12) ? "" : ", \"must\": [\"s1\"]");
	}
	buf_text(&b, "]}");
	return buf_str(&b);
}

struct brute {
	struct arena *a;
	const struct day_file *f;
	struct day_placement placements[SLOTS * ROOMS];
	struct day_seat seats[PEOPLE * SLOTS];
	struct day_plan plan;
	int64_t best;                /* -1: no plan keeps every rule */
	double fair;                 /* the greatest least satisfaction */
	int64_t best_at_fair;
};

static void
count(const char *what, void *arg)
{
	(void)what;
	(void)arg;
}

static void
brute_seats(struct brute *b, int person, int slot)
{
	if (person == PEOPLE) {
		if (plan_check(b->a, b->f, &b->plan, count, NULL) > 0)
			return;
		struct day_score s = plan_score(b->a, &b->f->day, &b->plan);
		b->best = s.total > b->best ? s.total : b->best;
		if (s.least_satisfaction > b->fair + 1e-9) {
			b->fair = s.least_satisfaction;
			b->best_at_fair = s.total;
		} else if (s.least_satisfaction > b->fair - 1e-9 && s.total > b->best_at_fair)
			b->best_at_fair = s.total;
		return;
	}
	int next_person = slot + 1 == SLOTS ? person + 1 : person, next_slot = (slot + 1) % SLOTS;
	brute_seats(b, next_person, next_slot);
	for (size_t i = 0; i < b->plan.nplacements; i++) {
		if (b->placements[i].slot != slot)
			continue;
		bool wanted = false;
		for (int w = 0; w < b->f->day.people[person].nwants; w++)
			wanted |= b->f->day.people[person].wants[w].session == b->placements[i].session;
		for (int m = 0; m < b->f->day.people[person].nmust; m++)
			wanted |= b->f->day.people[person].must[m] == b->placements[i].session;
		if (!wanted)
			continue;
		b->seats[b->plan.nseats++] = (struct day_seat){ person, slot, b->placements[i].session };
		brute_seats(b, next_person, next_slot);
		b->plan.nseats--;
	}
}

static void
brute_placements(struct brute *b, int spot)
{
	if (spot == SLOTS * ROOMS) {
		brute_seats(b, 0, 0);
		arena_reset(b->a);
		return;
	}
	brute_placements(b, spot + 1);
	for (int e = 0; e < SESSIONS; e++) {
		b->placements[b->plan.nplacements++] = (struct day_placement){ e, spot / ROOMS, spot % ROOMS };
		brute_placements(b, spot + 1);
		b->plan.nplacements--;
	}
}

static double
spent(void *arg)
{
	int *made = arg;

	return (double)(*made)++ / CHANGES;
}

static bool
searched(struct arena *a, const struct day_file *f, enum plan_objective objective, struct day_plan *ret, struct day_score *ret_score)
{
	int made = 0;
	struct plan_options o = { .objective = objective, .seed = 5, .spent = spent, .arg = &made };

	plan_search(a, &f->day, &o, ret);
	*ret_score = plan_score(a, &f->day, ret);
	return plan_check(a, f, ret, count, NULL) == 0;
}

TEST(plan_finds_the_best_of_all_plans_of_tiny_days)
{
	uint64_t chance = 11;
	int feasible = 0;

	for (int i = 0; i < 14; i++) {
		struct arena *a = arena_new(), *scratch = arena_new();
		struct day_file f;
		struct day_plan p;
		struct day_score s;
		const char *text = some_day(a, &chance), *error = day_file_read(a, file_of(a, text), &f);
		assert_null(error);
		struct brute b = { .a = scratch, .f = &f, .best = -1, .fair = -1 };
		b.plan.placements = b.placements;
		b.plan.seats = b.seats;
		brute_placements(&b, 0);
		bool found = searched(a, &f, PLAN_TOTAL, &p, &s);
		if (found != (b.best >= 0) || (found && s.total != b.best))
			fail_msg("%s\nfound %d total %d, best %d", text, found, (int)s.total, (int)b.best);
		if (found && s.total > plan_bound(a, &f.day))
			fail_msg("%s\nthe bound %d is below %d", text, (int)plan_bound(a, &f.day), (int)s.total);
		if (found) {
			searched(a, &f, PLAN_FAIR, &p, &s);
			if (fabs(s.least_satisfaction - b.fair) > 1e-9 || s.total != b.best_at_fair)
				fail_msg("%s\nfair %g total %d, best %g total %d", text, s.least_satisfaction, (int)s.total, b.fair, (int)b.best_at_fair);
			feasible++;
		}
		arena_free(a);
		arena_free(scratch);
	}
	assert_true(feasible > 5);
}

/* Everybody who need not move stays: compared with every plan there is of the
 * day that is left. */
TEST(plan_made_whole_again_moves_the_fewest)
{
	static const char day[] = "{\"format\": \"day-1\", \"name\": \"d\", \"slots\": [{\"id\": \"1\"}, {\"id\": \"2\"}],"
	    " \"rooms\": [{\"id\": \"a\", \"capacity\": 4}, {\"id\": \"b\", \"capacity\": 3}],"
	    " \"sessions\": [{\"id\": \"s0\", \"leaders\": [\"p3\"]}, {\"id\": \"s1\"}, {\"id\": \"s2\", \"repeats\": {\"min\": 0, \"max\": 1}}],"
	    " \"people\": [{\"id\": \"p0\", \"wants\": [[\"s0\", 3], [\"s1\", 1]]}, {\"id\": \"p1\", \"wants\": [[\"s1\", 4]]},"
	    " {\"id\": \"p2\", \"wants\": [[\"s0\", 1], [\"s2\", 2]]}, {\"id\": \"p3\", \"wants\": [[\"s1\", 2]]}]}";
	static const char before[] = "{\"format\": \"plan-1\", \"day\": \"d\", \"placements\": [[\"s0\", \"1\", \"a\"], [\"s1\", \"2\", \"a\"],"
	    " [\"s2\", \"2\", \"b\"]], \"seats\": [[\"p0\", \"1\", \"s0\"], [\"p0\", \"2\", \"s1\"], [\"p1\", \"2\", \"s1\"], [\"p2\", \"1\", \"s0\"],"
	    " [\"p2\", \"2\", \"s2\"], [\"p3\", \"2\", \"s1\"]]}";
	struct arena *a = arena_new();
	struct day_file f, left;
	struct day_plan old, new;
	int made = 0;

	assert_null(day_file_read(a, file_of(a, day), &f));
	assert_null(plan_file_read(a, file_of(a, before), &f, &old));
	assert_int_equal(plan_check(a, &f, &old, count, NULL), 0);
	assert_null(replan_without(a, &f, "room:a", &left));
	struct plan_options o = { .objective = PLAN_TOTAL, .seed = 2, .spent = spent, .arg = &made, .from = &old, .stay = 1000 };
	assert_true(plan_search(a, &left.day, &o, &new));
	assert_int_equal(plan_check(a, &left, &new, count, NULL), 0);
	/* Room b holds three: s0 stays in slot 1 and s1 in slot 2, where three sat; s2 goes. */
	int kept = 0;
	for (size_t i = 0; i < old.nseats; i++)
		for (size_t k = 0; k < new.nseats; k++)
			kept += memcmp(&old.seats[i], &new.seats[k], sizeof(old.seats[i])) == 0;
	assert_int_equal(kept, 5);
	assert_null(replan_without(a, &f, "leader:p3", &left));
	made = 0;
	assert_true(plan_search(a, &left.day, &o, &new));
	assert_int_equal(plan_check(a, &left, &new, count, NULL), 0);
	assert_non_null(replan_without(a, &f, "leader:p9", &left));
	assert_non_null(replan_without(a, &f, "roof:a", &left));
	arena_free(a);
}

/* Each rule broken once is said. */
TEST(plan_check_says_what_is_broken)
{
	static const char day[] = "{\"format\": \"day-1\", \"name\": \"d\", \"slots\": [{\"id\": \"1\"}, {\"id\": \"2\"}, {\"id\": \"3\"}],"
	    " \"rooms\": [{\"id\": \"a\", \"capacity\": 1, \"slots\": [\"1\", \"2\"]}, {\"id\": \"b\", \"capacity\": 2, \"features\": [\"piano\"], \"site\": \"far\"}],"
	    " \"travel\": [[\"\", \"far\", 1]],"
	    " \"sessions\": [{\"id\": \"s0\", \"leaders\": [\"p0\"], \"slots\": [\"1\", \"2\"]}, {\"id\": \"s1\", \"needs\": [\"piano\"], \"after\": [\"s0\"],"
	    " \"minimum\": 1}, {\"id\": \"s2\", \"leaders\": [\"p0\"], \"repeats\": {\"min\": 0, \"max\": 1}, \"audience\": [\"p1\"]}],"
	    " \"people\": [{\"id\": \"p0\", \"wants\": []}, {\"id\": \"p1\", \"wants\": [[\"s1\", 2]]}, {\"id\": \"p2\", \"slots\": [\"1\", \"3\"], \"wants\": [], \"must\": [\"s1\"]}]}";
	static const struct { const char *placements, *seats; int broken; } plans[] = {
		{ "[\"s0\", \"1\", \"a\"], [\"s1\", \"3\", \"b\"]", "[\"p1\", \"3\", \"s1\"], [\"p2\", \"3\", \"s1\"]", 0 },
		{ "[\"s0\", \"1\", \"a\"], [\"s1\", \"3\", \"b\"]", "[\"p1\", \"3\", \"s1\"]", 1 },                          /* p2 must */
		{ "[\"s0\", \"1\", \"a\"], [\"s1\", \"3\", \"b\"]", "[\"p2\", \"3\", \"s1\"], [\"p2\", \"3\", \"s1\"]", 2 }, /* two seats, twice in it */
		{ "[\"s0\", \"3\", \"a\"], [\"s1\", \"3\", \"b\"]", "[\"p2\", \"3\", \"s1\"]", 3 },           /* slot, room's slots, order */
		{ "[\"s0\", \"2\", \"a\"], [\"s1\", \"3\", \"b\"]", "[\"p1\", \"2\", \"s0\"], [\"p1\", \"3\", \"s1\"], [\"p2\", \"3\", \"s1\"]", 1 },  /* travel */
		{ "[\"s1\", \"3\", \"b\"]", "[\"p2\", \"3\", \"s1\"]", 2 },                                   /* s0 missing, so s1 is after nothing */
		{ "[\"s0\", \"1\", \"a\"], [\"s2\", \"1\", \"b\"], [\"s1\", \"3\", \"b\"]", "[\"p2\", \"3\", \"s1\"]", 1 },     /* one leader, two rooms */
		{ "[\"s0\", \"1\", \"a\"], [\"s2\", \"2\", \"b\"], [\"s1\", \"3\", \"b\"]", "[\"p2\", \"3\", \"s1\"], [\"p0\", \"2\", \"s2\"]", 2 },  /* sits and leads; audience */
		{ "[\"s0\", \"1\", \"a\"], [\"s1\", \"2\", \"b\"]", "[\"p2\", \"2\", \"s1\"]", 1 },           /* not present */
		{ "[\"s0\", \"1\", \"a\"], [\"s1\", \"2\", \"a\"]", "", 3 },                                  /* piano, minimum, must */
		{ "[\"s0\", \"1\", \"b\"], [\"s2\", \"1\", \"b\"], [\"s1\", \"3\", \"b\"]", "[\"p2\", \"3\", \"s1\"]", 2 },     /* one room, one leader */
	};
	struct arena *a = arena_new();
	struct day_file f;
	struct day_plan p;

	assert_null(day_file_read(a, file_of(a, day), &f));
	for (size_t i = 0; i < sizeof(plans) / sizeof(plans[0]); i++) {
		const char *text = arena_printf(a, "{\"format\": \"plan-1\", \"day\": \"d\", \"placements\": [%s], \"seats\": [%s]}",
		    plans[i].placements, plans[i].seats);
		assert_null(plan_file_read(a, file_of(a, text), &f, &p));
		int broken = plan_check(a, &f, &p, count, NULL);
		if (broken != plans[i].broken)
			fail_msg("plan %zu breaks %d rules, not %d", i, broken, plans[i].broken);
	}
	arena_free(a);
}

TEST(plan_files_say_what_is_wrong_and_where)
{
	static const struct { const char *text, *says; } files[] = {
		{ "{", "file.json:1:1: " },
		{ "{\"format\": \"day-2\"}", "this is not a day-1 file" },
		{ "{\"format\": \"day-1\",\n\"slots\": [], \"rooms\": [], \"sessions\": [], \"people\": [],\n\"colour\": 1}", "file.json:3: the day has no field \"colour\"" },
		{ "{\"format\": \"day-1\", \"slots\": [], \"rooms\": [], \"sessions\": [], \"people\": [], \"x_colour\": 1}", NULL },
		{ "{\"format\": \"day-1\", \"slots\": [{\"id\": \"1\"}],\n\"rooms\": [{\"id\": \"a\"}], \"sessions\": [], \"people\": []}", "file.json:2: room \"a\" has no \"capacity\"" },
		{ "{\"format\": \"day-1\", \"slots\": [{\"id\": \"1\"}], \"rooms\": [], \"sessions\": [{\"id\": \"s\", \"leaders\": [\"p9\"]}], \"people\": []}", "which the day does not have" },
		{ "{\"format\": \"day-1\", \"slots\": [], \"rooms\": [], \"sessions\": [{\"id\": \"s\"}], \"people\": [{\"id\": \"p\", \"wants\": [[\"s\", -1]]}]}", "a want is a session and a whole weight" },
		{ "{\"format\": \"day-1\", \"slots\": [{\"id\": \"1\"}, {\"id\": \"1\"}], \"rooms\": [], \"sessions\": [], \"people\": []}", "rename one" },
	};
	struct arena *a = arena_new();
	struct day_file f;

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		const char *error = day_file_read(a, file_of(a, files[i].text), &f);
		if ((error == NULL) != (files[i].says == NULL) || (error != NULL && strstr(error, files[i].says) == NULL))
			fail_msg("%zu: %s", i, error);
	}
	arena_free(a);
}
