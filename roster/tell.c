#include "roster/tell.h"
#include "base/text.h"
#include "roster/said_rows.h"
#include <string.h>

static const char *
empty_null(const char *s)
{
	return s == NULL ? "" : s;
}

static const char *
null_empty(const char *s)
{
	return *s == '\0' ? NULL : s;
}

/* The rule of columns: written only while it still says what the source said. */
static bool
follow(const char **here, const char *was, const char *is)
{
	if (text_eq(was, is) || !text_eq(*here, was))
		return false;
	*here = is;
	return true;
}

/* Changes the columns of a person that may be; tells which stayed. */
static void
columns_follow(struct tx *tx, struct person *p, const struct roster_person *was, const struct roster_person *is,
    struct differences *d)
{
	struct { const char *column, **here, *was, *is; } columns[] = {
		{ "given", &p->given, was->given, is->given }, { "family", &p->family, was->family, is->family },
		{ "shown", &p->shown, was->shown, is->shown }, { "email", &p->email, was->email, is->email },
	};
	bool wrote = p->guest;

	p->email = empty_null(p->email);
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
		bool followed = follow(columns[i].here, columns[i].was, columns[i].is);
		wrote |= followed;
		for (size_t j = 0; j < d->n; j++)
			if (text_eq(d->at[j].column, columns[i].column))
				d->at[j].kept = !followed && !text_eq(*columns[i].here, columns[i].is);
	}
	p->email = null_empty(p->email);
	p->guest = false;
	if (wrote)
		person_put(tx, p);
}

static void
works_at(struct tx *tx, const struct telling *t, int64_t person, const struct roster_person *now)
{
	struct assignments list = {0};

	for (size_t i = 0; now->active && i < now->posts.n; i++) {
		const struct place *place = place_of(t->places, now->posts.at[i].org);
		if (place != NULL && place->school != 0)
			*LIST_ADD(tx_arena(tx), &list) = (struct assignment){ place->school, now->posts.at[i].duty };
	}
	assignments_put(tx, person, t->source, list, t->now);
}

/* What they may by the roster: all that its sources say together. */
static void
may_by_roster(struct tx *tx, const struct telling *t, int64_t person)
{
	static const enum role roles[] = { ROLE_TEACHER, ROLE_ADMINISTRATOR };
	struct saids said = said_of_person(tx, person);
	unsigned wanted = 0;

	for (size_t i = 0; i < said.n; i++)
		wanted |= posts_roles(&person_read(tx_arena(tx), said.at[i].id, said.at[i].statement)->posts);
	for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++)
		if (wanted & roles[i])
			role_give(tx, person, roles[i], "roster", t->by, t->why);
		else
			role_take(tx, person, roles[i], "roster", t->by, t->why);
}

/* Whom no source says to be here goes, but never the last who can let others in. */
static void
stands(struct tx *tx, struct person *p, bool was, bool is)
{
	if (!was && is && p->standing == PERSON_INACTIVE)
		person_standing(tx, p->id, PERSON_ACTIVE);
	if (was && !is && p->standing == PERSON_ACTIVE && said_of_person(tx, p->id).n == 0 && !last_operator_is(tx, p->id))
		person_standing(tx, p->id, PERSON_INACTIVE);
}

/* A directory's sign-in finds them by what other systems call them; Google's id
 * is the address. */
static void
known_as(struct tx *tx, const struct telling *t, int64_t person, const char *id, const struct roster_person *was,
    const struct roster_person *now)
{
	if (!text_eq(t->source, format_code(FORMAT_GOOGLE)) && !text_eq(was->id, id))
		person_known_as(tx, person, "sourcedid", id);
	if (!text_eq(was->identifier, now->identifier))
		person_known_as(tx, person, "identifier", now->identifier);
}

static void
person_add_told(struct tx *tx, const struct telling *t, struct said *said, const struct roster_person *now)
{
	said->subject = person_add(tx, &(struct person){ .given = now->given, .family = now->family, .shown = now->shown,
	    .email = null_empty(now->email), .language = -1 });
	said_person_put(tx, t->source, said, now->identifier, t->now);
	known_as(tx, t, said->subject, said->id, &(struct roster_person){ .identifier = "" }, now);
	works_at(tx, t, said->subject, now);
	profile_source_put(tx, said->subject, now->grades, now->subjects, now->pronouns);
	for (size_t i = 0; i < now->posts.n; i++)
		role_give(tx, said->subject, duty_role(now->posts.at[i].duty), "roster", t->by, t->why);
}

static bool
same_posts(const struct roster_posts *x, const struct roster_posts *y)
{
	for (size_t i = 0; i < x->n && i < y->n; i++)
		if (x->at[i].duty != y->at[i].duty || !text_eq(x->at[i].org, y->at[i].org))
			return false;
	return x->n == y->n;
}

