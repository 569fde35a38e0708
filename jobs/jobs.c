#include "jobs/jobs.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/log.h"
#include "base/text.h"
#include "db/setting.h"
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

enum { TRIES = 10, CLAIM_SECONDS = 300, LOOK_SECONDS = 5, WIND_SECONDS = 60 };

enum db_end
job_read(struct job_run *run, void (*work)(struct tx *, void *), void *arg)
{
	return db_run(run->reader, DB_READ, run->district, run->arena, work, arg);
}

enum db_end
job_write(struct job_run *run, void (*work)(struct tx *, void *), void *arg)
{
	return run->writer == NULL ? db_run(run->reader, DB_WRITE, run->district, run->arena, work, arg) :
	    writer_run(run->writer, run->district, run->arena, work, arg);
}

bool
job_put(struct tx *tx, const char *kind, int64_t subject, const char *note, int64_t due, const char *once)
{
	return db_exec(tx,
	    "INSERT INTO job (district_id, id, kind, subject_id, note, once, due_at, tries, claimed_to, done_at, failed_at, why)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, 0, 0, '') ON CONFLICT DO NOTHING",
	    tx_district(tx), id_make(), kind, subject, note != NULL ? note : "", once, due) == 1;
}

struct due { const struct job *const *kinds; int64_t now, id, subject, tries; const char *kind, *note, *why; bool found; int64_t district; };

static void
claim(struct tx *tx, void *arg)
{
	struct due *due = arg;
	struct rows rows = db_query(tx,
	    "SELECT id, kind, subject_id, note, tries FROM job"
	    " WHERE district_id = $1 AND done_at = 0 AND failed_at = 0 AND due_at <= $2 AND claimed_to <= $2"
	    " ORDER BY due_at, id LIMIT 1", tx_district(tx), due->now);

	due->found = db_one(&rows, &due->id, &due->kind, &due->subject, &due->note, &due->tries);
	if (due->found)
		due->found = db_exec(tx,
		    "UPDATE job SET claimed_to = $3, tries = tries + 1"
		    " WHERE district_id = $1 AND id = $2 AND claimed_to <= $4 AND done_at = 0",
		    tx_district(tx), due->id, due->now + CLAIM_SECONDS, due->now) == 1;
}

static const struct job *
kind_find(const struct job *const *kinds, const char *name)
{
	for (; *kinds != NULL; kinds++)
		for (const struct job *j = *kinds; j->kind != NULL; j++)
			if (text_eq(j->kind, name))
				return j;
	return NULL;
}

static void
settle(struct tx *tx, void *arg)
{
	struct due *due = arg;
	const struct job *kind = kind_find(due->kinds, due->kind);
	int64_t most = kind != NULL && kind->tries > 0 ? kind->tries : TRIES;

	if (due->why == NULL) {
		db_exec(tx, "DELETE FROM job WHERE district_id = $1 AND id = $2 AND once IS NULL", tx_district(tx), due->id);
		db_exec(tx, "UPDATE job SET done_at = $3 WHERE district_id = $1 AND id = $2", tx_district(tx), due->id, due->now);
		return;
	}
	bool over = due->tries + 1 >= most;
	int64_t pause = 60ll << (due->tries < 10 ? due->tries : 10);
	db_exec(tx,
	    "UPDATE job SET claimed_to = 0, due_at = $3, failed_at = $4, why = $5 WHERE district_id = $1 AND id = $2",
	    tx_district(tx), due->id, due->now + pause, over ? due->now : 0, due->why);
}

static void
look(struct tx *tx, void *arg)
{
	struct due *due = arg;

	due->found = db_number(tx,
	    "SELECT count(*) FROM (SELECT id FROM job WHERE district_id = $1 AND done_at = 0 AND failed_at = 0"
	    " AND due_at <= $2 AND claimed_to <= $2 LIMIT 1) AS j", tx_district(tx), due->now) > 0;
}

/* Looking costs a read; only what is there costs the writer a turn. */
static bool
anything_due(struct db *reader, struct due *due, struct arena *a)
{
	return db_run(reader, DB_READ, due->district, a, look, due) == DB_DONE && due->found;
}

