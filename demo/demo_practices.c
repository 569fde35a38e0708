/* Practices: those that were written, and what became of them elsewhere. */
#include "demo/demo_world.h"
#include "base/buf.h"
#include "people/people.h"
#include "practices/practice_rows.h"
#include "practices/rules.h"
#include <assert.h>
#include <string.h>

enum { PRACTICES = 150, DAY = 86400, USES_MOST = 3, DEPTH_MOST = 3, CHILDREN_MOST = 3 };

/* Somebody whose room is like the one the practice comes from. */
static struct staff *
some_author(struct world *w, const struct practice *p)
{
	bool spanish = text_eq(p->language, "es");
	struct staff *best = NULL;
	int most = -1;

	for (int i = 0; i < 60; i++) {
		struct staff *s = &w->staff[w->naccounts + chance_below(&w->chance, (unsigned)(w->nstaff - w->naccounts))];
		int alike = context_alike(p->room.grades, p->room.subjects, s->grades, s->subjects) * 100 + (int)s->eager;
		if (s->spanish == spanish && s->subjects != 0 && alike > most) {
			most = alike;
			best = s;
		}
	}
	return best;
}

static struct staff *
account_that_wrote(struct world *w, const char *title)
{
	for (const struct demo_account *d = demo_accounts; d->email != NULL; d++)
		if (d->wrote != NULL && text_eq(d->wrote, title))
			return account_staff(w, d->email);
	return NULL;
}

static void
put_shared(struct tx *tx, struct world *w, struct practice *p, const struct staff *author, int64_t at)
{
	p->id = chance_id(&w->chance, at);
	p->author_id = author->id;
	p->author = person_find(tx, author->id)->shown;
	p->school_id = w->schools[author->school].id;
	p->state = PRACTICE_SHARED;
	p->shared_at = p->edited_at = at;
	practice_insert(tx, p);
	version_insert(tx, p->id, p->author_id, at, practice_markdown(tx_arena(tx), p));
	practice_index(tx, p);
}

/* What their room was like when it worked. */
static void
room_of_author(struct world *w, struct room *room, const struct staff *author)
{
	bool early = (author->grades & band_grades(BAND_EARLY)) != 0;

	room->class_size = early ? 17 + chance_below(&w->chance, 8) : 22 + chance_below(&w->chance, 13);
	room->learners = w->schools[author->school].learners + (chance_of(&w->chance, 40) ? 1 : 0);
	room->plans = w->schools[author->school].plans;
}

static void
share_seed(struct tx *tx, struct world *w, const struct practice *seed, size_t i)
{
	struct practice p = *seed;
	struct staff *author = account_that_wrote(w, p.title);
	int64_t oldest = w->year.now - (YEAR_DAYS - 5) * DAY;

	if (author == NULL)
		author = some_author(w, &p);
	room_of_author(w, &p.room, author);
	/* A third were there before the year began; the others came one by one. */
	put_shared(tx, w, &p, author, i % 3 == 0 || author < w->staff + w->naccounts ?
	    year_moment(&w->year, &w->chance, oldest, oldest + 110 * DAY) :
	    year_moment(&w->year, &w->chance, oldest + 110 * DAY, w->year.now - 2 * DAY));
	demo_trials(tx, w, &p);
}

/* Weeks later the author adds what went wrong elsewhere: the practice has a history. */
static void
learn(struct tx *tx, struct world *w, int64_t id)
{
	struct practice *p = practice_row(tx, id);
	const struct lesson *lesson;

	do
		lesson = &w->text->lessons.at[chance_below(&w->chance, (unsigned)w->text->lessons.n)];
	while (!text_eq(lesson->language, p->language));
	int64_t at = year_moment(&w->year, &w->chance, p->edited_at + 20 * DAY, w->year.now - DAY);
	if (at <= p->edited_at + DAY || strstr(p->parts[PART_BREAKS], lesson->words) != NULL)
		return;
	p->parts[PART_BREAKS] = arena_printf(tx_arena(tx), "%s\n%s", p->parts[PART_BREAKS], lesson->words);
	p->edited_at = at;
	practice_update(tx, p);
	version_insert(tx, p->id, p->author_id, at, practice_markdown(tx_arena(tx), p));
	practice_index(tx, p);
}

