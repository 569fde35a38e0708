/* Who comes back from a provider, and who they are here. */
#include "auth/browser.h"
#include "auth/provider.h"
#include "auth/seal.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/random.h"
#include "base/text.h"
#include <string.h>

enum { TRIP = 15 * 60, DAY = 86400 };

const char *
trip_begin(struct request *r, const struct trip *t)
{
	const char *state = random_token(r->arena);

	db_exec(r->tx,
	    "INSERT INTO provider_trip (district_id, state_hash, provider_id, browser, person_id, return_to, began_at, ended_at)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, 0)",
	    tx_district(r->tx), hash_token(r->arena, state), t->provider_id, browser_hash(r), t->person_id, t->return_to, r->now);
	return state;
}

struct trip *
trip_find(struct request *r, const char *state)
{
	struct trip *t = NEW(r->arena, struct trip);
	struct rows rows = db_query(r->tx,
	    "SELECT provider_id, person_id, return_to FROM provider_trip"
	    " WHERE district_id = $1 AND state_hash = $2 AND browser = $3 AND began_at > $4 AND ended_at = 0",
	    tx_district(r->tx), hash_token(r->arena, state), browser_hash(r), r->now - TRIP);

	return db_one(&rows, &t->provider_id, &t->person_id, &t->return_to) ? t : NULL;
}

bool
trip_end(struct tx *tx, const char *state)
{
	return db_exec(tx, "UPDATE provider_trip SET ended_at = $3 WHERE district_id = $1 AND state_hash = $2 AND ended_at = 0",
	    tx_district(tx), hash_token(tx_arena(tx), state), clock_now()) == 1;
}

static const char *
trip_secret(struct request *r, const char *state, const char *what)
{
	return hash_token(r->arena, arena_printf(r->arena, "%s\n%s\n%s", what, state, browser_token(r)));
}

const char *trip_nonce(struct request *r, const char *state)    { return trip_secret(r, state, "nonce"); }
const char *trip_verifier(struct request *r, const char *state) { return trip_secret(r, state, "verifier"); }

int64_t
account_person(struct tx *tx, const char *issuer, const char *subject)
{
	return db_number(tx,
	    "SELECT a.person_id FROM provider_account a"
	    "  JOIN person p ON p.district_id = a.district_id AND p.id = a.person_id"
	    " WHERE a.district_id = $1 AND a.issuer = $2 AND a.subject = $3 AND p.standing = 0",
	    tx_district(tx), issuer, subject);
}

bool
account_link(struct tx *tx, const char *issuer, const char *subject, int64_t person, const char *how, int64_t by)
{
	db_exec(tx,
	    "INSERT INTO provider_account (district_id, issuer, subject, person_id, how, by_person, linked_at)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
	    tx_district(tx), issuer, subject, person, how, by, clock_now());
	return db_number(tx, "SELECT count(*) FROM provider_account WHERE district_id = $1 AND issuer = $2 AND subject = $3 AND person_id = $4",
	    tx_district(tx), issuer, subject, person) == 1;
}

void
account_unlink(struct tx *tx, const char *issuer, const char *subject)
{
	db_exec(tx, "DELETE FROM provider_account WHERE district_id = $1 AND issuer = $2 AND subject = $3",
	    tx_district(tx), issuer, subject);
}

static bool
has_account_there(struct tx *tx, int64_t person, const char *issuer)
{
	return db_number(tx, "SELECT count(*) FROM provider_account WHERE district_id = $1 AND person_id = $2 AND issuer = $3",
	    tx_district(tx), person, issuer) > 0;
}

static void
wait_here(struct tx *tx, const struct provider *d, const struct arrival *a, const char *why)
{
	db_exec(tx,
	    "INSERT INTO provider_waiting (district_id, id, provider_id, issuer, subject, name, email, known_as, why, came_at, settled_at)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0)"
	    " ON CONFLICT (district_id, issuer, subject) DO UPDATE SET provider_id = $3, name = $6, email = $7, known_as = $8,"
	    " why = $9, came_at = $10, settled_at = 0",
	    tx_district(tx), id_make(), d->id, a->issuer, a->subject, a->name, a->email, a->known_as, why, clock_now());
}

int64_t
arrival_settle(struct tx *tx, const struct provider *d, const struct arrival *a)
{
	struct person *p = *d->claim != '\0' ? person_by_known(tx, a->known_as) : NULL;
	const char *how = "roster";

	/* An account of somebody who left is not given to the next one. */
	if (db_number(tx, "SELECT count(*) FROM provider_account WHERE district_id = $1 AND issuer = $2 AND subject = $3",
	    tx_district(tx), a->issuer, a->subject) > 0) {
		wait_here(tx, d, a, "left");
		return 0;
	}
	if (p == NULL && d->trusts_email && !a->email_denied && *a->email != '\0') {
		p = person_by_email(tx, a->email);
		how = "email";
	}
	if (p == NULL || has_account_there(tx, p->id, a->issuer)) {
		wait_here(tx, d, a, p == NULL ? "nobody" : "taken");
		return 0;
	}
	account_link(tx, a->issuer, a->subject, p->id, how, 0);
	return p->id;
}

