#include "days/day_file.h"
#include "base/arena.h"
#include "base/random.h"
#include "base/text.h"
#include "json/json_file.h"
#include <limits.h>
#include <string.h>

enum { WEIGHT_MOST = 1000000000 };

struct reading { struct json_file *in; struct day_file *f; };

static int
slot_for(const struct ids *ids, const char *name)
{
	int at = (int)(hash_text(name) % (uint64_t)ids->nslots);

	while (ids->slots[at] >= 0 && strcmp(ids->at[ids->slots[at]], name) != 0)
		at = (at + 1) % ids->nslots;
	return at;
}

int
ids_find(const struct ids *ids, const char *name)
{
	return name == NULL || ids->nslots == 0 ? -1 : ids->slots[slot_for(ids, name)];
}

static void
ids_make(struct arena *a, struct ids *ids, size_t n)
{
	*ids = (struct ids){ .at = NEW_N(a, const char *, n + 1), .nslots = (int)n * 2 + 3 };
	ids->slots = NEW_N(a, int, (size_t)ids->nslots);
	memset(ids->slots, -1, (size_t)ids->nslots * sizeof(int));
}

static int
ids_add(struct ids *ids, const char *name)
{
	int at = slot_for(ids, name);

	if (ids->slots[at] >= 0)
		return -1;
	ids->at[ids->n] = name;
	return ids->slots[at] = ids->n++;
}

/* The names of a list of objects, each with an id of its own. */
static void
names_read(struct reading *r, const struct json *list, const char *what, struct ids *ids)
{
	ids_make(r->in->a, ids, list->n);
	for (size_t i = 0; i < list->n; i++) {
		const char *id = json_find_text(&list->items[i], "id");
		if (id == NULL || *id == '\0')
			json_wrong(r->in, what, "%s %zu has no \"id\"; give each one a name of its own, between quotes", what, i + 1);
		else if (ids_add(ids, id) < 0)
			json_wrong(r->in, id, "two of the %ss have the id \"%s\"; rename one", what, id);
	}
}

static int
known(struct reading *r, const struct ids *ids, const struct json *v, const char *what, const char *where)
{
	int at = v->kind == JSON_IS_TEXT ? ids_find(ids, v->text) : -1;

	if (at < 0)
		json_wrong(r->in, v->kind == JSON_IS_TEXT ? v->text : NULL, "%s names %s \"%s\", which the day does not have", where, what,
		    v->kind == JSON_IS_TEXT ? v->text : "(no text)");
	return at < 0 ? 0 : at;
}

static uint64_t
slots_read(struct reading *r, const struct json *o, const char *what)
{
	const struct json *list = json_find(o, "slots");
	uint64_t set = 0;

	if (list == NULL || list->kind == JSON_IS_NULL)
		return r->f->day.nslots == 0 ? 0 : ~(uint64_t)0 >> (64 - r->f->day.nslots);
	list = json_list(r->in, o, "slots", what, true);
	for (size_t i = 0; i < list->n; i++)
		set |= (uint64_t)1 << known(r, &r->f->slots, &list->items[i], "slot", what);
	return set;
}

/* Room features are numbered as they come. */
static uint64_t
features_read(struct reading *r, const struct json *o, const char *key, const char *what, struct ids *features, bool make)
{
	const struct json *list = json_list(r->in, o, key, what, false);
	uint64_t set = 0;

	for (size_t i = 0; i < list->n; i++) {
		const char *name = list->items[i].kind == JSON_IS_TEXT ? list->items[i].text : NULL;
		int at = ids_find(features, name);
		if (name == NULL)
			json_wrong(r->in, key, "%s: \"%s\" lists features between quotes", what, key);
		else if (at < 0 && make && features->n >= DAY_FEATURES_MOST - 1)
			json_wrong(r->in, name, "there are more than %d room features", DAY_FEATURES_MOST - 1);
		else if (at < 0 && make)
			at = ids_add(features, name);
		set |= (uint64_t)1 << (at < 0 ? DAY_FEATURES_MOST - 1 : at);      /* the last bit: no room has it */
	}
	return set;
}

static const int *
ids_read(struct reading *r, const struct json *o, const char *key, const char *what, const struct ids *ids, const char *kind,
    int *ret_n)
{
	const struct json *list = json_list(r->in, o, key, what, false);
	int *at = NEW_N(r->in->a, int, list->n + 1);

	for (size_t i = 0; i < list->n; i++)
		at[i] = known(r, ids, &list->items[i], kind, what);
	*ret_n = (int)list->n;
	return at;
}

