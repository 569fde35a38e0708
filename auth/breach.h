/* Passwords that have leaked, asked of a service; only where the operator turned
 * it on (setting password.breach).
 *
 * Five of the forty digits of the password's SHA-1 leave here, and hundreds of
 * ends come back, among which ours is looked for (k-anonymity; the range API of
 * Have I Been Pwned, with padding).  A service that does not answer within
 * three seconds keeps nobody from setting a password. */
#ifndef AUTH_BREACH_H
#define AUTH_BREACH_H
#include "auth/password.h"
#include "http/http.h"

bool breach_knows(struct request *, const char *password);      /* in a prepare step that is `far` */

/* Whether this may be their new password, and its hash if so.  In a prepare
 * step that is `far`; person NULL: not known yet, ask password_problem later. */
struct new_password { const char *wrong, *hash; };               /* wrong: N_()'d, or NULL */
struct new_password password_new(struct request *, const char *password, const struct person *);
#endif
