#include "json/json.h"
#include "base/arena.h"
#include "base/id.h"
#include <assert.h>
#include <math.h>
#include <string.h>

struct json_writer
json_begin(struct arena *a)
{
	struct buf *out = NEW(a, struct buf);

	out->arena = a;
	return (struct json_writer){ .out = out, .is_array[0] = true };
}

static void
quoted(struct buf *out, const char *s)
{
	static const char *const short_form[256] = { ['"'] = "\\\"", ['\\'] = "\\\\", ['\n'] = "\\n",
	    ['\r'] = "\\r", ['\t'] = "\\t", ['\b'] = "\\b", ['\f'] = "\\f" };

	buf_char(out, '"');
	while (*s != '\0') {
		const char *run = s;
		while ((unsigned char)*s >= ' ' && *s != '"' && *s != '\\')
			s++;
		buf_put(out, run, (size_t)(s - run));
		if (*s == '\0')
			break;
		if (short_form[(unsigned char)*s] != NULL)
			buf_text(out, short_form[(unsigned char)*s]);
		else
			buf_printf(out, "\\u%04x", (unsigned)*s);
		s++;
	}
	buf_char(out, '"');
}

static void
value_begins(struct json_writer *w, const char *key)
{
	assert(w->is_array[w->depth] == (key == NULL));
	assert(w->depth > 0 || !w->has_one[0]);
	if (w->has_one[w->depth])
		buf_char(w->out, ',');
	w->has_one[w->depth] = true;
	if (key != NULL) {
		quoted(w->out, key);
		buf_char(w->out, ':');
	}
}

static void
open_(struct json_writer *w, const char *key, bool is_array)
{
	value_begins(w, key);
	assert(w->depth < JSON_DEPTH);
	w->depth++;
	w->is_array[w->depth] = is_array;
	w->has_one[w->depth] = false;
	buf_char(w->out, is_array ? '[' : '{');
}

void json_open_object(struct json_writer *w, const char *key) { open_(w, key, false); }
void json_open_array(struct json_writer *w, const char *key)  { open_(w, key, true); }

void
json_close(struct json_writer *w)
{
	assert(w->depth > 0);
	buf_char(w->out, w->is_array[w->depth--] ? ']' : '}');
}

void
json_put_null(struct json_writer *w, const char *key)
{
	value_begins(w, key);
	buf_text(w->out, "null");
}

void
json_put_text(struct json_writer *w, const char *key, const char *s)
{
	if (s == NULL) {
		json_put_null(w, key);
		return;
	}
	value_begins(w, key);
	quoted(w->out, s);
}

void
json_put_i64(struct json_writer *w, const char *key, int64_t v)
{
	value_begins(w, key);
	buf_i64(w->out, v);
}

void
json_put_id(struct json_writer *w, const char *key, int64_t id)
{
	char text[ID_TEXT];

	if (id != 0)
		id_write(text, id);
	json_put_text(w, key, id != 0 ? text : NULL);
}

void
json_put_number(struct json_writer *w, const char *key, double v)
{
	if (!isfinite(v)) {
		json_put_null(w, key);
		return;
	}
	value_begins(w, key);
	buf_printf(w->out, "%.17g", v + 0.0);           /* -0 becomes 0: JSON's integers have none */
}

void
json_put_bool(struct json_writer *w, const char *key, bool v)
{
	value_begins(w, key);
	buf_text(w->out, v ? "true" : "false");
}

const char *
json_done(struct json_writer *w)
{
	assert(w->depth == 0 && w->has_one[0]);
	return buf_str(w->out);
}
