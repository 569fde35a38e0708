#include "base/buf.h"
#include "base/arena.h"
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST = 1024, FIRST_IN_ARENA = 64, MAX = 64 * 1024 * 1024 };

/* cap is never more than the maximum and its NUL, so what fits is allowed. */
static bool
grow(struct buf *b, size_t n)
{
	size_t max = b->max ? b->max : MAX, need;

	if (b->full || __builtin_add_overflow(b->len, n, &need) || need > max) {
		b->full = true;
		return false;
	}
	size_t cap = b->cap ? b->cap : b->first ? b->first : b->arena != NULL ? FIRST_IN_ARENA : FIRST;
	while (cap < need + 1)
		cap *= 2;
	if (cap > max + 1)
		cap = max + 1;
	char *p;
	if (b->arena != NULL) {
		p = arena_alloc(b->arena, cap, 1);
		if (b->len > 0)
			memcpy(p, b->at, b->len);
	} else if ((p = realloc(b->at, cap)) == NULL)
		abort();
	b->at = p;
	b->cap = cap;
	return true;
}

static inline bool
room_for(struct buf *b, size_t n)
{
	return (n < b->cap - b->len && !b->full) || grow(b, n);
}

void
buf_put(struct buf *b, const void *bytes, size_t n)
{
	if (!room_for(b, n))
		return;
	if (n > 0)
		memcpy(b->at + b->len, bytes, n);
	b->len += n;
	b->at[b->len] = '\0';
}

void buf_text(struct buf *b, const char *s) { buf_put(b, s, strlen(s)); }
void buf_char(struct buf *b, char c)        { buf_put(b, &c, 1); }

void
buf_i64(struct buf *b, int64_t v)
{
	char digits[24], *p = digits + sizeof(digits);
	uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;

	do
		*--p = (char)('0' + u % 10);
	while (u /= 10);
	if (v < 0)
		*--p = '-';
	buf_put(b, p, (size_t)(digits + sizeof(digits) - p));
}

/* Written at once into the room there is, and again only where it was too small. */
void
buf_vprintf(struct buf *b, const char *fmt, va_list ap)
{
	va_list again;

	va_copy(again, ap);
	size_t room = room_for(b, 0) ? b->cap - b->len : 0;
	int n = vsnprintf(room > 0 ? b->at + b->len : NULL, room, fmt, ap);
	assert(n >= 0);
	if ((size_t)n >= room) {
		if (room > 0)
			b->at[b->len] = '\0';
		if (!room_for(b, (size_t)n))
			n = 0;
		else
			vsnprintf(b->at + b->len, (size_t)n + 1, fmt, again);
	}
	va_end(again);
	b->len += (size_t)n;
}

void
buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(b, fmt, ap);
	va_end(ap);
}

void
buf_clear(struct buf *b)
{
	b->len = 0;
	b->full = false;
	if (b->at != NULL)
		b->at[0] = '\0';
}

void
buf_free(struct buf *b)
{
	if (b->arena == NULL)
		free(b->at);
	*b = (struct buf){ .max = b->max, .first = b->first };
}

const char *
buf_str(struct buf *b)
{
	if (b->at == NULL)
		buf_put(b, "", 0);
	return b->at != NULL ? b->at : "";
}
