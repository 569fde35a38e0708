/* The operator's care of the data.
 *
 * A backup is always one SQLite file, whatever engine it was made from: the
 * steps that made the tables stand in it, so it can be restored to either
 * engine, and also moves a district from one to the other.  It is made from
 * one moment of the data while the server goes on writing.  A file that is
 * there has been read over and is whole: until then it has another name. */
#ifndef DB_CARE_H
#define DB_CARE_H
#include "db/db.h"
const char *db_backup(const char *place, const char *to_file);       /* to_file must not exist; NULL = done, else why not */
const char *db_restore(const char *from_file, const char *place);    /* place must not exist (SQLite) or be empty (PostgreSQL) */
/* For the operator's page: how much there is, and when it was last backed up. */
int64_t     db_size(struct tx *);                                    /* bytes */
int64_t     db_backed_up_at(struct tx *);                            /* 0: never */
/* Problems found: the file's integrity, foreign keys, rows of districts that
 * do not exist, queries of the program that do not fit the tables. */
int         db_check(const char *place, void (*say)(const char *problem, void *), void *arg);
#endif
