/* Between the rules of nces.c and their SQL; nobody else includes this. */
#ifndef ROSTER_NCES_ROWS_H
#define ROSTER_NCES_ROWS_H
#include "roster/nces.h"
int64_t             nces_drop(struct tx *, int64_t most);
void                nces_insert(struct tx *, const struct nces_school *);
struct nces_schools nces_by_key(struct tx *, const char *key);
struct nces_schools nces_by_agency(struct tx *, const char *agency);      /* the first seven digits */
struct nces_school *nces_find(struct tx *, const char *nces);
bool                nces_taken(struct tx *, const char *nces, int64_t except);
struct said_place { int64_t school; const char *statement; };
struct said_places_rows { struct said_place *at; size_t n, cap; };
struct said_places_rows school_statements(struct tx *);                   /* what any source says of our schools */
#endif
