#include "office/office_rows.h"

#define APPOINTMENT \
	"SELECT l.id, l.at, l.person_id, p.shown, b.shown, l.why, l.role, l.given," \
	"       CASE WHEN EXISTS (SELECT 1 FROM role_log n WHERE n.district_id = l.district_id AND n.person_id = l.person_id" \
	"            AND n.role = l.role AND n.source = l.source AND n.id > l.id) THEN 0 ELSE 1 END" \
	"  FROM role_log l" \
	"  JOIN person p ON p.district_id = l.district_id AND p.id = l.person_id" \
	"  LEFT JOIN person b ON b.district_id = l.district_id AND b.id = l.by_person" \
	" WHERE l.district_id = $1 AND l.source = 'appointed' AND l.role <> 1"     /* to be staff is no office */

static bool
appointment_next(struct rows *rows, struct appointment *e)
{
	int role, given, latest;

	if (!db_next(rows, &e->id, &e->at, &e->person_id, &e->person, &e->by, &e->why, &role, &given, &latest))
		return false;
	e->role = (enum role)role;
	e->given = given != 0;
	e->latest = latest != 0;
	return true;
}

static struct appointment *
appointment_only(struct tx *tx, struct rows rows)
{
	struct appointment *e = NEW(tx_arena(tx), struct appointment);
	bool found = appointment_next(&rows, e);

	db_done(&rows);
	return found ? e : NULL;
}

struct appointments
appointment_rows(struct tx *tx, int64_t person, int64_t limit, int64_t offset)
{
	struct appointments list = {0};
	struct appointment e = {0};
	struct rows rows = db_query(tx,
	    APPOINTMENT " AND (CAST($2 AS BIGINT) = 0 OR l.person_id = CAST($2 AS BIGINT)) ORDER BY l.id DESC LIMIT $3 OFFSET $4",
	    tx_district(tx), person, limit, offset);

	while (appointment_next(&rows, &e))
		*LIST_ADD(tx_arena(tx), &list) = e;
	return list;
}

struct appointment *
appointment_row(struct tx *tx, int64_t id)
{
	return appointment_only(tx, db_query(tx, APPOINTMENT " AND l.id = $2", tx_district(tx), id));
}

struct appointment *
appointment_last(struct tx *tx, int64_t person, enum role role)
{
	return appointment_only(tx, db_query(tx,
	    APPOINTMENT " AND l.person_id = $2 AND l.role = $3 ORDER BY l.id DESC LIMIT 1",
	    tx_district(tx), person, (int)role));
}
