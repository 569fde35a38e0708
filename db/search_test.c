#include "db/search.h"
#include "base/arena.h"
#include "base/text.h"
#include "db/search_chunk.h"
#include "db/search_terms.h"
#include "tests/test.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static void
put(struct tx *tx, const char *kind, int64_t id, enum lang lang, const char *title, const char *text, const char *marks)
{
	struct search_field fields[] = { { title, 2 }, { text, 1 } };

	search_put(tx, kind, &(struct search_doc){ .id = id, .lang = lang, .fields = fields, .n = 2, .marks = marks });
}

static struct search_hits
ask(struct tx *tx, const char *words)
{
	return search_find(tx, &(struct search_query){ .kind = "t", .words = words });
}

static void
first_is(struct tx *tx, const char *words, int64_t id)
{
	struct search_hits hits = ask(tx, words);

	assert_true(hits.n > 0);
	assert_int_equal(hits.at[0].id, id);
}

static void
shelf(struct tx *tx)
{
	put(tx, "t", 1, LANG_EN, "Exit tickets sorted in three piles", "Students answer one question; sort the answers.", "grade:4 subject:math");
	put(tx, "t", 2, LANG_EN, "Do now that settles a class", "The task is on the board before the bell.", "grade:7");
	put(tx, "t", 3, LANG_EN, "Partner talk for English learners", "Sentence frames on each desk.", "grade:4");
	put(tx, "t", 4, LANG_ES, "Charlas numéricas", "Los niños piensan en silencio y comparan fracciones.", "grade:2 subject:math");
	put(tx, "t", 5, LANG_EN, "Number line fractions", "Fractions stand on a line of tape; equal fractions share a place.", "grade:5 subject:math");
}

TX_TEST(search_knows_stems_ideas_and_both_languages)
{
	shelf(tx);
	first_is(tx, "sorting answers", 1);
	first_is(tx, "warm-up", 2);
	first_is(tx, "ELLs", 3);
	first_is(tx, "EL students", 3);
	first_is(tx, "aprendices de inglés", 3);
	first_is(tx, "number talk", 4);
	first_is(tx, "fraccion", 4);
	first_is(tx, "equal fractions", 5);
	assert_int_equal(ask(tx, "volcano").n, 0);
	assert_int_equal(ask(tx, "").n, 0);
	assert_int_equal(ask(tx, "the of what").n, 0);
}

TX_TEST(search_mends_misspelt_words_and_says_so)
{
	shelf(tx);
	struct search_hits hits = ask(tx, "fractoins line");
	assert_int_equal(hits.at[0].id, 5);
	assert_string_equal(hits.instead, "fraction line");
	assert_null(ask(tx, "fractions line").instead);
	first_is(tx, "sorting tick", 1);                 /* the last word may be a beginning */
	assert_int_equal(ask(tx, "tick sorting").n, 1);
	assert_null(ask(tx, "exit ti").instead);
	assert_int_equal(ask(tx, "zzzz").n, 0);
}

TX_TEST(search_keeps_to_filters_and_tells_how_much_is_there)
{
	static const char *const grades[] = { "grade:4 grade:5", "subject:math" };
	struct search_query q = { .kind = "t", .words = "tickets partner fractions", .filters = grades, .nfilters = 1 };

	shelf(tx);
	struct search_hits hits = search_find(tx, &q);
	assert_int_equal(hits.n, 3);
	assert_int_equal(hits.total, 3);
	q.nfilters = 2;
	hits = search_find(tx, &q);
	assert_int_equal(hits.n, 2);
	for (size_t i = 0; i < hits.n; i++)
		assert_true(hits.at[i].share > 0 && hits.at[i].share < 1);
	assert_true(fabs(ask(tx, "equal fractions").at[0].share - 1) < 1e-9);
	q.filters = (const char *const[]){ "grade:12" };
	q.nfilters = 1;
	assert_int_equal(search_find(tx, &q).n, 0);
}

TX_TEST(search_prefers_words_that_stand_together)
{
	put(tx, "t", 1, LANG_EN, "one", "quiet morning with a long walk and then the same start for everyone here", NULL);
	put(tx, "t", 2, LANG_EN, "one", "morning with a long walk and then the same quiet start for everyone here", NULL);
	put(tx, "t", 3, LANG_EN, "two", "nothing of the kind", NULL);
	first_is(tx, "quiet start", 2);
}

static const char *const some_words[] = { "apple", "board", "circle", "desk", "exit", "frame", "group", "heart",
	"island", "jump", "kite", "lamp", "ticket", "now", "do", "students", "talking", "talks", "talked", "quiet" };

