/* crowd PLACE PEOPLE TRIES: signs people of a district in, each with so many
 * tries under way, for programs that load the server (tests/reports.c, bench/).
 * Prints the practice with the most reports, then a line for each try:
 *
 *     page PRACTICE
 *     LOGIN-TOKEN TRY
 */
#include "base/clock.h"
#include "base/id.h"
#include "base/random.h"
#include "db/migrate.h"
#include "db/setting.h"
#include "practices/practice_rows.h"
#include <stdio.h>
#include <stdlib.h>

enum { AT_ONCE = 1000 };

extern const struct migration all_migrations[];

struct ids { int64_t *at; size_t n, cap; };
struct crowd { int64_t people, tries, done; struct ids persons, practices; const char *token; int64_t person; };

static void
read_ids(struct tx *tx, struct ids *ids, struct rows rows)
{
	int64_t id;

	while (db_next(&rows, &id))
		*LIST_ADD(tx_arena(tx), ids) = id;
}

static void
look(struct tx *tx, void *arg)
{
	struct crowd *c = arg;

	read_ids(tx, &c->persons, db_query(tx,
	    "SELECT id FROM person WHERE district_id = $1 AND standing = 0 ORDER BY id LIMIT $2", tx_district(tx), c->people));
	read_ids(tx, &c->practices, db_query(tx,
	    "SELECT id FROM practice WHERE district_id = $1 AND state = 1 AND removed_at = 0 ORDER BY id", tx_district(tx)));
	printf("page %s\n", id_text(tx_arena(tx), db_number(tx,
	    "SELECT practice_id FROM trial WHERE district_id = $1 AND reported_at > 0 AND withdrawn_at = 0"
	    " GROUP BY practice_id ORDER BY count(*) DESC, practice_id LIMIT 1", tx_district(tx))));
}

static void
sign_in(struct tx *tx, struct crowd *c, int64_t person)
{
	c->person = person;
	c->token = random_token(tx_arena(tx));
	db_exec(tx,
	    "INSERT INTO login (district_id, id, person_id, token_hash, csrf, how, device, began_at, seen_at, ended_at)"
	    " VALUES ($1, $2, $3, $4, $5, 'password', 'crowd', $6, $6, 0)",
	    tx_district(tx), id_make(), person, hash_token(tx_arena(tx), c->token), random_token(tx_arena(tx)), clock_now());
}

static void
begin_tries(struct tx *tx, void *arg)
{
	struct crowd *c = arg;

	for (int i = 0; i < AT_ONCE && c->done < c->people * c->tries; i++, c->done++) {
		int64_t person = c->persons.at[c->done / c->tries];
		if (person != c->person)
			sign_in(tx, c, person);
		struct trial t = { .practice_id = c->practices.at[(c->done * 7919) % (int64_t)c->practices.n], .person_id = person,
		    .started_on = "2026-10-05", .expected = "More hands go up.", .begun_at = clock_now(),
		    .room = { .class_size = 24, .learners = -1, .plans = -1 } };
		trial_insert(tx, &t);
		printf("%s %s\n", c->token, id_text(tx_arena(tx), t.id));
	}
}

static void
choose_district(struct tx *tx, void *arg)
{
	struct districts list = district_list(tx);

	*(int64_t *)arg = list.n > 0 ? list.at[0].id : 0;
}

int
main(int argc, char **argv)
{
	const char *error = NULL;
	struct arena *a = arena_new();
	struct crowd c = { .people = argc > 3 ? atoll(argv[2]) : 0, .tries = argc > 3 ? atoll(argv[3]) : 0 };
	struct db *db = argc > 3 ? db_open(argv[1], &error) : NULL;
	int64_t district = 0;

	if (db == NULL || (error = db_migrate(db, all_migrations)) != NULL)
		return fprintf(stderr, "%s\n", error != NULL ? error : "usage: crowd PLACE PEOPLE TRIES"), 2;
	if (db_run(db, DB_READ, 0, a, choose_district, &district) != DB_DONE ||
	    db_run(db, DB_READ, district, a, look, &c) != DB_DONE || (int64_t)c.persons.n < c.people || c.practices.n == 0)
		return fprintf(stderr, "the district has too few people or practices\n"), 2;
	while (c.done < c.people * c.tries)
		if (db_run(db, DB_WRITE, district, a, begin_tries, &c) != DB_DONE)
			return 2;
	db_close(db);
	arena_free(a);
	return 0;
}
