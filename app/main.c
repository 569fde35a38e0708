#include "app/app.h"
#include "app/command.h"
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Those of the operator, then each feature's; ends with NULL. */
static const struct command *const *
all_commands(struct arena *a)
{
	LIST(const struct command *) lists = {0};

	*LIST_ADD(a, &lists) = operator_commands;
	for (size_t i = 0; features[i] != NULL; i++)
		if (features[i]->commands != NULL)
			*LIST_ADD(a, &lists) = features[i]->commands;
	*LIST_ADD(a, &lists) = NULL;
	return lists.at;
}

static int
list_commands(const struct command *const *lists)
{
	printf("Groundswell: where the teachers of a district run their own professional learning.\n\n");
	for (; *lists != NULL; lists++)
		for (const struct command *c = *lists; c->name != NULL; c++)
			printf("  groundswell %-18s %-12s %s\n", c->name, c->args, c->help);
	printf("\nWith every command that touches data: --data FILE (groundswell.db where nothing is said) or\n"
	    "--database postgresql://…, and --district NAME where there are several.\n"
	    "`groundswell COMMAND --help` says more, with an example.\n");
	return 0;
}

static int
run_program(struct arena *a, int argc, char **argv)
{
	struct command_run run = { .arena = a };
	const struct command *const *lists = all_commands(run.arena);
	const char *locale = getenv("LC_ALL") != NULL ? getenv("LC_ALL") : getenv("LANG"), *problem;
	int words = 0;

	if (sodium_init() < 0)
		return fprintf(stderr, "groundswell: the kernel gives no random bytes\n"), 2;
	if ((problem = features_problem(run.arena)) != NULL)
		return fprintf(stderr, "groundswell: %s\n", problem), 2;
	if (argc < 2)
		return fprintf(stderr, "groundswell: say what to do; `groundswell --help` lists it\n"), 2;
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0)
		return list_commands(lists);
	if (strcmp(argv[1], "--manual") == 0)
		return manual_print(lists), 0;
	if (strcmp(argv[1], "--version") == 0)
		return printf("groundswell %s\n", GROUNDSWELL_VERSION), 0;
	const struct command *c = command_find(lists, argc - 1, argv + 1, &words);
	if (c == NULL)
		return fprintf(stderr, "groundswell: there is no command `%s`; `groundswell --help` lists them\n", argv[1]), 2;
	if (!command_read(c, &run, argc - 1 - words, argv + 1 + words))
		return 2;
	if (command_option(&run, "--help") != NULL)
		return command_help(c), 0;
	run.lang = lang_find(locale) >= 0 ? (enum lang)lang_find(locale) : LANG_EN;
	return c->run(&run);
}

int
main(int argc, char **argv)
{
	struct arena *a = arena_new();
	int status = run_program(a, argc, argv);

	arena_free(a);
	return status;
}
