/* A plan while it is searched; inside algo/plan*.c only.
 *
 * Words: a *spot* is slot × nrooms + room.  A placement's *start* is its first
 * spot.  Somebody's seat is the start in whose placement they sit, NO_SEAT, or
 * TAKEN in the later slots of a long one.
 *
 * Invariants, after every function that is not static:
 * 1. at[spot] is a session or EMPTY; a session of length n holds n spots of a row.
 * 2. led[p] has the slots in which p leads; p sits in none of them.
 * 3. load[start] people have that seat; load ≤ seats of the placement.
 * 4. got[p] is the weight of p's seats; worth = Σ value(p, got[p]). */
#ifndef ALGO_PLAN_STATE_H
#define ALGO_PLAN_STATE_H
#include "algo/plan.h"

enum { EMPTY = -1, NO_SEAT = -1, TAKEN = -2 };

/* What outweighs any sum of wants, in steps. */
static const int64_t WORTH_LEVEL = 1000, WORTH_MUST = 1000000000, WORTH_PLACE = 10000000000000;

struct state {
	const struct day *d;
	struct arena *a;
	int nspots;
	int *at, *load;              /* by spot */
	bool *begins;                /* by spot: a placement starts here */
	int *placed;                 /* by session: how often */
	bool *stays;                 /* by spot: fixed */
	uint64_t *led;               /* by person */
	int64_t *want;               /* person × session; must included */
	bool *may;                   /* person × session: is there a reason to sit in it */
	int *seat;                   /* person × slot */
	int64_t *got, *need;         /* by person; need: of the level asked for */
	const int *old;              /* person × slot: session they sat in before; NULL: there is no before */
	int64_t stay;                /* what keeping it is worth */
	int64_t worth;
	int held, held_slot;         /* who keeps their seat there whatever they could gain; -1: nobody */
	bool hangs_together;         /* a seat in one slot may bear on another slot */
	struct slot_graph *graph;    /* plan_seats.c's, kept to save its memory */
};

static inline int
slot_of(const struct state *s, int spot)
{
	return spot / s->d->nrooms;
}

static inline int
room_of(const struct state *s, int spot)
{
	return spot % s->d->nrooms;
}

/* What person gets in the placement that starts at spot. */
static inline int64_t
pay(const struct state *s, int person, int spot)
{
	size_t p = (size_t)person;
	int session = s->at[spot];
	bool stayed = s->old != NULL && s->old[p * (size_t)s->d->nslots + (size_t)slot_of(s, spot)] == session;

	return s->want[p * (size_t)s->d->nsessions + (size_t)session] + (stayed ? s->stay : 0);
}

/* What one more, or one less, in a placement is worth beside who it is: seats
 * below the minimum count. */
static inline int64_t
seat_more(const struct state *s, int spot)
{
	return s->load[spot] < s->d->sessions[s->at[spot]].minimum ? WORTH_MUST : 0;
}

static inline int64_t
seat_less(const struct state *s, int spot)
{
	return s->load[spot] <= s->d->sessions[s->at[spot]].minimum ? WORTH_MUST : 0;
}

/* Concave in x, so that helping who is below comes first. */
static inline int64_t
value(const struct state *s, int person, int64_t x)
{
	int64_t below = s->need[person] - x;

	return below > 0 ? x - WORTH_LEVEL * below : x;
}

struct state *state_new(struct arena *, const struct day *);
bool   state_fits(const struct state *, int session, int spot);      /* may stand there, everything else as it is */
void   state_place(struct state *, int session, int spot);           /* needs state_fits */
void   state_unplace(struct state *, int spot);                      /* its start; who sat there has no seat */
int    state_seats(const struct state *, int spot);                  /* of the placement that starts there */
int    state_missing(const struct state *);                          /* placements that lack */
int    state_disorder(const struct state *);                         /* placements that come before what they come after */

/* plan_seats.c */
struct slot_graph *slot_graph_new(struct state *);
void    seats_improve(struct state *, int slot);                     /* exact, other slots as they are */
bool    seats_force(struct state *, int person, int spot);           /* one sits there, though it may cost; false: they may not */
void    seats_people(struct state *);                               /* each person's seats of all slots together */
void    seats_settle(struct state *);                                /* all slots, until none improves */
int64_t seats_reach(const struct state *, const int *slots, int n);  /* no seats in these slots give more */

#endif
