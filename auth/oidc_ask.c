/* Asking a provider: what it is, its keys, who came.  Nothing here runs in a
 * transaction; what is worth remembering is written in short ones. */
#include "auth/oidc.h"
#include "base/log.h"
#include "base/text.h"
#include "http/decode.h"
#include "http/fetch.h"
#include <string.h>

enum { ABOUT_LIVES = 86400, KEYS_LIVE = 3600, STALE_MOST = 7 * 86400 };

struct memory_work {
	int64_t provider;
	struct provider *found;
	struct provider_memory memory;
	const char *about, *keys;            /* to be remembered, or NULL */
	bool asks, for_logout, may_ask;
};

static void
look(struct tx *tx, void *arg)
{
	struct memory_work *w = arg;

	w->found = provider_find(tx, w->provider);
	w->memory = provider_memory(tx, w->provider);
}

static void
remember(struct tx *tx, void *arg)
{
	struct memory_work *w = arg;

	if (w->about != NULL)
		provider_remember_about(tx, w->provider, w->about);
	if (w->keys != NULL)
		provider_remember_keys(tx, w->provider, w->keys);
	if (w->asks)
		w->may_ask = provider_may_ask_again(tx, w->provider, w->for_logout);
}

static struct memory_work
recall(struct request *r, int64_t provider)
{
	struct memory_work w = { .provider = provider };

	db_run(r->reader, DB_READ, r->district->id, r->arena, look, &w);
	return w;
}

static void
write_down(struct request *r, struct memory_work *w)
{
	writer_run(r->writer, r->district->id, r->arena, remember, w);
}

struct provider *
oidc_provider(struct request *r, int64_t id)
{
	struct memory_work w = recall(r, id);

	return w.found != NULL && w.found->active ? w.found : NULL;
}

static const char *
about_url(struct arena *a, const struct provider *d)
{
	size_t n = strlen(d->issuer);

	return arena_printf(a, "%.*s/.well-known/openid-configuration", (int)(n > 0 && d->issuer[n - 1] == '/' ? n - 1 : n), d->issuer);
}

static bool
may_ask(const struct provider *d, const char *url)
{
	return fetch_is_safe(url) && (text_starts(url, "https://") || d->here);
}

const struct oidc_about *
oidc_about(struct request *r, const struct provider *d, bool fresh, const char **ret_why)
{
	struct oidc_about *about = NEW(r->arena, struct oidc_about);
	struct memory_work w = recall(r, d->id);
	const char *old = w.memory.about, *url = about_url(r->arena, d);
	int64_t age = r->now - w.memory.about_at;

	*ret_why = "";
	if (!fresh && old != NULL && age < ABOUT_LIVES && oidc_about_read(r->arena, d, old, strlen(old), about) == NULL)
		return about;
	if (!may_ask(d, url)) {
		*ret_why = "its address must begin with https://";
		return NULL;
	}
	struct fetched got = fetch(r->arena, &(struct fetch){ .url = url });
	if (got.status == 200)
		*ret_why = text_valid(got.body, got.len) ? oidc_about_read(r->arena, d, got.body, got.len, about) : "what it says of itself is no text";
	else
		*ret_why = got.status == 0 ? got.why : arena_printf(r->arena, "it answers %d at %s", got.status, url);
	if (*ret_why == NULL) {
		w.about = got.body;
		write_down(r, &w);
		return about;
	}
	log_warn("what=\"a provider does not say what it is\" provider=\"%s\" why=\"%s\"", d->name, *ret_why);
	if (!fresh && old != NULL && age < STALE_MOST && oidc_about_read(r->arena, d, old, strlen(old), about) == NULL)
		return about;
	return NULL;
}

static const struct json *
keys_read(struct request *r, const char *text, size_t len)
{
	const struct json *keys = NULL;

	if (text == NULL || !text_valid(text, len) || json_read(r->arena, (struct json_limits){ .depth = 8 }, text, len, &keys) != NULL)
		return NULL;
	const struct json *list = json_find(keys, "keys");
	return list != NULL && list->kind == JSON_IS_ARRAY && list->n > 0 ? keys : NULL;
}

const struct json *
oidc_keys(struct request *r, const struct provider *d, const struct oidc_about *about, const char **ret_why)
{
	struct memory_work w = { .provider = d->id };
	struct fetched got = fetch(r->arena, &(struct fetch){ .url = about->keys });
	const struct json *keys = got.status == 200 ? keys_read(r, got.body, got.len) : NULL;

	*ret_why = keys != NULL ? "" : got.status == 0 ? got.why : got.status != 200 ?
	    arena_printf(r->arena, "it answers %d at %s", got.status, about->keys) : "it has no keys";
	if (keys == NULL) {
		log_warn("what=\"a provider does not give its keys\" provider=\"%s\" why=\"%s\"", d->name, *ret_why);
		return NULL;
	}
	w.keys = got.body;
	write_down(r, &w);
	return keys;
}

