#include "people/people_rows.h"
#include "base/id.h"
#include "base/text.h"
#include "db/merge.h"

#define SCHOOL "SELECT s.id, s.name, s.kind, s.nces, s.low_grade, s.high_grade"

static bool
school_next(struct rows *rows, struct school *s)
{
	return db_next(rows, &s->id, &s->name, &s->kind, &s->nces, &s->low_grade, &s->high_grade);
}

static struct schools
schools(struct tx *tx, struct rows rows)
{
	struct schools list = {0};
	struct school s = {0};

	while (school_next(&rows, &s))
		*LIST_ADD(tx_arena(tx), &list) = s;
	return list;
}

struct schools
school_list(struct tx *tx)
{
	return schools(tx, db_query(tx, SCHOOL
	    "  FROM school s WHERE s.district_id = $1 AND s.closed_at = 0 ORDER BY s.sort_key, s.id", tx_district(tx)));
}

int64_t
school_size(struct tx *tx, int64_t school)
{
	return db_number(tx,
	    "SELECT COUNT(DISTINCT p.id)"
	    "  FROM assignment a"
	    "  JOIN person p ON p.district_id = a.district_id AND p.id = a.person_id AND p.standing = 0"
	    " WHERE a.district_id = $1 AND a.school_id = $2 AND a.ended_at = 0", tx_district(tx), school);
}

struct schools
schools_of(struct tx *tx, int64_t person)
{
	return schools(tx, db_query(tx, SCHOOL
	    "  FROM assignment a"
	    "  JOIN school s ON s.district_id = a.district_id AND s.id = a.school_id"
	    " WHERE a.district_id = $1 AND a.person_id = $2 AND a.ended_at = 0 AND s.closed_at = 0"
	    " GROUP BY s.id, s.name, s.kind, s.nces, s.low_grade, s.high_grade, s.sort_key"
	    " ORDER BY MAX(a.is_primary) DESC, s.sort_key, s.id", tx_district(tx), person));
}

struct positions
positions_of(struct tx *tx, int64_t person)
{
	struct positions list = {0};
	struct position position = {0};
	struct rows rows = db_query(tx,
	    "SELECT s.id, s.name, a.role"
	    "  FROM assignment a"
	    "  JOIN school s ON s.district_id = a.district_id AND s.id = a.school_id"
	    " WHERE a.district_id = $1 AND a.person_id = $2 AND a.ended_at = 0 AND s.closed_at = 0"
	    " GROUP BY s.id, s.name, s.sort_key, a.role"
	    " ORDER BY MAX(a.is_primary) DESC, s.sort_key, s.id, a.role", tx_district(tx), person);

	while (db_next(&rows, &position.school_id, &position.school, &position.duty))
		*LIST_ADD(tx_arena(tx), &list) = position;
	return list;
}

struct school *
school_find(struct tx *tx, int64_t id)
{
	struct school *s = NEW(tx_arena(tx), struct school);
	struct rows rows = db_query(tx, SCHOOL ", CASE WHEN s.closed_at = 0 THEN 0 ELSE 1 END"
	    "  FROM school s WHERE s.district_id = $1 AND s.id = $2", tx_district(tx), id);

	return db_one(&rows, &s->id, &s->name, &s->kind, &s->nces, &s->low_grade, &s->high_grade, &s->closed) ? s : NULL;
}

const char *
school_name(struct tx *tx, int64_t id)
{
	const char *name = NULL;
	struct rows rows = db_query(tx, "SELECT name FROM school WHERE district_id = $1 AND id = $2",
	    tx_district(tx), id);

	return db_one(&rows, &name) ? name : NULL;
}

int64_t
person_school(struct tx *tx, int64_t person)
{
	return db_number(tx,
	    "SELECT a.school_id FROM assignment a"
	    "  JOIN school s ON s.district_id = a.district_id AND s.id = a.school_id"
	    " WHERE a.district_id = $1 AND a.person_id = $2 AND a.ended_at = 0 AND s.closed_at = 0"
	    " ORDER BY a.is_primary DESC, s.sort_key, s.id LIMIT 1", tx_district(tx), person);
}

