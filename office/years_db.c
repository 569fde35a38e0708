#include "base/id.h"
#include "office/office.h"
#include "office/office_rows.h"

static struct school_years
years(struct tx *tx, struct rows rows)
{
	struct school_years list = {0};
	struct school_year y = {0};

	while (db_next(&rows, &y.id, &y.name, &y.first_day, &y.last_day))
		*LIST_ADD(tx_arena(tx), &list) = y;
	return list;
}

struct school_years
school_year_list(struct tx *tx)
{
	return years(tx, db_query(tx,
	    "SELECT id, name, first_day, last_day FROM school_year WHERE district_id = $1 ORDER BY first_day DESC, id DESC",
	    tx_district(tx)));
}

struct school_year *
school_year_row(struct tx *tx, int64_t id)
{
	struct school_years list = years(tx, db_query(tx,
	    "SELECT id, name, first_day, last_day FROM school_year WHERE district_id = $1 AND id = $2", tx_district(tx), id));

	return list.n == 0 ? NULL : &list.at[0];
}

void
school_year_insert(struct tx *tx, const struct school_year *y, int64_t by, int64_t at)
{
	db_exec(tx,
	    "INSERT INTO school_year (district_id, id, name, first_day, last_day, made_at, made_by) VALUES ($1, $2, $3, $4, $5, $6, $7)",
	    tx_district(tx), y->id, y->name, y->first_day, y->last_day, at, by);
}

void
school_year_update(struct tx *tx, const struct school_year *y)
{
	db_exec(tx, "UPDATE school_year SET name = $3, first_day = $4, last_day = $5 WHERE district_id = $1 AND id = $2",
	    tx_district(tx), y->id, y->name, y->first_day, y->last_day);
}

void
school_year_delete(struct tx *tx, int64_t id)
{
	db_exec(tx, "DELETE FROM school_year WHERE district_id = $1 AND id = $2", tx_district(tx), id);
}

static struct moves
moves(struct tx *tx, struct rows rows)
{
	struct moves list = {0};
	struct move m = {0};

	while (db_next(&rows, &m.person_id, &m.shown, &m.from, &m.to))
		*LIST_ADD(tx_arena(tx), &list) = m;
	return list;
}

#define LEFT "  FROM person p WHERE p.district_id = $1 AND p.standing = 1 AND p.standing_at >= $2 AND p.standing_at < $3"
#define CAME "  FROM person p WHERE p.district_id = $1 AND p.standing = 0 AND p.id >= $2 AND p.id < $3"
/* Still here, at a school where they were not before, and no longer where they were. */
#define MOVED \
	"  FROM person p" \
	"  JOIN assignment o ON o.district_id = p.district_id AND o.person_id = p.id AND o.ended_at >= $2 AND o.ended_at < $3" \
	"  JOIN assignment n ON n.district_id = p.district_id AND n.person_id = p.id AND n.ended_at = 0" \
	"   AND n.began_at >= $2 AND n.began_at < $3 AND n.school_id <> o.school_id" \
	"  JOIN school a ON a.district_id = o.district_id AND a.id = o.school_id" \
	"  JOIN school b ON b.district_id = n.district_id AND b.id = n.school_id" \
	" WHERE p.district_id = $1 AND p.standing = 0" \
	"   AND NOT EXISTS (SELECT 1 FROM assignment k WHERE k.district_id = p.district_id AND k.person_id = p.id" \
	"        AND k.school_id = o.school_id AND k.ended_at = 0)"

struct moves
left_rows(struct tx *tx, int64_t from, int64_t to, int64_t limit)
{
	return moves(tx, db_query(tx,
	    "SELECT p.id, p.shown, (SELECT s.name FROM assignment a"
	    "          JOIN school s ON s.district_id = a.district_id AND s.id = a.school_id"
	    "         WHERE a.district_id = p.district_id AND a.person_id = p.id"
	    "         ORDER BY CASE WHEN a.ended_at = 0 THEN 0 ELSE 1 END, a.ended_at DESC, s.sort_key LIMIT 1), CAST(NULL AS TEXT)"
	    LEFT " ORDER BY p.sort_key, p.id LIMIT $4", tx_district(tx), from, to, limit));
}

struct moves
moved_rows(struct tx *tx, int64_t from, int64_t to, int64_t limit)
{
	return moves(tx, db_query(tx, "SELECT p.id, p.shown, MIN(a.name), MIN(b.name)" MOVED
	    " GROUP BY p.id, p.shown, p.sort_key ORDER BY p.sort_key, p.id LIMIT $4", tx_district(tx), from, to, limit));
}

struct moves
came_rows(struct tx *tx, int64_t from, int64_t to, int64_t limit)
{
	return moves(tx, db_query(tx,
	    "SELECT p.id, p.shown, CAST(NULL AS TEXT), (SELECT s.name FROM assignment a"
	    "          JOIN school s ON s.district_id = a.district_id AND s.id = a.school_id"
	    "         WHERE a.district_id = p.district_id AND a.person_id = p.id AND a.ended_at = 0"
	    "         ORDER BY a.is_primary DESC, s.sort_key LIMIT 1)"
	    CAME " ORDER BY p.sort_key, p.id LIMIT $4",
	    tx_district(tx), id_first_at(from), to == INT64_MAX ? to : id_first_at(to), limit));
}

struct year_counts
year_counts(struct tx *tx, int64_t from, int64_t to)
{
	int64_t district = tx_district(tx);

	return (struct year_counts){
		.left = db_number(tx, "SELECT COUNT(*)" LEFT, district, from, to),
		.moved = db_number(tx, "SELECT COUNT(DISTINCT p.id)" MOVED, district, from, to),
		.came = db_number(tx, "SELECT COUNT(*)" CAME, district, id_first_at(from), to == INT64_MAX ? to : id_first_at(to)),
	};
}
