#include "auth/jwt.h"
#include "base/arena.h"
#include "base/text.h"
#include "tests/test.h"
#include <string.h>

/* RFC 7515, appendix A.2 and A.3; RFC 8037, appendix A.4. */
static const char rs256[] =
	"eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
	"cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQ"
	"jbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqt"
	"FZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
static const char rsa_key[] = "{\"keys\":[{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\""
	"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_"
	"YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uD"
	"Zlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ\"}]}";
static const char es256[] =
	"eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
	"DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
static const char ec_key[] = "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
	"\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}]}";
static const char eddsa_payload[] = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."
	"hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";

static const struct json *
json(struct arena *a, const char *text)
{
	const struct json *v = NULL;

	assert_null(json_read(a, (struct json_limits){0}, text, strlen(text), &v));
	return v;
}

static enum jwt_proof
prove(struct arena *a, const char *token, const char *keys)
{
	struct jwt t;

	assert_null(jwt_read(a, token, &t));
	return jwt_prove(a, &t, json(a, keys));
}

TEST(jwt_is_proved_by_its_key)
{
	struct arena *a = arena_new();

	assert_int_equal(prove(a, rs256, rsa_key), JWT_PROVED);
	assert_int_equal(prove(a, es256, ec_key), JWT_PROVED);
	assert_int_equal(prove(a, rs256, ec_key), JWT_NO_KEY);
	assert_int_equal(prove(a, es256, "{\"keys\":[]}"), JWT_NO_KEY);
	assert_int_equal(prove(a, es256, "{}"), JWT_NO_KEY);
	arena_free(a);
}

TEST(jwt_changed_in_any_byte_is_not)
{
	struct arena *a = arena_new();

	for (size_t i = 0; i < strlen(es256); i += 7) {
		char *token = arena_text(a, es256);
		struct jwt t;
		if (token[i] == '.')
			continue;
		token[i] = token[i] == 'A' ? 'B' : 'A';
		if (jwt_read(a, token, &t) == NULL)
			assert_int_not_equal(jwt_prove(a, &t, json(a, ec_key)), JWT_PROVED);
	}
	arena_free(a);
}

TEST(jwt_key_must_be_meant_for_it)
{
	struct arena *a = arena_new();
	const char *inner = arena_copy(a, ec_key + 9, strlen(ec_key) - 9 - 3);      /* without {"keys":[ and }]} */
	static const struct { const char *more; enum jwt_proof proof; } cases[] = {
		{ "\"use\":\"sig\"", JWT_PROVED }, { "\"use\":\"enc\"", JWT_NO_KEY }, { "\"alg\":\"ES256\"", JWT_PROVED },
		{ "\"alg\":\"ES384\"", JWT_NO_KEY }, { "\"kid\":\"any\"", JWT_PROVED },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(prove(a, es256, arena_printf(a, "{\"keys\":[%s,%s}]}", inner, cases[i].more)), cases[i].proof);
	arena_free(a);
}

/* {"alg":"none"}, {"alg":"HS256"} … with the claims of the RSA token. */
TEST(jwt_other_algorithms_count_for_nothing)
{
	static const char *const heads[] = { "eyJhbGciOiJub25lIn0", "eyJhbGciOiJIUzI1NiJ9", "eyJhbGciOiJOT05FIn0", "eyJhbGciOiJyczI1NiJ9" };
	struct arena *a = arena_new();

	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		assert_int_equal(prove(a, arena_printf(a, "%s%s", heads[i], strchr(rs256, '.')), rsa_key), JWT_FORGED);
	arena_free(a);
}

TEST(jwt_refuses_what_is_no_token)
{
	static const char *const bad[] = { "", "a", "a.b", "a.b.c.d", "..", "e30.e30.", "eyJhbGciOiJSUzI1NiJ9.W10.", "eyJhbGciOiJSUzI1NiJ9.e30.!",
	    "eyJhbGciOjF9.e30.", "eyJhbGciOiJSUzI1NiIsImNyaXQiOlsiZXhwIl19.e30.", "eyJhbGciOiJSUzI1NiJ9=.e30.",
	    "eyJhbGciOiJSUzI1NiIsImFsZyI6Im5vbmUifQ.e30." };
	struct arena *a = arena_new();
	struct jwt t;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_non_null(jwt_read(a, bad[i], &t));
	assert_non_null(jwt_read(a, eddsa_payload, &t));                  /* signed well, but it says nothing */
	arena_free(a);
}

TEST(jwt_small_rsa_keys_do_not_count)
{
	struct arena *a = arena_new();

	assert_int_equal(prove(a, rs256, "{\"keys\":[{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"AQAB\"},{\"kty\":\"RSA\",\"e\":\"AQAB\"},{\"kty\":\"RSA\"}]}"), JWT_NO_KEY);
	arena_free(a);
}

TEST(jwt_is_for_one_audience)
{
	static const struct { const char *claims; bool is; } cases[] = {
		{ "{\"aud\":\"us\"}", true }, { "{\"aud\":[\"us\"]}", true }, { "{\"aud\":[\"us\",\"them\"],\"azp\":\"us\"}", true },
		{ "{\"aud\":\"us\",\"azp\":\"us\"}", true }, { "{\"aud\":[\"us\",\"them\"]}", false }, { "{\"aud\":[\"us\",\"them\"],\"azp\":\"them\"}", false },
		{ "{\"aud\":\"us\",\"azp\":\"them\"}", false }, { "{\"aud\":\"them\"}", false }, { "{\"aud\":[]}", false }, { "{\"aud\":1}", false },
		{ "{\"aud\":[1,{\"x\":\"us\"}]}", false }, { "{}", false },
	};
	struct arena *a = arena_new();

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(jwt_is_for(json(a, cases[i].claims), "us"), cases[i].is);
	arena_free(a);
}

/* OpenID Connect Core, appendix A.3: the access token and its at_hash. */
TEST(jwt_hashes_a_token_by_half)
{
	struct arena *a = arena_new();

	assert_string_equal(jwt_half_hash(a, &(struct jwt){ .alg = "RS256" }, "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"), "77QmUPtjPfzWtF2AnpK9RQ");
	arena_free(a);
}
