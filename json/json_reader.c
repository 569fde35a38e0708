#include "json/json.h"
#include "base/arena.h"
#include "base/id.h"
#include <jansson.h>
#include <string.h>

enum { BYTES = 1 << 20 };

/* jansson's own limit of depth is far above what we read, and each of its
 * levels costs stack; so brackets are counted first. */
static const char *
too_deep(struct arena *a, const char *text, size_t len, int most)
{
	int depth = 0, line = 1, column = 0;
	bool in_string = false;

	for (size_t i = 0; i < len; i++) {
		char c = text[i];
		column++;
		if (c == '\n') {
			line++;
			column = 0;
		} else if (in_string && c == '\\') {
			i++;
			column++;
		} else if (c == '"')
			in_string = !in_string;
		else if (!in_string && (c == ']' || c == '}'))
			depth--;
		else if (!in_string && (c == '[' || c == '{') && ++depth > most)
			return arena_printf(a, "line %d, column %d: nested deeper than %d", line, column, most);
	}
	return NULL;
}

static void copy(struct arena *a, json_t *from, struct json *to);

static void
copy_array(struct arena *a, json_t *from, struct json *to)
{
	struct json *items = NEW_N(a, struct json, json_array_size(from) + 1);

	for (size_t i = 0; i < json_array_size(from); i++)
		copy(a, json_array_get(from, i), &items[i]);
	to->items = items;
	to->n = json_array_size(from);
}

static void
copy_object(struct arena *a, json_t *from, struct json *to)
{
	size_t n = json_object_size(from);
	struct json *items = NEW_N(a, struct json, n + 1);
	const char *key;
	json_t *value;

	to->keys = NEW_N(a, const char *, n + 1);
	json_object_foreach(from, key, value) {
		to->keys[to->n] = arena_text(a, key);
		copy(a, value, &items[to->n++]);
	}
	to->items = items;
}

static void
copy(struct arena *a, json_t *from, struct json *to)
{
	switch (json_typeof(from)) {
	case JSON_OBJECT:
		to->kind = JSON_IS_OBJECT;
		copy_object(a, from, to);
		break;
	case JSON_ARRAY:
		to->kind = JSON_IS_ARRAY;
		copy_array(a, from, to);
		break;
	case JSON_STRING:
		to->kind = JSON_IS_TEXT;
		to->text = arena_text(a, json_string_value(from));
		break;
	case JSON_INTEGER:
		to->kind = JSON_IS_INTEGER;
		to->integer = json_integer_value(from);
		to->real = (double)to->integer;
		break;
	case JSON_REAL:
		to->kind = JSON_IS_REAL;
		to->real = json_real_value(from);
		break;
	case JSON_TRUE: case JSON_FALSE:
		to->kind = JSON_IS_BOOL;
		to->yes = json_is_true(from);
		break;
	case JSON_NULL:
		to->kind = JSON_IS_NULL;
		break;
	}
}

const char *
json_read(struct arena *a, struct json_limits limits, const char *text, size_t len, const struct json **ret)
{
	size_t most = limits.bytes > 0 ? limits.bytes : BYTES;
	json_error_t wrong;

	if (len > most)
		return arena_printf(a, "longer than %zu bytes", most);
	const char *problem = too_deep(a, text, len, limits.depth > 0 ? limits.depth : JSON_DEPTH);
	if (problem != NULL)
		return problem;
	json_t *root = json_loadb(text, len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &wrong);
	if (root == NULL)
		return arena_printf(a, "line %d, column %d: %s", wrong.line, wrong.column, wrong.text);
	struct json *value = NEW(a, struct json);
	copy(a, root, value);
	json_decref(root);
	*ret = value;
	return NULL;
}

const struct json *
json_find(const struct json *object, const char *key)
{
	if (object == NULL || object->kind != JSON_IS_OBJECT)
		return NULL;
	for (size_t i = 0; i < object->n; i++)
		if (strcmp(object->keys[i], key) == 0)
			return &object->items[i];
	return NULL;
}

const char *
json_find_text(const struct json *object, const char *key)
{
	const struct json *value = json_find(object, key);

	return value != NULL && value->kind == JSON_IS_TEXT ? value->text : NULL;
}

bool
json_find_i64(const struct json *object, const char *key, int64_t *ret)
{
	const struct json *value = json_find(object, key);

	if (value == NULL || value->kind != JSON_IS_INTEGER)
		return false;
	*ret = value->integer;
	return true;
}

bool
json_find_id(const struct json *object, const char *key, int64_t *ret)
{
	const char *text = json_find_text(object, key);

	return text != NULL && id_read(text, strlen(text), ret);
}

bool
json_find_bool(const struct json *object, const char *key, bool *ret)
{
	const struct json *value = json_find(object, key);

	if (value == NULL || value->kind != JSON_IS_BOOL)
		return false;
	*ret = value->yes;
	return true;
}
