#include "base/clock.h"
#include "base/id.h"
#include "base/text.h"
#include "db/setting.h"
#include "letters/letters_pages.h"
#include "mail/letter.h"
#include "practices/practice_rows.h"
#include "practices/rules.h"
#include "tests/visit.h"
#include <string.h>

enum { DAY = 86400, WEEK = 7 * DAY };

/* Two schools.  Rosa and Marcus work at Alder; Linh at Cedar teaches what Marcus does. */
struct town { struct house house; int64_t rosa, marcus, linh, alder, cedar; };

static int64_t
morning(const char *day, int hour, int minute)
{
	struct civil c;

	assert_true(date_read(day, &c));
	c.hour = hour;
	c.minute = minute;
	return zone_seconds(zone_find("America/Chicago"), c);
}

static void
settle_in(struct tx *tx, void *arg)
{
	struct town *t = arg;
	struct assignment alder = { .duty = DUTY_TEACHER }, cedar = { .duty = DUTY_TEACHER };

	t->alder = alder.school_id = school_add(tx, &(struct school){ .name = "Alder Elementary", .kind = "school", .low_grade = -1, .high_grade = -1 });
	t->cedar = cedar.school_id = school_add(tx, &(struct school){ .name = "Cedar High", .kind = "school", .low_grade = -1, .high_grade = -1 });
	assignments_put(tx, t->rosa, "test", (struct assignments){ &alder, 1 }, 1);
	assignments_put(tx, t->marcus, "test", (struct assignments){ &alder, 1 }, 1);
	assignments_put(tx, t->linh, "test", (struct assignments){ &cedar, 1 }, 1);
	profile_source_put(tx, t->marcus, 1u << 4, 1u << SUBJECT_MATH, NULL);
}

static struct town
town_open(struct db *db, struct arena *arena, int64_t district)
{
	struct town t = { .house = house_open(db, arena, district) };

	t.rosa = house_person(&t.house, "Rosa Delgado", ROLE_TEACHER);
	t.marcus = house_person(&t.house, "Marcus Bell", ROLE_TEACHER);
	t.linh = house_person(&t.house, "Linh Tran", ROLE_TEACHER);
	house_do(&t.house, settle_in, &t);
	return t;
}

struct sharing { int64_t author, id; const char *title; bool draft; unsigned subjects; };

static void
share(struct tx *tx, void *arg)
{
	struct sharing *s = arg;
	struct login author = { .person = person_find(tx, s->author) };

	s->id = practice_begin(tx, &author, s->title, "en");
	struct practice *p = practice_row(tx, s->id);
	p->promise = "You know who needs what.";
	p->room.subjects = s->subjects;
	practice_save(tx, p, s->author);
	if (!s->draft)
		practice_share(tx, p);
}

static int64_t
shared(struct town *t, int64_t author, const char *title)
{
	struct sharing s = { .author = author, .title = title };

	house_do(&t->house, share, &s);
	return s.id;
}

struct trying { int64_t practice, person, id; const char *from, *expected, *happened; int outcome; };

static void
try_it(struct tx *tx, void *arg)
{
	struct trying *s = arg;
	struct trial t = { .practice_id = s->practice, .person_id = s->person, .started_on = s->from,
	    .expected = s->expected != NULL ? s->expected : "", .begun_at = clock_now() };

	trial_insert(tx, &t);
	s->id = t.id;
	if (s->happened == NULL)
		return;
	struct trial *made = trial_row(tx, t.id);
	made->outcome = s->outcome;
	made->happened = s->happened;
	trial_report(tx, made);
}

static void
run_at(struct town *t, int64_t at)
{
	clock_set_for_test(at);
	house_run_jobs(&t->house);
}

struct counting { const char *topic; int64_t person, n; };

static void
count(struct tx *tx, void *arg)
{
	struct counting *c = arg;

	c->n = db_number(tx, "SELECT count(*) FROM outbox WHERE district_id = $1 AND topic = $2 AND person_id = $3",
	    tx_district(tx), c->topic, c->person);
}

static int64_t
letters_of(struct town *t, const char *topic, int64_t person)
{
	struct counting c = { .topic = topic, .person = person };

	house_do(&t->house, count, &c);
	return c.n;
}