static void
rooms_read(struct reading *r, const struct json *list, struct ids *features)
{
	static const char *const keys[] = { "id", "capacity", "features", "slots", "site", "online", NULL };
	struct day_room *rooms = NEW_N(r->in->a, struct day_room, list->n + 1);

	ids_make(r->in->a, &r->f->sites, list->n);
	for (size_t i = 0; i < list->n && r->in->error == NULL; i++) {
		const struct json *o = &list->items[i];
		const char *what = arena_printf(r->in->a, "room \"%s\"", r->f->rooms.at[i]), *site = json_find_text(o, "site");
		bool online = false;
		json_only(r->in, o, what, keys);
		json_find_bool(o, "online", &online);
		int at = ids_find(&r->f->sites, site != NULL ? site : "");
		if (at < 0)
			at = ids_add(&r->f->sites, site != NULL ? site : "");
		rooms[i] = (struct day_room){ .capacity = json_count(r->in, o, "capacity", what, 0, online ? INT_MAX : -1),
		    .features = features_read(r, o, "features", what, features, true), .slots = slots_read(r, o, what),
		    .site = online ? -1 : at };
		if (rooms[i].capacity < 0)
			json_wrong(r->in, r->f->rooms.at[i], "%s has no \"capacity\": say how many people it seats", what);
	}
	r->f->day.rooms = rooms;
	r->f->day.nsites = r->f->sites.n;
}

static void
fixed_read(struct reading *r, const struct json *o, const char *what, struct day_session *e)
{
	const struct json *list = json_list(r->in, o, "fixed", what, false);
	struct day_spot *spots = NEW_N(r->in->a, struct day_spot, list->n + 1);

	for (size_t i = 0; i < list->n; i++) {
		const struct json *pair = &list->items[i];
		if (pair->kind != JSON_IS_ARRAY || pair->n != 2) {
			json_wrong(r->in, "fixed", "%s: \"fixed\" is a list of pairs: [[\"slot\", \"room\"]]", what);
			return;
		}
		spots[i].slot = known(r, &r->f->slots, &pair->items[0], "slot", what);
		spots[i].room = known(r, &r->f->rooms, &pair->items[1], "room", what);
	}
	e->fixed = spots;
	e->nfixed = (int)list->n;
}

static void
session_read(struct reading *r, const struct json *o, int i, struct day_session *e, struct ids *features)
{
	static const char *const keys[] = { "id", "leaders", "needs", "slots", "capacity", "minimum", "repeats", "fixed",
	    "audience", "length", "after", NULL };
	static const char *const repeats_keys[] = { "min", "max", NULL };
	const char *what = arena_printf(r->in->a, "session \"%s\"", r->f->sessions.at[i]);
	const struct json *repeats = json_find(o, "repeats");
	int n;

	json_only(r->in, o, what, keys);
	json_only(r->in, repeats, arena_printf(r->in->a, "\"repeats\" of %s", what), repeats_keys);
	e->leaders = ids_read(r, o, "leaders", what, &r->f->people, "person", &e->nleaders);
	e->needs = features_read(r, o, "needs", what, features, false);
	e->slots = slots_read(r, o, what);
	e->capacity = json_count(r->in, o, "capacity", what, 0, INT_MAX);
	e->minimum = json_count(r->in, o, "minimum", what, 0, 0);
	e->length = json_count(r->in, o, "length", what, 1, 1);
	e->repeats_min = json_count(r->in, repeats, "min", what, 0, 1);
	e->repeats_max = json_count(r->in, repeats, "max", what, 0, e->repeats_min > 1 ? e->repeats_min : 1);
	if (e->repeats_max < e->repeats_min)
		json_wrong(r->in, r->f->sessions.at[i], "%s: \"repeats\" has a max below its min", what);
	e->after = ids_read(r, o, "after", what, &r->f->sessions, "session", &e->nafter);
	fixed_read(r, o, what, e);
	if (json_find(o, "audience") != NULL) {
		const int *who = ids_read(r, o, "audience", what, &r->f->people, "person", &n);
		bool *audience = NEW_N(r->in->a, bool, (size_t)r->f->day.npeople + 1);
		for (int p = 0; p < n; p++)
			audience[who[p]] = true;
		e->audience = audience;
	}
}

