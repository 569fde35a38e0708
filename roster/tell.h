/* Telling: what a source says becomes true of people and schools.
 *
 * One text about one id at a time, inside a transaction of the caller's.  What
 * is written is what the source says otherwise than before and nobody here has
 * edited; told twice, the second time changes nothing. */
#ifndef ROSTER_TELL_H
#define ROSTER_TELL_H
#include "roster/compare.h"

struct telling {
	const char *source;
	const char *why;                 /* for the log of roles: "OneRoster" */
	struct places *places;
	int64_t by, now;
};
struct told {
	const char *before;              /* what was said before; "": nothing */
	int64_t subject;                 /* the person or school */
	const char *detail;              /* as differences_text */
	bool kept;                       /* nothing was done: it stays as it was, and will be asked again next time */
};

struct told person_told(struct tx *, const struct telling *, const char *id, const char *text);
struct told person_told_absent(struct tx *, const struct telling *, const char *id);
struct told person_asked(struct tx *, const struct telling *, const char *id, const char *text, int64_t likely);
struct told school_told(struct tx *, const struct telling *, const char *id, const char *text, int64_t here);   /* here: the school it is; 0: not known */
struct told school_told_absent(struct tx *, const struct telling *, const char *id);

/* The answer to a question: yes, the new id is this person, or no.  And back. */
bool person_same(struct tx *, const struct telling *, const char *id);
bool person_other(struct tx *, const struct telling *, const char *id);
bool person_ask_again(struct tx *, const struct telling *, const char *id, int64_t asked);
#endif
