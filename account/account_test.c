#include "auth/link.h"
#include "auth/password.h"
#include "base/clock.h"
#include "base/text.h"
#include "tests/visit.h"
#include <string.h>
#include <unistd.h>

enum { MINUTE = 60, DAY = 86400, NOON = 1795262400 };

static const char ROSA[] = "rosa.delgado@lakeside.example", SECRET[] = "three blue mittens";

static struct browser
rosa_arrives(struct house *house)
{
	clock_set_for_test(NOON);
	return browser_as(house, "Rosa Delgado", ROLE_TEACHER);
}

DB_TEST(account_sets_a_first_password)
{
	struct house house = house_open(db, arena, district);
	struct browser rosa = rosa_arrives(&house), phone = browser_new(&house), chromebook = browser_new(&house);

	browser_sign_in(&phone, rosa.person);
	GET(&rosa, "/me", 200, "None: you sign in with a link.");
	GET(&rosa, "/me/password", 200, "Set a password");
	assert_null(page_field(&rosa, "password-now"));
	SUBMIT(&rosa, "/me/password", 422, "This password is short.", "password", "mittens");
	SUBMIT(&rosa, "/me/password", 422, "your name or address", "password", "delgado rules the school");
	assert_shows_not(&rosa, "delgado rules");
	SUBMIT(&rosa, "/me/password", 303, "", "password", SECRET);
	FOLLOW(&rosa, 200, "Your new password is set.");
	assert_non_null(strstr(mail_last(&house, ROSA), "your password was changed"));
	GET(&phone, "/me", 303, "");                                       /* other devices are out */
	POST(&chromebook, "/sign-in", 303, "", "email", ROSA, "password", SECRET);
	house_close(&house);
}

DB_TEST(account_asks_again_before_it_changes_a_password)
{
	struct house house = house_open(db, arena, district);
	struct browser rosa = rosa_arrives(&house);

	POST(&rosa, "/me/password", 303, "", "password", SECRET);
	clock_set_for_test(NOON + 15 * MINUTE + 1);
	GET(&rosa, "/me/password", 200, "Your current password");
	SUBMIT(&rosa, "/me/password", 422, "not your current password", "password", "four green mittens");
	SUBMIT(&rosa, "/me/password", 422, "not your current password", "password-now", "four green mittens", "password", "four green mittens");
	SUBMIT(&rosa, "/me/password", 303, "", "password-now", SECRET, "password", "four green mittens");
	for (int i = 0; i < 5; i++)
		POST(&rosa, "/me/password", 422, "not your current password", "password-now", "guessing is fun", "password", "five red mittens");
	POST(&rosa, "/me/password", 422, "Too many tries.", "password-now", "four green mittens", "password", "five red mittens");
	house_close(&house);
}

DB_TEST(account_without_a_password_asks_for_a_fresh_login)
{
	struct house house = house_open(db, arena, district);
	struct browser rosa = rosa_arrives(&house);

	clock_set_for_test(NOON + DAY);
	GET(&rosa, "/me/password", 200, "You have been signed in for a while");
	POST(&rosa, "/me/password", 422, "Sign out and in again with a link", "password", SECRET);
	POST(&rosa, "/me/email", 422, "Sign out and in again with a link", "email", "rosa@elsewhere.example");
	assert_string_equal(page_field(&rosa, "email"), "rosa@elsewhere.example");
	house_close(&house);
}

static const char *
path_in_mail(struct house *house, const char *to)
{
	const char *body = mail_last(house, to), *at = body == NULL ? NULL : strstr(body, "/sign-in/link/");

	assert_non_null(at);
	return arena_copy(house->arena, at, strcspn(at, "\n"));
}

DB_TEST(account_sets_another_password_when_one_is_forgotten)
{
	struct house house = house_open(db, arena, district);
	struct browser rosa = rosa_arrives(&house), b = browser_new(&house);

	POST(&rosa, "/me/password", 303, "", "password", SECRET);
	GET(&b, "/sign-in", 200, "I forgot my password");
	POST(&b, "/sign-in/link", 200, "", "email", ROSA, "forgot", "1");
	GET(&b, path_in_mail(&house, ROSA), 303, "");
	FOLLOW(&b, 200, "Change my password");
	assert_null(page_field(&b, "password-now"));
	SUBMIT(&b, "/me/password", 303, "", "password", "four green mittens");
	GET(&rosa, "/me", 303, "");
	GET(&rosa, "/sign-in", 200, "");
	POST(&rosa, "/sign-in", 422, "", "email", ROSA, "password", SECRET);
	POST(&rosa, "/sign-in", 303, "", "email", ROSA, "password", "four green mittens");
	house_close(&house);
}

DB_TEST(account_changes_the_address)
{
	static const char fresh[] = "rosa@cedar.example";
	struct house house = house_open(db, arena, district);
	struct browser rosa = rosa_arrives(&house), phone = browser_new(&house);

	house_person(&house, "Marcus Webb", ROLE_TEACHER);
	GET(&rosa, "/me/email", 200, "Now it is rosa.delgado@lakeside.example.");
	SUBMIT(&rosa, "/me/email", 422, "Somebody else here has this address.", "email", "Marcus.Webb@lakeside.example");
	SUBMIT(&rosa, "/me/email", 422, "your address already", "email", ROSA);
	SUBMIT(&rosa, "/me/email", 303, "", "email", fresh);
	FOLLOW(&rosa, 200, "A link is on its way to rosa@cedar.example");
	assert_shows(&rosa, ROSA);
	const char *link = path_in_mail(&house, fresh);
	POST(&phone, "/sign-in/link", 200, "", "email", ROSA);
	const char *open_one = path_in_mail(&house, ROSA);
	GET(&rosa, link, 200, "Is this your new address?");               /* a scanner changes nothing, nor does she by looking */
	GET(&phone, link, 200, "Mail for Rosa Delgado will go to rosa@cedar.example");
	SUBMIT(&phone, link, 200, "Your address is changed");
	GET(&phone, "/me", 303, "");                                      /* it does one act, and signs nobody in */
	assert_non_null(strstr(mail_last(&house, ROSA), "goes to rosa@cedar.example"));
	GET(&rosa, "/me", 200, fresh);
	GET(&phone, open_one, 404, "");                                   /* links to the old address are void */
	POST(&phone, link, 404, "");
	house_close(&house);
}