int64_t
school_add(struct tx *tx, const struct school *s)
{
	int64_t id = s->id != 0 ? s->id : id_make();

	db_exec(tx,
	    "INSERT INTO school (district_id, id, name, sort_key, kind, nces, low_grade, high_grade, closed_at)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)",
	    tx_district(tx), id, s->name, text_sort_key(tx_arena(tx), s->name), s->kind, s->nces,
	    s->low_grade, s->high_grade);
	return id;
}

void
school_put(struct tx *tx, const struct school *s, int64_t closed_at)
{
	db_exec(tx,
	    "UPDATE school SET name = $3, sort_key = $4, kind = $5, low_grade = $6, high_grade = $7, closed_at = $8"
	    " WHERE district_id = $1 AND id = $2",
	    tx_district(tx), s->id, s->name, text_sort_key(tx_arena(tx), s->name), s->kind, s->low_grade,
	    s->high_grade, closed_at);
}

void
school_nces_put(struct tx *tx, int64_t id, const char *nces)
{
	db_exec(tx, "UPDATE school SET nces = $3 WHERE district_id = $1 AND id = $2", tx_district(tx), id, nces);
}

void
assignments_put(struct tx *tx, int64_t person, const char *source, struct assignments list, int64_t at)
{
	db_exec(tx,
	    "UPDATE assignment SET ended_at = $4, is_primary = 0"
	    " WHERE district_id = $1 AND person_id = $2 AND source = $3 AND ended_at = 0",
	    tx_district(tx), person, source, at);
	for (size_t i = 0; i < list.n; i++)
		db_exec(tx,
		    "INSERT INTO assignment (district_id, person_id, school_id, role, source, is_primary, began_at, ended_at)"
		    " VALUES ($1, $2, $3, $4, $5, $6, $7, 0)"
		    " ON CONFLICT (district_id, person_id, school_id, role, source)"
		    " DO UPDATE SET ended_at = 0, is_primary = EXCLUDED.is_primary",
		    tx_district(tx), person, list.at[i].school_id, duty_code(list.at[i].duty), source, i == 0, at);
}

/* Their own word wins, then the roster's. */
#define GRADES_OF "COALESCE(f.grades, f.source_grades, 0)"
#define SUBJECTS_OF "COALESCE(f.subjects, f.source_subjects, 0)"

struct profile *
profile_find(struct tx *tx, int64_t person)
{
	struct profile *p = NEW(tx_arena(tx), struct profile);
	struct person *who = person_find(tx, person);
	const char *own_pronouns = NULL, *source_pronouns = NULL;

	if (who == NULL || who->standing != PERSON_ACTIVE)
		return NULL;
	struct rows rows = db_query(tx,
	    "SELECT " GRADES_OF ", " SUBJECTS_OF ", CASE WHEN f.grades IS NULL THEN 0 ELSE 1 END,"
	    "       CASE WHEN f.subjects IS NULL THEN 0 ELSE 1 END, f.pronouns, f.source_pronouns, f.rooms,"
	    "       f.ask_me, f.source_grades, f.source_subjects,"
	    "       (SELECT h.hash FROM photo h WHERE h.district_id = f.district_id AND h.person_id = f.person_id AND h.place = 0)"
	    "  FROM profile f WHERE f.district_id = $1 AND f.person_id = $2", tx_district(tx), who->id);
	db_one(&rows, &p->grades, &p->subjects, &p->own_grades, &p->own_subjects, &own_pronouns, &source_pronouns,
	    &p->rooms, &p->ask_me, &p->source_grades, &p->source_subjects, &p->photo);
	p->person_id = who->id;
	p->shown = who->shown;
	p->email = who->email;
	p->roles = who->roles;
	p->pronouns = own_pronouns != NULL ? own_pronouns : source_pronouns != NULL ? source_pronouns : "";
	if (p->rooms == NULL)
		p->rooms = p->ask_me = "";
	p->school = school_name(tx, person_school(tx, who->id));
	p->duty = duty_of(tx, who->id, person_school(tx, who->id));
	return p;
}

