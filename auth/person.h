/* People, as far as signing in and permission need them: who is there, how
 * they are reached, what roles they hold.  Profiles stand in people/.
 *
 * A person is never deleted while anything of theirs counts: they become
 * inactive.  What the roster owns (name, e-mail, roles of the roster) and what
 * people set themselves are kept apart (people/ and roster/). */
#ifndef AUTH_PERSON_H
#define AUTH_PERSON_H
#include "base/say.h"
#include "db/db.h"

enum role {
	ROLE_TEACHER       = 1 << 0,    /* every kept staff role: also counselor, librarian, aide */
	ROLE_LEADER        = 1 << 1,
	ROLE_COUNCIL       = 1 << 2,
	ROLE_COORDINATOR   = 1 << 3,
	ROLE_ADMINISTRATOR = 1 << 4,    /* principal, superintendent */
	ROLE_STEWARD       = 1 << 5,
	ROLE_OPERATOR      = 1 << 6,
};
enum { ROLES = 7 };
const char *role_name(enum role);                        /* N_()'d English */

enum standing { PERSON_ACTIVE, PERSON_INACTIVE, PERSON_MERGED };

struct person {
	int64_t id;
	const char *given, *family;      /* "Rosa", "Delgado" */
	const char *shown;               /* the name colleagues see: preferred given + family */
	const char *email;               /* lower case, or NULL: not everybody has one */
	unsigned roles;                  /* bits of enum role, from the roster and appointed, together */
	int language;                    /* enum lang, or -1: not chosen, the browser's */
	int standing;                    /* enum standing */
	bool guest;                      /* not on the roster: presenter, substitute */
};

struct person *person_find(struct tx *, int64_t id);                     /* NULL: no such person; follows a merge */
struct person *person_by_email(struct tx *, const char *email);          /* active ones only */
struct person_ids { int64_t *at; size_t n, cap; };
struct person_ids person_reachable(struct tx *, int64_t after, int64_t limit);       /* active, with an address; by id */
bool           person_email_taken(struct tx *, const char *email, int64_t except);   /* by somebody active */
/* What other systems call them: kind is "sourcedid", "identifier" …; a provider's sign-in finds them by it. */
void           person_known_as(struct tx *, int64_t person, const char *kind, const char *value);   /* from now on; "": no more */
struct person *person_by_known(struct tx *, const char *value);          /* the one active person it means; NULL: none, or two */
int64_t        person_add(struct tx *, const struct person *);           /* id made when 0; the sort key too */
void           person_put(struct tx *, const struct person *);           /* all fields but roles */
void           person_standing(struct tx *, int64_t id, enum standing);  /* inactive ends every login */
void           person_email(struct tx *, int64_t id, const char *email);      /* NULL: none */
void           person_language(struct tx *, int64_t id, int language);

/* Roles of the roster (source "roster") are replaced by each import; appointed
 * ones (source "appointed") stay until withdrawn.  Every change is logged with
 * who did it (0: the program) and why. */
void role_give(struct tx *, int64_t person, enum role, const char *source, int64_t by, const char *why);
void role_take(struct tx *, int64_t person, enum role, const char *source, int64_t by, const char *why);

/* Two rows that are one person become one in office/merging.h; the one that is
 * given up stays as a pointer, and its address still finds the person. */
struct merge;
void person_point(struct tx *, int64_t loser, int64_t winner, enum standing);   /* winner 0: its own again */
void auth_merge(struct merge *);                                         /* its columns that hold a person, db/merge.h */
#endif
