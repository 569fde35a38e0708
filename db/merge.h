/* Merging: two rows turn out to be one thing, so what points at the one points
 * at the other from now on.
 *
 * Each folder with such columns names them in one function, a line a column:
 *
 *     void
 *     practices_merge(struct merge *m)
 *     {
 *             MERGE(m, "practice", "author_id", "CAST(id AS TEXT)");
 *             MERGE(m, "trial", "person_id", "CAST(id AS TEXT)");
 *     }
 *
 * The third is the rest of the row's key, as text: what tells it from other
 * rows with the same value in that column.  A row whose key the other has
 * already stays where it is, so nothing is lost.  Each row that moves is noted,
 * and exactly those go back when the merge is undone.  The same list finds all
 * rows of somebody, for taking them away. */
#ifndef DB_MERGE_H
#define DB_MERGE_H
#include "db/db.h"

enum merge_step { MERGE_NAMES, MERGE_MOVES, MERGE_GOES_BACK, MERGE_ROWS };

struct merge {
	struct tx *tx;
	enum merge_step step;
	int64_t id, to, from;
	int64_t rows;                                      /* moved, so far */
	void (*name)(const char *place, void *arg);        /* MERGE_NAMES: called with "practice.author_id" */
	void (*read)(const char *place, struct rows *, void *arg);      /* MERGE_ROWS: called with the rows of `from` */
	void *arg;
};

#define MERGE(m, TABLE, COLUMN, KEY) merge_column((m), TABLE "." COLUMN, \
	DB_SITE("INSERT INTO merge_row (district_id, merge_id, place, row_key)" \
	    " SELECT district_id, $2, '" TABLE "." COLUMN "', " KEY " FROM " TABLE \
	    " WHERE district_id = $1 AND " COLUMN " = $3 AND " KEY " NOT IN" \
	    " (SELECT " KEY " FROM " TABLE " WHERE district_id = $1 AND " COLUMN " = $4)", 1, 2, 3, 4), \
	DB_SITE("UPDATE " TABLE " SET " COLUMN " = $4 WHERE district_id = $1 AND " COLUMN " = $3 AND " KEY " IN" \
	    " (SELECT row_key FROM merge_row WHERE district_id = $1 AND merge_id = $2 AND place = '" TABLE "." COLUMN "')", 1, 2, 3, 4), \
	DB_SITE("SELECT * FROM " TABLE " WHERE district_id = $1 AND " COLUMN " = $2", 1, 2))

void merge_column(struct merge *, const char *place, const struct db_site *note, const struct db_site *move,
    const struct db_site *rows);
void merge_forget(struct tx *, int64_t merge);             /* it can no longer be undone */
#endif
