#include "base/arena.h"
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define POISONED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define POISONED 1
#endif
#endif
#ifdef POISONED
#include <sanitizer/asan_interface.h>
enum { GAP = 16 };
#else
#define ASAN_POISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#define ASAN_UNPOISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
enum { GAP = 0 };
#endif

/* Chunks grow from FIRST to CHUNK, so a small request stays small. */
enum { FIRST = 4 * 1024, CHUNK = 64 * 1024, KEPT = 256 * 1024, ALIGN = 16, SHORT = 128 };

/* A chunk's memory beyond `dirty` has never been handed out and is still zero. */
struct chunk {
	struct chunk *next;
	size_t used, dirty, cap;
	_Alignas(ALIGN) char mem[];
};

struct arena {
	struct chunk *head;
	struct chunk *spare;            /* of earlier requests, at most KEPT bytes: zeroing new memory costs more than the work in it */
	size_t total;
};

static _Noreturn void
out_of_memory(size_t want)
{
	fprintf(stderr, "out of memory: %zu bytes asked for\n", want);
	abort();
}

static struct chunk *
chunk_new(size_t cap)
{
	struct chunk *c = calloc(1, sizeof(*c) + cap);

	if (c == NULL)
		out_of_memory(cap);
	c->cap = cap;
	ASAN_POISON_MEMORY_REGION(c->mem, cap);
	return c;
}

static void
chunk_free(struct chunk *c)
{
	ASAN_UNPOISON_MEMORY_REGION(c->mem, c->cap);
	free(c);
}

struct arena *
arena_new(void)
{
	struct arena *a = calloc(1, sizeof(*a));

	if (a == NULL)
		out_of_memory(sizeof(*a));
	return a;
}

static void
chunks_free(struct chunk *c)
{
	while (c != NULL) {
		struct chunk *next = c->next;
		chunk_free(c);
		c = next;
	}
}

void
arena_reset(struct arena *a)
{
	struct chunk *next, *large = NULL;
	size_t kept = 0;

	for (struct chunk *c = a->spare; c != NULL; c = c->next)
		kept += c->cap;
	for (struct chunk *c = a->head; c != NULL; c = next) {
		bool keeps = c->cap <= CHUNK && kept + c->cap <= KEPT;
		struct chunk **to = keeps ? &a->spare : &large;
		next = c->next;
		kept += keeps ? c->cap : 0;
		c->used = 0;
		ASAN_POISON_MEMORY_REGION(c->mem, c->cap);
		c->next = *to;
		*to = c;
	}
	chunks_free(large);
	a->head = NULL;
	a->total = 0;
}

void
arena_free(struct arena *a)
{
	if (a == NULL)
		return;
	chunks_free(a->head);
	chunks_free(a->spare);
	free(a);
}

size_t
arena_used(const struct arena *a)
{
	return a->total;
}

static size_t
room_of(size_t want)
{
	return (want + ALIGN - 1 + GAP) & ~(size_t)(ALIGN - 1);
}

static struct chunk *
chunk_next(struct arena *a, size_t room)
{
	size_t grown = a->head == NULL ? FIRST : a->head->cap * 4 < CHUNK ? a->head->cap * 4 : CHUNK;

	for (struct chunk **c = &a->spare; *c != NULL; c = &(*c)->next)
		if ((*c)->cap >= room) {
			struct chunk *found = *c;
			*c = found->next;
			return found;
		}
	return chunk_new(room > grown ? room : grown);
}

void *
arena_alloc(struct arena *a, size_t n, size_t size)
{
	size_t want, room;

	if (__builtin_mul_overflow(n, size, &want) || want > SIZE_MAX - ALIGN - GAP)
		out_of_memory(SIZE_MAX);
	room = room_of(want);
	if (a->head == NULL || a->head->cap - a->head->used < room) {
		struct chunk *c = chunk_next(a, room);
		/* A large piece goes behind a chunk that still has room. */
		if (a->head != NULL && room > CHUNK) {
			c->next = a->head->next;
			a->head->next = c;
			c->used = c->dirty = room;
			a->total += room;
			ASAN_UNPOISON_MEMORY_REGION(c->mem, want);
			return c->mem;
		}
		c->next = a->head;
		a->head = c;
	}
	struct chunk *c = a->head;
	char *p = c->mem + c->used;

	ASAN_UNPOISON_MEMORY_REGION(p, want);
	if (c->used < c->dirty) {
		size_t old = c->dirty - c->used;
		memset(p, 0, old < want ? old : want);
	}
	c->used += room;
	if (c->used > c->dirty)
		c->dirty = c->used;
	a->total += room;
	return p;
}

void *
arena_grow(struct arena *a, void *at, size_t n, size_t *cap, size_t size)
{
	if (n < *cap)
		return at;
	size_t more = *cap ? *cap * 2 : 8;
	void *p = arena_alloc(a, more, size);
	if (n > 0)
		memcpy(p, at, n * size);
	*cap = more;
	return p;
}

char *
arena_copy(struct arena *a, const void *bytes, size_t len)
{
	char *p = arena_alloc(a, len + 1, 1);

	if (len > 0)
		memcpy(p, bytes, len);
	return p;
}

char *
arena_text(struct arena *a, const char *s)
{
	return s == NULL ? arena_alloc(a, 1, 1) : arena_copy(a, s, strlen(s));
}

/* Gives back the end of the piece that was handed out last. */
static void
shorten_last(struct arena *a, char *p, size_t from, size_t to)
{
	struct chunk *c = a->head;
	size_t surplus = room_of(from) - room_of(to);

	if (c == NULL || p + room_of(from) != c->mem + c->used)
		return;
	c->used -= surplus;
	a->total -= surplus;
	ASAN_POISON_MEMORY_REGION(p + to, room_of(from) - to);
}

/* Most of what is printed is short: it is written at once, and measured by that. */
char *
arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
	va_list again;
	char *p = arena_alloc(a, SHORT, 1);

	va_copy(again, ap);
	int n = vsnprintf(p, SHORT, fmt, ap);
	if (n < 0)
		out_of_memory(0);
	if (n < SHORT)
		shorten_last(a, p, SHORT, (size_t)n + 1);
	else {
		shorten_last(a, p, SHORT, 0);
		p = arena_alloc(a, (size_t)n + 1, 1);
		vsnprintf(p, (size_t)n + 1, fmt, again);
	}
	va_end(again);
	return p;
}

char *
arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	char *p = arena_vprintf(a, fmt, ap);
	va_end(ap);
	return p;
}
