/* Writing the index: what a text had is compared with what it has now, and
 * each chunk that changes is read and written once. */
#include "db/search.h"
#include "base/text.h"
#include "db/search_chunk.h"
#include "db/search_terms.h"
#include <stdlib.h>
#include <string.h>

enum { FIELD_GAP = 10 };        /* places between fields, so that words in two of them are not neighbours */

/* A term of a text, before (times) and from now on (now); each 0 when it is not there. */
struct change {
	const char *word;
	int64_t number, before, now, length;
	struct db_bytes places;
};
struct changes { struct change *at; size_t n, cap; };

struct totals { int64_t docs, words, next_number; int languages; };

static struct totals
totals_of(struct tx *tx, const char *kind)
{
	struct totals t = {0};
	struct rows rows = db_query(tx,
	    "SELECT docs, words, next_number, languages FROM search_total WHERE district_id = $1 AND kind = $2",
	    tx_district(tx), kind);

	db_one(&rows, &t.docs, &t.words, &t.next_number, &t.languages);
	return t;
}

static void
totals_put(struct tx *tx, const char *kind, const struct totals *t)
{
	db_exec(tx,
	    "INSERT INTO search_total (district_id, kind, docs, words, next_number, languages)"
	    " VALUES ($1, $2, $3, $4, $5, $6)"
	    " ON CONFLICT (district_id, kind) DO UPDATE SET docs = excluded.docs, words = excluded.words,"
	    " next_number = excluded.next_number, languages = excluded.languages",
	    tx_district(tx), kind, t->docs, t->words, t->next_number, t->languages);
}

/* Which id a number stands for; 0 takes it away. */
static void
id_put(struct tx *tx, const char *kind, int64_t number, int64_t id)
{
	struct arena *a = tx_arena(tx);
	int64_t *ids = NEW_N(a, int64_t, CHUNK_DOCS);
	struct db_bytes have = {0};
	struct rows rows = db_query(tx,
	    "SELECT ids FROM search_ids WHERE district_id = $1 AND kind = $2 AND chunk = $3",
	    tx_district(tx), kind, number / CHUNK_DOCS);

	if (db_one(&rows, &have) && have.len == CHUNK_DOCS * sizeof(*ids))
		memcpy(ids, have.at, have.len);
	ids[number % CHUNK_DOCS] = (int64_t)htole64((uint64_t)id);
	struct db_bytes bytes = { ids, CHUNK_DOCS * sizeof(*ids) };
	db_exec(tx,
	    "INSERT INTO search_ids (district_id, kind, chunk, ids) VALUES ($1, $2, $3, $4)"
	    " ON CONFLICT (district_id, kind, chunk) DO UPDATE SET ids = excluded.ids",
	    tx_district(tx), kind, number / CHUNK_DOCS, bytes);
}

/* What the index has of a text; false: nothing. */
static bool
had(struct tx *tx, const char *kind, int64_t id, int64_t *ret_number, int64_t *ret_words, struct changes *changes)
{
	const char *terms = NULL;
	struct rows rows = db_query(tx,
	    "SELECT number, words, terms FROM search_doc WHERE district_id = $1 AND kind = $2 AND subject_id = $3",
	    tx_district(tx), kind, id);

	if (!db_one(&rows, ret_number, ret_words, &terms))
		return false;
	struct lines lines = text_lines(tx_arena(tx), terms);
	for (size_t i = 0; i < lines.n; i++) {
		const char *space = strrchr(lines.at[i], ' ');
		*LIST_ADD(tx_arena(tx), changes) = (struct change){ .number = *ret_number, .before = atoll(space + 1),
		    .word = arena_copy(tx_arena(tx), lines.at[i], (size_t)(space - lines.at[i])) };
	}
	return true;
}

struct placed { const char *word; int place, weight; };
struct placeds { struct placed *at; size_t n, cap; };

static int
by_word_and_place(const void *x, const void *y)
{
	const struct placed *a = x, *b = y;
	int order = strcmp(a->word, b->word);

	return order != 0 ? order : (a->place > b->place) - (a->place < b->place);
}

