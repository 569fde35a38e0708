/* Findings: what of an export was not taken as it stood, file by file.
 *
 * Rows that share a file, a column and a reason are one finding with the lines
 * of the first of them, so a report of a large file stays short.  Nothing in
 * it tells anything of a person: what is quoted is a role, a date, a flag. */
#ifndef ROSTER_FINDINGS_H
#define ROSTER_FINDINGS_H
#include "base/arena.h"
#include "base/say.h"
#include <stdbool.h>

/* Bulk: the file is the whole truth.  Delta: it says only what changed. */
enum roster_mode { MODE_ABSENT, MODE_BULK, MODE_DELTA };

/* Why a row was left out, or a value of it.  The numbers stand in the database: new ones come last of their kind. */
enum roster_why {
	WHY_NO_ID = 1, WHY_NO_NAME, WHY_NO_ROLE, WHY_ROLE, WHY_MORE, WHY_UNCLOSED, WHY_ENDLESS, WHY_NO_USER,
	WHY_NOT_STAFF, WHY_NO_CLASS,                                          /* the row is left out */
	WHY_TWICE = 20, WHY_ACCOUNT, WHY_FOREIGN, WHY_EMAIL, WHY_DATE, WHY_FLAG, WHY_LONG, WHY_NO_SCHOOL,
	WHY_GUESSED, WHY_SAME_EMAIL, WHY_OVER,                                /* the value is, or nothing */
	WHY_FILE = 40, WHY_COLUMN, WHY_EMPTY, WHY_BROKEN, WHY_UTF16, WHY_NO_ROWS, WHY_CUT,      /* the file is */
};
enum { WHYS = 47 };
const char *why_said(struct arena *, enum lang, enum roster_why, const char *what);
bool        why_row_left(enum roster_why);
bool        why_known(int);

enum { LEFT_LINES = 40 };
struct roster_left {
	enum roster_why why;
	const char *file, *column, *what;  /* what: a value that tells nothing of a person, or "" */
	int64_t rows;
	int64_t lines[LEFT_LINES];         /* the first of them; 0: the file as a whole */
};
struct roster_lefts { struct roster_left *at; size_t n, cap; };

struct roster_file {
	const char *name;
	enum roster_mode mode;
	bool read;                         /* false: about students, or not one of the export's files */
	bool partial;                      /* empty, or it breaks off: who is not in it is not absent */
	int64_t rows, kept, others, left;  /* others: students, parents and guardians, dropped unread */
};
struct roster_files { struct roster_file *at; size_t n, cap; };
#endif
