#include "algo/plan.h"
#include "algo/chance.h"
#include "algo/plan_state.h"
#include "base/arena.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 4, LEVEL_TRIES = 40 };

/* A copy of all that a change can touch. */
struct copy { int *at, *load, *placed, *seat; bool *begins; uint64_t *led; int64_t *got, worth; };

struct moved { int session, spot; };

struct searching {
	struct state *s;
	const struct plan_options *o;
	struct copy before, best;
	int64_t best_worth;
	uint64_t chance;
	struct moved *moved;         /* room for a change's list */
	bool levels;                 /* people are asked to reach a level */
};

static struct copy
copy_new(const struct state *s)
{
	size_t spots = (size_t)s->nspots + 1, people = (size_t)s->d->npeople + 1;

	return (struct copy){ NEW_N(s->a, int, spots), NEW_N(s->a, int, spots), NEW_N(s->a, int, (size_t)s->d->nsessions + 1),
	    NEW_N(s->a, int, people * (size_t)s->d->nslots), NEW_N(s->a, bool, spots), NEW_N(s->a, uint64_t, people),
	    NEW_N(s->a, int64_t, people), 0 };
}

static void
copy_take(struct copy *c, const struct state *s)
{
	size_t spots = (size_t)s->nspots, people = (size_t)s->d->npeople;

	memcpy(c->at, s->at, spots * sizeof(int));
	memcpy(c->load, s->load, spots * sizeof(int));
	memcpy(c->begins, s->begins, spots);
	memcpy(c->placed, s->placed, (size_t)s->d->nsessions * sizeof(int));
	memcpy(c->seat, s->seat, people * (size_t)s->d->nslots * sizeof(int));
	memcpy(c->led, s->led, people * sizeof(uint64_t));
	memcpy(c->got, s->got, people * sizeof(int64_t));
	c->worth = s->worth;
}

static void
copy_give(const struct copy *c, struct state *s)
{
	size_t spots = (size_t)s->nspots, people = (size_t)s->d->npeople;

	memcpy(s->at, c->at, spots * sizeof(int));
	memcpy(s->load, c->load, spots * sizeof(int));
	memcpy(s->begins, c->begins, spots);
	memcpy(s->placed, c->placed, (size_t)s->d->nsessions * sizeof(int));
	memcpy(s->seat, c->seat, people * (size_t)s->d->nslots * sizeof(int));
	memcpy(s->led, c->led, people * sizeof(uint64_t));
	memcpy(s->got, c->got, people * sizeof(int64_t));
	s->worth = c->worth;
}

/* Placements with fewer people than their session's minimum. */
static int64_t
too_few(const struct state *s)
{
	int64_t few = 0;

	for (int spot = 0; spot < s->nspots; spot++)
		if (s->begins[spot] && s->load[spot] < s->d->sessions[s->at[spot]].minimum)
			few += s->d->sessions[s->at[spot]].minimum - s->load[spot];
	return few * WORTH_MUST;
}

/* `disorder` is what a placement before its time costs: little while it is hot,
 * so that two sessions can pass each other. */
static int64_t
worth_with(const struct state *s, int64_t disorder)
{
	return s->worth - too_few(s) - state_missing(s) * WORTH_PLACE - state_disorder(s) * disorder;
}

static int64_t
worth(const struct state *s)
{
	return worth_with(s, WORTH_PLACE);
}

static void
place_somewhere(struct searching *x, int session)
{
	struct state *s = x->s;
	int first = chance_of(&x->chance, s->nspots);

	for (int i = 0; i < s->nspots; i++) {
		int spot = (first + i) % s->nspots;
		if (state_fits(s, session, spot)) {
			state_place(s, session, spot);
			return;
		}
	}
}

/* In how many spots a session could stand in an empty grid: who has fewest goes first. */
static int
choices_of(const struct state *s, int session)
{
	int n = 0;

	for (int spot = 0; spot < s->nspots; spot++)
		n += state_fits(s, session, spot);
	return n;
}

