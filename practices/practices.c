#include "practices/practices.h"
#include "auth/wall.h"
#include "base/clock.h"
#include "base/text.h"
#include "db/search.h"
#include "practices/practice_rows.h"
#include "practices/rules.h"

enum { DUE_DAYS = 14, DAY = 86400 };

struct practice *
practice_find(struct tx *tx, const struct login *viewer, int64_t id)
{
	struct practice *p = practice_row(tx, id);

	if (p == NULL)
		return NULL;
	bool open = p->state != PRACTICE_DRAFT && p->removed_at == 0;
	if (wall_look(viewer, open ? WALL_PRACTICE : WALL_DRAFT, p->author_id) != SEES_ALL)
		return NULL;
	return p;
}

bool
practice_is_mine(const struct practice *p, const struct login *l)
{
	return l != NULL && p->author_id == l->person->id;
}

int64_t
practice_begin(struct tx *tx, const struct login *author, const char *title, const char *language)
{
	struct practice p = { .author_id = author->person->id, .school_id = person_school(tx, author->person->id),
	    .title = title, .promise = "", .problem = "", .steps = "", .materials = "", .why = "", .evidence = "",
	    .caveats = "", .sources = "", .changed = "", .changed_why = "", .language = language,
	    .room = { .learners = -1, .plans = -1 }, .parts = { "", "", "" }, .edited_at = clock_now() };
	struct profile *me = profile_find(tx, author->person->id);

	if (me != NULL) {
		p.room.grades = me->grades;
		p.room.subjects = me->subjects;
	}
	practice_insert(tx, &p);
	return p.id;
}

int64_t
practice_adapt(struct tx *tx, const struct login *author, const struct practice *origin, const struct change *change)
{
	struct practice p = *origin;

	p.id = 0;
	p.origin_id = origin->id;
	p.author_id = author->person->id;
	p.school_id = person_school(tx, author->person->id);
	p.title = change->title;
	p.changed = change->changed;
	p.changed_why = change->why;
	p.evidence = "";
	p.state = PRACTICE_DRAFT;
	p.shared_at = p.removed_at = 0;
	p.starter = p.title_es = p.promise_es = NULL;
	p.edited_at = clock_now();
	practice_insert(tx, &p);
	return p.id;
}

const char *const edit_part_names[EDIT_PARTS] = { "heart", "replicate", "room", "why" };

/* What is still missing before colleagues can replicate it. */
struct lack
practice_lacks(const struct practice *p)
{
	if (text_empty(p->promise))
		return (struct lack){ N_("Say in one sentence what changes in the room."), "promise", EDIT_HEART };
	if (text_empty(p->steps))
		return (struct lack){ N_("Write the steps, so that a colleague can follow them."), "steps", EDIT_HEART };
	if (p->origin_id != 0 && text_empty(p->changed))
		return (struct lack){ N_("Say what you changed from the practice you adapted."), "changed", EDIT_REPLICATE };
	if (text_empty(p->parts[PART_CORE]))
		return (struct lack){ N_("Name at least one core part: what must stay for it to work."), "core", EDIT_REPLICATE };
	return (struct lack){0};
}

/* What a search filters by: exact terms of the index, beside the words. */
static const char *
marks_of(struct arena *a, const struct practice *p)
{
	struct buf out = { .arena = a };
	unsigned every = (1u << SUBJECTS) - 1;
	unsigned grades = p->room.grades != 0 ? p->room.grades : (1u << GRADES) - 1;
	unsigned subjects = p->room.subjects == 0 || (p->room.subjects >> SUBJECT_ANY & 1) ? every : p->room.subjects;

	buf_printf(&out, "language:%s author:%lld school:%lld ", p->language, (long long)p->author_id, (long long)p->school_id);
	practice_marks(&out, grades, subjects);
	return buf_str(&out);
}

void
practice_marks(struct buf *out, unsigned grades, unsigned subjects)
{
	for (int i = 0; i < GRADES; i++)
		if (grades >> i & 1)
			buf_printf(out, "grade:%s ", grade_choices[i].value);
	for (int i = 0; i < SUBJECTS; i++)
		if (subjects >> i & 1)
			buf_printf(out, "subject:%s ", subject_choices[i].value);
}

