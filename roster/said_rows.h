/* Between the rules of roster/ and the SQL of what sources said; nobody else
 * includes this. */
#ifndef ROSTER_SAID_ROWS_H
#define ROSTER_SAID_ROWS_H
#include "roster/said.h"

struct said {
	const char *id;
	int64_t subject;               /* the person or school; 0: none */
	int64_t asks;                  /* of a person: who it may be; 0: nothing is asked */
	const char *alias_of;          /* of a person: the id they have now; NULL: this one */
	bool active;
	const char *statement, *source;
};
struct saids { struct said *at; size_t n, cap; };

struct rows  said_people(struct tx *, const char *source);                         /* without the old ids of people who have a new one */
struct saids said_aliases(struct tx *, const char *source);
bool         said_next(struct rows *, struct said *);
struct said *said_person(struct tx *, const char *source, const char *id);        /* NULL: never said */
void         said_person_put(struct tx *, const char *source, const struct said *, const char *identifier, int64_t at);
void         said_person_drop(struct tx *, const char *source, const char *id);
struct saids said_of_person(struct tx *, int64_t person);                          /* active ones, whatever the source */
void         said_alias_put(struct tx *, const char *source, const char *old, const char *now);
struct said *said_alias_take(struct tx *, const char *source, const char *now);   /* the latest, made an id of its own again; NULL: none */
const char  *said_source_id(struct tx *, const char *source, int64_t person);     /* the id they have now; NULL: none */

struct saids said_schools(struct tx *, const char *source);
struct said *said_school(struct tx *, const char *source, const char *id);
void         said_school_put(struct tx *, const char *source, const struct said *, int64_t at);
struct places said_places(struct tx *, struct arena *, const char *source);

/* Who may it be?  Each with the source and the id that say so ("" by address). */
struct likely { const char *identifier, *source, *id; int64_t person; };
struct likelies { struct likely *at; size_t n, cap; };
struct likelies likely_all(struct tx *, struct arena *, struct lookup *ret_by_identifier);       /* whose staff number is known; each number leads to its first */
struct likelies likely_by_email(struct tx *, const char *email);
struct school_ids { int64_t *at; size_t n, cap; };
struct school_ids schools_like(struct tx *, const struct roster_school *);         /* by federal number, then by name */
bool            last_operator_is(struct tx *, int64_t person);
int64_t         school_staff(struct tx *, int64_t school);                        /* who works there now, says whoever */
const char     *nces_of(const char *identifier);                                   /* 12 digits; else NULL */
#endif
