#include "base/random.h"
#include "base/arena.h"
#include "tests/test.h"
#include <string.h>

TEST(random_tokens_differ_and_fit_a_url)
{
	struct arena *a = arena_new();
	const char *one = random_token(a), *other = random_token(a);

	assert_int_equal(strlen(one), 43);
	assert_int_equal(strspn(one, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), 43);
	assert_string_not_equal(one, other);
	arena_free(a);
}

TEST(random_bytes_fill_all_they_are_given)
{
	unsigned char bytes[64] = {0}, seen[64] = {0};

	for (int round = 0; round < 32; round++) {
		random_bytes(bytes, sizeof(bytes) - 1);
		for (size_t i = 0; i < sizeof(bytes); i++)
			seen[i] |= bytes[i];
	}
	for (size_t i = 0; i < sizeof(seen) - 1; i++)
		assert_int_not_equal(seen[i], 0);
	assert_int_equal(bytes[63], 0);
}

TEST(hash_of_a_token_is_blake2b_in_base64url)
{
	struct arena *a = arena_new();

	/* b2sum -l 256 of "" and of "abc" */
	assert_string_equal(hash_token(a, ""), "DldRwCblQ7Loqy6wYJnaodHl30d3j3eH-qtFzfEv46g");
	assert_string_equal(hash_token(a, "abc"), "vd2BPGNCOXIxce8_7phXm5SWTjuxyz5CcmLIwGjVIxk");
	arena_free(a);
}

TEST(hash_of_text_is_fnv_1a)
{
	/* Vectors of Landon Curt Noll's test suite. */
	assert_true(hash_text("") == 0xcbf29ce484222325);
	assert_true(hash_text("a") == 0xaf63dc4c8601ec8c);
	assert_true(hash_text("foobar") == 0x85944171f73967e8);
}

TEST(same_bytes_is_equality)
{
	assert_true(same_bytes("", ""));
	assert_true(same_bytes("secret", "secret"));
	assert_false(same_bytes("secret", "secreT"));
	assert_false(same_bytes("secret", "secret "));
	assert_false(same_bytes("secret", ""));
}
