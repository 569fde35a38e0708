#include "demo/demo_world.h"
#include "auth/password.h"
#include "base/id.h"
#include "db/setting.h"

static void
make(struct tx *tx, void *arg)
{
	struct world *w = arg;

	w->chance.state = w->seed;      /* work may be run again, and comes out the same */
	w->nstaff = 0;
	w->text = demo_text(tx_arena(tx));
	demo_people(tx, w);
	demo_practices(tx, w);
	setting_put(tx, "demo.outbox", "1");
}

static void
make_district(struct tx *tx, void *arg)
{
	district_add(tx, arg);
}

bool
demo_fill(struct db *db, struct arena *a, int64_t district, const char *zone, uint64_t seed)
{
	struct world *w = NEW(a, struct world);

	w->seed = seed;
	year_begin(&w->year, zone_find(zone), clock_now());
	w->hash = password_hash(a, demo_password);
	return db_run(db, DB_WRITE, district, a, make, w) == DB_DONE;
}

const char *
demo_make(struct db *db, struct arena *a, uint64_t seed)
{
	struct district d = { .id = id_make(), .slug = "juniper", .name = "Juniper Valley Schools (demonstration)",
	    .zone = "America/Denver", .language = "en" };

	if (db_run(db, DB_WRITE, 0, a, make_district, &d) != DB_DONE)
		return "there is a demonstration district in these data already";
	return demo_fill(db, a, d.id, d.zone, seed) ? NULL : "the demonstration district could not be written";
}
