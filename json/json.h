/* JSON: written as it is said, read whole within limits.
 *
 * The writer appends and never goes back: json_open_object(&w, NULL);
 * json_put_text(&w, "name", p->name); json_close(&w); json_done(&w).  Commas
 * and escaping are its own; ids are strings, since JavaScript's numbers end at
 * 2^53.  In an object every value has its key, in an array none has (NULL).
 * The reader (jansson) gives a tree in the arena, or what is wrong and where. */
#ifndef JSON_JSON_H
#define JSON_JSON_H
#include "base/buf.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
enum { JSON_DEPTH = 32 };

struct json_writer {
	struct buf *out;
	int depth;
	bool is_array[JSON_DEPTH + 1], has_one[JSON_DEPTH + 1];
};

struct json_writer json_begin(struct arena *);
void json_open_object(struct json_writer *, const char *key);
void json_open_array(struct json_writer *, const char *key);
void json_close(struct json_writer *);                       /* of the innermost object or array */
void json_put_text(struct json_writer *, const char *key, const char *);    /* NULL: null */
void json_put_i64(struct json_writer *, const char *key, int64_t);
void json_put_id(struct json_writer *, const char *key, int64_t);           /* as id_text writes it; 0: null */
void json_put_number(struct json_writer *, const char *key, double);        /* not finite: null */
void json_put_bool(struct json_writer *, const char *key, bool);
void json_put_null(struct json_writer *, const char *key);
const char *json_done(struct json_writer *);               /* every object and array has ended */

enum json_kind {
	JSON_IS_NULL, JSON_IS_BOOL, JSON_IS_INTEGER, JSON_IS_REAL, JSON_IS_TEXT, JSON_IS_ARRAY, JSON_IS_OBJECT,
};

struct json {
	enum json_kind kind;
	bool yes;                       /* JSON_IS_BOOL */
	int64_t integer;                /* JSON_IS_INTEGER */
	double real;                    /* JSON_IS_REAL, JSON_IS_INTEGER */
	const char *text;               /* JSON_IS_TEXT */
	const struct json *items;       /* JSON_IS_ARRAY, JSON_IS_OBJECT: n of them */
	const char **keys;              /* JSON_IS_OBJECT */
	size_t n;
};

struct json_limits { size_t bytes; int depth; };           /* 0: 1 MiB, JSON_DEPTH */

/* NULL: it is good and *ret is set.  Two equal keys in an object, a NUL and
 * bytes that are no UTF-8 are errors too. */
const char *json_read(struct arena *, struct json_limits, const char *text, size_t len, const struct json **ret);

/* Each takes NULL, and an object without that key, or with another kind there. */
const struct json *json_find(const struct json *object, const char *key);
const char *json_find_text(const struct json *object, const char *key);         /* NULL: none */
bool json_find_i64(const struct json *object, const char *key, int64_t *ret);
bool json_find_id(const struct json *object, const char *key, int64_t *ret);    /* a string, as id_text writes it */
bool json_find_bool(const struct json *object, const char *key, bool *ret);
#endif
