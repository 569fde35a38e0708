/* CSV rows: however the bytes come, the same rows come out; each field is
 * UTF-8 on one line, and lines only grow. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "roster/sheet.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *, size_t);

struct seen { struct buf out; int64_t line; };

static bool
take_row(void *arg, const struct sheet_row *row)
{
	struct seen *seen = arg;

	if (row->line < seen->line || row->n > SHEET_FIELDS_MOST)
		abort();
	seen->line = row->line;
	buf_printf(&seen->out, "%lld%c", (long long)row->line, row->broken ? '!' : ':');
	for (size_t i = 0; i < row->n; i++) {
		if (!text_valid(row->at[i], strlen(row->at[i])) || strpbrk(row->at[i], "\r\n") != NULL)
			abort();
		buf_printf(&seen->out, "%s|", row->at[i]);
	}
	return true;
}

static void
take_fault(void *arg, enum sheet_fault fault, int64_t line)
{
	struct seen *seen = arg;

	buf_printf(&seen->out, "%d@%lld;", (int)fault, (long long)line);
}

static void
read_pieces(struct seen *seen, const unsigned char *bytes, size_t n, size_t piece)
{
	struct sheet *s = sheet_new((struct sheet_taker){ take_row, take_fault, seen });

	for (size_t at = 0; at < n; at += piece)
		sheet_feed(s, bytes + at, n - at < piece ? n - at : piece);
	sheet_end(s);
}

int
LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n)
{
	struct arena *a = arena_new();
	struct seen whole = { .out = { .arena = a } }, pieces = { .out = { .arena = a } };

	read_pieces(&whole, bytes, n, n + 1);
	read_pieces(&pieces, bytes, n, n % 7 + 1);
	if (strcmp(buf_str(&whole.out), buf_str(&pieces.out)) != 0) {
		fprintf(stderr, "whole:  %s\npieces: %s\n", whole.out.at, pieces.out.at);
		abort();
	}
	arena_free(a);
	return 0;
}
