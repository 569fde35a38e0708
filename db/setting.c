#include "db/setting.h"
#include "base/id.h"
#include "base/text.h"
#include <string.h>

const char *
setting_text(struct tx *tx, const char *name, const char *otherwise)
{
	const char *value;
	struct rows rows = db_query(tx, "SELECT value FROM setting WHERE district_id = $1 AND name = $2",
	    tx_district(tx), name);

	return db_one(&rows, &value) ? value : otherwise;
}

int64_t
setting_i64(struct tx *tx, const char *name, int64_t otherwise)
{
	int64_t value;

	return text_i64(setting_text(tx, name, NULL), &value) ? value : otherwise;
}

void
setting_put(struct tx *tx, const char *name, const char *value)
{
	if (value == NULL)
		db_exec(tx, "DELETE FROM setting WHERE district_id = $1 AND name = $2", tx_district(tx), name);
	else
		db_exec(tx,
		    "INSERT INTO setting (district_id, name, value) VALUES ($1, $2, $3)"
		    " ON CONFLICT (district_id, name) DO UPDATE SET value = $3", tx_district(tx), name, value);
}

#define DISTRICT "SELECT id, slug, host, name, zone, language FROM district"

static bool
district_next(struct rows *rows, struct district *d)
{
	return db_next(rows, &d->id, &d->slug, &d->host, &d->name, &d->zone, &d->language);
}

static struct district *
district_only(struct tx *tx, struct rows rows)
{
	struct district *d = NEW(tx_arena(tx), struct district);
	bool found = district_next(&rows, d);

	db_done(&rows);
	return found ? d : NULL;
}

struct districts
district_list(struct tx *tx)
{
	struct districts list = {0};
	struct district d = {0};
	struct rows rows = db_query(tx, DISTRICT " ORDER BY name, id");

	while (district_next(&rows, &d))
		*LIST_ADD(tx_arena(tx), &list) = d;
	return list;
}

struct district *
district_find(struct tx *tx, int64_t id)
{
	return district_only(tx, db_query(tx, DISTRICT " WHERE id = $1", id));
}

/* NULL: there is none, or there are several. */
static struct district *
district_alone(struct tx *tx)
{
	struct district *d = NEW(tx_arena(tx), struct district), other;
	struct rows rows = db_query(tx, DISTRICT " LIMIT 2");
	bool alone = district_next(&rows, d) && !district_next(&rows, &other);

	db_done(&rows);
	return alone ? d : NULL;
}

struct district *
district_of(struct tx *tx, const char *host, const char *slug, bool *ret_by_slug)
{
	struct district *d = district_only(tx, db_query(tx, DISTRICT " WHERE host = $1", host));

	*ret_by_slug = false;
	if (d == NULL && slug != NULL && *slug != '\0') {
		d = district_only(tx, db_query(tx, DISTRICT " WHERE slug = $1", slug));
		*ret_by_slug = d != NULL;
	}
	return d != NULL ? d : district_alone(tx);
}

void
district_add(struct tx *tx, const struct district *d)
{
	db_exec(tx,
	    "INSERT INTO district (id, slug, host, name, zone, language) VALUES ($1, $2, $3, $4, $5, $6)",
	    d->id != 0 ? d->id : id_make(), d->slug, d->host, d->name, d->zone, d->language);
}

void
district_put(struct tx *tx, const struct district *d)
{
	db_exec(tx, "UPDATE district SET name = $2, zone = $3, language = $4 WHERE id = $1", d->id, d->name, d->zone, d->language);
}
