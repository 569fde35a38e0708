#include "mail/mail.h"
#include "base/clock.h"
#include "base/text.h"
#include "mail/letter.h"
#include "mail/message.h"
#include "mail/outbox_rows.h"
#include "mail/wishes.h"
#include "tests/test.h"
#include <string.h>

enum { HOUR = 3600, DAY = 86400 };

/* 2026-11-24 is a Tuesday; at noon in Chicago nobody sleeps. */
static int64_t
chicago(const char *day, int hour, int minute)
{
	struct civil c;

	assert_true(date_read(day, &c));
	c.hour = hour;
	c.minute = minute;
	return zone_seconds(zone_find("America/Chicago"), c);
}

static struct mail
a_mail(enum mail_kind kind, const char *once)
{
	return (struct mail){ .person_id = 7, .to_name = "Rosa Delgado", .to_address = "rosa@test.example", .lang = LANG_EN,
	    .kind = kind, .topic = "report", .subject = "How it went", .text = "It went.", .once = once };
}

static void
letter_is_read_as_written(struct arena *a)
{
	struct letter l = letter_begin(a);

	letter_say_with(&l, "Hello %s,", "Rosa");
	letter_head(&l, "Yours to finish");
	letter_thing(&l, "Exit tickets", "since November 9", "https://learn.example/tries/1");
	letter_quote(&l, "By Thursday\n\nthey began without me.");
	letter_link(&l, "Say how it went", "https://learn.example/a");
	letter_choice(&l, "Yes, still", "https://learn.example/b");
	const char *text = letter_text(&l);
	assert_string_equal(text, "Hello Rosa,\n\nYours to finish\n---------------\n\n* Exit tickets\n  since November 9\n"
	    "  https://learn.example/tries/1\n\n> By Thursday\n> they began without me.\n\nSay how it went:\nhttps://learn.example/a\n\n- Yes, still\nhttps://learn.example/b");
	struct letter_parts p = letter_read(a, text);
	assert_int_equal(p.n, 6);
	assert_int_equal(p.at[5].kind, LETTER_CHOICE);
	assert_string_equal(p.at[5].words, "Yes, still");
	assert_int_equal(p.at[1].kind, LETTER_HEAD);
	assert_string_equal(p.at[1].words, "Yours to finish");
	assert_int_equal(p.at[2].kind, LETTER_THING);
	assert_string_equal(p.at[2].about, "since November 9");
	assert_string_equal(p.at[2].url, "https://learn.example/tries/1");
	assert_string_equal(p.at[3].words, "By Thursday\nthey began without me.");
	assert_int_equal(p.at[4].kind, LETTER_LINK);
	assert_string_equal(p.at[4].words, "Say how it went");
}

TEST(letter_is_read_as_it_was_written)
{
	struct arena *a = arena_new();

	letter_is_read_as_written(a);
	arena_free(a);
}

TEST(letter_lets_nobody_write_a_button_of_ours)
{
	struct arena *a = arena_new();
	struct letter l = letter_begin(a);
	const char *evil = "Fine.\n\nSign in again:\nhttps://evil.example/\n\nYours\n-----";

	letter_say(&l, evil);
	letter_say(&l, "https://evil.example/");
	letter_say_with(&l, "%s", "* https://evil.example/");
	letter_quote(&l, evil);
	letter_thing(&l, evil, evil, NULL);
	struct letter_parts p = letter_read(a, letter_text(&l));
	assert_int_equal(p.n, 5);
	for (size_t i = 0; i < p.n; i++) {
		assert_true(p.at[i].kind != LETTER_LINK && p.at[i].kind != LETTER_CHOICE && p.at[i].kind != LETTER_HEAD);
		assert_null(p.at[i].url);
	}
	arena_free(a);
}

TEST(letter_reads_a_lone_address_as_a_button)
{
	struct arena *a = arena_new();
	struct letter_parts p = letter_read(a, "this link signs you in:\n\nhttps://learn.example/x\n\nLook\nat it\nhttps://learn.example/y");

	assert_int_equal(p.n, 4);
	assert_int_equal(p.at[1].kind, LETTER_LINK);
	assert_null(p.at[1].words);
	assert_string_equal(p.at[2].words, "Look at it");
	assert_string_equal(p.at[3].url, "https://learn.example/y");
	arena_free(a);
}

/* Every ten minutes of a year, in zones that change their clocks at night, at
 * midnight, by half an hour, and never. */
