#include "auth/person.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/text.h"
#include "db/merge.h"

const char *
role_name(enum role role)
{
	switch (role) {
	case ROLE_TEACHER:       return N_("Teacher");
	case ROLE_LEADER:        return N_("Teacher leader");
	case ROLE_COUNCIL:       return N_("Council member");
	case ROLE_COORDINATOR:   return N_("Coordinator");
	case ROLE_ADMINISTRATOR: return N_("Administrator");
	case ROLE_STEWARD:       return N_("Steward");
	case ROLE_OPERATOR:      return N_("Operator");
	}
	return "";
}

#define PERSON \
	"SELECT p.id, p.given, p.family, p.shown, p.email, p.language, p.standing, p.guest," \
	"       (SELECT COALESCE(SUM(DISTINCT r.role), 0) FROM person_role r" \
	"         WHERE r.district_id = p.district_id AND r.person_id = p.id)" \
	"  FROM person p"

static struct person *
person_only(struct tx *tx, struct rows rows)
{
	struct person *p = NEW(tx_arena(tx), struct person);
	int guest;

	if (!db_one(&rows, &p->id, &p->given, &p->family, &p->shown, &p->email, &p->language,
	    &p->standing, &guest, &p->roles))
		return NULL;
	p->guest = guest != 0;
	return p;
}

struct person *
person_find(struct tx *tx, int64_t id)
{
	int64_t into = db_number(tx,
	    "SELECT merged_into FROM person WHERE district_id = $1 AND id = $2", tx_district(tx), id);

	return person_only(tx, db_query(tx, PERSON " WHERE p.district_id = $1 AND p.id = $2",
	    tx_district(tx), into != 0 ? into : id));
}

struct person *
person_by_email(struct tx *tx, const char *email)
{
	int64_t only = 0, one;
	struct rows rows = db_query(tx,
	    "SELECT DISTINCT CASE WHEN standing = 2 THEN merged_into ELSE id END FROM person"
	    " WHERE district_id = $1 AND email = $2 AND standing IN (0, 2)", tx_district(tx), email);

	/* Two people with one address: neither can be told from the other, so neither is found. */
	for (size_t n = 0; db_next(&rows, &one); n++)
		only = n == 0 ? one : 0;
	struct person *p = only == 0 ? NULL : person_find(tx, only);
	return p != NULL && p->standing == PERSON_ACTIVE ? p : NULL;
}

bool
person_email_taken(struct tx *tx, const char *email, int64_t except)
{
	return db_number(tx, "SELECT count(*) FROM person WHERE district_id = $1 AND email = $2 AND standing = 0 AND id <> $3",
	    tx_district(tx), email, except) > 0;
}

void
person_known_as(struct tx *tx, int64_t person, const char *kind, const char *value)
{
	db_exec(tx, "DELETE FROM person_known_as WHERE district_id = $1 AND person_id = $2 AND kind = $3 AND value <> $4",
	    tx_district(tx), person, kind, value);
	if (*value != '\0')
		db_exec(tx, "INSERT INTO person_known_as (district_id, kind, value, person_id) VALUES ($1, $2, $3, $4)"
		    " ON CONFLICT DO NOTHING", tx_district(tx), kind, value, person);
}

struct person *
person_by_known(struct tx *tx, const char *value)
{
	int64_t person = 0, other = 0;
	struct rows rows = db_query(tx,
	    "SELECT DISTINCT p.id FROM person_known_as k"
	    "  JOIN person p ON p.district_id = k.district_id AND p.id = k.person_id"
	    " WHERE k.district_id = $1 AND k.value = $2 AND p.standing = 0 LIMIT 2", tx_district(tx), value);

	if (*value == '\0' || !db_next(&rows, &person) || db_next(&rows, &other)) {
		db_done(&rows);
		return NULL;
	}
	return person_find(tx, person);
}

struct person_ids
person_reachable(struct tx *tx, int64_t after, int64_t limit)
{
	struct person_ids list = {0};
	int64_t id;
	struct rows rows = db_query(tx,
	    "SELECT id FROM person WHERE district_id = $1 AND id > $2 AND standing = 0 AND email IS NOT NULL"
	    " ORDER BY id LIMIT $3", tx_district(tx), after, limit);

	while (db_next(&rows, &id))
		*LIST_ADD(tx_arena(tx), &list) = id;
	return list;
}

static const char *
sort_key(struct tx *tx, const struct person *p)
{
	struct arena *a = tx_arena(tx);

	return text_sort_key(a, arena_printf(a, "%s %s", p->family, p->given));
}

