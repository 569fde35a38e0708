/* Jobs: work that is not done in a request.
 *
 * A job is a row, put in the same transaction as its cause, so it exists if
 * and only if its cause does.  A worker takes what is due, one at a time,
 * runs it, and removes it; a job that fails is tried again after 1, 2, 4 …
 * minutes up to its kind's tries, then stays as failed with the reason, for
 * the operator to see and start again.  A job may run twice after a crash:
 * make it harmless.  Clockwork jobs are put once for each of their periods.  A
 * queue is a kind that keeps rows of its own, such as the outbox: it has no
 * row here, and a thread of its own, so that a slow mail server holds up
 * nothing else. */
#ifndef JOBS_JOBS_H
#define JOBS_JOBS_H
#include "db/db.h"
#include "db/writer.h"

struct jobs;

/* What a job may use.  It has no transaction of its own: it reads and writes in
 * short ones, and does its slow work between them. */
struct job_run {
	struct arena *arena;
	int64_t district, subject;              /* subject: the row it is about, or 0 */
	const char *note;                       /* what job_put was given, or "" */
	struct db *reader;
	struct writer *writer;                  /* NULL: the command line, which writes on its own connection */
	int64_t now;
	struct jobs *jobs;                      /* NULL: run by hand */
};
enum db_end job_read(struct job_run *, void (*work)(struct tx *, void *), void *arg);
enum db_end job_write(struct job_run *, void (*work)(struct tx *, void *), void *arg);
bool        job_stopping(const struct job_run *);    /* the server ends: a long job leaves off between two pieces */

struct job {
	const char *kind;                       /* "import.roster" */
	const char *(*run)(struct job_run *);   /* NULL = done; else why it failed, to be tried again */
	int tries;                              /* 0: 10 */
	int64_t every;                          /* clockwork: seconds of a period; 0: only when put */
	const char *(*period)(struct tx *, int64_t now);   /* clockwork by the calendar: names the period that goes on, "2026-11-24"; NULL: none */
	bool (*waiting)(struct tx *, int64_t now);         /* a queue: has it anything due? */
};

/* Put a job; `once` (or NULL) names its cause: a second job with the same kind
 * and cause is not put (false), ever, done or not. */
bool job_put(struct tx *, const char *kind, int64_t subject, const char *note, int64_t due, const char *once);
bool job_take_back(struct tx *, const char *kind, const char *once);   /* false: it was not there, or has run */

/* What was given up, for the operator. */
struct failed_job { int64_t id, failed_at; int tries; const char *kind, *why; };
struct failed_jobs { struct failed_job *at; size_t n, cap; };
struct failed_jobs jobs_failed(struct tx *, int64_t limit);                    /* last first */
bool               job_again(struct tx *, int64_t id, int64_t now);            /* from the beginning; false: it is not there, or did not fail */
bool               job_let_be(struct tx *, int64_t id, bool let, int64_t now); /* no longer listed, or listed again */

struct jobs *jobs_start(const char *place, struct writer *, const struct job *const *kinds, const char **ret_error);
void         jobs_wake(struct jobs *);             /* something was put: look now */
void         jobs_stop(struct jobs *);             /* waits for what runs */
/* For tests and the command line: run all that is due at `now`; how many ran. */
int          jobs_run_due(struct db *reader, struct writer *, const struct job *const *kinds, int64_t now);
#endif
