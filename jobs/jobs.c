#include "jobs/jobs.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/log.h"
#include "base/text.h"
#include "db/setting.h"
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

enum { TRIES = 10, CLAIM_SECONDS = 300, LOOK_SECONDS = 5, QUEUE_SECONDS = 1, WIND_SECONDS = 60, LANES = 4, KEPT_SECONDS = 8 * 86400 };

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

bool
job_take_back(struct tx *tx, const char *kind, const char *once)
{
	return db_exec(tx, "DELETE FROM job WHERE district_id = $1 AND kind = $2 AND once = $3 AND tries = 0",
	    tx_district(tx), kind, once) == 1;
}

struct work { const struct job *const *kinds; struct jobs *jobs; struct db *reader; struct writer *writer; int64_t district, now; };
struct failed_jobs
jobs_failed(struct tx *tx, int64_t limit)
{
	struct failed_jobs list = {0};
	struct failed_job j = {0};
	struct rows rows = db_query(tx,
	    "SELECT id, failed_at, tries, kind, why FROM job WHERE district_id = $1 AND done_at = 0 AND failed_at > 0"
	    " ORDER BY failed_at DESC, id LIMIT $2", tx_district(tx), limit);

	while (db_next(&rows, &j.id, &j.failed_at, &j.tries, &j.kind, &j.why))
		*LIST_ADD(tx_arena(tx), &list) = j;
	return list;
}

bool
job_again(struct tx *tx, int64_t id, int64_t now)
{
	return db_exec(tx,
	    "UPDATE job SET failed_at = 0, tries = 0, claimed_to = 0, due_at = $3"
	    " WHERE district_id = $1 AND id = $2 AND done_at = 0 AND failed_at > 0", tx_district(tx), id, now) == 1;
}

bool
job_let_be(struct tx *tx, int64_t id, bool let, int64_t now)
{
	return db_exec(tx,
	    "UPDATE job SET done_at = $3 WHERE district_id = $1 AND id = $2 AND failed_at > 0 AND (done_at = 0) = ($3 > 0)",
	    tx_district(tx), id, let ? now : 0) == 1;
}

struct due { struct work work; int64_t id, subject, tries; const char *kind, *note, *why; bool found; };

static const struct job *
kind_find(const struct job *const *kinds, const char *name)
{
	for (; *kinds != NULL; kinds++)
		for (const struct job *j = *kinds; j->kind != NULL; j++)
			if (text_eq(j->kind, name))
				return j;
	return NULL;
}

static bool
is_last_try(const struct due *due)
{
	const struct job *kind = kind_find(due->work.kinds, due->kind);

	return due->tries + 1 >= (kind != NULL && kind->tries > 0 ? kind->tries : TRIES);
}

static void
settle(struct tx *tx, void *arg)
{
	struct due *due = arg;

	if (due->why == NULL) {
		db_exec(tx, "DELETE FROM job WHERE district_id = $1 AND id = $2 AND once IS NULL", tx_district(tx), due->id);
		db_exec(tx, "UPDATE job SET done_at = $3 WHERE district_id = $1 AND id = $2", tx_district(tx), due->id, due->work.now);
		return;
	}
	int64_t pause = 60ll << (due->tries < 10 ? due->tries : 10);
	db_exec(tx,
	    "UPDATE job SET claimed_to = 0, due_at = $3, failed_at = $4, why = $5 WHERE district_id = $1 AND id = $2",
	    tx_district(tx), due->id, due->work.now + pause, is_last_try(due) ? due->work.now : 0, due->why);
}

static void
claim(struct tx *tx, void *arg)
{
	struct due *due = arg;
	int64_t now = due->work.now, claimed = 0;
	struct rows rows = db_query(tx,
	    "SELECT id, kind, subject_id, note, tries, claimed_to FROM job"
	    " WHERE district_id = $1 AND done_at = 0 AND failed_at = 0 AND due_at <= $2 AND claimed_to <= $2"
	    " ORDER BY due_at, id LIMIT 1", tx_district(tx), now);

	due->why = NULL;
	due->found = db_one(&rows, &due->id, &due->kind, &due->subject, &due->note, &due->tries, &claimed);
	if (!due->found)
		return;
	/* Claimed, and neither done nor failed: whoever had it ended in the middle. */
	if (claimed != 0) {
		due->tries--;
		due->why = "the program ended while it ran";
		settle(tx, due);
		return;
	}
	due->found = db_exec(tx,
	    "UPDATE job SET claimed_to = $3, tries = tries + 1"
	    " WHERE district_id = $1 AND id = $2 AND claimed_to <= $4 AND done_at = 0",
	    tx_district(tx), due->id, now + CLAIM_SECONDS, now) == 1;
}

static void
look(struct tx *tx, void *arg)
{
	struct due *due = arg;

	due->found = db_number(tx,
	    "SELECT count(*) FROM (SELECT id FROM job WHERE district_id = $1 AND done_at = 0 AND failed_at = 0"
	    " AND due_at <= $2 AND claimed_to <= $2 LIMIT 1) AS j", tx_district(tx), due->work.now) > 0;
}