static void
begin(struct searching *x)
{
	struct state *s = x->s;
	const struct day *d = s->d;
	int *choices = NEW_N(s->a, int, (size_t)d->nsessions + 1), *order = NEW_N(s->a, int, (size_t)d->nsessions + 1);

	for (int e = 0; e < d->nsessions; e++) {
		choices[e] = choices_of(s, e) + chance_of(&x->chance, 3);
		order[e] = e;
	}
	for (int i = 1; i < d->nsessions; i++)                   /* few hundred sessions: insertion */
		for (int k = i; k > 0 && choices[order[k]] < choices[order[k - 1]]; k--) {
			int swap = order[k];
			order[k] = order[k - 1];
			order[k - 1] = swap;
		}
	if (x->o->from != NULL)
		for (size_t i = 0; i < x->o->from->nplacements; i++) {
			const struct day_placement *p = &x->o->from->placements[i];
			if (s->placed[p->session] < d->sessions[p->session].repeats_max &&
			    state_fits(s, p->session, p->slot * d->nrooms + p->room))
				state_place(s, p->session, p->slot * d->nrooms + p->room);
		}
	for (int i = 0; i < d->nsessions; i++) {
		int e = order[i];
		for (int f = 0; f < d->sessions[e].nfixed && s->placed[e] < d->sessions[e].repeats_min; f++) {
			int spot = d->sessions[e].fixed[f].slot * d->nrooms + d->sessions[e].fixed[f].room;
			if (state_fits(s, e, spot))
				state_place(s, e, spot);
		}
	}
	for (int i = 0; i < d->nsessions; i++)
		while (s->placed[order[i]] < d->sessions[order[i]].repeats_min) {
			int had = s->placed[order[i]];
			place_somewhere(x, order[i]);
			if (s->placed[order[i]] == had)
				break;
		}
	seats_settle(s);
}

static int
start_of(const struct state *s, int spot)
{
	while (!s->begins[spot])
		spot -= s->d->nrooms;
	return spot;
}

/* The slots a change touched, without repetition. */
struct touched { int slots[DAY_SLOTS_MOST + 1], n; };

static void
touch(struct touched *t, const struct state *s, int spot, int session)
{
	for (int slot = slot_of(s, spot); slot < slot_of(s, spot) + s->d->sessions[session].length; slot++) {
		int i = 0;
		while (i < t->n && t->slots[i] != slot)
			i++;
		if (i == t->n)
			t->slots[t->n++] = slot;
	}
}

static bool
put(struct state *s, int session, int spot, struct touched *t)
{
	if (session == EMPTY)
		return true;
	if (!state_fits(s, session, spot))
		return false;
	state_place(s, session, spot);
	touch(t, s, spot, session);
	return true;
}

static int
take(struct state *s, int spot, struct touched *t)
{
	int session = s->at[spot];

	if (session == EMPTY)
		return EMPTY;
	touch(t, s, spot, session);
	state_unplace(s, spot);
	return session;
}

/* What stands in two spots changes places; false: it cannot. */
static bool
swap(struct searching *x, struct touched *t)
{
	struct state *s = x->s;
	int one = chance_of(&x->chance, s->nspots), two = chance_of(&x->chance, s->nspots);

	if (s->at[one] != EMPTY)
		one = start_of(s, one);
	if (s->at[two] != EMPTY)
		two = start_of(s, two);
	if (one == two || (s->at[one] == s->at[two]))
		return false;
	int a = take(s, one, t), b = take(s, two, t);
	return put(s, a, two, t) && put(s, b, one, t);
}

/* Takes out what begins in a slot (or a room) and notes where it goes instead. */
static int
take_line(struct searching *x, int first, int step, int n, int shift, struct moved *list, struct touched *t)
{
	struct state *s = x->s;
	int moved = 0;

	for (int i = 0; i < n; i++) {
		int spot = first + i * step;
		if (s->begins[spot])
			list[moved++] = (struct moved){ take(s, spot, t), spot + shift };
	}
	return moved;
}

/* Two rooms, or two slots, change places with all that stands in them: long
 * sessions, and what must come in order, often cannot move alone. */
static bool
swap_lines(struct searching *x, struct touched *t)
{
	struct state *s = x->s;
	const struct day *d = s->d;
	bool rooms = chance_of(&x->chance, 2) == 0;
	int lines = rooms ? d->nrooms : d->nslots, n = rooms ? d->nslots : d->nrooms, step = rooms ? d->nrooms : 1;
	int one = chance_of(&x->chance, lines), two = chance_of(&x->chance, lines), apart = rooms ? 1 : d->nrooms;

	if (one == two)
		return false;
	int moved = take_line(x, one * apart, step, n, (two - one) * apart, x->moved, t);
	moved += take_line(x, two * apart, step, n, (one - two) * apart, x->moved + moved, t);
	for (int i = 0; i < moved; i++)
		if (!put(s, x->moved[i].session, x->moved[i].spot, t))
			return false;
	return moved > 0;
}

/* A session that lacks a placement, or may have one more, comes in; what
 * stands there goes to a free spot or waits. */
