/* Search over words, the same on both engines.
 *
 * The program makes the terms of a text (db/search_terms.h) and keeps where
 * each stands.  The score of a text is the sum of
 *   BM25 over the question's terms (Robertson & Zaragoza 2009, eq. 3.15;
 *     k1 = 1.2, b = 0.75; a field's weight multiplies its counts),
 *   BM25 over neighbouring words that stand next to each other, and near each
 *     other, a tenth each (Metzler & Croft 2005, sequential dependence), and
 *   the terms that tell the best five texts from the rest, at most 0.4 of a
 *     typed word each (Amati 2003, Bo1).
 * The counts are the district's own.  A word that stands nowhere is taken as
 * the beginning of one when it is the last, else as a misspelling of the
 * nearest ones (optimal string alignment distance, 1 for 4–7 letters, 2 above). */
#ifndef DB_SEARCH_H
#define DB_SEARCH_H
#include "base/say.h"
#include "db/db.h"

struct search_field { const char *text; int weight; };
struct search_doc {
	int64_t id;
	enum lang lang;
	const struct search_field *fields;
	size_t n;
	const char *marks;               /* exact terms to filter by, between spaces: "grade:3 subject:math"; NULL: none */
};
void search_put(struct tx *, const char *kind, const struct search_doc *);
void search_put_many(struct tx *, const char *kind, const struct search_doc *, size_t n);    /* far quicker than one by one; ids differ */
void search_drop(struct tx *, const char *kind, int64_t id);

struct search_query {
	const char *kind, *words;
	const char *const *filters;      /* each: marks between spaces, of which a text must have one */
	size_t nfilters;
};
enum { SEARCH_MOST = 1000 };
struct search_hit {
	int64_t id;
	double score;
	double share;                    /* of what the question asks for, by rarity, what the text has: 0 … 1 */
};
struct search_hits {
	struct search_hit *at;           /* best first; each has at least one word of the question */
	size_t n, cap;                   /* at most SEARCH_MOST */
	size_t total;                    /* texts that have a word of the question */
	const char *instead;             /* the question with misspelt words mended, or NULL: nothing was mended */
};
struct search_hits search_find(struct tx *, const struct search_query *);

#endif
