/* Ids: 63-bit numbers made by the program, sortable by the time they were made.
 *
 * 42 bits of milliseconds since 2020-01-01 UTC, then 21 random bits.  Within
 * a process they only grow; the step is random, so the next one cannot be
 * guessed from the last.  For people and URLs an id is 13 characters of
 * Crockford's base 32 (2019), lower case, which sort as the numbers do. */
#ifndef BASE_ID_H
#define BASE_ID_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
enum { ID_TEXT = 14 };

int64_t     id_make(void);
int64_t     id_first_at(int64_t seconds);              /* the smallest id of that second */
const char *id_text(struct arena *, int64_t id);
void        id_write(char ret_text[ID_TEXT], int64_t id);
bool        id_read(const char *text, size_t len, int64_t *ret_id);
#endif
