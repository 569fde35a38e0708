#include "tests/wall_world.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/random.h"
#include "base/text.h"
#include "db/engine.h"
#include "db/setting.h"
#include "practices/practice_rows.h"
#include "practices/rules.h"
#include "tests/test.h"
#include <ctype.h>
#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBERS = 40000, DAY = 86400, MARK_LETTERS = 6 };
const char wall_csrf[] = "wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww";

enum column_type { COLUMN_NUMBER, COLUMN_TEXT, COLUMN_BYTES };
struct wall_column { const char *table, *name; enum column_type type; bool null; };
struct wall_columns { struct wall_column *at; size_t n, cap; };

struct planting {
	struct wall_world *w;
	struct tx *tx;
	struct wall_columns columns;
	int d;                              /* the district */
	size_t next;                        /* its next mark; the first district makes them */
	const struct wall_row *row;
	int me;                             /* of an `each`; else -1 */
	int64_t id;
};

#define WRONG(p, ...) fail_msg("tests/wall.txt:%d: %s", (p)->row->line, arena_printf((p)->w->a, __VA_ARGS__))

static enum column_type
type_named(const char *name)
{
	return strcasecmp(name, "text") == 0 ? COLUMN_TEXT :
	    strcasecmp(name, "blob") == 0 || strcasecmp(name, "bytea") == 0 ? COLUMN_BYTES : COLUMN_NUMBER;
}

static void
add_column(struct planting *p, const char *table, const char *name, const char *type, const char *null)
{
	struct arena *a = p->w->a;

	*LIST_ADD(a, &p->columns) = (struct wall_column){ arena_text(a, table), arena_text(a, name), type_named(type),
	    *null == 'Y' };
}

static void
columns_read(struct planting *p)
{
	static const char file[] = "SELECT t.name, c.name, c.type, CASE c.[notnull] WHEN 0 THEN 'Y' ELSE 'N' END"
	    "  FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'"
	    " ORDER BY t.name, c.cid";
	static const char server[] = "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns"
	    " WHERE table_schema = 'public' ORDER BY table_name, ordinal_position";
	struct db *db = p->tx->db;
	sqlite3_stmt *s = NULL;

	if (!db_is_postgres(db)) {
		assert_int_equal(sqlite3_prepare_v2(db->engine->handle(db->conn), file, -1, &s, NULL), SQLITE_OK);
		while (sqlite3_step(s) == SQLITE_ROW)
			add_column(p, (const char *)sqlite3_column_text(s, 0), (const char *)sqlite3_column_text(s, 1),
			    (const char *)sqlite3_column_text(s, 2), (const char *)sqlite3_column_text(s, 3));
		sqlite3_finalize(s);
		return;
	}
	PGresult *res = PQexec(db->engine->handle(db->conn), server);
	for (int i = 0; i < PQntuples(res); i++)
		add_column(p, PQgetvalue(res, i, 0), PQgetvalue(res, i, 1), PQgetvalue(res, i, 2), PQgetvalue(res, i, 3));
	PQclear(res);
}

struct wall_object *
wall_object(const struct wall_world *w, const char *name)
{
	for (size_t i = 0; i < w->objects.n; i++)
		if (text_eq(w->objects.at[i].name, name))
			return &w->objects.at[i];
	return NULL;
}

static struct wall_object *
object_put(struct planting *p, const char *name, int kind, int owner, int64_t id)
{
	struct wall_object *o = wall_object(p->w, name);

	if (o == NULL)
		*(o = LIST_ADD(p->w->a, &p->w->objects)) = (struct wall_object){ .name = name, .kind = kind, .owner = owner };
	else if (o->id[p->d] != 0)
		WRONG(p, "%s is planted twice", name);
	o->id[p->d] = id;
	return o;
}

static int64_t
id_named(struct planting *p, const char *name)
{
	struct wall_object *o = wall_object(p->w, name);

	if (text_eq(name, "me") && p->me >= 0)
		return p->w->person[p->d][p->me];
	if (o == NULL || o->id[p->d] == 0)
		WRONG(p, "@%s is not planted above", name);
	return o->id[p->d];
}

/* Six letters that no two marks have nearly alike, so that a search that forgives misspellings tells them apart. */
static void
mark_letters(size_t mark, char ret[MARK_LETTERS])
{
	size_t value = (mark + 1) * 104729017 % (26 * 26 * 26 * 26 * 26 * 26);

	for (int i = 0; i < MARK_LETTERS; i++, value /= 26)
		ret[i] = (char)('a' + value % 26);
}

