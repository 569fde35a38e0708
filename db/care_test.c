#include "db/care.h"
#include "db/engine.h"
#include "db/migrate.h"
#include "db/setting.h"
#include "tests/test.h"
#include <libpq-fe.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct migration tables[] = {
	{ "care", "-- 1: parents after their children in the order of ids\n"
	    "CREATE TABLE leaf (\n\tdistrict_id BIGINT NOT NULL,\n\tid BIGINT NOT NULL,\n\tparent_id BIGINT,\n"
	    "\treal DOUBLE PRECISION,\n\ttext TEXT,\n\tbytes BYTEA,\n\tPRIMARY KEY (district_id, id),\n"
	    "\tFOREIGN KEY (district_id, parent_id) REFERENCES leaf (district_id, id)\n);\n"
	    "CREATE UNIQUE INDEX leaf_by_text ON leaf (district_id, text);\n"
	    "INSERT INTO leaf (district_id, id, text) VALUES (0, 1, 'of the step');\n" },
	{ NULL, NULL },
};

static enum fault
say(struct db *db, const char *sql)
{
	return db->engine->script(db->conn, sql);
}

static void
fill(struct db *db, struct arena *a, int64_t district)
{
	assert_null(db_migrate(db, tables));
	const char *bytes = db_is_postgres(db) ? "'\\x00ff5c780a'" : "x'00ff5c780a'";
	assert_int_equal(say(db, arena_printf(a, "INSERT INTO leaf (district_id, id, real, text, bytes) VALUES"
	    " (%lld, 9, 0.1, 'tab\t newline\n back\\slash \\N \"quote\" ñ 🎒', %s), (%lld, 5, -5e-324, '', NULL),"
	    " (%lld, 7, NULL, NULL, NULL)", (long long)district, bytes, (long long)district, (long long)district)), FAULT_NONE);
	assert_int_equal(say(db, "UPDATE leaf SET parent_id = 9 WHERE id = 5"), FAULT_NONE);
	assert_int_equal(say(db, "UPDATE leaf SET text = 'changed' WHERE id = 1"), FAULT_NONE);
}

/* Both engines' rows in one text, so they can be compared. */
static const char *
dump(const char *place, struct arena *a)
{
	const char *error = NULL;
	struct db *db = db_open(place, &error);
	char *text = arena_text(a, "");

	assert_non_null(db);
	if (db_is_postgres(db)) {
		PGresult *res = PQexec(db->engine->handle(db->conn), "SELECT concat_ws('|', id, parent_id, real, text,"
		    " upper(encode(bytes, 'hex'))) FROM leaf ORDER BY district_id, id");
		for (int i = 0; i < PQntuples(res); i++)
			text = arena_printf(a, "%s%s\n", text, PQgetvalue(res, i, 0));
		PQclear(res);
	} else {
		sqlite3_stmt *s = NULL;
		sqlite3_prepare_v2(db->engine->handle(db->conn), "SELECT id || coalesce('|' || parent_id, '') ||"
		    " coalesce('|' || CASE real WHEN 0.1 THEN '0.1' WHEN -5e-324 THEN '-5e-324' END, '') ||"
		    " coalesce('|' || text, '') || CASE WHEN bytes IS NULL THEN '' ELSE '|' || hex(bytes) END"
		    " FROM leaf ORDER BY district_id, id", -1, &s, NULL);
		while (sqlite3_step(s) == SQLITE_ROW)
			text = arena_printf(a, "%s%s\n", text, (const char *)sqlite3_column_text(s, 0));
		sqlite3_finalize(s);
	}
	db_close(db);
	return text;
}

static void
tell(const char *problem, void *arg)
{
	const char **first = arg;

	if (*first == NULL)
		*first = problem;
}

static int
problems_of(const char *place)
{
	const char *first = NULL;

	return db_check(place, tell, &first);
}

/* Where a restored copy goes: a new file, or the database emptied. */
static const char *
empty_place(struct db *db, struct arena *a)
{
	if (!db_is_postgres(db))
		return arena_printf(a, "%s/restored.db", test_scratch());
	assert_int_equal(say(db, "DROP SCHEMA public CASCADE; CREATE SCHEMA public"), FAULT_NONE);
	return test_place();
}

DB_TEST(care_a_backup_restores_to_what_was)
{
	const char *file = arena_printf(arena, "%s/backup.db", test_scratch());

	fill(db, arena, district);
	const char *before = dump(test_place(), arena);
	assert_non_null(strstr(before, "5|9|-5e-324|\n"));
	assert_non_null(strstr(before, "|00FF5C780A\n"));
	assert_null(db_backup(test_place(), file));
	assert_int_equal(problems_of(file), 0);
	assert_string_equal(dump(file, arena), before);
	say(db, "DELETE FROM leaf");
	const char *place = empty_place(db, arena);
	assert_null(db_restore(file, place));
	assert_string_equal(dump(place, arena), before);
	assert_int_equal(problems_of(place), 0);
	/* The restored place goes on: its keys are watched, its steps are known. */
	const char *error;
	struct db *again = db_open(place, &error);
	assert_null(db_is_current(again, tables));
	assert_int_equal(say(again, "INSERT INTO leaf (district_id, id, parent_id) VALUES (0, 3, 4)"), FAULT_BROKEN);
	assert_int_equal(say(again, "INSERT INTO leaf (district_id, id, text) VALUES (0, 3, 'changed')"), FAULT_BROKEN);
	db_close(again);
}

