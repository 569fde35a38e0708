/* A JSON file that is read by hand: what is wrong is said once, with its line. */
#ifndef JSON_JSON_FILE_H
#define JSON_JSON_FILE_H
#include "json/json.h"

struct arena;

struct json_file {
	struct arena *a;
	const char *path;
	const char *text;
	const char *error;           /* NULL: none so far; else `file:line: what is wrong and what to do` */
};

/* The whole of a file in this format ("day-1"); NULL: error says why. */
const struct json *json_file_open(struct json_file *, const char *format);
/* `near`: a text that stands between quotes in the line that is meant, or NULL. */
void json_wrong(struct json_file *, const char *near, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* Every key is one of these (NULL-terminated), or starts with x_. */
void json_only(struct json_file *, const struct json *object, const char *what, const char *const *keys);
const struct json *json_list(struct json_file *, const struct json *object, const char *key, const char *what, bool needed);    /* an empty one where there is none */
int  json_count(struct json_file *, const struct json *object, const char *key, const char *what, int64_t least, int64_t otherwise);

#endif