const char *
wall_mark_text(struct arena *a, int district, size_t mark)
{
	char letters[MARK_LETTERS];

	mark_letters(mark, letters);
	return arena_printf(a, "zq%c%.6s", 'a' + district, letters);
}

/* Both districts are planted by the same lines, so a mark has the same number in both. */
static size_t
mark_put(struct planting *p, const struct wall_cell *cell, const char *column)
{
	struct wall_world *w = p->w;
	int kind = cell != NULL && cell->kind >= 0 ? cell->kind : p->row->kind;
	size_t mark = p->next++;

	if (kind < 0)
		WRONG(p, "%s has a mark and is of no kind", column);
	assert_true(mark < MARKS_MOST);
	if (p->d == 0)
		*LIST_ADD(w->a, &w->marks) = (struct wall_mark){ kind, p->me >= 0 ? p->me : p->row->owner,
		    cell != NULL && cell->whole, p->row->table, column, p->row->name };
	return mark;
}

static const char *
number_of(struct planting *p, const struct wall_cell *cell, const char *column)
{
	struct arena *a = p->w->a;
	const char *value = cell->value;
	int64_t number = 0;

	if (text_eq(value, "#"))
		return arena_printf(a, "%zu", NUMBERS + (size_t)p->d * MARKS_MOST + mark_put(p, cell, column));
	if (text_eq(value, "@standing"))
		return p->w->t->who.at[p->me].gone ? "1" : "0";
	if (text_eq(value, "@language"))
		return p->me % 2 == 0 ? "0" : "1";
	if (text_eq(value, "@guest"))
		return p->w->t->who.at[p->me].guest ? "1" : "0";
	if (*value == '@')
		return arena_printf(a, "%lld", (long long)id_named(p, value + 1));
	if (text_starts(value, "now"))
		return arena_printf(a, "%lld", (long long)(clock_now() + atoll(value + 3) * DAY));
	if (!text_i64(value, &number))
		WRONG(p, "%s=%s is not a number, now-3, @name, # or null", column, value);
	return value;
}

static const char *
quoted(struct arena *a, const char *s)
{
	struct buf out = { .arena = a };

	buf_char(&out, '\'');
	for (; *s != '\0'; s++) {
		if (*s == '\'')
			buf_char(&out, '\'');
		buf_char(&out, *s);
	}
	buf_char(&out, '\'');
	return buf_str(&out);
}

static const char *
text_of(struct planting *p, const struct wall_cell *cell, const char *column)
{
	struct arena *a = p->w->a;
	const char *value = cell != NULL ? cell->value : p->row->kind >= 0 ? "*" : "";
	struct buf out = { .arena = a };

	if (text_eq(value, "@token"))
		return hash_token(a, wall_cookie(a, p->w->t, p->me, p->d));
	if (text_starts(value, "day"))
		return date_iso(a, zone_civil(NULL, clock_now() + atoll(value + 3) * DAY));
	if (text_eq(value, "@csrf"))
		return wall_csrf;
	if (text_starts(value, "hash:"))
		return hash_token(a, value + 5);
	if (*value == '@')
		return id_text(a, id_named(p, value + 1));
	for (; *value != '\0'; value++)
		if (*value == '*')
			buf_text(&out, wall_mark_text(a, p->d, mark_put(p, cell, column)));
		else
			buf_char(&out, *value);
	return buf_str(&out);
}

static const char *
literal(struct planting *p, const struct wall_column *c, const struct wall_cell *cell)
{
	struct arena *a = p->w->a;

	if (cell != NULL && text_eq(cell->value, "null"))
		return "NULL";
	if (text_eq(c->name, "district_id"))
		return arena_printf(a, "%lld", (long long)p->w->district[p->d]);
	if (text_eq(c->name, "id") && c->type == COLUMN_NUMBER) {
		p->id = cell != NULL ? id_named(p, cell->value + 1) : id_make();
		return arena_printf(a, "%lld", (long long)p->id);
	}
	if (c->type == COLUMN_NUMBER)
		return cell != NULL ? number_of(p, cell, c->name) : c->null ? "NULL" : "0";
	if (cell == NULL && c->null && p->row->kind < 0)
		return "NULL";
	const char *text = quoted(a, text_of(p, cell, c->name));
	if (c->type == COLUMN_TEXT)
		return text;
	return arena_printf(a, "CAST(%s AS %s)", text, db_is_postgres(p->tx->db) ? "BYTEA" : "BLOB");
}