DB_TEST(care_never_writes_over_what_is_there)
{
	const char *file = arena_printf(arena, "%s/backup.db", test_scratch());

	fill(db, arena, district);
	assert_null(db_backup(test_place(), file));
	assert_non_null(strstr(db_backup(test_place(), file), "there already"));
	assert_non_null(db_restore(file, test_place()));
	assert_int_equal(problems_of(test_place()), 0);
}

static void
write_at(const char *path, off_t at, const char *bytes, size_t n)
{
	int fd = open(path, O_WRONLY | O_CREAT, 0600);

	assert_int_equal(pwrite(fd, bytes, n, at), n);
	close(fd);
}

DB_TEST(care_refuses_what_is_no_sound_backup)
{
	const char *file = arena_printf(arena, "%s/backup.db", test_scratch());
	const char *letter = arena_printf(arena, "%s/letter.txt", test_scratch());
	const char *place = arena_printf(arena, "%s/new.db", test_scratch());

	fill(db, arena, district);
	assert_null(db_backup(test_place(), file));
	write_at(letter, 0, "Dear operator, this is no database at all.", 42);
	assert_non_null(db_restore(letter, place));
	assert_non_null(db_restore("/nowhere.db", place));
	write_at(file, 4096 * 2, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 12);
	assert_non_null(db_restore(file, place));
	assert_int_equal(access(place, F_OK), -1);
	assert_int_equal(access(arena_printf(arena, "%s.part", place), F_OK), -1);
	assert_true(problems_of(file) > 0);
}

DB_TEST(care_check_finds_what_is_wrong)
{
	fill(db, arena, district);
	assert_int_equal(problems_of(test_place()), 0);
	assert_int_equal(say(db, "INSERT INTO leaf (district_id, id) VALUES (77, 1)"), FAULT_NONE);
	assert_int_equal(problems_of(test_place()), 1);
	assert_int_equal(say(db, "DELETE FROM leaf WHERE district_id = 77"), FAULT_NONE);
	if (!db_is_postgres(db)) {
		say(db, "PRAGMA foreign_keys=OFF; DELETE FROM leaf WHERE id = 9");
		assert_int_equal(problems_of(test_place()), 1);
	}
	assert_int_equal(say(db, "DROP TABLE setting"), FAULT_NONE);
	assert_true(problems_of(test_place()) > 0);
}

/* Two rows are always written together; a backup has both or neither. */
struct writing { pthread_t thread; _Atomic bool over; int64_t district; _Atomic int64_t pairs; };

static void
put_pair(struct tx *tx, void *arg)
{
	struct writing *w = arg;

	setting_put(tx, arena_printf(tx_arena(tx), "left-%lld", (long long)w->pairs), "x");
	setting_put(tx, arena_printf(tx_arena(tx), "right-%lld", (long long)w->pairs), "x");
}

static void *
write_pairs(void *arg)
{
	struct writing *w = arg;
	struct arena *a = arena_new();
	const char *error;
	struct db *db = db_open(test_place(), &error);

	for (; !w->over; w->pairs++)
		db_run(db, DB_WRITE, w->district, a, put_pair, w);
	db_close(db);
	arena_free(a);
	return NULL;
}

static void
count_pairs(struct tx *tx, void *arg)
{
	int64_t *counts = arg;

	counts[0] = db_number(tx, "SELECT count(*) FROM setting WHERE district_id = $1 AND name LIKE 'left-%'", tx_district(tx));
	counts[1] = db_number(tx, "SELECT count(*) FROM setting WHERE district_id = $1 AND name LIKE 'right-%'", tx_district(tx));
}

DB_TEST(care_backs_up_one_moment_while_others_write)
{
	struct writing w = { .district = district };
	const char *error;

	pthread_create(&w.thread, NULL, write_pairs, &w);
	for (int i = 0; i < 5; i++) {
		int64_t counts[2];
		const char *file = arena_printf(arena, "%s/backup-%d.db", test_scratch(), i);
		for (int64_t before = w.pairs; w.pairs == before;)        /* others do write */
			usleep(1000);
		const char *problem = db_backup(test_place(), file);
		if (problem != NULL)
			w.over = true;
		assert_null(problem);
		struct db *copy = db_open(file, &error);
		db_run(copy, DB_READ, district, arena, count_pairs, counts);
		db_close(copy);
		assert_true(counts[0] > 0);
		assert_int_equal(counts[0], counts[1]);
	}
	w.over = true;
	pthread_join(w.thread, NULL);
}
