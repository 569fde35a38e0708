/* Forms come from our own pages; replies say what a browser may do with them. */
#include "auth/login.h"
#include "auth/password.h"
#include "base/text.h"
#include "http/static.h"
#include "tests/visit.h"
#include <string.h>

DB_TEST(browser_believes_only_its_own_token)
{
	struct house house = house_open(db, arena, district);
	struct browser rosa = browser_as(&house, "Rosa Delgado", ROLE_TEACHER), marcus = browser_as(&house, "Marcus Webb", ROLE_TEACHER);

	GET(&rosa, "/me", 200, "");
	GET(&marcus, "/me", 200, "");
	POST(&rosa, "/me/profile", 403, "This page was open for too long", "csrf", "");
	POST(&rosa, "/me/profile", 403, "", "csrf", "made up");
	POST(&rosa, "/me/profile", 403, "", "csrf", marcus.csrf);
	const char *first = rosa.csrf;
	GET(&rosa, "/me", 200, "");
	assert_string_not_equal(rosa.csrf, first);                        /* written anew on each page, */
	POST(&rosa, "/me/profile", 303, "", "csrf", first);               /* and the same underneath */
	house_close(&house);
}

DB_TEST(browser_says_where_a_form_comes_from)
{
	static const struct { const char *name, *value; int status; } from[] = {
		{ "Origin", "http://learn.example.org", 303 },
		{ "Origin", "https://learn.example.org", 403 },
		{ "Origin", "http://learn.example.org.evil.example", 403 },
		{ "Origin", "http://evil.example", 403 },
		{ "Origin", "null", 403 },
	};
	static const struct { const char *value; int status; } sites[] = {
		{ "same-origin", 303 }, { "none", 303 }, { "same-site", 403 }, { "cross-site", 403 } };
	struct house house = house_open(db, arena, district);
	struct browser rosa = browser_as(&house, "Rosa Delgado", ROLE_TEACHER);

	for (size_t i = 0; i < sizeof(from) / sizeof(from[0]); i++) {
		browser_header(&rosa, from[i].name, from[i].value);
		POST(&rosa, "/me/profile", from[i].status, "");
	}
	browser_header(&rosa, "Origin", "");
	for (size_t i = 0; i < sizeof(sites) / sizeof(sites[0]); i++) {
		browser_header(&rosa, "Sec-Fetch-Site", sites[i].value);
		POST(&rosa, "/me/profile", sites[i].status, "");
	}
	house_close(&house);
}

static void
password_give(struct tx *tx, void *arg)
{
	password_set(tx, *(int64_t *)arg, password_hash(tx_arena(tx), "three blue mittens"));
}

DB_TEST(browser_keeps_cookies_to_the_host_behind_tls)
{
	struct house house = house_open_behind_tls(db, arena, district);
	int64_t rosa = house_person(&house, "Rosa Delgado", ROLE_TEACHER);
	struct browser b = browser_new(&house);

	house_do(&house, password_give, &rosa);
	POST(&b, "/sign-in", 303, "", "email", "rosa.delgado@lakeside.example", "password", "three blue mittens");
	assert_int_equal(strlen(browser_cookie(&b, "__Host-login")), 43);
	assert_string_equal(browser_cookie(&b, "login"), "");
	const char *set = strstr(b.page.text, "Set-Cookie: __Host-login=");
	assert_non_null(set);
	assert_non_null(strstr(set, "; Path=/; SameSite=Lax; HttpOnly; Secure; Max-Age="));
	GET(&b, "/me", 200, "Rosa Delgado");
	struct browser other = browser_new(&house);              /* a cookie that another host of the domain set */
	browser_header(&other, "Cookie", arena_printf(arena, "login=%s", browser_cookie(&b, "__Host-login")));
	GET(&other, "/me", 303, "");
	b = browser_new(&house);
	b.base = "/lakeside";
	POST(&b, "/sign-in", 303, "", "email", "rosa.delgado@lakeside.example", "password", "three blue mittens");
	assert_int_equal(strlen(browser_cookie(&b, "__Secure-login")), 43);
	GET(&b, "/me", 200, "Rosa Delgado");
	house_close(&house);
}

static void
is_strict(struct browser *b)
{
	const char *policy = page_header(b, "Content-Security-Policy");

	assert_non_null(strstr(policy, "default-src 'none'"));
	assert_non_null(strstr(policy, "frame-ancestors 'none'"));
	assert_non_null(strstr(policy, "base-uri 'none'"));
	assert_null(strstr(policy, "unsafe"));
	assert_string_equal(page_header(b, "X-Content-Type-Options"), "nosniff");
	assert_string_equal(page_header(b, "Strict-Transport-Security"), "max-age=31536000");
}

/* Pages, errors, redirects, assets, refusals, health: all of them. */
DB_TEST(browser_is_told_to_be_strict_on_every_reply)
{
	struct house house = house_open_behind_tls(db, arena, district);
	struct browser b = browser_as(&house, "Rosa Delgado", ROLE_TEACHER), nobody = browser_new(&house);
	const char *const paths[] = { "/", "/nowhere", "/office/roles", asset("site.css"), "/static/nowhere", "/healthz", "/favicon.ico", "/me/logins" };

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		browser_get(&b, paths[i]);
		is_strict(&b);
	}
	browser_get(&nobody, "/me");
	assert_int_equal(nobody.page.status, 303);
	is_strict(&nobody);
	browser_post(&b, "/me/profile", "csrf", "no", NULL);
	is_strict(&b);
	browser_header(&b, "Content-Type", "text/plain");
	browser_post(&b, "/me/logins", NULL);
	is_strict(&b);
	house_close(&house);
}
