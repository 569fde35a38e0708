#include "auth/link.h"
#include "auth/password.h"
#include "base/clock.h"
#include "base/text.h"
#include "tests/visit.h"
#include <string.h>
#include <unistd.h>

enum { MINUTE = 60, DAY = 86400, NOON = 1795262400 };

static const char ROSA[] = "rosa.delgado@lakeside.example", SECRET[] = "three blue mittens";

struct person_password { int64_t person; const char *password; };

static void
password_give(struct tx *tx, void *arg)
{
	struct person_password *p = arg;

	password_set(tx, p->person, password_hash(tx_arena(tx), p->password));
}

static int64_t
rosa_with_password(struct house *house)
{
	struct person_password p = { house_person(house, "Rosa Delgado", ROLE_TEACHER), SECRET };

	house_do(house, password_give, &p);
	return p.person;
}

struct counted { int64_t n; };

static void
count_logins(struct tx *tx, void *arg)
{
	((struct counted *)arg)->n = db_number(tx, "SELECT count(*) FROM login WHERE district_id = $1 AND ended_at = 0",
	    tx_district(tx));
}

static int64_t
logins_open(struct house *house)
{
	struct counted c = {0};

	house_do(house, count_logins, &c);
	return c.n;
}

/* The path in the last mail to Rosa. */
static const char *
link_in_mail(struct house *house)
{
	const char *body = mail_last(house, ROSA), *at = body == NULL ? NULL : strstr(body, "/sign-in/link/");

	assert_non_null(at);
	return arena_copy(house->arena, at, strcspn(at, "\n"));
}

DB_TEST(sign_in_with_a_password)
{
	struct house house = house_open(db, arena, district);
	rosa_with_password(&house);
	struct browser b = browser_new(&house);

	GET(&b, "/practices?q=exit+tickets", 303, "");
	FOLLOW(&b, 200, "Your school e-mail");
	SUBMIT(&b, "/sign-in", 422, "do not fit together", "email", ROSA, "password", "three green mittens");
	assert_string_equal(page_field(&b, "email"), ROSA);
	assert_string_equal(page_field(&b, "password"), "");
	assert_string_equal(browser_cookie(&b, "login"), "");
	SUBMIT(&b, "/sign-in", 303, "", "email", " Rosa.Delgado@Lakeside.Example ", "password", SECRET);
	FOLLOW(&b, 200, "Rosa Delgado");
	assert_string_equal(b.path, "/practices?q=exit%20tickets");
	house_close(&house);
}

DB_TEST(sign_in_begins_a_new_login_each_time)
{
	struct house house = house_open(db, arena, district);
	rosa_with_password(&house);
	struct browser b = browser_new(&house);

	POST(&b, "/sign-in", 303, "", "email", ROSA, "password", SECRET);
	const char *first = browser_cookie(&b, "login");
	struct browser thief = b;                       /* has the cookie, from before */
	POST(&b, "/sign-in", 303, "", "email", ROSA, "password", SECRET);
	assert_string_not_equal(browser_cookie(&b, "login"), first);
	assert_int_equal(logins_open(&house), 1);
	GET(&b, "/me", 200, "");
	GET(&thief, "/me", 303, "");
	house_close(&house);
}

DB_TEST(sign_in_leads_nowhere_else)
{
	static const char *const elsewhere[] = { "//evil.example", "/\\evil.example", "https://evil.example/", "evil",
	    "/\t/evil.example", "javascript:alert(1)", "" };
	struct house house = house_open(db, arena, district);
	rosa_with_password(&house);

	for (size_t i = 0; i < sizeof(elsewhere) / sizeof(elsewhere[0]); i++) {
		struct browser b = browser_new(&house);
		POST(&b, "/sign-in", 303, "", "email", ROSA, "password", SECRET, "return", elsewhere[i]);
		assert_string_equal(page_header(&b, "Location"), "/");
	}
	house_close(&house);
}

DB_TEST(sign_in_makes_strangers_wait_and_not_rosa)
{
	struct house house = house_open(db, arena, district);
	rosa_with_password(&house);
	struct browser rosa = browser_new(&house), stranger = browser_new(&house), new_phone = browser_new(&house);

	clock_set_for_test(NOON);
	POST(&rosa, "/sign-in", 303, "", "email", ROSA, "password", SECRET);
	POST(&rosa, "/sign-out", 303, "");
	for (int i = 0; i < 5; i++)
		POST(&stranger, "/sign-in", 422, "do not fit together", "email", ROSA, "password", "guessing is fun");
	POST(&stranger, "/sign-in", 422, "Too many tries.", "email", ROSA, "password", "guessing is fun");
	POST(&rosa, "/sign-in", 303, "", "email", ROSA, "password", SECRET);            /* her own browser is known */
	POST(&new_phone, "/sign-in", 422, "Too many tries.", "email", ROSA, "password", SECRET);
	POST(&new_phone, "/sign-in/link", 200, "a link is on its way", "email", ROSA);     /* and a link always works */
	GET(&new_phone, link_in_mail(&house), 303, "");
	GET(&new_phone, "/me", 200, "Rosa Delgado");
	house_close(&house);
}

