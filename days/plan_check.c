#include "days/plan_check.h"
#include "base/arena.h"
#include <stdlib.h>

struct checking {
	struct arena *a;
	const struct day_file *f;
	const struct day *d;
	const struct day_plan *p;
	void (*say)(const char *, void *);
	void *arg;
	int broken;
};

static void
broken(struct checking *c, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	c->say(arena_vprintf(c->a, fmt, ap), c->arg);
	va_end(ap);
	c->broken++;
}

#define SLOT(c, i)    ((c)->f->slots.at[i])
#define ROOM(c, i)    ((c)->f->rooms.at[i])
#define SESSION(c, i) ((c)->f->sessions.at[i])
#define PERSON(c, i)  ((c)->f->people.at[i])

static int
last_slot(const struct checking *c, const struct day_placement *p)
{
	return p->slot + c->d->sessions[p->session].length - 1;
}

static void
placement_alone(struct checking *c, const struct day_placement *p)
{
	const struct day_session *e = &c->d->sessions[p->session];
	const struct day_room *room = &c->d->rooms[p->room];
	bool is_fixed = e->nfixed == 0;

	if (last_slot(c, p) >= c->d->nslots) {
		broken(c, "session %s begins in slot %s and would end after the day", SESSION(c, p->session), SLOT(c, p->slot));
		return;
	}
	for (int t = p->slot; t <= last_slot(c, p); t++) {
		if ((e->slots >> t & 1) == 0)
			broken(c, "session %s cannot be in slot %s", SESSION(c, p->session), SLOT(c, t));
		for (int l = 0; l < e->nleaders; l++)
			if ((c->d->people[e->leaders[l]].slots >> t & 1) == 0)
				broken(c, "%s leads session %s in slot %s without being present", PERSON(c, e->leaders[l]), SESSION(c, p->session), SLOT(c, t));
		if ((room->slots >> t & 1) == 0)
			broken(c, "room %s is not there in slot %s", ROOM(c, p->room), SLOT(c, t));
	}
	if ((e->needs & ~room->features) != 0)
		broken(c, "room %s lacks something that session %s needs", ROOM(c, p->room), SESSION(c, p->session));
	for (int i = 0; i < e->nfixed; i++)
		is_fixed |= e->fixed[i].slot == p->slot && e->fixed[i].room == p->room;
	if (!is_fixed)
		broken(c, "session %s is fixed elsewhere than in slot %s, room %s", SESSION(c, p->session), SLOT(c, p->slot), ROOM(c, p->room));
}

static bool
share_a_leader(const struct day_session *x, const struct day_session *y, int *ret_leader)
{
	for (int i = 0; i < x->nleaders; i++)
		for (int k = 0; k < y->nleaders; k++)
			if (x->leaders[i] == y->leaders[k]) {
				*ret_leader = x->leaders[i];
				return true;
			}
	return false;
}

static void
placements_together(struct checking *c, const struct day_placement *x, const struct day_placement *y)
{
	int leader;

	if (x->slot > last_slot(c, y) || y->slot > last_slot(c, x))
		return;
	if (x->room == y->room)
		broken(c, "sessions %s and %s are both in room %s in slot %s", SESSION(c, x->session), SESSION(c, y->session),
		    ROOM(c, x->room), SLOT(c, x->slot > y->slot ? x->slot : y->slot));
	if (x->session == y->session)
		broken(c, "session %s is twice in slot %s", SESSION(c, x->session), SLOT(c, x->slot > y->slot ? x->slot : y->slot));
	else if (share_a_leader(&c->d->sessions[x->session], &c->d->sessions[y->session], &leader))
		broken(c, "%s leads %s and %s at the same time", PERSON(c, leader), SESSION(c, x->session), SESSION(c, y->session));
}

static void
repeats_and_order(struct checking *c)
{
	int *times = NEW_N(c->a, int, (size_t)c->d->nsessions + 1), *ends = NEW_N(c->a, int, (size_t)c->d->nsessions + 1);

	for (size_t i = 0; i < c->p->nplacements; i++) {
		const struct day_placement *p = &c->p->placements[i];
		if (times[p->session]++ == 0 || last_slot(c, p) < ends[p->session])
			ends[p->session] = last_slot(c, p);
	}
	for (int e = 0; e < c->d->nsessions; e++) {
		const struct day_session *s = &c->d->sessions[e];
		if (times[e] < s->repeats_min || times[e] > s->repeats_max)
			broken(c, "session %s is placed %d times; it may be from %d to %d", SESSION(c, e), times[e], s->repeats_min, s->repeats_max);
	}
	for (size_t i = 0; i < c->p->nplacements; i++) {
		const struct day_placement *p = &c->p->placements[i];
		const struct day_session *s = &c->d->sessions[p->session];
		for (int k = 0; k < s->nafter; k++)
			if (times[s->after[k]] == 0 || ends[s->after[k]] >= p->slot)
				broken(c, "session %s in slot %s comes before %s has ended", SESSION(c, p->session), SLOT(c, p->slot), SESSION(c, s->after[k]));
	}
}

