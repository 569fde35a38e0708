#include "people/people.h"
#include "base/text.h"

#define SCHOOL "SELECT id, name, kind, nces, low_grade, high_grade FROM school"

static bool
school_next(struct rows *rows, struct school *s)
{
	return db_next(rows, &s->id, &s->name, &s->kind, &s->nces, &s->low_grade, &s->high_grade);
}

struct schools
school_list(struct tx *tx)
{
	struct schools list = {0};
	struct school s = {0};
	struct rows rows = db_query(tx, SCHOOL " WHERE district_id = $1 AND closed_at = 0 ORDER BY sort_key, id", tx_district(tx));

	while (school_next(&rows, &s))
		*LIST_ADD(tx_arena(tx), &list) = s;
	return list;
}

struct school *
school_find(struct tx *tx, int64_t id)
{
	struct school *s = NEW(tx_arena(tx), struct school);
	struct rows rows = db_query(tx, SCHOOL " WHERE district_id = $1 AND id = $2", tx_district(tx), id);
	bool found = school_next(&rows, s);

	db_done(&rows);
	return found ? s : NULL;
}

const char *
school_name(struct tx *tx, int64_t id)
{
	const char *name;
	struct rows rows;

	if (id == 0)
		return NULL;
	rows = db_query(tx, "SELECT name FROM school WHERE district_id = $1 AND id = $2", tx_district(tx), id);
	return db_one(&rows, &name) ? name : NULL;
}

int64_t
person_school(struct tx *tx, int64_t person)
{
	return db_number(tx,
	    "SELECT school_id FROM assignment WHERE district_id = $1 AND person_id = $2 AND ended_at = 0"
	    " ORDER BY is_primary DESC, school_id LIMIT 1", tx_district(tx), person);
}

#define PROFILE \
	"SELECT p.id, p.shown, p.email, COALESCE(f.grades, f.source_grades, 0), COALESCE(f.subjects, f.source_subjects, 0)," \
	"       COALESCE(f.rooms, ''), COALESCE(f.ask_me, ''), COALESCE(f.pronouns, '')," \
	"       (SELECT s.name FROM assignment a JOIN school s ON s.district_id = a.district_id AND s.id = a.school_id" \
	"         WHERE a.district_id = p.district_id AND a.person_id = p.id AND a.ended_at = 0" \
	"         ORDER BY a.is_primary DESC, a.school_id LIMIT 1)" \
	"  FROM person p LEFT JOIN profile f ON f.district_id = p.district_id AND f.person_id = p.id"

static bool
profile_next(struct rows *rows, struct profile *f)
{
	return db_next(rows, &f->person_id, &f->shown, &f->email, &f->grades, &f->subjects, &f->rooms, &f->ask_me,
	    &f->pronouns, &f->school);
}

static struct profiles
profiles(struct tx *tx, struct rows rows)
{
	struct profiles list = {0};
	struct profile f = {0};

	while (profile_next(&rows, &f))
		*LIST_ADD(tx_arena(tx), &list) = f;
	return list;
}

struct profile *
profile_find(struct tx *tx, int64_t person)
{
	struct profiles list = profiles(tx, db_query(tx,
	    PROFILE " WHERE p.district_id = $1 AND p.id = $2 AND p.standing = 0", tx_district(tx), person));

	return list.n > 0 ? &list.at[0] : NULL;
}

void
profile_put(struct tx *tx, const struct profile *f)
{
	db_exec(tx,
	    "INSERT INTO profile (district_id, person_id, source_grades, source_subjects, grades, subjects, rooms, ask_me, pronouns)"
	    " VALUES ($1, $2, 0, 0, $3, $4, $5, $6, $7)"
	    " ON CONFLICT (district_id, person_id) DO UPDATE SET grades = $3, subjects = $4, rooms = $5, ask_me = $6, pronouns = $7",
	    tx_district(tx), f->person_id, f->grades, f->subjects, f->rooms, f->ask_me, f->pronouns);
}

struct profiles
people_search(struct tx *tx, const struct people_filter *f, int64_t offset, int64_t limit)
{
	struct arena *a = tx_arena(tx);

	return profiles(tx, db_query(tx, PROFILE
	    " WHERE p.district_id = $1 AND p.standing = 0"
	    "   AND (CAST($2 AS TEXT) = '%%' OR p.sort_key LIKE $2 OR ' ' || p.sort_key LIKE $3)"
	    "   AND (CAST($4 AS BIGINT) = 0 OR EXISTS (SELECT 1 FROM assignment a WHERE a.district_id = p.district_id"
	    "        AND a.person_id = p.id AND a.school_id = $4 AND a.ended_at = 0))"
	    "   AND (CAST($5 AS BIGINT) = 0 OR (COALESCE(f.grades, f.source_grades, 0) & CAST($5 AS BIGINT)) <> 0)"
	    "   AND (CAST($6 AS BIGINT) = 0 OR (COALESCE(f.subjects, f.source_subjects, 0) & CAST($6 AS BIGINT)) <> 0)"
	    " ORDER BY p.sort_key, p.id LIMIT $7 OFFSET $8",
	    tx_district(tx), arena_printf(a, "%s%%", text_sort_key(a, f->name)),
	    arena_printf(a, "%% %s%%", text_sort_key(a, f->name)), f->school, f->grades, f->subjects, limit, offset));
}

struct profiles
people_like(struct tx *tx, int64_t person, int64_t limit)
{
	struct profile *me = profile_find(tx, person);

	if (me == NULL)
		return (struct profiles){0};
	return profiles(tx, db_query(tx, PROFILE
	    " WHERE p.district_id = $1 AND p.standing = 0 AND p.id <> $2"
	    "   AND p.id IN (SELECT b.person_id FROM assignment a JOIN assignment b"
	    "        ON b.district_id = a.district_id AND b.school_id = a.school_id AND b.ended_at = 0"
	    "        WHERE a.district_id = $1 AND a.person_id = $2 AND a.ended_at = 0)"
	    "   AND ((COALESCE(f.grades, f.source_grades, 0) & CAST($3 AS BIGINT)) <> 0"
	    "        OR (COALESCE(f.subjects, f.source_subjects, 0) & CAST($4 AS BIGINT)) <> 0)"
	    " ORDER BY p.sort_key LIMIT $5", tx_district(tx), person, me->grades, me->subjects, limit));
}
