#include "roster/import_rows.h"
#include "base/id.h"
#include "base/text.h"
#include "roster/doubts.h"
#include <string.h>

void
import_insert(struct tx *tx, const struct import *i)
{
	db_exec(tx,
	    "INSERT INTO roster_import (district_id, id, source, name, version, mode, state, made_at, by_person, ended_at,"
	    " staff, unchanged, spared, total, done) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10, $11, $12, $13, 0)",
	    tx_district(tx), i->id, i->source, i->name, i->version, (int)i->mode, i->state, i->made_at, i->by, i->staff,
	    i->unchanged, i->spared, i->total);
}

void
import_put(struct tx *tx, int64_t id, enum import_state state, int64_t ended_at)
{
	db_exec(tx, "UPDATE roster_import SET state = $3, ended_at = $4 WHERE district_id = $1 AND id = $2",
	    tx_district(tx), id, (int)state, ended_at);
}

bool
import_turn(struct tx *tx, int64_t id, enum import_state from, enum import_state to, int64_t ended_at)
{
	return db_exec(tx, "UPDATE roster_import SET state = $4, ended_at = $5 WHERE district_id = $1 AND id = $2 AND state = $3",
	    tx_district(tx), id, (int)from, (int)to, ended_at) == 1;
}

void
import_total_put(struct tx *tx, int64_t id, int64_t total)
{
	db_exec(tx, "UPDATE roster_import SET total = $3 WHERE district_id = $1 AND id = $2", tx_district(tx), id, total);
}

void
import_done_add(struct tx *tx, int64_t id, int64_t more)
{
	db_exec(tx, "UPDATE roster_import SET done = done + $3 WHERE district_id = $1 AND id = $2", tx_district(tx), id, more);
}

int64_t
import_replace(struct tx *tx, const char *source, int64_t by_newer, int64_t at)
{
	return db_exec(tx,
	    "UPDATE roster_import SET state = $4, ended_at = $5"
	    " WHERE district_id = $1 AND source = $2 AND id <> $3 AND state <= $6",
	    tx_district(tx), source, by_newer, (int)IMPORT_REPLACED, at, (int)IMPORT_APPLYING);
}

int64_t
import_last(struct tx *tx, const char *source)
{
	return db_number(tx,
	    "SELECT id FROM roster_import WHERE district_id = $1 AND source = $2 AND state IN ($3, $4, $5, $6)"
	    " ORDER BY id DESC LIMIT 1", tx_district(tx), source, (int)IMPORT_APPLYING, (int)IMPORT_DONE,
	    (int)IMPORT_UNDOING, (int)IMPORT_UNDONE);
}

#define IMPORT \
	"SELECT i.id, i.source, i.name, i.version, i.mode, i.state, i.made_at, i.by_person, i.ended_at, p.shown," \
	"       i.staff, i.unchanged, i.spared, i.total, i.done" \
	"  FROM roster_import i" \
	"  LEFT JOIN person p ON p.district_id = i.district_id AND p.id = i.by_person"

static struct imports
imports(struct tx *tx, struct rows rows)
{
	struct imports list = {0};
	struct import i = {0};
	int mode = 0;

	while (db_next(&rows, &i.id, &i.source, &i.name, &i.version, &mode, &i.state, &i.made_at, &i.by, &i.ended_at,
	    &i.by_name, &i.staff, &i.unchanged, &i.spared, &i.total, &i.done)) {
		i.mode = (enum roster_mode)mode;
		*LIST_ADD(tx_arena(tx), &list) = i;
	}
	return list;
}

struct import *
import_find(struct tx *tx, int64_t id)
{
	struct imports one = imports(tx, db_query(tx, IMPORT " WHERE i.district_id = $1 AND i.id = $2", tx_district(tx), id));

	return one.n == 1 ? one.at : NULL;
}

struct imports
import_list(struct tx *tx, int64_t limit, int64_t offset)
{
	return imports(tx, db_query(tx, IMPORT " WHERE i.district_id = $1 AND i.state <> 0 ORDER BY i.id DESC LIMIT $2 OFFSET $3",
	    tx_district(tx), limit, offset));
}

static const char *
lines_text(struct arena *a, const struct roster_left *left)
{
	struct buf out = { .arena = a };

	for (int64_t i = 0; i < left->rows && i < LEFT_LINES; i++)
		buf_printf(&out, "%s%lld", i > 0 ? " " : "", (long long)left->lines[i]);
	return buf_str(&out);
}

void
import_files_put(struct tx *tx, int64_t import, const struct roster *r)
{
	for (size_t i = 0; i < r->files.n; i++) {
		const struct roster_file *f = &r->files.at[i];
		db_exec(tx,
		    "INSERT INTO roster_file (district_id, import_id, number, name, mode, was_read, partial, row_count, kept,"
		    " others, left_out) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
		    tx_district(tx), import, i, f->name, (int)f->mode, f->read, f->partial, f->rows, f->kept, f->others, f->left);
	}
	for (size_t i = 0; i < r->left.n; i++) {
		const struct roster_left *l = &r->left.at[i];
		db_exec(tx,
		    "INSERT INTO roster_finding (district_id, import_id, number, file, column_name, why, what, row_count, lines)"
		    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
		    tx_district(tx), import, i, l->file, l->column, (int)l->why, l->what, l->rows, lines_text(tx_arena(tx), l));
	}
}

