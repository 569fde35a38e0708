#include "auth/jwt.h"
#include "base/arena.h"
#include "base/text.h"
#include <cjose/cjose.h>
#include <openssl/evp.h>
#include <sodium.h>
#include <string.h>

enum { TOKEN_MOST = 32 * 1024, KEYS_MOST = 50, RSA_BITS_LEAST = 2048, RSA_BITS_MOST = 8192, BASE64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING };

struct bytes { unsigned char *at; size_t n; };

/* at NULL: it is no base64url. */
static struct bytes
decode(struct arena *a, const char *text, size_t n)
{
	struct bytes b = { arena_alloc(a, n + 1, 1), 0 };
	const char *end = NULL;

	if (sodium_base642bin(b.at, n, text, n, NULL, &b.n, &end, BASE64) != 0 || end != text + n)
		b.at = NULL;
	return b;
}

static struct bytes
member_bytes(struct arena *a, const struct json *key, const char *name)
{
	const char *text = json_find_text(key, name);

	return text == NULL ? (struct bytes){0} : decode(a, text, strlen(text));
}

static const struct json *
part(struct arena *a, const char *text, size_t n)
{
	struct bytes b = decode(a, text, n);
	const struct json *v = NULL;

	if (b.at == NULL || json_read(a, (struct json_limits){ .bytes = TOKEN_MOST, .depth = 8 }, (const char *)b.at, b.n, &v) != NULL)
		return NULL;
	return v->kind == JSON_IS_OBJECT ? v : NULL;
}

const char *
jwt_read(struct arena *a, const char *text, struct jwt *ret)
{
	size_t n = strlen(text), head = strcspn(text, ".");

	if (n > TOKEN_MOST || text[head] != '.')
		return "it is not a signed token";
	size_t body = strcspn(text + head + 1, ".");
	const char *last = text + head + 1 + body;
	if (*last != '.' || strchr(last + 1, '.') != NULL)
		return "it is not a signed token";
	const struct json *header = part(a, text, head), *claims = part(a, text + head + 1, body);
	struct bytes signature = decode(a, last + 1, strlen(last + 1));
	if (header == NULL || claims == NULL || signature.at == NULL)
		return "a part of the token cannot be read";
	if (json_find(header, "crit") != NULL || json_find_text(header, "alg") == NULL)
		return "its header asks for what we do not know";
	*ret = (struct jwt){ .alg = json_find_text(header, "alg"), .kid = arena_text(a, json_find_text(header, "kid")),
	    .typ = arena_text(a, json_find_text(header, "typ")), .claims = claims, .text = text,
	    .signed_len = head + 1 + body, .signature = signature.at, .signature_len = signature.n };
	return NULL;
}

static bool
proves_eddsa(struct arena *a, const struct jwt *t, const struct json *key)
{
	struct bytes x = member_bytes(a, key, "x");

	return text_eq(json_find_text(key, "crv"), "Ed25519") && x.at != NULL && x.n == crypto_sign_PUBLICKEYBYTES &&
	    t->signature_len == crypto_sign_BYTES &&
	    crypto_sign_verify_detached(t->signature, (const unsigned char *)t->text, t->signed_len, x.at) == 0;
}

static cjose_jwk_t *
rsa_key(struct arena *a, const struct json *key)
{
	struct bytes n = member_bytes(a, key, "n"), e = member_bytes(a, key, "e");

	if (n.at == NULL || e.at == NULL || e.n == 0 || e.n > 8 || n.n * 8 < RSA_BITS_LEAST || n.n * 8 > RSA_BITS_MOST)
		return NULL;
	return cjose_jwk_create_RSA_spec(&(cjose_jwk_rsa_keyspec){ .n = n.at, .nlen = n.n, .e = e.at, .elen = e.n }, NULL);
}

