/* The command line: which command, which options, and help for each. */
#include "app/command.h"
#include "base/text.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct command_option common[] = {
	{ "--data", "FILE", "the data file; groundswell.db where nothing is said" },
	{ "--database", "URL", "the data in PostgreSQL: postgresql://user@host/name" },
	{ "--district", "NAME", "which district, where there are several" },
	{ "--help", NULL, "says what this command does, with an example" },
	{0}
};

static const struct command_option *
option_find(const struct command_option *list, const char *name, size_t len)
{
	for (; list != NULL && list->name != NULL; list++)
		if (strlen(list->name) == len && memcmp(list->name, name, len) == 0)
			return list;
	return NULL;
}

const char *
command_option(const struct command_run *run, const char *name)
{
	for (size_t i = run->options.n; i-- > 0;)
		if (text_eq(run->options.at[i].name, name))
			return run->options.at[i].value;
	return NULL;
}

/* How many words of the command line name this command; 0: it is another. */
static int
words_naming(const struct command *c, int argc, char **argv)
{
	const char *name = c->name;
	int n = 0;

	while (*name != '\0' && n < argc) {
		size_t len = strcspn(name, " ");
		if (strlen(argv[n]) != len || memcmp(argv[n], name, len) != 0)
			return 0;
		name += len + (name[len] == ' ');
		n++;
	}
	return *name == '\0' ? n : 0;
}

const struct command *
command_find(const struct command *const *lists, int argc, char **argv, int *ret_words)
{
	for (; *lists != NULL; lists++)
		for (const struct command *c = *lists; c->name != NULL; c++)
			if ((*ret_words = words_naming(c, argc, argv)) > 0)
				return c;
	return NULL;
}

static void
options_say(const struct command_option *list)
{
	for (; list != NULL && list->name != NULL; list++)
		if (list->help != NULL) {
			int n = printf("  %s %s", list->name, list->value != NULL ? list->value : "");
			printf("%*s %s\n", n < 28 ? 28 - n : 0, "", list->help);
		}
}

void
command_help(const struct command *c)
{
	printf("groundswell %s%s%s [OPTIONS]\n\n%s.\n\n", c->name, *c->args != '\0' ? " " : "", c->args, c->help);
	options_say(c->options);
	options_say(common);
	printf("\nExample:\n  %s\n", c->example);
}

/* "DAY.json [PLAN.json]": one word at least, two at most. */
static bool
words_fit(const struct command *c, const struct command_run *run)
{
	struct lines wanted = text_split(run->arena, c->args, ' ');
	int most = 0, least = 0;

	for (size_t i = 0; i < wanted.n; i++)
		if (*wanted.at[i] != '\0') {
			most++;
			least += *wanted.at[i] != '[';
		}
	if (run->argc > most)
		fprintf(stderr, "groundswell: %s does not know what to do with `%s`", c->name, run->argv[most]);
	else if (run->argc < least)
		fprintf(stderr, "groundswell: %s needs %s", c->name, c->args);
	else
		return true;
	fprintf(stderr, "; `groundswell %s --help` shows an example\n", c->name);
	return false;
}

static void
option_take(struct command_run *run, const char *name, const char *value)
{
	if (text_eq(name, "--data") || text_eq(name, "--database"))
		run->data = value;
	else if (text_eq(name, "--district"))
		run->district = value;
	else
		*LIST_ADD(run->arena, &run->options) = (struct pair){ name, value };
	run->json |= text_eq(name, "--json");
	run->dry_run |= text_eq(name, "--dry-run");
}

/* One option and its value, "--name value" or "--name=value"; false: it said what is wrong. */
static bool
option_read(const struct command *c, struct command_run *run, int argc, char **argv, int *at)
{
	const char *given = strcmp(argv[*at], "-h") == 0 ? "--help" : argv[*at];
	size_t len = strcspn(given, "=");
	const struct command_option *o = option_find(common, given, len);

	if (o == NULL)
		o = option_find(c->options, given, len);
	if (o == NULL)
		fprintf(stderr, "groundswell: %s has no option %.*s; `groundswell %s --help` lists them\n", c->name, (int)len, given, c->name);
	else if (o->value == NULL && given[len] == '=')
		fprintf(stderr, "groundswell: %s takes no value\n", o->name);
	else if (o->value != NULL && given[len] != '=' && *at + 1 >= argc)
		fprintf(stderr, "groundswell: %s needs a value behind it: %s %s\n", o->name, o->name, o->value);
	else {
		option_take(run, o->name, o->value == NULL ? "" : given[len] == '=' ? given + len + 1 : argv[++*at]);
		return true;
	}
	return false;
}

bool
command_read(const struct command *c, struct command_run *run, int argc, char **argv)
{
	bool only_words = false;

	run->argv = NEW_N(run->arena, char *, (size_t)argc + 1);
	for (int i = 0; i < argc; i++)
		if (!only_words && strcmp(argv[i], "--") == 0)
			only_words = true;
		else if (only_words || argv[i][0] != '-' || argv[i][1] == '\0')
			run->argv[run->argc++] = argv[i];
		else if (!option_read(c, run, argc, argv, &i))
			return false;
	return command_option(run, "--help") != NULL || words_fit(c, run);
}
