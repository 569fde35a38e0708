#include "roster/compare.h"
#include "base/text.h"
#include "roster/said_rows.h"
#include <stdlib.h>
#include <string.h>

struct differing { const char *id, *statement; int64_t subject, asks; const struct roster_person *now; };      /* now NULL: absent */
struct absent_school { const struct said *said; const struct roster_school *was; };

struct compare {
	struct tx *tx;                   /* NULL: nobody is here */
	struct arena *arena;             /* of what is found */
	struct arena *scratch;           /* given back after each person */
	struct roster *roster;
	struct changes *changes;
	const char *source;
	struct places *places;           /* of the changes */
	bool *seen;                      /* of roster->people */
	LIST(struct differing) people;
	LIST(struct absent_school) absent_schools;
	struct likelies numbered;        /* people here with a staff number; read when somebody is new */
	struct lookup by_identifier;
	bool numbers_read;
	struct lookup taken;             /* people that a question is about, schools found under a new id */
};

static void
change_add(struct compare *c, struct change change)
{
	struct arena *a = c->arena;

	change.id = arena_text(a, change.id);
	change.name = arena_text(a, change.name);
	change.sort = change.kind == CHANGE_QUIET ? "" : text_sort_key(a, change.sort);
	change.detail = change.detail != NULL ? arena_text(a, change.detail) : "";
	*LIST_ADD(a, c->changes) = change;
	c->changes->counts[change.kind]++;
}

static const char *
taken_key(struct arena *a, const char *what, int64_t id)
{
	return arena_printf(a, "%s %lld", what, (long long)id);
}

static void
take(struct compare *c, const char *what, int64_t id)
{
	lookup_add(&c->taken, taken_key(c->arena, what, id), 0);
}

static bool
is_taken(struct compare *c, const char *what, int64_t id)
{
	return lookup_find(&c->taken, taken_key(c->scratch, what, id)) != LOOKUP_NONE;
}

/* --- schools --- */

static void
place_of_school(struct compare *c, const struct roster_school *s, int64_t school)
{
	place_put(c->arena, c->places, (struct place){ .id = s->id, .name = s->name, .parent = s->parent,
	    .kept = s->kept, .school = school });
}

static void
school_said_before(struct compare *c, const struct said *said)
{
	struct roster *r = c->roster;
	const char *id = arena_text(c->arena, said->id);
	const struct roster_school *was = school_read(c->arena, id, said->statement), *now;
	int64_t at = lookup_find(&r->school_by_id, id);

	if (at == LOOKUP_NONE) {
		place_of_school(c, was, said->subject);
		if (r->schools_mode == MODE_BULK && was->active)
			*LIST_ADD(c->arena, &c->absent_schools) = (struct absent_school){ said, was };
		return;
	}
	now = school_now(c->arena, &r->schools.at[at], was);
	place_of_school(c, now, said->subject);
	if (strcmp(school_text(c->scratch, now), said->statement) == 0)
		return;
	struct differences d = school_differs(c->scratch, was, now);
	enum change_kind kind = !now->kept && !was->kept ? CHANGE_QUIET : was->active && !now->active ? CHANGE_SCHOOL_CLOSED :
	    d.n > 0 || was->active != now->active || was->kept != now->kept ? CHANGE_SCHOOL_CHANGED : CHANGE_QUIET;
	change_add(c, (struct change){ .kind = kind, .of_school = true, .id = id, .name = now->name, .sort = now->name, .school = now,
	    .subject = said->subject, .detail = differences_text(c->scratch, &d) });
}

static bool
is_claimed(struct compare *c, const struct saids *said, int64_t school)
{
	for (size_t i = 0; i < said->n; i++)
		if (said->at[i].subject == school && lookup_find(&c->roster->school_by_id, said->at[i].id) != LOOKUP_NONE)
			return true;
	return is_taken(c, "school", school);
}

/* A school that is here already: added by hand, said by another source, or by
 * this one under another id. */
static int64_t
school_here(struct compare *c, const struct saids *said, const struct roster_school *s)
{
	struct school_ids like = c->tx != NULL ? schools_like(c->tx, s) : (struct school_ids){0};
	int64_t found = 0;

	for (size_t i = 0; i < like.n; i++)
		if (!is_claimed(c, said, like.at[i])) {
			if (found != 0)
				return 0;
			found = like.at[i];
		}
	return found;
}

