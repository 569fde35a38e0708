/* The rows behind the office: SQL ⇄ struct.  Only office/ uses it. */
#ifndef OFFICE_OFFICE_ROWS_H
#define OFFICE_OFFICE_ROWS_H
#include "auth/person.h"
#include "db/db.h"

struct account {
	int64_t id;
	const char *given, *family, *shown, *sort_key;
	const char *email, *school;              /* or NULL */
	unsigned roles, appointed;               /* all of them; those an operator gave */
	int standing;                            /* enum standing */
	bool guest;
};
struct accounts { struct account *at; size_t n, cap; };

struct account *account_row(struct tx *, int64_t person);                    /* NULL: none; a merged row too */
struct accounts account_rows(struct tx *, const char *words, int64_t limit); /* whatever their standing, by name */
struct accounts holder_rows(struct tx *, enum role);                         /* active, by name */

struct appointment {
	int64_t id, at, person_id;
	const char *person, *by, *why;           /* by NULL: the program */
	enum role role;
	bool given, latest;                      /* latest: nothing changed for this person and role since */
};
struct appointments { struct appointment *at; size_t n, cap; };

struct appointments appointment_rows(struct tx *, int64_t person, int64_t limit, int64_t offset);  /* appointed ones, newest first; 0: everybody's */
struct appointment *appointment_row(struct tx *, int64_t id);                         /* NULL: none */
struct appointment *appointment_last(struct tx *, int64_t person, enum role);         /* NULL: none */
#endif