static const char *
letter_to_marcus(struct town *t)
{
	const char *text = mail_last(&t->house, "marcus.bell@lakeside.example");

	assert_non_null(text);
	return text;
}

/* The path behind a button of the last letter to Marcus. */
static const char *
button(struct town *t, const char *words)
{
	struct letter_parts parts = letter_read(t->house.arena, letter_to_marcus(t));

	for (size_t i = 0; i < parts.n; i++)
		if (parts.at[i].url != NULL && text_eq(parts.at[i].words, words))
			return strchr(strstr(parts.at[i].url, "//") + 2, '/');
	fail_msg("no button %s in:\n%s", words, letter_to_marcus(t));
	return NULL;
}

/* 2026-11-24 is a Tuesday, the day of the digest. */
DB_TEST(letters_ask_how_it_went_once_and_take_the_answer)
{
	struct town t = town_open(db, arena, district);
	clock_set_for_test(morning("2026-11-11", 10, 0));
	struct trying trying = { .practice = shared(&t, t.rosa, "Exit tickets"), .person = t.marcus, .from = "2026-11-11" };
	struct browser b = browser_new(&t.house);

	house_do(&t.house, try_it, &trying);
	run_at(&t, morning("2026-11-25", 6, 20));
	assert_int_equal(letters_of(&t, "due", t.marcus), 0);
	run_at(&t, morning("2026-11-25", 6, 31));
	assert_int_equal(letters_of(&t, "due", t.marcus), 1);
	for (int day = 1; day < 20; day++)
		run_at(&t, morning("2026-11-25", 6, 31) + day * DAY);
	assert_int_equal(letters_of(&t, "due", t.marcus), 1);
	assert_int_equal(letters_of(&t, "due", t.rosa), 0);

	/* Looking changes nothing; the button does one thing, and Undo takes it back. */
	const char *path = button(&t, "I stopped trying it");
	GET(&b, path, 200, "You stopped trying “Exit tickets”");
	assert_shows(&b, "Marcus Bell");
	GET(&b, path, 200, "You stopped trying “Exit tickets”");
	SUBMIT(&b, path, 200, "It is off your list.");
	assert_string_equal(browser_cookie(&b, "login"), "");
	GET(&b, "/tries", 303, "");
	GET(&b, path, 404, "This link has done its work");
	GET(&b, button(&t, "Remind me in a week"), 404, "");
	POST(&b, arena_printf(arena, "%s/undo", path), 200, "It is as it was before");
	GET(&b, path, 200, "You stopped trying");
	POST(&b, button(&t, "Remind me in a week"), 200, "We ask again in a week.");
	POST(&b, "/act/nothing-like-that", 404, "Nothing was changed.");
	house_close(&t.house);
}

DB_TEST(letters_remind_in_a_week)
{
	struct town t = town_open(db, arena, district);
	clock_set_for_test(morning("2026-11-11", 10, 0));
	struct trying trying = { .practice = shared(&t, t.rosa, "Exit tickets"), .person = t.marcus, .from = "2026-11-11" };
	struct browser b = browser_new(&t.house);

	house_do(&t.house, try_it, &trying);
	run_at(&t, morning("2026-11-25", 6, 31));
	clock_set_for_test(morning("2026-11-25", 7, 15));
	POST(&b, button(&t, "Remind me in a week"), 200, "");
	run_at(&t, morning("2026-11-30", 6, 31));
	assert_int_equal(letters_of(&t, "due", t.marcus), 1);
	run_at(&t, morning("2026-12-02", 6, 31));
	assert_int_equal(letters_of(&t, "due", t.marcus), 2);
	/* What is older than thirty days does nothing any more. */
	const char *path = button(&t, "I stopped trying it");
	clock_set_for_test(morning("2027-01-15", 7, 0));
	POST(&b, path, 404, "");
	house_close(&t.house);
}

