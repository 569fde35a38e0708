#include "office/accounts.h"
#include "office/office_rows.h"

#define GUEST \
	"SELECT p.id, COALESCE(a.school_id, 0), g.added_by, g.added_at, p.given, p.family, p.email, g.why, g.until," \
	"       CASE WHEN p.guest = 0 THEN 1 ELSE 0 END, p.standing, s.name, p.shown" \
	"  FROM guest g" \
	"  JOIN person p ON p.district_id = g.district_id AND p.id = g.person_id" \
	"  LEFT JOIN assignment a ON a.district_id = g.district_id AND a.person_id = g.person_id AND a.source = 'local' AND a.ended_at = 0" \
	"  LEFT JOIN school s ON s.district_id = a.district_id AND s.id = a.school_id" \
	" WHERE g.district_id = $1"

static struct guests
guests(struct tx *tx, struct rows rows)
{
	struct guests list = {0};
	struct guest g = {0};

	while (db_next(&rows, &g.person_id, &g.school_id, &g.added_by, &g.added_at, &g.given, &g.family, &g.email, &g.why,
	    &g.until, &g.substitute, &g.standing, &g.school, &g.shown))
		*LIST_ADD(tx_arena(tx), &list) = g;
	return list;
}

struct guest *
guest_row(struct tx *tx, int64_t person)
{
	struct guests list = guests(tx, db_query(tx, GUEST " AND g.person_id = $2", tx_district(tx), person));

	return list.n == 0 ? NULL : &list.at[0];
}

struct guests
guest_rows(struct tx *tx)
{
	return guests(tx, db_query(tx, GUEST " AND p.standing <> 2 ORDER BY p.standing, p.sort_key, p.id", tx_district(tx)));
}

struct accounts
guest_rows_over(struct tx *tx, const char *today)
{
	struct accounts list = {0};
	int64_t id;
	struct rows rows = db_query(tx,
	    "SELECT g.person_id FROM guest g"
	    "  JOIN person p ON p.district_id = g.district_id AND p.id = g.person_id AND p.standing = 0"
	    " WHERE g.district_id = $1 AND g.until < $2", tx_district(tx), today);

	while (db_next(&rows, &id))
		LIST_ADD(tx_arena(tx), &list)->id = id;
	for (size_t i = 0; i < list.n; i++)
		list.at[i] = *account_row(tx, list.at[i].id);
	return list;
}

void
guest_insert(struct tx *tx, const struct guest *g)
{
	db_exec(tx,
	    "INSERT INTO guest (district_id, person_id, why, until, added_by, added_at) VALUES ($1, $2, $3, $4, $5, $6)",
	    tx_district(tx), g->person_id, g->why, g->until, g->added_by, g->added_at);
}

void
guest_update(struct tx *tx, const struct guest *g)
{
	db_exec(tx, "UPDATE guest SET why = $3, until = $4 WHERE district_id = $1 AND person_id = $2",
	    tx_district(tx), g->person_id, g->why, g->until);
}

void
guest_until_put(struct tx *tx, int64_t person, const char *until)
{
	db_exec(tx, "UPDATE guest SET until = $3 WHERE district_id = $1 AND person_id = $2", tx_district(tx), person, until);
}

#define ASK \
	"SELECT q.id, q.person_id, q.into_id, q.drop_id, q.by_person, q.at, q.due_at, q.ended_at, q.deed, q.email," \
	"       b.shown, k.shown, d.shown" \
	"  FROM account_ask q" \
	"  JOIN person b ON b.district_id = q.district_id AND b.id = q.by_person" \
	"  LEFT JOIN person k ON k.district_id = q.district_id AND k.id = q.into_id" \
	"  LEFT JOIN person d ON d.district_id = q.district_id AND d.id = q.drop_id" \
	" WHERE q.district_id = $1"

static struct account_asks
askeds(struct tx *tx, struct rows rows)
{
	struct account_asks list = {0};
	struct account_ask q = {0};

	while (db_next(&rows, &q.id, &q.person_id, &q.keep_id, &q.drop_id, &q.by_person, &q.at, &q.due_at, &q.ended_at,
	    &q.deed, &q.email, &q.by, &q.keep, &q.drop))
		*LIST_ADD(tx_arena(tx), &list) = q;
	return list;
}

struct account_ask *
asked_row(struct tx *tx, int64_t id)
{
	struct account_asks list = askeds(tx, db_query(tx, ASK " AND q.id = $2", tx_district(tx), id));

	return list.n == 0 ? NULL : &list.at[0];
}

struct account_asks
asked_rows_open(struct tx *tx, int64_t person)
{
	return askeds(tx, db_query(tx, ASK " AND q.person_id = $2 AND q.ended_at = 0 ORDER BY q.id", tx_district(tx), person));
}

struct account_asks
asked_rows_due(struct tx *tx, int64_t now)
{
	return askeds(tx, db_query(tx, ASK " AND q.ended_at = 0 AND q.due_at <= $2 ORDER BY q.id", tx_district(tx), now));
}

void
asked_insert(struct tx *tx, const struct account_ask *q)
{
	db_exec(tx,
	    "INSERT INTO account_ask (district_id, id, person_id, deed, email, into_id, drop_id, by_person, at, due_at, ended_at, answer)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 0)",
	    tx_district(tx), q->id, q->person_id, q->deed, q->email, q->keep_id, q->drop_id, q->by_person, q->at, q->due_at);
}

void
asked_end(struct tx *tx, int64_t id, int64_t at, int answer)
{
	db_exec(tx, "UPDATE account_ask SET ended_at = $3, answer = $4 WHERE district_id = $1 AND id = $2",
	    tx_district(tx), id, at, answer);
}

void
asked_supersede(struct tx *tx, int64_t person, enum deed deed, int64_t at)
{
	db_exec(tx,
	    "UPDATE account_ask SET ended_at = $4, answer = $5 WHERE district_id = $1 AND person_id = $2 AND deed = $3 AND ended_at = 0",
	    tx_district(tx), person, (int)deed, at, (int)ASK_TAKEN_BACK);
}

bool
account_was_used(struct tx *tx, int64_t person)
{
	return db_number(tx,
	    "SELECT COUNT(*) FROM person p WHERE p.district_id = $1 AND p.id = $2 AND (p.used_at <> 0"
	    "    OR EXISTS (SELECT 1 FROM login l WHERE l.district_id = p.district_id AND l.person_id = p.id))",
	    tx_district(tx), person) > 0;
}
