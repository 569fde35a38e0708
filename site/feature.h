/* What a feature gives to the program: one const struct, read once at start.
 * They are listed by hand in app/features.c, in the order of LAYERS. */
#ifndef SITE_FEATURE_H
#define SITE_FEATURE_H
#include "http/http.h"
#include "jobs/jobs.h"
#include "mail/mail.h"

struct merge;
struct writer;
struct command_run;

/* An option of a command's own; a list ends with an empty entry. */
struct command_option { const char *name, *value, *help; };     /* "--listen", "ADDRESS"; value NULL: a flag; help NULL: not for people */

struct command {
	const char *name, *args, *help;         /* "import oneroster", "PATH [TO]", one line */
	const char *example;
	int (*run)(struct command_run *);       /* 0 done, 1 "no", 2 wrong use or unreadable input */
	const struct command_option *options;   /* besides --data, --database, --district, --help; NULL: none */
};

/* A command line, taken apart and checked by app/: an option that the command
 * does not name, or too few or too many words, never reach it.  A command that
 * touches data asks for it with command_data, one that needs no data file
 * never opens one. */
struct command_run {
	int argc;                               /* the words behind the command's name */
	char **argv;
	const char *data;                       /* --data or --database, or NULL */
	const char *district;                   /* --district, or NULL */
	bool json, dry_run;                     /* --json, --dry-run, where the command names them */
	enum lang lang;                         /* of the terminal */
	struct arena *arena;
	struct pairs options;                   /* the command's own, as given */
};
const char *command_option(const struct command_run *, const char *name);   /* its value, the last one given; NULL: not given; a flag's is "" */
/* Opens and, if it must, migrates the data; says on standard error what is wrong. */
struct db *command_data(struct command_run *, int64_t *ret_district);
/* The same to look only: nothing is made or migrated.  true with *ret_db NULL: there is no data, or no district, yet. */
bool command_look(struct command_run *, struct db **ret_db, int64_t *ret_district);

enum setting_kind {
	SETTING_TEXT, SETTING_NUMBER, SETTING_CHECK, SETTING_URL, SETTING_EMAIL, SETTING_ZONE, SETTING_LANGUAGE,
	SETTING_SECRET,                         /* never shown again, and not in the log */
};
struct setting {
	const char *name, *otherwise;           /* "mail.reply_to"; what it is while nobody set it, or NULL: "" */
	const char *about;                      /* N_()'d: what it does, with an example */
	const char *label;                      /* N_()'d: what people call it; NULL: its name */
	enum setting_kind kind;
	int64_t min, max;                       /* of a number; of a text, characters: min 1 may not be empty */
};

struct feature {
	const char *name;
	const char *sql;                        /* the feature's migrations, or NULL */
	const struct route *routes;             /* each list ends with an empty entry */
	const struct command *commands;
	const struct job *jobs;
	const struct mail_action *actions;
	const struct mail_topic *topics;
	const struct setting *settings;
	void (*merge)(struct merge *);          /* its columns that hold a person, db/merge.h; NULL: none */
};

/* All of them, in the order of LAYERS; ends with NULL.  It stands in app/: pages
 * that show what the program can do read it, nobody else. */
extern const struct feature *const features[];
#endif
