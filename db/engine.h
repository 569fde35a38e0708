/* What an engine does; inside db/ only.  Each function that can fail answers
 * how, and db.c decides: try again, leave the work, end the transaction. */
#ifndef DB_ENGINE_H
#define DB_ENGINE_H
#include "db/db.h"
#include <setjmp.h>

extern const struct db_site __start_db_sites[], __stop_db_sites[];

enum fault {
	FAULT_NONE,
	FAULT_BROKEN,       /* the statement's own fault: a constraint, a type */
	FAULT_BUG,          /* an assertion: nothing but the end of the transaction helps */
	FAULT_AGAIN,        /* serialisation, deadlock, busy: running it again may help */
	FAULT_AWAY,         /* disk full, I/O error, connection lost */
};

/* What is said around the work, each engine in its words. */
enum word {
	WORD_BEGIN_READ, WORD_BEGIN_WRITE, WORD_COMMIT, WORD_ROLLBACK,
	WORD_PIECE, WORD_PIECE_BACK, WORD_PIECE_KEEP,        /* a piece in the writer's group */
	WORD_TRY, WORD_TRY_BACK, WORD_TRY_KEEP,
};
enum { WORDS = WORD_TRY_KEEP + 1 };

struct engine {
	const char *name;
	void *(*open)(const char *place, const char **ret_error);
	void (*close)(void *conn);
	void (*ready)(void *conn);                                           /* before a transaction: connects again where it must */
	enum fault (*say)(void *conn, enum word);
	enum fault (*script)(void *conn, const char *sql);                   /* statements of ours, one behind the other */
	enum fault (*query)(struct rows *, void *conn, const struct db_arg *);
	enum fault (*step)(struct rows *, void *conn, bool *ret_row);
	void (*column)(struct rows *, int i, struct db_out);
	int (*columns)(const struct rows *);
	const char *(*column_name)(const struct rows *, int i);
	int64_t (*changed)(const struct rows *, void *conn);                 /* after the last step */
	void (*done)(void *conn, const struct db_site *, void *stmt);
	bool (*alone)(void *conn);                                           /* no transaction is open */
	const char *(*message)(void *conn);
	void *(*handle)(void *conn);                                         /* the library's own: sqlite3 *, PGconn * */
	const char *(*prepares)(void *conn, const struct db_site *);         /* NULL = yes, with as many parameters as values */
};
extern const struct engine engine_sqlite, engine_postgres;

/* A query that is not read to its end yet. */
struct unread { const struct db_site *site; void *stmt; };

struct db {
	const struct engine *engine;
	void *conn;
	char *place;
	bool in_group, running;
	struct unread *unread;
	size_t nunread, room;
};

struct tx {
	struct db *db;
	struct arena *arena;
	int64_t district, first_district;
	enum db_mode mode;
	bool undo;
	enum fault fault;
	jmp_buf *out;
	int trying;             /* how many tx_try we are in */
};

static inline size_t
site_count(void)
{
	return (size_t)(__stop_db_sites - __start_db_sites);
}

bool is_postgres_place(const char *place);

/* The steps that made a file, in their order, to make another like it. */
struct step_made { const char *folder; int64_t number; const char *sql; };
struct steps_made { struct step_made *at; size_t n, cap; };
bool              migrations_begin(struct db *, struct arena *);       /* the table of steps is there */
struct steps_made migrations_made(struct tx *);
void              migrations_make(struct tx *, const struct steps_made *);

/* A group of pieces in one transaction; only the writer uses it. */
enum fault db_group_begin(struct db *);
enum fault db_group_commit(struct db *);
void       db_group_drop(struct db *);
bool       db_group_gone(const struct db *);
#endif
