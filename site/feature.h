/* What a feature gives to the program: one const struct, read once at start.
 * They are listed by hand in app/features.c, in the order of LAYERS. */
#ifndef SITE_FEATURE_H
#define SITE_FEATURE_H
#include "http/http.h"
#include "jobs/jobs.h"
#include "mail/mail.h"

struct writer;
struct command_run;

struct command {
	const char *name, *args, *help;         /* "import oneroster", "PATH", one line */
	const char *example;
	int (*run)(struct command_run *);
};

/* A command line, taken apart by app/.  Paths and options only; a command
 * that touches data asks for it with command_data, one that needs no data file
 * never opens one. */
struct command_run {
	int argc;                               /* what is left after the command's name and the common options */
	char **argv;
	const char *data;                       /* --data or --database, or NULL */
	const char *district;                   /* --district, or NULL */
	bool json, dry_run;
	enum lang lang;                         /* of the terminal */
	struct arena *arena;
};
/* Opens and, if it must, migrates the data; says on standard error what is wrong. */
struct db *command_data(struct command_run *, int64_t *ret_district);

struct setting { const char *name, *otherwise, *about; };

struct feature {
	const char *name;
	const char *sql;                        /* the feature's migrations, or NULL */
	const struct route *routes;             /* each list ends with an empty entry */
	const struct command *commands;
	const struct job *jobs;
	const struct mail_action *actions;
	const struct setting *settings;
};
#endif
