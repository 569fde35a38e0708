/* Two rows that are one person become one.  Inside office/ only.
 *
 * Everything that points at the row given up points at the other from then on,
 * in every table (db/merge.h); its address still finds the person.  It can be
 * undone for thirty days.  What is written by the person stays unread by whoever
 * merges, and nobody merges a row with their own. */
#ifndef OFFICE_MERGING_H
#define OFFICE_MERGING_H
#include "auth/login.h"
#include "db/merge.h"
#include "office/office_rows.h"

enum { MERGE_DAYS = 30 };

void        everything_merge(struct merge *);                                  /* every folder's columns that hold a person */
const char *merge_problem(struct tx *, const struct login *by, int64_t winner, int64_t loser);   /* NULL: it may be; N_()'d */
int64_t     people_join(struct tx *, int64_t by, int64_t winner, int64_t loser);                 /* the merge's id */
const char *merge_undo(struct tx *, const struct login *by, int64_t merge);    /* NULL: done; N_()'d */
void        merges_forget(struct tx *);                                        /* those older than that */
#endif
