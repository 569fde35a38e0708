/* A morning: what there is to tell one person today, and the letters that tell
 * it.  Looking (morning_of) only reads; writing (morning_write) is short.
 * Inside letters/ only. */
#ifndef LETTERS_MORNING_H
#define LETTERS_MORNING_H
#include "auth/person.h"
#include "practices/questions.h"

enum rhythm { RHYTHM_WEEKLY, RHYTHM_DAILY, RHYTHM_NEVER };
enum rhythm rhythm_of(struct tx *, int64_t person);
void        rhythm_put(struct tx *, int64_t person, enum rhythm);

struct morning_rules {               /* of the district */
	const struct zone *zone;
	int weekday;                 /* of the digest; 0 = Sunday */
	int hour, minute;
	enum lang lang;              /* for who has chosen none */
};
struct morning_rules morning_rules_of(struct tx *);
/* The morning that goes on at `now`: its civil day, "2026-11-24"; NULL: none, at night or on a weekend. */
const char *morning_name(struct tx *, int64_t now);

struct morning {
	struct person *person;
	enum lang lang;
	bool is_digest;              /* the digest is theirs today */
	struct questions questions;  /* open; fresh ones were not asked yet */
	struct practices near, suggested;
};
struct morning morning_of(struct tx *, const struct morning_rules *, int64_t person, int64_t now);
int            morning_write(struct tx *, const struct morning_rules *, const struct morning *, int64_t now);   /* letters put */

struct told_rows { int64_t *at; size_t n, cap; };
struct told_rows told_to(struct tx *, int64_t person);               /* practices */
void             told_put(struct tx *, int64_t person, int64_t practice, int64_t now);
int              rhythm_row(struct tx *, int64_t person);            /* 1 daily; 0 weekly, also when nothing is said */
void             rhythm_row_put(struct tx *, int64_t person, bool daily);
#endif