const char *
duty_of(struct tx *tx, int64_t person, int64_t school)
{
	const char *role = NULL;
	struct rows rows = db_query(tx,
	    "SELECT role FROM assignment WHERE district_id = $1 AND person_id = $2 AND school_id = $3 AND ended_at = 0"
	    " ORDER BY is_primary DESC, role LIMIT 1", tx_district(tx), person, school);

	return db_one(&rows, &role) ? role : NULL;
}

/* There is a row for everybody who was ever on a roster or wrote about themselves. */
static void
profile_begin(struct tx *tx, int64_t person)
{
	db_exec(tx,
	    "INSERT INTO profile (district_id, person_id, source_grades, source_subjects, source_pronouns, rooms, ask_me)"
	    " VALUES ($1, $2, 0, 0, '', '', '') ON CONFLICT DO NOTHING", tx_district(tx), person);
}

void
profile_put(struct tx *tx, const struct profile *p)
{
	profile_begin(tx, p->person_id);
	db_exec(tx,
	    "UPDATE profile SET grades = CASE WHEN CAST($3 AS INTEGER) = 1 THEN CAST($4 AS BIGINT) END,"
	    " subjects = CASE WHEN CAST($5 AS INTEGER) = 1 THEN CAST($6 AS BIGINT) END,"
	    " pronouns = CASE WHEN CAST($7 AS TEXT) = source_pronouns THEN NULL ELSE CAST($7 AS TEXT) END,"
	    " rooms = $8, ask_me = $9, ask_key = $10"
	    " WHERE district_id = $1 AND person_id = $2",
	    tx_district(tx), p->person_id, p->own_grades, p->grades, p->own_subjects, p->subjects,
	    p->pronouns == NULL ? "" : p->pronouns, p->rooms == NULL ? "" : p->rooms,
	    p->ask_me == NULL ? "" : p->ask_me, ask_key(tx_arena(tx), p->ask_me));
}

void
profile_source_put(struct tx *tx, int64_t person, unsigned grades, unsigned subjects, const char *pronouns)
{
	db_exec(tx,
	    "INSERT INTO profile (district_id, person_id, source_grades, source_subjects, source_pronouns, rooms, ask_me)"
	    " VALUES ($1, $2, $3, $4, $5, '', '')"
	    " ON CONFLICT (district_id, person_id) DO UPDATE SET source_grades = EXCLUDED.source_grades,"
	    " source_subjects = EXCLUDED.source_subjects, source_pronouns = EXCLUDED.source_pronouns",
	    tx_district(tx), person, grades, subjects, pronouns == NULL ? "" : pronouns);
}

/* $2–$4: name_likes; ñ is found by n.  $5 grades, $6 subjects; 0: any. */
#define FOUND_BY "' ' || REPLACE(p.sort_key, '~', '') || ' ' || COALESCE(f.ask_key, '')"
#define FILTERED \
	"  FROM person p" \
	"  LEFT JOIN profile f ON f.district_id = p.district_id AND f.person_id = p.id" \
	" WHERE p.district_id = $1 AND p.standing = 0" \
	"   AND (CAST($2 AS TEXT) = '%' OR " FOUND_BY " LIKE $2 ESCAPE '\\')" \
	"   AND (CAST($3 AS TEXT) = '%' OR " FOUND_BY " LIKE $3 ESCAPE '\\')" \
	"   AND (CAST($4 AS TEXT) = '%' OR " FOUND_BY " LIKE $4 ESCAPE '\\')" \
	"   AND (CAST($5 AS BIGINT) = 0 OR (" GRADES_OF " & CAST($5 AS BIGINT)) <> 0)" \
	"   AND (CAST($6 AS BIGINT) = 0 OR (" SUBJECTS_OF " & CAST($6 AS BIGINT)) <> 0)"

