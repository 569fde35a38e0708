#include "db/migrate.h"

/* Every folder that stores something, in the order of LAYERS. */
extern const char db_sql[], jobs_sql[], mail_sql[], auth_sql[], site_sql[], people_sql[], roster_sql[], practices_sql[],
    letters_sql[], office_sql[];
extern const struct migration all_migrations[];

const struct migration all_migrations[] = {
	{ "db", db_sql },
	{ "jobs", jobs_sql },
	{ "mail", mail_sql },
	{ "auth", auth_sql },
	{ "site", site_sql },
	{ "people", people_sql },
	{ "roster", roster_sql },
	{ "practices", practices_sql },
	{ "letters", letters_sql },
	{ "office", office_sql },
	{ NULL, NULL },
};
