#include "roster/sheet.h"
#include "base/arena.h"
#include "base/buf.h"
#include "tests/test.h"
#include <string.h>

/* What was read, as "line:a|b\n" each, broken rows with a "!". */
static bool
put_row(void *arg, const struct sheet_row *row)
{
	struct buf *out = arg;

	buf_printf(out, "%lld%s", (long long)row->line, row->broken ? "!" : "");
	for (size_t i = 0; i < row->n; i++)
		buf_printf(out, "%c%s", i == 0 ? ':' : '|', row->at[i]);
	buf_char(out, '\n');
	return true;
}

static void
put_fault(void *arg, enum sheet_fault fault, int64_t line)
{
	static const char *const names[] = { "long", "foreign", "utf16", "cut" };

	buf_printf(arg, "%lld %s\n", (long long)line, names[fault]);
}

static const char *
read_in_pieces(struct arena *a, const char *text, size_t len, size_t piece)
{
	struct buf out = { .arena = a };
	struct sheet *s = sheet_new((struct sheet_taker){ put_row, put_fault, &out });

	for (size_t at = 0; at < len; at += piece)
		sheet_feed(s, text + at, len - at < piece ? len - at : piece);
	sheet_end(s);
	return buf_str(&out);
}

/* The same, however the bytes come. */
static void
reads(const char *text, const char *rows)
{
	struct arena *a = arena_new();

	for (size_t piece = 1; piece <= strlen(text) + 1; piece++)
		assert_string_equal(read_in_pieces(a, text, strlen(text), piece), rows);
	arena_free(a);
}

TEST(rows_come_with_the_line_they_began_on)
{
	reads("a,b\n1,2\n", "1:a|b\n2:1|2\n");
	reads("a,b\r\n\r\n1,2\r\n3,4", "1:a|b\n3:1|2\n4:3|4\n");
	reads("a,b\r1,2\r3,4\r", "1:a|b\n2:1|2\n3:3|4\n");
	reads("a,b\n\"1\n1\",2\n3,4\n", "1:a|b\n2:1 1|2\n4:3|4\n");
	reads("a,b,c\n1,\"2\r\n2\",3\n", "1:a|b|c\n2:1|2 2|3\n");
	reads("\xEF\xBB\xBF" "a;b\n1;2\n", "1:a|b\n2:1|2\n");
	reads("a\tb\n 1 \t\"2\"\n", "1:a|b\n2:1|2\n");
	reads("", "");
	reads("\n\n", "");
}

TEST(a_quote_never_closed_costs_its_own_line)
{
	reads("a,b\n\"1,2\n3,4\n5,6\n", "1:a|b\n2!:\"1|2\n3:3|4\n4:5|6\n");
	reads("a,b\n\"1,2\n3,4\n\"5\",6\n7,8\n", "1:a|b\n2!:\"1|2\n3:3|4\n4:5|6\n5:7|8\n");
	reads("a,b\n1,2\n3,\"4\n", "1:a|b\n2:1|2\n3:3|4\n");
	reads("a,b\n1 \"x\" y,2\n", "1:a|b\n2:1 \"x\" y|2\n");
}

TEST(other_encodings_are_read_or_named)
{
	reads("a,b\nZo\xEB,\x80\n\xF1,x\n", "1:a|b\n2 foreign\n2:Zoë|€\n3:ñ|x\n");
	reads("\xFF\xFE" "ab", "1 utf16\n");
}

TEST(rows_without_end_are_left_out)
{
	struct arena *a = arena_new();
	struct buf text = { .arena = a };

	buf_text(&text, "a,b\n");
	for (int i = 0; i < SHEET_ROW_MOST; i++)
		buf_text(&text, "xy");
	buf_text(&text, "\n1,2\n");
	assert_string_equal(read_in_pieces(a, text.at, text.len, 4096), "1:a|b\n2 long\n3:1|2\n");
	buf_clear(&text);
	buf_text(&text, "a,b\n\"");
	for (int i = 0; i < 100; i++)
		buf_text(&text, "x\n");
	buf_text(&text, "1,2\n");
	const char *rows = read_in_pieces(a, text.at, text.len, 4096);
	assert_true(strncmp(rows, "1:a|b\n2!:\"x\n3:x\n", 16) == 0);
	assert_non_null(strstr(rows, "102:1|2\n"));
	arena_free(a);
}
