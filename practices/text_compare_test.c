#include "practices/text_compare.h"
#include "base/arena.h"
#include "base/buf.h"
#include "tests/test.h"
#include <string.h>

static const char *
said(struct arena *a, const char *before, const char *after)
{
	static const char *const marks[] = { "", "-", "+" };
	struct buf out = { .arena = a };
	struct pieces p = text_compare(a, before, after);

	for (size_t i = 0; i < p.n; i++)
		buf_printf(&out, "[%s%s]", marks[p.at[i].kind], p.at[i].text);
	return buf_str(&out);
}

TEST(compare_tells_what_went_and_came)
{
	struct arena *a = arena_new();

	assert_string_equal(said(a, "one two three", "one two three"), "[one two three]");
	assert_string_equal(said(a, "one two three", "one 2 three"), "[one ][-two ][+2 ][three]");
	assert_string_equal(said(a, "", "new"), "[+new]");
	assert_string_equal(said(a, "gone", ""), "[-gone]");
	assert_string_equal(said(a, "", ""), "");
	assert_string_equal(said(a, "1. Ask.\n2. Sort.", "1. Ask.\n2. Wait.\n3. Sort."), "[1. Ask.\n2. ][+Wait.\n3. ][Sort.]");
	arena_free(a);
}

/* What stayed and came is the new text; what stayed and went has the words of the old one. */
TEST(compare_puts_both_texts_together_again)
{
	static const char *const words[] = { "a ", "b ", "c\n", "d ", "\n", "e" };
	struct arena *a = arena_new();
	uint64_t seed = 3;

	for (int round = 0; round < 400; round++) {
		struct buf text[2] = { { .arena = a }, { .arena = a } }, now = { .arena = a }, then = { .arena = a };
		for (int k = 0; k < 24; k++, seed = seed * 6364136223846793005u + 1442695040888963407u)
			buf_text(&text[seed >> 40 & 1], words[(seed >> 33) % 6]);
		struct pieces p = text_compare(a, buf_str(&text[0]), buf_str(&text[1]));
		for (size_t i = 0; i < p.n; i++) {
			if (p.at[i].kind != PIECE_GONE)
				buf_text(&now, p.at[i].text);
			if (p.at[i].kind != PIECE_NEW)
				buf_text(&then, p.at[i].text);
		}
		assert_string_equal(buf_str(&now), buf_str(&text[1]));
		size_t x = 0, y = 0;
		for (const char *s = buf_str(&then); *s != '\0'; s++)
			x += strchr(" \n", *s) == NULL;
		for (const char *s = buf_str(&text[0]); *s != '\0'; s++)
			y += strchr(" \n", *s) == NULL;
		assert_int_equal(x, y);
	}
	arena_free(a);
}
