/* An in-service day: slots in a row, rooms, sessions, people and what they want.
 *
 * A session is *placed* in a room and a slot, as often as its repeats say; a
 * *placement* has seats, and people present sit in them.  Everything is an
 * index; the names stay with who read the file.  Sets of slots and of room
 * features are bits. */
#ifndef ALGO_DAY_H
#define ALGO_DAY_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DAY_SLOTS_MOST = 63, DAY_FEATURES_MOST = 64 };

struct day_room {
	int capacity;
	uint64_t features, slots;
	int site;                    /* of travel; -1: online, no travel */
};

struct day_spot { int slot, room; };

struct day_session {
	const int *leaders;          /* people */
	int nleaders;
	uint64_t needs, slots;
	int capacity, minimum;       /* seats at most, beside the room's; seats at least */
	int repeats_min, repeats_max;
	int length;                  /* slots in a row */
	const struct day_spot *fixed;
	int nfixed;                  /* 0: anywhere */
	const int *after;            /* sessions that come before it */
	int nafter;
	const bool *audience;        /* by person; NULL: everybody */
};

struct day_want { int session; int64_t weight; };

struct day_person {
	uint64_t slots;
	const struct day_want *wants;
	int nwants;
	const int *must;             /* sessions */
	int nmust;
};

struct day {
	int nslots, nrooms, nsessions, npeople, nsites;
	const struct day_room *rooms;
	const struct day_session *sessions;
	const struct day_person *people;
	const int *travel;           /* nsites × nsites: slots lost between two sites; NULL: none */
};

struct day_placement { int session, slot, room; };     /* slot: the first of its length */
struct day_seat { int person, slot, session; };

struct day_plan {
	struct day_placement *placements;
	size_t nplacements;
	struct day_seat *seats;
	size_t nseats;
};

/* What a plan is worth.  Satisfaction of a person: seated weight ÷ the sum of
 * their T largest weights, T = the slots in which they are present; 1 for who
 * wants nothing. */
struct day_score {
	int64_t total, bound;        /* bound: no plan's total is greater */
	int64_t with_a_top_choice;   /* people who sit in one of what they want most */
	int64_t with_nothing;        /* people who want something and sit in none of it */
	double mean_satisfaction, least_satisfaction;      /* least: of those who can reach more than 0 */
};

#endif
