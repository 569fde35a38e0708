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
	const char *device;              /* "Chrome · ChromeOS", for the list of my logins */
	const char *how;                 /* "password", "link", "slip", "provider" */
	int64_t provider_id;            /* it came through; 0: none */
};

struct login *login_find(struct request *);                                  /* from the cookie; NULL: nobody, or ended */
int64_t       login_begin(struct request *, int64_t person, const char *how);   /* sets the cookie, and ends what this browser had */
bool          login_end(struct request *, int64_t login);                    /* one of r->login's own; false: it is not theirs */
int64_t       login_end_all(struct tx *, int64_t person);                    /* how many */
int64_t       login_end_others(struct tx *, int64_t person, int64_t but);

struct logins { struct login *at; size_t n, cap; };
struct logins login_list(struct tx *, int64_t person);                       /* theirs that go on, last used first */
void          login_seen(struct request *, struct writer *);                 /* after a reply: notes it, now and then */
bool          login_knows(struct request *, int64_t person);                 /* has this browser ever signed in as them? */
void          logins_sweep(struct tx *);                                   /* forgets those that ended more than a year ago */
/* They proved who they are a moment ago, so a new password or address needs no second proof. */
bool          login_is_fresh(const struct request *);
#endif
