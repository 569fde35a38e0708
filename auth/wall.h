/* The wall: what each kind of record shows to whom.
 *
 * One table, in wall.c: a row a kind, a column a relation of the one who looks
 * to the record.  Every query and page on a walled kind asks here, every
 * export, feed and mail too.  No setting, role or API scope changes it, and
 * ./check walks every route as everyone against it (tests/wall.txt). */
#ifndef AUTH_WALL_H
#define AUTH_WALL_H
#include "auth/login.h"

enum wall_kind {
	WALL_PROFILE,           /* name, school, subjects, "ask me about" */
	WALL_CONTACT,           /* e-mail address */
	WALL_PRACTICE,          /* published: card, parts, history */
	WALL_DRAFT,             /* a practice or any other text before it is published */
	WALL_TRY,               /* who tries what, until they report */
	WALL_REPORT,            /* how it went, under its author's name */
	WALL_CLASS,             /* the class's context given with a try */
	WALL_LOGIN,             /* the list of my logins */
	WALL_LOOKS,             /* who opened my record */
	WALL_OUTBOX,            /* mails as they were written */
	WALL_ROLES,             /* who was appointed what by whom */
	WALL_ROSTER,            /* imports, holds, what the source says */
	WALL_ACCOUNT,           /* standing, sign-in slips, who changed the address */
	WALL_KINDS
};

enum relation {                  /* bits: somebody can stand in several */
	REL_SELF          = 1 << 0,  /* it is about them, or by them */
	REL_COLLEAGUE     = 1 << 1,  /* signed in, same district */
	REL_COUNCIL       = 1 << 2,
	REL_COORDINATOR   = 1 << 3,
	REL_ADMINISTRATOR = 1 << 4,
	REL_STEWARD       = 1 << 5,
	REL_OPERATOR      = 1 << 6,
	REL_ANYONE        = 1 << 7,  /* not signed in */
};

enum sees {
	SEES_NOTHING,      /* does not exist for them: 404 */
	SEES_COUNT,        /* that there are some, in groups of five or more */
	SEES_SUMMARY,      /* what a list shows */
	SEES_ALL,
};

unsigned  wall_relations(const struct login *, int64_t owner);     /* owner 0: nobody's in particular */
enum sees wall_sees(enum wall_kind, unsigned relations);
enum sees wall_look(const struct login *, enum wall_kind, int64_t owner);   /* both in one */

/* Rule 3: every look at a walled record of somebody else is a row they can read. */
void look_note(struct tx *, const struct login *, enum wall_kind, int64_t owner, int64_t record);

/* Permission of a route: the mandatory column of the route table. */
enum may {
	MAY_ANYONE = 1,        /* signed in or not */
	MAY_MEMBER,            /* signed in */
	MAY_COUNCIL,
	MAY_COORDINATOR,
	MAY_ADMINISTRATOR,
	MAY_STEWARD,
	MAY_OPERATOR,
	MAY_ROSTER,            /* coordinator or operator: imports, guests, merging */
	MAY_OFFICE,            /* council, coordinator, steward or operator: who was appointed, what is set */
	MAYS
};
bool login_may(const struct login *, enum may);
/* A prepare step runs before anybody was asked.  Would this request be let in
 * (signed in, permitted, token)?  Then r->login is set for the rest of it. */
bool login_may_early(struct request *);
#endif
