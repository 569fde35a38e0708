/* Between the rules of people/ and its SQL; nobody else includes this. */
#ifndef PEOPLE_PEOPLE_ROWS_H
#define PEOPLE_PEOPLE_ROWS_H
#include "people/people.h"

const char     *duty_of(struct tx *, int64_t person, int64_t school);      /* code; NULL: none there */
struct profiles profiles_beside(struct tx *, int64_t person);              /* everybody else in their buildings, by name */
const char     *ask_key(struct arena *, const char *ask_me);               /* its words between single spaces, folded */
const char     *like_text(struct arena *, const char *);                   /* % _ \ made plain for LIKE … ESCAPE '\' */

/* One state before the last change is kept, for undo; for 30 days. */
enum { BEFORE_DAYS = 30 };
void            profile_keep(struct tx *, int64_t person, int64_t at);     /* as it is now */
bool            profile_swap(struct tx *, int64_t person, int64_t at);     /* now and before; false: nothing is kept */
void            profile_clear(struct tx *, int64_t person);                /* all that is their own word */

struct photo;
void            photo_put(struct tx *, int64_t person, const struct photo *, int64_t at);
void            photo_take(struct tx *, int64_t person, int64_t at);
void            photo_swap(struct tx *, int64_t person, int64_t at);       /* the one shown, and the one before; either may be none */
bool            photo_find(struct tx *, int64_t person, bool small, struct db_bytes *ret);
void            before_forget(struct tx *, int64_t kept_until);
#endif