void
practice_index(struct tx *tx, const struct practice *p)
{
	struct arena *a = tx_arena(tx);
	enum lang lang = lang_find(p->language) < 0 ? LANG_EN : (enum lang)lang_find(p->language);
	const struct search_field fields[] = {
		{ p->title, 4 }, { p->promise, 3 }, { p->problem, 2 }, { p->steps, 1 }, { p->materials, 1 },
		{ p->parts[PART_CORE], 1 }, { p->parts[PART_ADAPTABLE], 1 }, { p->why, 1 }, { p->caveats, 1 },
		{ subjects_said(a, lang, p->room.subjects), 2 }, { grades_said(a, lang, p->room.grades), 1 },
	};

	if (p->state == PRACTICE_SHARED && p->removed_at == 0)
		search_put(tx, "practice", &(struct search_doc){ .id = p->id, .lang = lang, .fields = fields,
		    .n = sizeof(fields) / sizeof(fields[0]), .marks = marks_of(a, p) });
	else
		search_drop(tx, "practice", p->id);
}

/* Every edit of a shared practice leaves a version; the index follows. */
void
practice_save(struct tx *tx, struct practice *p, int64_t editor)
{
	p->edited_at = clock_now();
	practice_update(tx, p);
	if (p->state == PRACTICE_DRAFT)
		return;
	version_insert(tx, p->id, editor, p->edited_at, practice_markdown(tx_arena(tx), p));
	practice_index(tx, p);
}

void
practice_share(struct tx *tx, struct practice *p)
{
	p->state = PRACTICE_SHARED;
	p->shared_at = p->shared_at != 0 ? p->shared_at : clock_now();
	p->removed_at = 0;
	practice_state_put(tx, p->id, PRACTICE_SHARED, p->shared_at, NULL);
	version_insert(tx, p->id, p->author_id, clock_now(), practice_markdown(tx_arena(tx), p));
	practice_index(tx, p);
	tell_origin(tx, p);
}

void
practice_retire(struct tx *tx, struct practice *p, const char *why)
{
	p->state = PRACTICE_RETIRED;
	practice_state_put(tx, p->id, PRACTICE_RETIRED, p->shared_at, why);
	practice_index(tx, p);
}

void
practice_unretire(struct tx *tx, struct practice *p)
{
	p->state = PRACTICE_SHARED;
	practice_state_put(tx, p->id, PRACTICE_SHARED, p->shared_at, NULL);
	practice_index(tx, p);
}

void
practice_remove(struct tx *tx, struct practice *p, bool remove)
{
	p->removed_at = remove ? clock_now() : 0;
	practice_removed_put(tx, p->id, p->removed_at);
	practice_index(tx, p);
	if (remove)
		untell_origin(tx, p->id);
}

int64_t
trial_due(const struct trial *t, const struct zone *zone)
{
	struct civil c;

	if (!date_read(t->started_on, &c))
		return t->begun_at + DUE_DAYS * DAY;
	c = date_from_number(date_number(c) + DUE_DAYS);
	c.hour = 7;
	return zone_seconds(zone, c);
}

void
trial_report(struct tx *tx, struct trial *t)
{
	bool first = t->reported_at == 0;
	int before = trial_outcome(tx, t->id);

	t->reported_at = clock_now();
	trial_report_put(tx, t);
	if (t->outcome != before)
		practice_count(tx, t->practice_id, before, (int)t->outcome);
	if (first || untell_report(tx, t->id))
		tell_of_report(tx, t);
}

void
trial_withdraw(struct tx *tx, struct trial *t, bool withdraw)
{
	trial_withdrawn_put(tx, t->id, withdraw ? clock_now() : 0);
	practice_recount(tx, t->practice_id);
	practice_lasting_recount(tx, t->practice_id);
	if (withdraw)
		untell_report(tx, t->id);
	else
		tell_of_report(tx, t);
}

const char *
outcome_said(enum lang lang, enum outcome outcome)
{
	static const char *const words[OUTCOMES] = { N_("I keep it"), N_("I keep it, changed"), N_("It did not work here") };

	return say(lang, words[outcome]);
}

struct lines
practices_markdown(struct tx *tx, int64_t author)
{
	struct practices mine = practices_of(tx, author);
	struct lines all = { .at = NEW_N(tx_arena(tx), const char *, mine.n + 1) };

	for (size_t i = 0; i < mine.n; i++)
		all.at[all.n++] = practice_markdown(tx_arena(tx), practice_row(tx, mine.at[i].id));
	return all;
}
