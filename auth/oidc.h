/* OpenID Connect, as the one that relies on it (Core 1.0, Discovery 1.0; code
 * flow with PKCE, RFC 7636; issuer in the answer, RFC 9207; logout by the
 * browser and behind its back, RP-Initiated and Back-Channel Logout 1.0).
 *
 * A token proves something only if it is signed by one of the provider's own
 * keys, is from the very issuer, for us, of now, and of this trip.  What asks
 * the provider waits for it, and runs in prepare steps that are `far`. */
#ifndef AUTH_OIDC_H
#define AUTH_OIDC_H
#include "auth/provider.h"
#include "auth/jwt.h"

/* What a provider says of itself. */
struct oidc_about {
	const char *authorize, *token, *keys, *userinfo, *end_session;   /* userinfo, end_session: NULL: it has none */
	bool says_issuer;                /* its answers have `iss` */
	bool secret_in_body;             /* it takes no Basic */
	const char *scope;
};
/* NULL: it can be used; else what is wrong with it, for the operator, in English. */
const char *oidc_about_read(struct arena *, const struct provider *, const char *text, size_t len, struct oidc_about *ret);

enum oidc_refusal {
	OIDC_GOOD,
	OIDC_TRIP,           /* not begun here, too old, or back already */
	OIDC_DENIED,         /* the provider said no, or the person did */
	OIDC_ISSUER,         /* the answer or the token is another's */
	OIDC_AWAY,           /* it does not answer, or not sensibly */
	OIDC_CODE,           /* used before, too old, or not for us */
	OIDC_FORM,           /* the token cannot be read */
	OIDC_FORGED,         /* none of its keys signed it */
	OIDC_AUDIENCE,       /* for another program */
	OIDC_TIME,           /* expired, or from the future */
	OIDC_NONCE,          /* of another trip */
	OIDC_SUBJECT,        /* two answers name two accounts */
	OIDC_DOMAIN,         /* an account that is not the district's */
	OIDC_SETUP,          /* our side of it is not finished */
};
enum { OIDC_REFUSALS = 14 };
const char *oidc_said(enum oidc_refusal);        /* N_()'d: what happened, for the one who came */
const char *oidc_code(enum oidc_refusal);        /* "nonce": for the log */

/* Where to send the browser. */
struct oidc_trip { const char *redirect, *state, *nonce, *verifier, *code; };
const char *oidc_authorize_url(struct arena *, const struct provider *, const struct oidc_about *, const struct oidc_trip *);
const char *oidc_end_url(struct arena *, const struct provider *, const struct oidc_about *, const char *id_token, const char *back);   /* NULL: it has none */

/* What a token must say; its signature is proved elsewhere. */
enum oidc_refusal oidc_id_check(struct arena *, const struct provider *, const struct oidc_trip *, const struct jwt *,
                      const char *access_token, int64_t now);
enum oidc_refusal oidc_logout_check(const struct provider *, const struct jwt *, int64_t now);

/* In a prepare step; r->district is known, r->tx is NULL. */
struct provider  *oidc_provider(struct request *, int64_t id);                   /* NULL: none that is active */
const struct oidc_about *oidc_about(struct request *, const struct provider *, bool fresh, const char **ret_why);   /* NULL: it cannot be had */
const struct json *oidc_keys(struct request *, const struct provider *, const struct oidc_about *, const char **ret_why);
enum oidc_refusal  oidc_arrive(struct request *, const struct provider *, const struct oidc_trip *, struct arrival *ret);
enum oidc_refusal  oidc_logout(struct request *, const struct provider *, const char *token, struct jwt *ret);
#endif
