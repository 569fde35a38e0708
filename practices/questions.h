/* What is asked about a try, once each: how it went, two weeks after it began;
 * and 3, 8 and 24 weeks after the report, whether it is still used.  Other
 * features ask here what is open and say when they asked it; the answer is the
 * teacher's, and colleagues see counts of five or more. */
#ifndef PRACTICES_QUESTIONS_H
#define PRACTICES_QUESTIONS_H
#include "base/clock.h"
#include "practices/practices.h"

enum { HOW_IT_WENT = 0 };                    /* weeks of the first question */
struct question {
	struct trial trial;
	int64_t weeks;                       /* after the report: 3, 8, 24; or HOW_IT_WENT */
	bool fresh;                          /* it was not asked yet, or is to be asked again */
};
struct questions { struct question *at; size_t n, cap; };

/* Due by now, not answered, and not older than four weeks; oldest try first. */
struct questions questions_open(struct tx *, int64_t person, const struct zone *, int64_t now);
struct questions checks_open(struct tx *, int64_t person, const struct zone *, int64_t now);      /* only check-backs */
void             question_asked(struct tx *, const struct question *, int64_t now);

/* Each is for the person whose try it is; false: it is not theirs, or not so any more. */
bool question_later(struct tx *, int64_t person, int64_t trial, bool later);     /* how it went: asked again in a week */
bool trial_give_up(struct tx *, int64_t person, int64_t trial, bool give_up);    /* it is stopped without a report; or goes on */

enum still { STILL_UNSAID = -1, STILL_NOT, STILL_USED };
bool trial_still(struct tx *, int64_t person, int64_t trial, enum still);        /* answers the last check-back; or takes the answer back */
/* Theirs, and the answer to its last check-back; NULL: not theirs, or none was asked. */
struct trial *trial_checked(struct tx *, int64_t person, int64_t trial, enum still *ret_still);
struct trial *trial_waiting(struct tx *, int64_t person, int64_t trial);         /* theirs, neither reported nor stopped; or NULL */
#endif
