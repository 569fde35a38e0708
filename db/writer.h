/* The writer: all writes of a process pass through here.
 *
 * On SQLite one thread takes pieces of work from a queue and commits them in
 * groups: one BEGIN IMMEDIATE … COMMIT, a savepoint for each piece, and only
 * after the commit is on disk is each told how it ended.  When the COMMIT or
 * the group fails, each piece is run again alone once, then ends DB_AWAY.
 * On PostgreSQL several threads, each on its own connection, run one piece a
 * transaction.  Callers cannot tell the difference.  Work in here is short:
 * 20 ms at most; hashing, images, SMTP and parsing happen before. */
#ifndef DB_WRITER_H
#define DB_WRITER_H
#include "db/db.h"

struct writer;

struct write {
	void (*work)(struct tx *, void *arg);           /* may run more than once; reset what it made */
	void (*done)(enum db_end, void *arg);           /* on the writer's thread, after the commit; be quick */
	void *arg;
	struct arena *arena;
	int64_t district;
	struct write *next;                             /* the writer's */
};

struct writer *writer_start(const char *place, const char **ret_error);
void           writer_put(struct writer *, struct write *);       /* the struct stays the caller's until done */
enum db_end    writer_run(struct writer *, int64_t district, struct arena *,
                   void (*work)(struct tx *, void *arg), void *arg);    /* put, and wait */
size_t         writer_waiting(const struct writer *);             /* pieces in the queue, for /metrics */
void           writer_stop(struct writer *);                      /* finishes what waits */
#endif
