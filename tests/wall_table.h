/* tests/wall.txt, read: who looks, what is planted, what each route shows.
 *
 * A line that begins with white space goes on with the line before; "…" keeps
 * spaces together; # begins a comment.  What the lines mean is said on top of
 * wall.txt itself, and in HACKING.md.  docs/wall.md is read here too. */
#ifndef TESTS_WALL_TABLE_H
#define TESTS_WALL_TABLE_H
#include "auth/wall.h"

struct wall_who {
	const char *name, *words, *school;       /* school: the name of a planted row, or NULL */
	unsigned roles;
	bool guest, gone;                        /* gone: deactivated, with a cookie from before */
};

/* What stands in a column: kind -1 is its row's; whole: only for who sees all of it. */
struct wall_cell { const char *column, *value; int kind; bool whole; };

struct wall_row {
	int line;
	bool each;                               /* once for everybody, as their own */
	const char *table, *name;                /* name NULL: nobody refers to it */
	int kind, owner;                         /* -1: marks nothing; nobody's in particular */
	struct { struct wall_cell *at; size_t n, cap; } cells;
};

enum { BY_DEFAULT, BY_SELF, BY_ALL, BY_ROLES };
struct wall_route {
	int line;
	const char *method, *path;               /* as in the route table; a GET may have a query */
	struct pairs params, form;
	unsigned shows, mails;                   /* bits of enum wall_kind */
	int publishes;                           /* what its doer's draft or try becomes; -1: nothing */
	int by;
	unsigned by_roles;
	int proves;                              /* whose link it is: it counts as them; -1: no link */
	int status[4];                           /* when it is allowed; 0: the usual one */
};

struct wall_bare { const char *table, *why; };

struct wall_table {
	struct { struct wall_who *at; size_t n, cap; } who;
	struct { struct wall_row *at; size_t n, cap; } rows;
	struct { struct wall_route *at; size_t n, cap; } routes;
	struct { struct wall_bare *at; size_t n, cap; } bare;
	unsigned may[MAYS];                      /* roles that pass; ~0u: everybody signed in */
	enum sees sees[WALL_KINDS][RELATIONS];   /* as docs/wall.md has it */
};

struct wall_table *wall_table_read(struct arena *);
int                wall_who_named(const struct wall_table *, const char *);       /* -1: nobody */
unsigned           wall_stands(const struct wall_table *, int who, int owner);    /* relations, by the table's own word */
enum sees          wall_expected(const struct wall_table *, int kind, int who, int owner);    /* who -1: not signed in */
#endif
