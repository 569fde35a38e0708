/* Signed tokens of others: JWS in its compact form (RFC 7515), keys as JWK sets
 * (RFC 7517), signatures by cjose and libsodium.
 *
 * Reading proves nothing; jwt_prove says whether one of the keys signed it.
 * Only RS256, PS256, ES256 and EdDSA count, each with a key of its own kind: so
 * neither "none" nor a public key taken for a shared secret gets anywhere. */
#ifndef AUTH_JWT_H
#define AUTH_JWT_H
#include "json/json.h"

struct jwt {
	const char *alg, *kid, *typ;         /* of the header; kid and typ "" where it has none */
	const struct json *claims;
	const char *text;                    /* the whole token */
	size_t signed_len;                   /* header and claims, as they were signed */
	const unsigned char *signature;
	size_t signature_len;
};

enum jwt_proof {
	JWT_PROVED,
	JWT_NO_KEY,          /* no such key among these: perhaps they have changed */
	JWT_FORGED,          /* or signed in a way that does not count */
};

const char    *jwt_read(struct arena *, const char *text, struct jwt *ret);      /* NULL: its form is good; else what is wrong */
enum jwt_proof jwt_prove(struct arena *, const struct jwt *, const struct json *keys);
bool           jwt_alg_counts(const char *alg);
bool           jwt_is_for(const struct json *claims, const char *audience);      /* aud is it, or has it and azp is it */
/* The left half of a hash, by the token's own algorithm: at_hash, c_hash (OpenID Connect Core §3.1.3.6). */
const char    *jwt_half_hash(struct arena *, const struct jwt *, const char *text);
#endif
