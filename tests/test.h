/* Tests stand beside the code (`*_test.c`) and are collected as a set.
 *
 *     TEST(buf_stops_at_its_maximum) { … cmocka's assertions … }
 *
 *     DB_TEST(practice_is_found_by_its_id)      a fresh, migrated database each, in `db`; `arena` too
 *     { db_run(db, DB_WRITE, district, arena, work, &seen); … }
 *
 *     TX_TEST(search_finds_stems)               the same inside one writing transaction `tx`
 *     { … }
 *
 * `tests/unit [--database postgresql://…] [PREFIX]` runs them; TAP on standard output. */
#ifndef TESTS_TEST_H
#define TESTS_TEST_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "db/db.h"

struct test { const char *name; void (*run)(void); void (*run_db)(struct db *, struct arena *, int64_t district); };

#define TEST(NAME) \
	static void NAME##_test_(void); \
	static const struct test NAME##_entry_ \
	    __attribute__((section("unit_tests"), used, aligned(8))) = { .name = #NAME, .run = NAME##_test_ }; \
	static void NAME##_test_(void)

#define DB_TEST(NAME) \
	static void NAME##_test_(struct db *, struct arena *, int64_t); \
	static const struct test NAME##_entry_ \
	    __attribute__((section("unit_tests"), used, aligned(8))) = { .name = #NAME, .run_db = NAME##_test_ }; \
	static void NAME##_test_(__attribute__((unused)) struct db *db, __attribute__((unused)) struct arena *arena, \
	    __attribute__((unused)) int64_t district)

#define TX_TEST(NAME) \
	static void NAME##_work_(struct tx *, void *); \
	DB_TEST(NAME) { assert_int_equal(db_run(db, DB_WRITE, district, arena, NAME##_work_, NULL), DB_DONE); } \
	static void NAME##_work_(struct tx *tx, __attribute__((unused)) void *arg_)

const char *test_place(void);       /* the running DB_TEST's place, for a second connection */
const char *test_scratch(void);     /* an empty folder, removed afterwards */
#endif
