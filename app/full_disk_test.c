/* The disk is full while people work: they are told, nothing that was kept is
 * lost, pages go on, and when there is room again so does everything, with
 * nothing started anew. */
#include "db/care.h"
#include "db/failing_vfs.h"
#include "tests/visit.h"
#include <stdio.h>

static void
tell(const char *problem, void *arg)
{
	(void)arg;
	printf("# %s\n", problem);
}

DB_TEST(full_disk_is_told_and_survived)
{
	if (db_is_postgres(db))
		return;
	failing_vfs_begin();
	struct house house = house_open(db, arena, district);
	struct browser rosa = browser_as(&house, "Rosa Delgado", ROLE_TEACHER);

	GET(&rosa, "/practices/new", 200, "");
	POST(&rosa, "/practices/new", 303, "", "title", "Three reads before the numbers");
	failing_vfs_fail(FAILS_FULL, 0, SIZE_MAX);
	for (int i = 0; i < 3; i++) {
		POST(&rosa, "/practices/new", 503, "Nothing was saved this time, and nothing is broken.", "title", "Written into the void");
		assert_string_equal(page_header(&rosa, "Retry-After"), "5");
		GET(&rosa, "/practices/mine", 200, "Three reads before the numbers");
		assert_shows_not(&rosa, "Written into the void");
	}
	assert_true(failing_vfs_failed() > 0);
	GET(&rosa, "/practices/new", 200, "");
	POST(&rosa, "/practices/new", 303, "", "title", "Number talks");
	GET(&rosa, "/practices/mine", 200, "Number talks");
	assert_shows(&rosa, "Three reads before the numbers");
	assert_shows_not(&rosa, "Written into the void");
	house_close(&house);
	failing_vfs_end();
	assert_int_equal(db_check(test_place(), tell, NULL), 0);
}