static void
school_new(struct compare *c, const struct saids *said, const struct roster_school *s)
{
	int64_t here = s->kept && s->active ? school_here(c, said, s) : 0;

	place_of_school(c, s, here);
	if (!s->active)
		return;
	if (here != 0)
		take(c, "school", here);
	change_add(c, (struct change){ .kind = !s->kept ? CHANGE_QUIET : here != 0 ? CHANGE_SCHOOL_FOUND : CHANGE_SCHOOL_ADDED,
	    .of_school = true, .id = s->id, .name = s->name, .sort = s->name, .school = s, .subject = here });
}

static void
compare_schools(struct compare *c)
{
	struct roster *r = c->roster;
	struct saids said = c->tx != NULL ? said_schools(c->tx, c->source) : (struct saids){0};
	struct lookup before = { .arena = c->arena };

	for (size_t i = 0; i < said.n; i++) {
		lookup_add(&before, said.at[i].id, 0);
		school_said_before(c, &said.at[i]);
		arena_reset(c->scratch);
	}
	for (size_t i = 0; i < r->schools.n; i++)
		if (lookup_find(&before, r->schools.at[i].id) == LOOKUP_NONE)
			school_new(c, &said, &r->schools.at[i]);
}

/* --- people --- */

/* Two ids of one person, of which the file has the old one, or both: what it
 * says of the old one is said of the person, unless the new one speaks too. */
static void
follow_alias(struct compare *c, const struct said *said)
{
	struct roster *r = c->roster;
	int64_t at = lookup_find(&r->person_by_id, said->id);

	if (at == LOOKUP_NONE)
		return;
	c->seen[at] = true;
	if (lookup_find(&r->person_by_id, said->alias_of) == LOOKUP_NONE)
		lookup_add(&r->person_by_id, arena_text(c->arena, said->alias_of), (uint32_t)at);
}

static void
follow_aliases(struct compare *c)
{
	struct saids aliases = said_aliases(c->tx, c->source);

	for (size_t i = 0; i < aliases.n; i++)
		follow_alias(c, &aliases.at[i]);
}

static void
differing_add(struct compare *c, const struct said *said, const struct roster_person *now)
{
	*LIST_ADD(c->arena, &c->people) = (struct differing){ .id = arena_text(c->arena, said->id),
	    .statement = arena_text(c->arena, said->statement), .subject = said->subject, .asks = said->asks, .now = now };
}

/* What was said before and is said otherwise now, or not at all. */
static void
said_before(struct compare *c, const struct said *said)
{
	struct roster *r = c->roster;
	int64_t at = lookup_find(&r->person_by_id, said->id);

	lookup_add(&c->changes->known, arena_text(c->arena, said->id), 0);
	c->changes->staff += said->active && said->asks == 0;
	if (said->asks != 0)
		take(c, "person", said->asks);
	if (at == LOOKUP_NONE) {
		if (said->active && r->whole.n > 0)
			differing_add(c, said, NULL);
		return;
	}
	const struct roster_person *p = &r->people.at[at];
	c->seen[at] = true;
	if (!p->named && p->uncertain) {
		if (said->active)
			*LIST_ADD(c->arena, &c->changes->spared) = p->id;
		return;
	}
	const struct roster_person *now = person_now(c->scratch, r, p, person_read(c->scratch, said->id, said->statement));
	if (strcmp(person_text(c->scratch, now), said->statement) == 0)
		c->changes->unchanged++;
	else
		differing_add(c, said, p);
}

static void
compare_said(struct compare *c)
{
	struct rows rows = said_people(c->tx, c->source);
	struct said said = {0};

	while (said_next(&rows, &said)) {
		said_before(c, &said);
		arena_reset(c->scratch);
	}
}

static const char *
family_first(struct arena *a, const struct roster_person *p)
{
	return arena_printf(a, "%s %s", p->family, p->given);
}

/* Columns that somebody here wrote otherwise stay; so the list says. */
static void
mark_kept(struct compare *c, struct differences *d, int64_t person)
{
	struct person *p = person_find(c->tx, person);

	for (size_t i = 0; p != NULL && i < d->n; i++) {
		const char *column = d->at[i].column;
		const char *here = text_eq(column, "given") ? p->given : text_eq(column, "family") ? p->family :
		    text_eq(column, "shown") ? p->shown : text_eq(column, "email") ? (p->email != NULL ? p->email : "") : d->at[i].was;
		d->at[i].kept = !text_eq(here, d->at[i].was) && !text_eq(here, d->at[i].is);
	}
}

