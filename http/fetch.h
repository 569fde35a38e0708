/* Asking another server: one request over HTTPS, within limits of time and size.
 *
 * Redirects are not followed: what an address says stands there or nowhere.
 * Plain http goes to this machine only.  It waits, so it is called in a
 * prepare step of a route that is `far`, or in a job; never in a transaction.
 * A district's own authority of certificates is named by GROUNDSWELL_CA. */
#ifndef HTTP_FETCH_H
#define HTTP_FETCH_H
#include <stdbool.h>
#include <stddef.h>

struct arena;

struct fetch {
	const char *url;
	const char *form;              /* a POST of this, urlencoded; NULL: a GET */
	const char *bearer;            /* a token to show; NULL: none */
	const char *user, *password;   /* Basic; NULL: none */
	const char *header;            /* one more, whole; NULL: none */
	size_t most;                   /* bytes of the answer; 0: 256 KiB */
	int seconds;                   /* for all of it; 0: 10 */
};
struct fetched {
	int status;                    /* 0: there was no answer */
	const char *type, *body;       /* "" where there is none */
	size_t len;
	const char *why;               /* there was none because; for the log and the operator, in English */
};
struct fetched fetch(struct arena *, const struct fetch *);
bool           fetch_is_safe(const char *url);     /* https, or http to this machine; no user, no spaces */
bool           url_is_this_machine(const char *url);
#endif
