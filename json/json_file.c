#include "json/json_file.h"
#include "base/arena.h"
#include "base/text.h"
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

enum { FILE_MOST = 512 << 20 };

/* The line of a value in the file: where it first stands between quotes. */
static int
line_of(const struct json_file *r, const char *what)
{
	const char *at = what != NULL ? strstr(r->text, arena_printf(r->a, "\"%s\"", what)) : NULL;
	int line = 1;

	for (const char *p = r->text; at != NULL && p < at; p++)
		line += *p == '\n';
	return line;
}

/* The first problem is the one that is said. */
void
json_wrong(struct json_file *r, const char *near, const char *fmt, ...)
{
	va_list ap;

	if (r->error != NULL)
		return;
	va_start(ap, fmt);
	r->error = arena_printf(r->a, "%s:%d: %s", r->path, line_of(r, near), arena_vprintf(r->a, fmt, ap));
	va_end(ap);
}

/* Every key is one of these, or starts with x_. */
void
json_only(struct json_file *r, const struct json *o, const char *what, const char *const *keys)
{
	for (size_t i = 0; o != NULL && o->kind == JSON_IS_OBJECT && i < o->n; i++) {
		size_t k = 0;
		while (keys[k] != NULL && strcmp(keys[k], o->keys[i]) != 0)
			k++;
		if (keys[k] == NULL && !text_starts(o->keys[i], "x_"))
			json_wrong(r, o->keys[i], "%s has no field \"%s\"; leave it out, or let its name start with x_", what, o->keys[i]);
	}
}

const struct json *
json_list(struct json_file *r, const struct json *o, const char *key, const char *what, bool needed)
{
	static const struct json none = { .kind = JSON_IS_ARRAY };
	const struct json *v = json_find(o, key);

	if (v == NULL && !needed)
		return &none;
	if (v == NULL || v->kind != JSON_IS_ARRAY) {
		json_wrong(r, key, "%s needs a list \"%s\"", what, key);
		return &none;
	}
	return v;
}

int
json_count(struct json_file *r, const struct json *o, const char *key, const char *what, int64_t least, int64_t otherwise)
{
	const struct json *v = json_find(o, key);

	if (v == NULL || v->kind == JSON_IS_NULL)
		return (int)otherwise;
	if (v->kind != JSON_IS_INTEGER || v->integer < least || v->integer > INT_MAX) {
		json_wrong(r, key, "%s: \"%s\" is a whole number, %lld or more", what, key, (long long)least);
		return (int)otherwise;
	}
	return (int)v->integer;
}

static const struct json *
whole_json(struct json_file *r)
{
	const struct json *root = NULL;
	FILE *in = fopen(r->path, "rb");
	struct buf text = { .arena = r->a, .max = FILE_MOST };
	char block[65536];
	size_t n;

	r->text = "";
	if (in == NULL) {
		r->error = arena_printf(r->a, "%s: %s", r->path, strerror(errno));
		return NULL;
	}
	while ((n = fread(block, 1, sizeof(block), in)) > 0)
		buf_put(&text, block, n);
	fclose(in);
	r->text = buf_str(&text);
	const char *error = text.full ? "it is larger than 512 MB" :
	    json_read(r->a, (struct json_limits){ .bytes = FILE_MOST }, r->text, text.len, &root);
	int line, column, at = 0;
	if (error != NULL && sscanf(error, "line %d, column %d: %n", &line, &column, &at) >= 2 && at > 0)
		r->error = arena_printf(r->a, "%s:%d:%d: %s", r->path, line, column, error + at);
	else if (error != NULL)
		r->error = arena_printf(r->a, "%s: %s", r->path, error);
	return root;
}

const struct json *
json_file_open(struct json_file *r, const char *format)
{
	const struct json *root = whole_json(r);

	if (r->error == NULL && !text_eq(json_find_text(root, "format"), format))
		json_wrong(r, "format", "this is not a %s file: it needs \"format\": \"%s\"", format, format);
	return r->error == NULL ? root : NULL;
}
