/* Rows between the engines, for backups; inside db/ only.  Every table of the
 * one is filled from the other inside one transaction on each side. */
#ifndef DB_CARE_ROWS_H
#define DB_CARE_ROWS_H
struct sqlite3;

/* NULL = done; else why not. */
const char *rows_from_postgres(const char *place, const char *to_file);
const char *rows_to_postgres(struct sqlite3 *from, const char *place);
#endif
