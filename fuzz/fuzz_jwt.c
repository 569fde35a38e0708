/* Tokens and what a sign-in service says of itself, as a stranger may write
 * them: nothing of it is ever proved by a key that did not sign it. */
#include "auth/oidc.h"
#include "base/arena.h"
#include "base/text.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *, size_t);

static const struct provider service = { .issuer = "https://sso.example", .client_id = "us", .claim = "", .domain = "sso.example" };

static void
read_token(struct arena *a, const char *text, const struct json *keys)
{
	struct jwt t;

	if (jwt_read(a, text, &t) != NULL)
		return;
	if (jwt_prove(a, &t, keys) == JWT_PROVED)
		abort();                        /* no key of these signed anything that is known */
	oidc_id_check(a, &service, &(struct oidc_trip){ .nonce = "n" }, &t, "access", 1795262400);
	oidc_logout_check(&service, &t, 1795262400);
	jwt_half_hash(a, &t, text);
}

/* The first line is a token, the rest the keys, or what a service is. */
int
LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n)
{
	static const char ours[] = "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"},"
	    "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\",\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}]}";
	struct arena *a = arena_new();
	const char *text = arena_copy(a, bytes, n), *line = strchr(text, '\n');
	const char *token = line == NULL ? text : arena_copy(a, text, (size_t)(line - text)), *rest = line == NULL ? "" : line + 1;
	const struct json *known = NULL, *keys = NULL;
	struct oidc_about about;
	struct jwt t;

	json_read(a, (struct json_limits){0}, ours, strlen(ours), &known);
	read_token(a, token, known);
	if (json_read(a, (struct json_limits){ .depth = 8 }, rest, strlen(rest), &keys) == NULL && jwt_read(a, token, &t) == NULL)
		jwt_prove(a, &t, keys);
	if (oidc_about_read(a, &service, rest, strlen(rest), &about) == NULL) {
		if (!text_starts(about.authorize, "https://") || !text_starts(about.token, "https://") || !text_starts(about.keys, "https://"))
			abort();
		oidc_authorize_url(a, &service, &about, &(struct oidc_trip){ .redirect = "r", .state = "s", .nonce = "n", .verifier = "v" });
		oidc_end_url(a, &service, &about, token, "b");
	}
	arena_free(a);
	return 0;
}
