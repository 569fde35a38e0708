#include "auth/login.h"
#include "auth/browser.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/random.h"
#include "base/text.h"
#include <string.h>

enum { UNUSED_DAYS = 30, MOST_DAYS = 180, DAY = 86400, SEEN_EVERY = 600, FRESH = 15 * 60, FORGET_DAYS = 400 };

static const char COOKIE[] = "login";

struct login *
login_find(struct request *r)
{
	const char *token = request_cookie(r, COOKIE);
	struct login *l = NEW(r->arena, struct login);
	struct person *p = l->person = NEW(r->arena, struct person);
	int guest;

	if (*token == '\0' || r->tx == NULL)
		return NULL;
	struct rows rows = db_query(r->tx,
	    "SELECT l.id, l.csrf, l.began_at, l.seen_at, l.device, l.how, l.provider_id, p.id, p.given, p.family, p.shown,"
	    "       p.email, p.language, p.standing, p.guest,"
	    "       (SELECT COALESCE(SUM(DISTINCT o.role), 0) FROM person_role o"
	    "         WHERE o.district_id = p.district_id AND o.person_id = p.id)"
	    "  FROM login l"
	    "  JOIN person p ON p.district_id = l.district_id AND p.id = l.person_id"
	    " WHERE l.district_id = $1 AND l.token_hash = $2 AND l.ended_at = 0 AND p.standing = 0",
	    tx_district(r->tx), hash_token(r->arena, token));
	if (!db_one(&rows, &l->id, &l->csrf, &l->began_at, &l->seen_at, &l->device, &l->how, &l->provider_id, &p->id, &p->given,
	    &p->family, &p->shown, &p->email, &p->language, &p->standing, &guest, &p->roles))
		return NULL;
	p->guest = guest != 0;
	if (r->now - l->seen_at > UNUSED_DAYS * DAY || r->now - l->began_at > MOST_DAYS * DAY)
		return NULL;
	return l;
}

/* "Chrome on ChromeOS", from what the browser says of itself. */
static const char *
device_of(struct request *r)
{
	static const char *const browsers[][2] = { { "Edg/", "Edge" }, { "OPR/", "Opera" }, { "Firefox/", "Firefox" },
	    { "Chrome/", "Chrome" }, { "Safari/", "Safari" } };
	static const char *const systems[][2] = { { "CrOS", "ChromeOS" }, { "Android", "Android" },
	    { "iPhone", "iPhone" }, { "iPad", "iPad" }, { "Windows", "Windows" }, { "Mac OS", "macOS" }, { "Linux", "Linux" } };
	const char *agent = request_header(r, "user-agent"), *browser = "Browser", *system = "";

	for (size_t i = sizeof(browsers) / sizeof(browsers[0]); i-- > 0;)
		if (strstr(agent, browsers[i][0]) != NULL)
			browser = browsers[i][1];
	for (size_t i = sizeof(systems) / sizeof(systems[0]); i-- > 0;)
		if (strstr(agent, systems[i][0]) != NULL)
			system = systems[i][1];
	return *system == '\0' ? browser : arena_printf(r->arena, "%s · %s", browser, system);
}

int64_t
login_begin(struct request *r, int64_t person, const char *how)
{
	int64_t id = id_make();
	const char *token = random_token(r->arena), *old = request_cookie(r, COOKIE);

	if (*old != '\0')
		db_exec(r->tx, "UPDATE login SET ended_at = $3 WHERE district_id = $1 AND token_hash = $2 AND ended_at = 0",
		    tx_district(r->tx), hash_token(r->arena, old), r->now);
	db_exec(r->tx,
	    "INSERT INTO login (district_id, id, person_id, token_hash, csrf, how, device, began_at, seen_at, ended_at, browser)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, 0, $9)",
	    tx_district(r->tx), id, person, hash_token(r->arena, token), random_token(r->arena), how,
	    device_of(r), r->now, browser_hash(r));
	db_exec(r->tx, "UPDATE person SET used_at = $3 WHERE district_id = $1 AND id = $2 AND used_at = 0",
	    tx_district(r->tx), person, r->now);
	reply_cookie(r, (struct cookie){ COOKIE, token, .seconds = MOST_DAYS * DAY });
	return id;
}

