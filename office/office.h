/* The office: running the district.
 *
 * The operator appoints, everybody with an office reads who was appointed by
 * whom and why.  Coordinators and operators look after accounts: guests who are
 * on no roster, addresses, sign-in slips on paper, two rows that are one person.
 * What they do with somebody's account stands where that person reads it.
 * Nothing here shows a try, a note or a draft: the wall (auth/wall.h) has no
 * door for an office. */
#ifndef OFFICE_OFFICE_H
#define OFFICE_OFFICE_H
#include "auth/login.h"
#include "db/db.h"

struct merge;
void office_merge(struct merge *);            /* its columns that hold a person, db/merge.h */

/* Makes whoever has the address an operator, adding them when nobody has it,
 * and a link to sign in with, good for a day and once.  NULL: two have it. */
const char *operator_link(struct tx *, const char *address, const char *why);

/* A school year, named by those who run the district. */
struct school_year { int64_t id; const char *name, *first_day, *last_day; };     /* civil dates */
struct school_years { struct school_year *at; size_t n, cap; };
struct school_years school_year_list(struct tx *);                               /* the last first */
struct school_year *school_year_of(struct tx *, const char *day);                /* the one that holds it, or the last before; NULL: none */
#endif
