/* Sheet: the rows of a CSV file, as they come, with the line each began on.
 *
 * Bytes are fed as they are read; each row is handed on while it is in reach,
 * nothing is kept.  libcsv takes the fields apart; what stands here is for
 * files as they are: a mark of the byte order, semicolons or tabs instead of
 * commas, Windows-1252 instead of UTF-8, rows without end.  A quote that is
 * never closed costs its own line, not the rest of the file: a row over
 * several lines that has not as many fields as the first row is read again,
 * its first line without quotes. */
#ifndef ROSTER_SHEET_H
#define ROSTER_SHEET_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SHEET_ROW_MOST = 256 * 1024, SHEET_LINES_MOST = 40, SHEET_FIELDS_MOST = 512 };

struct sheet_row {
	int64_t line;                      /* where it began, from 1 */
	size_t n;
	const char *const *at;             /* UTF-8, trimmed, never NULL; gone after the call */
	bool broken;                       /* a quote was opened and not closed: taken apart without quotes, for its id only */
};

enum sheet_fault {
	SHEET_TOO_LONG,                    /* a row of more bytes or fields than any real one */
	SHEET_FOREIGN,                     /* not UTF-8: read as Windows-1252; said once */
	SHEET_UTF16,                       /* nothing can be read; said once */
	SHEET_CUT,                         /* the last row is not whole and its line has no end */
};

struct sheet;
struct sheet_taker {
	bool (*row)(void *arg, const struct sheet_row *);                 /* false: enough */
	void (*fault)(void *arg, enum sheet_fault, int64_t line);
	void *arg;
};

struct sheet *sheet_new(struct sheet_taker);
bool sheet_feed(struct sheet *, const void *bytes, size_t len);          /* false: no more is wanted */
void sheet_end(struct sheet *);                                          /* the last row may have no line end; frees it */
#endif
