/* Seats as JSON files, formats seats-1 and seats-multi-1. */
#ifndef DAYS_SEATS_FILE_H
#define DAYS_SEATS_FILE_H
#include "algo/seats.h"

struct seats_file {
	struct seats_ask ask;        /* of seats-multi-1: capacity of all slots together, unranked */
	int slots;                   /* 0: seats-1 */
	const int *per_slot;         /* of seats-multi-1: capacity in each slot */
};

/* NULL: it is good; else `file:line: what is wrong and what to do`. */
const char *seats_file_read(struct arena *, const char *path, struct seats_file *ret);

#endif
