/* Reading the index: from a question to the texts that answer it. */
#include "db/search.h"
#include "base/buf.h"
#include "base/text.h"
#include "db/search_chunk.h"
#include "db/search_terms.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double K1 = 1.2, B = 0.75;
static const double BESIDE = 0.1, NEAR = 0.1;           /* of a neighbouring pair, beside a word's 1 */
enum { NEAR_PLACES = 8 };                               /* how far apart is near */
enum { BEST = 5, TELLING = 20 };                        /* texts, and terms that tell them from the rest */
static const double TELLING_MOST = 0.4;

/* A search under way; the arrays are by the texts' numbers. */
struct search {
	struct tx *tx;
	struct arena *a;
	const char *kind;
	int64_t docs, numbers;
	int languages;
	double average;              /* length of a text */
	double *score, *share;
	unsigned char *left_out;     /* NULL: none is; else 1 for texts outside a filter */
	double asked;                /* sum of the rarities asked for */
};

static struct postings
postings_of(struct search *s, const char *word)
{
	struct postings list = {0};
	struct db_bytes bytes;
	int64_t chunk;
	struct rows rows = db_query(s->tx,
	    "SELECT chunk, postings FROM search_posting WHERE district_id = $1 AND kind = $2 AND word = $3 ORDER BY chunk",
	    tx_district(s->tx), s->kind, word);

	while (db_next(&rows, &chunk, &bytes))
		chunk_read(s->a, chunk, bytes, &list);
	return list;
}

static int
by_number(const void *x, const void *y)
{
	const struct posting *a = x, *b = y;

	return (a->number > b->number) - (a->number < b->number);
}

/* Postings of terms that count as one: where several stand in a text, the
 * places are those of the one that stands there most. */
static struct postings
postings_of_all(struct search *s, const char *const *words, size_t n)
{
	struct postings all = {0};
	size_t to = 0;

	for (size_t i = 0; i < n; i++) {
		struct postings one = postings_of(s, words[i]);
		if (all.n == 0)
			all = one;
		else
			for (size_t k = 0; k < one.n; k++)
				*LIST_ADD(s->a, &all) = one.at[k];
	}
	if (n < 2 || all.n == 0)
		return all;
	qsort(all.at, all.n, sizeof(all.at[0]), by_number);
	for (size_t i = 0; i < all.n; i++) {
		struct posting *last = &all.at[to - (to > 0)];
		if (to == 0 || last->number != all.at[i].number) {
			all.at[to++] = all.at[i];
			continue;
		}
		int64_t times = last->times + all.at[i].times;
		if (all.at[i].times > last->times)
			*last = all.at[i];
		last->times = times;
	}
	all.n = to;
	return all;
}

static double
rarity(const struct search *s, size_t docs)
{
	double n = (double)docs;

	return log(1 + ((double)s->docs - n + 0.5) / (n + 0.5));
}

static double
bm25(const struct search *s, double times, double length)
{
	return times * (K1 + 1) / (times + K1 * (1 - B + B * length / s->average));
}

static bool
in_reach(const struct search *s, const struct posting *p)
{
	return p->number < s->numbers && (s->left_out == NULL || s->left_out[p->number] == 0);
}

static void
score_add(struct search *s, const struct postings *list, double weight, bool is_asked)
{
	double rare = rarity(s, list->n);

	if (is_asked)
		s->asked += rare * weight;
	for (size_t i = 0; i < list->n; i++) {
		const struct posting *p = &list->at[i];
		if (!in_reach(s, p))
			continue;
		s->score[p->number] += weight * rare * bm25(s, (double)p->times, (double)p->length);
		if (is_asked)
			s->share[p->number] += weight * rare;
	}
}

/* How often y stands right behind x, and how often the two are near each other. */
static void
pair_count(const struct posting *x, const struct posting *y, int *ret_beside, int *ret_near)
{
	int px[PLACES_MOST], py[PLACES_MOST];
	size_t nx = places_read(x, px), ny = places_read(y, py);

	*ret_beside = *ret_near = 0;
	for (size_t i = 0; i < nx; i++)
		for (size_t k = 0; k < ny; k++) {
			int apart = py[k] - px[i];
			*ret_beside += apart == 1;
			*ret_near += apart != 0 && abs(apart) < NEAR_PLACES;
		}
}

struct pair { int64_t number, length; int beside, near; };

