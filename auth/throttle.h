/* Throttling: failures make the next try wait.  Nothing is ever locked.
 *
 * A browser that has signed in as somebody before is counted apart from
 * strangers, so that strangers who guess at an account make its owner wait
 * nowhere but on new devices, and there never more than a minute; and a link by
 * mail is always under way within its own fifteen.  A whole school may sit
 * behind one address: it takes many failures before a network waits. */
#ifndef AUTH_THROTTLE_H
#define AUTH_THROTTLE_H
#include "http/http.h"

enum throttle {
	THROTTLE_ACCOUNT,        /* wrong passwords for an address, by browsers that never signed in to it */
	THROTTLE_KNOWN,          /* the same by one browser that did */
	THROTTLE_NETWORK,        /* wrong passwords and slips from one network */
	THROTTLE_LINK,           /* links sent to an address, asked for by strangers */
	THROTTLE_LINK_KNOWN,     /* by one known browser */
	THROTTLE_LINK_NETWORK,   /* links asked for from one network */
	THROTTLE_TRIP_NETWORK,   /* ways begun to a sign-in service from one network */
};
enum { THROTTLES = 7 };

/* Who is counted: a network, or an account. */
const char *throttle_network(struct request *);                              /* of IPv6 the first 64 bits */
const char *throttle_account(struct request *, const char *email, bool known);

int64_t throttle_wait(struct tx *, enum throttle, const char *who);          /* seconds still to wait; 0: go on */
void    throttle_count(struct tx *, enum throttle, const char *who);
void    throttle_clear(struct tx *, enum throttle, const char *who);
void    throttle_sweep(struct tx *);                                         /* forgets what no longer counts */
#endif