#define SHOWN \
	"SELECT p.id, p.shown, p.email, " GRADES_OF ", " SUBJECTS_OF ", COALESCE(f.ask_me, '')," \
	"       COALESCE(f.rooms, ''), COALESCE(f.pronouns, f.source_pronouns, '')," \
	"       (SELECT s.name FROM assignment a" \
	"          JOIN school s ON s.district_id = a.district_id AND s.id = a.school_id AND s.closed_at = 0" \
	"         WHERE a.district_id = p.district_id AND a.person_id = p.id AND a.ended_at = 0" \
	"         ORDER BY a.is_primary DESC, s.sort_key, s.id LIMIT 1)," \
	"       (SELECT a.role FROM assignment a" \
	"         WHERE a.district_id = p.district_id AND a.person_id = p.id AND a.ended_at = 0" \
	"         ORDER BY a.is_primary DESC, a.role LIMIT 1)," \
	"       (SELECT h.hash FROM photo h WHERE h.district_id = p.district_id AND h.person_id = p.id AND h.place = 0)"

static struct profiles
profiles(struct tx *tx, struct rows rows)
{
	struct profiles list = {0};
	struct profile p = {0};

	while (db_next(&rows, &p.person_id, &p.shown, &p.email, &p.grades, &p.subjects, &p.ask_me, &p.rooms,
	    &p.pronouns, &p.school, &p.duty, &p.photo))
		*LIST_ADD(tx_arena(tx), &list) = p;
	return list;
}

struct lines
name_likes(struct arena *a, const char *words)
{
	struct lines parts = text_split(a, text_fold(a, words == NULL ? "" : words), ' ');
	const char **at = NEW_N(a, const char *, NAME_LIKES);

	for (size_t i = 0; i < NAME_LIKES; i++)
		at[i] = i < parts.n ? arena_printf(a, "%% %s%%", like_text(a, parts.at[i])) : "%";
	return (struct lines){ at, NAME_LIKES };
}

struct profiles
profile_list(struct tx *tx, const struct people_filter *f, int64_t limit, int64_t offset)
{
	struct lines w = name_likes(tx_arena(tx), f->words);

	if (f->school == 0)
		return profiles(tx, db_query(tx, SHOWN FILTERED " ORDER BY p.sort_key, p.id LIMIT $7 OFFSET $8",
		    tx_district(tx), w.at[0], w.at[1], w.at[2], f->grades, f->subjects, limit, offset));
	return profiles(tx, db_query(tx, SHOWN FILTERED
	    "   AND p.id IN (SELECT a.person_id FROM assignment a"
	    "        WHERE a.district_id = $1 AND a.school_id = $9 AND a.ended_at = 0)"
	    " ORDER BY p.sort_key, p.id LIMIT $7 OFFSET $8",
	    tx_district(tx), w.at[0], w.at[1], w.at[2], f->grades, f->subjects, limit, offset, f->school));
}

struct profiles
profiles_beside(struct tx *tx, int64_t person)
{
	return profiles(tx, db_query(tx, SHOWN
	    "  FROM person p"
	    "  LEFT JOIN profile f ON f.district_id = p.district_id AND f.person_id = p.id"
	    " WHERE p.district_id = $1 AND p.standing = 0 AND p.id <> $2"
	    "   AND p.id IN (SELECT b.person_id FROM assignment a"
	    "        JOIN assignment b ON b.district_id = a.district_id AND b.school_id = a.school_id AND b.ended_at = 0"
	    "       WHERE a.district_id = $1 AND a.person_id = $2 AND a.ended_at = 0)"
	    " ORDER BY p.sort_key, p.id", tx_district(tx), person));
}

struct person_context
person_context(struct tx *tx, int64_t person)
{
	struct person_context c = { .school_id = person_school(tx, person) };
	struct rows rows = db_query(tx,
	    "SELECT " GRADES_OF ", " SUBJECTS_OF " FROM profile f WHERE f.district_id = $1 AND f.person_id = $2",
	    tx_district(tx), person);

	db_one(&rows, &c.grades, &c.subjects);
	return c;
}

void
people_merge(struct merge *m)
{
	MERGE(m, "assignment", "person_id", "CAST(school_id AS TEXT) || ' ' || role || ' ' || source");
	MERGE(m, "profile", "person_id", "'profile'");
	MERGE(m, "profile_before", "person_id", "'before'");
	MERGE(m, "photo", "person_id", "CAST(place AS TEXT)");
}
