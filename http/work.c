/* Running a request: GETs on readers, the rest through the writer. */
#include "http/exchange.h"
#include "base/log.h"
#include "base/metrics.h"
#include <stdlib.h>
#include <string.h>

void
queue_init(struct queue *q)
{
	*q = (struct queue){0};
	pthread_mutex_init(&q->lock, NULL);
	pthread_cond_init(&q->filled, NULL);
	q->last = &q->first;
}

bool
queue_put(struct queue *q, struct exchange *x)
{
	bool taken;

	x->next = NULL;
	pthread_mutex_lock(&q->lock);
	taken = !q->closed && q->n < QUEUE_MOST;
	if (taken) {
		*q->last = x;
		q->last = &x->next;
		q->n++;
		pthread_cond_signal(&q->filled);
	}
	pthread_mutex_unlock(&q->lock);
	return taken;
}

struct exchange *
queue_take(struct queue *q)
{
	struct exchange *x;

	pthread_mutex_lock(&q->lock);
	while (q->first == NULL && !q->closed)
		pthread_cond_wait(&q->filled, &q->lock);
	x = q->first;
	if (x != NULL) {
		q->first = x->next;
		if (q->first == NULL)
			q->last = &q->first;
		q->n--;
	}
	pthread_mutex_unlock(&q->lock);
	return x;
}

void
queue_close(struct queue *q)
{
	pthread_mutex_lock(&q->lock);
	q->closed = true;
	pthread_cond_broadcast(&q->filled);
	pthread_mutex_unlock(&q->lock);
}

/* A handler sees a copy of the request, so that it can be run again. */
static void
answer_begin(struct exchange *x, struct arena *arena)
{
	void *prepared = x->answered.prepared;

	buf_free(&x->answered.reply.body);
	x->answered = x->request;
	x->answered.arena = arena;
	x->answered.prepared = prepared;
	x->answered.form.cap = x->answered.form.n;         /* a handler that adds to it gets its own copy */
}

static void
page_if_wanted(struct exchange *x)
{
	struct request *r = &x->answered;

	if (r->reply.wants_page)
		x->server->app->error(r, r->reply.status);
}

/* The whole request in its transaction. */
static void
work(struct tx *tx, void *arg)
{
	struct exchange *x = arg;
	const struct http_app *app = x->server->app;
	struct request *r = &x->answered;

	answer_begin(x, tx_arena(tx));
	r->tx = tx;
	if (!app->begin(r, tx) || r->route == NULL)
		reply_status(r, x->other_method ? 405 : 404);
	else if (app->admit(r))
		r->route->run(r);
	if (r->reply.status == 0)
		tx_fail(tx, "a handler made no reply");
	page_if_wanted(x);
	if (r->reply.status >= 400 && !r->reply.keep)
		tx_undo(tx);
	r->tx = NULL;
}

static void
ended(struct exchange *x, enum db_end end)
{
	struct request *r = &x->answered;
	struct arena *arena = r->arena != NULL ? r->arena : x->arena;
	int status = end == DB_BROKEN ? 500 : end == DB_AWAY ? 503 : 0;

	if (status != 0 || r->reply.body.full) {
		log_error("what=\"request failed\" request=%s status=%d path=%s", x->request.id, status ? status : 500, x->request.path);
		const struct district *district = r->district;
		const struct zone *zone = r->zone;
		answer_begin(x, arena);
		r->district = district;
		r->zone = zone;
		reply_status(r, status ? status : 500);
		if (status == 503)
			reply_header(r, "Retry-After", "5");
		page_if_wanted(x);
	}
	x->server->app->finish(r);
	x->ready = true;
}

static void
resume(struct exchange *x)
{
	struct http_server *s = x->server;

	MHD_resume_connection(x->con);
	atomic_fetch_sub(&s->working, 1);
}

static void
written(enum db_end end, void *arg)
{
	struct exchange *x = arg;

	ended(x, end);
	if (x->server->app->handled != NULL && end == DB_DONE)
		x->server->app->handled(&x->answered, x->server->writer);
	resume(x);
}

static void
begin_only(struct tx *tx, void *arg)
{
	struct exchange *x = arg;

	x->answered.tx = tx;
	x->server->app->begin(&x->answered, tx);
	x->answered.tx = NULL;
}

/* Through the writer.  A prepare step runs here first, with no transaction. */
static void
run_write(struct reader *reader, struct exchange *x)
{
	const struct route *route = x->request.route;

	x->work = arena_new();
	if (route != NULL && route->prepare != NULL) {
		answer_begin(x, x->arena);
		enum db_end end = db_run(reader->db, DB_READ, 0, x->arena, begin_only, x);
		if (end != DB_DONE) {
			written(end, x);
			return;
		}
		if (x->answered.district != NULL) {
			x->answered.reader = reader->db;
			x->answered.writer = x->server->writer;
			route->prepare(&x->answered);
		}
	}
	x->write = (struct write){ .work = work, .done = written, .arg = x, .arena = x->work };
	writer_put(x->server->writer, &x->write);
}

