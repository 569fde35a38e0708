/* Providers as they are set up, and what they said of themselves. */
#include "auth/provider.h"
#include "auth/seal.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/text.h"
#include "db/setting.h"
#include "http/fetch.h"

enum { MINUTE = 60, DAY = 86400 };

#define PROVIDER \
	"SELECT id, name, issuer, client_id, secret, claim, domain, trusts_email, active FROM provider"

static const char *
purpose_of(struct tx *tx, int64_t id)
{
	return arena_printf(tx_arena(tx), "provider %lld %lld", (long long)tx_district(tx), (long long)id);
}

static bool
provider_next(struct tx *tx, struct rows *rows, struct provider *d)
{
	const char *sealed;

	if (!db_next(rows, &d->id, &d->name, &d->issuer, &d->client_id, &sealed, &d->claim, &d->domain, &d->trusts_email, &d->active))
		return false;
	d->secret = *sealed == '\0' ? "" : unseal(tx_arena(tx), sealed, purpose_of(tx, d->id));
	d->secret_lost = d->secret == NULL;
	d->secret = arena_text(tx_arena(tx), d->secret);
	return true;
}

static bool
is_trial(struct tx *tx)
{
	return url_is_this_machine(setting_text(tx, "site.url", "http://127.0.0.1:8080"));
}

struct providers
provider_list(struct tx *tx, bool active_only)
{
	struct providers list = {0};
	struct provider d = { .here = is_trial(tx) };
	struct rows rows = db_query(tx,
	    PROVIDER " WHERE district_id = $1 AND removed_at = 0 AND active >= $2 ORDER BY name, id", tx_district(tx), active_only);

	while (provider_next(tx, &rows, &d))
		*LIST_ADD(tx_arena(tx), &list) = d;
	return list;
}

struct provider *
provider_find(struct tx *tx, int64_t id)
{
	struct provider *d = NEW(tx_arena(tx), struct provider);
	bool here = is_trial(tx);
	struct rows rows = db_query(tx, PROVIDER " WHERE district_id = $1 AND id = $2 AND removed_at = 0", tx_district(tx), id);
	bool found = provider_next(tx, &rows, d);

	db_done(&rows);
	d->here = here;
	return found ? d : NULL;
}

bool
provider_put(struct tx *tx, struct provider *d)
{
	bool is_new = d->id == 0;
	int64_t id = is_new ? id_make() : d->id;
	const char *sealed = d->secret == NULL || *d->secret == '\0' ? "" : seal(tx_arena(tx), d->secret, purpose_of(tx, id));

	if (sealed == NULL)
		return false;
	if (is_new)
		db_exec(tx,
		    "INSERT INTO provider (district_id, id, name, issuer, client_id, secret, claim, domain, trusts_email, active, removed_at)"
		    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0)",
		    tx_district(tx), id, d->name, d->issuer, d->client_id, sealed, d->claim, d->domain, d->trusts_email);
	else
		db_exec(tx,
		    "UPDATE provider SET name = $3, issuer = $4, client_id = $5, claim = $6, domain = $7, trusts_email = $8"
		    " WHERE district_id = $1 AND id = $2",
		    tx_district(tx), id, d->name, d->issuer, d->client_id, d->claim, d->domain, d->trusts_email);
	if (!is_new && d->secret != NULL)
		db_exec(tx, "UPDATE provider SET secret = $3 WHERE district_id = $1 AND id = $2", tx_district(tx), id, sealed);
	db_exec(tx, "DELETE FROM provider_memory WHERE district_id = $1 AND provider_id = $2", tx_district(tx), id);
	d->id = id;
	return true;
}

void
provider_active(struct tx *tx, int64_t id, bool active)
{
	db_exec(tx, "UPDATE provider SET active = $3 WHERE district_id = $1 AND id = $2", tx_district(tx), id, active);
}

bool
provider_remove(struct tx *tx, int64_t id, bool removed)
{
	return db_exec(tx, "UPDATE provider SET removed_at = $3 WHERE district_id = $1 AND id = $2",
	    tx_district(tx), id, removed ? clock_now() : 0) == 1;
}

struct provider_memory
provider_memory(struct tx *tx, int64_t id)
{
	struct provider_memory m = {0};
	struct rows rows = db_query(tx,
	    "SELECT about, about_at, keys, keys_at FROM provider_memory WHERE district_id = $1 AND provider_id = $2",
	    tx_district(tx), id);

	db_one(&rows, &m.about, &m.about_at, &m.keys, &m.keys_at);
	return m;
}

static void
memory_begin(struct tx *tx, int64_t id)
{
	db_exec(tx,
	    "INSERT INTO provider_memory (district_id, provider_id, about, about_at, keys, keys_at, asked_at, logout_at)"
	    " VALUES ($1, $2, '', 0, '', 0, 0, 0) ON CONFLICT DO NOTHING", tx_district(tx), id);
}

void
provider_remember_about(struct tx *tx, int64_t id, const char *about)
{
	memory_begin(tx, id);
	db_exec(tx, "UPDATE provider_memory SET about = $3, about_at = $4 WHERE district_id = $1 AND provider_id = $2",
	    tx_district(tx), id, about, clock_now());
}

void
provider_remember_keys(struct tx *tx, int64_t id, const char *keys)
{
	memory_begin(tx, id);
	db_exec(tx, "UPDATE provider_memory SET keys = $3, keys_at = $4 WHERE district_id = $1 AND provider_id = $2",
	    tx_district(tx), id, keys, clock_now());
}

bool
provider_may_ask_again(struct tx *tx, int64_t id, bool for_logout)
{
	int64_t now = clock_now();

	memory_begin(tx, id);
	if (for_logout)
		return db_exec(tx, "UPDATE provider_memory SET logout_at = $3 WHERE district_id = $1 AND provider_id = $2 AND logout_at <= $4",
		    tx_district(tx), id, now, now - MINUTE) == 1;
	return db_exec(tx, "UPDATE provider_memory SET asked_at = $3 WHERE district_id = $1 AND provider_id = $2 AND asked_at <= $4",
	    tx_district(tx), id, now, now - MINUTE) == 1;
}
