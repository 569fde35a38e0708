#include "json/json.h"
#include "base/arena.h"
#include "tests/test.h"
#include <math.h>
#include <string.h>

TEST(json_writes_each_kind)
{
	struct arena *a = arena_new();
	struct json_writer w = json_begin(a);

	json_open_object(&w, NULL);
	json_put_text(&w, "name", "Rosa \"R\" \\ \n\001 ñ");
	json_put_text(&w, "none", NULL);
	json_put_id(&w, "id", 1);
	json_put_id(&w, "no_id", 0);
	json_open_array(&w, "list");
	json_put_i64(&w, NULL, INT64_MIN);
	json_put_number(&w, NULL, 0.5);
	json_put_number(&w, NULL, NAN);
	json_put_bool(&w, NULL, true);
	json_open_object(&w, NULL);
	json_close(&w);
	json_close(&w);
	json_close(&w);
	assert_string_equal(json_done(&w), "{\"name\":\"Rosa \\\"R\\\" \\\\ \\n\\u0001 ñ\",\"none\":null,"
	    "\"id\":\"0000000000001\",\"no_id\":null,\"list\":[-9223372036854775808,0.5,null,true,{}]}");
	arena_free(a);
}

TEST(json_reads_what_it_wrote)
{
	struct arena *a = arena_new();
	struct json_writer w = json_begin(a);
	const struct json *v = NULL;
	int64_t id = 0;
	bool yes = false;

	json_open_object(&w, NULL);
	json_put_text(&w, "t", "\"\\\b\f\r\t\x1f/ñ😀");
	json_put_id(&w, "id", 1234567890123456789);
	json_put_i64(&w, "n", INT64_MAX);
	json_put_bool(&w, "yes", true);
	json_open_array(&w, "list");
	json_put_null(&w, NULL);
	json_put_number(&w, NULL, 1e300);
	json_close(&w);
	json_close(&w);
	const char *text = json_done(&w);
	assert_null(json_read(a, (struct json_limits){0}, text, strlen(text), &v));
	assert_string_equal(json_find_text(v, "t"), "\"\\\b\f\r\t\x1f/ñ😀");
	assert_true(json_find_id(v, "id", &id) && id == 1234567890123456789);
	assert_true(json_find_i64(v, "n", &id) && id == INT64_MAX);
	assert_true(json_find_bool(v, "yes", &yes) && yes);
	assert_int_equal(json_find(v, "list")->n, 2);
	assert_true(json_find(v, "list")->items[1].real == 1e300);
	arena_free(a);
}

TEST(json_finds_only_the_kind_asked_for)
{
	static const char text[] = "{\"n\": 1, \"t\": \"x\", \"r\": 1.5}";
	struct arena *a = arena_new();
	const struct json *v = NULL;
	int64_t n = 7;
	bool yes = false;

	assert_null(json_read(a, (struct json_limits){0}, text, strlen(text), &v));
	assert_null(json_find_text(v, "n"));
	assert_null(json_find_text(v, "missing"));
	assert_null(json_find(NULL, "n"));
	assert_null(json_find(json_find(v, "n"), "n"));
	assert_false(json_find_i64(v, "r", &n));
	assert_false(json_find_id(v, "t", &n));
	assert_false(json_find_bool(v, "n", &yes));
	assert_int_equal(n, 7);
	arena_free(a);
}

static void
refuses(struct json_limits limits, const char *text, size_t len, const char *where)
{
	struct arena *a = arena_new();
	const struct json *v = NULL;
	const char *problem = json_read(a, limits, text, len, &v);

	if (problem == NULL || strstr(problem, where) == NULL)
		fail_msg("%s: %s", text, problem);
	assert_null(v);
	arena_free(a);
}

TEST(json_says_where_it_is_wrong)
{
	static const struct json_limits none = {0};

	refuses(none, "{\n  \"a\": x\n}", 12, "line 2, column");
	refuses(none, "", 0, "line 1");
	refuses(none, "{\"a\":1,\"a\":2}", 13, "duplicate");
	refuses(none, "\"a\0b\"", 5, "line 1");
	refuses(none, "\"\\u0000\"", 8, "line 1");
	refuses(none, "\"\xff\"", 3, "decode byte");
	refuses(none, "[1] 2", 5, "line 1");
	refuses(none, "9223372036854775808", 19, "big");
	refuses((struct json_limits){ .bytes = 3 }, "[1,2]", 5, "longer than 3");
	refuses((struct json_limits){ .depth = 2 }, "[\n [[1]]]", 9, "line 2, column 3: nested deeper than 2");
	refuses((struct json_limits){ .depth = 1 }, "[\"\\\"[[\", {}]", 12, "column 10");
}
