#include "auth/throttle.h"
#include "auth/browser.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/text.h"
#include "db/db.h"
#include <arpa/inet.h>

enum { MINUTE = 60, HOUR = 3600 };

/* After `free` failures the next try waits `first` seconds, then twice as long
 * each time, at most `most`; an hour without one and all is forgotten. */
static const struct { const char *name; int free, first, most; } rules[THROTTLES] = {
	[THROTTLE_ACCOUNT]      = { "account", 5, 2, MINUTE },
	[THROTTLE_KNOWN]        = { "known", 5, 2, MINUTE },
	[THROTTLE_NETWORK]      = { "network", 200, 1, 20 },
	[THROTTLE_LINK]         = { "link", 3, MINUTE, 10 * MINUTE },
	[THROTTLE_LINK_KNOWN]   = { "link-known", 3, MINUTE, 10 * MINUTE },
	[THROTTLE_LINK_NETWORK] = { "link-network", 500, 1, 20 },
};

const char *
throttle_network(struct request *r)
{
	struct in6_addr v6;

	if (inet_pton(AF_INET6, r->peer, &v6) != 1)
		return r->peer;
	return arena_printf(r->arena, "%02x%02x:%02x%02x:%02x%02x:%02x%02x", v6.s6_addr[0], v6.s6_addr[1], v6.s6_addr[2],
	    v6.s6_addr[3], v6.s6_addr[4], v6.s6_addr[5], v6.s6_addr[6], v6.s6_addr[7]);
}

const char *
throttle_account(struct request *r, const char *email, bool known)
{
	return hash_token(r->arena, known ? arena_printf(r->arena, "%s\n%s", email, browser_token(r)) : email);
}

static const char *
row_of(struct tx *tx, enum throttle t, const char *who)
{
	return arena_printf(tx_arena(tx), "%s:%s", rules[t].name, who);
}

int64_t
throttle_wait(struct tx *tx, enum throttle t, const char *who)
{
	int64_t failures = 0, last = 0, now = clock_now(), wait = rules[t].first;
	struct rows rows = db_query(tx, "SELECT failures, last_at FROM throttle WHERE district_id = $1 AND what = $2",
	    tx_district(tx), row_of(tx, t, who));

	if (!db_one(&rows, &failures, &last) || failures < rules[t].free || now - last > HOUR)
		return 0;
	for (int64_t over = failures - rules[t].free; over > 0 && wait < rules[t].most; over--)
		wait *= 2;
	if (wait > rules[t].most)
		wait = rules[t].most;
	return last + wait > now ? last + wait - now : 0;
}

void
throttle_count(struct tx *tx, enum throttle t, const char *who)
{
	int64_t now = clock_now();

	db_exec(tx,
	    "INSERT INTO throttle (district_id, what, failures, last_at) VALUES ($1, $2, 1, $3)"
	    " ON CONFLICT (district_id, what) DO UPDATE SET last_at = $3,"
	    " failures = CASE WHEN throttle.last_at < $4 THEN 1 ELSE throttle.failures + 1 END",
	    tx_district(tx), row_of(tx, t, who), now, now - HOUR);
}

void
throttle_clear(struct tx *tx, enum throttle t, const char *who)
{
	db_exec(tx, "DELETE FROM throttle WHERE district_id = $1 AND what = $2", tx_district(tx), row_of(tx, t, who));
}

void
throttle_sweep(struct tx *tx)
{
	db_exec(tx, "DELETE FROM throttle WHERE district_id = $1 AND last_at < $2", tx_district(tx), clock_now() - HOUR);
}