static void
run(struct planting *p, const char *sql)
{
	struct db *db = p->tx->db;

	if (db->engine->script(db->conn, sql) != FAULT_NONE)
		WRONG(p, "%s\n%s", sql, db->engine->message(db->conn));
}

static void
check_cells(struct planting *p)
{
	for (size_t i = 0; i < p->row->cells.n; i++) {
		bool known = false;
		for (size_t c = 0; c < p->columns.n; c++)
			known |= text_eq(p->columns.at[c].table, p->row->table) && text_eq(p->columns.at[c].name, p->row->cells.at[i].column);
		if (!known)
			WRONG(p, "%s has no column %s", p->row->table, p->row->cells.at[i].column);
	}
}

static void
plant_row(struct planting *p)
{
	struct buf names = { .arena = p->w->a }, values = { .arena = p->w->a };

	check_cells(p);
	p->id = 0;
	for (size_t c = 0; c < p->columns.n; c++) {
		const struct wall_column *column = &p->columns.at[c];
		const struct wall_cell *cell = NULL;
		if (!text_eq(column->table, p->row->table))
			continue;
		for (size_t i = 0; i < p->row->cells.n; i++)
			if (text_eq(p->row->cells.at[i].column, column->name))
				cell = &p->row->cells.at[i];
		buf_printf(&names, "%s\"%s\"", names.len > 0 ? ", " : "", column->name);
		buf_printf(&values, "%s%s", values.len > 0 ? ", " : "", literal(p, column, cell));
	}
	if (names.len == 0)
		WRONG(p, "there is no table %s", p->row->table);
	run(p, arena_printf(p->w->a, "INSERT INTO \"%s\" (%s) VALUES (%s)", p->row->table, buf_str(&names), buf_str(&values)));
	if (p->row->name != NULL)
		object_put(p, p->me < 0 ? p->row->name : arena_printf(p->w->a, "%s:%s", p->w->t->who.at[p->me].name, p->row->name),
		    p->row->kind, p->me >= 0 ? p->me : p->row->owner, p->id);
}

static void
plant_roles(struct planting *p)
{
	struct wall_world *w = p->w;

	for (size_t i = 0; i < w->t->who.n; i++) {
		const struct wall_who *who = &w->t->who.at[i];
		for (int role = 0; role < ROLES; role++)
			if (who->roles >> role & 1)
				db_exec(p->tx, "INSERT INTO person_role (district_id, person_id, role, source) VALUES ($1, $2, $3, 'appointed')",
				    tx_district(p->tx), w->person[p->d][i], 1 << role);
		if (who->school != NULL)
			db_exec(p->tx, "INSERT INTO assignment (district_id, person_id, school_id, role, source, is_primary, began_at, ended_at)"
			    " VALUES ($1, $2, $3, 'teacher', 'local', 1, 1, 0)", tx_district(p->tx), w->person[p->d][i],
			    wall_object(w, who->school)->id[p->d]);
	}
}

/* What the rules keep beside the rows: the search index, the counts of reports. */
static void
settle(struct planting *p)
{
	struct rows rows = db_query(p->tx, "SELECT id FROM practice WHERE district_id = $1", tx_district(p->tx));
	LIST(int64_t) ids = {0};
	int64_t id = 0;

	while (db_next(&rows, &id))
		*LIST_ADD(p->w->a, &ids) = id;
	for (size_t i = 0; i < ids.n; i++) {
		practice_index(p->tx, practice_row(p->tx, ids.at[i]));
		practice_recount(p->tx, ids.at[i]);
	}
}

/* A table without a row is one that no answer can be checked against. */
static void
check_tables(struct planting *p)
{
	const struct wall_table *t = p->w->t;
	int missing = 0;

	for (size_t c = 0; c < p->columns.n; c++) {
		const char *table = p->columns.at[c].table;
		bool found = c > 0 && text_eq(table, p->columns.at[c - 1].table);
		for (size_t i = 0; i < t->rows.n && !found; i++)
			found = text_eq(t->rows.at[i].table, table);
		for (size_t i = 0; i < t->bare.n && !found; i++)
			found = text_eq(t->bare.at[i].table, table);
		if (!found) {
			print_message("# tests/wall.txt plants nothing in %s: add a line `row %s …`, see HACKING.md\n", table, table);
			missing++;
		}
	}
	if (missing > 0)
		fail_msg("%d tables without a row", missing);
}