static bool
add(struct searching *x, struct touched *t)
{
	struct state *s = x->s;
	const struct day *d = s->d;
	int session = chance_of(&x->chance, d->nsessions), spot = chance_of(&x->chance, s->nspots), had = EMPTY;

	for (int i = 0; i < d->nsessions; i++)
		if (s->placed[(session + i) % d->nsessions] < d->sessions[(session + i) % d->nsessions].repeats_min) {
			session = (session + i) % d->nsessions;
			break;
		}
	if (s->placed[session] >= d->sessions[session].repeats_max)
		return false;
	if (s->at[spot] != EMPTY) {
		spot = start_of(s, spot);
		had = take(s, spot, t);
	}
	if (!put(s, session, spot, t))
		return false;
	for (int i = 0, first = chance_of(&x->chance, s->nspots); had != EMPTY && i < s->nspots; i++)
		if (put(s, had, (first + i) % s->nspots, t))
			had = EMPTY;
	return true;
}

static bool
drop(struct searching *x, struct touched *t)
{
	struct state *s = x->s;
	int spot = chance_of(&x->chance, s->nspots);

	if (s->at[spot] == EMPTY)
		return false;
	spot = start_of(s, spot);
	if (s->placed[s->at[spot]] <= s->d->sessions[s->at[spot]].repeats_min)
		return false;
	take(s, spot, t);
	return true;
}

static bool
lacks(const struct state *s)
{
	for (int e = 0; e < s->d->nsessions; e++)
		if (s->placed[e] < s->d->sessions[e].repeats_min)
			return true;
	return false;
}

static bool
change(struct searching *x, bool repeats, struct touched *t)
{
	int kind = chance_of(&x->chance, 10);

	if (lacks(x->s))
		return kind < 5 ? add(x, t) : swap(x, t);
	if (repeats && kind == 0)
		return add(x, t);
	if (repeats && kind == 1)
		return drop(x, t);
	return kind == 2 ? swap_lines(x, t) : swap(x, t);
}

/* Somebody sits elsewhere, and everybody else makes the best of it: seats
 * of different slots hang together by what people are to reach. */
static bool
kick(struct searching *x)
{
	struct state *s = x->s;
	int person = chance_of(&x->chance, s->d->npeople), spot = chance_of(&x->chance, s->nspots);

	if (s->at[spot] == EMPTY)
		return false;
	spot = start_of(s, spot);
	if (!seats_force(s, person, spot))
		return false;
	s->held = person;
	s->held_slot = slot_of(s, spot);
	for (int t = 0; t < s->d->nslots; t++)
		seats_improve(s, t);
	s->held = -1;
	for (int t = 0; t < s->d->nslots; t++)
		seats_improve(s, t);
	return true;
}

static bool
rearrange(struct searching *x, int64_t least, int64_t disorder, bool repeats)
{
	struct state *s = x->s;
	struct touched t = {0};

	if (!change(x, repeats, &t) || seats_reach(s, t.slots, t.n) - state_missing(s) * WORTH_PLACE - state_disorder(s) * disorder < least)
		return false;
	for (int i = 0; i < t.n; i++)
		seats_improve(s, t.slots[i]);
	return true;
}

/* One change, kept when it is good enough at this heat. */
static void
step(struct searching *x, double heat, bool repeats)
{
	struct state *s = x->s;
	int64_t disorder = (int64_t)(heat * 4) + 1, least = worth_with(s, disorder) + (int64_t)floor(heat * log(chance_part(&x->chance) + 1e-300));
	bool seats_only = (x->levels || s->hangs_together) && s->d->npeople > 0 && chance_of(&x->chance, 4) == 0;

	copy_take(&x->before, s);
	bool good = seats_only ? kick(x) : rearrange(x, least, disorder, repeats);
	if (good)
		seats_people(s);
	int64_t now = good ? worth_with(s, disorder) : INT64_MIN;
	if (!good || now < least) {
		copy_give(&x->before, s);
		return;
	}
	if (now > x->best_worth && (now = worth(s)) > x->best_worth) {
		x->best_worth = now;
		copy_take(&x->best, s);
	}
}

static bool
has_repeats(const struct day *d)
{
	for (int e = 0; e < d->nsessions; e++)
		if (d->sessions[e].repeats_max > d->sessions[e].repeats_min)
			return true;
	return false;
}