static void
wants_read(struct reading *r, const struct json *o, const char *what, struct day_person *p)
{
	const struct json *list = json_list(r->in, o, "wants", what, false);
	struct day_want *wants = NEW_N(r->in->a, struct day_want, list->n + 1);

	for (size_t i = 0; i < list->n && r->in->error == NULL; i++) {
		const struct json *pair = &list->items[i];
		if (pair->kind != JSON_IS_ARRAY || pair->n != 2 || pair->items[1].kind != JSON_IS_INTEGER ||
		    pair->items[1].integer < 1 || pair->items[1].integer > WEIGHT_MOST) {
			json_wrong(r->in, r->f->people.at[p - r->f->day.people], "%s: a want is a session and a whole weight from 1 to %d: [\"s5\", 3]",
			    what, WEIGHT_MOST);
			return;
		}
		wants[i].session = known(r, &r->f->sessions, &pair->items[0], "session", what);
		wants[i].weight = pair->items[1].integer;
		for (size_t k = 0; k < i && list->n <= 1000; k++)
			if (wants[k].session == wants[i].session && r->in->error == NULL)
				json_wrong(r->in, r->f->people.at[p - r->f->day.people], "%s wants session \"%s\" twice; keep one of the two", what,
				    r->f->sessions.at[wants[i].session]);
	}
	p->wants = wants;
	p->nwants = (int)list->n;
}

static void
people_read(struct reading *r, const struct json *list)
{
	static const char *const keys[] = { "id", "slots", "wants", "must", NULL };
	struct day_person *people = NEW_N(r->in->a, struct day_person, list->n + 1);

	r->f->day.people = people;
	for (size_t i = 0; i < list->n && r->in->error == NULL; i++) {
		const struct json *o = &list->items[i];
		const char *what = arena_printf(r->in->a, "person \"%s\"", r->f->people.at[i]);
		json_only(r->in, o, what, keys);
		people[i].slots = slots_read(r, o, what);
		people[i].must = ids_read(r, o, "must", what, &r->f->sessions, "session", &people[i].nmust);
		wants_read(r, o, what, &people[i]);
	}
}

static void
travel_read(struct reading *r, const struct json *root)
{
	const struct json *list = json_list(r->in, root, "travel", "the day", false);
	size_t n = (size_t)r->f->day.nsites;
	int *travel = NEW_N(r->in->a, int, n * n + 1);

	for (size_t i = 0; i < list->n && r->in->error == NULL; i++) {
		const struct json *three = &list->items[i];
		if (three->kind != JSON_IS_ARRAY || three->n != 3 || three->items[2].kind != JSON_IS_INTEGER || three->items[2].integer < 0) {
			json_wrong(r->in, "travel", "\"travel\" is a list of [\"site\", \"site\", slots lost]");
			return;
		}
		int x = known(r, &r->f->sites, &three->items[0], "site", "travel"), y = known(r, &r->f->sites, &three->items[1], "site", "travel");
		if (r->in->error == NULL)
			travel[(size_t)x * n + (size_t)y] = travel[(size_t)y * n + (size_t)x] = (int)three->items[2].integer;
	}
	r->f->day.travel = list->n > 0 ? travel : NULL;
}

const char *
day_file_read(struct arena *a, const char *path, struct day_file *ret)
{
	static const char *const keys[] = { "format", "name", "slots", "rooms", "sessions", "people", "travel", NULL };
	static const char *const slot_keys[] = { "id", NULL };
	struct json_file in = { .a = a, .path = path };
	struct reading r = { &in, ret };
	const struct json *root = json_file_open(&in, "day-1");
	struct ids features;

	*ret = (struct day_file){ .name = "" };
	if (root == NULL)
		return in.error;
	json_only(&in, root, "the day", keys);
	const struct json *slots = json_list(&in, root, "slots", "the day", true), *rooms = json_list(&in, root, "rooms", "the day", true);
	const struct json *sessions = json_list(&in, root, "sessions", "the day", true), *people = json_list(&in, root, "people", "the day", true);
	ret->name = json_find_text(root, "name") != NULL ? json_find_text(root, "name") : "";
	names_read(&r, slots, "slot", &ret->slots);
	names_read(&r, rooms, "room", &ret->rooms);
	names_read(&r, sessions, "session", &ret->sessions);
	names_read(&r, people, "person", &ret->people);
	if (slots->n > DAY_SLOTS_MOST)
		json_wrong(&in, "slots", "a day has at most %d slots", DAY_SLOTS_MOST);
	for (size_t i = 0; i < slots->n; i++)
		json_only(&in, &slots->items[i], "a slot", slot_keys);
	if (in.error != NULL)
		return in.error;
	ret->day.nslots = (int)slots->n;
	ret->day.nrooms = (int)rooms->n;
	ret->day.nsessions = (int)sessions->n;
	ret->day.npeople = (int)people->n;
	ids_make(a, &features, DAY_FEATURES_MOST);
	rooms_read(&r, rooms, &features);
	struct day_session *list = NEW_N(a, struct day_session, sessions->n + 1);
	for (size_t i = 0; i < sessions->n && in.error == NULL; i++)
		session_read(&r, &sessions->items[i], (int)i, &list[i], &features);
	ret->day.sessions = list;
	people_read(&r, people);
	travel_read(&r, root);
	return in.error;
}

