#include "base/text.h"
#include "demo/demo.h"
#include "site/feature.h"
#include <stdio.h>

static int
who(const char *listen)
{
	printf("\nThe demonstration district: http://%s\n\nEverybody's password is  %s\n\n", listen, demo_password);
	for (const struct demo_account *d = demo_accounts; d->email != NULL; d++)
		printf("  %-20s  %s %s, %s\n", d->email, d->given, d->family, d->who);
	printf("\nAll others sign in with a link by e-mail; the operator reads those mails at http://%s/outbox\n\n", listen);
	return 0;
}

static int
demo_run(struct command_run *run)
{
	const char *listen = command_option(run, "--listen"), *number = command_option(run, "--seed");
	int64_t seed = 1;

	if (command_option(run, "--who") != NULL)
		return who(listen != NULL ? listen : "127.0.0.1:8080");
	if (number != NULL && !text_i64(number, &seed)) {
		fprintf(stderr, "groundswell: --seed needs a number, such as 1\n");
		return 2;
	}
	struct db *db = command_data(run, NULL);
	if (db == NULL)
		return 2;
	const char *error = demo_make(db, run->arena, (uint64_t)seed);
	db_close(db);
	if (error != NULL)
		fprintf(stderr, "groundswell: %s\n", error);
	return error == NULL ? 0 : 2;
}

static const struct command_option options[] = {
	{ "--seed", "NUMBER", "another number makes another district" },
	{ "--who", NULL, "makes nothing; says who can sign in as what" },
	{ "--listen", "ADDRESS", "with --who: where the server will be" },
	{0}
};

static const struct command commands[] = {
	{ "demo", "", "makes the demonstration district", "groundswell demo --data demo.db --seed 1", demo_run, options },
	{0}
};

extern const struct feature demo;
const struct feature demo = { .name = "demo", .commands = commands };
