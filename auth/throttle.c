#include "auth/throttle.h"
#include "auth/browser.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/text.h"
#include "db/db.h"
#include <arpa/inet.h>

enum { MINUTE = 60, HOUR = 3600, DAY = 86400, OVER_MOST = 10 };

/* A bucket that leaks: `free` failures fit in it, and as many run out in an
 * hour.  While it is over, each failure makes the next try wait `first` seconds,
 * then twice as long each time, at most `most`. */
static const struct { const char *name; int free, first, most; } rules[THROTTLES] = {
	[THROTTLE_ACCOUNT]      = { "account", 5, 2, MINUTE },
	[THROTTLE_KNOWN]        = { "known", 5, 2, MINUTE },
	[THROTTLE_NETWORK]      = { "network", 600, 1, 20 },
	[THROTTLE_LINK]         = { "link", 3, MINUTE, 10 * MINUTE },
	[THROTTLE_LINK_KNOWN]   = { "link-known", 3, MINUTE, 10 * MINUTE },
	[THROTTLE_LINK_NETWORK] = { "link-network", 3000, 1, 20 },
	[THROTTLE_TRIP_NETWORK] = { "trip-network", 3000, 1, 20 },
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

/* How full it is now, a failure being HOUR, so that what runs out in a second is whole. */
static int64_t
level(struct tx *tx, enum throttle t, const char *who, int64_t *ret_last)
{
	int64_t full = 0;
	struct rows rows = db_query(tx, "SELECT failures, last_at FROM throttle WHERE district_id = $1 AND what = $2",
	    tx_district(tx), row_of(tx, t, who));

	*ret_last = 0;
	db_one(&rows, &full, ret_last);
	full -= (clock_now() - *ret_last) * rules[t].free;
	return full > 0 ? full : 0;
}

int64_t
throttle_wait(struct tx *tx, enum throttle t, const char *who)
{
	int64_t last, now = clock_now(), wait = rules[t].first;
	int64_t over = level(tx, t, who, &last) / HOUR - rules[t].free;

	if (over < 0)
		return 0;
	for (; over > 0 && wait < rules[t].most; over--)
		wait *= 2;
	if (wait > rules[t].most)
		wait = rules[t].most;
	return last + wait > now ? last + wait - now : 0;
}

void
throttle_count(struct tx *tx, enum throttle t, const char *who)
{
	int64_t last, most = (int64_t)(rules[t].free + OVER_MOST) * HOUR, full = level(tx, t, who, &last) + HOUR;

	db_exec(tx,
	    "INSERT INTO throttle (district_id, what, failures, last_at) VALUES ($1, $2, $3, $4)"
	    " ON CONFLICT (district_id, what) DO UPDATE SET failures = $3, last_at = $4",
	    tx_district(tx), row_of(tx, t, who), full > most ? most : full, clock_now());
}

void
throttle_clear(struct tx *tx, enum throttle t, const char *who)
{
	db_exec(tx, "DELETE FROM throttle WHERE district_id = $1 AND what = $2", tx_district(tx), row_of(tx, t, who));
}

void
throttle_sweep(struct tx *tx)
{
	db_exec(tx, "DELETE FROM throttle WHERE district_id = $1 AND last_at < $2", tx_district(tx), clock_now() - DAY);
}
