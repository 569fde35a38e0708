#include "db/engine.h"
#include "base/log.h"
#include "base/random.h"
#include <assert.h>
#include <inttypes.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_ARGS = 40 };

/* Statements are prepared when first used, under a name made from their text,
 * so that what stands behind a pooler is found again or prepared again. */
struct conn {
	PGconn *pg;
	bool *prepared;
	char message[1024];
};

static void
pg_quiet(void *arg, const PGresult *res)
{
	(void)arg;
	(void)res;
}

static enum fault
fault_of(struct conn *c, const PGresult *res)
{
	const char *state = res == NULL ? NULL : PQresultErrorField(res, PG_DIAG_SQLSTATE);

	snprintf(c->message, sizeof(c->message), "%s", res == NULL ? PQerrorMessage(c->pg) : PQresultErrorMessage(res));
	if (PQstatus(c->pg) != CONNECTION_OK || state == NULL)
		return FAULT_AWAY;
	if (strcmp(state, "40001") == 0 || strcmp(state, "40P01") == 0)
		return FAULT_AGAIN;
	if (strncmp(state, "53", 2) == 0 || strncmp(state, "57P", 3) == 0 || strncmp(state, "58", 2) == 0 ||
	    strncmp(state, "08", 2) == 0)
		return FAULT_AWAY;
	return FAULT_BROKEN;
}

