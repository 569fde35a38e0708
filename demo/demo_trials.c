/* Tries and reports: a practice goes from room to room, first within a
 * building, and works better in some rooms than in others. */
#include "demo/demo_world.h"
#include "practices/practice_rows.h"
#include "practices/rules.h"
#include <stdlib.h>

enum { TRIES_MOST = 110, DAY = 86400 };

/* How a practice fares, decided before anybody tries it. */
struct course {
	const struct practice *p;
	unsigned n;                      /* how many will try it */
	unsigned keeps[BANDS];           /* percent who go on with it, by the age of the class */
	int64_t when[TRIES_MOST];
	const struct staff *who[TRIES_MOST];
	bool *told;                      /* what has been said already, by index of demo_text.told */
};

static int
by_time(const void *x, const void *y)
{
	const int64_t *a = x, *b = y;

	return *a < *b ? -1 : *a > *b;
}

/* Most practices are tried by a dozen colleagues, a few by a hundred; a young
 * one by fewer.  Old ones made for other ages hold less well. */
static struct course
course_of(struct tx *tx, struct world *w, const struct practice *p)
{
	struct course c = { .p = p, .told = NEW_N(tx_arena(tx), bool, w->text->told.n) };
	unsigned u = chance_below(&w->chance, 100), days = (unsigned)((w->year.now - p->shared_at) / DAY);
	unsigned most = p->starter != NULL ? 40 + u / 2 : 8 + u * u / 110;
	unsigned general = 62 + chance_below(&w->chance, 36);

	c.n = most * (days < 200 ? days : 200) / 200;
	c.n = c.n > TRIES_MOST ? TRIES_MOST : c.n;
	for (int i = 0; i < BANDS; i++)
		c.keeps[i] = chance_of(&w->chance, 15) ? general / 2 : general;
	for (unsigned i = 0; i < c.n; i++)
		c.when[i] = year_moment(&w->year, &w->chance, p->shared_at + DAY, w->year.now - 3600);
	qsort(c.when, c.n, sizeof(c.when[0]), by_time);
	return c;
}

/* The school where the next one hears of it: where somebody tries it already,
 * or one where it came up at a meeting. */
static size_t
next_school(struct world *w, const struct course *c, unsigned sofar)
{
	if (sofar > 0 && chance_of(&w->chance, 60))
		return c->who[chance_below(&w->chance, sofar)]->school;
	for (size_t i = 0; i < w->text->schools.n; i++)
		if (w->schools[i].id == c->p->school_id && chance_of(&w->chance, 30))
			return i;
	return chance_below(&w->chance, (unsigned)w->text->schools.n);
}

static bool
tried_already(const struct course *c, const struct staff *s, unsigned sofar)
{
	for (unsigned i = 0; i < sofar; i++)
		if (c->who[i] == s)
			return true;
	return c->p->author_id == s->id;
}

static const struct staff *
next_person(struct world *w, const struct course *c, unsigned sofar)
{
	bool spanish = text_eq(c->p->language, "es");

	for (int i = 0; i < 400; i++) {
		size_t school = next_school(w, c, sofar);
		const struct staff *s = &w->staff[w->schools[school].first + chance_below(&w->chance, (unsigned)w->schools[school].staff)];
		bool fits = (s->grades & c->p->room.grades) != 0 &&
		    ((s->subjects & c->p->room.subjects) != 0 || (c->p->room.subjects >> SUBJECT_ANY & 1) != 0);
		if (s->subjects != 0 && (fits || chance_of(&w->chance, 6)) && (!spanish || s->spanish || chance_of(&w->chance, 5)) &&
		    chance_of(&w->chance, s->eager) && !tried_already(c, s, sofar))
			return s;
	}
	return NULL;
}

static enum outcome
how_it_went(struct world *w, const struct course *c, const struct staff *s, int64_t class_size)
{
	unsigned keeps = 60;

	for (int i = 0; i < BANDS; i++)
		if ((s->grades & band_grades((enum band)i)) != 0)
			keeps = c->keeps[i];
	if ((s->subjects & c->p->room.subjects) == 0)
		keeps -= keeps / 6;
	if (!chance_of(&w->chance, keeps))
		return OUTCOME_ABANDON;
	return chance_of(&w->chance, class_size > 30 ? 50 : 30) ? OUTCOME_ADAPT : OUTCOME_ADOPT;
}

