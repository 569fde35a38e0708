/* The operator's care of a data file: online backup, restore, check. */
#ifndef DB_CARE_H
#define DB_CARE_H
#include "db/db.h"
const char *db_backup(const char *place, const char *to_file);       /* while the server runs; to_file must not exist */
const char *db_restore(const char *from_file, const char *place);    /* place must not exist (SQLite) or be empty (PostgreSQL) */
int         db_check(const char *place, void (*say)(const char *problem, void *), void *arg);  /* problems found: integrity, foreign keys, unfinished groups */
#endif
