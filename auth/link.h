/* Links in mail or on paper that prove who somebody is: signing in without a
 * password (15 minutes), the operator's first link and a sign-in slip (a day),
 * a new e-mail address (a day).  One use; hashed at rest.
 *
 * A sign-in link is used by the browser that asked as it stands; in any other
 * browser the page shows a button first, so that a mail scanner that opens
 * every link does not use it up. */
#ifndef AUTH_LINK_H
#define AUTH_LINK_H
#include "auth/login.h"

enum link_purpose { LINK_SIGN_IN, LINK_OPERATOR, LINK_SLIP, LINK_EMAIL };

struct link_found { int64_t person_id; enum link_purpose purpose; const char *email; bool same_browser; };

/* The token for the path /sign-in/link/TOKEN; browser: of the one that asks, or NULL. */
const char        *link_make(struct tx *, int64_t person, enum link_purpose, const char *browser, const char *email);
struct link_found *link_find(struct request *, const char *token);     /* NULL: used, too old, or never was */
bool               link_use(struct tx *, const char *token);           /* false: used before */

/* Throttling, by account and by address.  Failures make the next try wait, up
 * to a minute; nothing is ever locked, and a sign-in link always works. */
int64_t throttle_wait(struct tx *, const char *what);                  /* seconds still to wait; 0: go on */
void    throttle_failed(struct tx *, const char *what);
void    throttle_clear(struct tx *, const char *what);
#endif
