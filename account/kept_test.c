/* What was typed when a login had ended, or the page was too old. */
#include "auth/kept.h"
#include "auth/password.h"
#include "base/clock.h"
#include "tests/visit.h"
#include <string.h>

enum { DAY = 86400, NOON = 1795262400 };

static const char ABOUT[] = "Exit tickets sorted in three piles & <quickly>";

/* Rosa has typed on a page whose login then ends; the reply to her sending it is in her page. */
static struct browser
rosa_types_too_long(struct house *house)
{
	clock_set_for_test(NOON);
	struct browser rosa = browser_as(house, "Rosa Delgado", ROLE_TEACHER);

	GET(&rosa, "/me/profile", 200, "");
	clock_set_for_test(NOON + 31 * DAY);
	SUBMIT(&rosa, "/me/profile", 303, "", "ask_me", ABOUT);
	return rosa;
}

DB_TEST(kept_form_is_sent_after_signing_in)
{
	struct house house = house_open(db, arena, district);
	struct browser rosa = rosa_types_too_long(&house);

	FOLLOW(&rosa, 200, "What you typed is kept");
	browser_sign_in(&rosa, rosa.person);
	GET(&rosa, "/kept", 200, ABOUT);
	SUBMIT(&rosa, "/me/profile", 303, "");
	GET(&rosa, "/me/profile", 200, ABOUT);
	GET(&rosa, "/kept", 303, "");                                     /* and is not offered again */
	house_close(&house);
}

struct person_password { int64_t person; const char *password; };

static void
password_give(struct tx *tx, void *arg)
{
	struct person_password *p = arg;

	password_set(tx, p->person, password_hash(tx_arena(tx), p->password));
}

DB_TEST(kept_form_is_shown_at_once)
{
	struct house house = house_open(db, arena, district);
	struct browser rosa = rosa_types_too_long(&house);

	house_do(&house, password_give, &(struct person_password){ rosa.person, "three blue mittens" });
	FOLLOW(&rosa, 200, "");
	SUBMIT(&rosa, "/sign-in", 303, "", "email", "rosa.delgado@lakeside.example", "password", "three blue mittens");
	FOLLOW(&rosa, 200, ABOUT);
	house_close(&house);
}

/* A Chromebook that two teachers share. */
DB_TEST(kept_form_is_shown_to_its_writer_only)
{
	struct house house = house_open(db, arena, district);
	struct browser rosa = rosa_types_too_long(&house), phone = browser_new(&house);
	int64_t writer = rosa.person;

	browser_sign_in(&rosa, house_person(&house, "Marcus Webb", ROLE_TEACHER));
	GET(&rosa, "/kept", 303, "");
	browser_sign_in(&phone, writer);
	GET(&phone, "/kept", 200, ABOUT);                                 /* wherever she signs in */
	house_close(&house);
}

DB_TEST(kept_form_of_another_site_is_not_kept)
{
	struct house house = house_open(db, arena, district);
	clock_set_for_test(NOON);
	struct browser rosa = browser_as(&house, "Rosa Delgado", ROLE_TEACHER);

	GET(&rosa, "/me/profile", 200, "");
	clock_set_for_test(NOON + 31 * DAY);
	browser_header(&rosa, "Origin", "https://evil.example");
	POST(&rosa, "/me/profile", 303, "", "ask_me", ABOUT);
	assert_string_equal(page_header(&rosa, "Location"), "/sign-in");
	browser_header(&rosa, "Origin", NULL);
	POST(&rosa, "/me/profile", 303, "", "ask_me", ABOUT, "csrf", "made up");
	assert_string_equal(page_header(&rosa, "Location"), "/sign-in");
	browser_sign_in(&rosa, rosa.person);
	GET(&rosa, "/kept", 303, "");
	house_close(&house);
}

DB_TEST(kept_form_can_be_dropped)
{
	struct house house = house_open(db, arena, district);
	struct browser rosa = rosa_types_too_long(&house);

	browser_sign_in(&rosa, rosa.person);
	GET(&rosa, "/kept", 200, ABOUT);
	SUBMIT(&rosa, "/kept/drop", 303, "");
	GET(&rosa, "/kept", 303, "");
	house_close(&house);
}