struct roster_files
import_files(struct tx *tx, int64_t import)
{
	struct roster_files list = {0};
	struct roster_file f = {0};
	int mode = 0;
	struct rows rows = db_query(tx,
	    "SELECT name, mode, was_read, partial, row_count, kept, others, left_out FROM roster_file"
	    " WHERE district_id = $1 AND import_id = $2 ORDER BY number", tx_district(tx), import);

	while (db_next(&rows, &f.name, &mode, &f.read, &f.partial, &f.rows, &f.kept, &f.others, &f.left)) {
		f.mode = (enum roster_mode)mode;
		*LIST_ADD(tx_arena(tx), &list) = f;
	}
	return list;
}

struct roster_lefts
import_lefts(struct tx *tx, int64_t import)
{
	struct roster_lefts list = {0};
	struct roster_left l = {0};
	const char *lines = "";
	int why = 0;
	struct rows rows = db_query(tx,
	    "SELECT file, column_name, why, what, row_count, lines FROM roster_finding"
	    " WHERE district_id = $1 AND import_id = $2 ORDER BY number", tx_district(tx), import);

	while (db_next(&rows, &l.file, &l.column, &why, &l.what, &l.rows, &lines)) {
		struct lines each = text_split(tx_arena(tx), lines, ' ');
		if (!why_known(why))
			continue;
		l.why = (enum roster_why)why;
		for (size_t i = 0; i < LEFT_LINES; i++)
			l.lines[i] = 0;
		for (size_t i = 0; i < each.n && i < LEFT_LINES; i++)
			text_i64(each.at[i], &l.lines[i]);
		*LIST_ADD(tx_arena(tx), &list) = l;
	}
	return list;
}

void
piece_put(struct tx *tx, int64_t import, int number, struct db_bytes bytes)
{
	db_exec(tx, "INSERT INTO roster_piece (district_id, import_id, number, bytes) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
	    tx_district(tx), import, number, bytes);
}

struct db_bytes
piece_find(struct tx *tx, int64_t import, int number)
{
	struct db_bytes bytes = {0};
	struct rows rows = db_query(tx, "SELECT bytes FROM roster_piece WHERE district_id = $1 AND import_id = $2 AND number = $3",
	    tx_district(tx), import, number);

	db_one(&rows, &bytes);
	return bytes;
}

void
pieces_drop(struct tx *tx, int64_t import)
{
	db_exec(tx, "DELETE FROM roster_piece WHERE district_id = $1 AND import_id = $2", tx_district(tx), import);
}

void
change_put(struct tx *tx, int64_t import, const struct change_row *c)
{
	db_exec(tx,
	    "INSERT INTO roster_change (district_id, import_id, about, source_id, kind, number, subject_id, name, detail,"
	    " before, done_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
	    tx_district(tx), import, c->about, c->source_id, (int)c->kind, c->number, c->subject, c->name, c->detail,
	    c->before, c->done_at);
}

struct change_rows
changes_done(struct tx *tx, int64_t import, int64_t most)
{
	struct change_rows list = {0};
	struct change_row c = {0};
	int kind = 0;
	struct rows rows = db_query(tx,
	    "SELECT about, source_id, kind, number, subject_id, name, before, done_at FROM roster_change"
	    " WHERE district_id = $1 AND import_id = $2 AND done_at > 0 ORDER BY number DESC LIMIT $3",
	    tx_district(tx), import, most);

	while (db_next(&rows, &c.about, &c.source_id, &kind, &c.number, &c.subject, &c.name, &c.before, &c.done_at)) {
		c.kind = (enum change_kind)kind;
		*LIST_ADD(tx_arena(tx), &list) = c;
	}
	return list;
}

void
change_undone(struct tx *tx, int64_t import, const struct change_row *c, int64_t at)
{
	db_exec(tx, "UPDATE roster_change SET done_at = $4 WHERE district_id = $1 AND import_id = $2 AND number = $3",
	    tx_district(tx), import, c->number, -at);
}

int64_t
change_next(struct tx *tx, int64_t import)
{
	return db_number(tx, "SELECT COALESCE(MAX(number) + 1, 0) FROM roster_change WHERE district_id = $1 AND import_id = $2",
	    tx_district(tx), import);
}

int64_t
import_over_before(struct tx *tx, int64_t before)
{
	return db_number(tx,
	    "SELECT i.id FROM roster_import i WHERE i.district_id = $1 AND (i.id < $2 OR i.state IN ($3, $4))"
	    " AND EXISTS (SELECT 1 FROM roster_change c WHERE c.district_id = i.district_id AND c.import_id = i.id)"
	    " ORDER BY i.id LIMIT 1", tx_district(tx), id_first_at(before), (int)IMPORT_DISCARDED, (int)IMPORT_REPLACED);
}

