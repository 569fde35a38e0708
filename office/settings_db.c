#include "office/office_rows.h"

#define ENTRY \
	"SELECT l.id, l.at, l.by_person, b.shown, l.name, l.before_value, l.after_value," \
	"       CASE WHEN EXISTS (SELECT 1 FROM setting_log n WHERE n.district_id = l.district_id AND n.name = l.name" \
	"            AND n.id > l.id) THEN 0 ELSE 1 END" \
	"  FROM setting_log l" \
	"  LEFT JOIN person b ON b.district_id = l.district_id AND b.id = l.by_person" \
	" WHERE l.district_id = $1"

static struct setting_entries
entries(struct tx *tx, struct rows rows)
{
	struct setting_entries list = {0};
	struct setting_entry e = {0};

	while (db_next(&rows, &e.id, &e.at, &e.by_person, &e.by, &e.name, &e.before, &e.after, &e.latest))
		*LIST_ADD(tx_arena(tx), &list) = e;
	return list;
}

struct setting_entries
setting_entry_rows(struct tx *tx, int64_t limit)
{
	return entries(tx, db_query(tx, ENTRY " ORDER BY l.id DESC LIMIT $2", tx_district(tx), limit));
}

struct setting_entry *
setting_entry_row(struct tx *tx, int64_t id)
{
	struct setting_entries list = entries(tx, db_query(tx, ENTRY " AND l.id = $2", tx_district(tx), id));

	return list.n == 0 ? NULL : &list.at[0];
}

struct setting_entry *
setting_entry_last(struct tx *tx, int64_t by)
{
	struct setting_entries list = entries(tx, db_query(tx, ENTRY " AND l.by_person = $2 ORDER BY l.id DESC LIMIT 1",
	    tx_district(tx), by));

	return list.n == 0 ? NULL : &list.at[0];
}

void
setting_log_insert(struct tx *tx, const struct setting_entry *e)
{
	db_exec(tx,
	    "INSERT INTO setting_log (district_id, id, at, by_person, name, before_value, after_value)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7)",
	    tx_district(tx), e->id, e->at, e->by_person, e->name, e->before, e->after);
}

/* How many people had a record of each kind opened by somebody else. */
struct look_counts
look_count_rows(struct tx *tx, int64_t from, int64_t to)
{
	struct look_counts list = {0};
	struct look_count c = {0};
	struct rows rows = db_query(tx,
	    "SELECT kind, COUNT(DISTINCT owner_id) FROM look WHERE district_id = $1 AND at >= $2 AND at < $3"
	    " GROUP BY kind ORDER BY kind", tx_district(tx), from, to);

	while (db_next(&rows, &c.kind, &c.people))
		*LIST_ADD(tx_arena(tx), &list) = c;
	return list;
}

struct looks
look_rows(struct tx *tx, int64_t owner, int64_t limit, int64_t offset)
{
	struct looks list = {0};
	struct look l = {0};
	struct rows rows = db_query(tx,
	    "SELECT l.at, b.shown, l.kind FROM look l"
	    "  LEFT JOIN person b ON b.district_id = l.district_id AND b.id = l.by_person"
	    " WHERE l.district_id = $1 AND l.owner_id = $2 ORDER BY l.id DESC LIMIT $3 OFFSET $4",
	    tx_district(tx), owner, limit, offset);

	while (db_next(&rows, &l.at, &l.by, &l.kind))
		*LIST_ADD(tx_arena(tx), &list) = l;
	return list;
}