bool
login_end(struct request *r, int64_t login)
{
	/* One that has ended already keeps the time when it did. */
	bool theirs = db_exec(r->tx,
	    "UPDATE login SET ended_at = CASE WHEN ended_at = 0 THEN CAST($4 AS BIGINT) ELSE ended_at END"
	    " WHERE district_id = $1 AND id = $2 AND person_id = $3",
	    tx_district(r->tx), login, r->login->person->id, r->now) == 1;

	if (login == r->login->id)
		reply_cookie(r, (struct cookie){ COOKIE, "", .seconds = -1 });
	return theirs;
}

int64_t
login_end_others(struct tx *tx, int64_t person, int64_t but)
{
	return db_exec(tx,
	    "UPDATE login SET ended_at = $4 WHERE district_id = $1 AND person_id = $2 AND id <> $3 AND ended_at = 0",
	    tx_district(tx), person, but, clock_now());
}

bool
login_knows(struct request *r, int64_t person)
{
	return db_number(r->tx, "SELECT count(*) FROM login WHERE district_id = $1 AND browser = $2 AND person_id = $3",
	    tx_district(r->tx), browser_hash(r), person) > 0;
}

void
logins_sweep(struct tx *tx)
{
	db_exec(tx, "DELETE FROM login WHERE district_id = $1 AND seen_at < $2", tx_district(tx), clock_now() - FORGET_DAYS * DAY);
}

bool
login_is_fresh(const struct request *r)
{
	return r->now - r->login->began_at <= FRESH;
}

int64_t
login_end_all(struct tx *tx, int64_t person)
{
	return db_exec(tx, "UPDATE login SET ended_at = $3 WHERE district_id = $1 AND person_id = $2 AND ended_at = 0",
	    tx_district(tx), person, clock_now());
}

struct logins
login_list(struct tx *tx, int64_t person)
{
	struct logins list = {0};
	struct login l = {0};
	struct rows rows = db_query(tx,
	    "SELECT id, began_at, seen_at, device, how FROM login"
	    " WHERE district_id = $1 AND person_id = $2 AND ended_at = 0 AND seen_at > $3 AND began_at > $4 ORDER BY seen_at DESC, id DESC",
	    tx_district(tx), person, clock_now() - UNUSED_DAYS * DAY, clock_now() - MOST_DAYS * DAY);

	while (db_next(&rows, &l.id, &l.began_at, &l.seen_at, &l.device, &l.how))
		*LIST_ADD(tx_arena(tx), &list) = l;
	return list;
}

/* Last seen, at most once in ten minutes for a login, after the reply. */
struct seen { struct write write; struct arena *arena; int64_t login, at; };

static void
seen_work(struct tx *tx, void *arg)
{
	struct seen *seen = arg;

	db_exec(tx, "UPDATE login SET seen_at = $3 WHERE district_id = $1 AND id = $2", tx_district(tx), seen->login, seen->at);
}

static void
seen_done(enum db_end end, void *arg)
{
	struct seen *seen = arg;

	(void)end;
	arena_free(seen->arena);
}

void
login_seen(struct request *r, struct writer *writer)
{
	if (r->login == NULL || r->now - r->login->seen_at < SEEN_EVERY)
		return;
	struct arena *a = arena_new();
	struct seen *seen = NEW(a, struct seen);
	*seen = (struct seen){ .arena = a, .login = r->login->id, .at = r->now };
	seen->write = (struct write){ .work = seen_work, .done = seen_done, .arg = seen, .arena = a,
	    .district = r->district->id };
	writer_put(writer, &seen->write);
}
