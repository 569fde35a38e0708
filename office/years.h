/* Rules of school years.  Inside office/ only.
 *
 * A year has a name, a first and a last day, and overlaps no other.  What the
 * roster does between one year's first day and the next one's belongs to it.
 * Nothing ends with a year: accounts, practices and tries go on. */
#ifndef OFFICE_YEARS_H
#define OFFICE_YEARS_H
#include "auth/login.h"
#include "base/clock.h"
#include "office/office.h"

/* NULL: it may be; else an N_()'d sentence, and *ret_field what it is about. */
const char *year_problem(struct tx *, const struct school_year *, const char **ret_field);
void        year_put(struct tx *, const struct login *by, struct school_year *);           /* new when its id is 0; logged */
void        year_drop(struct tx *, const struct login *by, const struct school_year *);
/* From its first day to the next one's, or until ever. */
void        year_span(struct tx *, const struct zone *, const struct school_year *, int64_t *ret_from, int64_t *ret_to);
const char *year_suggested(struct arena *, struct civil today);                            /* "2026–27": the name of the next one */
#endif
