/* Imports: one reading of a source's export, from the file to the last change.
 *
 * An import is shown, or held when it would send too many away, until a person
 * applies or discards it; the command line applies at once what is not held.
 * It is applied change by change in pieces of a few milliseconds, each change
 * with its row of what was said before; what broke off goes on from there.
 * The newest of a source can be undone.  Every deed is logged with who did it. */
#ifndef ROSTER_IMPORTS_H
#define ROSTER_IMPORTS_H
#include "jobs/jobs.h"
#include "roster/compare.h"

enum import_state {                  /* the numbers stand in the database */
	IMPORT_ARRIVING, IMPORT_READY, IMPORT_HELD, IMPORT_APPLYING, IMPORT_DONE,
	IMPORT_DISCARDED, IMPORT_REPLACED, IMPORT_UNDOING, IMPORT_UNDONE,
};
struct import {
	int64_t id;
	const char *source, *name, *version;
	enum roster_mode mode;
	int state;                       /* enum import_state */
	int64_t made_at, by, ended_at;
	const char *by_name;             /* NULL: the command line */
	int64_t staff, unchanged, spared, total, done;
};
struct imports { struct import *at; size_t n, cap; };

enum import_end { IMPORT_WENT, IMPORT_WAITS, IMPORT_FAILED };     /* to its end; not yet; the database is away */

/* Stores it with its findings.  `by`: who brought it; 0: the command line.
 * `wait`: for a person's word, packed and with its planned changes. */
enum import_end import_begin(struct job_run *, struct roster *, struct changes *, int64_t by, bool wait, int64_t *ret_id);
struct import_watch { void (*applied)(void *arg, int64_t done, int64_t total); void *arg; };
/* Applies, from wherever it broke off, until `until` (clock_ms; 0: to its end).  watch NULL: nobody looks. */
enum import_end import_apply(struct job_run *, int64_t import, struct roster *, struct changes *, int64_t until,
    const struct import_watch *);
enum import_end import_go_on(struct job_run *, int64_t import, int64_t until);     /* applying or undoing what is stored */

/* A person's word.  false: it is not, or no longer, a thing to be said here. */
bool import_approve(struct tx *, int64_t import, int64_t by);
bool import_discard(struct tx *, int64_t import, int64_t by);
bool import_undo(struct tx *, int64_t import, int64_t by);
bool import_may_undo(struct tx *, const struct import *);        /* the last of its source that was applied */

struct import *import_find(struct tx *, int64_t id);             /* NULL: none */
struct imports import_list(struct tx *, int64_t limit, int64_t offset);
extern const struct job roster_jobs[];

struct done { enum change_kind kind; bool of_school; const char *id, *name, *detail; int64_t subject, done_at; };
struct dones { struct done *at; size_t n, cap; };
struct dones        import_changes(struct tx *, int64_t import, enum change_kind, int64_t limit, int64_t offset);
void                import_counts(struct tx *, int64_t import, int64_t ret_counts[CHANGE_KINDS]);
struct roster_files import_files(struct tx *, int64_t import);
struct roster_lefts import_lefts(struct tx *, int64_t import);

struct deed { int64_t at, by; const char *deed, *by_name, *about; };
struct deeds { struct deed *at; size_t n, cap; };
struct deeds import_deeds(struct tx *, int64_t import);
#endif
