/* Jobs: work that is not done in a request.
 *
 * A job is a row, put in the same transaction as its cause, so it exists if
 * and only if its cause does.  A worker takes what is due, one at a time for
 * each kind, runs it, and removes it; a job that fails is tried again after
 * 1, 2, 4 … minutes up to its kind's tries, then stays as failed with the
 * reason, for the operator to see and start again.  A job may run twice after
 * a crash: make it harmless.  Clockwork jobs run on a schedule. */
#ifndef JOBS_JOBS_H
#define JOBS_JOBS_H
#include "db/db.h"
#include "db/writer.h"

/* What a job may use.  It has no transaction of its own: it reads and writes in
 * short ones, and does its slow work between them. */
struct job_run {
	struct arena *arena;
	int64_t district, subject;              /* subject: the row it is about, or 0 */
	const char *note;                       /* what job_put was given, or "" */
	struct db *reader;
	struct writer *writer;                  /* NULL: the command line, which writes on its own connection */
	int64_t now;
};
enum db_end job_read(struct job_run *, void (*work)(struct tx *, void *), void *arg);
enum db_end job_write(struct job_run *, void (*work)(struct tx *, void *), void *arg);

struct job {
	const char *kind;                       /* "mail.send" */
	const char *(*run)(struct job_run *);   /* NULL = done; else why it failed, to be tried again */
	int tries;                              /* 0: 10 */
	int64_t every;                          /* seconds between clockwork runs for each district; 0: only when put */
};

/* Put a job; `once` (or NULL) names its cause: a second job with the same kind
 * and cause is not put (false), ever, done or not. */
bool job_put(struct tx *, const char *kind, int64_t subject, const char *note, int64_t due, const char *once);

struct jobs;
struct jobs *jobs_start(const char *place, struct writer *, const struct job *const *kinds, const char **ret_error);
void         jobs_wake(struct jobs *);             /* something was put: look now */
void         jobs_stop(struct jobs *);             /* waits for the one that runs */
/* For tests and the command line: run all that is due at `now`; how many ran. */
int          jobs_run_due(struct db *reader, struct writer *, const struct job *const *kinds, int64_t now);
#endif