static struct job_run
run_of(const struct work *w, struct arena *a)
{
	return (struct job_run){ .arena = a, .district = w->district, .note = "", .reader = w->reader, .writer = w->writer,
	    .now = w->now, .jobs = w->jobs };
}

/* One job of one district; false: nothing is due.  Looking costs a read; only
 * what is there costs the writer a turn. */
static bool
run_one(const struct work *work, struct arena *a)
{
	struct due due = { .work = *work };

	if (db_run(work->reader, DB_READ, work->district, a, look, &due) != DB_DONE || !due.found ||
	    writer_run(work->writer, work->district, a, claim, &due) != DB_DONE || !due.found)
		return false;
	if (due.why != NULL)
		return true;
	const struct job *kind = kind_find(work->kinds, due.kind);
	struct job_run run = run_of(work, a);
	run.subject = due.subject;
	run.note = due.note;
	due.why = kind == NULL ? "this program does not know this kind of job" : kind->run(&run);
	if (due.why != NULL)
		log_warn("what=\"job failed\" kind=%s why=\"%s\"", due.kind, due.why);
	writer_run(work->writer, work->district, a, settle, &due);
	return true;
}

struct queue { const struct job *kind; int64_t now; bool waiting; };

static void
look_into(struct tx *tx, void *arg)
{
	struct queue *q = arg;

	q->waiting = q->kind->waiting(tx, q->now);
}

static bool
run_queue(const struct work *work, const struct job *kind, struct arena *a)
{
	struct queue q = { .kind = kind, .now = work->now };
	struct job_run run = run_of(work, a);

	if (db_run(work->reader, DB_READ, work->district, a, look_into, &q) != DB_DONE || !q.waiting)
		return false;
	const char *why = kind->run(&run);
	if (why != NULL)
		log_warn("what=\"queue stopped\" kind=%s why=\"%s\"", kind->kind, why);
	return true;
}

/* A clockwork job is put once for each of its periods. */
struct clockwork { const struct job *const *kinds; int64_t now; bool turns; };

static const char *
period_of(struct tx *tx, const struct job *j, int64_t now)
{
	const char *name = j->period != NULL ? j->period(tx, now) :
	    j->every > 0 ? arena_printf(tx_arena(tx), "%lld", (long long)(now / j->every)) : NULL;

	return name == NULL ? NULL : arena_printf(tx_arena(tx), "clockwork %s", name);
}

static void
look_at_clock(struct tx *tx, void *arg)
{
	struct clockwork *c = arg;

	for (const struct job *const *list = c->kinds; *list != NULL; list++)
		for (const struct job *j = *list; j->kind != NULL; j++) {
			const char *once = period_of(tx, j, c->now);
			c->turns |= once != NULL && db_number(tx,
			    "SELECT count(*) FROM job WHERE district_id = $1 AND kind = $2 AND once = $3",
			    tx_district(tx), j->kind, once) == 0;
		}
}

static void
wind(struct tx *tx, void *arg)
{
	struct clockwork *c = arg;

	db_exec(tx, "DELETE FROM job WHERE district_id = $1 AND done_at > 0 AND done_at < $2 AND once LIKE 'clockwork %'",
	    tx_district(tx), c->now - KEPT_SECONDS);
	for (const struct job *const *list = c->kinds; *list != NULL; list++)
		for (const struct job *j = *list; j->kind != NULL; j++) {
			const char *once = period_of(tx, j, c->now);
			if (once != NULL)
				job_put(tx, j->kind, 0, NULL, c->now, once);
		}
}

static void
wind_up(const struct work *w, struct arena *a)
{
	struct clockwork clock = { .kinds = w->kinds, .now = w->now };

	if (db_run(w->reader, DB_READ, w->district, a, look_at_clock, &clock) == DB_DONE && clock.turns)
		writer_run(w->writer, w->district, a, wind, &clock);
	arena_reset(a);
}

static void
list_districts(struct tx *tx, void *arg)
{
	*(struct districts *)arg = district_list(tx);
}

/* The clock goes on while a long list of work is done. */
static int64_t
now_or_later(int64_t now)
{
	int64_t clock = clock_now();

	return clock > now ? clock : now;
}

/* All that is due: of one queue, or of the rows. */
static int
run_due(struct work work, const struct job *queue, bool winds)
{
	struct arena *all = arena_new(), *each = arena_new();
	struct districts districts = {0};
	int64_t began = work.now;
	int ran = 0;

	db_run(work.reader, DB_READ, 0, all, list_districts, &districts);
	for (size_t i = 0; i < districts.n; i++) {
		work.district = districts.at[i].id;
		work.now = now_or_later(began);
		if (winds)
			wind_up(&work, each);
		while (queue == NULL ? run_one(&work, each) : run_queue(&work, queue, each)) {
			ran++;
			arena_reset(each);
			if (queue != NULL || (work.jobs != NULL && job_stopping(&(struct job_run){ .jobs = work.jobs })))
				break;
			work.now = now_or_later(began);
		}
		arena_reset(each);
	}
	arena_free(each);
	arena_free(all);
	return ran;
}

