/* What must be true of a provider and of what it says. */
#include "auth/oidc.h"
#include "base/text.h"
#include "http/decode.h"
#include "http/fetch.h"
#include <openssl/evp.h>
#include <sodium.h>
#include <string.h>

enum { SKEW = 120, OLDEST = 3600, SUBJECT_MOST = 255 };

const char *
oidc_said(enum oidc_refusal refusal)
{
	static const char *const said[OIDC_REFUSALS] = {
		[OIDC_GOOD]     = "",
		[OIDC_TRIP]     = N_("This sign-in was begun in another browser, more than a quarter of an hour ago, or was used already."),
		[OIDC_DENIED]   = N_("The sign-in service did not let you in, or you stopped there."),
		[OIDC_ISSUER]   = N_("The answer came from another sign-in service than the one you went to."),
		[OIDC_AWAY]     = N_("The sign-in service does not answer at the moment."),
		[OIDC_CODE]     = N_("The sign-in service did not accept this sign-in: it was used already, or took too long."),
		[OIDC_FORM]     = N_("The sign-in service’s answer could not be read."),
		[OIDC_FORGED]   = N_("The answer is not signed by the sign-in service."),
		[OIDC_AUDIENCE] = N_("The sign-in service’s answer was meant for another program."),
		[OIDC_TIME]     = N_("The sign-in service’s answer has expired, or one of the two clocks is wrong."),
		[OIDC_NONCE]    = N_("The sign-in service’s answer belongs to another sign-in."),
		[OIDC_SUBJECT]  = N_("The sign-in service said two different things about who you are."),
		[OIDC_DOMAIN]   = N_("This account is not one of the district’s. Choose your school account there."),
		[OIDC_SETUP]    = N_("This sign-in service is not set up to the end."),
	};

	return said[refusal];
}

const char *
oidc_code(enum oidc_refusal refusal)
{
	static const char *const codes[OIDC_REFUSALS] = { "good", "trip", "denied", "issuer", "away", "code", "form", "forged",
	    "audience", "time", "nonce", "subject", "domain", "setup" };

	return codes[refusal];
}

static bool
may_ask(const struct provider *d, const char *url)
{
	return url != NULL && fetch_is_safe(url) && (text_starts(url, "https://") || d->here);
}

static bool
has_word(const struct json *list, const char *word)
{
	for (size_t i = 0; list != NULL && list->kind == JSON_IS_ARRAY && i < list->n; i++)
		if (list->items[i].kind == JSON_IS_TEXT && text_eq(list->items[i].text, word))
			return true;
	return false;
}

static bool
has_alg(const struct json *list)
{
	for (size_t i = 0; list != NULL && list->kind == JSON_IS_ARRAY && i < list->n; i++)
		if (list->items[i].kind == JSON_IS_TEXT && jwt_alg_counts(list->items[i].text))
			return true;
	return false;
}

/* "openid", and what tells us more, as far as it is offered. */
static const char *
scope_of(struct arena *a, const struct json *offered)
{
	const char *scope = "openid";

	if (offered == NULL || has_word(offered, "email"))
		scope = arena_printf(a, "%s email", scope);
	if (offered == NULL || has_word(offered, "profile"))
		scope = arena_printf(a, "%s profile", scope);
	return scope;
}

const char *
oidc_about_read(struct arena *a, const struct provider *d, const char *text, size_t len, struct oidc_about *ret)
{
	const struct json *v = NULL;
	const char *wrong = json_read(a, (struct json_limits){ .depth = 8 }, text, len, &v);

	if (wrong != NULL)
		return arena_printf(a, "what it says of itself is no JSON: %s", wrong);
	const char *issuer = json_find_text(v, "issuer");
	if (issuer == NULL || !text_eq(issuer, d->issuer))
		return arena_printf(a, "it calls itself %s, not %s; write it exactly so, and name your own tenant where there are several",
		    issuer == NULL ? "nothing" : issuer, d->issuer);
	const struct json *auth = json_find(v, "token_endpoint_auth_methods_supported"), *pkce = json_find(v, "code_challenge_methods_supported");
	*ret = (struct oidc_about){ .authorize = json_find_text(v, "authorization_endpoint"), .token = json_find_text(v, "token_endpoint"),
	    .keys = json_find_text(v, "jwks_uri"), .userinfo = json_find_text(v, "userinfo_endpoint"),
	    .end_session = json_find_text(v, "end_session_endpoint"), .scope = scope_of(a, json_find(v, "scopes_supported")),
	    .secret_in_body = auth != NULL && !has_word(auth, "client_secret_basic") && has_word(auth, "client_secret_post") };
	json_find_bool(v, "authorization_response_iss_parameter_supported", &ret->says_issuer);
	if (!may_ask(d, ret->authorize) || !may_ask(d, ret->token) || !may_ask(d, ret->keys))
		return "it does not name https addresses for signing in, for tokens and for keys";
	if ((ret->userinfo != NULL && !may_ask(d, ret->userinfo)) || (ret->end_session != NULL && !may_ask(d, ret->end_session)))
		return "one of its addresses is not https";
	if (json_find(v, "response_types_supported") != NULL && !has_word(json_find(v, "response_types_supported"), "code"))
		return "it does not offer the code flow";
	if (pkce != NULL && !has_word(pkce, "S256"))
		return "it does not offer PKCE with S256";
	if (json_find(v, "id_token_signing_alg_values_supported") != NULL && !has_alg(json_find(v, "id_token_signing_alg_values_supported")))
		return "it signs in none of the ways that count here: RS256, PS256, ES256, EdDSA";
	return NULL;
}