static void
score_pair(struct search *s, const struct postings *x, const struct postings *y)
{
	LIST(struct pair) pairs = {0};
	size_t beside = 0, near = 0;

	for (size_t i = 0, k = 0; i < x->n && k < y->n;) {
		const struct posting *p = &x->at[i], *q = &y->at[k];
		if (p->number == q->number) {
			struct pair pair = { .number = p->number, .length = p->length };
			pair_count(p, q, &pair.beside, &pair.near);
			beside += pair.beside > 0;
			near += pair.near > 0;
			if (pair.near > 0 && in_reach(s, p))
				*LIST_ADD(s->a, &pairs) = pair;
		}
		i += p->number <= q->number;
		k += q->number <= p->number;
	}
	for (size_t i = 0; i < pairs.n; i++) {
		const struct pair *p = &pairs.at[i];
		s->score[p->number] += NEAR * rarity(s, near) * bm25(s, p->near, (double)p->length);
		if (p->beside > 0)
			s->score[p->number] += BESIDE * rarity(s, beside) * bm25(s, p->beside, (double)p->length);
	}
}

/* Optimal string alignment distance (Levenshtein 1966; Damerau 1964), given up past `most`. */
static int
distance(const char *x, const char *y, int most)
{
	enum { LONGEST = 32 };
	int nx = (int)strlen(x), ny = (int)strlen(y);
	int d[3][LONGEST + 1];

	if (nx > LONGEST || ny > LONGEST || abs(nx - ny) > most)
		return most + 1;
	for (int k = 0; k <= ny; k++)
		d[0][k] = k;
	for (int i = 1; i <= nx; i++) {
		int *now = d[i % 3], *last = d[(i + 2) % 3], *before = d[(i + 1) % 3], least = now[0] = i;
		for (int k = 1; k <= ny; k++) {
			int v = last[k - 1] + (x[i - 1] != y[k - 1]);
			v = last[k] + 1 < v ? last[k] + 1 : v;
			v = now[k - 1] + 1 < v ? now[k - 1] + 1 : v;
			if (i > 1 && k > 1 && x[i - 1] == y[k - 2] && x[i - 2] == y[k - 1] && before[k - 2] + 1 < v)
				v = before[k - 2] + 1;
			now[k] = v;
			least = v < least ? v : least;
		}
		if (least > most)
			return most + 1;
	}
	return d[nx % 3][ny];
}

/* The commonest terms that begin like this, as many as a wish holds. */
static void
beginnings_of(struct search *s, struct wish *w, const char *begin)
{
	const char *word;
	struct rows rows = db_query(s->tx,
	    "SELECT word FROM search_word WHERE district_id = $1 AND kind = $2 AND word > $3 AND word < $4"
	    " ORDER BY docs DESC, word LIMIT 4",
	    tx_district(s->tx), s->kind, begin, arena_printf(s->a, "%s\xf4\x8f\xbf\xbf", begin));

	while (db_next(&rows, &word))
		w->words[w->n++] = word;
}

/* The nearest terms with the same first letter: one of the nearest distance
 * beats the others by how many texts it stands in. */
static void
nearest_of(struct search *s, struct wish *w, const char *word)
{
	size_t len = strlen(word);
	int most = len < 4 ? 0 : len < 8 ? 1 : 2, nearest = most + 1;
	char first[] = { word[0], '\0' }, next[] = { (char)(word[0] + 1), '\0' };
	const char *have;
	int64_t docs, best = 0;

	if (most == 0 || (unsigned char)word[0] >= 0x7F)
		return;
	struct rows rows = db_query(s->tx,
	    "SELECT word, docs FROM search_word WHERE district_id = $1 AND kind = $2 AND word >= $3 AND word < $4",
	    tx_district(s->tx), s->kind, first, next);
	while (db_next(&rows, &have, &docs)) {
		int d = distance(word, have, nearest < most ? nearest : most);
		if (d > most || d > nearest || (d == nearest && docs <= best))
			continue;
		nearest = d;
		best = docs;
		w->words[0] = have;
		w->n = 1;
	}
}

static bool
stands_somewhere(struct search *s, const struct wish *w)
{
	for (size_t i = 0; i < w->n; i++)
		if (db_number(s->tx, "SELECT docs FROM search_word WHERE district_id = $1 AND kind = $2 AND word = $3",
		    tx_district(s->tx), s->kind, w->words[i]) > 0)
			return true;
	return false;
}

