/* Between the rules of imports and their SQL; nobody else includes this. */
#ifndef ROSTER_IMPORT_ROWS_H
#define ROSTER_IMPORT_ROWS_H
#include "roster/imports.h"

void    import_insert(struct tx *, const struct import *);
void    import_put(struct tx *, int64_t id, enum import_state, int64_t ended_at);
bool    import_turn(struct tx *, int64_t id, enum import_state from, enum import_state to, int64_t ended_at);     /* false: it was not `from` */
void    import_total_put(struct tx *, int64_t id, int64_t total);
void    import_done_add(struct tx *, int64_t id, int64_t more);
int64_t import_replace(struct tx *, const char *source, int64_t by_newer, int64_t at);      /* what waited; how many */
int64_t import_last(struct tx *, const char *source);                  /* the newest that was applied, or is being; 0: none */

void    import_files_put(struct tx *, int64_t import, const struct roster *);
void    piece_put(struct tx *, int64_t import, int number, struct db_bytes);
struct db_bytes piece_find(struct tx *, int64_t import, int number);   /* at NULL: none */
void    pieces_drop(struct tx *, int64_t import);

struct change_row { const char *about, *source_id, *name, *detail, *before; enum change_kind kind; int64_t number, subject, done_at; };
void    change_put(struct tx *, int64_t import, const struct change_row *);
int64_t change_next(struct tx *, int64_t import);                      /* the first number that is free */
struct change_rows { struct change_row *at; size_t n, cap; };
struct change_rows changes_done(struct tx *, int64_t import, int64_t most);           /* the last ones first */
void    change_undone(struct tx *, int64_t import, const struct change_row *, int64_t at);
int64_t changes_drop(struct tx *, int64_t import, bool planned, int64_t most);        /* only planned ones, or all; how many */
int64_t import_over_before(struct tx *, int64_t before);               /* one that has changes and is that old, or came to nothing; 0: none */

void    deed_put(struct tx *, int64_t import, int64_t by, const char *deed, const char *about, int64_t at);
#endif