static void
run_read(struct reader *reader, struct exchange *x)
{
	enum db_end end = db_run(reader->db, DB_READ, 0, reader->arena, work, x);

	ended(x, end);
	if (x->server->app->handled != NULL && end == DB_DONE)
		x->server->app->handled(&x->answered, x->server->writer);
	/* What the reply points to must outlive the reader's arena. */
	struct reply *reply = &x->answered.reply;
	struct pairs kept = {0};
	for (size_t i = 0; i < reply->headers.n; i++)
		*LIST_ADD(x->arena, &kept) = (struct pair){ arena_text(x->arena, reply->headers.at[i].name),
		    arena_text(x->arena, reply->headers.at[i].value) };
	reply->headers = kept;
	reply->type = reply->type == NULL ? NULL : arena_text(x->arena, reply->type);
	reply->file = reply->file == NULL ? NULL : arena_text(x->arena, reply->file);
	x->answered.arena = x->arena;
	x->answered.login = NULL;
	x->answered.district = NULL;
	arena_reset(reader->arena);
	resume(x);
}

static void
look(struct tx *tx, void *arg)
{
	*(bool *)arg = db_number(tx, "SELECT count(*) FROM (SELECT id FROM district LIMIT 1) AS d") >= 0;
}

/* /healthz: does the database answer? */
static void
run_health(struct reader *reader, struct exchange *x)
{
	bool alive = false;
	struct request *r = &x->answered;

	answer_begin(x, x->arena);
	if (db_run(reader->db, DB_READ, 0, reader->arena, look, &alive) != DB_DONE)
		alive = false;
	arena_reset(reader->arena);
	reply_bytes(r, alive ? 200 : 503, "text/plain; charset=utf-8", alive ? "ok\n" : "no\n", 3);
	reply_header(r, "Cache-Control", "no-store");
	x->ready = true;
	resume(x);
}

static void *
reader_run(void *arg)
{
	struct reader *reader = arg;
	struct exchange *x;

	while ((x = queue_take(reader->queue)) != NULL) {
		const struct route *route = x->request.route;
		if (route == NULL && x->request.method != METHOD_POST && strcmp(x->request.path, "/healthz") == 0)
			run_health(reader, x);
		else if (route != NULL && (x->request.method == METHOD_POST || route->writes))
			run_write(reader, x);
		else
			run_read(reader, x);
	}
	return NULL;
}

static bool
hand_start(struct http_server *s, struct queue *queue, const char **ret_error)
{
	struct reader *reader = &s->readers[s->nreaders];

	reader->server = s;
	reader->queue = queue;
	if ((reader->db = db_open(s->config.place, ret_error)) == NULL)
		return false;
	reader->arena = arena_new();
	if (pthread_create(&reader->thread, NULL, reader_run, reader) != 0)
		abort();
	s->nreaders++;
	return true;
}

bool
work_start(struct http_server *s, const char **ret_error)
{
	bool ok = true;

	queue_init(&s->queue);
	queue_init(&s->slow);
	queue_init(&s->far);
	if ((s->writer = writer_start(s->config.place, ret_error)) == NULL)
		return false;
	for (int i = 0; i < s->config.readers && ok; i++)
		ok = hand_start(s, &s->queue, ret_error);
	for (int i = 0; i < SLOW_HANDS && ok; i++)
		ok = hand_start(s, &s->slow, ret_error);
	for (int i = 0; i < FAR_HANDS && ok; i++)
		ok = hand_start(s, &s->far, ret_error);
	if (!ok) {
		work_drain(s);
		work_stop(s);
	}
	return ok;
}

bool
work_put(struct exchange *x)
{
	const struct route *route = x->request.route;
	struct http_server *s = x->server;

	return queue_put(route == NULL || route->prepare == NULL ? &s->queue : route->far ? &s->far : &s->slow, x);
}

void
work_drain(struct http_server *s)
{
	queue_close(&s->queue);
	queue_close(&s->slow);
	queue_close(&s->far);
	for (int i = 0; i < s->nreaders; i++)
		pthread_join(s->readers[i].thread, NULL);
}

void
work_stop(struct http_server *s)
{
	for (int i = 0; i < s->nreaders; i++) {
		db_close(s->readers[i].db);
		arena_free(s->readers[i].arena);
	}
	writer_stop(s->writer);
}
