/* Buffer: bytes that grow, up to a maximum.
 *
 * Always NUL-terminated, so `at` can be read as a string once anything was
 * put.  A piece that would pass the maximum is dropped whole and `full` says
 * so; who sends the buffer on must look.  The memory is the buffer's own:
 * buf_free, or give it an arena and forget it. */
#ifndef BASE_BUF_H
#define BASE_BUF_H
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct buf {
	char *at;
	size_t len, cap, max;      /* max 0: 64 MiB */
	size_t first;              /* room to begin with, for who knows that it will be much; 0: 1 KiB */
	bool full;
	struct arena *arena;       /* NULL: malloc */
};

void buf_put(struct buf *, const void *, size_t);
void buf_text(struct buf *, const char *);
void buf_char(struct buf *, char);
void buf_i64(struct buf *, int64_t);
void buf_printf(struct buf *, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *, const char *fmt, va_list) __attribute__((format(printf, 2, 0), nonnull(1, 2)));
void buf_clear(struct buf *);   /* keeps the memory */
void buf_free(struct buf *);
const char *buf_str(struct buf *);  /* never NULL */
#endif