DB_TEST(letters_check_back_and_keep_the_answer)
{
	struct town t = town_open(db, arena, district);
	clock_set_for_test(morning("2026-11-12", 10, 0));
	struct trying trying = { .practice = shared(&t, t.rosa, "Exit tickets"), .person = t.marcus, .from = "2026-10-29",
	    .happened = "By Thursday they began without me.", .outcome = OUTCOME_ADOPT };
	struct browser b = browser_new(&t.house);

	house_do(&t.house, try_it, &trying);
	assert_int_equal(letters_of(&t, "report", t.rosa), 1);
	for (int day = 1; day < 25; day++)
		run_at(&t, morning("2026-11-12", 6, 31) + day * DAY);
	assert_int_equal(letters_of(&t, "check-back", t.marcus), 1);
	GET(&b, button(&t, "Not any more"), 200, "You are no longer using “Exit tickets”.");
	SUBMIT(&b, button(&t, "Not any more"), 200, "We do not ask about it again.");
	GET(&b, button(&t, "Not any more"), 404, "");
	POST(&b, button(&t, "Yes, still"), 200, "Knowing what lasts");
	POST(&b, arena_printf(arena, "%s/undo", button(&t, "Yes, still")), 200, "");
	POST(&b, button(&t, "Yes, still"), 200, "");
	house_close(&t.house);
}

DB_TEST(letters_questions_are_answered_on_the_site_too)
{
	struct town t = town_open(db, arena, district);
	clock_set_for_test(morning("2026-11-12", 10, 0));
	struct trying trying = { .practice = shared(&t, t.rosa, "Exit tickets"), .person = t.marcus, .from = "2026-10-29",
	    .happened = "By Thursday they began without me.", .outcome = OUTCOME_ADOPT };
	struct browser marcus = browser_new(&t.house), rosa = browser_new(&t.house);

	house_do(&t.house, try_it, &trying);
	clock_set_for_test(morning("2026-12-04", 10, 0));
	browser_sign_in(&marcus, t.marcus);
	browser_sign_in(&rosa, t.rosa);
	GET(&rosa, "/tries", 200, "");
	assert_shows_not(&rosa, "Still using it?");
	GET(&marcus, "/", 200, "Are you still using it?");
	GET(&marcus, "/tries", 200, "Still using it?");
	const char *path = arena_printf(arena, "/tries/%s/still", id_text(arena, trying.id));
	POST(&marcus, path, 409, "", "still", "perhaps");
	POST(&rosa, path, 404, "", "still", "no");
	POST(&marcus, path, 303, "", "still", "no");
	FOLLOW(&marcus, 200, "We do not ask about it again.");
	assert_shows_not(&marcus, "Still using it?");
	SUBMIT(&marcus, arena_printf(arena, "%s/undo", path), 303, "");
	FOLLOW(&marcus, 200, "Still using it?");
	house_close(&t.house);
}

static void
remove_it(struct tx *tx, void *arg)
{
	practice_remove(tx, practice_row(tx, *(int64_t *)arg), true);
}

DB_TEST(letters_digest_tells_what_is_new_and_nobody_elses_secrets)
{
	struct town t = town_open(db, arena, district);
	clock_set_for_test(morning("2026-11-20", 10, 0));
	int64_t near = shared(&t, t.rosa, "Quiet first five"), gone = shared(&t, t.rosa, "Taken back");
	struct sharing draft = { .author = t.rosa, .title = "Half a thought", .draft = true };
	struct sharing math = { .author = t.linh, .title = "Number talks", .subjects = 1u << SUBJECT_MATH };
	struct sharing music = { .author = t.linh, .title = "Call and response", .subjects = 1u << SUBJECT_MUSIC };
	struct trying rosas = { .practice = near, .person = t.rosa, .from = "2026-11-02", .expected = "Rosa hopes for silence" };

	house_do(&t.house, share, &draft);
	house_do(&t.house, share, &math);
	house_do(&t.house, share, &music);
	house_do(&t.house, try_it, &rosas);
	house_do(&t.house, remove_it, &gone);
	run_at(&t, morning("2026-11-24", 6, 31));
	assert_int_equal(letters_of(&t, "digest", t.marcus), 1);
	const char *text = letter_to_marcus(&t);
	assert_non_null(strstr(text, "New in your building\n--------------------\n\n* Quiet first five\n"));
	assert_non_null(strstr(text, "For a room like yours\n---------------------\n\n* Number talks\n"));
	static const char *const secrets[] = { "Half a thought", "Taken back", "Call and response", "silence", "Yours to finish" };
	for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++)
		assert_null(strstr(text, secrets[i]));
	/* Rosa hears of her own try, and not of her own practice. */
	text = mail_last(&t.house, "rosa.delgado@lakeside.example");
	assert_non_null(strstr(text, "Yours to finish"));
	assert_null(strstr(text, "New in your building"));
	house_close(&t.house);
}

