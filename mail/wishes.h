/* Wishes: what somebody wants to hear of, and when not.  A topic is on until
 * it is switched off; quiet hours are the district's until somebody sets their
 * own.  They are asked again when a mail goes out, so a wish holds for what
 * waits already. */
#ifndef MAIL_WISHES_H
#define MAIL_WISHES_H
#include "base/clock.h"
#include "db/db.h"

void mail_switch_off(struct tx *, int64_t person, const char *topic);
void mail_switch_on(struct tx *, int64_t person, const char *topic);
bool mail_is_off(struct tx *, int64_t person, const char *topic);

struct quiet { int from, to; };              /* hours of the day, 0–23; equal: none */
struct quiet quiet_of(struct tx *, int64_t person, bool *ret_own);          /* person 0: the district's; ret_own NULL: no matter */
void         quiet_put(struct tx *, int64_t person, const struct quiet *);  /* NULL: the district's again */
/* When it may be sent: `at`, or the end of the quiet hours that `at` lies in. */
int64_t      quiet_over(struct quiet, const struct zone *, int64_t at);
const struct zone *district_zone(struct tx *);
#endif