const char *
plan_file_read(struct arena *a, const char *path, const struct day_file *f, struct day_plan *ret)
{
	static const char *const keys[] = { "format", "day", "placements", "seats", "score", NULL };
	struct json_file in = { .a = a, .path = path };
	struct reading r = { &in, (struct day_file *)f };
	const struct json *root = json_file_open(&in, "plan-1");

	*ret = (struct day_plan){0};
	if (root == NULL)
		return in.error;
	json_only(&in, root, "the plan", keys);
	const struct json *placements = json_list(&in, root, "placements", "the plan", true), *seats = json_list(&in, root, "seats", "the plan", true);
	ret->placements = NEW_N(a, struct day_placement, placements->n + 1);
	ret->seats = NEW_N(a, struct day_seat, seats->n + 1);
	for (size_t i = 0; i < placements->n && in.error == NULL; i++) {
		const struct json *p = &placements->items[i];
		if (p->kind != JSON_IS_ARRAY || p->n != 3)
			json_wrong(&in, "placements", "placement %zu is not [\"session\", \"slot\", \"room\"]", i + 1);
		else
			ret->placements[ret->nplacements++] = (struct day_placement){ known(&r, &f->sessions, &p->items[0], "session", "a placement"),
			    known(&r, &f->slots, &p->items[1], "slot", "a placement"), known(&r, &f->rooms, &p->items[2], "room", "a placement") };
	}
	for (size_t i = 0; i < seats->n && in.error == NULL; i++) {
		const struct json *p = &seats->items[i];
		if (p->kind != JSON_IS_ARRAY || p->n != 3)
			json_wrong(&in, "seats", "seat %zu is not [\"person\", \"slot\", \"session\"]", i + 1);
		else
			ret->seats[ret->nseats++] = (struct day_seat){ known(&r, &f->people, &p->items[0], "person", "a seat"),
			    known(&r, &f->slots, &p->items[1], "slot", "a seat"), known(&r, &f->sessions, &p->items[2], "session", "a seat") };
	}
	return in.error;
}

static void
three(struct json_writer *w, const char *x, const char *y, const char *z)
{
	json_open_array(w, NULL);
	json_put_text(w, NULL, x);
	json_put_text(w, NULL, y);
	json_put_text(w, NULL, z);
	json_close(w);
}

const char *
plan_json(struct arena *a, const struct day_file *f, const struct day_plan *p, const struct day_score *score, const char *objective)
{
	struct json_writer w = json_begin(a);

	json_open_object(&w, NULL);
	json_put_text(&w, "format", "plan-1");
	json_put_text(&w, "day", f->name);
	json_open_array(&w, "placements");
	for (size_t i = 0; i < p->nplacements; i++)
		three(&w, f->sessions.at[p->placements[i].session], f->slots.at[p->placements[i].slot], f->rooms.at[p->placements[i].room]);
	json_close(&w);
	json_open_array(&w, "seats");
	for (size_t i = 0; i < p->nseats; i++)
		three(&w, f->people.at[p->seats[i].person], f->slots.at[p->seats[i].slot], f->sessions.at[p->seats[i].session]);
	json_close(&w);
	json_open_object(&w, "score");
	json_put_text(&w, "objective", objective);
	json_put_i64(&w, "total", score->total);
	json_put_i64(&w, "bound", score->bound);
	json_put_i64(&w, "with_a_top_choice", score->with_a_top_choice);
	json_put_i64(&w, "with_nothing", score->with_nothing);
	json_put_number(&w, "mean_satisfaction", score->mean_satisfaction);
	json_put_number(&w, "least_satisfaction", score->least_satisfaction);
	json_close(&w);
	json_close(&w);
	return json_done(&w);
}
