/* Time: seconds since 1970 in UTC (`int64_t`), and civil dates in a zone.
 *
 * A zone is read once, when it is first asked for, into a table of its
 * changes between 1970 and 2100, and never changes after that. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H
#include "base/say.h"
#include <stdbool.h>
#include <stdint.h>

struct arena;
struct zone;
struct civil { int year, month, day, hour, minute, second, weekday; };   /* month 1–12; weekday 0 = Sunday */

int64_t clock_now(void);
int64_t clock_ms(void);                         /* monotonic, for limits and measuring */
void    clock_set_for_test(int64_t seconds);    /* 0: the real clock again */

const struct zone *zone_find(const char *name);             /* "America/Chicago"; NULL: no such zone */
struct civil  zone_civil(const struct zone *, int64_t at);
int64_t       zone_seconds(const struct zone *, struct civil);   /* a time that does not exist moves forward */

const char *date_iso(struct arena *, struct civil);                     /* "2026-10-12" */
bool        date_read(const char *iso, struct civil *ret);              /* checks that the day exists */
int64_t     date_number(struct civil);                                  /* days since 1970-01-01 */
struct civil date_from_number(int64_t days);
/* As people say them, in the zone: "today", "yesterday", "Monday", "October 12", "October 12, 2025". */
const char *date_said(struct arena *, enum lang, const struct zone *, int64_t at, int64_t now);
const char *date_full(struct arena *, enum lang, struct civil);         /* "Monday, October 12, 2026" / "lunes 12 de octubre de 2026" */
const char *time_said(struct arena *, enum lang, struct civil);         /* "10:42 a.m." / "10:42" */
const char *time_iso(struct arena *, int64_t at);                       /* "2026-10-12T15:42:00Z" */
#endif
