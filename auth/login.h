/* Logins: signed-in browsers.
 *
 * The browser holds a random token in a cookie; the database holds its hash.
 * A new login gets a new token.  A login ends by itself after 30 days unused
 * or 180 in all, by sign-out, by sign-out everywhere, or with its person. */
#ifndef AUTH_LOGIN_H
#define AUTH_LOGIN_H
#include "auth/person.h"
#include "db/writer.h"
#include "http/http.h"

struct login {
	int64_t id;
	struct person *person;
	const char *csrf;                /* unmasked; html_csrf masks it anew each time */
	int64_t began_at, seen_at;
	const char *device;              /* "Chrome on ChromeOS", for the list of my logins */
};

struct login *login_find(struct request *);                                  /* from the cookie; NULL: nobody, or ended */
void          login_begin(struct request *, int64_t person, const char *how);   /* sets the cookie; how: "password", "link", "oidc" */
bool          login_end(struct request *, int64_t login);                     /* false: there is no such login of theirs */
int64_t       login_end_all(struct tx *, int64_t person);                    /* how many */

struct logins { struct login *at; size_t n, cap; };
struct logins login_list(struct tx *, int64_t person);                       /* theirs that go on, last used first */
void          login_seen(struct request *, struct writer *);                 /* after a reply: notes it, now and then */
const char   *browser_token(struct request *);                               /* of this browser; made and set when it has none */

/* Every form that posts carries {{ render csrf_field(h, r) }}.  Nobody signed
 * in has a token too (a cookie of its own), so sign-in is covered. */
const char *csrf_masked(struct request *);            /* XOR with fresh bytes, so compression cannot tell (BREACH) */
bool        csrf_ok(struct request *);                /* token, and Origin or Sec-Fetch-Site */
#endif
