#include "office/merging.h"
#include "base/clock.h"
#include "base/id.h"
#include "office/office.h"

#define MERGING \
	"SELECT m.id, m.at, m.winner_id, m.loser_id, m.by_person, m.took_email, m.was, m.undone_at, m.forgotten_at," \
	"       w.shown, l.shown, b.shown" \
	"  FROM account_merge m" \
	"  JOIN person w ON w.district_id = m.district_id AND w.id = m.winner_id" \
	"  JOIN person l ON l.district_id = m.district_id AND l.id = m.loser_id" \
	"  LEFT JOIN person b ON b.district_id = m.district_id AND b.id = m.by_person" \
	" WHERE m.district_id = $1"

static struct mergings
mergings(struct tx *tx, struct rows rows)
{
	struct mergings list = {0};
	struct merging m = {0};

	while (db_next(&rows, &m.id, &m.at, &m.winner_id, &m.loser_id, &m.by_person, &m.took_email, &m.was, &m.undone_at,
	    &m.forgotten_at, &m.winner, &m.loser, &m.by))
		*LIST_ADD(tx_arena(tx), &list) = m;
	return list;
}

struct merging *
merging_row(struct tx *tx, int64_t id)
{
	struct mergings list = mergings(tx, db_query(tx, MERGING " AND m.id = $2", tx_district(tx), id));

	return list.n == 0 ? NULL : &list.at[0];
}

struct mergings
merging_rows(struct tx *tx)
{
	return mergings(tx, db_query(tx, MERGING " AND m.undone_at = 0 AND m.forgotten_at = 0 ORDER BY m.id DESC",
	    tx_district(tx)));
}

struct mergings
merging_rows_before(struct tx *tx, int64_t at)
{
	return mergings(tx, db_query(tx, MERGING " AND m.forgotten_at = 0 AND m.at < $2", tx_district(tx), at));
}

void
merging_insert(struct tx *tx, const struct merging *m)
{
	db_exec(tx,
	    "INSERT INTO account_merge (district_id, id, at, winner_id, loser_id, by_person, took_email, was, undone_at, forgotten_at)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0)",
	    tx_district(tx), m->id, m->at, m->winner_id, m->loser_id, m->by_person, m->took_email, m->was);
}

void
merging_undone(struct tx *tx, int64_t id, int64_t at)
{
	db_exec(tx, "UPDATE account_merge SET undone_at = $3 WHERE district_id = $1 AND id = $2", tx_district(tx), id, at);
}

void
merging_forgotten(struct tx *tx, int64_t id, int64_t at)
{
	db_exec(tx, "UPDATE account_merge SET forgotten_at = $3 WHERE district_id = $1 AND id = $2", tx_district(tx), id, at);
}

/* $1 the district.  Pairs with one address, one staff number, or one name at one school. */
#define TWO_ACTIVE \
	"  FROM person a" \
	"  JOIN person b ON b.district_id = a.district_id AND b.id > a.id"
#define NOT_TOLD_APART \
	"   AND NOT EXISTS (SELECT 1 FROM not_same n WHERE n.district_id = a.district_id" \
	"        AND ((n.one_id = a.id AND n.other_id = b.id) OR (n.one_id = b.id AND n.other_id = a.id)))"

static void
pairs_add(struct tx *tx, struct twins *list, struct rows rows, enum twin_why why)
{
	struct twin t = { .why = why };

	while (db_next(&rows, &t.one, &t.other)) {
		bool known = false;
		for (size_t i = 0; i < list->n && !known; i++)
			known = list->at[i].one == t.one && list->at[i].other == t.other;
		if (!known)
			*LIST_ADD(tx_arena(tx), list) = t;
	}
}