TEST(wishes_quiet_hours_end_when_they_should)
{
	static const char *const zones[] = { "America/Chicago", "America/Santiago", "Australia/Lord_Howe", "America/Phoenix" };
	static const struct quiet hours[] = { { 20, 6 }, { 23, 2 }, { 8, 15 }, { 0, 3 }, { 22, 0 } };

	for (size_t z = 0; z < 4; z++)
		for (size_t q = 0; q < 5; q++)
			for (int64_t at = 1767225600; at < 1767225600 + 366 * DAY; at += 600) {
				const struct zone *zone = zone_find(zones[z]);
				int64_t over = quiet_over(hours[q], zone, at);
				assert_true(over >= at && over - at <= 25 * HOUR);
				assert_int_equal(quiet_over(hours[q], zone, over), over);
				if (over > at)
					assert_true(quiet_over(hours[q], zone, over - 1) == over);
			}
	assert_int_equal(quiet_over((struct quiet){ 5, 5 }, NULL, 5 * HOUR), 5 * HOUR);
}

TEST(wishes_quiet_night_is_an_hour_shorter_in_march)
{
	const struct zone *zone = zone_find("America/Chicago");
	int64_t ten = chicago("2026-03-07", 22, 0), usual = chicago("2026-03-14", 22, 0);

	assert_int_equal(quiet_over((struct quiet){ 20, 6 }, zone, ten) - ten, 7 * HOUR);
	assert_int_equal(quiet_over((struct quiet){ 20, 6 }, zone, usual) - usual, 8 * HOUR);
}

static void
put_once(struct tx *tx, void *arg)
{
	struct mail m = a_mail(MAIL_ASKED, "report 1"), other = a_mail(MAIL_ASKED, "report 2");

	(void)arg;
	assert_true(mail_put(tx, &m));
	assert_false(mail_put(tx, &m));
	assert_true(mail_put(tx, &other));
	assert_true(mail_take_back(tx, "report 2"));
	assert_false(mail_take_back(tx, "report 2"));
	assert_true(mail_put(tx, &other));
	assert_int_equal(outbox_list(tx, 10).n, 2);
}

DB_TEST(mail_is_put_once_for_a_cause_and_can_be_taken_back)
{
	assert_int_equal(db_run(db, DB_WRITE, district, arena, put_once, NULL), DB_DONE);
}

static void
waits_for_morning(struct tx *tx, void *arg)
{
	struct mail asked = a_mail(MAIL_ASKED, "a"), urgent = a_mail(MAIL_URGENT, "u"), digest = a_mail(MAIL_DIGEST, "d");

	(void)arg;
	clock_set_for_test(chicago("2026-11-24", 23, 30));
	assert_true(mail_put(tx, &asked) && mail_put(tx, &urgent) && mail_put(tx, &digest));
	struct outbox_row *first = outbox_claim(tx, clock_now());
	assert_int_equal(first->kind, MAIL_URGENT);
	outbox_settle(tx, first, (struct smtp_answer){ SMTP_TAKEN, "250 ok" }, clock_now());
	assert_null(outbox_claim(tx, chicago("2026-11-25", 5, 59)));
	struct outbox_row *next = outbox_claim(tx, chicago("2026-11-25", 6, 0));
	assert_int_equal(next->kind, MAIL_ASKED);
	/* Their own hours count, also for what waits already. */
	quiet_put(tx, 7, &(struct quiet){ 20, 8 });
	assert_null(outbox_claim(tx, chicago("2026-11-25", 6, 0)));
	assert_non_null(outbox_claim(tx, chicago("2026-11-25", 8, 0)));
}

DB_TEST(mail_waits_for_the_morning_unless_urgent)
{
	assert_int_equal(db_run(db, DB_WRITE, district, arena, waits_for_morning, NULL), DB_DONE);
}

static void
tried_again(struct tx *tx, void *arg)
{
	struct mail m = a_mail(MAIL_ASKED, NULL);
	int64_t now = chicago("2026-11-24", 12, 0), before = 0;
	int tries = 0;

	(void)arg;
	clock_set_for_test(now);
	assert_true(mail_put(tx, &m));
	int64_t began = now + 300;
	const char *id = NULL;
	for (now = began; now < began + 4 * DAY; now += 60) {
		struct outbox_row *o = outbox_claim(tx, now);
		if (o == NULL)
			continue;
		assert_true(id == NULL || text_eq(id, o->message_id));
		id = o->message_id;
		before = now;
		outbox_settle(tx, o, (struct smtp_answer){ SMTP_LATER, "451 4.7.1 come back later" }, now);
		tries++;
	}
	assert_true(tries >= 10 && tries <= 25);
	assert_true(before - began <= 2 * DAY);
	struct outbox_row *o = &outbox_list(tx, 1).at[0];
	assert_true(o->failed_at > began + DAY);
	assert_string_equal(o->why, "451 4.7.1 come back later");
	assert_true(outbox_again(tx, o->id, now));
	assert_false(outbox_again(tx, o->id, now));
}

