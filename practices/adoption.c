#include "practices/adoption.h"
#include "auth/wall.h"
#include "practices/practice_rows.h"

static struct practices
listed(struct tx *tx, struct rows rows)
{
	LIST(int64_t) ids = {0};
	int64_t id = 0;

	while (db_next(&rows, &id))
		*LIST_ADD(tx_arena(tx), &ids) = id;
	return practices_listed(tx, ids.at, ids.n);
}

struct practices
practices_by(struct tx *tx, int64_t author, int64_t limit)
{
	return listed(tx, db_query(tx,
	    "SELECT id FROM practice WHERE district_id = $1 AND author_id = $2 AND state = 1 AND removed_at = 0"
	    " AND starter IS NULL ORDER BY shared_at DESC, id DESC LIMIT $3", tx_district(tx), author, limit));
}

struct practices
practices_at(struct tx *tx, int64_t school, int64_t limit)
{
	return listed(tx, db_query(tx,
	    "SELECT id FROM practice WHERE district_id = $1 AND school_id = $2 AND state = 1 AND removed_at = 0"
	    " ORDER BY shared_at DESC, id DESC LIMIT $3", tx_district(tx), school, limit));
}

struct adoption
adoption_at(struct tx *tx, int64_t school)
{
	struct adoption a = {0};
	struct rows rows = db_query(tx,
	    "SELECT COUNT(DISTINCT CASE WHEN reported_at > 0 AND withdrawn_at = 0 THEN person_id END),"
	    "       COUNT(DISTINCT CASE WHEN reported_at > 0 AND withdrawn_at = 0 AND outcome <> $3 THEN person_id END),"
	    "       COUNT(DISTINCT CASE WHEN reported_at = 0 AND stopped_at = 0 THEN person_id END)"
	    "  FROM trial WHERE district_id = $1 AND school_id = $2", tx_district(tx), school, (int)OUTCOME_ABANDON);

	db_one(&rows, &a.reported, &a.kept, &a.trying);
	return (struct adoption){ wall_count(a.reported), wall_count(a.kept), wall_count(a.trying) };
}

/* In order of what is shown, so that the order tells no more than the figures. */
struct kept_practices
practices_kept_at(struct tx *tx, int64_t school, int64_t limit)
{
	struct kept_practices list = {0};
	LIST(int64_t) ids = {0};
	int64_t id = 0, people = 0;
	struct rows rows = db_query(tx,
	    "SELECT k.practice_id, k.people FROM"
	    " (SELECT t.practice_id, COUNT(DISTINCT t.person_id) AS people"
	    "    FROM trial t"
	    "    JOIN practice p ON p.district_id = t.district_id AND p.id = t.practice_id AND p.state = 1 AND p.removed_at = 0"
	    "   WHERE t.district_id = $1 AND t.school_id = $2 AND t.reported_at > 0 AND t.withdrawn_at = 0 AND t.outcome <> $3"
	    "   GROUP BY t.practice_id) k"
	    " WHERE k.people >= 5 ORDER BY k.people / 5 DESC, k.practice_id LIMIT $4",
	    tx_district(tx), school, (int)OUTCOME_ABANDON, limit);

	while (db_next(&rows, &id, &people)) {
		*LIST_ADD(tx_arena(tx), &ids) = id;
		LIST_ADD(tx_arena(tx), &list)->people = wall_count(people);
	}
	struct practices cards = practices_listed(tx, ids.at, ids.n);
	for (size_t i = 0; i < list.n && i < cards.n; i++)
		list.at[i].practice = cards.at[i];
	list.n = cards.n < list.n ? cards.n : list.n;
	return list;
}