int64_t
person_add(struct tx *tx, const struct person *p)
{
	int64_t id = p->id != 0 ? p->id : id_make();

	db_exec(tx,
	    "INSERT INTO person (district_id, id, given, family, shown, sort_key, email, language, standing, guest)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
	    tx_district(tx), id, p->given, p->family, p->shown, sort_key(tx, p), p->email, p->language,
	    p->standing, p->guest);
	return id;
}

void
person_put(struct tx *tx, const struct person *p)
{
	db_exec(tx,
	    "UPDATE person SET given = $3, family = $4, shown = $5, sort_key = $6, email = $7, language = $8,"
	    " guest = $9 WHERE district_id = $1 AND id = $2",
	    tx_district(tx), p->id, p->given, p->family, p->shown, sort_key(tx, p), p->email, p->language,
	    p->guest);
}

void
person_standing(struct tx *tx, int64_t id, enum standing standing)
{
	db_exec(tx, "UPDATE person SET standing = $3, standing_at = $4 WHERE district_id = $1 AND id = $2 AND standing <> $3",
	    tx_district(tx), id, (int)standing, clock_now());
	if (standing != PERSON_ACTIVE)
		db_exec(tx, "UPDATE login SET ended_at = $3 WHERE district_id = $1 AND person_id = $2 AND ended_at = 0",
		    tx_district(tx), id, clock_now());
}

void
person_point(struct tx *tx, int64_t loser, int64_t winner, enum standing standing)
{
	person_standing(tx, loser, standing);
	db_exec(tx, "UPDATE person SET merged_into = NULLIF(CAST($3 AS BIGINT), 0) WHERE district_id = $1 AND id = $2",
	    tx_district(tx), loser, winner);
}

void
person_email(struct tx *tx, int64_t id, const char *email)
{
	db_exec(tx, "UPDATE person SET email = $3 WHERE district_id = $1 AND id = $2", tx_district(tx), id, email);
}

void
person_language(struct tx *tx, int64_t id, int language)
{
	db_exec(tx, "UPDATE person SET language = $3 WHERE district_id = $1 AND id = $2", tx_district(tx), id, language);
}

static void
role_note(struct tx *tx, int64_t person, enum role role, bool given, const char *source, int64_t by, const char *why)
{
	db_exec(tx,
	    "INSERT INTO role_log (district_id, id, at, person_id, role, given, source, by_person, why)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, NULLIF(CAST($8 AS BIGINT), 0), $9)",
	    tx_district(tx), id_make(), clock_now(), person, (int)role, given, source, by, why);
}

void
role_give(struct tx *tx, int64_t person, enum role role, const char *source, int64_t by, const char *why)
{
	if (db_exec(tx,
	    "INSERT INTO person_role (district_id, person_id, role, source) VALUES ($1, $2, $3, $4)"
	    " ON CONFLICT DO NOTHING", tx_district(tx), person, (int)role, source) == 1)
		role_note(tx, person, role, true, source, by, why);
}

void
role_take(struct tx *tx, int64_t person, enum role role, const char *source, int64_t by, const char *why)
{
	if (db_exec(tx,
	    "DELETE FROM person_role WHERE district_id = $1 AND person_id = $2 AND role = $3 AND source = $4",
	    tx_district(tx), person, (int)role, source) == 1)
		role_note(tx, person, role, false, source, by, why);
}

void
auth_merge(struct merge *m)
{
	MERGE(m, "person", "merged_into", "CAST(id AS TEXT)");
	MERGE(m, "person_role", "person_id", "CAST(role AS TEXT) || ' ' || source");
	MERGE(m, "role_log", "person_id", "CAST(id AS TEXT)");
	MERGE(m, "role_log", "by_person", "CAST(id AS TEXT)");
	MERGE(m, "password", "person_id", "'password'");
	MERGE(m, "login", "person_id", "CAST(id AS TEXT)");
	MERGE(m, "sign_in_link", "person_id", "token_hash");
	MERGE(m, "provider_account", "person_id", "issuer || ' ' || subject");
	MERGE(m, "provider_account", "by_person", "issuer || ' ' || subject");
	MERGE(m, "provider_trip", "person_id", "state_hash");
	MERGE(m, "kept_form", "person_id", "path");
	MERGE(m, "person_known_as", "person_id", "kind || ' ' || value");
	MERGE(m, "look", "by_person", "CAST(id AS TEXT)");
	MERGE(m, "look", "owner_id", "CAST(id AS TEXT)");
}