static struct placeds
placed_terms(struct arena *a, const struct search_doc *doc)
{
	struct placeds list = {0};
	int place = 0;

	for (size_t i = 0; i < doc->n; i++, place += FIELD_GAP) {
		struct terms terms = {0};
		terms_add(a, &terms, doc->lang, doc->fields[i].text, &place);
		for (size_t t = 0; t < terms.n; t++)
			*LIST_ADD(a, &list) = (struct placed){ terms.at[t].word, terms.at[t].place, doc->fields[i].weight };
	}
	if (list.n > 0)
		qsort(list.at, list.n, sizeof(list.at[0]), by_word_and_place);
	return list;
}

/* What the index shall have of a text from now on; its length. */
static int64_t
has(struct tx *tx, const struct search_doc *doc, int64_t number, struct changes *changes, struct buf *terms)
{
	struct arena *a = tx_arena(tx);
	struct placeds list = placed_terms(a, doc);
	size_t first = changes->n;
	int64_t length = 0;

	for (size_t from = 0, to; from < list.n; from = to) {
		struct change c = { .word = list.at[from].word, .number = number };
		int places[PLACES_MOST];
		size_t n = 0;
		for (to = from; to < list.n && strcmp(list.at[to].word, c.word) == 0; to++) {
			c.now += list.at[to].weight;
			if (n < PLACES_MOST)
				places[n++] = list.at[to].place;
		}
		if (*c.word != '=')
			length += c.now;
		c.places = places_write(a, places, n);
		*LIST_ADD(a, changes) = c;
	}
	struct lines marks = text_split(a, doc->marks != NULL ? doc->marks : "", ' ');
	for (size_t i = 0; i < marks.n; i++)
		*LIST_ADD(a, changes) = (struct change){ .word = arena_printf(a, "@%s", marks.at[i]), .number = number, .now = 1 };
	for (size_t i = first; i < changes->n; i++) {
		changes->at[i].length = length;
		buf_printf(terms, "%s %lld\n", changes->at[i].word, (long long)changes->at[i].now);
	}
	return length;
}

static int
by_word_and_number(const void *x, const void *y)
{
	const struct change *a = x, *b = y;
	int order = strcmp(a->word, b->word);

	return order != 0 ? order : (a->number > b->number) - (a->number < b->number);
}

/* Sorted, and one change for each term of each text. */
static void
changes_settle(struct changes *c)
{
	size_t to = 0;

	if (c->n > 0)
		qsort(c->at, c->n, sizeof(c->at[0]), by_word_and_number);
	for (size_t i = 0; i < c->n; i++) {
		if (to == 0 || by_word_and_number(&c->at[to - 1], &c->at[i]) != 0) {
			c->at[to++] = c->at[i];
			continue;
		}
		struct change *one = &c->at[to - 1], other = c->at[i];
		other.before += one->before;
		other.now += one->now;
		if (one->now > 0) {
			other.places = one->places;
			other.length = one->length;
		}
		*one = other;
	}
	c->n = to;
}

static void
chunk_save(struct tx *tx, const char *kind, const char *word, int64_t chunk, const struct postings *list)
{
	struct buf out = { .arena = tx_arena(tx) };

	if (list->n == 0) {
		db_exec(tx, "DELETE FROM search_posting WHERE district_id = $1 AND kind = $2 AND word = $3 AND chunk = $4",
		    tx_district(tx), kind, word, chunk);
		return;
	}
	chunk_write(&out, chunk, list->at, list->n);
	struct db_bytes bytes = { buf_str(&out), out.len };
	db_exec(tx,
	    "INSERT INTO search_posting (district_id, kind, word, chunk, postings) VALUES ($1, $2, $3, $4, $5)"
	    " ON CONFLICT (district_id, kind, word, chunk) DO UPDATE SET postings = excluded.postings",
	    tx_district(tx), kind, word, chunk, bytes);
}