DB_TEST(kept_form_is_forgotten_after_a_week)
{
	struct house house = house_open(db, arena, district);
	struct browser rosa = rosa_types_too_long(&house);

	clock_set_for_test(NOON + 38 * DAY - 1);
	browser_sign_in(&rosa, rosa.person);
	GET(&rosa, "/kept", 200, "");
	clock_set_for_test(NOON + 38 * DAY);
	GET(&rosa, "/kept", 303, "");
	house_close(&house);
}

/* Signed out and in again in another tab; then the old page is sent. */
DB_TEST(kept_form_of_a_page_that_is_too_old)
{
	struct house house = house_open(db, arena, district);
	struct browser rosa = browser_as(&house, "Rosa Delgado", ROLE_TEACHER);

	GET(&rosa, "/me/profile", 200, "");
	struct browser old_tab = rosa;
	browser_sign_in(&rosa, rosa.person);
	old_tab.cookies = rosa.cookies;
	SUBMIT(&old_tab, "/me/profile", 303, "", "ask_me", ABOUT);
	assert_string_equal(page_header(&old_tab, "Location"), "/kept");
	FOLLOW(&old_tab, 200, ABOUT);
	SUBMIT(&old_tab, "/me/profile", 303, "");
	GET(&old_tab, "/me/profile", 200, ABOUT);
	house_close(&house);
}

/* Rosa's old page, sent after Marcus signed in in the same browser: it is neither his nor shown to him. */
DB_TEST(kept_form_is_not_sent_as_somebody_else)
{
	struct house house = house_open(db, arena, district);
	struct browser rosa = browser_as(&house, "Rosa Delgado", ROLE_TEACHER);

	GET(&rosa, "/me/profile", 200, "");
	struct browser old_tab = rosa;
	browser_sign_in(&rosa, house_person(&house, "Marcus Webb", ROLE_TEACHER));
	old_tab.cookies = rosa.cookies;
	SUBMIT(&old_tab, "/me/profile", 403, "This page was open for too long", "ask_me", ABOUT);
	GET(&old_tab, "/kept", 303, "");
	house_close(&house);
}

/* The page to sign in may have been open before somebody did in another tab. */
DB_TEST(kept_is_not_needed_for_pages_of_anyone)
{
	struct house house = house_open(db, arena, district);
	struct browser b = browser_new(&house);

	GET(&b, "/sign-in", 200, "");
	struct browser old_tab = b;
	browser_sign_in(&b, house_person(&house, "Rosa Delgado", ROLE_TEACHER));
	old_tab.cookies = b.cookies;
	SUBMIT(&old_tab, "/language", 303, "", "language", "es");
	house_close(&house);
}

DB_TEST(kept_form_with_a_file_asks_for_the_file_again)
{
	struct house house = house_open(db, arena, district);
	clock_set_for_test(NOON);
	struct browser olga = browser_as(&house, "Olga Perez", ROLE_OPERATOR);

	GET(&olga, "/roster", 200, "");
	clock_set_for_test(NOON + 31 * DAY);
	browser_upload(&olga, "/roster", (struct file_sent){ "files", "staff.csv", "text/csv", "a,b\n", 4 }, "note", "The export of this morning", NULL);
	assert_int_equal(olga.page.status, 303);
	assert_string_equal(page_header(&olga, "Location"), "/sign-in?kept=1");
	browser_sign_in(&olga, olga.person);
	GET(&olga, "/kept", 200, "Choose this file again: staff.csv");
	assert_shows(&olga, "The export of this morning");
	house_close(&house);
}

static void
keep_with_file(struct tx *tx, void *arg)
{
	struct pair typed[] = { { "csrf", "x" }, { "why", ABOUT }, { "password-now", "three blue mittens" } };
	struct upload file = { .field = "roster", .name = "Año 2026.zip", .size = 3 };
	struct request r = { .arena = tx_arena(tx), .tx = tx, .path = "/roster/import", .now = clock_now(),
	    .form = { typed, 3, 3 }, .uploads = { &file, 1, 1 } };

	assert_true(form_keep(&r, *(int64_t *)arg));
}

DB_TEST(kept_form_says_which_files_were_with_it)
{
	struct house house = house_open(db, arena, district);
	struct browser ops = browser_as(&house, "Olga Perez", ROLE_OPERATOR);

	house_do(&house, keep_with_file, &ops.person);
	GET(&ops, "/kept", 200, "Choose this file again: Año 2026.zip");
	assert_shows(&ops, "enctype=\"multipart/form-data\"");
	assert_shows_not(&ops, "three blue mittens");
	house_close(&house);
}
