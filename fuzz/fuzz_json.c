/* JSON: what was read and written again reads and writes the same. */
#include "base/arena.h"
#include "json/json.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *, size_t);

static void
write_value(struct json_writer *w, const char *key, const struct json *v)
{
	switch (v->kind) {
	case JSON_IS_NULL:    json_put_null(w, key); break;
	case JSON_IS_BOOL:    json_put_bool(w, key, v->yes); break;
	case JSON_IS_INTEGER: json_put_i64(w, key, v->integer); break;
	case JSON_IS_REAL:    json_put_number(w, key, v->real); break;
	case JSON_IS_TEXT:    json_put_text(w, key, v->text); break;
	case JSON_IS_ARRAY: case JSON_IS_OBJECT:
		if (v->kind == JSON_IS_ARRAY)
			json_open_array(w, key);
		else
			json_open_object(w, key);
		for (size_t i = 0; i < v->n; i++)
			write_value(w, v->keys != NULL ? v->keys[i] : NULL, &v->items[i]);
		json_close(w);
		break;
	}
}

static const char *
again(struct arena *a, const char *text, size_t n)
{
	const struct json *v = NULL;

	if (json_read(a, (struct json_limits){0}, text, n, &v) != NULL)
		return NULL;
	struct json_writer w = json_begin(a);
	write_value(&w, NULL, v);
	return json_done(&w);
}

int
LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n)
{
	struct arena *a = arena_new();
	const char *once = again(a, (const char *)bytes, n);

	if (once != NULL) {
		const char *twice = again(a, once, strlen(once));
		if (twice == NULL || strcmp(once, twice) != 0)
			abort();
	}
	arena_free(a);
	return 0;
}
