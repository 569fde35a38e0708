#include "base/text.h"
#include "office/office.h"
#include "office/office_pages.h"
#include <stdio.h>
#include <string.h>

struct linking { const char *email, *token, *url; };

static void
link_work(struct tx *tx, void *arg)
{
	struct linking *l = arg;

	l->url = setting_text(tx, "site.url", "http://127.0.0.1:8080");
	l->token = operator_link(tx, l->email, "groundswell operator-link");
}

static int
operator_link_run(struct command_run *run)
{
	struct linking l = {0};
	int64_t district;

	if (run->argc != 1 || strchr(run->argv[0], '@') == NULL)
		return fprintf(stderr, "groundswell: say whose: groundswell operator-link YOU@DISTRICT\n"), 2;
	l.email = run->argv[0];
	struct db *db = command_data(run, &district);
	if (db == NULL)
		return 2;
	enum db_end end = db_run(db, DB_WRITE, district, run->arena, link_work, &l);
	db_close(db);
	if (end != DB_DONE)
		return fprintf(stderr, "groundswell: the link could not be written; nothing was changed\n"), 2;
	if (l.token == NULL)
		return fprintf(stderr, "groundswell: two people have the address %s; name another one, and merge the two afterwards\n", l.email), 1;
	printf("Open this link within a day to be the operator. It works once:\n\n  %s/sign-in/link/%s\n\n", l.url, l.token);
	return 0;
}

const struct command office_commands[] = {
	{ "operator-link", "EMAIL", "makes somebody the operator and prints a link for them",
	    "groundswell operator-link ops@lincoln.example --data groundswell.db", operator_link_run },
	{0}
};