DB_TEST(mail_is_tried_again_for_two_days_as_the_same_message)
{
	assert_int_equal(db_run(db, DB_WRITE, district, arena, tried_again, NULL), DB_DONE);
}

static void
refused_twice(struct tx *tx, void *arg)
{
	int64_t now = chicago("2026-11-24", 12, 0);
	struct mail m = a_mail(MAIL_ASKED, NULL), urgent = a_mail(MAIL_URGENT, NULL);

	(void)arg;
	for (int i = 0; i < 2; i++) {
		clock_set_for_test(now);
		assert_true(mail_put(tx, &m));
		struct outbox_row *o = outbox_claim(tx, now + 300);
		outbox_settle(tx, o, (struct smtp_answer){ SMTP_NO_SUCH, "550 5.1.1 no such user" }, now + 300);
		assert_true(outbox_find(tx, o->id)->failed_at > 0);
	}
	assert_false(mail_put(tx, &m));
	assert_int_equal(mail_refused_list(tx).n, 1);
	/* Another address of theirs is not known to refuse; and what is asked for is tried. */
	m.to_address = "rosa@new.example";
	assert_true(mail_put(tx, &m));
	assert_true(mail_put(tx, &urgent));
	struct outbox_row *o = outbox_claim(tx, now);
	assert_int_equal(o->kind, MAIL_URGENT);
	outbox_settle(tx, o, (struct smtp_answer){ SMTP_TAKEN, "250 ok" }, now);
	assert_string_equal(outbox_find(tx, o->id)->body, "");
	m.to_address = "rosa@test.example";
	assert_true(mail_put(tx, &m));
}

DB_TEST(mail_goes_no_more_to_an_address_that_refused_twice)
{
	assert_int_equal(db_run(db, DB_WRITE, district, arena, refused_twice, NULL), DB_DONE);
}

static void
refused_is_the_mail(struct tx *tx, void *arg)
{
	int64_t now = chicago("2026-11-24", 12, 0);

	(void)arg;
	for (int i = 0; i < 3; i++) {
		struct mail m = a_mail(MAIL_ASKED, NULL);
		clock_set_for_test(now);
		assert_true(mail_put(tx, &m));
		outbox_settle(tx, outbox_claim(tx, now + 300), (struct smtp_answer){ SMTP_REFUSED, "554 5.6.0 too long" }, now + 300);
	}
	assert_int_equal(mail_refused_list(tx).n, 0);
}

DB_TEST(mail_refused_for_what_it_says_is_not_held_against_the_address)
{
	assert_int_equal(db_run(db, DB_WRITE, district, arena, refused_is_the_mail, NULL), DB_DONE);
}

static void
server_away(struct tx *tx, void *arg)
{
	int64_t now = chicago("2026-11-24", 12, 0);
	struct mail one = a_mail(MAIL_ASKED, "1"), two = a_mail(MAIL_ASKED, "2");

	(void)arg;
	clock_set_for_test(now);
	assert_true(mail_put(tx, &one) && mail_put(tx, &two));
	now += 300;
	struct outbox_row *o = outbox_claim(tx, now);
	outbox_settle(tx, o, (struct smtp_answer){ SMTP_AWAY, "could not connect" }, now);
	assert_string_equal(mail_trouble(tx)->why, "could not connect");
	/* The other one is due, but nobody asks before the pause is over; then it is its turn. */
	assert_false(outbox_waiting(tx, now + 59));
	assert_true(outbox_waiting(tx, now + 60));
	struct outbox_row *other = outbox_claim(tx, now + 60);
	outbox_settle(tx, other, (struct smtp_answer){ SMTP_TAKEN, "250 ok" }, now + 60);
	assert_null(mail_trouble(tx));
	assert_true(o->id != other->id);
}

DB_TEST(mail_waits_while_the_server_is_away)
{
	assert_int_equal(db_run(db, DB_WRITE, district, arena, server_away, NULL), DB_DONE);
}

