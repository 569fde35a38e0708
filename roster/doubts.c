#include "roster/doubts.h"
#include "base/clock.h"
#include "base/text.h"
#include "roster/import_rows.h"
#include "roster/said_rows.h"
#include "roster/tell.h"

enum { SLICE_MS = 16, SLICE = 50 };

static struct telling
telling_of(struct tx *tx, const char *source, struct places *places, int64_t by)
{
	int format = format_find(source);

	*places = said_places(tx, tx_arena(tx), source);
	places->by_id.arena = tx_arena(tx);
	return (struct telling){ .source = source, .why = format >= 0 ? format_name((enum roster_format)format) : source,
	    .places = places, .by = by, .now = clock_now() };
}

static bool
answered(struct tx *tx, const struct telling *t, const char *id, enum answer answer, int64_t *ret_person)
{
	if (!(answer == ANSWER_SAME ? person_same(tx, t, id) : person_other(tx, t, id)))
		return false;
	*ret_person = said_person(tx, t->source, id)->subject;
	deed_put(tx, 0, t->by, answer == ANSWER_SAME ? "same" : "other", id, t->now);
	return true;
}

bool
doubt_answered(struct tx *tx, const char *source, const char *id, enum answer answer, int64_t by, int64_t *ret_person)
{
	struct places places;
	struct telling t = telling_of(tx, source, &places, by);

	return answered(tx, &t, id, answer, ret_person);
}

bool
doubt_asked_again(struct tx *tx, int64_t person, int64_t asked, int64_t by)
{
	struct saids said = said_of_person(tx, person);
	struct places places;

	for (size_t i = 0; i < said.n; i++) {
		struct telling t = telling_of(tx, said.at[i].source, &places, by);
		if (person_ask_again(tx, &t, said.at[i].id, asked)) {
			deed_put(tx, 0, by, "asked again", said.at[i].id, t.now);
			return true;
		}
	}
	return false;
}

struct all_same { int64_t by, answered; size_t left; };

static void
some_same(struct tx *tx, void *arg)
{
	struct all_same *all = arg;
	struct doubts list = doubt_rows(tx, SLICE, 0);
	struct places places;
	struct telling t = { .source = "" };
	int64_t until = clock_ms() + SLICE_MS, person = 0;

	all->answered = 0;
	all->left = list.n;
	for (size_t i = 0; i < list.n && clock_ms() < until; i++) {
		if (!text_eq(t.source, list.at[i].source))
			t = telling_of(tx, list.at[i].source, &places, all->by);
		if (answered(tx, &t, list.at[i].id, ANSWER_SAME, &person))
			all->answered++;
	}
}

bool
doubts_all_same(struct job_run *run, int64_t by, int64_t until)
{
	struct all_same all = { .by = by, .answered = 1 };
	struct job_run slice = *run;
	enum db_end end = DB_DONE;

	slice.arena = arena_new();
	while (end == DB_DONE && all.answered > 0 && clock_ms() < until) {
		end = job_write(&slice, some_same, &all);
		arena_reset(slice.arena);
	}
	arena_free(slice.arena);
	return end == DB_DONE && all.left == 0;
}
