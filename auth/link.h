/* Links in mail or on paper that prove who somebody is: signing in without a
 * password (15 minutes), the operator's first link (a day), a sign-in slip for
 * somebody without mail (a week), a new e-mail address (a day).  One use;
 * hashed at rest.
 *
 * A sign-in link is used by the browser that asked as it stands; in any other
 * browser the page shows a button first, so that a mail scanner that opens
 * every link does not use it up.  A slip is a code short enough to type. */
#ifndef AUTH_LINK_H
#define AUTH_LINK_H
#include "auth/login.h"

enum link_purpose { LINK_SIGN_IN, LINK_OPERATOR, LINK_SLIP, LINK_EMAIL };

struct sign_in_link {
	int64_t person_id;
	enum link_purpose purpose;
	const char *browser;             /* hash of the one that asked, or NULL */
	const char *email;               /* LINK_EMAIL: the new address; else NULL */
	const char *return_to;           /* a local path to go on to, or NULL */
	bool used;
};

/* The token for the path /sign-in/link/TOKEN. */
const char *link_make(struct tx *, const struct sign_in_link *);
/* A code for paper, "k7qm-4t9x-2pwd": typed at /sign-in/slip, or as the TOKEN above.  Earlier slips of theirs end. */
const char *slip_make(struct tx *, int64_t person);

/* NULL: too old, or never was.  Slips are found as people type them. */
struct sign_in_link *link_find(struct tx *, const char *token);
bool                 link_use(struct tx *, const char *token);           /* false: used before */
void                 links_end(struct tx *, int64_t person);             /* whatever is still open for them */
void                 links_sweep(struct tx *);                           /* forgets what is too old */

/* The whole address of a local path, for a mail or another server: of the
 * setting site.url; until there is one, of this request if it came to this very
 * machine.  Never of a Host that a stranger may have written. */
const char *link_url(struct request *, const char *path);
#endif
