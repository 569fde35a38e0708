#include "db/setting.h"
#include "tests/test.h"

static void
put_and_read(struct tx *tx, void *arg)
{
	(void)arg;
	assert_string_equal(setting_text(tx, "digest.day", "friday"), "friday");
	setting_put(tx, "digest.day", "monday");
	setting_put(tx, "digest.day", "tuesday");
	assert_string_equal(setting_text(tx, "digest.day", "friday"), "tuesday");
	setting_put(tx, "digest.day", NULL);
	assert_string_equal(setting_text(tx, "digest.day", "friday"), "friday");
	setting_put(tx, "digest.hour", "7");
	assert_int_equal(setting_i64(tx, "digest.hour", 6), 7);
	setting_put(tx, "digest.hour", "seven");
	assert_int_equal(setting_i64(tx, "digest.hour", 6), 6);
}

DB_TEST(setting_is_the_default_until_it_is_put)
{
	assert_int_equal(db_run(db, DB_WRITE, district, arena, put_and_read, NULL), DB_DONE);
}

static void
find_districts(struct tx *tx, void *arg)
{
	bool by_slug;
	struct district hill = { .slug = "hill", .host = "pd.hill.org", .name = "Hill", .zone = "America/Denver", .language = "es" };

	assert_int_equal(district_of(tx, "anything", NULL, &by_slug)->id, *(int64_t *)arg);
	assert_false(by_slug);
	district_add(tx, &hill);
	assert_int_equal(district_list(tx).n, 2);
	assert_null(district_of(tx, "anything", "nothing", &by_slug));
	assert_string_equal(district_of(tx, "pd.hill.org", NULL, &by_slug)->name, "Hill");
	assert_false(by_slug);
	assert_string_equal(district_of(tx, "anything", "lakeside", &by_slug)->zone, "America/Chicago");
	assert_true(by_slug);
	assert_string_equal(district_find(tx, *(int64_t *)arg)->slug, "lakeside");
	assert_null(district_find(tx, 7));
}

DB_TEST(district_is_found_by_host_then_path_then_as_the_only_one)
{
	assert_int_equal(db_run(db, DB_WRITE, 0, arena, find_districts, &district), DB_DONE);
}
