/* Browsers, signed in or not: the cookie that tells one from another, and what
 * proves that a form comes from a page of ours.
 *
 * A form carries a token of the login, or for nobody signed in one of the
 * browser's cookie; and what the browser says of where it comes from must not
 * contradict it. */
#ifndef AUTH_BROWSER_H
#define AUTH_BROWSER_H
#include "http/http.h"

const char *browser_token(struct request *);          /* made and set when it has none */
const char *browser_hash(struct request *);           /* as it rests in the database */

/* Every form that posts carries {{ render csrf_field(h, r) }}. */
const char *csrf_masked(struct request *);            /* XOR with fresh bytes, so compression cannot tell (BREACH) */
bool        csrf_ok(struct request *);                /* the token, and Origin or Sec-Fetch-Site */
/* Whose page a form comes from, though their login may have ended since: the
 * one whose token it carries, in this browser, from our own pages.  0: nobody's. */
int64_t     csrf_writer(struct request *);
#endif
