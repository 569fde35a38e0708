#include "demo/demo.h"
#include "demo/demo_chance.h"
#include "base/buf.h"
#include "base/clock.h"
#include "db/setting.h"
#include "tests/test.h"

/* What a page could show of it, in order. */
static void
describe(struct tx *tx, void *arg)
{
	struct buf *out = arg;
	int64_t id, at, other;
	const char *words, *more;
	struct rows rows = db_query(tx, "SELECT id, shared_at, COALESCE(origin_id, 0), title, steps FROM practice"
	    " WHERE district_id = $1 ORDER BY title", tx_district(tx));

	while (db_next(&rows, &id, &at, &other, &words, &more))
		buf_printf(out, "%lld %lld %lld %s %s\n", (long long)id, (long long)at, (long long)other, words, more);
	rows = db_query(tx, "SELECT id, person_id, reported_at, happened, expected FROM trial"
	    " WHERE district_id = $1 ORDER BY id", tx_district(tx));
	while (db_next(&rows, &id, &other, &at, &words, &more))
		buf_printf(out, "%lld %lld %lld %s %s\n", (long long)id, (long long)other, (long long)at, words, more);
}

static void
add_district(struct tx *tx, void *arg)
{
	district_add(tx, arg);
}

/* Numbers that make the pages worth looking at; each is 0 when all is well. */
static void
look_real(struct tx *tx, void *arg)
{
	(void)arg;
	assert_int_equal(db_number(tx, "SELECT count(*) FROM practice WHERE district_id = $1 AND state > 0", tx_district(tx)), 150);
	assert_int_equal(db_number(tx, "SELECT count(*) FROM school WHERE district_id = $1 AND kind = 'school'", tx_district(tx)), 30);
	assert_int_equal(db_number(tx, "SELECT count(*) FROM password WHERE district_id = $1", tx_district(tx)), 8);
	assert_true(db_number(tx, "SELECT count(*) FROM person WHERE district_id = $1", tx_district(tx)) >= 1500);
	assert_true(db_number(tx, "SELECT count(*) FROM trial WHERE district_id = $1", tx_district(tx)) > 2500);
	assert_true(db_number(tx, "SELECT count(*) FROM practice WHERE district_id = $1 AND language = 'es'", tx_district(tx)) >= 10);
	assert_true(db_number(tx, "SELECT count(*) FROM practice WHERE district_id = $1 AND origin_id IS NOT NULL", tx_district(tx)) > 50);
	/* Nobody reports before they begin, tries their own, or says the same as somebody else did on the page. */
	assert_int_equal(db_number(tx, "SELECT count(*) FROM trial t"
	    "  JOIN practice p ON p.district_id = t.district_id AND p.id = t.practice_id"
	    " WHERE t.district_id = $1 AND (t.person_id = p.author_id OR t.begun_at < p.shared_at"
	    "   OR (t.reported_at > 0 AND t.reported_at < t.begun_at + 86400))", tx_district(tx)), 0);
	assert_int_equal(db_number(tx, "SELECT count(*) FROM (SELECT person_id FROM trial WHERE district_id = $1"
	    " GROUP BY practice_id, person_id HAVING count(*) > 1) x", tx_district(tx)), 0);
	/* Failures are there, and are not the rule. */
	int64_t kept = db_number(tx, "SELECT SUM(adopted + adapted) FROM practice WHERE district_id = $1", tx_district(tx));
	int64_t not = db_number(tx, "SELECT SUM(abandoned) FROM practice WHERE district_id = $1", tx_district(tx));
	assert_true(not * 10 > kept && not < kept);
}

static void
chance_differs(void)
{
	struct chance one = { 1 }, again = { 1 }, two = { 2 };
	unsigned same = 0;

	for (int i = 0; i < 64; i++) {
		unsigned n = chance_below(&one, 1000);
		assert_int_equal(n, chance_below(&again, 1000));
		same += n == chance_below(&two, 1000);
	}
	assert_true(same < 8);
}

DB_TEST(demo_looks_like_a_district_and_is_the_same_for_the_same_seed)
{
	struct buf one = { .arena = arena }, two = { .arena = arena };
	struct district second = { .id = district + 1, .slug = "second", .name = "Second", .zone = "America/Denver", .language = "en" };

	chance_differs();
	clock_set_for_test(1796000000);
	assert_int_equal(db_run(db, DB_WRITE, 0, arena, add_district, &second), DB_DONE);
	assert_true(demo_fill(db, arena, district, second.zone, 7));
	assert_true(demo_fill(db, arena, second.id, second.zone, 7));
	clock_set_for_test(0);
	assert_int_equal(db_run(db, DB_READ, district, arena, look_real, NULL), DB_DONE);
	assert_int_equal(db_run(db, DB_READ, district, arena, describe, &one), DB_DONE);
	assert_int_equal(db_run(db, DB_READ, second.id, arena, describe, &two), DB_DONE);
	assert_string_equal(buf_str(&one), buf_str(&two));
}