static int
depth_of(struct tx *tx, const struct practice *p)
{
	int depth = 1;

	for (int64_t id = p->origin_id; id != 0; id = practice_row(tx, id)->origin_id)
		depth++;
	return depth;
}

/* Somebody who kept it with a change, and so had something to tell. */
static const struct trial *
some_adapter(struct world *w, struct trials reports)
{
	for (int i = 0; i < 40 && reports.n > 0; i++) {
		const struct trial *t = &reports.at[chance_below(&w->chance, (unsigned)reports.n)];
		if (t->reported_at < w->year.now - 10 * DAY)
			return t;
	}
	return NULL;
}

static bool
twist_fits(const struct twist *t, const struct practice *p, const struct staff *who)
{
	return text_eq(t->language, p->language) && t->used < USES_MOST && (t->grades & who->grades & p->room.grades) != 0 &&
	    (t->subjects == 0 || (t->subjects & who->subjects) != 0) &&
	    p->room.minutes + t->minutes >= 3;
}

/* "Poem of the week, said not studied" becomes "Poem of the week, with pictures",
 * and that becomes "Poem of the week, outside". */
static const char *
twisted_title(struct arena *a, const struct demo_text *text, const char *title, const char *twist)
{
	size_t n = strlen(title), comma = strcspn(title, ",");

	for (size_t i = 0; i < text->twists.n; i++) {
		size_t more = strlen(text->twists.at[i].title);
		if (n > more && strcmp(title + n - more, text->twists.at[i].title) == 0)
			return arena_printf(a, "%.*s%s", (int)(n - more), title, twist);
	}
	return arena_printf(a, "%.*s%s", (int)(comma < 14 ? n : comma), title, twist);
}

static const char *
twisted_steps(struct arena *a, const char *steps, const struct twist *t)
{
	struct buf out = { .arena = a };
	struct lines lines = text_lines(a, steps);
	int n = 0;

	if (t->first != NULL)
		buf_printf(&out, "%d. %s\n", ++n, t->first);
	for (size_t i = 0; i < lines.n; i++)
		buf_printf(&out, "%d. %s\n", ++n, lines.at[i] + strspn(lines.at[i], "0123456789. "));
	if (t->last != NULL)
		buf_printf(&out, "%d. %s\n", ++n, t->last);
	return buf_str(&out);
}

static struct staff *
staff_of(struct world *w, int64_t id)
{
	for (size_t i = 0; i < w->nstaff; i++)
		if (w->staff[i].id == id)
			return &w->staff[i];
	return NULL;
}

static bool
title_is_taken(struct tx *tx, const char *title)
{
	return db_number(tx, "SELECT count(*) FROM practice WHERE district_id = $1 AND title = $2", tx_district(tx), title) > 0;
}

/* NULL: nobody had a reason to adapt this one now. */
static struct practice *
adapted(struct tx *tx, struct world *w, const struct practice *origin)
{
	struct arena *a = tx_arena(tx);
	const struct trial *t = some_adapter(w, trials_reported(tx, origin->id, OUTCOME_ADAPT, 0, 200));
	struct staff *who = t == NULL ? NULL : staff_of(w, t->person_id);
	struct twist *twist = &w->text->twists.at[chance_below(&w->chance, (unsigned)w->text->twists.n)];

	if (who == NULL || who->id == origin->author_id || !twist_fits(twist, origin, who) ||
	    practice_adaptations(tx, origin->id).n >= CHILDREN_MOST || depth_of(tx, origin) >= DEPTH_MOST || strstr(origin->title, twist->title) != NULL)
		return NULL;
	struct practice *p = NEW(a, struct practice);
	*p = *origin;
	p->title = twisted_title(a, w->text, origin->title, twist->title);
	if (title_is_taken(tx, p->title))
		return NULL;
	twist->used++;
	p->origin_id = origin->id;
	p->starter = p->title_es = p->promise_es = NULL;
	p->promise = twist->promise;
	p->changed = twist->changed;
	p->changed_why = twist->why;
	p->evidence = "";
	p->steps = twisted_steps(a, origin->steps, twist);
	p->room.grades = origin->room.grades & twist->grades;
	p->room.subjects = (origin->room.subjects & who->subjects) != 0 ? origin->room.subjects & who->subjects : who->subjects;
	p->room.minutes += twist->minutes;
	room_of_author(w, &p->room, who);
	put_shared(tx, w, p, who, year_moment(&w->year, &w->chance, t->reported_at + 2 * DAY, t->reported_at + 40 * DAY < w->year.now ?
	    t->reported_at + 40 * DAY : w->year.now - DAY));
	return p;
}

