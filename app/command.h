/* The command line, taken apart: `groundswell NAME WORDS --option value`. */
#ifndef APP_COMMAND_H
#define APP_COMMAND_H
#include "site/feature.h"

/* lists ends with NULL; ret_words: how many words are the command's name.  NULL: there is no such command. */
const struct command *command_find(const struct command *const *lists, int argc, char **argv, int *ret_words);
void command_help(const struct command *);
void manual_print(const struct command *const *lists);      /* the man page (manual.c) */
/* What stands behind the name; false: it is wrong, and why stands on standard error. */
bool command_read(const struct command *, struct command_run *, int argc, char **argv);
#endif