/* The mean weight of a want: heat is told in it. */
static double
usual_weight(const struct day *d)
{
	double sum = 0, n = 0;

	for (int p = 0; p < d->npeople; p++)
		for (int i = 0; i < d->people[p].nwants; i++, n++)
			sum += (double)d->people[p].wants[i].weight;
	return n > 0 ? sum / n : 1;
}

/* From hot to cold while spent goes from `from` to `to`. */
static void
anneal(struct searching *x, double from, double to, double hot, double cold)
{
	bool repeats = has_repeats(x->s->d);
	double at;

	while ((at = x->o->spent(x->o->arg)) < to)
		step(x, hot * pow(cold / hot, (at - from) / (to - from)), repeats);
}

static void
keep_best(struct searching *x)
{
	copy_give(&x->best, x->s);
	seats_settle(x->s);
	int64_t now = worth(x->s);
	if (now >= x->best_worth) {
		x->best_worth = now;
		copy_take(&x->best, x->s);
	}
}

static int
by_weight(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x < y) - (x > y);
}

/* The sum of somebody's best wants in the slots they are present. */
static int64_t
ideal_of(struct arena *a, const struct day *d, int person)
{
	const struct day_person *p = &d->people[person];
	int64_t *weights = NEW_N(a, int64_t, (size_t)p->nwants + 1), sum = 0;

	for (int i = 0; i < p->nwants; i++)
		weights[i] = p->wants[i].weight;
	qsort(weights, (size_t)p->nwants, sizeof(*weights), by_weight);
	for (int i = 0; i < p->nwants && i < __builtin_popcountll(p->slots); i++)
		sum += weights[i];
	return sum;
}

static int64_t
musts_of(const struct day *d, int person)
{
	return d->people[person].nmust * WORTH_MUST;
}

/* Whether anything somebody wants could ever be sat in by them. */
static bool
can_reach(const struct day *d, int person)
{
	for (int i = 0; i < d->people[person].nwants; i++) {
		const struct day_session *e = &d->sessions[d->people[person].wants[i].session];
		bool leads = false;
		for (int l = 0; l < e->nleaders; l++)
			leads |= e->leaders[l] == person;
		if (!leads && (e->slots & d->people[person].slots) != 0 && (e->audience == NULL || e->audience[person]))
			return true;
	}
	return false;
}

/* Everybody is asked to reach `level` of what they want most; the worth is
 * counted anew. */
static void
level_set(struct searching *x, const int64_t *ideal, double level)
{
	struct state *s = x->s;

	x->levels = level > 0;
	s->worth = 0;
	for (int p = 0; p < s->d->npeople; p++) {
		s->need[p] = musts_of(s->d, p) + (int64_t)ceil(level * (double)ideal[p] - 1e-9);
		s->worth += value(s, p, s->got[p]);
	}
}

/* The least satisfaction of who can reach any. */
static double
least_of(const struct searching *x, const int64_t *ideal)
{
	const struct state *s = x->s;
	double least = 1;

	for (int p = 0; p < s->d->npeople; p++) {
		double have = ideal[p] > 0 ? (double)(s->got[p] - musts_of(s->d, p)) / (double)ideal[p] : 1;
		least = have < least ? have : least;
	}
	return least;
}

/* The next level anybody's satisfaction could have above `level`: what the
 * people who are at it now would have with the smallest step up. */
static double
level_above(const struct searching *x, const int64_t *ideal, double level)
{
	double next = 1;

	for (int p = 0; p < x->s->d->npeople; p++) {
		if (ideal[p] <= 0)
			continue;
		double one = (floor(level * (double)ideal[p] + 1e-9) + 1) / (double)ideal[p];
		next = one < next ? one : next;
	}
	return next;
}

static void
restart(struct searching *x)
{
	x->best_worth = worth(x->s);
	copy_take(&x->best, x->s);
}

/* Raises the level as far as the time goes, then seeks the greatest total at
 * the highest level that was reached. */