/* Something that fits and that nobody said on this page yet, as long as there is. */
static const struct told *
some_words(struct world *w, struct course *c, enum outcome outcome, bool spanish)
{
	const struct told *fits = NULL;

	for (int i = 0; i < 400; i++) {
		unsigned at = chance_below(&w->chance, (unsigned)w->text->told.n);
		const struct told *t = &w->text->told.at[at];
		if (t->outcome != outcome || text_eq(t->language, "es") != spanish)
			continue;
		fits = t;
		if (!c->told[at]) {
			c->told[at] = true;
			break;
		}
	}
	return fits;
}

static struct trial
trial_begun(struct tx *tx, struct world *w, const struct practice *p, const struct staff *s, int64_t at)
{
	bool early = (s->grades & band_grades(BAND_EARLY)) != 0;
	int64_t learners = w->schools[s->school].learners + chance_below(&w->chance, 2);
	int64_t plans = w->schools[s->school].plans + chance_below(&w->chance, 2);

	return (struct trial){ .id = chance_id(&w->chance, at), .practice_id = p->id, .person_id = s->id,
	    .school_id = w->schools[s->school].id, .begun_at = at, .expected = "", .happened = "", .changed = "",
	    .started_on = date_iso(tx_arena(tx), zone_civil(w->year.zone, at + (int64_t)chance_below(&w->chance, 5) * DAY)),
	    .room = { .grades = s->grades, .subjects = s->subjects,
	        .class_size = early ? 16 + chance_below(&w->chance, 10) : 20 + chance_below(&w->chance, 16),
	        .learners = chance_of(&w->chance, 70) ? learners : -1,
	        .plans = chance_of(&w->chance, 60) ? plans : -1 } };
}

static void
report(struct tx *tx, struct world *w, struct course *c, struct trial *t, const struct staff *s)
{
	enum outcome outcome = how_it_went(w, c, s, t->room.class_size);
	const struct told *told = some_words(w, c, outcome, s->spanish && chance_of(&w->chance, text_eq(c->p->language, "es") ? 95 : 60));

	t->expected = told->expected;
	trial_insert(tx, t);
	int64_t at = year_moment(&w->year, &w->chance, t->begun_at + 11 * DAY, t->begun_at + 38 * DAY);
	if (at >= w->year.now - 3600 || chance_of(&w->chance, 12)) {
		if (t->begun_at < w->year.now - 50 * DAY)
			trial_stopped_put(tx, t->id, t->begun_at + 30 * DAY);
		return;
	}
	t->outcome = outcome;
	t->happened = told->happened;
	t->changed = told->changed;
	t->reported_at = at;
	trial_report_put(tx, t);
	if (chance_of(&w->chance, 1))
		trial_withdrawn_put(tx, t->id, at + DAY);
}

void
demo_trials(struct tx *tx, struct world *w, const struct practice *p)
{
	struct course c = course_of(tx, w, p);

	for (unsigned i = 0; i < c.n; i++) {
		c.who[i] = next_person(w, &c, i);
		if (c.who[i] == NULL)
			break;
		struct trial t = trial_begun(tx, w, p, c.who[i], c.when[i]);
		report(tx, w, &c, &t, c.who[i]);
	}
	practice_recount(tx, p->id);
}

static const struct { const char *email, *title, *expected; int days_ago; } open_trials[] = {
	{ "rosa@demo.example", "Vertical boards in threes", "The ones who wait will have a marker in their hand.", 19 },
	{ "rosa@demo.example", "Book tasting in the library", "Half of them will want the same book.", 4 },
	{ "marcus@demo.example", "Silent debate on paper", "My third period writes what it will not say.", 16 },
	{ "naomi@demo.example", "Number talks", "", 15 },
	{ "linh@demo.example", "The draft nobody sees", "More pages, worse pages.", 17 },
};

void
demo_account_trials(struct tx *tx, struct world *w)
{
	for (size_t i = 0; i < sizeof(open_trials) / sizeof(open_trials[0]); i++) {
		struct practice *p = practice_row(tx, db_number(tx,
		    "SELECT id FROM practice WHERE district_id = $1 AND title = $2", tx_district(tx), open_trials[i].title));
		int64_t at = w->year.now - open_trials[i].days_ago * DAY;
		if (at < p->shared_at + DAY)
			at = p->shared_at + DAY;
		struct trial t = trial_begun(tx, w, p, account_staff(w, open_trials[i].email), at);
		t.expected = open_trials[i].expected;
		trial_insert(tx, &t);
	}
}