/* The changes of one term in one chunk, in the order of their numbers. */
static void
chunk_change(struct tx *tx, const char *kind, const struct change *c, size_t n)
{
	struct arena *a = tx_arena(tx);
	struct postings old = {0}, new = {0};
	struct db_bytes have = {0};
	int64_t chunk = c->number / CHUNK_DOCS;
	size_t at = 0;
	struct rows rows = db_query(tx,
	    "SELECT postings FROM search_posting WHERE district_id = $1 AND kind = $2 AND word = $3 AND chunk = $4",
	    tx_district(tx), kind, c->word, chunk);

	if (db_one(&rows, &have))
		chunk_read(a, chunk, have, &old);
	for (size_t i = 0; i < n; i++) {
		for (; at < old.n && old.at[at].number < c[i].number; at++)
			*LIST_ADD(a, &new) = old.at[at];
		if (at < old.n && old.at[at].number == c[i].number)
			at++;
		if (c[i].now > 0)
			*LIST_ADD(a, &new) = (struct posting){ c[i].number, c[i].now, c[i].length, c[i].places.at, c[i].places.len };
	}
	for (; at < old.n; at++)
		*LIST_ADD(a, &new) = old.at[at];
	chunk_save(tx, kind, c->word, chunk, &new);
}

static void
word_count(struct tx *tx, const char *kind, const char *word, int64_t docs, int64_t times)
{
	if (docs == 0 && times == 0)
		return;
	db_exec(tx,
	    "INSERT INTO search_word (district_id, kind, word, docs, times) VALUES ($1, $2, $3, $4, $5)"
	    " ON CONFLICT (district_id, kind, word) DO UPDATE"
	    " SET docs = search_word.docs + excluded.docs, times = search_word.times + excluded.times",
	    tx_district(tx), kind, word, docs, times);
	if (docs < 0)
		db_exec(tx, "DELETE FROM search_word WHERE district_id = $1 AND kind = $2 AND word = $3 AND docs <= 0",
		    tx_district(tx), kind, word);
}

static void
changes_apply(struct tx *tx, const char *kind, struct changes *c)
{
	changes_settle(c);
	for (size_t from = 0, to; from < c->n; from = to) {
		int64_t docs = 0, times = 0;
		size_t begun = from;
		for (to = from; to < c->n && strcmp(c->at[to].word, c->at[from].word) == 0; to++) {
			docs += (c->at[to].now > 0) - (c->at[to].before > 0);
			times += c->at[to].now - c->at[to].before;
			if (c->at[to].number / CHUNK_DOCS != c->at[begun].number / CHUNK_DOCS) {
				chunk_change(tx, kind, &c->at[begun], to - begun);
				begun = to;
			}
		}
		chunk_change(tx, kind, &c->at[begun], to - begun);
		word_count(tx, kind, c->at[from].word, docs, times);
	}
}

static void
doc_change(struct tx *tx, const char *kind, const struct search_doc *doc, struct totals *t, struct changes *changes)
{
	struct buf terms = { .arena = tx_arena(tx) };
	int64_t number, before = 0;

	if (had(tx, kind, doc->id, &number, &before, changes))
		t->docs--;
	else {
		number = t->next_number++;
		id_put(tx, kind, number, doc->id);
	}
	int64_t words = has(tx, doc, number, changes, &terms);
	t->docs++;
	t->words += words - before;
	t->languages |= 1 << doc->lang;
	db_exec(tx,
	    "INSERT INTO search_doc (district_id, kind, subject_id, number, language, words, terms)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7)"
	    " ON CONFLICT (district_id, kind, subject_id) DO UPDATE"
	    " SET language = excluded.language, words = excluded.words, terms = excluded.terms",
	    tx_district(tx), kind, doc->id, number, (int)doc->lang, words, buf_str(&terms));
}

void
search_put_many(struct tx *tx, const char *kind, const struct search_doc *docs, size_t n)
{
	struct totals t = totals_of(tx, kind);
	struct changes changes = {0};

	for (size_t i = 0; i < n; i++)
		doc_change(tx, kind, &docs[i], &t, &changes);
	changes_apply(tx, kind, &changes);
	totals_put(tx, kind, &t);
}

void
search_put(struct tx *tx, const char *kind, const struct search_doc *doc)
{
	search_put_many(tx, kind, doc, 1);
}

void
search_drop(struct tx *tx, const char *kind, int64_t id)
{
	struct totals t = totals_of(tx, kind);
	struct changes changes = {0};
	int64_t number, words;

	if (!had(tx, kind, id, &number, &words, &changes))
		return;
	t.docs--;
	t.words -= words;
	changes_apply(tx, kind, &changes);
	id_put(tx, kind, number, 0);
	db_exec(tx, "DELETE FROM search_doc WHERE district_id = $1 AND kind = $2 AND subject_id = $3",
	    tx_district(tx), kind, id);
	totals_put(tx, kind, &t);
}
