/* Search over words, the same on both engines.
 *
 * The program folds and stems words by the language of the text and keeps, for
 * each kind of thing, how often each stem stands in each.  Ranking is BM25
 * (Robertson & Zaragoza 2009, eq. 3.15; k1 = 1.2, b = 0.75) over the counts of
 * the district; a field's weight multiplies its counts. */
#ifndef DB_SEARCH_H
#define DB_SEARCH_H
#include "base/say.h"
#include "db/db.h"

struct search_field { const char *text; int weight; };
struct search_hit { int64_t id; double score; };
struct search_hits { struct search_hit *at; size_t n, cap; };      /* best first */

void search_put(struct tx *, const char *kind, int64_t id, enum lang, const struct search_field *, size_t n);
void search_drop(struct tx *, const char *kind, int64_t id);
/* Words are tried as English and as Spanish; the last one also as a beginning. */
struct search_hits search_find(struct tx *, const char *kind, const char *words);
#endif
