/* One request as somebody, on the planted world, and everything that came of
 * it: the answer, the rows it changed, the mails it wrote, the looks it noted.
 * Then it is undone, so every request finds the same world.  It goes the way
 * of http/work.c, without sockets. */
#ifndef TESTS_WALL_WALK_H
#define TESTS_WALL_WALK_H
#include "tests/wall_world.h"

struct wall_asking {
	int district;                       /* whose address it goes to */
	int who, from;                      /* who, with a cookie of district `from`; who -1: nobody */
	const char *method, *path;          /* the path may have a query */
	struct pairs form;
	bool token;                         /* a POST's form has its token */
};
struct wall_mail { int to; struct wall_seen seen; };            /* to -1: not a person's */
struct wall_mails { struct wall_mail *at; size_t n, cap; };
struct wall_looked { int by, owner, kind; };
struct wall_answer {
	int status;
	const char *location, *type;        /* "" : none */
	const char *body;
	size_t len;
	struct wall_seen seen;              /* but what the request itself said */
	int64_t changed;                    /* rows */
	struct wall_mails mails;
	struct { struct wall_looked *at; size_t n, cap; } looks;
};

/* The mails that were put in a district since it was planted. */
struct wall_mails wall_mails(struct tx *, struct wall_world *, struct arena *, int district);
struct wall_answer *wall_ask(struct wall_world *, struct arena *, const struct wall_asking *);
#endif
