#include "db/engine.h"
#include "base/random.h"
#include <assert.h>
#include <inttypes.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ARGS = 32, SURPRISES = 3 };

/* A statement is prepared when first used, under a name made from its text.
 * Behind a pooler each transaction may meet another server connection, where
 * the name is missing or already there; after a few such surprises this
 * connection sends the text with every query. */
struct conn {
	PGconn *pg;
	struct name { char at[20]; } *names;      /* of each site; "" = not prepared */
	int surprises;
	bool reading;                             /* the transaction said READ ONLY */
	char message[512];
};

static const char *const words[WORDS] = {
	[WORD_BEGIN_READ] = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
	[WORD_BEGIN_WRITE] = "BEGIN ISOLATION LEVEL REPEATABLE READ",
	[WORD_COMMIT] = "COMMIT",
	[WORD_ROLLBACK] = "ROLLBACK",
	[WORD_PIECE] = "SAVEPOINT piece",
	[WORD_PIECE_BACK] = "ROLLBACK TO piece",
	[WORD_PIECE_KEEP] = "RELEASE piece",
	[WORD_TRY] = "SAVEPOINT try",
	[WORD_TRY_BACK] = "ROLLBACK TO try",
	[WORD_TRY_KEEP] = "RELEASE try",
};

static void
be_quiet(void *arg, const PGresult *res)
{
	(void)arg;
	(void)res;
}

static void
remember(struct conn *c, const char *message)
{
	snprintf(c->message, sizeof(c->message), "%s", message);
	for (char *p = c->message; *p != '\0'; p++)
		if (*p == '\n' || *p == '"')
			*p = ' ';
}

static void
forget_names(struct conn *c)
{
	memset(c->names, 0, (site_count() + 1) * sizeof(*c->names));
}

static bool
begins(const char *state, const char *class)
{
	return strncmp(state, class, strlen(class)) == 0;
}

/* By SQLSTATE (PostgreSQL, appendix A). */
static enum fault
kind_of(struct conn *c, const char *state)
{
	if (state == NULL || PQstatus(c->pg) != CONNECTION_OK)
		return FAULT_AWAY;
	if (strcmp(state, "40001") == 0 || strcmp(state, "40P01") == 0 || strcmp(state, "55P03") == 0)
		return FAULT_AGAIN;
	if (strcmp(state, "26000") == 0 || strcmp(state, "42P05") == 0) {
		c->surprises++;
		forget_names(c);
		return FAULT_AGAIN;
	}
	if (strcmp(state, "25006") == 0)             /* our own mistake, or a standby */
		return c->reading ? FAULT_BROKEN : FAULT_AWAY;
	if (begins(state, "08") || begins(state, "53") || begins(state, "57") || begins(state, "58") ||
	    begins(state, "XX"))
		return FAULT_AWAY;
	return FAULT_BROKEN;
}

static enum fault
fault_of(struct conn *c, const PGresult *res)
{
	ExecStatusType status = PQresultStatus(res);

	if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
		return FAULT_NONE;
	remember(c, res == NULL ? PQerrorMessage(c->pg) : PQresultErrorMessage(res));
	return kind_of(c, PQresultErrorField(res, PG_DIAG_SQLSTATE));
}

static void
pg_close(void *conn)
{
	struct conn *c = conn;

	PQfinish(c->pg);
	free(c->names);
	free(c);
}

static void *
pg_open(const char *place, const char **ret_error)
{
	/* What stands before dbname may be said otherwise in the URL. */
	static const char *const keys[] = { "connect_timeout", "tcp_user_timeout", "application_name",
		"dbname", "client_encoding", NULL };
	const char *values[] = { "5", "20000", "groundswell", place, "UTF8", NULL };
	static _Thread_local char why[512];
	struct conn *c = calloc(1, sizeof(*c));

	if (c == NULL || (c->names = calloc(site_count() + 1, sizeof(*c->names))) == NULL)
		abort();
	c->pg = PQconnectdbParams(keys, values, 1);
	if (PQstatus(c->pg) != CONNECTION_OK) {
		snprintf(why, sizeof(why), "PostgreSQL does not answer: %s", PQerrorMessage(c->pg));
		*ret_error = why;
		pg_close(c);
		return NULL;
	}
	PQsetNoticeReceiver(c->pg, be_quiet, NULL);
	return c;
}

static void
pg_ready(void *conn)
{
	struct conn *c = conn;

	if (PQstatus(c->pg) == CONNECTION_OK)
		return;
	PQreset(c->pg);
	forget_names(c);
}

static enum fault
pg_script(void *conn, const char *sql)
{
	struct conn *c = conn;
	PGresult *res = PQexec(c->pg, sql);
	enum fault fault = fault_of(c, res);

	PQclear(res);
	return fault;
}

