#include "db/merge.h"

/* Moving and going back are one statement, the two ends exchanged. */
void
merge_column(struct merge *m, const char *place, const struct db_site *note, const struct db_site *move,
    const struct db_site *of)
{
	struct rows rows;

	switch (m->step) {
	case MERGE_NAMES:
		m->name(place, m->arg);
		break;
	case MERGE_MOVES:
		m->rows += db_exec_(m->tx, note, DB_ARGS(tx_district(m->tx), m->id, m->from, m->to));
		db_exec_(m->tx, move, DB_ARGS(tx_district(m->tx), m->id, m->from, m->to));
		break;
	case MERGE_GOES_BACK:
		m->rows += db_exec_(m->tx, move, DB_ARGS(tx_district(m->tx), m->id, m->to, m->from));
		break;
	case MERGE_ROWS:
		rows = db_query_(m->tx, of, DB_ARGS(tx_district(m->tx), m->from));
		m->read(place, &rows, m->arg);
		db_done(&rows);
		break;
	}
}

void
merge_forget(struct tx *tx, int64_t merge)
{
	db_exec(tx, "DELETE FROM merge_row WHERE district_id = $1 AND merge_id = $2", tx_district(tx), merge);
}
