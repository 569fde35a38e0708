/* What the demonstration district is told with: starter/demo/, read. */
#ifndef DEMO_DEMO_TEXT_H
#define DEMO_DEMO_TEXT_H
#include "base/text.h"
#include "practices/practices.h"

/* What somebody changed when they adapted a practice: fits any of its language. */
struct twist {
	const char *title, *promise, *changed, *why, *language;
	const char *first, *last;            /* a step more, or NULL */
	unsigned grades, subjects;           /* where it makes sense; subjects 0: anywhere */
	int64_t minutes;                     /* more, or fewer */
	int used;
};
struct told { enum outcome outcome; const char *language, *expected, *happened, *changed; };
struct lesson { const char *language, *words; };        /* what would break it, learned later */
struct campus { const char *name, *kind; unsigned grades; int64_t staff; };

struct demo_text {
	struct practices seeds;
	struct { struct twist *at; size_t n, cap; } twists;
	struct { struct told *at; size_t n, cap; } told;
	struct { struct lesson *at; size_t n, cap; } lessons;
	struct { struct campus *at; size_t n, cap; } schools;
	struct { const char **at; size_t n, cap; } given, family;
	const char *section;                 /* while names are read */
};
struct demo_text *demo_text(struct arena *);
#endif
