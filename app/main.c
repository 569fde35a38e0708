#include "app/app.h"
#include "base/log.h"
#include "base/text.h"
#include <locale.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
say_command(const struct command *c)
{
	printf("  groundswell %-18s %-12s %s\n", c->name, c->args, c->help);
}

static int
usage(int status)
{
	FILE *to = status == 0 ? stdout : stderr;

	if (status != 0) {
		fprintf(to, "groundswell: say what to do; `groundswell --help` lists it\n");
		return status;
	}
	printf("Groundswell: where the teachers of a district run their own professional learning.\n\n");
	for (const struct command *c = operator_commands; c->name != NULL; c++)
		say_command(c);
	for (size_t i = 0; features[i] != NULL; i++)
		for (const struct command *c = features[i]->commands; c != NULL && c->name != NULL; c++)
			say_command(c);
	printf("\nWith every command that touches data: --data FILE (default groundswell.db) or --database postgresql://…,\n"
	    "and --district NAME where there are several. --help behind a command shows an example.\n");
	return status;
}

/* How many words of the command line name this command; 0: it is another. */
static int
names(const struct command *c, int argc, char **argv)
{
	struct arena *a = arena_new();
	struct lines words = text_split(a, c->name, ' ');
	size_t n = 0;

	while (n < words.n && (int)n + 1 < argc && strcmp(words.at[n], argv[n + 1]) == 0)
		n++;
	int used = n == words.n ? (int)n : 0;
	arena_free(a);
	return used;
}

static const struct command *
find_command(int argc, char **argv, int *ret_words)
{
	for (const struct command *c = operator_commands; c->name != NULL; c++)
		if ((*ret_words = names(c, argc, argv)) > 0)
			return c;
	for (size_t i = 0; features[i] != NULL; i++)
		for (const struct command *c = features[i]->commands; c != NULL && c->name != NULL; c++)
			if ((*ret_words = names(c, argc, argv)) > 0)
				return c;
	return NULL;
}

/* Takes the common options out; what is left is the command's. */
static bool
read_options(struct command_run *run, int argc, char **argv, int from, bool *ret_help)
{
	*ret_help = false;
	run->argv = NEW_N(run->arena, char *, (size_t)argc + 1);
	for (int i = from; i < argc; i++) {
		const char **value = strcmp(argv[i], "--data") == 0 || strcmp(argv[i], "--database") == 0 ? &run->data :
		    strcmp(argv[i], "--district") == 0 ? &run->district : NULL;
		if (value != NULL && i + 1 >= argc) {
			fprintf(stderr, "groundswell: %s needs a value behind it\n", argv[i]);
			return false;
		}
		if (value != NULL)
			*value = argv[++i];
		else if (strcmp(argv[i], "--json") == 0)
			run->json = true;
		else if (strcmp(argv[i], "--dry-run") == 0)
			run->dry_run = true;
		else if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
			*ret_help = true;
		else
			run->argv[run->argc++] = argv[i];
	}
	return true;
}

int
main(int argc, char **argv)
{
	struct command_run run = { .arena = arena_new() };
	const char *locale = getenv("LC_ALL") != NULL ? getenv("LC_ALL") : getenv("LANG");
	int words = 0;
	bool help;

	if (sodium_init() < 0)
		return fprintf(stderr, "groundswell: the kernel gives no random bytes\n"), 2;
	const char *problem = features_problem(run.arena);
	if (problem != NULL)
		return fprintf(stderr, "groundswell: %s\n", problem), 2;
	if (argc < 2)
		return usage(2);
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)
		return usage(0);
	run.lang = lang_find(locale) >= 0 ? (enum lang)lang_find(locale) : LANG_EN;
	const struct command *c = find_command(argc, argv, &words);
	if (c == NULL) {
		fprintf(stderr, "groundswell: there is no command `%s`; `groundswell --help` lists them\n", argv[1]);
		return 2;
	}
	if (!read_options(&run, argc, argv, words + 1, &help))
		return 2;
	if (help) {
		printf("groundswell %s %s\n\n%s\n\nExample:\n  %s\n", c->name, c->args, c->help, c->example);
		return 0;
	}
	int status = c->run(&run);
	arena_free(run.arena);
	return status;
}