/* A COMMIT after a failed statement is answered with ROLLBACK, and no error. */
static enum fault
pg_say(void *conn, enum word word)
{
	struct conn *c = conn;
	PGresult *res = PQexec(c->pg, words[word]);
	enum fault fault = fault_of(c, res);

	if (fault == FAULT_NONE && word == WORD_COMMIT && strcmp(PQcmdStatus(res), "COMMIT") != 0) {
		remember(c, "the transaction was rolled back");
		fault = FAULT_AWAY;
	}
	PQclear(res);
	c->reading = word == WORD_BEGIN_READ;
	return fault;
}

/* Two sites may hold the same text. */
static bool
is_prepared(const struct conn *c, const struct name *name)
{
	for (size_t i = 0; i < site_count(); i++)
		if (strcmp(c->names[i].at, name->at) == 0)
			return true;
	return false;
}

static enum fault
prepare(struct conn *c, const struct db_site *site, const char **ret_name)
{
	struct name *known = &c->names[site - __start_db_sites], name;

	*ret_name = known->at;
	if (known->at[0] != '\0')
		return FAULT_NONE;
	snprintf(name.at, sizeof(name.at), "q%016" PRIx64, hash_text(site->sql));
	if (!is_prepared(c, &name)) {
		PGresult *res = PQprepare(c->pg, name.at, site->sql, 0, NULL);
		enum fault fault = fault_of(c, res);
		PQclear(res);
		if (fault != FAULT_NONE)
			return fault;
	}
	*known = name;
	return FAULT_NONE;
}

struct values {
	const char *at[MOST_ARGS];
	int lengths[MOST_ARGS], formats[MOST_ARGS];
	char numbers[MOST_ARGS][32];
};

static void
values_make(struct values *v, const struct db_arg *arg, int n)
{
	assert(n <= MOST_ARGS);
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
			v->at[i] = arg[i].b.at;
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
	const struct db_site *site = rows->site;
	const char *name = NULL;
	struct values v;
	PGresult *res;
	enum fault fault = FAULT_NONE;

	values_make(&v, arg, site->nargs);
	if (c->surprises >= SURPRISES)
		res = PQexecParams(c->pg, site->sql, site->nargs, NULL, v.at, v.lengths, v.formats, 0);
	else if ((fault = prepare(c, site, &name)) != FAULT_NONE)
		return fault;
	else
		res = PQexecPrepared(c->pg, name, site->nargs, v.at, v.lengths, v.formats, 0);
	if ((fault = fault_of(c, res)) != FAULT_NONE) {
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

	if (raw == NULL)
		abort();
	struct db_bytes b = { arena_copy(a, raw, len), len };
	PQfreemem(raw);
	return b;
}

static void
pg_column(struct rows *rows, int i, struct db_out out)
{
	int row = (int)rows->at;
	const char *text = PQgetisnull(rows->stmt, row, i) ? NULL : PQgetvalue(rows->stmt, row, i);
	struct arena *a = rows->tx->arena;

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
pg_columns(const struct rows *rows)
{
	return PQnfields(rows->stmt);
}

static const char *
pg_column_name(const struct rows *rows, int i)
{
	return PQfname(rows->stmt, i);
}

static int64_t
pg_changed(const struct rows *rows, void *conn)
{
	bool reads = strncmp(PQcmdStatus(rows->stmt), "SELECT", 6) == 0;

	(void)conn;
	return reads ? 0 : strtoll(PQcmdTuples(rows->stmt), NULL, 10);
}

static void
pg_done(void *conn, const struct db_site *site, void *stmt)
{
	(void)conn;
	(void)site;
	PQclear(stmt);
}

static bool
pg_alone(void *conn)
{
	struct conn *c = conn;

	return PQstatus(c->pg) != CONNECTION_OK || PQtransactionStatus(c->pg) == PQTRANS_IDLE;
}

static const char *
pg_message(void *conn)
{
	struct conn *c = conn;

	return c->message;
}

static void *
pg_handle(void *conn)
{
	struct conn *c = conn;

	return c->pg;
}

static const char *
pg_prepares(void *conn, const struct db_site *site)
{
	struct conn *c = conn;
	const char *name;

	if (prepare(c, site, &name) != FAULT_NONE)
		return c->message;
	PGresult *res = PQdescribePrepared(c->pg, name);
	int n = PQnparams(res);
	PQclear(res);
	return n == site->nargs ? NULL : "the number of parameters is not the number of values";
}

const struct engine engine_postgres = {
	.name = "PostgreSQL", .open = pg_open, .close = pg_close, .ready = pg_ready, .say = pg_say,
	.script = pg_script, .query = pg_query, .step = pg_step, .column = pg_column,
	.columns = pg_columns, .column_name = pg_column_name, .changed = pg_changed, .done = pg_done, .alone = pg_alone,
	.message = pg_message, .handle = pg_handle, .prepares = pg_prepares,
};
