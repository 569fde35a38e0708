/* People: who works where and with whom, and what they can be asked.
 *
 * The roster (roster/) says schools, roles, grades and subjects; what people
 * write themselves stands beside it and wins.  Other features may join
 * person.shown and school.name for the names they show; for the rest they ask
 * here. */
#ifndef PEOPLE_PEOPLE_H
#define PEOPLE_PEOPLE_H
#include "db/db.h"
#include "people/context.h"

struct school { int64_t id; const char *name, *kind, *nces; int low_grade, high_grade; };
struct schools { struct school *at; size_t n, cap; };

struct schools school_list(struct tx *);                             /* open ones, by name */
struct school *school_find(struct tx *, int64_t id);                 /* NULL: none */
const char    *school_name(struct tx *, int64_t id);                 /* NULL for 0 or none */
int64_t        person_school(struct tx *, int64_t person);           /* the primary one; 0: none */

struct profile {
	int64_t person_id;
	const char *shown, *email, *school;      /* school: the primary one's name, or NULL */
	unsigned grades, subjects;               /* theirs, or the roster's */
	const char *rooms, *ask_me, *pronouns;
};
struct profiles { struct profile *at; size_t n, cap; };
struct profile *profile_find(struct tx *, int64_t person);           /* NULL: no such active person */
void            profile_put(struct tx *, const struct profile *);    /* grades, subjects, rooms, ask_me, pronouns */
struct people_filter { const char *name; int64_t school; unsigned grades, subjects; };       /* 0 and "": any */
struct profiles people_search(struct tx *, const struct people_filter *, int64_t offset, int64_t limit);   /* active people, by name */
struct profiles people_like(struct tx *, int64_t person, int64_t limit);   /* in my buildings, sharing a grade or subject */
#endif
