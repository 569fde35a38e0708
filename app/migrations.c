#include "db/migrate.h"

/* Every folder that stores something, in the order of LAYERS. */
extern const char db_sql[];
extern const struct migration all_migrations[];

const struct migration all_migrations[] = {
	{ "db", db_sql },
	{ NULL, NULL },
};
