#include "roster/roster_pack.h"
#include "base/buf.h"
#include "base/text.h"
#include "json/json.h"
#include <string.h>

enum { PACKED_MOST = 1 << 30 };

static void
put_line(struct buf *out, char kind, const char *id, const char *json)
{
	buf_char(out, kind);
	buf_text(out, json);
	buf_char(out, '\t');
	buf_text(out, id);
	buf_char(out, '\n');
}

static const char *
head_text(struct arena *a, const struct roster *r)
{
	struct json_writer w = json_begin(a);

	json_open_object(&w, NULL);
	json_put_text(&w, "source", format_code(r->format));
	json_put_text(&w, "name", r->name);
	json_put_text(&w, "version", r->version);
	json_put_i64(&w, "year", r->year);
	json_put_i64(&w, "people", r->people_mode);
	json_put_i64(&w, "schools", r->schools_mode);
	json_put_i64(&w, "classes", r->classes_mode);
	json_put_bool(&w, "roles_whole", r->roles_whole);
	json_open_array(&w, "whole");
	for (size_t i = 0; i < r->whole.n; i++)
		json_put_text(&w, NULL, r->whole.at[i]);
	json_close(&w);
	json_close(&w);
	return json_done(&w);
}

struct db_bytes
roster_pack(struct arena *a, const struct roster *r, const struct changes *c)
{
	struct buf out = { .arena = a, .max = PACKED_MOST };
	struct arena *scratch = arena_new();

	put_line(&out, 'r', "", head_text(scratch, r));
	for (size_t i = 0; i < r->schools.n; i++)
		put_line(&out, 's', r->schools.at[i].id, school_text(scratch, &r->schools.at[i]));
	for (size_t i = 0; i < r->people.n; i++) {
		const struct roster_person *p = &r->people.at[i];
		if (p->posts.n > 0 || lookup_find(&c->known, p->id) != LOOKUP_NONE)
			put_line(&out, 'p', p->id, person_packed(scratch, p));
		arena_reset(scratch);
	}
	for (size_t i = 0; i < c->spared.n; i++)
		put_line(&out, 'm', c->spared.at[i], "");
	arena_free(scratch);
	return (struct db_bytes){ out.at, out.len };
}

static bool
head_read(struct roster *r, const char *text)
{
	const struct json *json = NULL, *whole;
	int64_t people = 0, schools = 0, classes = 0, year = 0;

	if (json_read(r->arena, (struct json_limits){0}, text, strlen(text), &json) != NULL)
		return false;
	int format = format_find(json_find_text(json, "source"));
	r->name = json_find_text(json, "name");
	r->version = json_find_text(json, "version");
	json_find_i64(json, "people", &people);
	json_find_i64(json, "schools", &schools);
	json_find_i64(json, "classes", &classes);
	json_find_i64(json, "year", &year);
	json_find_bool(json, "roles_whole", &r->roles_whole);
	whole = json_find(json, "whole");
	for (size_t i = 0; whole != NULL && i < whole->n; i++)
		if (whole->items[i].kind == JSON_IS_TEXT)
			*LIST_ADD(r->arena, &r->whole) = whole->items[i].text;
	r->people_mode = (enum roster_mode)people;
	r->schools_mode = (enum roster_mode)schools;
	r->classes_mode = (enum roster_mode)classes;
	r->year = (int)year;
	r->format = format >= 0 ? (enum roster_format)format : FORMAT_ONEROSTER;
	return format >= 0 && r->name != NULL && r->version != NULL;
}

/* A copy that needs nothing of what it was read from. */
static struct roster_person
person_keep(struct arena *a, const struct roster_person *p)
{
	struct roster_person q = *p;
	const char **texts[] = { &q.given, &q.family, &q.shown, &q.email, &q.identifier, &q.pronouns, &q.file };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		*texts[i] = **texts[i] == '\0' ? "" : arena_text(a, *texts[i]);
	q.posts = (struct roster_posts){ .at = NEW_N(a, struct roster_post, p->posts.n), .n = p->posts.n, .cap = p->posts.n };
	for (size_t i = 0; i < p->posts.n; i++) {
		q.posts.at[i] = p->posts.at[i];
		q.posts.at[i].org = arena_text(a, p->posts.at[i].org);
	}
	return q;
}

static bool
line_read(struct roster *r, struct arena *scratch, char kind, const char *json, const char *id)
{
	switch (kind) {
	case 'r':
		return head_read(r, json);
	case 's':
		lookup_add(&r->school_by_id, id, (uint32_t)r->schools.n);
		*LIST_ADD(r->arena, &r->schools) = *school_read(r->arena, id, json);
		return true;
	case 'p':
		lookup_add(&r->person_by_id, id, (uint32_t)r->people.n);
		*LIST_ADD(r->arena, &r->people) = person_keep(r->arena, person_read(scratch, id, json));
		return true;
	case 'm':
		lookup_add(&r->is_mentioned, id, 0);
		*LIST_ADD(r->arena, &r->mentioned) = id;
		return true;
	default:
		return false;
	}
}

struct roster *
roster_unpack(struct arena *a, const char *text)
{
	struct roster *r = NEW(a, struct roster);
	struct arena *scratch = arena_new();
	bool good = true;

	*r = (struct roster){ .arena = a, .person_by_id = { .arena = a }, .school_by_id = { .arena = a },
	    .is_mentioned = { .arena = a }, .left_by = { .arena = a }, .people_file = "", .posts_file = "", .org_column = "" };
	for (const char *tab, *end; *text != '\0' && good; text = end + 1) {
		tab = strchr(text, '\t');
		end = tab != NULL ? strchr(tab, '\n') : NULL;
		good = end != NULL && line_read(r, scratch, *text, *text == 'p' ? arena_copy(scratch, text + 1, (size_t)(tab - text - 1)) :
		    arena_copy(a, text + 1, (size_t)(tab - text - 1)), arena_copy(a, tab + 1, (size_t)(end - tab - 1)));
		if (!good)
			break;
		arena_reset(scratch);
	}
	arena_free(scratch);
	return good && r->name != NULL ? r : NULL;
}
