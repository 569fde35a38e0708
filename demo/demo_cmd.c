#include "base/text.h"
#include "demo/demo_make.h"
#include "site/feature.h"
#include <stdio.h>

static int
who(const char *listen)
{
	printf("\nThe demonstration district is at http://%s\n\nSign in with the password %s as\n", listen, demo_accounts[0].password);
	for (const struct demo_account *d = demo_accounts; d->email != NULL; d++)
		printf("  %-22s %s\n", d->email, d->who);
	printf("\n");
	return 0;
}

static int
demo_run(struct command_run *run)
{
	const char *listen = "127.0.0.1:8080";
	int64_t seed = 1;
	bool tell = false;

	for (int i = 0; i < run->argc; i++) {
		if (text_eq(run->argv[i], "--who"))
			tell = true;
		else if (text_eq(run->argv[i], "--listen") && i + 1 < run->argc)
			listen = run->argv[++i];
		else if (!text_eq(run->argv[i], "--seed") || i + 1 >= run->argc || !text_i64(run->argv[++i], &seed)) {
			fprintf(stderr, "groundswell: demo takes --seed NUMBER, or --who\n");
			return 2;
		}
	}
	if (tell)
		return who(listen);
	struct db *db = command_data(run, NULL);
	if (db == NULL)
		return 2;
	const char *error = demo_make(db, run->arena, (uint64_t)seed);
	db_close(db);
	if (error != NULL)
		fprintf(stderr, "groundswell: %s\n", error);
	return error == NULL ? 0 : 2;
}

static const struct command commands[] = {
	{ "demo", "", "makes the demonstration district", "groundswell demo --data demo.db --seed 1", demo_run },
	{0}
};

extern const struct feature demo;
const struct feature demo = { .name = "demo", .commands = commands };