/* The placement that begins in this slot with this session; -1: none. */
static int
placement_of(const struct checking *c, int session, int slot)
{
	for (size_t i = 0; i < c->p->nplacements; i++)
		if (c->p->placements[i].session == session && c->p->placements[i].slot == slot)
			return (int)i;
	return -1;
}

static void
seat_alone(struct checking *c, const struct day_seat *s, int placement)
{
	const struct day_session *e = &c->d->sessions[s->session];
	const struct day_placement *p = &c->p->placements[placement];

	for (int t = p->slot; t <= last_slot(c, p) && t < c->d->nslots; t++)
		if ((c->d->people[s->person].slots >> t & 1) == 0)
			broken(c, "%s is not present in slot %s", PERSON(c, s->person), SLOT(c, t));
	if (e->audience != NULL && !e->audience[s->person])
		broken(c, "%s is not among those session %s is for", PERSON(c, s->person), SESSION(c, s->session));
	for (size_t i = 0; i < c->p->nplacements; i++) {
		const struct day_placement *q = &c->p->placements[i];
		const struct day_session *led = &c->d->sessions[q->session];
		bool together = q->slot <= last_slot(c, p) && p->slot <= last_slot(c, q);
		for (int l = 0; together && l < led->nleaders; l++)
			if (led->leaders[l] == s->person)
				broken(c, "%s sits in %s while leading %s", PERSON(c, s->person), SESSION(c, s->session), SESSION(c, q->session));
	}
}

static int
lost_between(const struct day *d, int room, int other)
{
	int x = d->rooms[room].site, y = d->rooms[other].site;

	return d->travel == NULL || x < 0 || y < 0 ? 0 : d->travel[x * d->nsites + y];
}

static int
by_person_and_slot(const void *x, const void *y)
{
	const struct day_seat *a = x, *b = y;

	return a->person != b->person ? (a->person > b->person) - (a->person < b->person) : (a->slot > b->slot) - (a->slot < b->slot);
}

/* Two seats of one person; x begins no later. */
static void
seats_together(struct checking *c, const struct day_seat *x, const struct day_seat *y)
{
	int i = placement_of(c, x->session, x->slot), k = placement_of(c, y->session, y->slot);

	if (i < 0 || k < 0)
		return;
	int end = last_slot(c, &c->p->placements[i]);
	if (y->slot <= end)
		broken(c, "%s has two seats in slot %s", PERSON(c, x->person), SLOT(c, y->slot));
	if (x->session == y->session)
		broken(c, "%s sits twice in session %s", PERSON(c, x->person), SESSION(c, x->session));
	if (y->slot > end && y->slot - end - 1 < lost_between(c->d, c->p->placements[i].room, c->p->placements[k].room))
		broken(c, "%s cannot be in room %s so soon after room %s", PERSON(c, x->person), ROOM(c, c->p->placements[k].room),
		    ROOM(c, c->p->placements[i].room));
}

static void
seats(struct checking *c)
{
	struct day_seat *sorted = NEW_N(c->a, struct day_seat, c->p->nseats + 1);
	int *seated = NEW_N(c->a, int, c->p->nplacements + 1);

	for (size_t i = 0; i < c->p->nseats; i++) {
		int at = placement_of(c, c->p->seats[i].session, c->p->seats[i].slot);
		sorted[i] = c->p->seats[i];
		if (at < 0)
			broken(c, "%s has a seat in session %s in slot %s, where it does not begin", PERSON(c, sorted[i].person),
			    SESSION(c, sorted[i].session), SLOT(c, sorted[i].slot));
		else {
			seated[at]++;
			seat_alone(c, &sorted[i], at);
		}
	}
	qsort(sorted, c->p->nseats, sizeof(*sorted), by_person_and_slot);
	for (size_t i = 0; i < c->p->nseats; i++)
		for (size_t k = i + 1; k < c->p->nseats && sorted[k].person == sorted[i].person; k++)
			seats_together(c, &sorted[i], &sorted[k]);
	for (size_t i = 0; i < c->p->nplacements; i++) {
		const struct day_placement *p = &c->p->placements[i];
		const struct day_session *e = &c->d->sessions[p->session];
		if (seated[i] > e->capacity || seated[i] > c->d->rooms[p->room].capacity)
			broken(c, "%d people sit in session %s in slot %s, which has %d seats", seated[i], SESSION(c, p->session), SLOT(c, p->slot),
			    e->capacity < c->d->rooms[p->room].capacity ? e->capacity : c->d->rooms[p->room].capacity);
		if (seated[i] < e->minimum)
			broken(c, "%d people sit in session %s in slot %s; it needs %d", seated[i], SESSION(c, p->session), SLOT(c, p->slot), e->minimum);
	}
}

