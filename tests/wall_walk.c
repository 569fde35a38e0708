#include "tests/wall_walk.h"
#include "app/app.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/text.h"
#include "db/engine.h"
#include "http/decode.h"
#include "http/route.h"
#include "tests/test.h"
#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

struct asked {
	struct wall_world *w;
	struct arena *a;
	const struct wall_asking *q;
	struct request r;
	bool other_method;
	struct wall_answer *answer;
};

/* Rows put, changed or taken away since the connection (or the transaction) began. */
static int64_t
rows_changed(struct tx *tx)
{
	struct db *db = tx->db;

	if (!db_is_postgres(db))
		return sqlite3_total_changes64(db->engine->handle(db->conn));
	PGresult *res = PQexec(db->engine->handle(db->conn),
	    "SELECT COALESCE(SUM(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_stat_xact_user_tables");
	int64_t n = atoll(PQgetvalue(res, 0, 0));
	PQclear(res);
	return n;
}

static int
who_has(const struct wall_world *w, int district, int64_t person)
{
	for (int i = 0; i < (int)w->t->who.n; i++)
		if (w->person[district][i] == person)
			return i;
	return -1;
}

struct wall_mails
wall_mails(struct tx *tx, struct wall_world *w, struct arena *a, int district)
{
	struct wall_mails mails = {0};
	struct rows rows = db_query(tx,
	    "SELECT person_id, to_name, to_address, subject, body FROM outbox WHERE district_id = $1 AND id > $2",
	    tx_district(tx), w->planted);
	const char *name, *address, *subject, *body;
	int64_t person = 0;

	while (db_next(&rows, &person, &name, &address, &subject, &body)) {
		struct wall_mail *mail = LIST_ADD(a, &mails);
		const char *all = arena_printf(a, "%s\n%s\n%s\n%s", name, address, subject, body);
		*mail = (struct wall_mail){ who_has(w, district, person), wall_seen_new(a, w) };
		wall_scan(w, all, strlen(all), mail->seen);
	}
	return mails;
}

static void
looks_read(struct tx *tx, struct asked *q)
{
	struct rows rows = db_query(tx, "SELECT by_person, owner_id, kind FROM look WHERE district_id = $1 AND id > $2",
	    tx_district(tx), q->w->planted);
	int64_t by = 0, owner = 0;
	int kind = 0;

	while (db_next(&rows, &by, &owner, &kind))
		*LIST_ADD(q->a, &q->answer->looks) = (struct wall_looked){ who_has(q->w, q->q->district, by), who_has(q->w, q->q->district, owner), kind };
}

static void
work(struct tx *tx, void *arg)
{
	struct asked *q = arg;
	struct request *r = &q->r;
	const struct http_app *app = &groundswell_app;
	int64_t before = rows_changed(tx);

	r->tx = tx;
	if (!app->begin(r, tx) || r->route == NULL)
		reply_status(r, q->other_method ? 405 : 404);
	else if (app->admit(r))
		r->route->run(r);
	if (r->reply.status == 0)
		tx_fail(tx, "a handler made no reply");
	q->answer->changed = rows_changed(tx) - before;
	if (r->reply.wants_page)
		app->error(r, r->reply.status);
	if (tx_district(tx) != 0 && (r->reply.status < 400 || r->reply.keep)) {
		q->answer->mails = wall_mails(tx, q->w, q->a, q->q->district);
		looks_read(tx, q);
	}
	app->finish(r);
	r->tx = NULL;
	tx_undo(tx);
}

static void
begin_only(struct tx *tx, void *arg)
{
	struct asked *q = arg;

	q->r.tx = tx;
	groundswell_app.begin(&q->r, tx);
	q->r.tx = NULL;
}

/* The token under a mask of zeros. */
static const char *
masked(struct arena *a, const char *token)
{
	struct buf out = { .arena = a };

	for (size_t i = 0; token[i] != '\0'; i++)
		buf_text(&out, "00");
	for (size_t i = 0; token[i] != '\0'; i++)
		buf_printf(&out, "%02x", (unsigned char)token[i]);
	return buf_str(&out);
}

static void
cookies_put(struct asked *q)
{
	const struct wall_asking *asking = q->q;
	struct request *r = &q->r;
	static const char browser[] = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
	bool known = asking->who >= 0 && asking->from == asking->district && !q->w->t->who.at[asking->who].gone;

	*LIST_ADD(q->a, &r->cookies) = (struct pair){ "browser", browser };
	if (asking->who >= 0)
		*LIST_ADD(q->a, &r->cookies) = (struct pair){ "login", wall_cookie(q->a, q->w->t, asking->who, asking->from) };
	if (asking->token)
		*LIST_ADD(q->a, &r->form) = (struct pair){ "csrf", masked(q->a, known ? wall_csrf : hash_token(q->a, browser)) };
}

