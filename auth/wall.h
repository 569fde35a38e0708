/* The wall: what each kind of record shows to whom.
 *
 * One table, in wall.c: a row a kind, a column a relation of the one who looks
 * to the record.  Every query and page on a walled kind asks here, every
 * export, feed and mail too.  No setting, role or API scope changes it.
 * docs/wall.md says the table to teachers, and a test walks every route as
 * everyone against that page and tests/wall.txt. */
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
	WALL_CLASS,             /* who is in the class: shares of English learners and IEPs */
	WALL_LOGIN,             /* the list of my logins */
	WALL_LOOKS,             /* who opened my record */
	WALL_OUTBOX,            /* mails as they were written */
	WALL_ROLES,             /* who was appointed what by whom */
	WALL_ROSTER,            /* imports, holds, what the source says */
	WALL_ACCOUNT,           /* standing, sign-in slips, who changed the address */
	WALL_SECRET,            /* passwords, and what proves who somebody is */
	WALL_KINDS
};

enum relation {                  /* bits: somebody can stand in several */
	REL_SELF          = 1 << 0,  /* it is about them, or by them */
	REL_COLLEAGUE     = 1 << 1,  /* signed in, same district, on its staff */
	REL_GUEST         = 1 << 2,  /* signed in, and not on the staff: a presenter */
	REL_COUNCIL       = 1 << 3,
	REL_COORDINATOR   = 1 << 4,
	REL_ADMINISTRATOR = 1 << 5,
	REL_STEWARD       = 1 << 6,
	REL_OPERATOR      = 1 << 7,
	REL_ANYONE        = 1 << 8,  /* not signed in */
};
enum { RELATIONS = 9 };

enum sees {
	SEES_NOTHING,      /* does not exist for them: 404 */
	SEES_COUNT,        /* that there are some, in groups of five or more */
	SEES_SUMMARY,      /* what a list shows */
	SEES_ALL,
};

unsigned  wall_relations(const struct login *, int64_t owner);     /* owner 0: nobody's in particular */
enum sees wall_sees(enum wall_kind, unsigned relations);
enum sees wall_look(const struct login *, enum wall_kind, int64_t owner);   /* both in one */

/* Rule 2, for every figure about people who are behind the wall: 0 for fewer
 * than five, else down to a multiple of five, so that no two figures, of two
 * days or of two groups, can be subtracted to tell of one person. */
int64_t wall_count(int64_t n);

/* For pages and tests that show the table itself; N_()'d English but the kinds' names. */
const char *wall_kind_name(enum wall_kind);          /* "draft", as in tests/wall.txt */
const char *wall_kind_said(enum wall_kind);          /* "Drafts" */
const char *wall_kind_about(enum wall_kind);         /* what is in it, in words */
const char *relation_name(int bit);                  /* "Colleagues" */
const char *sees_said(enum sees);                    /* "counts of five or more" */

/* Rule 3: every look at a walled record of somebody else is a row they can
 * read.  A page that shows one of a kind that is logged calls look_note, in a
 * route that `writes`. */
bool wall_logged(enum wall_kind);
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