static bool
fine(const PGresult *res)
{
	ExecStatusType status = PQresultStatus(res);

	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

static void
pg_close(void *conn)
{
	struct conn *c = conn;

	PQfinish(c->pg);
	free(c->prepared);
	free(c);
}

static void *
pg_open(const char *place, const char **ret_error)
{
	static _Thread_local char why[512];
	struct conn *c = calloc(1, sizeof(*c));

	if (c == NULL || (c->prepared = calloc(site_count() + 1, sizeof(*c->prepared))) == NULL)
		abort();
	c->pg = PQconnectdb(place);
	if (PQstatus(c->pg) != CONNECTION_OK) {
		snprintf(why, sizeof(why), "PostgreSQL does not answer: %s", PQerrorMessage(c->pg));
		*ret_error = why;
		pg_close(c);
		return NULL;
	}
	PQsetNoticeReceiver(c->pg, pg_quiet, NULL);
	return c;
}

static enum fault
pg_run(void *conn, const char *sql)
{
	struct conn *c = conn;
	PGresult *res = PQexec(c->pg, sql);
	enum fault fault = fine(res) ? FAULT_NONE : fault_of(c, res);

	PQclear(res);
	return fault;
}

static void
name_of(const struct db_site *site, char name[24])
{
	snprintf(name, 24, "q%016" PRIx64, hash_text(site->sql));
}

static enum fault
prepare(struct conn *c, const struct db_site *site)
{
	bool *known = &c->prepared[site - __start_db_sites];
	char name[24];

	if (*known)
		return FAULT_NONE;
	name_of(site, name);
	PGresult *res = PQprepare(c->pg, name, site->sql, 0, NULL);
	const char *state = PQresultErrorField(res, PG_DIAG_SQLSTATE);
	enum fault fault = FAULT_NONE;
	if (!fine(res) && (state == NULL || strcmp(state, "42P05") != 0))     /* it stands already */
		fault = fault_of(c, res);
	*known = fault == FAULT_NONE;
	PQclear(res);
	return fault;
}

struct values {
	const char *at[MAX_ARGS];
	int lengths[MAX_ARGS], formats[MAX_ARGS];
	char numbers[MAX_ARGS][32];
};

static void
values_make(struct values *v, const struct db_arg *arg, int n)
{
	assert(n <= MAX_ARGS);
	for (int i = 0; i < n; i++) {
		v->at[i] = v->numbers[i];
		v->lengths[i] = v->formats[i] = 0;
		switch (arg[i].type) {
		case DB_BOOL:
		case DB_INT:
		case DB_I64:
			snprintf(v->numbers[i], sizeof(v->numbers[i]), "%" PRId64, arg[i].i);
			break;
		case DB_REAL:
			snprintf(v->numbers[i], sizeof(v->numbers[i]), "%.17g", arg[i].d);
			break;
		case DB_TEXT:
			v->at[i] = arg[i].s;
			break;
		case DB_BYTES:
			v->at[i] = arg[i].b.at != NULL ? arg[i].b.at : "";
			v->lengths[i] = (int)arg[i].b.len;
			v->formats[i] = 1;
			break;
		}
	}
}

static enum fault
pg_query(struct rows *rows, void *conn, const struct db_arg *arg)
{
	struct conn *c = conn;
	struct values v;
	char name[24];
	enum fault fault = prepare(c, rows->site);

	if (fault != FAULT_NONE)
		return fault;
	name_of(rows->site, name);
	values_make(&v, arg, rows->site->nargs);
	PGresult *res = PQexecPrepared(c->pg, name, rows->site->nargs, v.at, v.lengths, v.formats, 0);
	const char *state = PQresultErrorField(res, PG_DIAG_SQLSTATE);
	if (state != NULL && strcmp(state, "26000") == 0) {
		/* Behind a pooler another connection may answer; the transaction is lost. */
		c->prepared[rows->site - __start_db_sites] = false;
		snprintf(c->message, sizeof(c->message), "prepared elsewhere");
		PQclear(res);
		return FAULT_AGAIN;
	}
	if (!fine(res)) {
		fault = fault_of(c, res);
		PQclear(res);
		return fault;
	}
	rows->stmt = res;
	rows->at = -1;
	return FAULT_NONE;
}

static enum fault
pg_step(struct rows *rows, void *conn, bool *ret_row)
{
	(void)conn;
	*ret_row = ++rows->at < PQntuples(rows->stmt);
	return FAULT_NONE;
}

static struct db_bytes
bytes_of(struct arena *a, const char *text)
{
	size_t len;
	unsigned char *raw = PQunescapeBytea((const unsigned char *)text, &len);
	struct db_bytes b = { arena_copy(a, raw, raw == NULL ? 0 : len), raw == NULL ? 0 : len };

	PQfreemem(raw);
	return b;
}

static void
pg_column(struct rows *rows, void *conn, int i, struct db_out out)
{
	int row = (int)rows->at;
	const char *text = PQgetisnull(rows->stmt, row, i) ? NULL : PQgetvalue(rows->stmt, row, i);
	struct arena *a = rows->tx->arena;

	(void)conn;
	switch (out.type) {
	case DB_I64:
		*(int64_t *)out.p = text == NULL ? 0 : strtoll(text, NULL, 10);
		break;
	case DB_INT:
		*(int *)out.p = text == NULL ? 0 : (int)strtoll(text, NULL, 10);
		break;
	case DB_BOOL:
		*(bool *)out.p = text != NULL && strtoll(text, NULL, 10) != 0;
		break;
	case DB_REAL:
		*(double *)out.p = text == NULL ? 0 : strtod(text, NULL);
		break;
	case DB_TEXT:
		*(const char **)out.p = text == NULL ? NULL :
		    arena_copy(a, text, (size_t)PQgetlength(rows->stmt, row, i));
		break;
	case DB_BYTES:
		*(struct db_bytes *)out.p = text == NULL ? (struct db_bytes){0} : bytes_of(a, text);
		break;
	}
}

static int
pg_columns(struct rows *rows, void *conn)
{
	(void)conn;
	return PQnfields(rows->stmt);
}

static int64_t
pg_changed(struct rows *rows, void *conn)
{
	(void)conn;
	return strtoll(PQcmdTuples(rows->stmt), NULL, 10);
}

static void
pg_done(struct rows *rows, void *conn)
{
	(void)conn;
	PQclear(rows->stmt);
	rows->stmt = NULL;
}

/* A result of a query that was left in the middle is lost with it: at most one
 * page of rows for each failure, which is rare. */
static void
pg_reset(void *conn)
{
	(void)conn;
}

static bool
pg_alone(void *conn)
{
	struct conn *c = conn;

	return PQtransactionStatus(c->pg) == PQTRANS_IDLE || PQstatus(c->pg) != CONNECTION_OK;
}

static const char *
pg_message(void *conn)
{
	struct conn *c = conn;

	for (char *p = c->message; *p != '\0'; p++)
		if (*p == '\n' || *p == '"')
			*p = ' ';
	return c->message;
}

static const char *
pg_prepares(void *conn, const struct db_site *site)
{
	static _Thread_local char why[512];
	struct conn *c = conn;
	char name[24];

	if (prepare(c, site) != FAULT_NONE)
		return pg_message(conn);
	name_of(site, name);
	PGresult *res = PQdescribePrepared(c->pg, name);
	int n = PQnparams(res);
	PQclear(res);
	if (n == site->nargs)
		return NULL;
	snprintf(why, sizeof(why), "%d parameters, %d values", n, site->nargs);
	return why;
}

static void
pg_begun(void *conn)
{
	struct conn *c = conn;

	if (PQstatus(c->pg) == CONNECTION_OK)
		return;
	PQreset(c->pg);
	memset(c->prepared, 0, site_count() * sizeof(*c->prepared));
}

const struct engine engine_postgres = {
	.name = "PostgreSQL", .open = pg_open, .close = pg_close, .run = pg_run, .query = pg_query,
	.step = pg_step, .column = pg_column, .columns = pg_columns, .changed = pg_changed, .done = pg_done,
	.reset = pg_reset, .alone = pg_alone, .message = pg_message, .prepares = pg_prepares, .begun = pg_begun,
};
