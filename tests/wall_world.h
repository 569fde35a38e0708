/* Two districts in one database, alike to the letter, and in every field of
 * every record a mark of its own: a word that begins with zqa in the first and
 * zqb in the second (40017 and 45017 where the field is a number).  So an
 * answer tells whose records it was made from. */
#ifndef TESTS_WALL_WORLD_H
#define TESTS_WALL_WORLD_H
#include "tests/wall_table.h"

enum { WHO_MOST = 32, DISTRICTS = 2, MARKS_MOST = 5000 };

struct wall_object { const char *name; int64_t id[DISTRICTS]; int kind, owner; };
struct wall_mark { int kind, owner; bool whole; const char *table, *column, *name; };
struct wall_world {
	struct arena *a;
	const struct wall_table *t;
	struct db *db;
	int64_t district[DISTRICTS], person[DISTRICTS][WHO_MOST];
	const char *slug[DISTRICTS];
	struct { struct wall_object *at; size_t n, cap; } objects;
	struct { struct wall_mark *at; size_t n, cap; } marks;
	int64_t planted;                                 /* ids above were made by what was asked */
};

struct wall_world  *wall_world_plant(struct db *, struct arena *, const struct wall_table *, int64_t district);
struct wall_object *wall_object(const struct wall_world *, const char *name);             /* NULL: none */
const char         *wall_mark_text(struct arena *, int district, size_t mark);
const char         *wall_mark_of(struct arena *, const struct wall_world *, int district, const char *name, const char *column);

/* How somebody's browser proves who it is. */
const char *wall_cookie(struct arena *, const struct wall_table *, int who, int district);
extern const char wall_csrf[];

/* Which marks stand in these bytes: one for each of the world's, for each district. */
struct wall_seen { bool *at[DISTRICTS]; };
struct wall_seen wall_seen_new(struct arena *, const struct wall_world *);
void             wall_scan(const struct wall_world *, const char *bytes, size_t n, struct wall_seen);
#endif
