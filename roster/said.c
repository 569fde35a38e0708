#include "roster/said.h"
#include "base/text.h"
#include "json/json.h"
#include <string.h>

enum { STEPS_MOST = 10 };       /* up from a department to its school */

static void
put_text(struct json_writer *w, const char *key, const char *s)
{
	if (*s != '\0')
		json_put_text(w, key, s);
}

static void
put_number(struct json_writer *w, const char *key, int64_t n)
{
	if (n != 0)
		json_put_i64(w, key, n);
}

/* Packed, a post has a mark in front: * is the primary one, - has gone. */
static void
put_posts(struct json_writer *w, struct arena *a, const struct roster_posts *posts, bool packed)
{
	json_open_array(w, "posts");
	for (size_t i = 0; i < posts->n; i++) {
		const struct roster_post *post = &posts->at[i];
		if (post->gone && !packed)
			continue;
		json_put_text(w, NULL, !packed ? duty_code(post->duty) : arena_printf(a, "%s%s", post->gone ? "-" :
		    post->primary ? "*" : "", duty_code(post->duty)));
		json_put_text(w, NULL, post->org);
	}
	json_close(w);
}

static const char *
put_person(struct arena *a, const struct roster_person *p, bool packed)
{
	struct json_writer w = json_begin(a);

	json_open_object(&w, NULL);
	if (p->active)
		json_put_bool(&w, "active", true);
	if (packed && !p->named)
		json_put_bool(&w, "unnamed", true);
	if (packed && p->uncertain)
		json_put_bool(&w, "uncertain", true);
	if (packed && p->bad_email)
		json_put_bool(&w, "bad_email", true);
	put_text(&w, "given", p->given);
	put_text(&w, "family", p->family);
	put_text(&w, "shown", p->shown);
	put_text(&w, "email", p->email);
	put_text(&w, "identifier", p->identifier);
	put_text(&w, "pronouns", p->pronouns);
	put_text(&w, "file", p->file);
	put_number(&w, "grades", p->grades);
	put_number(&w, "subjects", p->subjects);
	put_posts(&w, a, &p->posts, packed);
	json_close(&w);
	return json_done(&w);
}

const char *person_text(struct arena *a, const struct roster_person *p)   { return put_person(a, p, false); }
const char *person_packed(struct arena *a, const struct roster_person *p) { return put_person(a, p, true); }

const char *
school_text(struct arena *a, const struct roster_school *s)
{
	struct json_writer w = json_begin(a);

	json_open_object(&w, NULL);
	if (s->active)
		json_put_bool(&w, "active", true);
	if (s->kept)
		json_put_bool(&w, "kept", true);
	put_text(&w, "name", s->name);
	put_text(&w, "type", s->type);
	put_text(&w, "identifier", s->identifier);
	put_text(&w, "parent", s->parent);
	put_text(&w, "city", s->city);
	put_text(&w, "state", s->state);
	json_put_i64(&w, "low", s->low);
	json_put_i64(&w, "high", s->high);
	json_close(&w);
	return json_done(&w);
}

static const struct json *
text_parse(struct arena *a, const char *text)
{
	const struct json *json = NULL;

	return *text != '\0' && json_read(a, (struct json_limits){0}, text, strlen(text), &json) == NULL ? json : NULL;
}

static const char *
text_at(const struct json *json, const char *key)
{
	const char *s = json_find_text(json, key);

	return s != NULL ? s : "";
}

static int64_t
number_at(const struct json *json, const char *key, int64_t otherwise)
{
	int64_t n = otherwise;

	json_find_i64(json, key, &n);
	return n;
}

static enum duty
duty_read(const char *code)
{
	for (int i = 0; i < DUTIES; i++)
		if (text_eq(duty_code((enum duty)i), code))
			return (enum duty)i;
	return DUTY_STAFF;
}

static struct roster_posts
posts_read(struct arena *a, const struct json *posts)
{
	struct roster_posts list = {0};

	for (size_t i = 0; posts != NULL && i + 1 < posts->n; i += 2) {
		if (posts->items[i].kind != JSON_IS_TEXT || posts->items[i + 1].kind != JSON_IS_TEXT)
			continue;
		const char *duty = posts->items[i].text;
		char mark = *duty == '*' || *duty == '-' ? *duty++ : '\0';
		*LIST_ADD(a, &list) = (struct roster_post){ .duty = duty_read(duty), .org = posts->items[i + 1].text,
		    .primary = mark == '*', .gone = mark == '-' };
	}
	return list;
}