/* A word that stands nowhere: the beginning of one, or a misspelling. */
static void
mend(struct search *s, struct wish *w, bool last, struct buf *instead)
{
	const char *stem = w->words[0];
	bool idea = *stem == '=';

	if (stands_somewhere(s, w)) {
		buf_printf(instead, "%s%s", instead->len > 0 ? " " : "", w->said);
		return;
	}
	w->n = 0;
	if (last && !idea && strlen(stem) >= 2)
		beginnings_of(s, w, stem);
	if (w->n == 0 && !idea)
		nearest_of(s, w, stem);
	buf_printf(instead, "%s%s", instead->len > 0 ? " " : "", w->n > 0 ? w->words[0] : w->said);
}

static void
ask(struct search *s, const char *question, const char **ret_instead)
{
	struct wishes wishes = wishes_of(s->a, (unsigned)s->languages, question);
	struct postings last = {0};
	struct buf instead = { .arena = s->a };
	bool mended = false;

	for (size_t i = 0; i < wishes.n; i++) {
		struct wish *w = &wishes.at[i];
		const char *first = w->words[0];
		mend(s, w, i + 1 == wishes.n, &instead);
		mended |= w->n > 0 && w->words[0] != first && !text_starts(w->words[0], first);
		struct postings list = postings_of_all(s, w->words, w->n);
		score_add(s, &list, 1, true);
		if (i > 0)
			score_pair(s, &last, &list);
		last = list;
	}
	*ret_instead = mended ? buf_str(&instead) : NULL;
}

/* Texts that have none of these marks are out of reach. */
static void
filter(struct search *s, const char *marks)
{
	struct lines words = text_split(s->a, marks, ' ');
	unsigned char *in = arena_alloc(s->a, (size_t)s->numbers + 1, 1);

	if (s->left_out == NULL)
		s->left_out = arena_alloc(s->a, (size_t)s->numbers + 1, 1);
	for (size_t i = 0; i < words.n; i++) {
		struct postings list = postings_of(s, arena_printf(s->a, "@%s", words.at[i]));
		for (size_t k = 0; k < list.n; k++)
			if (list.at[k].number < s->numbers)
				in[list.at[k].number] = 1;
	}
	for (int64_t i = 0; i < s->numbers; i++)
		s->left_out[i] |= !in[i];
}

struct found { int64_t number; double score; };

static bool
is_worse(const struct found *a, const struct found *b)
{
	return a->score < b->score || (a->score == b->score && a->number > b->number);
}

/* The best `most` of the texts that have a word of the question, best first:
 * a heap whose root is the worst that is kept. */
static size_t
best_found(const struct search *s, struct found *heap, size_t most, size_t *ret_total)
{
	size_t n = 0;

	*ret_total = 0;
	for (int64_t i = 0; i < s->numbers; i++) {
		struct found f = { i, s->score[i] };
		if (s->share[i] <= 0)
			continue;
		++*ret_total;
		if (n == most && !is_worse(&heap[0], &f))
			continue;
		size_t at = n < most ? n++ : 0;
		if (at > 0)
			for (; at > 0 && is_worse(&f, &heap[(at - 1) / 2]); at = (at - 1) / 2)
				heap[at] = heap[(at - 1) / 2];
		else
			for (size_t child; (child = at * 2 + 1) < n; at = child) {
				child += child + 1 < n && is_worse(&heap[child + 1], &heap[child]);
				if (!is_worse(&heap[child], &f))
					break;
				heap[at] = heap[child];
			}
		heap[at] = f;
	}
	return n;
}

static int
by_score(const void *x, const void *y)
{
	const struct found *a = x, *b = y;

	return is_worse(a, b) ? 1 : is_worse(b, a) ? -1 : 0;
}

/* Terms of the best texts by how much more often they stand there than
 * elsewhere (Amati 2003, eq. 8.1, Bo1). */
struct telling { const char *word; int64_t times; int texts; double tells; };
struct tellings { struct telling *at; size_t n, cap; };

static int
telling_by_word(const void *x, const void *y)
{
	return strcmp(((const struct telling *)x)->word, ((const struct telling *)y)->word);
}

static int
telling_most(const void *x, const void *y)
{
	const struct telling *a = x, *b = y;

	return a->tells < b->tells ? 1 : a->tells > b->tells ? -1 : strcmp(a->word, b->word);
}