static void
forget_the_clock(struct tx *tx, void *arg)
{
	(void)arg;
	db_exec(tx, "DELETE FROM job WHERE district_id = $1", tx_district(tx));
}

DB_TEST(letters_digest_comes_once_a_week_and_not_for_nothing)
{
	struct town t = town_open(db, arena, district);
	clock_set_for_test(morning("2026-11-20", 10, 0));
	shared(&t, t.rosa, "Quiet first five");

	for (int i = 0; i < 3; i++) {
		run_at(&t, morning("2026-11-24", 6, 31) + i * 600);
		house_do(&t.house, forget_the_clock, NULL);      /* as if it had never been wound */
	}
	assert_int_equal(letters_of(&t, "digest", t.marcus), 1);
	for (int day = 1; day < 14; day++)
		run_at(&t, morning("2026-11-24", 6, 31) + day * DAY);
	assert_int_equal(letters_of(&t, "digest", t.marcus), 1);
	shared(&t, t.rosa, "Slow last five");
	run_at(&t, morning("2026-12-08", 6, 31));
	assert_int_equal(letters_of(&t, "digest", t.marcus), 2);
	assert_null(strstr(letter_to_marcus(&t), "Quiet first five"));
	house_close(&t.house);
}

static void
wish(struct tx *tx, void *arg)
{
	struct town *t = arg;

	rhythm_put(tx, t->marcus, RHYTHM_DAILY);
	rhythm_put(tx, t->linh, RHYTHM_NEVER);
	person_language(tx, t->marcus, LANG_ES);
}

DB_TEST(letters_digest_comes_daily_or_never_and_in_their_language)
{
	struct town t = town_open(db, arena, district);
	house_do(&t.house, wish, &t);
	clock_set_for_test(morning("2026-11-20", 10, 0));
	shared(&t, t.rosa, "Quiet first five");
	run_at(&t, morning("2026-11-21", 6, 31));             /* a Saturday */
	assert_int_equal(letters_of(&t, "digest", t.marcus), 0);
	run_at(&t, morning("2026-11-23", 6, 31));
	assert_int_equal(letters_of(&t, "digest", t.marcus), 1);
	assert_non_null(strstr(letter_to_marcus(&t), "Nuevo en tu escuela"));
	run_at(&t, morning("2026-11-24", 6, 31));
	assert_int_equal(letters_of(&t, "digest", t.marcus) + letters_of(&t, "digest", t.linh), 1);
	house_close(&t.house);
}

static void
crowd(struct tx *tx, void *arg)
{
	struct town *t = arg;
	struct assignment alder = { .school_id = t->alder, .duty = DUTY_TEACHER };

	for (int i = 0; i < 45; i++) {
		int64_t id = person_add(tx, &(struct person){ .given = "T", .family = "T", .shown = "T", .language = -1,
		    .email = arena_printf(tx_arena(tx), "t%d@lakeside.example", i) });
		assignments_put(tx, id, "test", (struct assignments){ &alder, 1 }, 1);
	}
}

static void
count_digests(struct tx *tx, void *arg)
{
	int64_t *n = arg;

	n[0] = db_number(tx, "SELECT count(*) FROM outbox WHERE district_id = $1 AND topic = 'digest'", tx_district(tx));
	n[1] = db_number(tx, "SELECT count(DISTINCT person_id) FROM outbox WHERE district_id = $1 AND topic = 'digest'", tx_district(tx));
}

DB_TEST(letters_digest_reaches_everybody_group_by_group)
{
	struct town t = town_open(db, arena, district);
	int64_t n[2];

	house_do(&t.house, crowd, &t);
	clock_set_for_test(morning("2026-11-20", 10, 0));
	shared(&t, t.rosa, "Quiet first five");
	run_at(&t, morning("2026-11-24", 6, 31));
	house_do(&t.house, count_digests, n);
	assert_int_equal(n[0], 46);
	assert_int_equal(n[1], 46);
	house_close(&t.house);
}

