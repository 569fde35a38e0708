/* Migrations: numbered, forward only, each in its own transaction.
 *
 * Each folder that stores something has one `<folder>.sql`, compiled in, in
 * steps that begin with a line `-- N: what it does`.  A step, once landed, is
 * never edited.  Folders are migrated in the order of LAYERS.  The text is one
 * for both engines: write BIGINT, INTEGER, TEXT, DOUBLE PRECISION, BYTEA; on
 * SQLite the types are translated and each table becomes STRICT, WITHOUT ROWID.
 * A table ends with a line that is only `);`.  A file that is newer than the
 * program is refused; steps of a folder the program does not have are let be. */
#ifndef DB_MIGRATE_H
#define DB_MIGRATE_H
#include "db/db.h"

struct migration { const char *folder, *sql; };      /* sql: the whole file; a list ends with an empty entry */

const char *db_migrate(struct db *, const struct migration *);       /* NULL = done; else why not, and what to do */
const char *db_is_current(struct db *, const struct migration *);    /* NULL = yes */
#endif
