/* What must be true of a provider and of its tokens; tests/oidc.check asks real ones. */
#include "auth/oidc.h"
#include "base/text.h"
#include "tests/test.h"
#include <string.h>

enum { NOW = 1795262400 };

static const struct provider google = { .issuer = "https://accounts.google.com", .client_id = "us", .claim = "", .domain = "lincoln.example" };
static const struct provider plain = { .issuer = "https://sso.lincoln.example/", .client_id = "us", .claim = "", .domain = "" };

#define ABOUT(MORE) "{\"issuer\":\"https://sso.lincoln.example/\",\"authorization_endpoint\":\"https://sso.lincoln.example/go?x=1\"," \
	"\"token_endpoint\":\"https://sso.lincoln.example/token\",\"jwks_uri\":\"https://sso.lincoln.example/keys\"" MORE "}"

static const char *
about(struct arena *a, const char *text, struct oidc_about *ret)
{
	return oidc_about_read(a, &plain, text, strlen(text), ret);
}

TEST(oidc_reads_what_a_provider_is)
{
	static const char *const wrong[] = { "", "[]", "{}", "{\"issuer\":\"https://sso.lincoln.example\"}", ABOUT(",\"response_types_supported\":[\"id_token\"]"),
	    ABOUT(",\"code_challenge_methods_supported\":[\"plain\"]"), ABOUT(",\"id_token_signing_alg_values_supported\":[\"HS256\",\"none\"]"),
	    ABOUT(",\"userinfo_endpoint\":\"http://sso.lincoln.example/me\""), ABOUT(",\"end_session_endpoint\":\"javascript:alert(1)\""),
	    "{\"issuer\":\"https://sso.lincoln.example/\",\"authorization_endpoint\":\"https://sso.lincoln.example/go\"}" };
	struct arena *a = arena_new();
	struct oidc_about is;

	assert_null(about(a, ABOUT(""), &is));
	assert_string_equal(is.scope, "openid email profile");
	assert_false(is.says_issuer || is.secret_in_body);
	assert_null(is.userinfo);
	assert_null(about(a, ABOUT(",\"scopes_supported\":[\"openid\",\"email\"],\"authorization_response_iss_parameter_supported\":true,"
	    "\"token_endpoint_auth_methods_supported\":[\"client_secret_post\"]"), &is));
	assert_string_equal(is.scope, "openid email");
	assert_true(is.says_issuer && is.secret_in_body);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_non_null(about(a, wrong[i], &is));
	arena_free(a);
}

