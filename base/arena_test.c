#include "base/arena.h"
#include "tests/test.h"
#include <string.h>

TEST(arena_prints_at_any_length)
{
	struct arena *a = arena_new();
	const char *text[400];
	char want[401];

	memset(want, 'x', 400);
	for (int n = 0; n < 400; n++) {
		text[n] = arena_printf(a, "%.*s", n, want);
		char *next = arena_alloc(a, 40, 1);        /* begins behind it, and is zero although print went over it */
		for (int i = 0; i < 40; i++)
			assert_int_equal(next[i], 0);
		memset(next, 'y', 40);
	}
	for (int n = 0; n < 400; n++) {
		assert_int_equal(strlen(text[n]), n);
		assert_memory_equal(text[n], want, n);
	}
	arena_free(a);
}

TEST(arena_gives_back_what_print_did_not_need)
{
	struct arena *a = arena_new();

	for (int i = 0; i < 1000; i++)
		arena_printf(a, "%d", i);
	assert_true(arena_used(a) <= 1000 * 32);
	arena_free(a);
}
