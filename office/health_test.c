#include "base/clock.h"
#include "base/id.h"
#include "db/care.h"
#include "db/setting.h"
#include "jobs/jobs.h"
#include "mail/mail.h"
#include "mail/outbox_rows.h"
#include "tests/visit.h"
#include <string.h>
#include <unistd.h>

/* The id that stands behind these words. */
static const char *
id_after(struct browser *b, const char *before)
{
	return arena_copy(b->house->arena, page_between(b, before, "\""), 13);
}

static void
put_strange_job(struct tx *tx, void *arg)
{
	(void)arg;
	job_put(tx, "nobody.knows", 0, NULL, clock_now(), NULL);
}

DB_TEST(office_failed_work_is_started_again_or_let_be)
{
	struct house house = house_open(db, arena, district);
	struct browser ops = browser_as(&house, "Olga Petrov", ROLE_OPERATOR), grace = browser_as(&house, "Grace Okafor", ROLE_COORDINATOR);
	int64_t now = clock_now();

	house_do(&house, put_strange_job, NULL);
	for (int i = 0; i < 10; i++) {
		clock_set_for_test(now += 100000);
		house_run_jobs(&house);
	}
	GET(&grace, "/office/health", 403, "");
	GET(&ops, "/office/health", 200, "nobody.knows");
	assert_shows(&ops, "this program does not know this kind of job");
	const char *job = arena_printf(arena, "/office/jobs/%s", id_after(&ops, "action=\"/office/jobs/"));
	SUBMIT(&ops, arena_printf(arena, "%s/let-be", job), 303, "");
	FOLLOW(&ops, 200, "It is no longer listed.");
	assert_shows_not(&ops, "nobody.knows");
	SUBMIT(&ops, arena_printf(arena, "%s/list", job), 303, "");
	FOLLOW(&ops, 200, "nobody.knows");
	SUBMIT(&ops, arena_printf(arena, "%s/again", job), 303, "");
	FOLLOW(&ops, 200, "It starts again now.");
	assert_shows_not(&ops, "nobody.knows");
	POST(&ops, arena_printf(arena, "%s/again", job), 404, "");
	house_close(&house);
}

DB_TEST(office_knows_the_last_backup_and_the_size)
{
	struct house house = house_open(db, arena, district);
	struct browser ops = browser_as(&house, "Olga Petrov", ROLE_OPERATOR);
	const char *file = arena_printf(arena, "%s/friday.db", test_scratch());

	GET(&ops, "/office/health", 200, "<strong>never</strong>");
	assert_null(db_backup(test_place(), file));
	assert_int_equal(access(file, R_OK), 0);
	GET(&ops, "/office/health", 200, "today");
	assert_shows_not(&ops, "<strong>never</strong>");
	assert_shows(&ops, " KB");
	GET(&ops, "/office/backup", 200, "groundswell backup");
	house_close(&house);
}

static const char secret[] = "https://learn.lakeside.example/sign-in/link/AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdE";

static void
put_mails(struct tx *tx, void *arg)
{
	int64_t rosa = *(int64_t *)arg;

	mail_put(tx, &(struct mail){ .person_id = rosa, .to_name = "Rosa Delgado", .to_address = "rosa.delgado@lakeside.example",
	    .kind = MAIL_URGENT, .topic = "sign-in", .subject = "Your link", .text = arena_printf(tx_arena(tx),
	    "Hello Rosa,\n\nthis link signs you in:\n\n%s\n\nGoodbye.", secret) });
	mail_put(tx, &(struct mail){ .to_name = "A Person", .to_address = "a.person@school.test", .kind = MAIL_URGENT, .topic = "sign-in",
	    .subject = "A real mail", .text = "Hello." });
}

DB_TEST(office_outbox_shows_a_mail_without_what_opens_something)
{
	struct house house = house_open(db, arena, district);
	struct browser ops = browser_as(&house, "Olga Petrov", ROLE_OPERATOR), rosa = browser_as(&house, "Rosa Delgado", ROLE_TEACHER);

	house_do(&house, put_mails, &rosa.person);
	GET(&ops, "/office/outbox", 200, "/office/outbox/");
	assert_shows_not(&ops, "Rosa");
	GET(&rosa, "/me/looks", 200, "Nobody looked.");
	GET(&ops, "/office/outbox?to=Rosa.Delgado@lakeside.example", 200, "/office/outbox/");
	const char *mail = arena_printf(arena, "/office/outbox/%s", id_after(&ops, "href=\"/office/outbox/"));
	GET(&rosa, "/me/looks", 200, "Olga Petrov");
	GET(&ops, mail, 200, "this link signs you in:");
	assert_shows(&ops, "/sign-in/link/…");
	assert_shows_not(&ops, "AbCdEf");
	POST(&ops, arena_printf(arena, "%s/again", mail), 404, "");
	house_close(&house);
}

static void
open_demo(struct tx *tx, void *arg)
{
	(void)arg;
	setting_put(tx, "demo.outbox", "1");
}

DB_TEST(office_demonstration_shows_its_mail_and_a_district_never)
{
	struct house house = house_open(db, arena, district);
	struct browser anybody = browser_new(&house);
	int64_t rosa = house_person(&house, "Rosa Delgado", ROLE_TEACHER);

	house_do(&house, put_mails, &rosa);
	GET(&anybody, "/sign-in", 200, "");
	assert_shows_not(&anybody, "/outbox");
	GET(&anybody, "/outbox", 404, "");
	house_do(&house, open_demo, NULL);
	GET(&anybody, "/sign-in", 200, "href=\"/outbox\"");
	GET(&anybody, "/outbox", 200, "rosa.delgado@lakeside.example");
	assert_shows_not(&anybody, "A real mail");
	GET(&anybody, arena_printf(arena, "/outbox/%s", id_after(&anybody, "href=\"/outbox/")), 200, secret);
	house_close(&house);
}