static const char *
some_text(struct arena *a, unsigned *seed)
{
	char *text = arena_text(a, "");

	for (int n = 1 + rand_r(seed) % 12; n > 0; n--)
		text = arena_printf(a, "%s %s", text, some_words[rand_r(seed) % (sizeof(some_words) / sizeof(some_words[0]))]);
	return text;
}

struct kept { const char *title, *text; };

/* After any number of changes the index is as if only what is there now had
 * ever been put, and all at once. */
TX_TEST(search_index_changes_as_if_made_anew)
{
	enum { TEXTS = 40 };
	struct arena *a = tx_arena(tx);
	struct kept now[TEXTS] = {0};
	struct search_field fields[TEXTS][2];
	struct search_doc docs[TEXTS];
	unsigned seed = 7;
	size_t n = 0;

	for (int i = 0; i < 300; i++) {
		int64_t id = rand_r(&seed) % TEXTS;
		if (rand_r(&seed) % 4 == 0) {
			search_drop(tx, "t", id + 1);
			now[id].text = NULL;
			continue;
		}
		now[id] = (struct kept){ some_text(a, &seed), some_text(a, &seed) };
		put(tx, "t", id + 1, LANG_EN, now[id].title, now[id].text, NULL);
	}
	for (int i = 0; i < TEXTS; i++)
		if (now[i].text != NULL) {
			fields[n][0] = (struct search_field){ now[i].title, 2 };
			fields[n][1] = (struct search_field){ now[i].text, 1 };
			docs[n] = (struct search_doc){ .id = i + 1, .lang = LANG_EN, .fields = fields[n], .n = 2 };
			n++;
		}
	search_put_many(tx, "anew", docs, n);
	assert_int_equal(db_number(tx, "SELECT count(*) FROM search_word WHERE district_id = $1 AND kind = 't'", tx_district(tx)),
	    db_number(tx, "SELECT count(*) FROM search_word WHERE district_id = $1 AND kind = 'anew'", tx_district(tx)));
	assert_int_equal(db_number(tx, "SELECT count(*) FROM search_word x JOIN search_word y ON y.district_id = x.district_id"
	    " AND y.word = x.word AND y.docs = x.docs AND y.times = x.times"
	    " WHERE x.district_id = $1 AND x.kind = 't' AND y.kind = 'anew'", tx_district(tx)),
	    db_number(tx, "SELECT count(*) FROM search_word WHERE district_id = $1 AND kind = 't'", tx_district(tx)));
	for (int i = 0; i < 20; i++) {
		struct search_query q = { .kind = "t", .words = some_text(a, &seed) };
		struct search_hits one = search_find(tx, &q), other;
		q.kind = "anew";
		other = search_find(tx, &q);
		assert_int_equal(one.n, other.n);
		assert_int_equal(one.total, other.total);
		if (one.n > 0)
			assert_true(fabs(one.at[0].score - other.at[0].score) < 1e-9);
	}
}

TX_TEST(search_keeps_districts_and_kinds_apart)
{
	put(tx, "t", 1, LANG_EN, "lantern", "", NULL);
	put(tx, "other", 2, LANG_EN, "lantern", "", NULL);
	assert_int_equal(ask(tx, "lantern").n, 1);
	search_drop(tx, "t", 1);
	assert_int_equal(ask(tx, "lantern").n, 0);
	search_drop(tx, "t", 1);
}

TEST(search_chunk_reads_back_what_it_wrote)
{
	struct arena *a = arena_new();
	struct posting list[CHUNK_DOCS];
	struct postings back = {0};
	struct buf out = { .arena = a };
	int places[] = { 0, 1, 300, 70000 }, read[PLACES_MOST];
	size_t n = 0;

	for (int i = 0; i < CHUNK_DOCS; i += 1 + i % 3) {
		struct db_bytes p = places_write(a, places, (size_t)(i % 5));
		list[n++] = (struct posting){ 3 * CHUNK_DOCS + i, i, i * 1000, p.at, p.len };
	}
	chunk_write(&out, 3, list, n);
	chunk_read(a, 3, (struct db_bytes){ buf_str(&out), out.len }, &back);
	assert_int_equal(back.n, n);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(back.at[i].number, list[i].number);
		assert_int_equal(back.at[i].length, list[i].length);
		size_t m = places_read(&back.at[i], read);
		assert_int_equal(m, (size_t)(list[i].times % 5));
		assert_memory_equal(read, places, m * sizeof(int));
	}
	for (size_t cut = 0; cut < out.len; cut++) {             /* broken bytes end early, and never past the end */
		struct postings some = {0};
		chunk_read(a, 3, (struct db_bytes){ arena_copy(a, buf_str(&out), cut), cut }, &some);
		assert_true(some.n <= n);
	}
	arena_free(a);
}