/* In the week the clocks change, the morning is still at half past six. */
static void
mornings_over_dst(struct tx *tx, void *arg)
{
	(void)arg;
	static const char *const days[] = { "2026-03-06", "2026-03-09", "2026-10-30", "2026-11-02" };
	for (size_t i = 0; i < 4; i++) {
		assert_null(morning_name(tx, morning(days[i], 6, 29)));
		assert_string_equal(morning_name(tx, morning(days[i], 6, 30)), days[i]);
		assert_string_equal(morning_name(tx, morning(days[i], 18, 29)), days[i]);
		assert_null(morning_name(tx, morning(days[i], 18, 30)));
	}
	assert_null(morning_name(tx, morning("2026-03-08", 9, 0)));
	setting_put(tx, "letters.weekday", "0");
	setting_put(tx, "letters.at", "07:45");
	assert_null(morning_name(tx, morning("2026-03-08", 7, 44)));
	assert_non_null(morning_name(tx, morning("2026-03-08", 7, 45)));
}

DB_TEST(letters_morning_keeps_its_hour_when_clocks_change)
{
	assert_int_equal(db_run(db, DB_WRITE, district, arena, mornings_over_dst, NULL), DB_DONE);
}

struct stopping { struct town *t; const char *token; bool digest, report; };

static void
look_at_wishes(struct tx *tx, void *arg)
{
	struct stopping *s = arg;

	s->token = outbox_list(tx, 1).at[0].off_token;
	s->digest = mail_is_off(tx, s->t->marcus, "digest");
	s->report = mail_is_off(tx, s->t->marcus, "report");
}

DB_TEST(letters_stop_by_one_click_without_a_cookie)
{
	struct town t = town_open(db, arena, district);
	struct stopping s = { .t = &t };
	struct browser b = browser_new(&t.house);

	clock_set_for_test(morning("2026-11-20", 10, 0));
	shared(&t, t.rosa, "Quiet first five");
	run_at(&t, morning("2026-11-24", 6, 31));
	house_do(&t.house, look_at_wishes, &s);
	const char *path = arena_printf(arena, "/mail/off/%s", s.token);
	GET(&b, path, 200, "Stop these letters");
	house_do(&t.house, look_at_wishes, &s);
	assert_false(s.digest);
	/* As a mail program does it (RFC 8058). */
	struct answer a = ask_text(&t.house.serving, "POST %s HTTP/1.1\r\nHost: lakeside.example\r\nConnection: close\r\n"
	    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 26\r\n\r\nList-Unsubscribe=One-Click", path);
	assert_int_equal(a.status, 200);
	house_do(&t.house, look_at_wishes, &s);
	assert_true(s.digest);
	assert_false(s.report);
	GET(&b, path, 200, "Send them again");
	SUBMIT(&b, arena_printf(arena, "%s/undo", path), 200, "They come again.");
	house_do(&t.house, look_at_wishes, &s);
	assert_false(s.digest);
	POST(&b, "/mail/off/nothing-like-that", 404, "Nothing was changed.");
	house_close(&t.house);
}

DB_TEST(letters_wishes_are_kept_and_undone)
{
	struct house house = house_open(db, arena, district);
	struct browser rosa = browser_as(&house, "Rosa Delgado", ROLE_TEACHER);

	GET(&rosa, "/me/mail", 200, "rosa.delgado@lakeside.example");
	POST(&rosa, "/me/mail", 303, "", "rhythm", "daily", "from", "16", "to", "8", "topic", "report");
	FOLLOW(&rosa, 200, "Kept.");
	assert_shows(&rosa, "value=\"daily\" checked");
	assert_shows(&rosa, "value=\"report\" checked");
	assert_shows_not(&rosa, "value=\"due\" checked");
	assert_shows(&rosa, "<option value=\"16\" selected>");
	SUBMIT(&rosa, "/me/mail/back/weekly.20.6", 303, "");
	FOLLOW(&rosa, 200, "It is as it was before.");
	assert_shows(&rosa, "value=\"weekly\" checked");
	assert_shows(&rosa, "value=\"due\" checked");
	assert_shows(&rosa, "<option value=\"20\" selected>");
	POST(&rosa, "/me/mail", 422, "", "rhythm", "hourly", "from", "99", "to", "8");
	POST(&rosa, "/me/mail/back/hourly.20.6", 404, "");
	POST(&rosa, "/me/mail", 303, "", "rhythm", "never", "from", "20", "to", "6");
	FOLLOW(&rosa, 200, "value=\"never\" checked");
	house_close(&house);
}
