#include "auth/link.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/text.h"

enum { MINUTE = 60, DAY = 86400, FREE_TRIES = 5, WAIT_MOST = 60, FORGET = 3600 };

static const char *const purposes[] = { "sign-in", "operator", "slip", "email" };

const char *
link_make(struct tx *tx, int64_t person, enum link_purpose purpose, const char *browser, const char *email)
{
	struct arena *a = tx_arena(tx);
	const char *token = random_token(a);
	int64_t now = clock_now(), lives = purpose == LINK_SIGN_IN ? 15 * MINUTE : DAY;

	db_exec(tx,
	    "INSERT INTO sign_in_link (district_id, token_hash, person_id, browser, purpose, email, made_at, ends_at, used_at)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)",
	    tx_district(tx), hash_token(a, token), person, browser != NULL ? hash_token(a, browser) : "",
	    purposes[purpose], email, now, now + lives);
	return token;
}

struct link_found *
link_find(struct request *r, const char *token)
{
	struct link_found *found = NEW(r->arena, struct link_found);
	const char *browser, *purpose;
	struct rows rows = db_query(r->tx,
	    "SELECT person_id, browser, purpose, email FROM sign_in_link"
	    " WHERE district_id = $1 AND token_hash = $2 AND used_at = 0 AND ends_at > $3",
	    tx_district(r->tx), hash_token(r->arena, token), r->now);

	if (!db_one(&rows, &found->person_id, &browser, &purpose, &found->email))
		return NULL;
	for (int i = 0; i < 4; i++)
		if (text_eq(purpose, purposes[i]))
			found->purpose = (enum link_purpose)i;
	found->same_browser = same_bytes(browser, hash_token(r->arena, browser_token(r)));
	return found;
}

bool
link_use(struct tx *tx, const char *token)
{
	return db_exec(tx,
	    "UPDATE sign_in_link SET used_at = $3 WHERE district_id = $1 AND token_hash = $2 AND used_at = 0 AND ends_at > $3",
	    tx_district(tx), hash_token(tx_arena(tx), token), clock_now()) == 1;
}

int64_t
throttle_wait(struct tx *tx, const char *what)
{
	int64_t failures = 0, last = 0, now = clock_now();
	struct rows rows = db_query(tx, "SELECT failures, last_at FROM throttle WHERE district_id = $1 AND what = $2",
	    tx_district(tx), what);

	if (!db_one(&rows, &failures, &last) || failures < FREE_TRIES || now - last > FORGET)
		return 0;
	int64_t over = failures - FREE_TRIES, wait = over > 5 ? WAIT_MOST : 2ll << over;
	wait = wait > WAIT_MOST ? WAIT_MOST : wait;
	return last + wait > now ? last + wait - now : 0;
}

void
throttle_failed(struct tx *tx, const char *what)
{
	int64_t now = clock_now();

	db_exec(tx,
	    "INSERT INTO throttle (district_id, what, failures, last_at) VALUES ($1, $2, 1, $3)"
	    " ON CONFLICT (district_id, what) DO UPDATE SET last_at = $3,"
	    " failures = CASE WHEN throttle.last_at < $4 THEN 1 ELSE throttle.failures + 1 END",
	    tx_district(tx), what, now, now - FORGET);
}

void
throttle_clear(struct tx *tx, const char *what)
{
	db_exec(tx, "DELETE FROM throttle WHERE district_id = $1 AND what = $2", tx_district(tx), what);
}
