/* Searching practices: words and a room, together.
 *
 * What somebody types is understood where it names a room: "10 min fractions
 * grade 4" asks for fractions, in grade 4, in ten minutes.  Words are ranked by
 * db/search; without words the newest come first.  Filters narrow both. */
#ifndef PRACTICES_PRACTICE_SEARCH_H
#define PRACTICES_PRACTICE_SEARCH_H
#include "practices/practice_rows.h"

struct practice_query { const char *words; struct practice_filter filter; };

/* Grades and minutes move from the words into the filter. */
struct practice_query practice_understand(struct arena *, struct practice_query);

struct practices_found {
	struct practices list;
	int64_t total;
	const char *instead;             /* the words as they were understood, when one was misspelt; or NULL */
};
struct practices_found practice_search(struct tx *, const struct practice_query *, int64_t offset, int64_t limit);
#endif
