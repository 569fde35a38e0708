/* What is due in the office: answers that did not come, guests whose last day
 * is over, merges that can no longer be undone. */
#include "base/clock.h"
#include "db/setting.h"
#include "office/accounts.h"
#include "office/merging.h"
#include "office/office_pages.h"

static void
hourly_work(struct tx *tx, void *arg)
{
	(void)arg;
	asks_due(tx);
}

static void
daily_work(struct tx *tx, void *arg)
{
	struct district *d = district_find(tx, tx_district(tx));

	(void)arg;
	guests_end(tx, date_iso(tx_arena(tx), zone_civil(zone_find(d->zone), clock_now())));
	merges_forget(tx);
}

static const char *
hourly(struct job_run *run)
{
	return job_write(run, hourly_work, NULL) == DB_DONE ? NULL : "the data could not be written";
}

static const char *
daily(struct job_run *run)
{
	return job_write(run, daily_work, NULL) == DB_DONE ? NULL : "the data could not be written";
}

const struct job office_jobs[] = {
	{ "office.asked", hourly, .every = 3600 },
	{ "office.daily", daily, .every = 86400 },
	{0}
};
