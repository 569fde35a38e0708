#include "db/migrate.h"

/* Every folder that stores something, in the order of LAYERS. */
extern const char db_sql[], auth_sql[], people_sql[];
extern const struct migration all_migrations[];

const struct migration all_migrations[] = {
	{ "db", db_sql },
	{ "auth", auth_sql },
	{ "people", people_sql },
	{ NULL, NULL },
};