struct twins
twin_rows(struct tx *tx, int64_t limit)
{
	struct twins list = {0};

	pairs_add(tx, &list, db_query(tx,
	    "SELECT a.id, b.id" TWO_ACTIVE " AND b.email = a.email"
	    " WHERE a.district_id = $1 AND a.standing = 0 AND b.standing = 0" NOT_TOLD_APART
	    " ORDER BY a.sort_key, a.id, b.id LIMIT $2", tx_district(tx), limit), TWIN_EMAIL);
	pairs_add(tx, &list, db_query(tx,
	    "SELECT a.id, b.id FROM person_known_as x"
	    "  JOIN person_known_as y ON y.district_id = x.district_id AND y.kind = x.kind AND y.value = x.value"
	    "  JOIN person a ON a.district_id = x.district_id AND a.id = x.person_id"
	    "  JOIN person b ON b.district_id = y.district_id AND b.id = y.person_id AND b.id > a.id"
	    " WHERE x.district_id = $1 AND x.kind = 'identifier' AND a.standing <> 2 AND b.standing <> 2"
	    "   AND (a.standing = 0 OR b.standing = 0)" NOT_TOLD_APART
	    " ORDER BY a.sort_key, a.id, b.id LIMIT $2", tx_district(tx), limit), TWIN_NUMBER);
	pairs_add(tx, &list, db_query(tx,
	    "SELECT a.id, b.id" TWO_ACTIVE " AND b.sort_key = a.sort_key"
	    " WHERE a.district_id = $1 AND a.standing <> 2 AND b.standing <> 2 AND (a.standing = 0 OR b.standing = 0)"
	    "   AND EXISTS (SELECT 1 FROM assignment x"
	    "        JOIN assignment y ON y.district_id = x.district_id AND y.school_id = x.school_id AND y.person_id = b.id"
	    "       WHERE x.district_id = a.district_id AND x.person_id = a.id)" NOT_TOLD_APART
	    " ORDER BY a.sort_key, a.id, b.id LIMIT $2", tx_district(tx), limit), TWIN_NAME);
	return list;
}

void
not_same_put(struct tx *tx, int64_t one, int64_t other, int64_t by)
{
	db_exec(tx,
	    "INSERT INTO not_same (district_id, one_id, other_id, at, by_person) VALUES ($1, $2, $3, $4, $5)"
	    " ON CONFLICT DO NOTHING",
	    tx_district(tx), one < other ? one : other, one < other ? other : one, clock_now(), by);
}

void
not_same_drop(struct tx *tx, int64_t one, int64_t other)
{
	db_exec(tx,
	    "DELETE FROM not_same WHERE district_id = $1 AND ((one_id = $2 AND other_id = $3) OR (one_id = $3 AND other_id = $2))",
	    tx_district(tx), one, other);
}

void
office_merge(struct merge *m)
{
	MERGE(m, "account_merge", "winner_id", "CAST(id AS TEXT)");
	MERGE(m, "account_merge", "by_person", "CAST(id AS TEXT)");
	MERGE(m, "not_same", "one_id", "CAST(other_id AS TEXT)");
	MERGE(m, "not_same", "other_id", "CAST(one_id AS TEXT)");
	MERGE(m, "not_same", "by_person", "CAST(one_id AS TEXT) || ' ' || CAST(other_id AS TEXT)");
	MERGE(m, "account_log", "person_id", "CAST(id AS TEXT)");
	MERGE(m, "account_log", "by_person", "CAST(id AS TEXT)");
	MERGE(m, "account_ask", "person_id", "CAST(id AS TEXT)");
	MERGE(m, "account_ask", "into_id", "CAST(id AS TEXT)");
	MERGE(m, "account_ask", "drop_id", "CAST(id AS TEXT)");
	MERGE(m, "account_ask", "by_person", "CAST(id AS TEXT)");
	MERGE(m, "setting_log", "by_person", "CAST(id AS TEXT)");
	MERGE(m, "school_year", "made_by", "CAST(id AS TEXT)");
	MERGE(m, "guest", "person_id", "'guest'");
	MERGE(m, "guest", "added_by", "CAST(person_id AS TEXT)");
}
