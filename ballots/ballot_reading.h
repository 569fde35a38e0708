/* The text of a ballot file while it is read: where one is in it, what is wrong
 * there, and the ballots that have come together so far. */
#ifndef BALLOTS_BALLOT_READING_H
#define BALLOTS_BALLOT_READING_H
#include "ballots/ballot_file.h"

struct reading {
	struct arena *arena;
	const char *name;                       /* of the file, for errors */
	const char *begin, *end, *at;           /* UTF-8 without NUL; *end is one */
	const char *line;                       /* where the present line begins */
	const char *error;                      /* the first; NULL: none */
	struct ballot_file *file;
	struct { struct ballot *at; size_t n, cap; } ballots;
	int *choice;
	bool *tied;
	int64_t *points;
	uint32_t choices;
	size_t *seen;                           /* of each option: the ballot it was on last */
	int64_t votes;
	bool any_tied;
};

struct piece { const char *at; size_t len; };           /* a part of the text */

/* Says what is wrong there; false, so that a reader can return it. */
bool reading_wrong(struct reading *, const char *where, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void reading_note(struct reading *, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* As reading_note, with `file:line:` before it. */
void reading_note_at(struct reading *, const char *where, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

bool piece_is(struct piece, const char *word);          /* ASCII letters of either case */
struct piece piece_trim(struct piece);
char *piece_text(struct arena *, struct piece);
struct piece reading_line(struct reading *);           /* the next line, trimmed; at the end: at = NULL */
struct piece piece_until(struct piece *rest, char by);  /* cuts the first part off; at = NULL: nothing is left */

/* A whole number within limits, or says what was expected. */
bool reading_number(struct reading *, struct piece, int64_t least, int64_t most, const char *what, int64_t *ret);
/* "1250", "12.5", "12,5" in units of 10^-places; false: it is none, or too large or too fine. */
bool piece_decimal(struct piece, int places, int64_t *ret);
int  piece_places(struct piece);                        /* digits behind its point or comma */

/* Once the options are known: */
void reading_ballots_begin(struct reading *, int options);
/* A new ballot; false: there are too many votes. */
bool reading_ballot(struct reading *, const char *where, int64_t weight);
bool reading_choice_seen(const struct reading *, int option);      /* on this ballot already */
void reading_choice(struct reading *, int option, bool tied, int64_t points);
void reading_ballots_end(struct reading *);

bool preflib_read(struct reading *);
bool preflib_old_read(struct reading *);
bool pabulib_read(struct reading *);
bool blt_read(struct reading *);
#endif
