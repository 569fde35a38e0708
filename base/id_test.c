#include "base/id.h"
#include "base/arena.h"
#include "tests/test.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { THREADS = 4, EACH = 20000 };

static void *
make_many(void *arg)
{
	int64_t *ids = arg;

	for (int i = 0; i < EACH; i++)
		ids[i] = id_make();
	return NULL;
}

static int
by_value(const void *x, const void *y)
{
	int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;

	return (a > b) - (a < b);
}

TEST(id_is_never_made_twice_and_only_grows)
{
	int64_t *ids = calloc(THREADS * EACH, sizeof(*ids));
	pthread_t threads[THREADS];
	size_t next_to_each_other = 0;

	for (int t = 0; t < THREADS; t++)
		pthread_create(&threads[t], NULL, make_many, ids + t * EACH);
	for (int t = 0; t < THREADS; t++)
		pthread_join(threads[t], NULL);
	for (int t = 0; t < THREADS; t++)
		for (int i = 1; i < EACH; i++)
			assert_true(ids[t * EACH + i] > ids[t * EACH + i - 1]);
	qsort(ids, THREADS * EACH, sizeof(*ids), by_value);
	for (int i = 1; i < THREADS * EACH; i++) {
		assert_true(ids[i] > ids[i - 1]);
		next_to_each_other += ids[i] == ids[i - 1] + 1;
	}
	assert_true(next_to_each_other < THREADS * EACH / 100);     /* who knows one does not know the next */
	free(ids);
}

TEST(id_tells_when_it_was_made)
{
	int64_t before = (int64_t)time(NULL), id = id_make(), after = (int64_t)time(NULL);

	assert_true(id_first_at(before) <= id);
	assert_true(id < id_first_at(after + 2));     /* those made in a rush run ahead a little */
	assert_true(id_first_at(4000000000) > 0);
}

TEST(id_text_sorts_as_the_number_and_reads_back)
{
	struct arena *a = arena_new();
	const char *last = "";

	for (int64_t id = 1, back; id > 0 && id < INT64_MAX / 3; id = id * 2 + 3) {
		const char *text = id_text(a, id);
		assert_int_equal(strlen(text), ID_TEXT - 1);
		assert_true(strcmp(text, last) > 0);
		assert_true(id_read(text, strlen(text), &back));
		assert_int_equal(back, id);
		last = text;
	}
	assert_string_equal(id_text(a, INT64_MAX), "7zzzzzzzzzzzz");
	arena_free(a);
}

TEST(id_read_refuses_what_is_no_id)
{
	static const char *const bad[] = {
		"", "7zzzzzzzzzzz", "7zzzzzzzzzzzzz", "8000000000000", "zzzzzzzzzzzzz", "0000000000000",
		"000000000000u", "000000000000A", "00000 0000001", "-000000000001", "000000000000\xff",
	};
	int64_t id = 42;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(id_read(bad[i], strlen(bad[i]), &id));
	assert_false(id_read("00000000000\0001", 13, &id));
	assert_int_equal(id, 42);
	assert_true(id_read("7zzzzzzzzzzzz and more", 13, &id));
	assert_int_equal(id, INT64_MAX);
}
