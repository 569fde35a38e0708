#include "roster/said_rows.h"
#include "base/text.h"
#include "db/merge.h"
#include <string.h>

#define SAID "SELECT source_id, person_id, asks_id, alias_of, active, statement, source FROM roster_person"

struct rows
said_people(struct tx *tx, const char *source)
{
	return db_query(tx, SAID " WHERE district_id = $1 AND source = $2 AND alias_of IS NULL", tx_district(tx), source);
}

bool
said_next(struct rows *rows, struct said *s)
{
	return db_next(rows, &s->id, &s->subject, &s->asks, &s->alias_of, &s->active, &s->statement, &s->source);
}

static struct saids
saids(struct tx *tx, struct rows rows)
{
	struct saids list = {0};
	struct said s = {0};

	while (said_next(&rows, &s))
		*LIST_ADD(tx_arena(tx), &list) = s;
	return list;
}

struct saids
said_aliases(struct tx *tx, const char *source)
{
	return saids(tx, db_query(tx, SAID " WHERE district_id = $1 AND source = $2 AND alias_of IS NOT NULL", tx_district(tx), source));
}

struct said *
said_person(struct tx *tx, const char *source, const char *id)
{
	struct said *s = NEW(tx_arena(tx), struct said);
	struct rows rows = db_query(tx, SAID " WHERE district_id = $1 AND source = $2 AND source_id = $3",
	    tx_district(tx), source, id);

	return db_one(&rows, &s->id, &s->subject, &s->asks, &s->alias_of, &s->active, &s->statement, &s->source) ? s : NULL;
}

void
said_person_put(struct tx *tx, const char *source, const struct said *s, const char *identifier, int64_t at)
{
	db_exec(tx,
	    "INSERT INTO roster_person (district_id, source, source_id, person_id, asks_id, alias_of, active, identifier,"
	    " statement, said_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
	    " ON CONFLICT (district_id, source, source_id) DO UPDATE SET person_id = EXCLUDED.person_id,"
	    " asks_id = EXCLUDED.asks_id, alias_of = EXCLUDED.alias_of, active = EXCLUDED.active,"
	    " identifier = EXCLUDED.identifier, statement = EXCLUDED.statement, said_at = EXCLUDED.said_at",
	    tx_district(tx), source, s->id, s->subject, s->asks, s->alias_of, s->active, identifier, s->statement, at);
}

void
said_person_drop(struct tx *tx, const char *source, const char *id)
{
	db_exec(tx, "DELETE FROM roster_person WHERE district_id = $1 AND source = $2 AND source_id = $3",
	    tx_district(tx), source, id);
}

struct saids
said_of_person(struct tx *tx, int64_t person)
{
	return saids(tx, db_query(tx, SAID " WHERE district_id = $1 AND person_id = $2 AND active = 1 AND alias_of IS NULL",
	    tx_district(tx), person));
}

const char *
said_source_id(struct tx *tx, const char *source, int64_t person)
{
	const char *id = NULL;
	struct rows rows = db_query(tx,
	    "SELECT source_id FROM roster_person WHERE district_id = $1 AND source = $2 AND person_id = $3"
	    " AND alias_of IS NULL ORDER BY active DESC, said_at DESC, source_id LIMIT 1", tx_district(tx), source, person);

	return db_one(&rows, &id) ? id : NULL;
}

void
said_alias_put(struct tx *tx, const char *source, const char *old, const char *now)
{
	db_exec(tx,
	    "UPDATE roster_person SET alias_of = $4, active = 0"
	    " WHERE district_id = $1 AND source = $2 AND (source_id = $3 OR alias_of = $3)",
	    tx_district(tx), source, old, now);
}

struct said *
said_alias_take(struct tx *tx, const char *source, const char *now)
{
	const char *old = NULL;
	struct rows rows = db_query(tx,
	    "SELECT source_id FROM roster_person WHERE district_id = $1 AND source = $2 AND alias_of = $3"
	    " ORDER BY said_at DESC, source_id LIMIT 1", tx_district(tx), source, now);

	if (!db_one(&rows, &old))
		return NULL;
	db_exec(tx, "UPDATE roster_person SET alias_of = CASE WHEN source_id = $4 THEN NULL ELSE $4 END"
	    " WHERE district_id = $1 AND source = $2 AND alias_of = $3", tx_district(tx), source, now, old);
	struct said *said = said_person(tx, source, old);
	said->active = person_read(tx_arena(tx), old, said->statement)->active;
	said->alias_of = NULL;
	return said;
}

bool
last_operator_is(struct tx *tx, int64_t person)
{
	return db_number(tx,
	    "SELECT COUNT(*) FROM person_role WHERE district_id = $1 AND person_id = $2 AND role = $3",
	    tx_district(tx), person, (int)ROLE_OPERATOR) > 0 && db_number(tx,
	    "SELECT COUNT(*) FROM person_role r"
	    "  JOIN person p ON p.district_id = r.district_id AND p.id = r.person_id AND p.standing = 0"
	    " WHERE r.district_id = $1 AND r.person_id <> $2 AND r.role = $3",
	    tx_district(tx), person, (int)ROLE_OPERATOR) == 0;
}