DB_TEST(account_address_taken_meanwhile_stays)
{
	struct house house = house_open(db, arena, district);
	struct browser rosa = rosa_arrives(&house);

	POST(&rosa, "/me/email", 303, "", "email", "marcus.webb@lakeside.example");
	house_person(&house, "Marcus Webb", ROLE_TEACHER);
	GET(&rosa, path_in_mail(&house, "marcus.webb@lakeside.example"), 200, "");
	SUBMIT(&rosa, rosa.path, 200, "somebody else’s here");
	GET(&rosa, "/me", 200, ROSA);
	house_close(&house);
}

DB_TEST(account_ends_logins)
{
	struct house house = house_open(db, arena, district);
	struct browser rosa = rosa_arrives(&house), phone = browser_new(&house), marcus = browser_as(&house, "Marcus Webb", ROLE_TEACHER);

	browser_header(&phone, "User-Agent", "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1");
	POST(&rosa, "/me/password", 303, "", "password", SECRET);
	POST(&phone, "/sign-in", 303, "", "email", ROSA, "password", SECRET);
	GET(&rosa, "/me", 200, "Safari · iPhone");
	assert_shows(&rosa, "with a password");
	const char *end = page_between(&rosa, "action=\"/me/logins/", "/end\"");
	assert_non_null(end);
	end = arena_printf(arena, "/me/logins/%s/end", end);
	POST(&marcus, end, 404, "");
	GET(&phone, "/me", 200, "");
	SUBMIT(&rosa, end, 303, "");
	FOLLOW(&rosa, 200, "That login is ended.");
	assert_shows_not(&rosa, "iPhone");
	POST(&rosa, end, 303, "");                                        /* clicked twice */
	GET(&phone, "/me", 303, "");
	house_close(&house);
}

DB_TEST(account_signs_out_everywhere)
{
	struct house house = house_open(db, arena, district);
	struct browser rosa = rosa_arrives(&house), phone = browser_new(&house);

	browser_sign_in(&phone, rosa.person);
	GET(&rosa, "/me", 200, "");
	SUBMIT(&rosa, "/me/sign-out-everywhere", 303, "");
	FOLLOW(&rosa, 200, "You are signed out on every device.");
	GET(&rosa, "/me", 303, "");
	GET(&phone, "/me", 303, "");
	house_close(&house);
}

static void
count_seen(struct tx *tx, void *arg)
{
	*(int64_t *)arg = db_number(tx, "SELECT count(*) FROM login WHERE district_id = $1 AND seen_at >= $2",
	    tx_district(tx), clock_now());
}

/* When a login was seen is written after the reply. */
static void
seen_by_now(struct db *db, struct arena *a, int64_t district)
{
	int64_t seen = 0;

	for (int tries = 0; seen == 0 && tries < 5000; tries++) {
		usleep(1000);
		db_run(db, DB_READ, district, a, count_seen, &seen);
	}
	assert_int_equal(seen, 1);
}

DB_TEST(account_logins_end_by_themselves)
{
	struct house house = house_open(db, arena, district);
	struct browser rosa = rosa_arrives(&house), unused = browser_new(&house);

	browser_sign_in(&unused, rosa.person);
	for (int day = 29; day < 180; day += 29) {
		clock_set_for_test(NOON + (int64_t)day * DAY);
		GET(&rosa, "/me", 200, "");
		seen_by_now(db, arena, district);
	}
	GET(&unused, "/me", 303, "");                                     /* 30 days unused */
	clock_set_for_test(NOON + (int64_t)180 * DAY + 1);
	GET(&rosa, "/me", 303, "");                                       /* 180 in all */
	house_close(&house);
}

DB_TEST(account_says_where_to_change_a_password)
{
	struct house house = house_open(db, arena, district);
	struct browser rosa = rosa_arrives(&house);

	GET(&rosa, "/.well-known/change-password", 303, "");
	assert_string_equal(page_header(&rosa, "Location"), "/me/password");
	house_close(&house);
}

static void
contact_put(struct tx *tx, void *arg)
{
	setting_put(tx, "security.contact", arg);
}

DB_TEST(account_says_where_to_report_a_hole)
{
	struct house house = house_open(db, arena, district);
	struct browser b = browser_new(&house);

	clock_set_for_test(NOON);
	GET(&b, "/.well-known/security.txt", 404, "");
	house_do(&house, contact_put, "mailto:security@lakeside.example\nExpires: never");
	GET(&b, "/.well-known/security.txt", 200, "Contact: mailto:security@lakeside.example Expires: never\n");
	assert_shows(&b, "\nExpires: 2027-05-01T00:00:00Z\n");
	assert_string_equal(page_header(&b, "Content-Type"), "text/plain; charset=utf-8");
	house_close(&house);
}
