/* Everything of somebody's, to take away: a JSON text.  Inside office/ only.
 *
 * It is gathered by the list that a merge uses (db/merge.h), so a table that
 * holds a person is in it or is named here as left out, with the reason; a test
 * minds.  It shows to its owner what the wall shows to them, and no secret. */
#ifndef OFFICE_TAKEAWAY_H
#define OFFICE_TAKEAWAY_H
#include "db/db.h"

const char *takeaway_json(struct tx *, int64_t person);

/* What is left out, and why; a place is table.column. */
struct left_out { const char *place, *why; };          /* why: N_()'d */
extern const struct left_out takeaway_without[];        /* ends with an empty entry */
bool takeaway_has(const char *place);                   /* "trial.person_id" */
#endif
