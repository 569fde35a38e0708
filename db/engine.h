/* What an engine does; inside db/ only.  Each function that can fail answers
 * how: the caller (db.c) leaves the work or ends the transaction. */
#ifndef DB_ENGINE_H
#define DB_ENGINE_H
#include "db/db.h"
#include <setjmp.h>

extern const struct db_site __start_db_sites[], __stop_db_sites[];

enum fault {
	FAULT_NONE,
	FAULT_BROKEN,       /* the statement's own fault: constraint, type */
	FAULT_AGAIN,        /* serialisation, deadlock, busy: running it again may help */
	FAULT_AWAY,         /* disk full, I/O error, connection lost */
};

struct engine {
	const char *name;
	void *(*open)(const char *place, const char **ret_error);
	void (*close)(void *conn);
	enum fault (*run)(void *conn, const char *sql);                      /* BEGIN, COMMIT, SAVEPOINT … */
	enum fault (*query)(struct rows *, void *conn, const struct db_arg *);
	enum fault (*step)(struct rows *, void *conn, bool *ret_row);
	void (*column)(struct rows *, void *conn, int i, struct db_out);
	int (*columns)(struct rows *, void *conn);
	int64_t (*changed)(struct rows *, void *conn);                       /* after the last step */
	void (*done)(struct rows *, void *conn);
	void (*reset)(void *conn);                                           /* after a failure: close every open query */
	bool (*alone)(void *conn);                                           /* no transaction is open */
	const char *(*message)(void *conn);
	const char *(*prepares)(void *conn, const struct db_site *);         /* NULL = yes, with as many parameters as values */
	void (*begun)(void *conn);                                           /* reconnects where it must */
};
extern const struct engine engine_sqlite, engine_postgres;

struct db {
	const struct engine *engine;
	void *conn;
	const char *place;
	bool in_group;
};

struct tx {
	struct db *db;
	struct arena *arena;
	int64_t district, first_district;
	enum db_mode mode;
	bool undo;
	enum fault fault;
	jmp_buf *out;
	int depth;              /* of savepoints */
};

static inline size_t
site_count(void)
{
	return (size_t)(__stop_db_sites - __start_db_sites);
}

/* A group of pieces in one transaction; only the writer uses it. */
enum fault db_group_begin(struct db *);
enum fault db_group_commit(struct db *);
void       db_group_drop(struct db *);
bool       db_group_gone(struct db *);
#endif
