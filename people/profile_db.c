/* What a profile was before its last change, and photos. */
#include "auth/person.h"
#include "base/random.h"
#include "people/people_rows.h"
#include "people/photo.h"

void
profile_keep(struct tx *tx, int64_t person, int64_t at)
{
	db_exec(tx, "DELETE FROM profile_before WHERE district_id = $1 AND person_id = $2", tx_district(tx), person);
	db_exec(tx,
	    "INSERT INTO profile_before (district_id, person_id, grades, subjects, pronouns, rooms, ask_me, language, kept_at)"
	    " SELECT p.district_id, p.id, f.grades, f.subjects, f.pronouns, COALESCE(f.rooms, ''), COALESCE(f.ask_me, ''),"
	    "        p.language, CAST($3 AS BIGINT)"
	    "   FROM person p LEFT JOIN profile f ON f.district_id = p.district_id AND f.person_id = p.id"
	    "  WHERE p.district_id = $1 AND p.id = $2", tx_district(tx), person, at);
}

struct before { bool own_grades, own_subjects; int64_t grades, subjects; const char *pronouns, *rooms, *ask_me; int language; };

bool
profile_swap(struct tx *tx, int64_t person, int64_t at)
{
	struct before b = {0};
	struct rows rows = db_query(tx,
	    "SELECT CASE WHEN grades IS NULL THEN 0 ELSE 1 END, CASE WHEN subjects IS NULL THEN 0 ELSE 1 END,"
	    "       grades, subjects, pronouns, rooms, ask_me, language"
	    "  FROM profile_before WHERE district_id = $1 AND person_id = $2", tx_district(tx), person);

	if (!db_one(&rows, &b.own_grades, &b.own_subjects, &b.grades, &b.subjects, &b.pronouns, &b.rooms, &b.ask_me, &b.language))
		return false;
	profile_keep(tx, person, at);
	db_exec(tx,
	    "UPDATE profile SET grades = CASE WHEN CAST($3 AS INTEGER) = 1 THEN CAST($4 AS BIGINT) END,"
	    " subjects = CASE WHEN CAST($5 AS INTEGER) = 1 THEN CAST($6 AS BIGINT) END,"
	    " pronouns = $7, rooms = $8, ask_me = $9, ask_key = $10 WHERE district_id = $1 AND person_id = $2",
	    tx_district(tx), person, b.own_grades, b.grades, b.own_subjects, b.subjects, b.pronouns, b.rooms, b.ask_me,
	    ask_key(tx_arena(tx), b.ask_me));
	person_language(tx, person, b.language);
	return true;
}

void
profile_clear(struct tx *tx, int64_t person)
{
	db_exec(tx,
	    "UPDATE profile SET grades = NULL, subjects = NULL, pronouns = NULL, rooms = '', ask_me = '', ask_key = ''"
	    " WHERE district_id = $1 AND person_id = $2", tx_district(tx), person);
}

static void
photo_move(struct tx *tx, int64_t person, int from, int to, int64_t at)
{
	db_exec(tx, "UPDATE photo SET place = $4, put_at = $5 WHERE district_id = $1 AND person_id = $2 AND place = $3",
	    tx_district(tx), person, from, to, at);
}

void
photo_take(struct tx *tx, int64_t person, int64_t at)
{
	db_exec(tx, "DELETE FROM photo WHERE district_id = $1 AND person_id = $2 AND place = 1", tx_district(tx), person);
	photo_move(tx, person, 0, 1, at);
}

void
photo_put(struct tx *tx, int64_t person, const struct photo *p, int64_t at)
{
	photo_take(tx, person, at);
	db_exec(tx,
	    "INSERT INTO photo (district_id, person_id, place, hash, large, small, put_at) VALUES ($1, $2, 0, $3, $4, $5, $6)",
	    tx_district(tx), person, hash_bytes(tx_arena(tx), p->large.at, p->large.len), p->large, p->small, at);
}

void
photo_swap(struct tx *tx, int64_t person, int64_t at)
{
	photo_move(tx, person, 0, 2, at);
	photo_move(tx, person, 1, 0, at);
	photo_move(tx, person, 2, 1, at);
}

bool
photo_find(struct tx *tx, int64_t person, bool small, struct db_bytes *ret)
{
	struct rows rows = db_query(tx,
	    "SELECT CASE WHEN CAST($3 AS INTEGER) = 1 THEN small ELSE large END"
	    "  FROM photo WHERE district_id = $1 AND person_id = $2 AND place = 0", tx_district(tx), person, small);

	return db_one(&rows, ret);
}

void
before_forget(struct tx *tx, int64_t kept_until)
{
	db_exec(tx, "DELETE FROM profile_before WHERE district_id = $1 AND kept_at < $2", tx_district(tx), kept_until);
	db_exec(tx, "DELETE FROM photo WHERE district_id = $1 AND place = 1 AND put_at < $2", tx_district(tx), kept_until);
}
