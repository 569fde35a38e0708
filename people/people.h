/* People: who works where and with whom, and what they can be asked.
 *
 * The roster (roster/) says schools, duties, grades and subjects; what people
 * write themselves stands beside it and wins.  An assignment ends, it is never
 * deleted: that somebody worked at a school stays true.  Other features may
 * join person.shown and school.name for the names they show; for the rest they
 * ask here. */
#ifndef PEOPLE_PEOPLE_H
#define PEOPLE_PEOPLE_H
#include "auth/person.h"
#include "base/text.h"
#include "db/db.h"
#include "people/context.h"

struct school {
	int64_t id;
	const char *name;
	const char *kind;                        /* "school", "office" (the district's own), or what the source calls it */
	const char *nces;                        /* 12 digits, or NULL */
	int low_grade, high_grade;               /* bits of people/context.h; -1: not known */
	bool closed;                             /* only of school_find */
};
struct schools { struct school *at; size_t n, cap; };

struct schools school_list(struct tx *);                             /* open ones, by name */
int64_t        school_size(struct tx *, int64_t school);            /* how many work there now */
struct schools schools_of(struct tx *, int64_t person);              /* where they work now, the primary one first */
struct school *school_find(struct tx *, int64_t id);                 /* NULL: none */
const char    *school_name(struct tx *, int64_t id);                 /* NULL for 0 or none */
int64_t        person_school(struct tx *, int64_t person);           /* the primary one; 0: none */
int64_t        school_add(struct tx *, const struct school *);       /* id made when 0 */
void           school_put(struct tx *, const struct school *, int64_t closed_at);   /* name, kind, grades; closed_at 0: open */
void           school_nces_put(struct tx *, int64_t id, const char *nces);          /* NULL: none */

enum duty {                                  /* what somebody does at a school */
	DUTY_TEACHER, DUTY_AIDE, DUTY_COUNSELOR, DUTY_LIBRARIAN, DUTY_SPECIALIST, DUTY_STAFF,
	DUTY_PRINCIPAL, DUTY_SCHOOL_ADMIN, DUTY_DISTRICT_ADMIN,
};
enum { DUTIES = 9 };
const char *duty_code(enum duty);            /* as it stands in assignment.role: "teacher" */
const char *duty_name(const char *code);     /* N_()'d English: "Teacher"; what is not known, as it is */
enum role   duty_role(enum duty);            /* what they may in the product: teacher or administrator */

struct position { int64_t school_id; const char *school, *duty; };       /* duty: its code */
struct positions { struct position *at; size_t n, cap; };
struct positions positions_of(struct tx *, int64_t person);                  /* what they do now and where, the primary one first */

struct assignment { int64_t school_id; enum duty duty; };
struct assignments { struct assignment *at; size_t n, cap; };
/* From now on exactly these, as far as `source` is concerned; the first is the primary one. */
void assignments_put(struct tx *, int64_t person, const char *source, struct assignments, int64_t at);

struct profile {
	int64_t person_id;
	const char *shown, *email, *school;      /* school: the primary one's name, or NULL */
	const char *duty;                        /* code of what they do there, or NULL */
	unsigned roles;                          /* of auth/person.h; only of profile_find */
	unsigned grades, subjects;               /* theirs, or the roster's */
	bool own_grades, own_subjects;           /* they set these themselves; profile_put keeps the others the roster's */
	const char *rooms, *ask_me, *pronouns;
	unsigned source_grades, source_subjects; /* what the roster says; only of profile_find */
	const char *photo;                       /* which one, for its address; NULL: none */
};
struct profiles { struct profile *at; size_t n, cap; };
struct profile *profile_find(struct tx *, int64_t person);           /* NULL: no such active person */
void            profile_put(struct tx *, const struct profile *);    /* grades, subjects where own, rooms, ask_me, pronouns */
void            profile_source_put(struct tx *, int64_t person, unsigned grades, unsigned subjects, const char *pronouns);

struct people_filter {
	const char *words;                       /* beginnings of parts of names, or what they can be asked; or NULL */
	int64_t school;                          /* 0: any */
	unsigned grades, subjects;               /* 0: any; else at least one of them */
};
/* Three patterns for LIKE … ESCAPE '\' over ' ' || REPLACE(sort_key, '~', ''):
 * parts of a name, each at the beginning of a word. */
enum { NAME_LIKES = 3 };
struct lines    name_likes(struct arena *, const char *words);
struct profiles profile_list(struct tx *, const struct people_filter *, int64_t limit, int64_t offset);   /* active, by name */

/* In my buildings, sharing a grade or a subject; the most alike first. */
struct profiles people_like(struct tx *, int64_t person, int64_t limit);

const char     *person_initials(struct arena *, const char *shown);  /* "RD" */

struct merge;
void people_merge(struct merge *);            /* its columns that hold a person, db/merge.h */

struct person_context { unsigned grades, subjects; int64_t school_id; };   /* 0: not known */
struct person_context person_context(struct tx *, int64_t person);
#endif