static void
person_follow(struct tx *tx, const struct telling *t, struct said *said, struct person *p,
    const struct roster_person *was, const struct roster_person *now, struct differences *d)
{
	bool moved = was->active != now->active || !same_posts(&was->posts, &now->posts);

	said->subject = p->id;
	said_person_put(tx, t->source, said, now->identifier, t->now);
	known_as(tx, t, p->id, said->id, was, now);
	columns_follow(tx, p, was, now, d);
	if (was->grades != now->grades || was->subjects != now->subjects || !text_eq(was->pronouns, now->pronouns))
		profile_source_put(tx, p->id, now->grades, now->subjects, now->pronouns);
	if (!moved)
		return;
	works_at(tx, t, p->id, now);
	may_by_roster(tx, t, p->id);
	stands(tx, p, was->active, now->active);
}

struct told
person_told(struct tx *tx, const struct telling *t, const char *id, const char *text)
{
	struct arena *a = tx_arena(tx);
	struct said *before = said_person(tx, t->source, id), said = { .id = id, .statement = text };
	struct told told = { .before = before != NULL ? before->statement : "", .detail = "" };
	struct roster_person *was = person_read(a, id, told.before), *now = person_read(a, id, text);
	struct differences d = before != NULL ? person_differs(a, was, now, t->places) : person_comes(a, now, t->places);

	said.active = now->active;
	if (before != NULL && (before->alias_of != NULL || strcmp(before->statement, text) == 0))
		return (struct told){ .before = told.before, .subject = before->subject, .detail = "", .kept = true };
	if (before != NULL && before->asks != 0) {
		said.asks = before->asks;
		said_person_put(tx, t->source, &said, now->identifier, t->now);
		return told;
	}
	struct person *p = before != NULL ? person_find(tx, before->subject) : NULL;
	if (p == NULL && !now->active)
		return (struct told){ .before = told.before, .detail = "", .kept = true };
	if (p == NULL)
		person_add_told(tx, t, &said, now);
	else
		person_follow(tx, t, &said, p, was, now, &d);
	if (was->active && !now->active)
		d = person_leaves(a, was, t->places);
	told.subject = said.subject;
	told.detail = differences_text(a, &d);
	return told;
}

struct told
person_told_absent(struct tx *tx, const struct telling *t, const char *id)
{
	struct said *before = said_person(tx, t->source, id);
	struct told nothing = { .before = "", .detail = "", .kept = true };

	if (before == NULL)
		return nothing;
	if (before->asks != 0) {
		said_person_drop(tx, t->source, id);
		return nothing;
	}
	struct roster_person *was = person_read(tx_arena(tx), id, before->statement);
	was->active = false;
	return person_told(tx, t, id, person_text(tx_arena(tx), was));
}

struct told
person_asked(struct tx *tx, const struct telling *t, const char *id, const char *text, int64_t likely)
{
	struct roster_person *now = person_read(tx_arena(tx), id, text);
	struct said said = { .id = id, .asks = likely, .active = now->active, .statement = text };

	if (said_person(tx, t->source, id) != NULL)
		return (struct told){ .before = "", .detail = "", .kept = true };
	said_person_put(tx, t->source, &said, now->identifier, t->now);
	return (struct told){ .before = "", .detail = "", .subject = likely };
}

/* Nothing was said of them before: only what is empty is written, or stands for
 * a name that nobody knew when an account was made from an address. */
static struct roster_person
was_unsaid(const struct person *p, const struct roster_person *now)
{
	struct roster_person was = *now;
	const char *email = empty_null(p->email);

	was.active = false;
	was.grades = was.subjects = 0;
	was.pronouns = was.identifier = was.id = "";
	was.given = *p->given == '\0' || text_eq(p->given, email) ? p->given : now->given;
	was.family = *p->family == '\0' || text_eq(p->family, email) ? p->family : now->family;
	was.shown = *p->shown == '\0' || text_eq(p->shown, email) ? p->shown : now->shown;
	was.email = *email == '\0' ? "" : now->email;
	return was;
}

bool
person_same(struct tx *tx, const struct telling *t, const char *id)
{
	struct arena *a = tx_arena(tx);
	struct said *said = said_person(tx, t->source, id);
	struct person *p = said != NULL && said->asks != 0 ? person_find(tx, said->asks) : NULL;

	if (p == NULL)
		return false;
	const char *old_id = said_source_id(tx, t->source, p->id);
	struct said *old = old_id != NULL ? said_person(tx, t->source, old_id) : NULL;
	struct roster_person *now = person_read(a, id, said->statement);
	struct roster_person was = old != NULL ? *person_read(a, old_id, old->statement) : was_unsaid(p, now);
	struct differences d = {0};
	if (old != NULL)
		said_alias_put(tx, t->source, old_id, id);
	said->asks = 0;
	person_follow(tx, t, said, p, &was, now, &d);
	return true;
}