TEST(oidc_asks_with_everything_that_protects_the_way)
{
	struct arena *a = arena_new();
	struct oidc_about is;
	struct oidc_trip trip = { .redirect = "https://learn.lincoln.example/sign-in/back/1", .state = "s t", .nonce = "n",
	    .verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk" };              /* RFC 7636, appendix B */

	assert_null(about(a, ABOUT(""), &is));
	assert_string_equal(oidc_authorize_url(a, &plain, &is, &trip), "https://sso.lincoln.example/go?x=1&response_type=code&client_id=us"
	    "&redirect_uri=https%3A%2F%2Flearn.lincoln.example%2Fsign-in%2Fback%2F1&scope=openid%20email%20profile&state=s%20t&nonce=n"
	    "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256");
	assert_non_null(strstr(oidc_authorize_url(a, &google, &is, &trip), "&hd=lincoln.example"));
	arena_free(a);
}

static enum oidc_refusal
check(const struct provider *d, const char *claims)
{
	struct arena *a = arena_new();
	const struct json *v = NULL;
	struct oidc_trip trip = { .nonce = "n-1" };

	assert_null(json_read(a, (struct json_limits){0}, claims, strlen(claims), &v));
	enum oidc_refusal wrong = oidc_id_check(a, d, &trip, &(struct jwt){ .alg = "RS256", .claims = v }, "access", NOW);
	arena_free(a);
	return wrong;
}

#define CLAIMS(AUD, IAT, EXP, NONCE, MORE) "{\"iss\":\"https://sso.lincoln.example/\",\"aud\":" AUD ",\"iat\":" IAT ",\"exp\":" EXP ",\"nonce\":" NONCE MORE "}"
#define SUB ",\"sub\":\"7\""

TEST(oidc_believes_a_token_of_now_for_us_and_this_trip)
{
	static const struct { const char *claims; enum oidc_refusal wrong; } cases[] = {
		{ CLAIMS("\"us\"", "1795262400", "1795262700", "\"n-1\"", SUB), OIDC_GOOD },
		{ CLAIMS("\"us\"", "1795262400.5", "1795262700.5", "\"n-1\"", SUB), OIDC_GOOD },
		{ CLAIMS("\"us\"", "1795262519", "1795262700", "\"n-1\"", SUB), OIDC_GOOD },              /* two minutes are forgiven */
		{ CLAIMS("\"us\"", "1795262521", "1795262700", "\"n-1\"", SUB), OIDC_TIME },
		{ CLAIMS("\"us\"", "1795262000", "1795262281", "\"n-1\"", SUB), OIDC_GOOD },
		{ CLAIMS("\"us\"", "1795262000", "1795262280", "\"n-1\"", SUB), OIDC_TIME },
		{ CLAIMS("\"us\"", "1795258799", "1795262700", "\"n-1\"", SUB), OIDC_TIME },              /* made more than an hour ago */
		{ CLAIMS("\"us\"", "\"1795262400\"", "1795262700", "\"n-1\"", SUB), OIDC_TIME },
		{ CLAIMS("\"us\"", "-1", "1795262700", "\"n-1\"", SUB), OIDC_TIME },
		{ CLAIMS("\"us\"", "1795262400", "1e300", "\"n-1\"", SUB), OIDC_TIME },
		{ CLAIMS("\"them\"", "1795262400", "1795262700", "\"n-1\"", SUB), OIDC_AUDIENCE },
		{ CLAIMS("\"us\"", "1795262400", "1795262700", "\"n-2\"", SUB), OIDC_NONCE },
		{ CLAIMS("\"us\"", "1795262400", "1795262700", "1", SUB), OIDC_NONCE },
		{ CLAIMS("\"us\"", "1795262400", "1795262700", "\"n-1\"", SUB ",\"at_hash\":\"x\""), OIDC_FORGED },
		{ CLAIMS("\"us\"", "1795262400", "1795262700", "\"n-1\"", ""), OIDC_FORM },
		{ CLAIMS("\"us\"", "1795262400", "1795262700", "\"n-1\"", ",\"sub\":\"\""), OIDC_FORM },
		{ CLAIMS("\"us\"", "1795262400", "1795262700", "\"n-1\"", ",\"sub\":7"), OIDC_FORM },
		{ "{\"iss\":\"https://sso.lincoln.example\"}", OIDC_ISSUER },                             /* without its slash it is another */
		{ "{}", OIDC_ISSUER },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(check(&plain, cases[i].claims), cases[i].wrong);
}

TEST(oidc_takes_only_accounts_of_the_hosted_domain)
{
#define GOOGLE(MORE) "{\"iss\":\"https://accounts.google.com\",\"aud\":\"us\",\"iat\":1795262400,\"exp\":1795262700,\"nonce\":\"n-1\",\"sub\":\"7\"" MORE "}"
	assert_int_equal(check(&google, GOOGLE(",\"hd\":\"lincoln.example\"")), OIDC_GOOD);
	assert_int_equal(check(&google, GOOGLE(",\"hd\":\"Lincoln.Example\"")), OIDC_GOOD);
	assert_int_equal(check(&google, GOOGLE(",\"hd\":\"else.example\"")), OIDC_DOMAIN);
	assert_int_equal(check(&google, GOOGLE("")), OIDC_DOMAIN);                                /* a private account has none */
}

TEST(oidc_says_each_refusal)
{
	for (int i = 1; i < OIDC_REFUSALS; i++) {
		assert_true(strlen(oidc_said((enum oidc_refusal)i)) > 20);
		assert_string_not_equal(say(LANG_ES, oidc_said((enum oidc_refusal)i)), oidc_said((enum oidc_refusal)i));
	}
}