static struct tellings
terms_of_best(struct search *s, const struct found *best, size_t n)
{
	struct tellings all = {0};
	const char *terms;
	size_t to = 0;

	for (size_t i = 0; i < n; i++) {
		struct rows rows = db_query(s->tx,
		    "SELECT terms FROM search_doc WHERE district_id = $1 AND kind = $2 AND number = $3",
		    tx_district(s->tx), s->kind, best[i].number);
		struct lines lines = db_one(&rows, &terms) ? text_split(s->a, terms, '\n') : (struct lines){0};
		for (size_t k = 0; k < lines.n; k++) {
			const char *space = strrchr(lines.at[k], ' ');
			if (*lines.at[k] != '@')
				*LIST_ADD(s->a, &all) = (struct telling){ .times = atoll(space + 1), .texts = 1,
				    .word = arena_copy(s->a, lines.at[k], (size_t)(space - lines.at[k])) };
		}
	}
	if (all.n > 0)
		qsort(all.at, all.n, sizeof(all.at[0]), telling_by_word);
	for (size_t i = 0; i < all.n; i++)
		if (to > 0 && strcmp(all.at[to - 1].word, all.at[i].word) == 0) {
			all.at[to - 1].times += all.at[i].times;
			all.at[to - 1].texts++;
		} else
			all.at[to++] = all.at[i];
	all.n = to;
	return all;
}

static void
ask_for_alike(struct search *s, const struct found *best, size_t n)
{
	struct tellings all = terms_of_best(s, best, n);
	size_t to = 0;

	for (size_t i = 0; i < all.n; i++) {
		struct telling *t = &all.at[i];
		if (t->texts < 2)
			continue;
		double times = (double)db_number(s->tx,
		    "SELECT times FROM search_word WHERE district_id = $1 AND kind = $2 AND word = $3",
		    tx_district(s->tx), s->kind, t->word);
		double usual = times / (double)s->docs;
		if (usual <= 0)
			continue;
		t->tells = (double)t->times * log2((1 + usual) / usual) + log2(1 + usual);
		all.at[to++] = *t;
	}
	if (to == 0)
		return;
	qsort(all.at, to, sizeof(all.at[0]), telling_most);
	for (size_t i = 0; i < to && i < TELLING; i++) {
		struct postings list = postings_of(s, all.at[i].word);
		score_add(s, &list, TELLING_MOST * all.at[i].tells / all.at[0].tells, false);
	}
}

static struct search_hits
hits_of(struct search *s, const struct found *found, size_t n)
{
	struct search_hits hits = {0};
	int64_t *ids = NEW_N(s->a, int64_t, (size_t)s->numbers + CHUNK_DOCS);
	struct db_bytes bytes;
	int64_t chunk;
	struct rows rows = db_query(s->tx,
	    "SELECT chunk, ids FROM search_ids WHERE district_id = $1 AND kind = $2", tx_district(s->tx), s->kind);

	while (db_next(&rows, &chunk, &bytes))
		if (chunk * CHUNK_DOCS < s->numbers && bytes.len == CHUNK_DOCS * sizeof(*ids))
			memcpy(ids + chunk * CHUNK_DOCS, bytes.at, bytes.len);
	for (size_t i = 0; i < n; i++)
		*LIST_ADD(s->a, &hits) = (struct search_hit){ (int64_t)le64toh((uint64_t)ids[found[i].number]),
		    found[i].score, s->asked > 0 ? s->share[found[i].number] / s->asked : 0 };
	return hits;
}

static bool
begin(struct search *s, const struct search_query *q)
{
	int64_t words = 0;
	struct rows rows = db_query(s->tx,
	    "SELECT docs, words, next_number, languages FROM search_total WHERE district_id = $1 AND kind = $2",
	    tx_district(s->tx), q->kind);

	if (!db_one(&rows, &s->docs, &words, &s->numbers, &s->languages) || s->docs <= 0)
		return false;
	s->average = words > 0 ? (double)words / (double)s->docs : 1;
	s->score = NEW_N(s->a, double, (size_t)s->numbers);
	s->share = NEW_N(s->a, double, (size_t)s->numbers);
	for (size_t i = 0; i < q->nfilters; i++)
		filter(s, q->filters[i]);
	return true;
}

struct search_hits
search_find(struct tx *tx, const struct search_query *q)
{
	struct search s = { .tx = tx, .a = tx_arena(tx), .kind = q->kind };
	struct found best[BEST];
	const char *instead = NULL;
	size_t total;

	if (!begin(&s, q))
		return (struct search_hits){0};
	ask(&s, q->words, &instead);
	size_t nbest = best_found(&s, best, BEST, &total);
	ask_for_alike(&s, best, nbest);
	struct found *found = NEW_N(s.a, struct found, SEARCH_MOST);
	size_t n = best_found(&s, found, SEARCH_MOST, &total);
	if (n > 0)
		qsort(found, n, sizeof(found[0]), by_score);
	struct search_hits hits = hits_of(&s, found, n);
	hits.total = total;
	hits.instead = instead;
	return hits;
}
