/* Providers: where a district's people sign in already, such as Google, Entra,
 * ClassLink or Clever.  auth/oidc.h speaks with them; here is what we keep.
 *
 * Somebody is bound to a provider's account by issuer and subject, never by an
 * address alone: addresses are given to other people.  The first time they are
 * found by the roster's id, where the provider says it; by their address only
 * where the operator trusts that provider's addresses; else they wait until
 * the operator says who they are, or they add the provider to their account
 * themselves, signed in another way. */
#ifndef AUTH_PROVIDER_H
#define AUTH_PROVIDER_H
#include "auth/login.h"

struct provider {
	int64_t id;
	const char *name, *issuer, *client_id;
	const char *secret;              /* opened; "": it has none */
	bool secret_lost;                /* there is one, and our key does not open it */
	const char *claim;               /* that holds the roster's id, or "" */
	const char *domain;              /* that Google's hd must name, or "" */
	bool trusts_email, active;
	bool here;                       /* this is a trial on one machine: providers may be on it too, without TLS */
};
struct providers { struct provider *at; size_t n, cap; };

struct providers provider_list(struct tx *, bool active_only);      /* by name; not those that were removed */
struct provider  *provider_find(struct tx *, int64_t id);            /* NULL: none, or removed */
/* Adds it (id 0) or changes it.  secret NULL: as it was.  false: it cannot be sealed, nothing was changed. */
bool               provider_put(struct tx *, struct provider *);
void               provider_active(struct tx *, int64_t id, bool active);
bool               provider_remove(struct tx *, int64_t id, bool removed);    /* and back; false: there is none */

/* What a provider says of itself, as it was last read. */
struct provider_memory { const char *about, *keys; int64_t about_at, keys_at; };
struct provider_memory provider_memory(struct tx *, int64_t id);
void provider_remember_about(struct tx *, int64_t id, const char *about);
void provider_remember_keys(struct tx *, int64_t id, const char *keys);
/* For keys that are not known: once a minute, and apart for logout tokens, which anybody can send. */
bool provider_may_ask_again(struct tx *, int64_t id, bool for_logout);

/* A browser on its way there and back, within a quarter of an hour. */
struct trip { int64_t provider_id, person_id; const char *return_to; };
const char  *trip_begin(struct request *, const struct trip *);         /* the state */
struct trip *trip_find(struct request *, const char *state);            /* NULL: of another browser, too old, or back already */
bool         trip_end(struct tx *, const char *state);                  /* false: somebody was quicker */
/* Made from the state and the browser's cookie, so that they rest nowhere. */
const char  *trip_nonce(struct request *, const char *state);
const char  *trip_verifier(struct request *, const char *state);

/* Who came, as the provider says. */
struct arrival {
	const char *issuer, *subject;
	const char *name, *email, *known_as;     /* "" where nothing is said */
	bool email_denied;                       /* it says itself that the address is not verified */
	const char *sid, *id_token;              /* of the login there; sid "" where it has none */
};
int64_t account_person(struct tx *, const char *issuer, const char *subject);     /* an active person; 0: none */
/* Finds who it is the first time and binds them; 0: they wait. */
int64_t arrival_settle(struct tx *, const struct provider *, const struct arrival *);
/* false: the account is somebody else's already. */
bool    account_link(struct tx *, const char *issuer, const char *subject, int64_t person, const char *how, int64_t by);
void    account_unlink(struct tx *, const char *issuer, const char *subject);

struct account_of { const char *issuer, *subject, *how, *provider; int64_t linked_at; };      /* provider: its name, or NULL */
struct accounts_of { struct account_of *at; size_t n, cap; };
struct accounts_of accounts_of(struct tx *, int64_t person);

struct waiting { int64_t id, provider_id, came_at; const char *provider, *issuer, *subject, *name, *email, *known_as, *why; };
struct waitings { struct waiting *at; size_t n, cap; };
struct waitings waiting_list(struct tx *);                              /* the last first */
struct waiting *waiting_find(struct tx *, int64_t id);                  /* settled ones too */
void            waiting_settled(struct tx *, int64_t id, bool settled);

/* A login that came through a provider, and what ends those. */
void    login_through(struct request *, int64_t login, int64_t provider, const struct arrival *);
bool    login_hint(struct request *, const char *token, int64_t *ret_provider, const char **ret_id_token);   /* of one that just ended; NULL: lost */
int64_t logins_end_of(struct tx *, int64_t provider, const char *sid, const char *subject);   /* sid, or else subject; how many */
bool    logout_first(struct tx *, int64_t provider, const char *jti, int64_t ends_at);        /* false: it came before */
void    providers_sweep(struct tx *);
#endif
