/* What the demonstration district is invented from. */
#ifndef DEMO_DEMO_WORDS_H
#define DEMO_DEMO_WORDS_H
#include <stddef.h>
struct seed { const char *title, *promise, *problem, *steps, *core, *adaptable, *breaks, *why, *subjects, *grades, *language; int minutes; };
struct told { int outcome; const char *language, *expected, *happened, *changed; };
extern const char *const demo_given[], *const demo_family[], *const demo_schools[];       /* each ends with NULL */
extern const struct seed demo_seeds[];
extern const struct told demo_told[];
#endif