static void
musts(struct checking *c)
{
	for (int p = 0; p < c->d->npeople; p++)
		for (int m = 0; m < c->d->people[p].nmust; m++) {
			bool sits = false;
			for (size_t i = 0; i < c->p->nseats && !sits; i++)
				sits = c->p->seats[i].person == p && c->p->seats[i].session == c->d->people[p].must[m];
			if (!sits)
				broken(c, "%s has no seat in session %s, which is required", PERSON(c, p), SESSION(c, c->d->people[p].must[m]));
		}
}

int
plan_check(struct arena *a, const struct day_file *f, const struct day_plan *p, void (*say)(const char *, void *), void *arg)
{
	struct checking c = { .a = a, .f = f, .d = &f->day, .p = p, .say = say, .arg = arg };

	for (size_t i = 0; i < p->nplacements; i++) {
		placement_alone(&c, &p->placements[i]);
		for (size_t k = 0; k < i; k++)
			placements_together(&c, &p->placements[k], &p->placements[i]);
	}
	repeats_and_order(&c);
	seats(&c);
	musts(&c);
	return c.broken;
}

static int
greatest_first(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x < y) - (x > y);
}

static int64_t
most_of(struct arena *a, const struct day_person *p, int64_t *ret_top)
{
	int64_t *weights = NEW_N(a, int64_t, (size_t)p->nwants + 1), sum = 0;

	for (int i = 0; i < p->nwants; i++)
		weights[i] = p->wants[i].weight;
	qsort(weights, (size_t)p->nwants, sizeof(*weights), greatest_first);
	for (int i = 0; i < p->nwants && i < __builtin_popcountll(p->slots); i++)
		sum += weights[i];
	*ret_top = p->nwants > 0 ? weights[0] : 0;
	return sum;
}

static bool
could_have(const struct day *d, int person)
{
	const struct day_person *p = &d->people[person];

	for (int i = 0; i < p->nwants; i++) {
		const struct day_session *e = &d->sessions[p->wants[i].session];
		bool leads = false;
		for (int l = 0; l < e->nleaders; l++)
			leads |= e->leaders[l] == person;
		if (!leads && (e->slots & p->slots) != 0 && (e->audience == NULL || e->audience[person]))
			return true;
	}
	return false;
}

struct day_score
plan_score(struct arena *a, const struct day *d, const struct day_plan *p)
{
	struct day_score score = { .least_satisfaction = 1, .mean_satisfaction = d->npeople == 0 };
	int64_t *got = NEW_N(a, int64_t, (size_t)d->npeople + 1), *best = NEW_N(a, int64_t, (size_t)d->npeople + 1), top;

	for (size_t i = 0; i < p->nseats; i++) {
		const struct day_person *person = &d->people[p->seats[i].person];
		for (int w = 0; w < person->nwants; w++)
			if (person->wants[w].session == p->seats[i].session) {
				got[p->seats[i].person] += person->wants[w].weight;
				if (person->wants[w].weight > best[p->seats[i].person])
					best[p->seats[i].person] = person->wants[w].weight;
			}
	}
	for (int i = 0; i < d->npeople; i++) {
		int64_t most = most_of(a, &d->people[i], &top);
		double satisfied = most > 0 ? (double)got[i] / (double)most : 1;
		score.total += got[i];
		score.with_a_top_choice += top > 0 && best[i] == top;
		score.with_nothing += top > 0 && got[i] == 0;
		score.mean_satisfaction += satisfied / d->npeople;
		if (could_have(d, i) && satisfied < score.least_satisfaction)
			score.least_satisfaction = satisfied;
	}
	return score;
}