static void
changed(struct compare *c, const struct differing *x)
{
	struct roster_person *was = person_read(c->scratch, x->id, x->statement);
	struct roster_person *now = person_now(c->scratch, c->roster, x->now, was);
	struct differences d = person_differs(c->scratch, was, now, c->places);
	enum change_kind kind = x->asks != 0 ? CHANGE_QUIET : was->active && !now->active ? CHANGE_GONE :
	    !was->active && now->active ? CHANGE_BACK : now->active && d.n > 0 ? CHANGE_CHANGED : CHANGE_QUIET;

	if (kind == CHANGE_GONE)
		d = person_leaves(c->scratch, was, c->places);
	else if (kind == CHANGE_CHANGED || kind == CHANGE_BACK)
		mark_kept(c, &d, x->subject);
	change_add(c, (struct change){ .kind = kind, .id = x->id, .name = now->shown, .sort = family_first(c->scratch, now),
	    .person = x->now, .subject = x->subject, .detail = differences_text(c->scratch, &d) });
}

static bool
is_whole(const struct roster *r, const char *file)
{
	for (size_t i = 0; i < r->whole.n; i++)
		if (text_eq(r->whole.at[i], file))
			return true;
	return false;
}

/* Does a row that was left out, or a question about a new id, speak for them? */
static bool
is_spared(struct compare *c, const struct differing *x, const struct roster_person *was)
{
	const struct lookup *mentioned = &c->roster->is_mentioned;
	const char *name = text_fold(c->scratch, arena_printf(c->scratch, "%s %s", was->given, was->family));

	return lookup_find(mentioned, x->id) != LOOKUP_NONE ||
	    (*was->email != '\0' && lookup_find(mentioned, text_fold(c->scratch, was->email)) != LOOKUP_NONE) ||
	    lookup_find(mentioned, name) != LOOKUP_NONE || is_taken(c, "person", x->subject);
}

static void
absent(struct compare *c, const struct differing *x)
{
	struct roster_person *was = person_read(c->scratch, x->id, x->statement);

	if (!is_whole(c->roster, was->file))
		return;
	if (is_spared(c, x, was)) {
		*LIST_ADD(c->arena, &c->changes->spared) = x->id;
		return;
	}
	struct differences d = person_leaves(c->scratch, was, c->places);
	change_add(c, (struct change){ .kind = x->asks != 0 ? CHANGE_QUIET : CHANGE_GONE, .id = x->id, .name = was->shown,
	    .sort = family_first(c->scratch, was), .subject = x->subject, .detail = differences_text(c->scratch, &d) });
}

/* One part of a name in common: who marries keeps the other. */
static bool
shares_name(struct tx *tx, struct arena *a, const struct roster_person *p, const struct likely *l)
{
	const struct said *said = said_person(tx, l->source, l->id);
	const struct roster_person *q = person_read(a, l->id, said->statement);

	return text_eq(text_fold(a, p->given), text_fold(a, q->given)) || text_eq(text_fold(a, p->family), text_fold(a, q->family));
}

/* Somebody who has an id of this source in this very file is somebody else. */
static bool
may_be(struct compare *c, int64_t person)
{
	const char *id = said_source_id(c->tx, c->source, person);

	return !is_taken(c, "person", person) && (id == NULL || lookup_find(&c->roster->person_by_id, id) == LOOKUP_NONE);
}

static int64_t
likely_by_number(struct compare *c, const struct roster_person *p)
{
	if (!c->numbers_read)
		c->numbered = likely_all(c->tx, c->arena, &c->by_identifier);
	c->numbers_read = true;
	int64_t at = *p->identifier != '\0' ? lookup_find(&c->by_identifier, p->identifier) : LOOKUP_NONE;

	for (; at != LOOKUP_NONE && (size_t)at < c->numbered.n && text_eq(c->numbered.at[at].identifier, p->identifier); at++)
		if (may_be(c, c->numbered.at[at].person) && shares_name(c->tx, c->scratch, p, &c->numbered.at[at]))
			return c->numbered.at[at].person;
	return 0;
}

/* Who is here already and seems to be this person; 0: nobody, or it is not plain who. */
static int64_t
likely_person(struct compare *c, const struct roster_person *p)
{
	int64_t found = likely_by_number(c, p);
	struct likelies list = found == 0 && *p->email != '\0' ? likely_by_email(c->tx, p->email) : (struct likelies){0};

	for (size_t i = 0; i < list.n; i++)
		if (may_be(c, list.at[i].person)) {
			if (found != 0)
				return 0;
			found = list.at[i].person;
		}
	return found;
}

