#include "coaching/pairs_file.h"
#include "base/arena.h"
#include "base/text.h"
#include "json/json_file.h"
#include <stdlib.h>

static int
number(struct json_file *in, const struct json *v, const char *key, const char *what, int below)
{
	if (v->kind == JSON_IS_INTEGER && v->integer >= 0 && v->integer < below)
		return (int)v->integer;
	json_wrong(in, key, "%s is a whole number from 0 to %d, as people are numbered", what, below - 1);
	return 0;
}

/* A list of people, best first; `self`: who ranks, if it is one of them, else -1. */
static struct match_list
list_read(struct json_file *in, const struct json *v, const char *key, int below, int self, int *seen, int mark)
{
	int *at = NEW_N(in->a, int, v->n + 1);

	if (v->kind != JSON_IS_ARRAY)
		json_wrong(in, key, "\"%s\" has a list for each one, best first; write [] for nobody", key);
	for (size_t i = 0; v->kind == JSON_IS_ARRAY && i < v->n && in->error == NULL; i++) {
		at[i] = number(in, &v->items[i], key, "whoever is ranked", below);
		if (at[i] == self)
			json_wrong(in, key, "%d ranks itself; take that out", self);
		else if (seen[at[i]] == mark)
			json_wrong(in, key, "a list in \"%s\" ranks %d twice; keep the better place", key, at[i]);
		seen[at[i]] = mark;
	}
	return (struct match_list){ at, v->kind == JSON_IS_ARRAY ? (int)v->n : 0 };
}

static void
lists_read(struct json_file *in, const struct json *root, struct pairs_file *f)
{
	const struct json *v = json_list(in, root, "lists", "the file", true);
	struct match_list *lists = NEW_N(in->a, struct match_list, v->n + 1);
	int *seen = NEW_N(in->a, int, (size_t)f->people + 1);

	if ((int)v->n != f->people)
		json_wrong(in, "lists", "there are %d people, but %zu lists; write one for each of them", f->people, v->n);
	for (size_t i = 0; i < v->n && in->error == NULL; i++)
		lists[i] = list_read(in, &v->items[i], "lists", f->people, (int)i, seen, (int)i + 1);
	f->lists = lists;
}

static int
by_ends(const void *a, const void *b)
{
	const struct match_edge *e = a, *f = b;

	return e->a != f->a ? (e->a < f->a ? -1 : 1) : e->b < f->b ? -1 : e->b > f->b;
}

static void
edges_read(struct json_file *in, const struct json *root, struct pairs_file *f)
{
	const struct json *v = json_list(in, root, "edges", "the file", true);
	struct match_edge *edges = NEW_N(in->a, struct match_edge, v->n + 1);

	for (size_t i = 0; i < v->n && in->error == NULL; i++) {
		const struct json *e = &v->items[i];
		if (e->kind != JSON_IS_ARRAY || e->n != 3 || e->items[2].kind != JSON_IS_INTEGER ||
		    e->items[2].integer > MATCH_WEIGHT || e->items[2].integer < -MATCH_WEIGHT) {
			json_wrong(in, "edges", "edge %zu is not [person, person, weight]; a weight is a whole number", i);
			break;
		}
		int a = number(in, &e->items[0], "edges", "the end of an edge", f->people);
		int b = number(in, &e->items[1], "edges", "the end of an edge", f->people);
		if (a == b)
			json_wrong(in, "edges", "edge %zu pairs %d with itself; take it out", i, a);
		edges[i] = (struct match_edge){ a < b ? a : b, a < b ? b : a, e->items[2].integer };
	}
	qsort(edges, v->n, sizeof(*edges), by_ends);
	for (size_t i = 1; i < v->n && in->error == NULL; i++)
		if (by_ends(&edges[i - 1], &edges[i]) == 0)
			json_wrong(in, "edges", "the edge of %d and %d stands twice; keep one", edges[i].a, edges[i].b);
	f->edges = edges;
	f->nedges = (int)v->n;
}

static void
helpers_read(struct json_file *in, const struct json *v, struct pairs_file *f, int *seen)
{
	static const char *const keys[] = { "capacity", "list", NULL };
	struct match_list *helpers = NEW_N(in->a, struct match_list, v->n + 1);
	int *capacity = NEW_N(in->a, int, v->n + 1);

	for (size_t i = 0; i < v->n && in->error == NULL; i++) {
		const struct json *h = &v->items[i];
		if (h->kind != JSON_IS_OBJECT)
			json_wrong(in, "helpers", "helper %zu is not {\"capacity\": …, \"list\": […]}", i);
		json_only(in, h, "a helper", keys);
		capacity[i] = json_count(in, h, "capacity", "a helper", 0, 1);
		helpers[i] = list_read(in, json_list(in, h, "list", "a helper", true), "list", f->people, -1, seen, -1 - (int)i);
	}
	f->helpers = helpers;
	f->capacity = capacity;
}

static void
two_sided_read(struct json_file *in, const struct json *root, struct pairs_file *f)
{
	static const char *const keys[] = { "format", "kind", "helpers", "askers", NULL };
	const struct json *helpers = json_list(in, root, "helpers", "the file", true);
	const struct json *askers = json_list(in, root, "askers", "the file", true);
	struct match_list *lists = NEW_N(in->a, struct match_list, askers->n + 1);
	int *seen = NEW_N(in->a, int, helpers->n + askers->n + 1);

	json_only(in, root, "the file", keys);
	f->people = (int)askers->n;
	f->nhelpers = (int)helpers->n;
	for (size_t i = 0; i < askers->n && in->error == NULL; i++)
		lists[i] = list_read(in, &askers->items[i], "askers", f->nhelpers, -1, seen, (int)i + 1);
	f->lists = lists;
	helpers_read(in, helpers, f, seen);
}

static void
general_read(struct json_file *in, const struct json *root, struct pairs_file *f)
{
	static const char *const keys[] = { "format", "kind", "people", "edges", "lists", NULL };

	json_only(in, root, "the file", keys);
	f->people = json_count(in, root, "people", "the file", 0, -1);
	if (f->people < 0)
		json_wrong(in, "people", "the file needs \"people\", how many there are");
	if (json_find(root, "edges") == NULL && json_find(root, "lists") == NULL)
		json_wrong(in, NULL, "the file has neither \"edges\" nor \"lists\" to match people by");
	if (f->people > MATCH_PEOPLE)
		json_wrong(in, "people", "there are more than %d people; match them in smaller groups", MATCH_PEOPLE);
	if (in->error == NULL && json_find(root, "edges") != NULL)
		edges_read(in, root, f);
	if (in->error == NULL && json_find(root, "lists") != NULL)
		lists_read(in, root, f);
}

const char *
pairs_file_read(struct arena *a, const char *path, struct pairs_file *ret)
{
	struct json_file in = { .a = a, .path = path };
	const struct json *root = json_file_open(&in, "pairs-1");
	const char *kind = json_find_text(root, "kind");

	*ret = (struct pairs_file){0};
	if (in.error != NULL)
		return in.error;
	ret->two_sided = text_eq(kind, "two-sided");
	if (ret->two_sided)
		two_sided_read(&in, root, ret);
	else if (text_eq(kind, "general"))
		general_read(&in, root, ret);
	else
		json_wrong(&in, "kind", "\"kind\" is general or two-sided");
	return in.error;
}
