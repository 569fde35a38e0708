#include "auth/seal.h"
#include "base/arena.h"
#include "base/text.h"
#include "tests/test.h"
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char KEY[] = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0";

TEST(seal_opens_what_it_sealed)
{
	struct arena *a = arena_new();

	setenv("GROUNDSWELL_KEY", KEY, 1);
	seal_begin("postgresql://nowhere");
	const char *one = seal(a, "a secret", "here"), *two = seal(a, "a secret", "here");
	assert_string_not_equal(one, two);
	assert_null(strstr(one, "secret"));
	assert_string_equal(unseal(a, one, "here"), "a secret");
	assert_string_equal(unseal(a, two, "here"), "a secret");
	assert_null(unseal(a, one, "elsewhere"));
	assert_string_equal(unseal(a, seal(a, "", "here"), "here"), "");
	for (size_t i = 0; i < strlen(one); i++) {
		char *changed = arena_text(a, one);
		changed[i] = changed[i] == 'A' ? 'B' : 'A';
		assert_null(unseal(a, changed, "here"));
	}
	assert_null(unseal(a, "", "here"));
	assert_null(unseal(a, "AAAA", "here"));
	setenv("GROUNDSWELL_KEY", "1f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0", 1);
	seal_begin("postgresql://nowhere");
	assert_null(unseal(a, one, "here"));
	unsetenv("GROUNDSWELL_KEY");
	arena_free(a);
}

TEST(seal_keeps_its_key_beside_the_file)
{
	struct arena *a = arena_new();
	const char *place = arena_printf(a, "%s/data.db", test_scratch()), *file = arena_printf(a, "%s.key", place);
	struct stat st;

	unsetenv("GROUNDSWELL_KEY");
	seal_begin(place);
	assert_null(unseal(a, "AAAA", "here"));
	assert_int_not_equal(access(file, F_OK), 0);                      /* looking makes none */
	const char *sealed = seal(a, "a secret", "here");
	assert_int_equal(stat(file, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	seal_begin(place);                                                /* started again */
	assert_string_equal(unseal(a, sealed, "here"), "a secret");
	unlink(file);
	seal_begin(place);
	assert_null(unseal(a, sealed, "here"));
	arena_free(a);
}

TEST(seal_without_a_place_for_a_key_seals_nothing)
{
	struct arena *a = arena_new();

	unsetenv("GROUNDSWELL_KEY");
	seal_begin("postgresql://nowhere");
	assert_null(seal(a, "a secret", "here"));
	setenv("GROUNDSWELL_KEY", "too short", 1);
	assert_null(seal(a, "a secret", "here"));
	unsetenv("GROUNDSWELL_KEY");
	arena_free(a);
}
