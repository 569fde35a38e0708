/* The operator's pages; tests/oidc.check walks the whole way with real providers. */
#include "auth/provider.h"
#include "base/clock.h"
#include "base/text.h"
#include "tests/visit.h"
#include <string.h>

enum { NOON = 1795262400 };

static const char *
added(struct browser *ops)
{
	POST(ops, "/office/providers", 303, "", "name", "Lincoln Google", "issuer", "https://accounts.google.com",
	    "client_id", "us", "secret", "shh, a secret", "domain", "lincoln.example");
	return page_header(ops, "Location");
}

DB_TEST(providers_are_added_changed_removed_and_brought_back)
{
	struct house house = house_open(db, arena, district);
	struct browser ops = browser_as(&house, "Olga Perez", ROLE_OPERATOR), anyone = browser_new(&house);

	GET(&ops, "/office/providers", 200, "None yet");
	GET(&ops, "/office/providers/new", 200, "A new sign-in service");
	SUBMIT(&ops, "/office/providers", 422, "please write the whole address", "name", "Lincoln Google", "issuer", "http://accounts.google.com", "client_id", "us");
	assert_string_equal(page_field(&ops, "name"), "Lincoln Google");
	const char *path = added(&ops);
	FOLLOW(&ops, 200, "/sign-in/back/");
	assert_shows_not(&ops, "shh, a secret");
	SUBMIT(&ops, path, 303, "", "name", "Your Google account");
	GET(&anyone, "/sign-in", 200, "");
	assert_shows_not(&anyone, "Your Google account");
	POST(&ops, arena_printf(arena, "%s/on", path), 303, "");
	GET(&anyone, "/sign-in", 200, "Sign in with Your Google account");
	POST(&ops, arena_printf(arena, "%s/remove", path), 303, "");
	FOLLOW(&ops, 200, "Your Google account is removed.");
	GET(&anyone, "/sign-in", 200, "");
	assert_shows_not(&anyone, "Your Google account");
	GET(&ops, path, 404, "");
	POST(&ops, arena_printf(arena, "%s/back", path), 303, "");
	GET(&anyone, "/sign-in", 200, "Your Google account");
	house_close(&house);
}

struct stored { const char *sealed, *opened; bool lost; };

static void
stored_look(struct tx *tx, void *arg)
{
	struct stored *s = arg;
	struct rows rows = db_query(tx, "SELECT secret FROM provider WHERE district_id = $1", tx_district(tx));

	assert_true(db_one(&rows, &s->sealed));
	struct providers list = provider_list(tx, false);
	s->opened = list.at[0].secret;
	s->lost = list.at[0].secret_lost;
}

DB_TEST(providers_keep_their_secret_sealed)
{
	struct house house = house_open(db, arena, district);
	struct browser ops = browser_as(&house, "Olga Perez", ROLE_OPERATOR);
	struct stored s;

	const char *path = added(&ops);
	house_do(&house, stored_look, &s);
	assert_null(strstr(s.sealed, "secret"));
	assert_string_equal(s.opened, "shh, a secret");
	GET(&ops, path, 200, "");
	SUBMIT(&ops, path, 303, "", "client_id", "us-2");                 /* left empty, it stays */
	house_do(&house, stored_look, &s);
	assert_string_equal(s.opened, "shh, a secret");
	GET(&ops, path, 200, "");
	SUBMIT(&ops, path, 303, "", "secret", "another one");
	house_do(&house, stored_look, &s);
	assert_string_equal(s.opened, "another one");
	house_close(&house);
}

struct arriving { const char *claim; bool trusts; struct arrival who; int64_t person, known; };

static void
arrive(struct tx *tx, void *arg)
{
	struct arriving *a = arg;
	struct provider d = { .id = 1, .issuer = "https://sso.example", .claim = a->claim, .trusts_email = a->trusts };

	a->who.issuer = d.issuer;
	a->person = arrival_settle(tx, &d, &a->who);
	a->known = account_person(tx, d.issuer, a->who.subject);
}

static void
name_elsewhere(struct tx *tx, void *arg)
{
	person_known_as(tx, *(int64_t *)arg, "sourcedid", "src-7");
}

static void
leave(struct tx *tx, void *arg)
{
	person_standing(tx, *(int64_t *)arg, PERSON_INACTIVE);
}

static struct arriving
come(struct house *house, const char *claim, bool trusts, const char *subject, const char *email, const char *known_as)
{
	struct arriving a = { claim, trusts, { .subject = subject, .name = "", .email = email, .known_as = known_as }, 0, 0 };

	house_do(house, arrive, &a);
	return a;
}

DB_TEST(providers_bind_by_issuer_and_subject)
{
	struct house house = house_open(db, arena, district);
	int64_t rosa = house_person(&house, "Rosa Delgado", ROLE_TEACHER), marcus = house_person(&house, "Marcus Webb", ROLE_TEACHER);
	const char *hers = "rosa.delgado@lakeside.example", *his = "marcus.webb@lakeside.example";

	house_do(&house, name_elsewhere, &rosa);
	assert_int_equal(come(&house, "", false, "s1", hers, "src-7").person, 0);             /* no claim is read, no address trusted */
	assert_int_equal(come(&house, "id", false, "s1", "", "src-8").person, 0);
	assert_true(come(&house, "id", false, "s1", his, "src-7").person == rosa);           /* the roster's id goes before the address */
	assert_true(come(&house, "id", false, "s2", his, "").person == 0);
	struct arriving denied = { "", true, { .subject = "s2", .name = "", .email = his, .known_as = "", .email_denied = true }, 0, 0 };
	house_do(&house, arrive, &denied);
	assert_int_equal(denied.person, 0);
	assert_true(come(&house, "", true, "s2", his, "").person == marcus);
	assert_int_equal(come(&house, "", true, "s3", his, "").person, 0);                    /* his address, another account: taken */
	house_do(&house, leave, &marcus);
	assert_int_equal(come(&house, "", true, "s2", hers, "").known, 0);                    /* who left does not come in, nor becomes somebody else */
	assert_int_equal(come(&house, "", true, "s2", hers, "").person, 0);
	house_close(&house);
}

DB_TEST(providers_say_who_waits)
{
	struct house house = house_open(db, arena, district);
	clock_set_for_test(NOON);
	struct browser ops = browser_as(&house, "Olga Perez", ROLE_OPERATOR);

	added(&ops);
	GET(&ops, "/office/providers", 200, "Nobody. Here stands who came");
	house_close(&house);
}
