#include "db/search.h"
#include "base/text.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double K1 = 1.2, B = 0.75;

struct counted { const char *word; int64_t times; };
struct counts { struct counted *at; size_t n, cap; };

static void
count_word(struct arena *a, struct counts *c, const char *word, int64_t times)
{
	for (size_t i = 0; i < c->n; i++)
		if (strcmp(c->at[i].word, word) == 0) {
			c->at[i].times += times;
			return;
		}
	*LIST_ADD(a, c) = (struct counted){ word, times };
}

void
search_drop(struct tx *tx, const char *kind, int64_t id)
{
	db_exec(tx, "DELETE FROM search_word WHERE district_id = $1 AND kind = $2 AND subject_id = $3",
	    tx_district(tx), kind, id);
	db_exec(tx, "DELETE FROM search_length WHERE district_id = $1 AND kind = $2 AND subject_id = $3",
	    tx_district(tx), kind, id);
}

void
search_put(struct tx *tx, const char *kind, int64_t id, enum lang lang, const struct search_field *f, size_t n)
{
	struct arena *a = tx_arena(tx);
	struct counts counts = {0};
	int64_t length = 0;

	search_drop(tx, kind, id);
	for (size_t i = 0; i < n; i++) {
		struct lines words = text_split(a, text_stems(a, lang, f[i].text), ' ');
		for (size_t w = 0; w < words.n; w++)
			count_word(a, &counts, words.at[w], f[i].weight);
	}
	for (size_t i = 0; i < counts.n; i++) {
		length += counts.at[i].times;
		db_exec(tx,
		    "INSERT INTO search_word (district_id, kind, word, subject_id, times) VALUES ($1, $2, $3, $4, $5)",
		    tx_district(tx), kind, counts.at[i].word, id, counts.at[i].times);
	}
	db_exec(tx, "INSERT INTO search_length (district_id, kind, subject_id, words) VALUES ($1, $2, $3, $4)",
	    tx_district(tx), kind, id, length);
}

struct scores { struct search_hit *slots; size_t size, n; };

static double *
score_of(struct arena *a, struct scores *s, int64_t id)
{
	if (s->n * 2 >= s->size) {
		struct scores bigger = { .size = s->size ? s->size * 2 : 256 };
		bigger.slots = NEW_N(a, struct search_hit, bigger.size);
		for (size_t i = 0; i < s->size; i++)
			if (s->slots[i].id != 0)
				*score_of(a, &bigger, s->slots[i].id) = s->slots[i].score;
		*s = bigger;
	}
	size_t at = (size_t)((uint64_t)id * 0x9E3779B97F4A7C15u >> 20) & (s->size - 1);
	while (s->slots[at].id != 0 && s->slots[at].id != id)
		at = (at + 1) & (s->size - 1);
	s->n += s->slots[at].id == 0;
	s->slots[at].id = id;
	return &s->slots[at].score;
}

struct posting { int64_t id, times, length; };
struct postings { struct posting *at; size_t n, cap; };

static struct postings
postings_of(struct tx *tx, const char *kind, const char *word, bool beginning)
{
	struct postings list = {0};
	struct posting p = {0};
	const char *end = beginning ? arena_printf(tx_arena(tx), "%s\xf4\x8f\xbf\xbf", word) : word;
	struct rows rows = db_query(tx,
	    "SELECT w.subject_id, w.times, l.words FROM search_word w"
	    "  JOIN search_length l ON l.district_id = w.district_id AND l.kind = w.kind AND l.subject_id = w.subject_id"
	    " WHERE w.district_id = $1 AND w.kind = $2 AND w.word >= $3 AND w.word <= $4",
	    tx_district(tx), kind, word, end);

	while (db_next(&rows, &p.id, &p.times, &p.length))
		*LIST_ADD(tx_arena(tx), &list) = p;
	return list;
}

static int
by_score(const void *x, const void *y)
{
	const struct search_hit *a = x, *b = y;

	return a->score > b->score ? -1 : a->score < b->score ? 1 : a->id > b->id ? -1 : a->id < b->id;
}

struct search_hits
search_find(struct tx *tx, const char *kind, const char *words)
{
	struct arena *a = tx_arena(tx);
	struct scores scores = {0};
	struct counts wanted = {0};
	struct search_hits hits = {0};
	int64_t docs = 0, total = 0;

	for (int lang = 0; lang < LANGS; lang++) {
		struct lines stems = text_split(a, text_stems(a, (enum lang)lang, words), ' ');
		for (size_t i = 0; i < stems.n; i++)
			count_word(a, &wanted, stems.at[i], 1);
	}
	struct rows rows = db_query(tx,
	    "SELECT count(*), COALESCE(SUM(words), 0) FROM search_length WHERE district_id = $1 AND kind = $2",
	    tx_district(tx), kind);
	db_one(&rows, &docs, &total);
	double average = docs > 0 ? (double)total / (double)docs : 1;
	for (size_t i = 0; i < wanted.n; i++) {
		struct postings list = postings_of(tx, kind, wanted.at[i].word, strlen(wanted.at[i].word) >= 3);
		double rarity = log(1 + ((double)docs - (double)list.n + 0.5) / ((double)list.n + 0.5));
		for (size_t p = 0; p < list.n; p++) {
			double tf = (double)list.at[p].times;
			double norm = K1 * (1 - B + B * (double)list.at[p].length / average);
			*score_of(a, &scores, list.at[p].id) += rarity * tf * (K1 + 1) / (tf + norm);
		}
	}
	for (size_t i = 0; i < scores.size; i++)
		if (scores.slots[i].id != 0)
			*LIST_ADD(a, &hits) = scores.slots[i];
	if (hits.n > 0)
		qsort(hits.at, hits.n, sizeof(hits.at[0]), by_score);
	return hits;
}