DB_TEST(sign_in_waits_a_minute_at_most)
{
	struct house house = house_open(db, arena, district);
	rosa_with_password(&house);
	struct browser b = browser_new(&house);
	int64_t now = NOON;

	for (int i = 0; i < 14; i++) {
		clock_set_for_test(now += MINUTE);
		POST(&b, "/sign-in", 422, "do not fit together", "email", ROSA, "password", "guessing is fun");
	}
	clock_set_for_test(now + MINUTE - 1);
	POST(&b, "/sign-in", 422, "Wait 1 second", "email", ROSA, "password", SECRET);
	clock_set_for_test(now + MINUTE);
	POST(&b, "/sign-in", 303, "", "email", ROSA, "password", SECRET);
	house_close(&house);
}

DB_TEST(sign_in_link_works_once_in_the_browser_that_asked)
{
	struct house house = house_open(db, arena, district);
	rosa_with_password(&house);
	struct browser b = browser_new(&house);

	clock_set_for_test(NOON);
	GET(&b, "/sign-in?return=/people%3Fschool%3D1", 200, "");
	SUBMIT(&b, "/sign-in", 422, "", "email", ROSA);                    /* the page keeps where to go on */
	POST(&b, "/sign-in/link", 200, "a link is on its way", "email", ROSA, "return", page_field(&b, "return"));
	const char *link = link_in_mail(&house);
	GET(&b, link, 303, "");
	assert_string_equal(page_header(&b, "Location"), "/people?school=1");
	GET(&b, link, 303, "");                                           /* clicked twice */
	assert_int_equal(logins_open(&house), 1);
	POST(&b, "/sign-out", 303, "");
	GET(&b, link, 404, "used up or too old");
	POST(&b, link, 404, "used up or too old");
	house_close(&house);
}

DB_TEST(sign_in_link_is_not_burnt_by_a_scanner)
{
	struct house house = house_open(db, arena, district);
	rosa_with_password(&house);
	struct browser asked = browser_new(&house), scanner = browser_new(&house), phone = browser_new(&house);

	POST(&asked, "/sign-in/link", 200, "", "email", ROSA);
	const char *link = link_in_mail(&house);
	GET(&scanner, link, 200, "Sign in as Rosa Delgado");
	GET(&scanner, link, 200, "Sign in as Rosa Delgado");
	browser_head(&scanner, link);
	browser_head(&asked, link);
	assert_int_equal(asked.page.status, 200);
	browser_header(&asked, "Sec-Purpose", "prefetch;prerender");
	GET(&asked, link, 200, "Sign in as Rosa Delgado");
	assert_int_equal(logins_open(&house), 0);
	GET(&phone, link, 200, "Sign in as Rosa Delgado");
	SUBMIT(&phone, link, 303, "");
	GET(&phone, "/me", 200, "with a link");
	browser_header(&asked, "Sec-Purpose", NULL);
	GET(&asked, link, 404, "used up");
	house_close(&house);
}

DB_TEST(sign_in_link_lives_a_quarter_of_an_hour)
{
	struct house house = house_open(db, arena, district);
	rosa_with_password(&house);
	struct browser b = browser_new(&house);

	clock_set_for_test(NOON);
	POST(&b, "/sign-in/link", 200, "", "email", ROSA);
	const char *link = link_in_mail(&house);
	clock_set_for_test(NOON + 15 * MINUTE);
	GET(&b, link, 404, "used up or too old");
	POST(&b, "/sign-in/link", 200, "", "email", ROSA);
	clock_set_for_test(NOON + 30 * MINUTE - 1);
	GET(&b, link_in_mail(&house), 303, "");
	house_close(&house);
}

/* Two clicks at once are one login. */
DB_TEST(sign_in_link_is_used_by_one_of_two)
{
	struct house house = house_open(db, arena, district);
	rosa_with_password(&house);
	struct browser b = browser_new(&house);
	int fds[8], led = 0;

	POST(&b, "/sign-in/link", 200, "", "email", ROSA);
	const char *click = arena_printf(arena, "GET %s HTTP/1.1\r\nHost: %s\r\nCookie: browser=%s\r\n\r\n",
	    link_in_mail(&house), b.host, browser_cookie(&b, "browser"));
	for (int i = 0; i < 8; i++)
		ask_send(fds[i] = ask_open(&house.serving), click, strlen(click));
	for (int i = 0; i < 8; i++) {
		led += ask_read(&house.serving, fds[i]).status == 303;
		close(fds[i]);
	}
	assert_int_equal(led, 1);
	assert_int_equal(logins_open(&house), 1);
	house_close(&house);
}