static struct idlist
shared_ids(struct tx *tx)
{
	struct idlist list = {0};
	int64_t id;
	struct rows rows = db_query(tx, "SELECT id FROM practice WHERE district_id = $1 AND state = 1 ORDER BY shared_at, id", tx_district(tx));

	while (db_next(&rows, &id))
		*LIST_ADD(tx_arena(tx), &list) = id;
	return list;
}

static void
adapt_some(struct tx *tx, struct world *w, struct idlist *ids)
{
	for (int tries = 0; ids->n < PRACTICES && tries < 20000; tries++) {
		struct practice *origin = practice_row(tx, ids->at[chance_below(&w->chance, (unsigned)ids->n)]);
		struct practice *p = adapted(tx, w, origin);
		if (p == NULL)
			continue;
		demo_trials(tx, w, p);
		*LIST_ADD(tx_arena(tx), ids) = p->id;
	}
}

/* What was once written and has had its time. */
static void
retire_some(struct tx *tx, struct world *w)
{
	static const struct { const char *title, *why; } retired[] = {
		{ "Homework quiz with their own notes", "Our department stopped grading homework in January, so this has nothing to stand on." },
		{ "Three questions before you search", "The library has a better one now: ask for the research cards at the desk." },
	};

	for (size_t i = 0; i < sizeof(retired) / sizeof(retired[0]); i++) {
		struct practice *p = practice_row(tx, db_number(tx,
		    "SELECT id FROM practice WHERE district_id = $1 AND title = $2", tx_district(tx), retired[i].title));
		p->edited_at = w->year.now - (20 + (int64_t)i * 9) * DAY;
		practice_retire(tx, p, retired[i].why);
	}
}

/* Who wrote something can be asked about it. */
static void
ask_about(struct tx *tx, struct world *w, int64_t id)
{
	struct practice *p = practice_row(tx, id);
	struct profile *f = profile_find(tx, p->author_id);

	if (f == NULL || !chance_of(&w->chance, 60))
		return;
	f->ask_me = p->title;
	f->rooms = arena_printf(tx_arena(tx), "%s%u", chance_of(&w->chance, 30) ? "B" : "", 100 + chance_below(&w->chance, 140));
	profile_put(tx, f);
}

static void
start_draft(struct tx *tx, struct world *w, const char *email, const char *title, const char *promise, const char *steps)
{
	const struct staff *s = account_staff(w, email);
	struct practice p = { .id = chance_id(&w->chance, w->year.now - 3 * DAY), .author_id = s->id,
	    .school_id = w->schools[s->school].id, .title = title, .promise = promise, .problem = "", .steps = steps, .materials = "",
	    .why = "", .evidence = "", .caveats = "", .sources = "", .changed = "", .changed_why = "", .language = "en",
	    .room = { .grades = s->grades, .subjects = s->subjects, .learners = -1, .plans = -1 }, .parts = { "", "", "" },
	    .edited_at = w->year.now - 3 * DAY };

	practice_insert(tx, &p);
}

void
demo_practices(struct tx *tx, struct world *w)
{
	struct demo_text *t = w->text;

	starter_put(tx, w->year.now - (YEAR_DAYS - 1) * DAY);
	struct idlist ids = shared_ids(tx);
	for (size_t i = 0; i < ids.n; i++)
		demo_trials(tx, w, practice_row(tx, ids.at[i]));
	for (size_t i = 0; i < t->seeds.n; i++)
		share_seed(tx, w, &t->seeds.at[i], i);
	ids = shared_ids(tx);
	adapt_some(tx, w, &ids);
	for (size_t i = 0; i < ids.n; i++) {
		for (unsigned n = chance_below(&w->chance, 6); n > 3; n--)
			learn(tx, w, ids.at[i]);
		ask_about(tx, w, ids.at[i]);
	}
	retire_some(tx, w);
	start_draft(tx, w, "rosa@demo.example", "Math vocabulary on the stairs", "They say the words on the way to lunch.", "1. One word a step, six steps.");
	demo_account_trials(tx, w);
}