static void
crash_after_acceptance(struct tx *tx, void *arg)
{
	int64_t now = chicago("2026-11-24", 12, 0);
	struct mail m = a_mail(MAIL_ASKED, "1");

	(void)arg;
	clock_set_for_test(now);
	assert_true(mail_put(tx, &m));
	struct outbox_row *o = outbox_claim(tx, now + 300);
	/* Nobody settles it.  While it is claimed nobody else sends it. */
	assert_null(outbox_claim(tx, now + 400));
	struct outbox_row *again = outbox_claim(tx, now + 601);
	assert_string_equal(o->message_id, again->message_id);
	assert_string_equal(o->off_token, again->off_token);
}

DB_TEST(mail_after_a_crash_is_the_same_message)
{
	assert_int_equal(db_run(db, DB_WRITE, district, arena, crash_after_acceptance, NULL), DB_DONE);
}

static void
switched_off_waiting(struct tx *tx, void *arg)
{
	struct mail m = a_mail(MAIL_ASKED, "1");
	int64_t now = chicago("2026-11-24", 12, 0);

	(void)arg;
	clock_set_for_test(now);
	assert_true(mail_put(tx, &m));
	mail_switch_off(tx, 7, "report");
	assert_null(outbox_claim(tx, now + 300));
	assert_true(outbox_list(tx, 1).at[0].failed_at > 0);
	m.once = "2";
	assert_false(mail_put(tx, &m));
	mail_switch_on(tx, 7, "report");
	assert_true(mail_put(tx, &m));
}

DB_TEST(mail_switched_off_is_not_sent)
{
	assert_int_equal(db_run(db, DB_WRITE, district, arena, switched_off_waiting, NULL), DB_DONE);
}

static const char *
header(const struct message *m, const char *name)
{
	for (size_t i = 0; i < m->headers.n; i++)
		if (text_starts(m->headers.at[i], name))
			return m->headers.at[i] + strlen(name);
	return NULL;
}

static const struct letterhead lakeside = { .district = "Lakeside", .site = "https://learn.example", .domain = "learn.example" };

TEST(message_lets_nobody_write_a_header)
{
	struct arena *a = arena_new();
	struct outbox_row o = { .to_name = "Rosa\r\nBcc: all@evil.example", .to_address = "rosa@test.example", .topic = "report",
	    .subject = "A\nB\r\n\r\nC", .body = "It went.", .message_id = "<1@learn.example>", .off_token = "tok", .kind = MAIL_ASKED };
	struct message m = message_make(a, &lakeside, "pl@learn.example", &o);

	for (size_t i = 0; i < m.headers.n; i++)
		for (const char *p = m.headers.at[i]; (p = strpbrk(p, "\r\n")) != NULL; p += 3)
			assert_true(text_starts(p, "\r\n "));
	assert_string_equal(header(&m, "Subject: "), "A B C");
	assert_string_equal(header(&m, "To: "), "\"Rosa Bcc: all@evil.example\" <rosa@test.example>");
	assert_false(address_is_plain("rosa@test.example\r\nBcc: x@y.example"));
	assert_false(address_is_plain("rosa@test.example> SIZE=1"));
	assert_true(address_is_plain("rosa.o'neil+pl@test.example"));
	arena_free(a);
}

TEST(message_writes_other_letters_as_encoded_words)
{
	struct arena *a = arena_new();
	struct outbox_row o = { .to_name = "Íñigo \"Ñ\" Peña", .to_address = "i@test.example", .topic = "report",
	    .subject = "Cómo le fue a Begoña con “Boletos de salida en tres montones”, y qué cambió después en el salón",
	    .body = "Fue.", .message_id = "<1@learn.example>", .off_token = "tok", .kind = MAIL_ASKED };
	struct message m = message_make(a, &lakeside, "pl@learn.example", &o);
	const char *subject = header(&m, "Subject: ");

	assert_true(text_starts(subject, "=?UTF-8?B?"));
	for (const char *p = subject; *p != '\0'; p += strspn(p, "\r\n")) {
		size_t n = strcspn(p, "\r\n");
		assert_true(n <= 76 - strlen("Subject: "));
		p += n;
	}
	assert_string_equal(header(&m, "List-Unsubscribe: "), "<https://learn.example/mail/off/tok>");
	assert_string_equal(header(&m, "List-Unsubscribe-Post: "), "List-Unsubscribe=One-Click");
	assert_string_equal(header(&m, "Auto-Submitted: "), "auto-generated");
	o.off_token = "";
	m = message_make(a, &lakeside, "pl@learn.example", &o);
	assert_null(header(&m, "List-Unsubscribe: "));
	assert_null(header(&m, "List-Id: "));
	arena_free(a);
}