/* With the keys that are remembered; with those of now when they are old, or
 * when the token names one that is not among them, at most once a minute. */
static enum jwt_proof
prove(struct request *r, const struct provider *d, const struct oidc_about *about, const struct jwt *t, bool for_logout)
{
	struct memory_work w = recall(r, d->id);
	const struct json *keys = w.memory.keys == NULL ? NULL : keys_read(r, w.memory.keys, strlen(w.memory.keys)), *now_keys = NULL;
	int64_t age = r->now - w.memory.keys_at;
	const char *why;

	if (!jwt_alg_counts(t->alg))
		return JWT_FORGED;
	if (keys == NULL || age >= KEYS_LIVE) {
		now_keys = oidc_keys(r, d, about, &why);
		keys = now_keys != NULL ? now_keys : age < STALE_MOST ? keys : NULL;
	}
	enum jwt_proof proof = jwt_prove(r->arena, t, keys);
	if (proof != JWT_NO_KEY || now_keys != NULL)
		return proof;
	w.asks = true;
	w.for_logout = for_logout;
	write_down(r, &w);
	keys = w.may_ask ? oidc_keys(r, d, about, &why) : NULL;
	return keys == NULL ? proof : jwt_prove(r->arena, t, keys);
}

static const struct json *
json_of(struct request *r, const struct fetched *got)
{
	const struct json *v = NULL;

	return text_valid(got->body, got->len) && json_read(r->arena, (struct json_limits){ .depth = 16 }, got->body, got->len, &v) == NULL ? v : NULL;
}

static void
form_put(struct buf *out, const char *name, const char *value)
{
	buf_text(out, out->len > 0 ? "&" : "");
	buf_text(out, name);
	buf_char(out, '=');
	encode_percent(out, value);
}

/* The code for a token.  Name and secret are urlencoded before they are Basic (RFC 6749 §2.3.1). */
static enum oidc_refusal
redeem(struct request *r, const struct provider *d, const struct oidc_about *about, const struct oidc_trip *trip, const struct json **ret)
{
	struct buf form = { .arena = r->arena };
	struct fetch f = { .url = about->token };
	bool has_secret = *d->secret != '\0', in_body = !has_secret || about->secret_in_body;

	form_put(&form, "grant_type", "authorization_code");
	form_put(&form, "code", trip->code);
	form_put(&form, "redirect_uri", trip->redirect);
	form_put(&form, "code_verifier", trip->verifier);
	if (in_body)
		form_put(&form, "client_id", d->client_id);
	if (in_body && has_secret)
		form_put(&form, "client_secret", d->secret);
	f.form = buf_str(&form);
	if (!in_body) {
		f.user = percent_encoded(r->arena, d->client_id);
		f.password = percent_encoded(r->arena, d->secret);
	}
	struct fetched got = fetch(r->arena, &f);
	*ret = got.status != 0 ? json_of(r, &got) : NULL;
	const char *error = json_find_text(*ret, "error");
	if (got.status == 200 && json_find_text(*ret, "id_token") != NULL)
		return OIDC_GOOD;
	log_warn("what=\"a provider gives no token\" provider=\"%s\" status=%d why=\"%.100s\"", d->name, got.status, error != NULL ? error : got.why);
	return text_eq(error, "invalid_grant") ? OIDC_CODE : text_eq(error, "invalid_client") ? OIDC_SETUP :
	    got.status == 200 ? OIDC_FORM : OIDC_AWAY;
}

static const char *
text_of(struct request *r, const struct json *first, const struct json *second, const char *name)
{
	const char *text = json_find_text(first, name);

	if (text == NULL)
		text = json_find_text(second, name);
	return text == NULL ? "" : text_cut(r->arena, text_line(r->arena, text), 200);
}

/* A staff number may come as a number. */
static const char *
known_as(struct request *r, const struct provider *d, const struct json *first, const struct json *second)
{
	int64_t number;

	if (*d->claim == '\0')
		return "";
	if (json_find_i64(first, d->claim, &number) || json_find_i64(second, d->claim, &number))
		return arena_printf(r->arena, "%lld", (long long)number);
	return text_of(r, first, second, d->claim);
}