DB_TEST(sign_in_link_tells_nobody_who_is_here)
{
	struct house house = house_open(db, arena, district);
	rosa_with_password(&house);
	struct browser b = browser_new(&house);

	GET(&b, "/sign-in", 200, "");
	POST(&b, "/sign-in/link", 200, "If rosa.delgado@lakeside.example belongs", "email", ROSA);
	POST(&b, "/sign-in/link", 200, "If nobody@lakeside.example belongs", "email", "nobody@lakeside.example");
	assert_null(mail_last(&house, "nobody@lakeside.example"));
	house_close(&house);
}

DB_TEST(sign_in_link_is_not_sent_over_and_over)
{
	struct house house = house_open(db, arena, district);
	rosa_with_password(&house);
	struct browser b = browser_new(&house);

	clock_set_for_test(NOON);
	for (int i = 0; i < 3; i++)
		POST(&b, "/sign-in/link", 200, "a link is on its way", "email", ROSA);
	const char *last = link_in_mail(&house);
	POST(&b, "/sign-in/link", 200, "It still works.", "email", ROSA);
	assert_string_equal(link_in_mail(&house), last);
	clock_set_for_test(NOON + MINUTE);
	POST(&b, "/sign-in/link", 200, "a link is on its way", "email", ROSA);
	house_close(&house);
}

/* Whoever asks may write any Host; the link must not lead there. */
DB_TEST(sign_in_link_leads_to_the_site_not_to_a_forged_host)
{
	struct house house = house_open(db, arena, district);
	rosa_with_password(&house);
	struct browser b = browser_new(&house);

	b.host = "evil.example";
	POST(&b, "/sign-in/link", 200, "", "email", ROSA);
	assert_null(strstr(mail_last(&house, ROSA), "evil.example"));
	house_close(&house);
}

static void
set_site_url(struct tx *tx, void *arg)
{
	setting_put(tx, "site.url", arg);
}

DB_TEST(sign_in_link_has_the_address_of_the_site)
{
	struct house house = house_open(db, arena, district);
	rosa_with_password(&house);
	struct browser b = browser_new(&house);

	house_do(&house, set_site_url, "https://learn.lakeside.example");
	POST(&b, "/sign-in/link", 200, "", "email", ROSA);
	assert_non_null(strstr(mail_last(&house, ROSA), "\nhttps://learn.lakeside.example/sign-in/link/"));
	house_close(&house);
}

struct slip { int64_t person; const char *code; };

static void
slip_give(struct tx *tx, void *arg)
{
	struct slip *slip = arg;

	slip->code = slip_make(tx, slip->person);
}

DB_TEST(sign_in_with_a_slip_of_paper)
{
	struct house house = house_open(db, arena, district);
	struct slip old = { house_person(&house, "Ana Sub", ROLE_TEACHER), NULL }, slip = old;
	struct browser b = browser_new(&house), other = browser_new(&house);

	clock_set_for_test(NOON);
	house_do(&house, slip_give, &old);
	house_do(&house, slip_give, &slip);
	GET(&b, "/sign-in/slip", 200, "The code on the slip");
	SUBMIT(&b, "/sign-in/slip", 422, "This code is not known", "code", "k7qm-4t9x-2pwd");
	assert_string_equal(page_field(&b, "code"), "k7qm-4t9x-2pwd");
	SUBMIT(&b, "/sign-in/slip", 422, "This code is not known", "code", old.code);       /* a new slip ends the old one */
	char *typed = arena_printf(arena, " %.4s%.4s %.4s", slip.code, slip.code + 5, slip.code + 10);
	for (char *p = typed; *p != '\0'; p++)
		*p = (char)(*p >= 'a' && *p <= 'z' ? *p - 'a' + 'A' : *p == '0' ? 'o' : *p == '1' ? 'l' : *p);
	clock_set_for_test(NOON + 7 * DAY - 1);
	SUBMIT(&b, "/sign-in/slip", 303, "", "code", typed);
	FOLLOW(&b, 200, "Set a password");                                                  /* or they would need a slip each time */
	SUBMIT(&b, "/me/password", 303, "", "password", SECRET);
	POST(&other, "/sign-in/slip", 422, "This code is not known", "code", slip.code);
	house_close(&house);
}

static void
rosa_leaves(struct tx *tx, void *arg)
{
	person_standing(tx, *(int64_t *)arg, PERSON_INACTIVE);
}

DB_TEST(sign_in_stops_for_who_left)
{
	struct house house = house_open(db, arena, district);
	int64_t rosa = rosa_with_password(&house);
	struct browser inside = browser_new(&house), b = browser_new(&house);

	POST(&inside, "/sign-in", 303, "", "email", ROSA, "password", SECRET);
	POST(&b, "/sign-in/link", 200, "", "email", ROSA);
	const char *link = link_in_mail(&house);
	house_do(&house, rosa_leaves, &rosa);
	GET(&inside, "/me", 303, "");
	GET(&b, link, 404, "");
	POST(&b, link, 404, "");
	POST(&b, "/sign-in", 422, "do not fit together", "email", ROSA, "password", SECRET);
	house_close(&house);
}