/* One job of one district; false: nothing is due. */
static bool
run_one(struct db *reader, struct writer *writer, struct due *due, struct arena *a)
{
	if (!anything_due(reader, due, a) || writer_run(writer, due->district, a, claim, due) != DB_DONE || !due->found)
		return false;
	const struct job *kind = kind_find(due->kinds, due->kind);
	struct job_run run = { .arena = a, .district = due->district, .subject = due->subject, .note = due->note,
	    .reader = reader, .writer = writer, .now = due->now };
	due->why = kind == NULL ? "this program does not know this kind of job" : kind->run(&run);
	if (due->why != NULL)
		log_warn("what=\"job failed\" kind=%s why=\"%s\"", due->kind, due->why);
	writer_run(writer, due->district, a, settle, due);
	return true;
}

struct clockwork { const struct job *const *kinds; int64_t now; };

/* A clockwork job is put once for each of its periods. */
static void
wind(struct tx *tx, void *arg)
{
	struct clockwork *c = arg;

	db_exec(tx, "DELETE FROM job WHERE district_id = $1 AND done_at > 0 AND done_at < $2 AND once LIKE 'clockwork %'",
	    tx_district(tx), c->now - 8 * 86400);
	for (const struct job *const *list = c->kinds; *list != NULL; list++)
		for (const struct job *j = *list; j->kind != NULL; j++)
			if (j->every > 0)
				job_put(tx, j->kind, 0, NULL, c->now,
				    arena_printf(tx_arena(tx), "clockwork %lld", (long long)(c->now / j->every)));
}

static void
list_districts(struct tx *tx, void *arg)
{
	*(struct districts *)arg = district_list(tx);
}

static int
run_due(struct db *reader, struct writer *writer, const struct job *const *kinds, int64_t now, int64_t last_wound)
{
	struct arena *all = arena_new(), *each = arena_new();
	struct districts districts = {0};
	int ran = 0;

	db_run(reader, DB_READ, 0, all, list_districts, &districts);
	for (size_t i = 0; i < districts.n; i++) {
		struct due due = { .kinds = kinds, .now = now, .district = districts.at[i].id };
		struct clockwork clockwork = { kinds, now };
		if (now / WIND_SECONDS != last_wound / WIND_SECONDS)
			writer_run(writer, due.district, each, wind, &clockwork);
		while (run_one(reader, writer, &due, each)) {
			ran++;
			arena_reset(each);
		}
		arena_reset(each);
	}
	arena_free(each);
	arena_free(all);
	return ran;
}

int
jobs_run_due(struct db *reader, struct writer *writer, const struct job *const *kinds, int64_t now)
{
	return run_due(reader, writer, kinds, now, 0);
}

struct jobs {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t woken;
	bool stopping, wake;
	struct db *reader;
	struct writer *writer;
	const struct job *const *kinds;
};

static void *
jobs_thread(void *arg)
{
	struct jobs *j = arg;
	int64_t wound = 0;

	pthread_mutex_lock(&j->lock);
	while (!j->stopping) {
		j->wake = false;
		pthread_mutex_unlock(&j->lock);
		int64_t now = clock_now();
		run_due(j->reader, j->writer, j->kinds, now, wound);
		wound = now;
		pthread_mutex_lock(&j->lock);
		struct timespec until;
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_sec += LOOK_SECONDS;
		while (!j->stopping && !j->wake && pthread_cond_timedwait(&j->woken, &j->lock, &until) == 0)
			;
	}
	pthread_mutex_unlock(&j->lock);
	return NULL;
}

struct jobs *
jobs_start(const char *place, struct writer *writer, const struct job *const *kinds, const char **ret_error)
{
	struct jobs *j = calloc(1, sizeof(*j));

	if (j == NULL)
		abort();
	if ((j->reader = db_open(place, ret_error)) == NULL) {
		free(j);
		return NULL;
	}
	j->writer = writer;
	j->kinds = kinds;
	pthread_mutex_init(&j->lock, NULL);
	pthread_cond_init(&j->woken, NULL);
	if (pthread_create(&j->thread, NULL, jobs_thread, j) != 0)
		abort();
	return j;
}

void
jobs_wake(struct jobs *j)
{
	pthread_mutex_lock(&j->lock);
	j->wake = true;
	pthread_cond_signal(&j->woken);
	pthread_mutex_unlock(&j->lock);
}

void
jobs_stop(struct jobs *j)
{
	pthread_mutex_lock(&j->lock);
	j->stopping = true;
	pthread_cond_signal(&j->woken);
	pthread_mutex_unlock(&j->lock);
	pthread_join(j->thread, NULL);
	db_close(j->reader);
	free(j);
}
