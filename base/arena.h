/* Arena: memory that is given back all at once, when its request or job ends.
 *
 * Code above base/ owns nothing but arena memory, so a failure may leave from
 * anywhere (see db/db.h) and nothing leaks.  Memory is zeroed.  Running out of
 * memory ends the process; the parent starts it again.  Under AddressSanitizer
 * what lies past each piece, and all of it after a reset, is poisoned. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H
#include <stdarg.h>
#include <stddef.h>

struct arena;

struct arena *arena_new(void);
void   arena_reset(struct arena *);             /* keeps some memory for the next request */
void   arena_free(struct arena *);              /* NULL is fine */
size_t arena_used(const struct arena *);        /* bytes handed out since the last reset */

void *arena_alloc(struct arena *, size_t n, size_t size)
    __attribute__((malloc, alloc_size(2, 3), returns_nonnull));
char *arena_printf(struct arena *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3), nonnull, returns_nonnull));
char *arena_vprintf(struct arena *, const char *fmt, va_list)
    __attribute__((format(printf, 2, 0), nonnull(1, 2), returns_nonnull));
char *arena_copy(struct arena *, const void *bytes, size_t len)    /* adds a NUL */
    __attribute__((returns_nonnull));
char *arena_text(struct arena *, const char *)                      /* NULL becomes "" */
    __attribute__((returns_nonnull));

#define NEW(a, T)       ((T *)arena_alloc((a), 1, sizeof(T)))
#define NEW_N(a, T, n)  ((T *)arena_alloc((a), (n), sizeof(T)))

/* A list is any struct with `T *at; size_t n, cap;`.  LIST_ADD gives the
 * address of a new zeroed element; earlier addresses may move. */
#define LIST(T) struct { T *at; size_t n, cap; }
#define LIST_ADD(a, l) \
	((l)->at = arena_grow((a), (l)->at, (l)->n, &(l)->cap, sizeof(*(l)->at)), \
	    (l)->n++, &(l)->at[(l)->n - 1])
void *arena_grow(struct arena *, void *at, size_t n, size_t *cap, size_t size)
    __attribute__((returns_nonnull));
#endif