bool
person_other(struct tx *tx, const struct telling *t, const char *id)
{
	struct said *said = said_person(tx, t->source, id);

	if (said == NULL || said->asks == 0)
		return false;
	said->asks = 0;
	person_add_told(tx, t, said, person_read(tx_arena(tx), id, said->statement));
	return true;
}

bool
person_ask_again(struct tx *tx, const struct telling *t, const char *id, int64_t asked)
{
	struct arena *a = tx_arena(tx);
	struct said *said = said_person(tx, t->source, id);
	struct person *p = said != NULL && said->asks == 0 ? person_find(tx, said->subject) : NULL;

	if (p == NULL || said->alias_of != NULL)
		return false;
	struct roster_person *was = person_read(a, id, said->statement);
	struct said *old = said_alias_take(tx, t->source, id);
	bool same = p->id == asked;
	said->subject = 0;
	said->asks = asked;
	said_person_put(tx, t->source, said, was->identifier, t->now);
	if (old != NULL) {
		struct differences d = {0};
		person_follow(tx, t, old, p, was, person_read(a, old->id, old->statement), &d);
		return true;
	}
	works_at(tx, t, p->id, &(struct roster_person){0});
	may_by_roster(tx, t, p->id);
	if (!same)
		person_standing(tx, p->id, PERSON_INACTIVE);
	return true;
}

static bool
school_columns_follow(struct school *s, const struct roster_school *was, const struct roster_school *is)
{
	bool wrote = follow(&s->name, was->name, is->name);

	wrote |= follow(&s->kind, was->type, is->type);
	if (s->low_grade == was->low && s->high_grade == was->high && (is->low != was->low || is->high != was->high)) {
		s->low_grade = is->low;
		s->high_grade = is->high;
		wrote = true;
	}
	return wrote;
}

static int64_t
school_follow(struct tx *tx, const struct telling *t, int64_t id, const struct roster_school *was,
    const struct roster_school *now)
{
	struct school *s = id != 0 ? school_find(tx, id) : NULL;
	const char *nces = nces_of(now->identifier);

	if (s == NULL && !now->active)
		return 0;
	if (s == NULL)
		return school_add(tx, &(struct school){ .name = now->name, .kind = now->type, .nces = nces,
		    .low_grade = now->low, .high_grade = now->high });
	bool wrote = school_columns_follow(s, was, now);
	if (wrote || was->active != now->active)
		school_put(tx, s, now->active ? 0 : t->now);
	if (nces != NULL && (s->nces == NULL || text_eq(s->nces, nces_of(was->identifier))) && !text_eq(s->nces, nces))
		school_nces_put(tx, s->id, nces);
	return s->id;
}

/* Said by nobody else of this source. */
static bool
is_said_elsewhere(struct tx *tx, const struct telling *t, const char *id, int64_t school)
{
	struct saids all = said_schools(tx, t->source);

	for (size_t i = 0; i < all.n; i++)
		if (all.at[i].subject == school && all.at[i].active && !text_eq(all.at[i].id, id))
			return true;
	return false;
}

struct told
school_told(struct tx *tx, const struct telling *t, const char *id, const char *text, int64_t here)
{
	struct arena *a = tx_arena(tx);
	struct said *before = said_school(tx, t->source, id);
	struct said said = { .id = id, .statement = text, .subject = before != NULL && before->subject != 0 ? before->subject : here };
	struct told told = { .before = before != NULL ? before->statement : "", .subject = said.subject, .detail = "" };
	struct roster_school *was = school_read(a, id, told.before), *now = school_read(a, id, text);
	struct differences d = school_differs(a, was, now);

	if (text_eq(told.before, text)) {
		told.kept = true;
		return told;
	}
	bool moved = said.subject != 0 && !now->active && is_said_elsewhere(tx, t, id, said.subject);
	/* A school that people work at stays open, and is asked about again next time. */
	if (was->active && !now->active && !moved && said.subject != 0 && school_staff(tx, said.subject) > 0) {
		told.kept = true;
		return told;
	}
	if ((now->kept || said.subject != 0) && !moved)
		said.subject = school_follow(tx, t, said.subject, was, now);
	said.active = now->active;
	said_school_put(tx, t->source, &said, t->now);
	place_put(t->places->by_id.arena, t->places, (struct place){ .id = arena_text(t->places->by_id.arena, id),
	    .name = arena_text(t->places->by_id.arena, now->name), .parent = arena_text(t->places->by_id.arena, now->parent),
	    .school = said.subject, .kept = now->kept });
	told.subject = said.subject;
	told.detail = differences_text(a, &d);
	return told;
}

struct told
school_told_absent(struct tx *tx, const struct telling *t, const char *id)
{
	struct said *before = said_school(tx, t->source, id);

	if (before == NULL)
		return (struct told){ .before = "", .detail = "", .kept = true };
	struct roster_school *was = school_read(tx_arena(tx), id, before->statement);
	was->active = false;
	return school_told(tx, t, id, school_text(tx_arena(tx), was), 0);
}