#define SAID_SCHOOL "SELECT source_id, school_id, active, statement FROM roster_school"

struct saids
said_schools(struct tx *tx, const char *source)
{
	struct saids list = {0};
	struct said s = {0};
	struct rows rows = db_query(tx, SAID_SCHOOL " WHERE district_id = $1 AND source = $2 ORDER BY source_id",
	    tx_district(tx), source);

	while (db_next(&rows, &s.id, &s.subject, &s.active, &s.statement))
		*LIST_ADD(tx_arena(tx), &list) = s;
	return list;
}

struct said *
said_school(struct tx *tx, const char *source, const char *id)
{
	struct said *s = NEW(tx_arena(tx), struct said);
	struct rows rows = db_query(tx, SAID_SCHOOL " WHERE district_id = $1 AND source = $2 AND source_id = $3",
	    tx_district(tx), source, id);

	return db_one(&rows, &s->id, &s->subject, &s->active, &s->statement) ? s : NULL;
}

void
said_school_put(struct tx *tx, const char *source, const struct said *s, int64_t at)
{
	db_exec(tx,
	    "INSERT INTO roster_school (district_id, source, source_id, school_id, active, statement, said_at)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7)"
	    " ON CONFLICT (district_id, source, source_id) DO UPDATE SET school_id = EXCLUDED.school_id,"
	    " active = EXCLUDED.active, statement = EXCLUDED.statement, said_at = EXCLUDED.said_at",
	    tx_district(tx), source, s->id, s->subject, s->active, s->statement, at);
}

struct places
said_places(struct tx *tx, struct arena *a, const char *source)
{
	struct places places = {0};
	struct saids list = said_schools(tx, source);

	for (size_t i = 0; i < list.n; i++) {
		const struct roster_school *s = school_read(a, arena_text(a, list.at[i].id), list.at[i].statement);
		place_put(a, &places, (struct place){ .id = s->id, .name = s->name, .parent = s->parent, .kept = s->kept,
		    .school = list.at[i].subject });
	}
	return places;
}

struct likelies
likely_all(struct tx *tx, struct arena *a, struct lookup *ret_by_identifier)
{
	struct likelies list = {0};
	struct likely l = {0};
	struct rows rows = db_query(tx,
	    "SELECT identifier, person_id, source, source_id FROM roster_person"
	    " WHERE district_id = $1 AND identifier <> '' AND person_id <> 0 AND alias_of IS NULL"
	    " ORDER BY identifier, source, source_id", tx_district(tx));

	while (db_next(&rows, &l.identifier, &l.person, &l.source, &l.id)) {
		lookup_add(ret_by_identifier, l.identifier = arena_text(a, l.identifier), (uint32_t)list.n);
		l.source = arena_text(a, l.source);
		l.id = arena_text(a, l.id);
		*LIST_ADD(a, &list) = l;
	}
	return list;
}

struct likelies
likely_by_email(struct tx *tx, const char *email)
{
	struct likelies list = {0};
	struct likely l = { .identifier = "", .source = "", .id = "" };
	struct rows rows = db_query(tx,
	    "SELECT id FROM person WHERE district_id = $1 AND email = $2 AND standing <> 2 ORDER BY id LIMIT 5",
	    tx_district(tx), email);

	while (db_next(&rows, &l.person))
		*LIST_ADD(tx_arena(tx), &list) = l;
	return list;
}

const char *
nces_of(const char *identifier)
{
	return strlen(identifier) == 12 && strspn(identifier, "0123456789") == 12 ? identifier : NULL;
}

struct school_ids
schools_like(struct tx *tx, const struct roster_school *s)
{
	struct school_ids list = {0};
	int64_t id = 0;
	struct rows rows = db_query(tx,
	    "SELECT id FROM school WHERE district_id = $1 AND (nces = $2 OR sort_key = $3)"
	    " ORDER BY CASE WHEN nces = $2 THEN 0 ELSE 1 END, closed_at, id LIMIT 5",
	    tx_district(tx), nces_of(s->identifier), text_sort_key(tx_arena(tx), s->name));

	while (db_next(&rows, &id))
		*LIST_ADD(tx_arena(tx), &list) = id;
	return list;
}

int64_t
school_staff(struct tx *tx, int64_t school)
{
	return db_number(tx,
	    "SELECT COUNT(DISTINCT a.person_id) FROM assignment a"
	    "  JOIN person p ON p.district_id = a.district_id AND p.id = a.person_id AND p.standing = 0"
	    " WHERE a.district_id = $1 AND a.school_id = $2 AND a.ended_at = 0", tx_district(tx), school);
}

void
roster_merge(struct merge *m)
{
	MERGE(m, "roster_person", "person_id", "source || ' ' || source_id");
	MERGE(m, "roster_person", "asks_id", "source || ' ' || source_id");
	MERGE(m, "roster_import", "by_person", "CAST(id AS TEXT)");
	MERGE(m, "roster_log", "by_person", "CAST(id AS TEXT)");
}
