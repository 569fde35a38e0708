#include "roster/nces_rows.h"
#include "base/text.h"

int64_t
nces_drop(struct tx *tx, int64_t most)
{
	return db_exec(tx,
	    "DELETE FROM nces_school WHERE district_id = $1 AND nces IN"
	    " (SELECT nces FROM nces_school WHERE district_id = $1 ORDER BY nces LIMIT $2)", tx_district(tx), most);
}

void
nces_insert(struct tx *tx, const struct nces_school *s)
{
	db_exec(tx,
	    "INSERT INTO nces_school (district_id, nces, name, name_key, lea, city, state, low_grade, high_grade)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
	    tx_district(tx), s->nces, s->name, s->key, s->lea, s->city, s->state, s->low, s->high);
}

#define NCES "SELECT nces, name, name_key, lea, city, state, low_grade, high_grade FROM nces_school"

static struct nces_schools
schools(struct tx *tx, struct rows rows)
{
	struct nces_schools list = {0};
	struct nces_school s = {0};

	while (db_next(&rows, &s.nces, &s.name, &s.key, &s.lea, &s.city, &s.state, &s.low, &s.high))
		*LIST_ADD(tx_arena(tx), &list) = s;
	return list;
}

struct nces_schools
nces_by_key(struct tx *tx, const char *key)
{
	return schools(tx, db_query(tx, NCES " WHERE district_id = $1 AND name_key = $2 ORDER BY nces LIMIT 50", tx_district(tx), key));
}

struct nces_schools
nces_by_agency(struct tx *tx, const char *agency)
{
	return schools(tx, db_query(tx, NCES " WHERE district_id = $1 AND nces >= $2 AND nces < $3 ORDER BY nces LIMIT 3000",
	    tx_district(tx), agency, arena_printf(tx_arena(tx), "%s:", agency)));
}

struct nces_school *
nces_find(struct tx *tx, const char *nces)
{
	struct nces_schools one = schools(tx, db_query(tx, NCES " WHERE district_id = $1 AND nces = $2", tx_district(tx), nces));

	return one.n == 1 ? one.at : NULL;
}

int64_t
nces_count(struct tx *tx)
{
	return db_number(tx, "SELECT COUNT(*) FROM nces_school WHERE district_id = $1", tx_district(tx));
}

bool
nces_taken(struct tx *tx, const char *nces, int64_t except)
{
	return db_number(tx, "SELECT COUNT(*) FROM school WHERE district_id = $1 AND nces = $2 AND id <> $3 AND closed_at = 0",
	    tx_district(tx), nces, except) > 0;
}

struct said_places_rows
school_statements(struct tx *tx)
{
	struct said_places_rows list = {0};
	struct said_place p = {0};
	struct rows rows = db_query(tx, "SELECT school_id, statement FROM roster_school WHERE district_id = $1 AND school_id <> 0"
	    " ORDER BY school_id, said_at DESC", tx_district(tx));

	while (db_next(&rows, &p.school, &p.statement))
		*LIST_ADD(tx_arena(tx), &list) = p;
	return list;
}
