/* Compare: a roster against what its source said before and who is here; the
 * list of changes, in the order in which they are shown and applied.
 *
 * Whoever is absent is gone only if their file is the whole truth and no row
 * that was left out may be theirs.  A new id with the staff number or the
 * address of somebody here is asked about.  A school closes when it is absent
 * and nobody of this roster works there. */
#ifndef ROSTER_COMPARE_H
#define ROSTER_COMPARE_H
#include "roster/said.h"

enum change_kind {                   /* the numbers stand in the database */
	CHANGE_SCHOOL_ADDED, CHANGE_SCHOOL_FOUND, CHANGE_SCHOOL_CHANGED,
	CHANGE_ADDED, CHANGE_BACK, CHANGE_CHANGED, CHANGE_ASKED, CHANGE_GONE,
	CHANGE_SCHOOL_CLOSED,
	CHANGE_QUIET,                /* nothing that people see; not counted, not listed */
};
enum { CHANGE_KINDS = 10 };

struct change {
	enum change_kind kind;
	bool of_school;                          /* else of a person */
	const char *id, *name, *sort;
	const struct roster_person *person;      /* as the roster says it; NULL: a school's, or absent */
	const struct roster_school *school;
	int64_t subject;                         /* who or which it is here, or may be; 0: nobody yet */
	const char *detail;                      /* as differences_text; "" where there is nothing to say */
};
struct changes {
	struct change *at;
	size_t n, cap;
	int64_t counts[CHANGE_KINDS];
	int64_t staff;                           /* whom the source said to be here, before */
	int64_t unchanged;
	struct { const char **at; size_t n, cap; } spared;      /* ids not in the file for whom something speaks */
	bool held;                               /* too many would go: a person decides */
	struct lookup known;                     /* ids of people the source has said before */
	struct places places;
};

/* tx NULL: nobody is here yet.  Adds to the roster's findings what only now is
 * seen.  `scratch` is reset again and again, and still the caller's. */
struct changes *compare(struct tx *, struct arena *, struct arena *scratch, struct roster *);

/* More than this share of staff is not sent away without a person's word. */
enum { HELD_PERCENT = 10 };
#endif