static void
query_put(struct buf *out, const char *name, const char *value)
{
	buf_char(out, memchr(out->at, '?', out->len) == NULL ? '?' : '&');
	buf_text(out, name);
	buf_char(out, '=');
	encode_percent(out, value);
}

static const char *
challenge_of(struct arena *a, const char *verifier)
{
	unsigned char hash[EVP_MAX_MD_SIZE];
	unsigned n = 0;
	char *out = arena_alloc(a, 64, 1);

	EVP_Digest(verifier, strlen(verifier), hash, &n, EVP_sha256(), NULL);
	return sodium_bin2base64(out, 64, hash, n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

const char *
oidc_authorize_url(struct arena *a, const struct provider *d, const struct oidc_about *about, const struct oidc_trip *trip)
{
	struct buf url = { .arena = a };

	buf_text(&url, about->authorize);
	query_put(&url, "response_type", "code");
	query_put(&url, "client_id", d->client_id);
	query_put(&url, "redirect_uri", trip->redirect);
	query_put(&url, "scope", about->scope);
	query_put(&url, "state", trip->state);
	query_put(&url, "nonce", trip->nonce);
	query_put(&url, "code_challenge", challenge_of(a, trip->verifier));
	query_put(&url, "code_challenge_method", "S256");
	if (*d->domain != '\0')
		query_put(&url, "hd", d->domain);
	return buf_str(&url);
}

const char *
oidc_end_url(struct arena *a, const struct provider *d, const struct oidc_about *about, const char *id_token, const char *back)
{
	struct buf url = { .arena = a };

	if (about->end_session == NULL)
		return NULL;
	buf_text(&url, about->end_session);
	if (id_token != NULL)
		query_put(&url, "id_token_hint", id_token);
	query_put(&url, "client_id", d->client_id);
	query_put(&url, "post_logout_redirect_uri", back);
	return buf_str(&url);
}

/* Some write their times with a fraction. */
static bool
time_of(const struct json *claims, const char *name, int64_t *ret)
{
	const struct json *v = json_find(claims, name);

	if (v == NULL || (v->kind != JSON_IS_INTEGER && v->kind != JSON_IS_REAL) || !(v->real > 0 && v->real < 1e11))
		return false;
	*ret = (int64_t)v->real;
	return true;
}

static enum oidc_refusal
times_check(const struct json *claims, bool must_end, int64_t now)
{
	int64_t ends, made;

	if (!time_of(claims, "iat", &made) || made > now + SKEW || made < now - OLDEST)
		return OIDC_TIME;
	if (!time_of(claims, "exp", &ends))
		return must_end || json_find(claims, "exp") != NULL ? OIDC_TIME : OIDC_GOOD;
	return ends <= now - SKEW ? OIDC_TIME : OIDC_GOOD;
}

static enum oidc_refusal
origin_check(const struct provider *d, const struct jwt *t)
{
	if (!text_eq(json_find_text(t->claims, "iss"), d->issuer))
		return OIDC_ISSUER;
	return jwt_is_for(t->claims, d->client_id) ? OIDC_GOOD : OIDC_AUDIENCE;
}

static bool
is_subject(const char *subject)
{
	return subject != NULL && *subject != '\0' && strlen(subject) <= SUBJECT_MOST;
}

enum oidc_refusal
oidc_id_check(struct arena *a, const struct provider *d, const struct oidc_trip *trip, const struct jwt *t,
    const char *access_token, int64_t now)
{
	enum oidc_refusal wrong = origin_check(d, t);
	const char *nonce = json_find_text(t->claims, "nonce"), *hash = json_find_text(t->claims, "at_hash");
	const char *domain = json_find_text(t->claims, "hd");

	if (wrong == OIDC_GOOD)
		wrong = times_check(t->claims, true, now);
	if (wrong != OIDC_GOOD)
		return wrong;
	if (nonce == NULL || !text_eq(nonce, trip->nonce))
		return OIDC_NONCE;
	if (hash != NULL && (access_token == NULL || !text_eq(hash, jwt_half_hash(a, t, access_token))))
		return OIDC_FORGED;
	if (!is_subject(json_find_text(t->claims, "sub")))
		return OIDC_FORM;
	if (*d->domain != '\0' && (domain == NULL || !text_eq(text_fold(a, domain), text_fold(a, d->domain))))
		return OIDC_DOMAIN;
	return OIDC_GOOD;
}

enum oidc_refusal
oidc_logout_check(const struct provider *d, const struct jwt *t, int64_t now)
{
	static const char event[] = "http://schemas.openid.net/event/backchannel-logout";
	const struct json *events = json_find(t->claims, "events");
	const char *sid = json_find_text(t->claims, "sid"), *jti = json_find_text(t->claims, "jti");
	enum oidc_refusal wrong = origin_check(d, t);

	if (wrong == OIDC_GOOD)
		wrong = times_check(t->claims, false, now);
	if (wrong != OIDC_GOOD)
		return wrong;
	if (json_find(t->claims, "nonce") != NULL)                  /* an ID token, sent to the wrong door */
		return OIDC_NONCE;
	if (json_find(events, event) == NULL || jti == NULL || *jti == '\0')
		return OIDC_FORM;
	if (!is_subject(json_find_text(t->claims, "sub")) && (sid == NULL || *sid == '\0'))
		return OIDC_SUBJECT;
	return OIDC_GOOD;
}
