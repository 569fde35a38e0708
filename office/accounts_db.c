#include "office/office_rows.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/text.h"
#include "people/people.h"

#define ACCOUNT \
	"SELECT p.id, p.given, p.family, p.shown, p.sort_key, p.email, p.standing, p.guest," \
	"       (SELECT s.name FROM assignment a" \
	"          JOIN school s ON s.district_id = a.district_id AND s.id = a.school_id" \
	"         WHERE a.district_id = p.district_id AND a.person_id = p.id" \
	"         ORDER BY CASE WHEN a.ended_at = 0 THEN 0 ELSE 1 END, a.is_primary DESC, a.ended_at DESC, s.sort_key LIMIT 1)," \
	"       (SELECT COALESCE(SUM(DISTINCT r.role), 0) FROM person_role r" \
	"         WHERE r.district_id = p.district_id AND r.person_id = p.id)," \
	"       (SELECT COALESCE(SUM(r.role), 0) FROM person_role r" \
	"         WHERE r.district_id = p.district_id AND r.person_id = p.id AND r.source = 'appointed')" \
	"  FROM person p"

static bool
account_next(struct rows *rows, struct account *a)
{
	return db_next(rows, &a->id, &a->given, &a->family, &a->shown, &a->sort_key, &a->email, &a->standing, &a->guest,
	    &a->school, &a->roles, &a->appointed);
}

static struct accounts
accounts(struct tx *tx, struct rows rows)
{
	struct accounts list = {0};
	struct account a = {0};

	while (account_next(&rows, &a))
		*LIST_ADD(tx_arena(tx), &list) = a;
	return list;
}

struct account *
account_row(struct tx *tx, int64_t person)
{
	struct accounts list = accounts(tx, db_query(tx, ACCOUNT " WHERE p.district_id = $1 AND p.id = $2",
	    tx_district(tx), person));

	return list.n == 0 ? NULL : &list.at[0];
}

/* By the beginnings of parts of a name, or by an address. */
struct accounts
account_rows(struct tx *tx, const char *words, int64_t limit)
{
	struct arena *a = tx_arena(tx);
	struct lines w = name_likes(a, words);

	return accounts(tx, db_query(tx,
	    ACCOUNT " WHERE p.district_id = $1 AND p.standing <> 2"
	    "   AND (p.email = $5 OR (' ' || REPLACE(p.sort_key, '~', '') LIKE $2 ESCAPE '\\'"
	    "        AND ' ' || REPLACE(p.sort_key, '~', '') LIKE $3 ESCAPE '\\'"
	    "        AND ' ' || REPLACE(p.sort_key, '~', '') LIKE $4 ESCAPE '\\'))"
	    " ORDER BY p.sort_key, p.id LIMIT $6",
	    tx_district(tx), w.at[0], w.at[1], w.at[2], text_fold(a, words), limit));
}

struct accounts
holder_rows(struct tx *tx, enum role role)
{
	return accounts(tx, db_query(tx,
	    ACCOUNT " WHERE p.district_id = $1 AND p.standing = 0 AND p.id IN (SELECT o.person_id FROM person_role o"
	    "        WHERE o.district_id = $1 AND o.role = $2) ORDER BY p.sort_key, p.id",
	    tx_district(tx), (int)role));
}

void
deed_note(struct tx *tx, int64_t person, int64_t by, enum deed deed, const char *about)
{
	db_exec(tx,
	    "INSERT INTO account_log (district_id, id, at, person_id, by_person, deed, about) VALUES ($1, $2, $3, $4, $5, $6, $7)",
	    tx_district(tx), id_make(), clock_now(), person, by, (int)deed, about);
}

struct deed_rows
deed_rows(struct tx *tx, int64_t person, int64_t limit)
{
	struct deed_rows list = {0};
	struct deed_row d = {0};
	struct rows rows = db_query(tx,
	    "SELECT l.id, l.at, b.shown, l.about, l.deed FROM account_log l"
	    "  LEFT JOIN person b ON b.district_id = l.district_id AND b.id = l.by_person"
	    " WHERE l.district_id = $1 AND l.person_id = $2 ORDER BY l.id DESC LIMIT $3",
	    tx_district(tx), person, limit);

	while (db_next(&rows, &d.id, &d.at, &d.by, &d.about, &d.deed))
		*LIST_ADD(tx_arena(tx), &list) = d;
	return list;
}
