/* The program: the list of its features, how a request finds its handler, and
 * the command line. */
#ifndef APP_APP_H
#define APP_APP_H
#include "db/migrate.h"
#include "http/server.h"
#include "site/feature.h"

extern const struct migration all_migrations[];
extern const struct http_app groundswell_app;

/* Refuses a route without permission, two routes alike, a job without a name:
 * NULL = all is well, else what is wrong. */
const char *features_problem(struct arena *);
const struct job *const *features_jobs(struct arena *);       /* every list of jobs; ends with NULL */

extern const struct command operator_commands[];       /* serve, init, migrate, backup, restore, check */
#endif
