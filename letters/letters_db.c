#include "letters/letters_pages.h"
#include "db/merge.h"

struct told_rows
told_to(struct tx *tx, int64_t person)
{
	struct told_rows list = {0};
	int64_t practice;
	struct rows rows = db_query(tx, "SELECT practice_id FROM letter_told WHERE district_id = $1 AND person_id = $2",
	    tx_district(tx), person);

	while (db_next(&rows, &practice))
		*LIST_ADD(tx_arena(tx), &list) = practice;
	return list;
}

void
told_put(struct tx *tx, int64_t person, int64_t practice, int64_t now)
{
	db_exec(tx,
	    "INSERT INTO letter_told (district_id, person_id, practice_id, told_at) VALUES ($1, $2, $3, $4)"
	    " ON CONFLICT DO NOTHING", tx_district(tx), person, practice, now);
}

int
rhythm_row(struct tx *tx, int64_t person)
{
	return (int)db_number(tx, "SELECT daily FROM letter_rhythm WHERE district_id = $1 AND person_id = $2",
	    tx_district(tx), person);
}

void
rhythm_row_put(struct tx *tx, int64_t person, bool daily)
{
	db_exec(tx,
	    "INSERT INTO letter_rhythm (district_id, person_id, daily) VALUES ($1, $2, $3)"
	    " ON CONFLICT (district_id, person_id) DO UPDATE SET daily = $3", tx_district(tx), person, (int)daily);
}

void
letters_merge(struct merge *m)
{
	MERGE(m, "letter_rhythm", "person_id", "'rhythm'");
	MERGE(m, "letter_told", "person_id", "CAST(practice_id AS TEXT)");
}
