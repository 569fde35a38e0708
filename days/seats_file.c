#include "days/seats_file.h"
#include "base/arena.h"
#include "json/json_file.h"
#include <limits.h>

enum { SLOTS_MOST = 1000 };

static void
capacity_read(struct json_file *in, const struct json *root, struct seats_file *f)
{
	const struct json *list = json_list(in, root, "capacity", "the file", true);
	int *all = NEW_N(in->a, int, list->n + 1), *each = NEW_N(in->a, int, list->n + 1), takes = f->ask.takes;

	for (size_t i = 0; i < list->n; i++) {
		if (list->items[i].kind != JSON_IS_INTEGER || list->items[i].integer < 0 || list->items[i].integer > INT_MAX / SLOTS_MOST)
			json_wrong(in, "capacity", "\"capacity\" is a list of whole numbers, 0 or more; number %zu is not", i + 1);
		each[i] = (int)list->items[i].integer;
		all[i] = each[i] * takes;
	}
	f->ask.capacity = all;
	f->per_slot = each;
	f->ask.noptions = (int)list->n;
}

static void
prefs_read(struct json_file *in, const struct json *root, struct seats_file *f)
{
	const struct json *list = json_list(in, root, "prefs", "the file", true);
	const int **prefs = NEW_N(in->a, const int *, list->n + 1);
	int *n = NEW_N(in->a, int, list->n + 1), *seen = NEW_N(in->a, int, (size_t)f->ask.noptions + 1);

	for (size_t p = 0; p < list->n && in->error == NULL; p++) {
		const struct json *one = &list->items[p];
		if (one->kind != JSON_IS_ARRAY) {
			json_wrong(in, "prefs", "\"prefs\" has a list of options for each person; person %zu has none: write []", p);
			return;
		}
		int *options = NEW_N(in->a, int, one->n + 1);
		for (size_t i = 0; i < one->n && in->error == NULL; i++) {
			int64_t option = one->items[i].kind == JSON_IS_INTEGER ? one->items[i].integer : -1;
			if (option < 0 || option >= f->ask.noptions)
				json_wrong(in, "prefs", "person %zu ranks an option that is not there; they are numbered 0 to %d", p, f->ask.noptions - 1);
			else if (seen[option] == (int)p + 1)
				json_wrong(in, "prefs", "person %zu ranks option %d twice; keep the better place", p, (int)option);
			else {
				seen[option] = (int)p + 1;
				options[i] = (int)option;
			}
		}
		prefs[p] = options;
		n[p] = (int)one->n;
	}
	f->ask.prefs = prefs;
	f->ask.nprefs = n;
	f->ask.npeople = (int)list->n;
}

static void
costs_read(struct json_file *in, const struct json *root, struct seats_file *f)
{
	const struct json *list = json_list(in, root, "cost_by_rank", "the file", false);
	int64_t *costs = NEW_N(in->a, int64_t, list->n + 1);

	for (size_t i = 0; i < list->n; i++) {
		if (list->items[i].kind != JSON_IS_INTEGER || list->items[i].integer < 0 || list->items[i].integer > INT_MAX)
			json_wrong(in, "cost_by_rank", "\"cost_by_rank\" is a list of whole numbers, 0 or more");
		costs[i] = list->items[i].integer;
	}
	f->ask.cost_by_rank = costs;
	f->ask.nranks = (int)list->n;
}

const char *
seats_file_read(struct arena *a, const char *path, struct seats_file *ret)
{
	static const char *const keys[] = { "format", "capacity", "prefs", NULL };
	static const char *const multi_keys[] = { "format", "slots", "capacity", "cost_by_rank", "prefs", NULL };
	struct json_file in = { .a = a, .path = path };
	const struct json *root = json_file_open(&in, "seats-1");

	*ret = (struct seats_file){ .ask = { .takes = 1 } };
	if (root == NULL) {
		struct json_file other = { .a = a, .path = path };
		if ((root = json_file_open(&other, "seats-multi-1")) == NULL)
			return in.error;
		in = other;
		ret->slots = json_count(&in, root, "slots", "the file", 1, 0);
		if (ret->slots < 1 || ret->slots > SLOTS_MOST)
			json_wrong(&in, "slots", "\"slots\" is a whole number from 1 to %d", SLOTS_MOST);
		ret->ask.takes = ret->slots;
		ret->ask.unranked = true;
	}
	json_only(&in, root, "the file", ret->slots > 0 ? multi_keys : keys);
	if (in.error == NULL)
		capacity_read(&in, root, ret);
	if (in.error == NULL)
		prefs_read(&in, root, ret);
	if (in.error == NULL && ret->slots > 0)
		costs_read(&in, root, ret);
	return in.error;
}
