#include "db/writer.h"
#include "base/clock.h"
#include "base/log.h"
#include "db/engine.h"
#include <pthread.h>
#include <stdlib.h>

/* A group ends when it has lasted GROUP_MS, so nobody waits longer for those
 * before him; the fsync of its commit is shared by all in it. */
enum { GROUP_MOST = 256, GROUP_MS = 20, LONG_MS = 100, POSTGRES_THREADS = 4 };

struct hand {                   /* one thread and its connection */
	pthread_t thread;
	struct writer *writer;
	struct db *db;
};

struct writer {
	pthread_mutex_t lock;
	pthread_cond_t filled;
	struct write *first, **last;
	_Atomic size_t waiting;
	bool stopping, groups;
	size_t nhands;
	struct hand hands[POSTGRES_THREADS];
};

struct group {
	struct write *pieces[GROUP_MOST];
	enum db_end ends[GROUP_MOST];
	size_t n;
};

/* The next piece; NULL when there is none and we need not wait, or at the end. */
static struct write *
take(struct writer *w, bool wait)
{
	struct write *piece;

	pthread_mutex_lock(&w->lock);
	while (wait && w->first == NULL && !w->stopping)
		pthread_cond_wait(&w->filled, &w->lock);
	piece = w->first;
	if (piece != NULL) {
		w->first = piece->next;
		if (w->first == NULL)
			w->last = &w->first;
		w->waiting--;
	}
	pthread_mutex_unlock(&w->lock);
	return piece;
}

static enum db_end
run_piece(struct db *db, struct write *piece)
{
	int64_t began = clock_ms();
	enum db_end end = db_run(db, DB_WRITE, piece->district, piece->arena, piece->work, piece->arg);
	int64_t took = clock_ms() - began;

	if (took >= LONG_MS)
		log_warn("what=\"a write held up all others\" ms=%lld", (long long)took);
	return end;
}

static void
run_alone(struct db *db, struct write *piece)
{
	piece->done(run_piece(db, piece), piece->arg);
}

static void
group_fill(struct writer *w, struct db *db, struct group *g, struct write *piece)
{
	int64_t until = clock_ms() + GROUP_MS;

	for (; piece != NULL; piece = g->n < GROUP_MOST && clock_ms() < until ? take(w, false) : NULL) {
		g->pieces[g->n] = piece;
		g->ends[g->n++] = run_piece(db, piece);
		if (g->ends[g->n - 1] == DB_AWAY || db_group_gone(db))
			return;
	}
}

/* What the last piece of the group met may have met all of it. */
static bool
group_is_whole(const struct group *g, const struct db *db)
{
	return g->ends[g->n - 1] != DB_AWAY && !db_group_gone(db);
}

static void
run_group(struct writer *w, struct db *db, struct write *first)
{
	struct group g = {0};
	bool kept;

	if (db_group_begin(db) != FAULT_NONE) {
		run_alone(db, first);
		return;
	}
	group_fill(w, db, &g, first);
	if (group_is_whole(&g, db))
		kept = db_group_commit(db) == FAULT_NONE;
	else {
		db_group_drop(db);
		kept = false;
	}
	if (!kept)
		log_warn("what=\"a group of writes was lost; each runs again alone\" pieces=%zu", g.n);
	for (size_t i = 0; i < g.n; i++)
		if (kept)
			g.pieces[i]->done(g.ends[i], g.pieces[i]->arg);
		else
			run_alone(db, g.pieces[i]);
}

static void *
hand_run(void *arg)
{
	struct hand *hand = arg;
	struct write *piece;

	while ((piece = take(hand->writer, true)) != NULL)
		if (hand->writer->groups)
			run_group(hand->writer, hand->db, piece);
		else
			run_alone(hand->db, piece);
	return NULL;
}

static bool
hand_start(struct writer *w, const char *place, const char **ret_error)
{
	struct hand *hand = &w->hands[w->nhands];

	hand->writer = w;
	if ((hand->db = db_open(place, ret_error)) == NULL)
		return false;
	if (pthread_create(&hand->thread, NULL, hand_run, hand) != 0)
		abort();
	w->nhands++;
	return true;
}

struct writer *
writer_start(const char *place, const char **ret_error)
{
	struct writer *w = calloc(1, sizeof(*w));

	if (w == NULL)
		abort();
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->filled, NULL);
	w->last = &w->first;
	w->groups = !is_postgres_place(place);
	for (size_t i = 0; i < (w->groups ? 1 : POSTGRES_THREADS); i++)
		if (!hand_start(w, place, ret_error)) {
			writer_stop(w);
			return NULL;
		}
	return w;
}

void
writer_put(struct writer *w, struct write *piece)
{
	piece->next = NULL;
	pthread_mutex_lock(&w->lock);
	*w->last = piece;
	w->last = &piece->next;
	w->waiting++;
	pthread_cond_signal(&w->filled);
	pthread_mutex_unlock(&w->lock);
}

struct waiting { pthread_mutex_t lock; pthread_cond_t ended; bool over; enum db_end end; void (*work)(struct tx *, void *); void *arg; };

static void
waiting_work(struct tx *tx, void *arg)
{
	struct waiting *wait = arg;

	wait->work(tx, wait->arg);
}

static void
waiting_done(enum db_end end, void *arg)
{
	struct waiting *wait = arg;

	pthread_mutex_lock(&wait->lock);
	wait->over = true;
	wait->end = end;
	pthread_cond_signal(&wait->ended);
	pthread_mutex_unlock(&wait->lock);
}

enum db_end
writer_run(struct writer *w, int64_t district, struct arena *arena,
    void (*work)(struct tx *, void *), void *arg)
{
	struct waiting wait = { .work = work, .arg = arg };
	struct write piece = { .work = waiting_work, .done = waiting_done, .arg = &wait, .arena = arena,
	    .district = district };

	pthread_mutex_init(&wait.lock, NULL);
	pthread_cond_init(&wait.ended, NULL);
	writer_put(w, &piece);
	pthread_mutex_lock(&wait.lock);
	while (!wait.over)
		pthread_cond_wait(&wait.ended, &wait.lock);
	pthread_mutex_unlock(&wait.lock);
	pthread_mutex_destroy(&wait.lock);
	pthread_cond_destroy(&wait.ended);
	return wait.end;
}

size_t
writer_waiting(const struct writer *w)
{
	return w->waiting;
}

void
writer_stop(struct writer *w)
{
	if (w == NULL)
		return;
	pthread_mutex_lock(&w->lock);
	w->stopping = true;
	pthread_cond_broadcast(&w->filled);
	pthread_mutex_unlock(&w->lock);
	for (size_t i = 0; i < w->nhands; i++) {
		pthread_join(w->hands[i].thread, NULL);
		db_close(w->hands[i].db);
	}
	pthread_mutex_destroy(&w->lock);
	pthread_cond_destroy(&w->filled);
	free(w);
}
