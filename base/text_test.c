#include "base/text.h"
#include "base/arena.h"
#include "base/buf.h"
#include "tests/test.h"
#include <string.h>

static void
equal(char *(*f)(struct arena *, const char *), const char *given, const char *want)
{
	struct arena *a = arena_new();

	assert_string_equal(f(a, given), want);
	arena_free(a);
}

TEST(text_folds_case_accents_and_space)
{
	equal(text_fold, "  Number \t Talks ", "number talks");
	equal(text_fold, "Educación ÁGIL", "educacion agil");
	equal(text_fold, "Straße", "strasse");
	equal(text_fold, "e\u0301", "e");
	equal(text_fold, "Don\u2019t \u201Cstop\u201D", "don't \"stop\"");
	equal(text_fold, "\U0001D400\uFF21", "aa");
	equal(text_fold, "Día\u00A0uno", "dia uno");
	equal(text_fold, "\uFDFA\uFDFA\uFDFA\uFDFA\uFDFA\uFDFA\uFDFA\uFDFA",
	    "صلى الله عليه وسلمصلى الله عليه وسلمصلى الله عليه وسلمصلى الله عليه وسلم"
	    "صلى الله عليه وسلمصلى الله عليه وسلمصلى الله عليه وسلمصلى الله عليه وسلم");
	equal(text_fold, "", "");
}

TEST(text_sorts_enye_after_n)
{
	struct arena *a = arena_new();

	assert_true(strcmp(text_sort_key(a, "Núñez"), text_sort_key(a, "Nunzio")) > 0);
	assert_true(strcmp(text_sort_key(a, "Núñez"), text_sort_key(a, "Nuo")) < 0);
	assert_true(strcmp(text_sort_key(a, "Ángel"), text_sort_key(a, "Beto")) < 0);
	assert_string_equal(text_sort_key(a, "AÑO"), "an~o");
	arena_free(a);
}

static void
stems(enum lang lang, const char *given, const char *want)
{
	struct arena *a = arena_new();
	struct lines words = text_words(a, given);
	struct buf out = { .arena = a };

	for (size_t i = 0; i < words.n; i++)
		if (!text_is_stop(lang, words.at[i]))
			buf_printf(&out, "%s%s", out.len > 0 ? " " : "", text_stem(a, lang, words.at[i]));
	assert_string_equal(buf_str(&out), want);
	arena_free(a);
}

TEST(text_stems_english)
{
	stems(LANG_EN, "The students are sorting tickets, and sorted them.", "student sort ticket sort");
	stems(LANG_EN, "\u201CExit\u2014tickets\u201D for grade 4", "exit ticket grade 4");
	stems(LANG_EN, "of the and", "");
	stems(LANG_EN, "", "");
}

TEST(text_stems_spanish_with_and_without_accents)
{
	stems(LANG_ES, "educación educacion educaciones", "educ educ educ");
	stems(LANG_ES, "¿Qué niños leen?", "nin leen");
	stems(LANG_ES, "metodología metodologias", "metodologi metodologi");
}

TEST(text_is_valid_utf8_without_nul)
{
	assert_true(text_valid("ñandú 😀", strlen("ñandú 😀")));
	assert_false(text_valid("a\0b", 3));
	assert_false(text_valid("\xff", 1));
	assert_false(text_valid("\xc0\xaf", 2));
	assert_false(text_valid("\xed\xa0\x80", 3));
	assert_false(text_valid("\xf4\x90\x80\x80", 4));
	assert_false(text_valid("\xc3", 1));
	assert_true(text_valid("", 0));
}

TEST(text_reads_whole_numbers_only)
{
	int64_t v = 7;

	assert_true(text_i64("-12", &v) && v == -12);
	assert_true(text_i64("9223372036854775807", &v) && v == INT64_MAX);
	assert_false(text_i64("9223372036854775808", &v));
	assert_false(text_i64("1 ", &v));
	assert_false(text_i64(" 1", &v));
	assert_false(text_i64("", &v));
	assert_false(text_i64("1x", &v));
	assert_false(text_i64(NULL, &v));
	assert_true(v == INT64_MAX);
}

TEST(text_trims_lines_and_cuts)
{
	struct arena *a = arena_new();

	equal(text_trim, " a  b\n", "a  b");
	equal(text_line, " a \n b ", "a b");
	equal(text_line, "  ", "");
	assert_int_equal(text_length("ñandú"), 5);
	assert_string_equal(text_cut(a, "short", 5), "short");
	assert_string_equal(text_cut(a, "one two three", 9), "one two…");
	assert_string_equal(text_cut(a, "ñññññ", 3), "ññ…");
	assert_true(text_empty(NULL) && text_empty(" \n") && !text_empty("a"));
	assert_true(text_eq(NULL, NULL) && !text_eq(NULL, "") && text_eq("a", "a"));
	struct lines lines = text_lines(a, "a\n\n b \n");
	assert_int_equal(lines.n, 2);
	assert_string_equal(lines.at[1], "b");
	assert_int_equal(text_split(a, "x, y,,z", ',').n, 3);
	arena_free(a);
}
