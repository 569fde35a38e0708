#include "days/replan.h"
#include "base/arena.h"
#include "base/text.h"
#include <string.h>

/* Copies of what changes; the rest of the day is shared. */
struct left { struct day_room *rooms; struct day_session *sessions; struct day_person *people; };

static struct left
copy(struct arena *a, const struct day *d)
{
	struct left l = { NEW_N(a, struct day_room, (size_t)d->nrooms + 1), NEW_N(a, struct day_session, (size_t)d->nsessions + 1),
	    NEW_N(a, struct day_person, (size_t)d->npeople + 1) };

	memcpy(l.rooms, d->rooms, (size_t)d->nrooms * sizeof(*l.rooms));
	memcpy(l.sessions, d->sessions, (size_t)d->nsessions * sizeof(*l.sessions));
	memcpy(l.people, d->people, (size_t)d->npeople * sizeof(*l.people));
	return l;
}

static void
not_held(struct day_session *e)
{
	e->repeats_min = e->repeats_max = 0;
}

static void
without_leader(struct arena *a, const struct day *d, struct left *l, int person)
{
	l->people[person].slots = 0;
	l->people[person].nmust = 0;
	for (int e = 0; e < d->nsessions; e++) {
		int *others = NEW_N(a, int, (size_t)d->sessions[e].nleaders + 1), n = 0;
		for (int i = 0; i < d->sessions[e].nleaders; i++)
			if (d->sessions[e].leaders[i] != person)
				others[n++] = d->sessions[e].leaders[i];
		if (n == d->sessions[e].nleaders)
			continue;
		l->sessions[e].leaders = others;
		l->sessions[e].nleaders = n;
		if (n == 0)
			not_held(&l->sessions[e]);
	}
}

static void
without_slot(const struct day *d, struct left *l, int slot)
{
	uint64_t others = ~((uint64_t)1 << slot);

	for (int r = 0; r < d->nrooms; r++)
		l->rooms[r].slots &= others;
	for (int p = 0; p < d->npeople; p++)
		l->people[p].slots &= others;
}

/* A required session that is not held any more is not required any more. */
static void
musts_again(struct arena *a, const struct day *d, struct left *l)
{
	for (int p = 0; p < d->npeople; p++) {
		int *must = NEW_N(a, int, (size_t)l->people[p].nmust + 1), n = 0;
		for (int i = 0; i < l->people[p].nmust; i++)
			if (l->sessions[l->people[p].must[i]].repeats_max > 0)
				must[n++] = l->people[p].must[i];
		l->people[p].must = must;
		l->people[p].nmust = n;
	}
}

const char *
replan_without(struct arena *a, const struct day_file *f, const char *what, struct day_file *ret)
{
	static const char *const kinds[] = { "leader:", "room:", "session:", "slot:" };
	const struct ids *ids[] = { &f->people, &f->rooms, &f->sessions, &f->slots };
	struct left l = copy(a, &f->day);
	int kind = 0, at;

	while (kind < 4 && !text_starts(what, kinds[kind]))
		kind++;
	if (kind == 4)
		return arena_printf(a, "--without %s: say leader:ID, room:ID, session:ID or slot:ID", what);
	if ((at = ids_find(ids[kind], what + strlen(kinds[kind]))) < 0)
		return arena_printf(a, "--without %s: the day has none of that name", what);
	if (kind == 0)
		without_leader(a, &f->day, &l, at);
	else if (kind == 1)
		l.rooms[at].slots = 0;
	else if (kind == 2)
		not_held(&l.sessions[at]);
	else
		without_slot(&f->day, &l, at);
	musts_again(a, &f->day, &l);
	*ret = *f;
	ret->day.rooms = l.rooms;
	ret->day.sessions = l.sessions;
	ret->day.people = l.people;
	return NULL;
}

void
replan_at_least(struct arena *a, struct day_file *f, int session, int times)
{
	struct left l = copy(a, &f->day);

	l.sessions[session].repeats_min = l.sessions[session].repeats_max = times;
	musts_again(a, &f->day, &l);
	f->day.sessions = l.sessions;
	f->day.people = l.people;
}

static bool
has_placement(const struct day_plan *p, struct day_placement q)
{
	for (size_t i = 0; i < p->nplacements; i++)
		if (p->placements[i].session == q.session && p->placements[i].slot == q.slot && p->placements[i].room == q.room)
			return true;
	return false;
}

static int *
seats_by_person(struct arena *a, const struct day *d, const struct day_plan *p)
{
	size_t n = (size_t)d->npeople * (size_t)d->nslots;
	int *at = NEW_N(a, int, n + 1);

	memset(at, -1, n * sizeof(int));
	for (size_t i = 0; i < p->nseats; i++)
		at[(size_t)p->seats[i].person * (size_t)d->nslots + (size_t)p->seats[i].slot] = p->seats[i].session;
	return at;
}

void
replan_tell(FILE *out, struct arena *a, const struct day_file *f, const struct day_plan *before, const struct day_plan *after)
{
	const struct day *d = &f->day;
	int *was = seats_by_person(a, d, before), *is = seats_by_person(a, d, after), moved = 0;

	for (size_t i = 0; i < before->nplacements; i++)
		if (!has_placement(after, before->placements[i]))
			fprintf(out, "session %s is no longer in slot %s, room %s\n", f->sessions.at[before->placements[i].session],
			    f->slots.at[before->placements[i].slot], f->rooms.at[before->placements[i].room]);
	for (size_t i = 0; i < after->nplacements; i++)
		if (!has_placement(before, after->placements[i]))
			fprintf(out, "session %s is now in slot %s, room %s\n", f->sessions.at[after->placements[i].session],
			    f->slots.at[after->placements[i].slot], f->rooms.at[after->placements[i].room]);
	for (int p = 0; p < d->npeople; p++) {
		bool is_moved = false;
		for (int t = 0; t < d->nslots; t++) {
			int x = was[p * d->nslots + t], y = is[p * d->nslots + t];
			if (x == y)
				continue;
			is_moved |= x >= 0;
			fprintf(out, "%s in slot %s: %s -> %s\n", f->people.at[p], f->slots.at[t], x < 0 ? "nothing" : f->sessions.at[x],
			    y < 0 ? "nothing" : f->sessions.at[y]);
		}
		moved += is_moved;
	}
	fprintf(out, "%d people lose a seat they had\n", moved);
}
