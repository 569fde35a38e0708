#include "auth/link.h"
#include "auth/throttle.h"
#include "base/clock.h"
#include "base/text.h"
#include "tests/test.h"
#include <string.h>

enum { NOON = 1795262400, MINUTE = 60, HOUR = 3600 };

static void
in_tx(struct db *db, struct arena *a, int64_t district, void (*work)(struct tx *, void *))
{
	assert_int_equal(db_run(db, DB_WRITE, district, a, work, NULL), DB_DONE);
}

static void
use_twice(struct tx *tx, void *arg)
{
	(void)arg;
	int64_t rosa = person_add(tx, &(struct person){ .given = "Rosa", .family = "Delgado", .shown = "Rosa Delgado", .language = -1 });
	const char *token = link_make(tx, &(struct sign_in_link){ .person_id = rosa, .purpose = LINK_SIGN_IN, .return_to = "/people" });

	assert_string_equal(link_find(tx, token)->return_to, "/people");
	assert_true(link_use(tx, token));
	assert_false(link_use(tx, token));
	assert_true(link_find(tx, token)->used);
	assert_null(link_find(tx, "never-was"));
	const char *other = link_make(tx, &(struct sign_in_link){ .person_id = rosa, .purpose = LINK_OPERATOR });
	links_end(tx, rosa);
	assert_false(link_use(tx, other));
	const char *slip = slip_make(tx, rosa);
	assert_int_equal(strlen(slip), 14);
	assert_non_null(link_find(tx, slip));
	slip_make(tx, rosa);
	assert_null(link_find(tx, slip));
}

DB_TEST(link_is_used_once)
{
	in_tx(db, arena, district, use_twice);
}

static void
many_failures(struct tx *tx, void *arg)
{
	(void)arg;
	clock_set_for_test(NOON);
	for (int i = 0; i < 600; i++) {                                   /* a whole district behind one address */
		assert_int_equal(throttle_wait(tx, THROTTLE_NETWORK, "192.0.2.1"), 0);
		throttle_count(tx, THROTTLE_NETWORK, "192.0.2.1");
	}
	assert_int_equal(throttle_wait(tx, THROTTLE_NETWORK, "192.0.2.1"), 1);
	for (int i = 0; i < 100; i++)
		throttle_count(tx, THROTTLE_NETWORK, "192.0.2.1");
	assert_int_equal(throttle_wait(tx, THROTTLE_NETWORK, "192.0.2.1"), 20);
	assert_int_equal(throttle_wait(tx, THROTTLE_NETWORK, "192.0.2.2"), 0);
	assert_int_equal(throttle_wait(tx, THROTTLE_ACCOUNT, "192.0.2.1"), 0);
	clock_set_for_test(NOON + 20);
	assert_int_equal(throttle_wait(tx, THROTTLE_NETWORK, "192.0.2.1"), 0);
	clock_set_for_test(NOON + HOUR / 2);                              /* half of it has run out, and as many fit again */
	for (int i = 0; i < 280; i++) {
		assert_int_equal(throttle_wait(tx, THROTTLE_NETWORK, "192.0.2.1"), 0);
		throttle_count(tx, THROTTLE_NETWORK, "192.0.2.1");
	}
	for (int i = 0; i < 3 * HOUR / 10; i++) {                         /* one in ten seconds is less than runs out: nobody waits, all day long */
		clock_set_for_test(NOON + HOUR / 2 + 10 * (i + 1));
		assert_int_equal(throttle_wait(tx, THROTTLE_NETWORK, "192.0.2.1"), 0);
		throttle_count(tx, THROTTLE_NETWORK, "192.0.2.1");
	}
	for (int i = 0; i < 50; i++)
		throttle_count(tx, THROTTLE_ACCOUNT, "rosa");
	assert_int_equal(throttle_wait(tx, THROTTLE_ACCOUNT, "rosa"), MINUTE);
	throttle_clear(tx, THROTTLE_ACCOUNT, "rosa");
	assert_int_equal(throttle_wait(tx, THROTTLE_ACCOUNT, "rosa"), 0);
	clock_set_for_test(NOON + 72 * HOUR);
	throttle_sweep(tx);
	assert_int_equal(db_number(tx, "SELECT count(*) FROM throttle WHERE district_id = $1", tx_district(tx)), 0);
}

DB_TEST(throttle_waits_and_never_locks)
{
	in_tx(db, arena, district, many_failures);
}

TEST(throttle_counts_a_network_of_ipv6_as_one)
{
	struct arena *a = arena_new();
	struct request one = { .arena = a, .peer = "2001:db8:1:2::5" }, two = { .arena = a, .peer = "2001:db8:1:2:ffff::9" },
	    other = { .arena = a, .peer = "2001:db8:1:3::5" }, four = { .arena = a, .peer = "192.0.2.7" };

	assert_string_equal(throttle_network(&one), throttle_network(&two));
	assert_string_not_equal(throttle_network(&one), throttle_network(&other));
	assert_string_equal(throttle_network(&four), "192.0.2.7");
	arena_free(a);
}
