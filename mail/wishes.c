#include "mail/wishes.h"
#include "db/setting.h"

enum { QUIET_FROM = 20, QUIET_TO = 6 };

void
mail_switch_off(struct tx *tx, int64_t person, const char *topic)
{
	db_exec(tx, "INSERT INTO mail_off (district_id, person_id, topic) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
	    tx_district(tx), person, topic);
}

void
mail_switch_on(struct tx *tx, int64_t person, const char *topic)
{
	db_exec(tx, "DELETE FROM mail_off WHERE district_id = $1 AND person_id = $2 AND topic = $3",
	    tx_district(tx), person, topic);
}

bool
mail_is_off(struct tx *tx, int64_t person, const char *topic)
{
	return person != 0 && db_number(tx,
	    "SELECT count(*) FROM mail_off WHERE district_id = $1 AND person_id = $2 AND topic = $3",
	    tx_district(tx), person, topic) > 0;
}

const struct zone *
district_zone(struct tx *tx)
{
	struct district *d = district_find(tx, tx_district(tx));

	return d == NULL ? NULL : zone_find(d->zone);
}

struct quiet
quiet_of(struct tx *tx, int64_t person, bool *ret_own)
{
	struct quiet q;
	struct rows rows = db_query(tx,
	    "SELECT from_hour, to_hour FROM mail_quiet WHERE district_id = $1 AND person_id = $2", tx_district(tx), person);
	bool own = db_one(&rows, &q.from, &q.to);

	if (ret_own != NULL)
		*ret_own = own;
	return own ? q : (struct quiet){ .from = (int)setting_i64(tx, "mail.quiet_from", QUIET_FROM),
	    .to = (int)setting_i64(tx, "mail.quiet_to", QUIET_TO) };
}

void
quiet_put(struct tx *tx, int64_t person, const struct quiet *q)
{
	db_exec(tx, "DELETE FROM mail_quiet WHERE district_id = $1 AND person_id = $2", tx_district(tx), person);
	if (q != NULL)
		db_exec(tx, "INSERT INTO mail_quiet (district_id, person_id, from_hour, to_hour) VALUES ($1, $2, $3, $4)",
		    tx_district(tx), person, q->from, q->to);
}

static bool
is_quiet(struct quiet q, int hour)
{
	return q.from <= q.to ? hour >= q.from && hour < q.to : hour >= q.from || hour < q.to;
}

int64_t
quiet_over(struct quiet q, const struct zone *zone, int64_t at)
{
	struct civil c = zone_civil(zone, at);

	if (!is_quiet(q, c.hour))
		return at;
	if (c.hour >= q.to)
		c = date_from_number(date_number(c) + 1);
	c.hour = q.to;
	c.minute = c.second = 0;
	return zone_seconds(zone, c);
}