struct accounts_of
accounts_of(struct tx *tx, int64_t person)
{
	struct accounts_of list = {0};
	struct account_of one = {0};
	struct rows rows = db_query(tx,
	    "SELECT a.issuer, a.subject, a.how, a.linked_at,"
	    "       (SELECT MIN(d.name) FROM provider d WHERE d.district_id = a.district_id AND d.issuer = a.issuer AND d.removed_at = 0)"
	    "  FROM provider_account a WHERE a.district_id = $1 AND a.person_id = $2 ORDER BY a.linked_at, a.subject",
	    tx_district(tx), person);

	while (db_next(&rows, &one.issuer, &one.subject, &one.how, &one.linked_at, &one.provider))
		*LIST_ADD(tx_arena(tx), &list) = one;
	return list;
}

#define WAITING \
	"SELECT w.id, w.provider_id, d.name, w.issuer, w.subject, w.name, w.email, w.known_as, w.why, w.came_at" \
	"  FROM provider_waiting w" \
	"  JOIN provider d ON d.district_id = w.district_id AND d.id = w.provider_id"

static bool
waiting_next(struct rows *rows, struct waiting *w)
{
	return db_next(rows, &w->id, &w->provider_id, &w->provider, &w->issuer, &w->subject, &w->name, &w->email,
	    &w->known_as, &w->why, &w->came_at);
}

struct waitings
waiting_list(struct tx *tx)
{
	struct waitings list = {0};
	struct waiting w = {0};
	struct rows rows = db_query(tx, WAITING " WHERE w.district_id = $1 AND w.settled_at = 0 ORDER BY w.came_at DESC, w.id DESC LIMIT 500",
	    tx_district(tx));

	while (waiting_next(&rows, &w))
		*LIST_ADD(tx_arena(tx), &list) = w;
	return list;
}

struct waiting *
waiting_find(struct tx *tx, int64_t id)
{
	struct waiting *w = NEW(tx_arena(tx), struct waiting);
	struct rows rows = db_query(tx, WAITING " WHERE w.district_id = $1 AND w.id = $2", tx_district(tx), id);
	bool found = waiting_next(&rows, w);

	db_done(&rows);
	return found ? w : NULL;
}

void
waiting_settled(struct tx *tx, int64_t id, bool settled)
{
	db_exec(tx, "UPDATE provider_waiting SET settled_at = $3 WHERE district_id = $1 AND id = $2",
	    tx_district(tx), id, settled ? clock_now() : 0);
}

static const char *
hint_purpose(struct arena *a, int64_t login)
{
	return arena_printf(a, "id token %lld", (long long)login);
}

void
login_through(struct request *r, int64_t login, int64_t provider, const struct arrival *a)
{
	const char *hint = seal(r->arena, a->id_token, hint_purpose(r->arena, login));

	db_exec(r->tx, "UPDATE login SET provider_id = $3, subject = $4, sid = $5, id_token = $6 WHERE district_id = $1 AND id = $2",
	    tx_district(r->tx), login, provider, a->subject, a->sid, hint != NULL ? hint : "");
}

bool
login_hint(struct request *r, const char *token, int64_t *ret_provider, const char **ret_id_token)
{
	int64_t login;
	const char *sealed;
	struct rows rows = db_query(r->tx,
	    "SELECT id, provider_id, id_token FROM login WHERE district_id = $1 AND token_hash = $2 AND ended_at > $3 AND provider_id <> 0",
	    tx_district(r->tx), hash_token(r->arena, token), r->now - TRIP);

	if (!db_one(&rows, &login, ret_provider, &sealed))
		return false;
	*ret_id_token = *sealed == '\0' ? NULL : unseal(r->arena, sealed, hint_purpose(r->arena, login));
	return true;
}

int64_t
logins_end_of(struct tx *tx, int64_t provider, const char *sid, const char *subject)
{
	if (*sid != '\0')
		return db_exec(tx, "UPDATE login SET ended_at = $4 WHERE district_id = $1 AND provider_id = $2 AND sid = $3 AND ended_at = 0",
		    tx_district(tx), provider, sid, clock_now());
	return db_exec(tx, "UPDATE login SET ended_at = $4 WHERE district_id = $1 AND provider_id = $2 AND subject = $3 AND ended_at = 0",
	    tx_district(tx), provider, subject, clock_now());
}

bool
logout_first(struct tx *tx, int64_t provider, const char *jti, int64_t ends_at)
{
	return db_exec(tx,
	    "INSERT INTO provider_logout (district_id, provider_id, jti_hash, ends_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
	    tx_district(tx), provider, hash_token(tx_arena(tx), jti), ends_at) == 1;
}

void
providers_sweep(struct tx *tx)
{
	int64_t now = clock_now();

	db_exec(tx, "DELETE FROM provider_trip WHERE district_id = $1 AND began_at < $2", tx_district(tx), now - DAY);
	db_exec(tx, "DELETE FROM provider_logout WHERE district_id = $1 AND ends_at < $2", tx_district(tx), now);
	db_exec(tx, "UPDATE login SET id_token = '' WHERE district_id = $1 AND id_token <> '' AND ended_at > 0 AND ended_at < $2",
	    tx_district(tx), now - DAY);
}