static void
plant(struct tx *tx, void *arg)
{
	struct planting *p = arg;
	const struct wall_table *t = p->w->t;

	p->tx = tx;
	p->next = 0;
	if (p->columns.n == 0) {
		columns_read(p);
		check_tables(p);
	}
	for (size_t i = 0; i < t->who.n; i++) {
		p->row = &t->rows.at[0];
		p->w->person[p->d][i] = id_make();
		object_put(p, t->who.at[i].name, WALL_PROFILE, (int)i, p->w->person[p->d][i]);
	}
	for (size_t i = 0; i < t->rows.n; i++) {
		p->row = &t->rows.at[i];
		for (p->me = p->row->each ? 0 : -1; p->me < (p->row->each ? (int)t->who.n : 0); p->me++)
			plant_row(p);
	}
	plant_roles(p);
	settle(p);
}

static void
second_district(struct tx *tx, void *arg)
{
	struct wall_world *w = arg;
	struct district d = { .id = id_make(), .slug = w->slug[1], .name = "Harbor Schools", .zone = "America/Chicago", .language = "en" };

	district_add(tx, &d);
	w->district[1] = d.id;
}

struct wall_world *
wall_world_plant(struct db *db, struct arena *a, const struct wall_table *t, int64_t district)
{
	struct wall_world *w = NEW(a, struct wall_world);
	struct planting p = { .w = w };

	*w = (struct wall_world){ .a = a, .t = t, .db = db, .district = { district, 0 }, .slug = { "lakeside", "harbor" } };
	assert_true(t->who.n > 0 && t->who.n <= WHO_MOST);
	assert_int_equal(db_run(db, DB_WRITE, 0, a, second_district, w), DB_DONE);
	for (p.d = 0; p.d < DISTRICTS; p.d++)
		assert_int_equal(db_run(db, DB_WRITE, w->district[p.d], a, plant, &p), DB_DONE);
	w->planted = id_make();
	return w;
}

const char *
wall_cookie(struct arena *a, const struct wall_table *t, int who, int district)
{
	return arena_printf(a, "wall-%s-%d", t->who.at[who].name, district);
}

const char *
wall_mark_of(struct arena *a, const struct wall_world *w, int district, const char *name, const char *column)
{
	for (size_t i = 0; i < w->marks.n; i++) {
		const struct wall_mark *m = &w->marks.at[i];
		const char *whole = m->owner < 0 || m->name == NULL ? "" : arena_printf(a, "%s:%s", w->t->who.at[m->owner].name, m->name);
		if ((text_eq(m->name, name) || text_eq(whole, name)) && text_eq(m->column, column))
			return wall_mark_text(a, district, i);
	}
	return NULL;
}

struct wall_seen
wall_seen_new(struct arena *a, const struct wall_world *w)
{
	struct wall_seen seen;

	for (int d = 0; d < DISTRICTS; d++)
		seen.at[d] = NEW_N(a, bool, w->marks.n + 1);
	return seen;
}

static void
see_word(const struct wall_world *w, struct wall_seen seen, const char *p)
{
	char letters[MARK_LETTERS];

	for (size_t i = 0; i < w->marks.n; i++) {
		mark_letters(i, letters);
		if (memcmp(p + 3, letters, MARK_LETTERS) == 0)
			seen.at[p[2] - 'a'][i] = true;
	}
}

static void
see_number(const struct wall_world *w, struct wall_seen seen, const char *p)
{
	size_t number = 0;

	for (int i = 0; i < 5; i++)
		number = number * 10 + (size_t)(p[i] - '0');
	number -= NUMBERS;
	if (number % MARKS_MOST < w->marks.n)
		seen.at[number / MARKS_MOST][number % MARKS_MOST] = true;
}

static size_t
run_of(const char *p, const char *end, int (*is)(int))
{
	size_t n = 0;

	while (p + n < end && is((unsigned char)p[n]))
		n++;
	return n;
}

void
wall_scan(const struct wall_world *w, const char *bytes, size_t n, struct wall_seen seen)
{
	const char *end = bytes + n;

	for (const char *p = bytes; p < end; p++)
		if (*p == 'z' && end - p >= 3 + MARK_LETTERS && p[1] == 'q' && (p[2] == 'a' || p[2] == 'b'))
			see_word(w, seen, p);
		else if (*p == '4' && (p == bytes || !isalnum((unsigned char)p[-1])) && run_of(p, end, isdigit) == 5 &&
		    run_of(p, end, isalnum) == 5)
			see_number(w, seen, p);
}