static void
request_make(struct asked *q)
{
	struct request *r = &q->r;
	const struct wall_asking *asking = q->q;
	size_t skip = 0, path = strcspn(asking->path, "?");
	const char *whole = arena_printf(q->a, "/%s%.*s", q->w->slug[asking->district], (int)path, asking->path);

	*r = (struct request){ .arena = q->a, .id = "wall-request", .origin = "http://wall.example", .peer = "192.0.2.7",
	    .method = text_eq(asking->method, "POST") ? METHOD_POST : METHOD_GET, .now = clock_now() };
	if (asking->path[path] == '?')
		assert_true(decode_pairs(q->a, asking->path + path + 1, strlen(asking->path + path + 1), &r->query));
	for (size_t i = 0; i < asking->form.n; i++)
		*LIST_ADD(q->a, &r->form) = asking->form.at[i];
	r->route = groundswell_app.find(r->method, whole, q->a, &r->params, &skip, &q->other_method);
	r->base = arena_copy(q->a, whole, skip);
	r->path = whole[skip] != '\0' ? whole + skip : "/";
	cookies_put(q);
}

/* What the request said itself is not news. */
static void
take_back_own(struct asked *q)
{
	struct wall_seen own = wall_seen_new(q->a, q->w);

	wall_scan(q->w, q->q->path, strlen(q->q->path), own);
	for (size_t i = 0; i < q->q->form.n; i++)
		wall_scan(q->w, q->q->form.at[i].value, strlen(q->q->form.at[i].value), own);
	for (int d = 0; d < DISTRICTS; d++)
		for (size_t i = 0; i < q->w->marks.n; i++)
			if (own.at[d][i]) {
				q->answer->seen.at[d][i] = false;
				for (size_t m = 0; m < q->answer->mails.n; m++)
					q->answer->mails.at[m].seen.at[d][i] = false;
			}
}

static bool
readable(const char *type)
{
	return *type == '\0' || text_starts(type, "text/") || text_starts(type, "application/json") || text_starts(type, "image/");
}

static void
answer_read(struct asked *q)
{
	struct wall_answer *answer = q->answer;
	struct request *r = &q->r;
	const char *location = pairs_find(&r->reply.headers, "Location");

	answer->status = r->reply.status;
	answer->location = location != NULL ? location : "";
	answer->type = r->reply.type != NULL ? r->reply.type : "";
	answer->len = r->reply.body.len;
	answer->body = arena_copy(q->a, r->reply.body.len > 0 ? r->reply.body.at : "", r->reply.body.len);
	if (!readable(answer->type) || r->reply.file != NULL)
		fail_msg("%s %s answers with %s: teach tests/wall_walk.c to read it", q->q->method, q->q->path, answer->type);
	wall_scan(q->w, answer->body, answer->len, answer->seen);
	for (size_t i = 0; i < r->reply.headers.n; i++)
		if (!text_eq(r->reply.headers.at[i].name, "Set-Cookie"))
			wall_scan(q->w, r->reply.headers.at[i].value, strlen(r->reply.headers.at[i].value), answer->seen);
	take_back_own(q);
}

struct wall_answer *
wall_ask(struct wall_world *w, struct arena *a, const struct wall_asking *asking)
{
	struct asked q = { .w = w, .a = a, .q = asking, .answer = NEW(a, struct wall_answer) };
	const struct route *route;

	q.answer->seen = wall_seen_new(a, w);
	request_make(&q);
	route = q.r.route;
	bool writes = q.r.method == METHOD_POST || (route != NULL && route->writes);
	if (writes && route != NULL && route->prepare != NULL) {
		assert_int_equal(db_run(w->db, DB_READ, 0, a, begin_only, &q), DB_DONE);
		q.r.reader = w->db;
		route->prepare(&q.r);
	}
	struct request whole = q.r;
	enum db_end end = db_run(w->db, writes ? DB_WRITE : DB_READ, 0, a, work, &q);
	if (end != DB_UNDONE && end != DB_DONE) {
		buf_free(&q.r.reply.body);
		q.r = whole;
		reply_bytes(&q.r, 500, "text/plain", "", 0);
	}
	answer_read(&q);
	buf_free(&q.r.reply.body);
	return q.answer;
}