static void
person_new(struct compare *c, const struct roster_person *said)
{
	static const struct roster_person nothing = { .given = "", .family = "", .shown = "", .email = "", .identifier = "",
	    .pronouns = "", .primary_org = "", .file = "" };
	struct roster_person *now = person_now(c->scratch, c->roster, said, &nothing);

	/* Without a role it may be a student; whoever is not active was never here. */
	if (!said->named || now->posts.n == 0 || !now->active)
		return;
	int64_t likely = c->tx != NULL ? likely_person(c, said) : 0;
	if (likely != 0)
		take(c, "person", likely);
	struct differences d = person_comes(c->scratch, now, c->places);
	change_add(c, (struct change){ .kind = likely != 0 ? CHANGE_ASKED : CHANGE_ADDED, .id = said->id, .name = now->shown,
	    .sort = family_first(c->scratch, now), .person = said, .subject = likely,
	    .detail = differences_text(c->scratch, &d) });
}

static void
compare_people(struct compare *c)
{
	struct roster *r = c->roster;

	if (c->tx != NULL) {
		follow_aliases(c);
		compare_said(c);
	}
	for (size_t i = 0; i < r->people.n; i++) {
		if (!c->seen[i])
			person_new(c, &r->people.at[i]);
		arena_reset(c->scratch);
	}
	for (size_t i = 0; i < c->people.n; i++) {
		if (c->people.at[i].now != NULL)
			changed(c, &c->people.at[i]);
		else
			absent(c, &c->people.at[i]);
		arena_reset(c->scratch);
	}
}

/* --- the rest --- */

/* Where the people of the file work; what is not among the schools is a finding. */
static void
compare_posts(struct compare *c)
{
	struct roster *r = c->roster;

	for (size_t i = 0; i < r->people.n; i++) {
		const struct roster_person *p = &r->people.at[i];
		for (size_t j = 0; p->active && j < p->posts.n; j++) {
			const struct roster_post *post = &p->posts.at[j];
			const struct place *place = post->gone || *post->org == '\0' ? NULL : place_of(c->places, post->org);
			if (place != NULL)
				take(c, "works", place - c->places->at);
			else if (!post->gone && *post->org != '\0')
				roster_leave(r, r->posts_file, r->org_column, post->line, WHY_NO_SCHOOL, post->org);
		}
	}
}

static void
close_absent(struct compare *c)
{
	for (size_t i = 0; i < c->absent_schools.n; i++) {
		const struct absent_school *x = &c->absent_schools.at[i];
		int64_t place = lookup_find(&c->places->by_id, x->was->id);
		bool moved = is_taken(c, "school", x->said->subject);
		if (is_taken(c, "works", place))
			continue;
		change_add(c, (struct change){ .kind = moved || !x->was->kept ? CHANGE_QUIET : CHANGE_SCHOOL_CLOSED, .of_school = true,
		    .id = x->was->id, .name = x->was->name, .sort = x->was->name, .subject = x->said->subject });
	}
}

static int
by_kind_and_name(const void *x, const void *y)
{
	const struct change *a = x, *b = y;
	int order = (int)a->kind - (int)b->kind;

	if (order == 0)
		order = strcmp(a->sort, b->sort);
	return order != 0 ? order : strcmp(a->id, b->id);
}

struct changes *
compare(struct tx *tx, struct arena *a, struct arena *scratch, struct roster *r)
{
	struct changes *changes = NEW(a, struct changes);
	struct compare c = { .tx = tx, .arena = a, .scratch = scratch, .roster = r, .changes = changes, .places = &changes->places,
	    .source = format_code(r->format), .seen = NEW_N(a, bool, r->people.n + 1), .taken = { .arena = a }, .by_identifier = { .arena = a } };

	changes->known.arena = a;
	changes->places.by_id.arena = a;
	compare_schools(&c);
	compare_people(&c);
	compare_posts(&c);
	close_absent(&c);
	if (changes->n > 0)
		qsort(changes->at, changes->n, sizeof(*changes->at), by_kind_and_name);
	changes->held = r->people_mode == MODE_BULK && changes->counts[CHANGE_GONE] * 100 > changes->staff * HELD_PERCENT;
	return changes;
}