static void
search_fair(struct searching *x, double weight)
{
	const struct day *d = x->s->d;
	int64_t *ideal = NEW_N(x->s->a, int64_t, (size_t)d->npeople + 1);
	struct copy reached = copy_new(x->s);
	double until = 0.6, level = 0, from;

	for (int p = 0; p < d->npeople; p++)
		ideal[p] = can_reach(d, p) ? ideal_of(x->s->a, d, p) : 0;
	anneal(x, 0, 0.2, weight * 4, weight / 20);
	keep_best(x);
	level = least_of(x, ideal);
	copy_take(&reached, x->s);
	while ((from = x->o->spent(x->o->arg)) < until && level < 1) {
		double to = from + (until - from) / 3 + 0.01;
		level_set(x, ideal, level_above(x, ideal, level));
		seats_settle(x->s);
		restart(x);
		while (x->o->spent(x->o->arg) < to && least_of(x, ideal) <= level + 1e-12) {
			double at = x->o->spent(x->o->arg), step_to = at + (to - at) / 2 + 0.002;
			anneal(x, at, step_to, weight * 30, weight);
			keep_best(x);
		}
		if (least_of(x, ideal) > level + 1e-12) {
			level = least_of(x, ideal);
			copy_take(&reached, x->s);
		} else
			copy_give(&reached, x->s);
	}
	copy_give(&reached, x->s);
	level_set(x, ideal, level);
	seats_settle(x->s);
	restart(x);
	for (from = x->o->spent(x->o->arg); from < 1; from = x->o->spent(x->o->arg)) {
		anneal(x, from, from + (1 - from) / 2 + 0.02, weight * 3, weight / 20);
		keep_best(x);
	}
}

static void
search_total(struct searching *x, double weight)
{
	double hot = x->s->old != NULL ? (double)x->s->stay * 2 : weight * 8;

	for (int i = 0; i < ROUNDS; i++) {
		anneal(x, (double)i / ROUNDS, (double)(i + 1) / ROUNDS, i == 0 ? hot : hot / 2, weight / 20);
		keep_best(x);
	}
}

static void
plan_of(const struct state *s, struct day_plan *ret)
{
	const struct day *d = s->d;

	*ret = (struct day_plan){ .placements = NEW_N(s->a, struct day_placement, (size_t)s->nspots + 1),
	    .seats = NEW_N(s->a, struct day_seat, (size_t)d->npeople * (size_t)d->nslots + 1) };
	for (int spot = 0; spot < s->nspots; spot++)
		if (s->begins[spot])
			ret->placements[ret->nplacements++] = (struct day_placement){ s->at[spot], slot_of(s, spot), room_of(s, spot) };
	for (int p = 0; p < d->npeople; p++)
		for (int t = 0; t < d->nslots; t++) {
			int spot = s->seat[(size_t)p * (size_t)d->nslots + (size_t)t];
			if (spot >= 0)
				ret->seats[ret->nseats++] = (struct day_seat){ p, t, s->at[spot] };
		}
}

/* Placements that nobody needs to have: too few sit there, or nobody. */
static void
drop_thin(struct state *s)
{
	for (int spot = 0; spot < s->nspots; spot++) {
		if (!s->begins[spot])
			continue;
		const struct day_session *e = &s->d->sessions[s->at[spot]];
		if (s->placed[s->at[spot]] > e->repeats_min && (s->load[spot] == 0 || s->load[spot] < e->minimum))
			state_unplace(s, spot);
	}
	seats_settle(s);
}

static void
old_seats(struct state *s, const struct plan_options *o)
{
	size_t n = (size_t)s->d->npeople * (size_t)s->d->nslots;
	int *old = NEW_N(s->a, int, n + 1);

	for (size_t i = 0; i < n; i++)
		old[i] = EMPTY;
	for (size_t i = 0; i < o->from->nseats; i++)
		old[(size_t)o->from->seats[i].person * (size_t)s->d->nslots + (size_t)o->from->seats[i].slot] =
		    o->from->seats[i].session;
	s->old = old;
	s->stay = o->stay;
}

bool
plan_search(struct arena *a, const struct day *d, const struct plan_options *o, struct day_plan *ret_plan)
{
	struct state *s = state_new(a, d);
	struct searching x = { .s = s, .o = o, .chance = o->seed };
	double weight = usual_weight(d);

	if (o->from != NULL)
		old_seats(s, o);
	x.moved = NEW_N(a, struct moved, (size_t)s->nspots + 1);
	begin(&x);
	x.before = copy_new(s);
	x.best = copy_new(s);
	restart(&x);
	if (s->nspots > 0 && d->nsessions > 0 && o->objective == PLAN_FAIR && o->from == NULL)
		search_fair(&x, weight);
	else if (s->nspots > 0 && d->nsessions > 0)
		search_total(&x, weight);
	drop_thin(s);
	plan_of(s, ret_plan);
	return state_missing(s) == 0 && state_disorder(s) == 0 && too_few(s) == 0;
}

int64_t
plan_bound(struct arena *a, const struct day *d)
{
	int64_t sum = 0;

	for (int p = 0; p < d->npeople; p++)
		sum += ideal_of(a, d, p);
	return sum;
}