int64_t
changes_drop(struct tx *tx, int64_t import, bool planned, int64_t most)
{
	return db_exec(tx,
	    "DELETE FROM roster_change WHERE district_id = $1 AND import_id = $2 AND (done_at = 0 OR CAST($3 AS INTEGER) = 0)"
	    " AND number IN (SELECT number FROM roster_change WHERE district_id = $1 AND import_id = $2"
	    " AND (done_at = 0 OR CAST($3 AS INTEGER) = 0) LIMIT $4)",
	    tx_district(tx), import, planned, most);
}

struct dones
import_changes(struct tx *tx, int64_t import, enum change_kind kind, int64_t limit, int64_t offset)
{
	struct dones list = {0};
	struct done d = { .kind = kind };
	const char *about = "";
	struct rows rows = db_query(tx,
	    "SELECT about, source_id, subject_id, name, detail, done_at FROM roster_change"
	    " WHERE district_id = $1 AND import_id = $2 AND kind = $3"
	    " ORDER BY CASE WHEN done_at = 0 THEN '' ELSE name END, number LIMIT $4 OFFSET $5",
	    tx_district(tx), import, (int)kind, limit, offset);

	while (db_next(&rows, &about, &d.id, &d.subject, &d.name, &d.detail, &d.done_at)) {
		d.of_school = text_eq(about, "school");
		*LIST_ADD(tx_arena(tx), &list) = d;
	}
	return list;
}

void
import_counts(struct tx *tx, int64_t import, int64_t ret_counts[CHANGE_KINDS])
{
	int kind = 0;
	int64_t n = 0;
	struct rows rows = db_query(tx, "SELECT kind, COUNT(*) FROM roster_change WHERE district_id = $1 AND import_id = $2 GROUP BY kind",
	    tx_district(tx), import);

	memset(ret_counts, 0, CHANGE_KINDS * sizeof(*ret_counts));
	while (db_next(&rows, &kind, &n))
		if (kind >= 0 && kind < CHANGE_KINDS)
			ret_counts[kind] = n;
}

void
deed_put(struct tx *tx, int64_t import, int64_t by, const char *deed, const char *about, int64_t at)
{
	db_exec(tx,
	    "INSERT INTO roster_log (district_id, id, import_id, at, by_person, deed, about) VALUES ($1, $2, $3, $4, $5, $6, $7)",
	    tx_district(tx), id_make(), import, at, by, deed, about);
}

struct deeds
import_deeds(struct tx *tx, int64_t import)
{
	struct deeds list = {0};
	struct deed d = {0};
	struct rows rows = db_query(tx,
	    "SELECT l.at, l.by_person, l.deed, p.shown, l.about FROM roster_log l"
	    "  LEFT JOIN person p ON p.district_id = l.district_id AND p.id = l.by_person"
	    " WHERE l.district_id = $1 AND l.import_id = $2 ORDER BY l.id", tx_district(tx), import);

	while (db_next(&rows, &d.at, &d.by, &d.deed, &d.by_name, &d.about))
		*LIST_ADD(tx_arena(tx), &list) = d;
	return list;
}

struct doubts
doubt_rows(struct tx *tx, int64_t limit, int64_t offset)
{
	struct doubts list = {0};
	struct doubt q = {0};
	const char *statement = "";
	int standing = 0;
	struct rows rows = db_query(tx,
	    "SELECT q.source, q.source_id, q.statement, p.id, p.shown, p.email, p.standing,"
	    "       (SELECT s.name FROM assignment a"
	    "          JOIN school s ON s.district_id = a.district_id AND s.id = a.school_id"
	    "         WHERE a.district_id = p.district_id AND a.person_id = p.id"
	    "         ORDER BY CASE WHEN a.ended_at = 0 THEN 0 ELSE 1 END, a.is_primary DESC, s.sort_key, s.id LIMIT 1)"
	    "  FROM roster_person q"
	    "  JOIN person p ON p.district_id = q.district_id AND p.id = q.asks_id"
	    " WHERE q.district_id = $1 AND q.asks_id <> 0 ORDER BY p.sort_key, q.source, q.source_id LIMIT $2 OFFSET $3",
	    tx_district(tx), limit, offset);

	while (db_next(&rows, &q.source, &q.id, &statement, &q.person, &q.shown, &q.email, &standing, &q.school)) {
		q.now = person_read(tx_arena(tx), q.id, statement);
		q.active = standing == PERSON_ACTIVE;
		q.by_email = q.email != NULL && text_eq(q.email, q.now->email);
		*LIST_ADD(tx_arena(tx), &list) = q;
	}
	return list;
}

int64_t
doubt_count(struct tx *tx)
{
	return db_number(tx, "SELECT COUNT(*) FROM roster_person q"
	    "  JOIN person p ON p.district_id = q.district_id AND p.id = q.asks_id"
	    " WHERE q.district_id = $1 AND q.asks_id <> 0", tx_district(tx));
}