static const struct job *
queue_next(const struct job *const *kinds, const struct job *after)
{
	bool passed = after == NULL;

	for (; *kinds != NULL; kinds++)
		for (const struct job *j = *kinds; j->kind != NULL; j++) {
			if (passed && j->waiting != NULL)
				return j;
			passed = passed || j == after;
		}
	return NULL;
}

int
jobs_run_due(struct db *reader, struct writer *writer, const struct job *const *kinds, int64_t now)
{
	struct work work = { .kinds = kinds, .reader = reader, .writer = writer, .now = now };
	int ran = run_due(work, NULL, true);

	for (const struct job *q = queue_next(kinds, NULL); q != NULL; q = queue_next(kinds, q))
		ran += run_due(work, q, false);
	return ran;
}

/* A thread with its own connection, for the rows or for one queue. */
struct lane { pthread_t thread; struct jobs *jobs; struct db *reader; const struct job *queue; };

struct jobs {
	pthread_mutex_t lock;
	pthread_cond_t woken;
	bool stopping;
	unsigned wakes;
	struct writer *writer;
	const struct job *const *kinds;
	struct lane lanes[LANES];
	size_t n;
};

bool
job_stopping(const struct job_run *run)
{
	if (run->jobs == NULL)
		return false;
	pthread_mutex_lock(&run->jobs->lock);
	bool stopping = run->jobs->stopping;
	pthread_mutex_unlock(&run->jobs->lock);
	return stopping;
}

static void
sleep_a_little(struct jobs *j, unsigned wakes, int seconds)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += seconds;
	while (!j->stopping && j->wakes == wakes && pthread_cond_timedwait(&j->woken, &j->lock, &until) == 0)
		;
}

static void *
lane_thread(void *arg)
{
	struct lane *lane = arg;
	struct jobs *j = lane->jobs;
	int64_t wound = 0;

	pthread_mutex_lock(&j->lock);
	while (!j->stopping) {
		unsigned wakes = j->wakes;
		pthread_mutex_unlock(&j->lock);
		struct work work = { .kinds = j->kinds, .jobs = j, .reader = lane->reader, .writer = j->writer, .now = clock_now() };
		run_due(work, lane->queue, lane->queue == NULL && work.now / WIND_SECONDS != wound / WIND_SECONDS);
		wound = work.now;
		pthread_mutex_lock(&j->lock);
		sleep_a_little(j, wakes, lane->queue != NULL ? QUEUE_SECONDS : LOOK_SECONDS);
	}
	pthread_mutex_unlock(&j->lock);
	return NULL;
}

static const char *
lane_open(struct jobs *j, const char *place, const struct job *queue)
{
	struct lane *lane = &j->lanes[j->n];
	const char *error = NULL;

	if (j->n == LANES)
		return "there are more queues than lanes for them";
	*lane = (struct lane){ .jobs = j, .queue = queue, .reader = db_open(place, &error) };
	if (lane->reader != NULL)
		j->n++;
	return error;
}

static void
lanes_close(struct jobs *j)
{
	for (size_t i = 0; i < j->n; i++)
		db_close(j->lanes[i].reader);
	free(j);
}

struct jobs *
jobs_start(const char *place, struct writer *writer, const struct job *const *kinds, const char **ret_error)
{
	struct jobs *j = calloc(1, sizeof(*j));

	if (j == NULL)
		abort();
	j->writer = writer;
	j->kinds = kinds;
	*ret_error = lane_open(j, place, NULL);
	for (const struct job *q = queue_next(kinds, NULL); q != NULL && *ret_error == NULL; q = queue_next(kinds, q))
		*ret_error = lane_open(j, place, q);
	if (*ret_error != NULL) {
		lanes_close(j);
		return NULL;
	}
	pthread_mutex_init(&j->lock, NULL);
	pthread_cond_init(&j->woken, NULL);
	for (size_t i = 0; i < j->n; i++)
		if (pthread_create(&j->lanes[i].thread, NULL, lane_thread, &j->lanes[i]) != 0)
			abort();
	return j;
}

void
jobs_wake(struct jobs *j)
{
	pthread_mutex_lock(&j->lock);
	j->wakes++;
	pthread_cond_broadcast(&j->woken);
	pthread_mutex_unlock(&j->lock);
}

void
jobs_stop(struct jobs *j)
{
	pthread_mutex_lock(&j->lock);
	j->stopping = true;
	pthread_cond_broadcast(&j->woken);
	pthread_mutex_unlock(&j->lock);
	for (size_t i = 0; i < j->n; i++)
		pthread_join(j->lanes[i].thread, NULL);
	lanes_close(j);
}