static cjose_jwk_t *
ec_key(struct arena *a, const struct json *key)
{
	struct bytes x = member_bytes(a, key, "x"), y = member_bytes(a, key, "y");

	if (!text_eq(json_find_text(key, "crv"), "P-256") || x.at == NULL || y.at == NULL || x.n != 32 || y.n != 32)
		return NULL;
	return cjose_jwk_create_EC_spec(&(cjose_jwk_ec_keyspec){ .crv = CJOSE_JWK_EC_P_256, .x = x.at, .xlen = 32, .y = y.at, .ylen = 32 }, NULL);
}

static bool
proves_by_cjose(const struct jwt *t, cjose_jwk_t *key)
{
	cjose_jws_t *jws = key == NULL ? NULL : cjose_jws_import(t->text, strlen(t->text), NULL);
	bool good = jws != NULL && cjose_jws_verify(jws, key, NULL);

	cjose_jws_release(jws);
	cjose_jwk_release(key);
	return good;
}

static const char *
key_kind(const char *alg)
{
	static const char *const kinds[][2] = { { "RS256", "RSA" }, { "PS256", "RSA" }, { "ES256", "EC" }, { "EdDSA", "OKP" } };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (text_eq(alg, kinds[i][0]))
			return kinds[i][1];
	return NULL;
}

bool
jwt_alg_counts(const char *alg)
{
	return key_kind(alg) != NULL;
}

/* A key for signing, of the token's kind and name. */
static bool
may_fit(const struct jwt *t, const struct json *key)
{
	const char *use = json_find_text(key, "use"), *alg = json_find_text(key, "alg"), *kid = json_find_text(key, "kid");

	return text_eq(json_find_text(key, "kty"), key_kind(t->alg)) && (use == NULL || text_eq(use, "sig")) &&
	    (alg == NULL || text_eq(alg, t->alg)) && (*t->kid == '\0' || text_eq(kid, t->kid));
}

static bool
proves(struct arena *a, const struct jwt *t, const struct json *key)
{
	const char *kind = key_kind(t->alg);

	if (text_eq(kind, "OKP"))
		return proves_eddsa(a, t, key);
	return proves_by_cjose(t, text_eq(kind, "RSA") ? rsa_key(a, key) : ec_key(a, key));
}

enum jwt_proof
jwt_prove(struct arena *a, const struct jwt *t, const struct json *keys)
{
	const struct json *list = json_find(keys, "keys");
	enum jwt_proof proof = JWT_NO_KEY;

	if (!jwt_alg_counts(t->alg))
		return JWT_FORGED;
	for (size_t i = 0; list != NULL && list->kind == JSON_IS_ARRAY && i < list->n && i < KEYS_MOST; i++) {
		if (!may_fit(t, &list->items[i]))
			continue;
		if (proves(a, t, &list->items[i]))
			return JWT_PROVED;
		if (*t->kid != '\0')
			proof = JWT_FORGED;
	}
	return proof;
}

bool
jwt_is_for(const struct json *claims, const char *audience)
{
	const struct json *aud = json_find(claims, "aud");
	const char *azp = json_find_text(claims, "azp");
	bool named = false;

	if (aud == NULL || (azp != NULL && !text_eq(azp, audience)))
		return false;
	if (aud->kind == JSON_IS_TEXT)
		return text_eq(aud->text, audience);
	for (size_t i = 0; aud->kind == JSON_IS_ARRAY && i < aud->n; i++)
		named = named || (aud->items[i].kind == JSON_IS_TEXT && text_eq(aud->items[i].text, audience));
	return named && (aud->n == 1 || azp != NULL);
}

const char *
jwt_half_hash(struct arena *a, const struct jwt *t, const char *text)
{
	unsigned char hash[EVP_MAX_MD_SIZE];
	unsigned n = 0;
	char *out = arena_alloc(a, 64, 1);

	/* Ed25519 hashes with SHA-512 itself. */
	EVP_Digest(text, strlen(text), hash, &n, text_eq(t->alg, "EdDSA") ? EVP_sha512() : EVP_sha256(), NULL);
	return sodium_bin2base64(out, 64, hash, n / 2, BASE64);
}