struct roster_person *
person_read(struct arena *a, const char *id, const char *text)
{
	struct roster_person *p = NEW(a, struct roster_person);
	const struct json *json = text_parse(a, text);
	bool unnamed = false;

	*p = (struct roster_person){ .id = id, .given = text_at(json, "given"), .family = text_at(json, "family"),
	    .shown = text_at(json, "shown"), .email = text_at(json, "email"), .identifier = text_at(json, "identifier"),
	    .pronouns = text_at(json, "pronouns"), .file = text_at(json, "file"), .primary_org = "",
	    .grades = (unsigned)number_at(json, "grades", 0), .subjects = (unsigned)number_at(json, "subjects", 0),
	    .posts = posts_read(a, json_find(json, "posts")) };
	json_find_bool(json, "active", &p->active);
	json_find_bool(json, "uncertain", &p->uncertain);
	json_find_bool(json, "bad_email", &p->bad_email);
	json_find_bool(json, "unnamed", &unnamed);
	p->named = !unnamed;
	return p;
}

struct roster_school *
school_read(struct arena *a, const char *id, const char *text)
{
	struct roster_school *s = NEW(a, struct roster_school);
	const struct json *json = text_parse(a, text);

	*s = (struct roster_school){ .id = id, .name = text_at(json, "name"), .type = text_at(json, "type"),
	    .identifier = text_at(json, "identifier"), .parent = text_at(json, "parent"), .city = text_at(json, "city"),
	    .state = text_at(json, "state"), .low = (int)number_at(json, "low", -1), .high = (int)number_at(json, "high", -1) };
	json_find_bool(json, "active", &s->active);
	json_find_bool(json, "kept", &s->kept);
	return s;
}

/* A delta says which posts came and which went; the others stay, the primary
 * one in front. */
static struct roster_posts
posts_now(struct arena *a, const struct roster_posts *said, const struct roster_posts *before)
{
	struct roster_posts now = {0};

	for (int primary = 1; primary >= 0; primary--)
		for (size_t i = 0; i < said->n; i++)
			if (!said->at[i].gone && said->at[i].primary == (primary == 1))
				*LIST_ADD(a, &now) = said->at[i];
	size_t first = now.n > 0 && now.at[0].primary ? now.n : 0;
	struct roster_posts kept = {0};
	for (size_t i = 0; i < before->n; i++) {
		bool told = false;
		for (size_t j = 0; j < said->n; j++)
			told |= said->at[j].duty == before->at[i].duty && text_eq(said->at[j].org, before->at[i].org);
		if (!told)
			*LIST_ADD(a, &kept) = before->at[i];
	}
	struct roster_posts *order[] = { first > 0 ? &now : &kept, first > 0 ? &kept : &now };
	struct roster_posts all = {0};
	for (int k = 0; k < 2; k++)
		for (size_t i = 0; i < order[k]->n; i++)
			*LIST_ADD(a, &all) = order[k]->at[i];
	return all;
}

struct roster_person *
person_now(struct arena *a, const struct roster *r, const struct roster_person *said, const struct roster_person *before)
{
	struct roster_person *now = NEW(a, struct roster_person);

	*now = *(said->named ? said : before);
	now->id = said->id;
	if (said->named && said->bad_email && *said->email == '\0')
		now->email = before->email;
	if (r->roles_whole && said->named)
		now->posts = said->posts;
	else {
		now->posts = posts_now(a, &said->posts, &before->posts);
		now->active = now->active && now->posts.n > 0;
	}
	now->grades = r->classes_mode == MODE_BULK ? said->grades : before->grades;
	now->subjects = r->classes_mode == MODE_BULK ? said->subjects : before->subjects;
	if (r->classes_mode == MODE_DELTA) {
		now->grades |= said->grades;
		now->subjects |= said->subjects;
	}
	return now;
}

struct roster_school *
school_now(struct arena *a, const struct roster_school *said, const struct roster_school *before)
{
	struct roster_school *now = NEW(a, struct roster_school);

	*now = *said;
	if (now->low < 0 || now->high < 0) {
		now->low = before->low;
		now->high = before->high;
	}
	return now;
}

unsigned
posts_roles(const struct roster_posts *posts)
{
	unsigned bits = 0;

	for (size_t i = 0; i < posts->n; i++)
		if (!posts->at[i].gone)
			bits |= duty_role(posts->at[i].duty);
	return bits;
}

