#include "algo/plan_state.h"
#include "base/arena.h"
#include <assert.h>
#include <string.h>

static void
wants_read(struct state *s)
{
	const struct day *d = s->d;

	for (int p = 0; p < d->npeople; p++) {
		const struct day_person *person = &d->people[p];
		int64_t *want = s->want + (size_t)p * (size_t)d->nsessions;
		bool *may = s->may + (size_t)p * (size_t)d->nsessions;
		for (int i = 0; i < person->nwants; i++) {
			want[person->wants[i].session] += person->wants[i].weight;
			may[person->wants[i].session] = true;
		}
		for (int i = 0; i < person->nmust; i++) {
			want[person->must[i]] += WORTH_MUST;
			may[person->must[i]] = true;
		}
		for (int e = 0; e < d->nsessions; e++)
			if (d->sessions[e].audience != NULL && !d->sessions[e].audience[p])
				may[e] = false;
	}
}

struct state *
state_new(struct arena *a, const struct day *d)
{
	struct state *s = NEW(a, struct state);
	size_t people = (size_t)d->npeople, pairs = people * (size_t)d->nsessions;

	*s = (struct state){ .d = d, .a = a, .nspots = d->nslots * d->nrooms, .held = -1 };
	s->at = NEW_N(a, int, (size_t)s->nspots + 1);
	s->load = NEW_N(a, int, (size_t)s->nspots + 1);
	s->begins = NEW_N(a, bool, (size_t)s->nspots + 1);
	s->stays = NEW_N(a, bool, (size_t)s->nspots + 1);
	s->placed = NEW_N(a, int, (size_t)d->nsessions + 1);
	s->led = NEW_N(a, uint64_t, people + 1);
	s->want = NEW_N(a, int64_t, pairs + 1);
	s->may = NEW_N(a, bool, pairs + 1);
	s->seat = NEW_N(a, int, people * (size_t)d->nslots + 1);
	s->got = NEW_N(a, int64_t, people + 1);
	s->need = NEW_N(a, int64_t, people + 1);
	for (int i = 0; i < s->nspots; i++)
		s->at[i] = EMPTY;
	for (size_t i = 0; i < people * (size_t)d->nslots; i++)
		s->seat[i] = NO_SEAT;
	wants_read(s);
	s->graph = slot_graph_new(s);
	return s;
}

static bool
fixed_allows(const struct day_session *e, int slot, int room)
{
	for (int i = 0; i < e->nfixed; i++)
		if (e->fixed[i].slot == slot && e->fixed[i].room == room)
			return true;
	return e->nfixed == 0;
}

static bool
is_in_slot(const struct state *s, int session, int slot)
{
	for (int r = 0; r < s->d->nrooms; r++)
		if (s->at[slot * s->d->nrooms + r] == session)
			return true;
	return false;
}

bool
state_fits(const struct state *s, int session, int spot)
{
	const struct day *d = s->d;
	const struct day_session *e = &d->sessions[session];
	const struct day_room *room = &d->rooms[room_of(s, spot)];
	int slot = slot_of(s, spot);

	if (slot + e->length > d->nslots || (e->needs & ~room->features) != 0 ||
	    !fixed_allows(e, slot, room_of(s, spot)) || (e->slots >> slot & 1) == 0)
		return false;
	for (int t = slot; t < slot + e->length; t++) {
		if (s->at[t * d->nrooms + room_of(s, spot)] != EMPTY || (room->slots >> t & 1) == 0 ||
		    (e->slots >> t & 1) == 0 || is_in_slot(s, session, t))
			return false;
		for (int l = 0; l < e->nleaders; l++)
			if ((s->led[e->leaders[l]] >> t & 1) || (d->people[e->leaders[l]].slots >> t & 1) == 0)
				return false;
	}
	return true;
}

static void
stand_up(struct state *s, int person, int slot)
{
	int *seat = s->seat + (size_t)person * (size_t)s->d->nslots;

	while (seat[slot] == TAKEN)
		slot--;
	int spot = seat[slot];
	if (spot == NO_SEAT)
		return;
	int session = s->at[spot];
	for (int t = slot; t < slot + s->d->sessions[session].length; t++)
		seat[t] = NO_SEAT;
	s->load[spot]--;
	s->worth -= value(s, person, s->got[person]);
	s->got[person] -= pay(s, person, spot);
	s->worth += value(s, person, s->got[person]);
}

void
state_place(struct state *s, int session, int spot)
{
	const struct day_session *e = &s->d->sessions[session];
	int slot = slot_of(s, spot);

	assert(s->at[spot] == EMPTY);
	for (int t = slot; t < slot + e->length; t++) {
		for (int l = 0; l < e->nleaders; l++) {
			stand_up(s, e->leaders[l], t);
			s->led[e->leaders[l]] |= (uint64_t)1 << t;
		}
		s->at[t * s->d->nrooms + room_of(s, spot)] = session;
	}
	s->begins[spot] = true;
	s->load[spot] = 0;
	s->placed[session]++;
}

void
state_unplace(struct state *s, int spot)
{
	int session = s->at[spot], slot = slot_of(s, spot);
	const struct day_session *e = &s->d->sessions[session];

	assert(s->begins[spot]);
	for (int p = 0; p < s->d->npeople && s->load[spot] > 0; p++)
		if (s->seat[(size_t)p * (size_t)s->d->nslots + (size_t)slot] == spot)
			stand_up(s, p, slot);
	for (int t = slot; t < slot + e->length; t++) {
		for (int l = 0; l < e->nleaders; l++)
			s->led[e->leaders[l]] &= ~((uint64_t)1 << t);
		s->at[t * s->d->nrooms + room_of(s, spot)] = EMPTY;
	}
	s->begins[spot] = false;
	s->placed[session]--;
}

int
state_seats(const struct state *s, int spot)
{
	int of_session = s->d->sessions[s->at[spot]].capacity, of_room = s->d->rooms[room_of(s, spot)].capacity;

	return of_session < of_room ? of_session : of_room;
}

/* The end of the earliest placement of a session, or the number of slots. */
static int
first_end(const struct state *s, int session)
{
	for (int spot = 0; spot < s->nspots; spot++)
		if (s->begins[spot] && s->at[spot] == session)
			return slot_of(s, spot) + s->d->sessions[session].length;
	return s->d->nslots;
}

int
state_missing(const struct state *s)
{
	int missing = 0;

	for (int e = 0; e < s->d->nsessions; e++) {
		int lacks = s->d->sessions[e].repeats_min - s->placed[e];
		missing += lacks > 0 ? lacks : 0;
	}
	return missing;
}

int
state_disorder(const struct state *s)
{
	int disorder = 0;

	for (int spot = 0; spot < s->nspots; spot++) {
		if (!s->begins[spot])
			continue;
		const struct day_session *e = &s->d->sessions[s->at[spot]];
		for (int i = 0; i < e->nafter; i++)
			disorder += first_end(s, e->after[i]) > slot_of(s, spot);
	}
	return disorder;
}