static void
fill(struct request *r, const struct provider *d, const struct jwt *t, const struct json *info, struct arrival *ret)
{
	bool verified;
	char *email = arena_text(r->arena, text_of(r, t->claims, info, "email"));

	for (char *p = email; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p += 'a' - 'A';
	*ret = (struct arrival){ .issuer = d->issuer, .subject = json_find_text(t->claims, "sub"), .email = email,
	    .name = text_of(r, t->claims, info, "name"), .known_as = known_as(r, d, t->claims, info),
	    .sid = text_of(r, t->claims, NULL, "sid"), .id_token = t->text };
	if (*ret->name == '\0')
		ret->name = text_line(r->arena, arena_printf(r->arena, "%s %s", text_of(r, t->claims, info, "given_name"), text_of(r, t->claims, info, "family_name")));
	ret->email_denied = (json_find_bool(t->claims, "email_verified", &verified) && !verified) ||
	    (json_find_bool(info, "email_verified", &verified) && !verified) ||
	    text_eq(text_of(r, t->claims, info, "email_verified"), "false");
}

/* What the token leaves out.  It must speak of the same account. */
static enum oidc_refusal
userinfo(struct request *r, const struct oidc_about *about, const char *access_token, const char *subject, const struct json **ret)
{
	*ret = NULL;
	if (about->userinfo == NULL || access_token == NULL)
		return OIDC_GOOD;
	struct fetched got = fetch(r->arena, &(struct fetch){ .url = about->userinfo, .bearer = access_token });
	if (got.status != 200)
		return OIDC_AWAY;
	*ret = json_of(r, &got);
	if (*ret == NULL)
		return OIDC_FORM;
	return text_eq(json_find_text(*ret, "sub"), subject) ? OIDC_GOOD : OIDC_SUBJECT;
}

struct known { const char *issuer, *subject; bool is; };

static void
known_look(struct tx *tx, void *arg)
{
	struct known *k = arg;

	k->is = account_person(tx, k->issuer, k->subject) != 0;
}

/* Whom we know already need not be told of again. */
static bool
is_known(struct request *r, const struct provider *d, const char *subject)
{
	struct known k = { d->issuer, subject, false };

	return db_run(r->reader, DB_READ, r->district->id, r->arena, known_look, &k) == DB_DONE && k.is;
}

/* The access token goes into a header of ours. */
static bool
is_bearer(const char *token)
{
	for (const char *p = token; p != NULL && *p != '\0'; p++)
		if ((unsigned char)*p <= ' ' || (unsigned char)*p >= 0x7f)
			return false;
	return true;
}

enum oidc_refusal
oidc_arrive(struct request *r, const struct provider *d, const struct oidc_trip *trip, struct arrival *ret)
{
	const struct json *answer = NULL, *info = NULL;
	const char *why;
	struct jwt token;
	const struct oidc_about *about = oidc_about(r, d, false, &why);

	if (about == NULL)
		return OIDC_AWAY;
	const char *issuer = request_query(r, "iss");
	if (*issuer != '\0' ? !text_eq(issuer, d->issuer) : about->says_issuer)
		return OIDC_ISSUER;
	enum oidc_refusal wrong = redeem(r, d, about, trip, &answer);
	if (wrong != OIDC_GOOD)
		return wrong;
	const char *access_token = json_find_text(answer, "access_token");
	if (!is_bearer(access_token) || jwt_read(r->arena, json_find_text(answer, "id_token"), &token) != NULL)
		return OIDC_FORM;
	if (prove(r, d, about, &token, false) != JWT_PROVED)
		return OIDC_FORGED;
	if ((wrong = oidc_id_check(r->arena, d, trip, &token, access_token, r->now)) != OIDC_GOOD)
		return wrong;
	const char *subject = json_find_text(token.claims, "sub");
	if (!is_known(r, d, subject) && (wrong = userinfo(r, about, access_token, subject, &info)) != OIDC_GOOD)
		return wrong;
	fill(r, d, &token, info, ret);
	return OIDC_GOOD;
}

enum oidc_refusal
oidc_logout(struct request *r, const struct provider *d, const char *text, struct jwt *ret)
{
	const char *why;
	const struct oidc_about *about = oidc_about(r, d, false, &why);

	if (about == NULL)
		return OIDC_AWAY;
	if (jwt_read(r->arena, text, ret) != NULL)
		return OIDC_FORM;
	if (prove(r, d, about, ret, true) != JWT_PROVED)
		return OIDC_FORGED;
	return oidc_logout_check(d, ret, r->now);
}
