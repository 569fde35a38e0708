/* Doubts: is this new id somebody who is here already?
 *
 * A system that is replaced gives everybody a new id.  Whoever comes under an
 * id never seen, with the staff number or the address of somebody here, is
 * neither added nor is the other sent away until a person has said whether the
 * two are one.  A yes keeps the old id as an alias; each answer can be undone. */
#ifndef ROSTER_DOUBTS_H
#define ROSTER_DOUBTS_H
#include "jobs/jobs.h"
#include "roster/said.h"

struct doubt {
	const char *source, *id;             /* the new id */
	const struct roster_person *now;     /* what is said of it */
	const char *works;                   /* as, and where: for differences' "posts" */
	int64_t person;                      /* who it may be */
	const char *shown, *email, *school;  /* of theirs; email and school may be NULL */
	bool active, by_email;               /* why it is asked: by address, else by staff number */
};
struct doubts { struct doubt *at; size_t n, cap; };

struct doubts doubt_rows(struct tx *, int64_t limit, int64_t offset);
int64_t          doubt_count(struct tx *);

enum answer { ANSWER_SAME, ANSWER_OTHER };
/* false: it is not asked (any more).  ret_person: who they are now. */
bool doubt_answered(struct tx *, const char *source, const char *id, enum answer, int64_t by, int64_t *ret_person);
bool doubt_asked_again(struct tx *, int64_t person, int64_t asked, int64_t by);     /* the answer is taken back */
/* Yes to all, until `until` (clock_ms); true: none is left. */
bool doubts_all_same(struct job_run *, int64_t by, int64_t until);
#endif