void
place_put(struct arena *a, struct places *places, struct place place)
{
	int64_t at = lookup_find(&places->by_id, place.id);

	if (at != LOOKUP_NONE) {
		place.school = place.school != 0 ? place.school : places->at[at].school;
		places->at[at] = place;
		return;
	}
	places->by_id.arena = a;
	lookup_add(&places->by_id, place.id, (uint32_t)places->n);
	*LIST_ADD(a, places) = place;
}

const struct place *
place_of(const struct places *places, const char *org)
{
	for (int steps = 0; steps < STEPS_MOST; steps++) {
		int64_t at = lookup_find(&places->by_id, org);
		if (at == LOOKUP_NONE)
			return NULL;
		if (places->at[at].kept)
			return &places->at[at];
		org = places->at[at].parent;
	}
	return NULL;
}

static void
differ(struct arena *a, struct differences *d, const char *column, const char *was, const char *is)
{
	if (!text_eq(was, is))
		*LIST_ADD(a, d) = (struct difference){ column, was, is, false };
}

/* "teacher|Elm Street School", a line each. */
static const char *
posts_shown(struct arena *a, const struct roster_posts *posts, const struct places *places)
{
	struct buf out = { .arena = a };

	for (size_t i = 0; i < posts->n; i++) {
		const struct place *place = place_of(places, posts->at[i].org);
		if (!posts->at[i].gone)
			buf_printf(&out, "%s%s|%s", out.len > 0 ? "\n" : "", duty_code(posts->at[i].duty),
			    place != NULL ? place->name : "");
	}
	return buf_str(&out);
}

struct differences
person_differs(struct arena *a, const struct roster_person *was, const struct roster_person *is, const struct places *places)
{
	struct differences d = {0};

	differ(a, &d, "given", was->given, is->given);
	differ(a, &d, "family", was->family, is->family);
	differ(a, &d, "shown", was->shown, is->shown);
	differ(a, &d, "email", was->email, is->email);
	differ(a, &d, "pronouns", was->pronouns, is->pronouns);
	differ(a, &d, "posts", posts_shown(a, &was->posts, places), posts_shown(a, &is->posts, places));
	differ(a, &d, "grades", grades_code(a, was->grades), grades_code(a, is->grades));
	differ(a, &d, "subjects", subjects_code(a, was->subjects), subjects_code(a, is->subjects));
	return d;
}

struct differences
person_comes(struct arena *a, const struct roster_person *is, const struct places *places)
{
	struct differences d = {0};

	differ(a, &d, "posts", "", posts_shown(a, &is->posts, places));
	return d;
}

struct differences
person_leaves(struct arena *a, const struct roster_person *was, const struct places *places)
{
	struct differences d = {0};

	differ(a, &d, "posts", posts_shown(a, &was->posts, places), "");
	return d;
}

static const char *
span_code(struct arena *a, int low, int high)
{
	unsigned bits = 0;

	for (int i = low; i >= 0 && i <= high && i < GRADES; i++)
		bits |= 1u << i;
	return grades_code(a, bits);
}

struct differences
school_differs(struct arena *a, const struct roster_school *was, const struct roster_school *is)
{
	struct differences d = {0};

	differ(a, &d, "name", was->name, is->name);
	differ(a, &d, "type", was->type, is->type);
	differ(a, &d, "identifier", was->identifier, is->identifier);
	differ(a, &d, "grades", span_code(a, was->low, was->high), span_code(a, is->low, is->high));
	return d;
}

const char *
differences_text(struct arena *a, const struct differences *d)
{
	struct json_writer w = json_begin(a);

	json_open_array(&w, NULL);
	for (size_t i = 0; i < d->n; i++) {
		json_open_object(&w, NULL);
		json_put_text(&w, "column", d->at[i].column);
		json_put_text(&w, "was", d->at[i].was);
		json_put_text(&w, "is", d->at[i].is);
		if (d->at[i].kept)
			json_put_bool(&w, "kept", true);
		json_close(&w);
	}
	json_close(&w);
	return json_done(&w);
}

struct differences
differences_read(struct arena *a, const char *text)
{
	struct differences d = {0};
	const struct json *json = text_parse(a, text);

	for (size_t i = 0; json != NULL && i < json->n; i++) {
		struct difference *one = LIST_ADD(a, &d);
		*one = (struct difference){ text_at(&json->items[i], "column"), text_at(&json->items[i], "was"),
		    text_at(&json->items[i], "is"), false };
		json_find_bool(&json->items[i], "kept", &one->kept);
	}
	return d;
}
