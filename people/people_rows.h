/* Between the rules of people/ and its SQL; nobody else includes this. */
#ifndef PEOPLE_PEOPLE_ROWS_H
#define PEOPLE_PEOPLE_ROWS_H
#include "people/people.h"

const char     *duty_of(struct tx *, int64_t person, int64_t school);      /* code; NULL: none there */
struct profiles profiles_beside(struct tx *, int64_t person);              /* everybody else in their buildings, by name */
const char     *like_text(struct arena *, const char *);                   /* % _ \ made plain for LIKE … ESCAPE '\' */

/* The federal directory: what a school may be called there. */
struct nces_school { const char *nces, *name, *lea, *city, *state; int low_grade, high_grade; };
struct nces_schools { struct nces_school *at; size_t n, cap; };
#endif
