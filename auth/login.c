#include "auth/login.h"
#include "auth/password.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/random.h"
#include "base/text.h"
#include <string.h>

enum { UNUSED_DAYS = 30, MOST_DAYS = 180, DAY = 86400, SEEN_EVERY = 600 };

/* Cookies: `login` is the token; `browser` tells one browser from another and
 * carries the CSRF token of those who are not signed in. */
static const char LOGIN_COOKIE[] = "login", BROWSER_COOKIE[] = "browser";

struct login *
login_find(struct request *r)
{
	const char *token = request_cookie(r, LOGIN_COOKIE);
	struct login *l = NEW(r->arena, struct login);
	struct person *p = l->person = NEW(r->arena, struct person);
	int guest;

	if (*token == '\0' || r->tx == NULL)
		return NULL;
	struct rows rows = db_query(r->tx,
	    "SELECT l.id, l.csrf, l.began_at, l.seen_at, l.device, p.id, p.given, p.family, p.shown,"
	    "       p.email, p.language, p.standing, p.guest,"
	    "       (SELECT COALESCE(SUM(DISTINCT o.role), 0) FROM person_role o"
	    "         WHERE o.district_id = p.district_id AND o.person_id = p.id)"
	    "  FROM login l"
	    "  JOIN person p ON p.district_id = l.district_id AND p.id = l.person_id"
	    " WHERE l.district_id = $1 AND l.token_hash = $2 AND l.ended_at = 0 AND p.standing = 0",
	    tx_district(r->tx), hash_token(r->arena, token));
	if (!db_one(&rows, &l->id, &l->csrf, &l->began_at, &l->seen_at, &l->device, &p->id, &p->given,
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

void
login_begin(struct request *r, int64_t person, const char *how)
{
	const char *token = random_token(r->arena), *old = request_cookie(r, LOGIN_COOKIE);

	if (*old != '\0')
		db_exec(r->tx, "UPDATE login SET ended_at = $3 WHERE district_id = $1 AND token_hash = $2 AND ended_at = 0",
		    tx_district(r->tx), hash_token(r->arena, old), r->now);
	db_exec(r->tx,
	    "INSERT INTO login (district_id, id, person_id, token_hash, csrf, how, device, began_at, seen_at, ended_at)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, 0)",
	    tx_district(r->tx), id_make(), person, hash_token(r->arena, token), random_token(r->arena), how,
	    device_of(r), r->now);
	reply_cookie(r, (struct cookie){ LOGIN_COOKIE, token, .seconds = MOST_DAYS * DAY });
}

bool
login_end(struct request *r, int64_t login)
{
	int64_t theirs = db_exec(r->tx,
	    "UPDATE login SET ended_at = CASE WHEN ended_at = 0 THEN $4 ELSE ended_at END"
	    " WHERE district_id = $1 AND id = $2 AND person_id = $3",
	    tx_district(r->tx), login, r->login->person->id, r->now);

	if (login == r->login->id)
		reply_cookie(r, (struct cookie){ LOGIN_COOKIE, "", .seconds = -1 });
	return theirs > 0;
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
	    "SELECT id, began_at, seen_at, device FROM login"
	    " WHERE district_id = $1 AND person_id = $2 AND ended_at = 0 AND seen_at > $3 ORDER BY seen_at DESC",
	    tx_district(tx), person, clock_now() - UNUSED_DAYS * DAY);

	while (db_next(&rows, &l.id, &l.began_at, &l.seen_at, &l.device))
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

const char *
browser_token(struct request *r)
{
	const char *have = request_cookie(r, BROWSER_COOKIE);

	if (strlen(have) == 43)
		return have;
	const char *fresh = random_token(r->arena);
	*LIST_ADD(r->arena, &r->cookies) = (struct pair){ BROWSER_COOKIE, fresh };
	reply_cookie(r, (struct cookie){ BROWSER_COOKIE, fresh, .seconds = MOST_DAYS * DAY });
	return fresh;
}

/* The token itself is 43 letters; written as a mask and the token under it, both
 * as hex, it is different in every page, so that compression tells nothing
 * (BREACH: Gluck, Harris & Prado 2013). */
static const char *
csrf_token(struct request *r)
{
	return r->login != NULL ? r->login->csrf : hash_token(r->arena, browser_token(r));
}

const char *
csrf_masked(struct request *r)
{
	static const char hex[] = "0123456789abcdef";
	const char *token = csrf_token(r);
	size_t n = strlen(token);
	unsigned char *mask = arena_alloc(r->arena, n, 1);
	char *out = arena_alloc(r->arena, n * 4 + 1, 1);

	random_bytes(mask, n);
	for (size_t i = 0; i < n; i++) {
		unsigned char under = mask[i] ^ (unsigned char)token[i];
		out[i * 2] = hex[mask[i] >> 4];
		out[i * 2 + 1] = hex[mask[i] & 15];
		out[(n + i) * 2] = hex[under >> 4];
		out[(n + i) * 2 + 1] = hex[under & 15];
	}
	return out;
}

static int
nibble(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool
csrf_matches(struct request *r, const char *masked)
{
	const char *token = csrf_token(r);
	size_t n = strlen(token);
	unsigned char different = 0;

	if (strlen(masked) != n * 4 || strspn(masked, "0123456789abcdef") != n * 4)
		return false;
	for (size_t i = 0; i < n; i++) {
		int mask = nibble(masked[i * 2]) << 4 | nibble(masked[i * 2 + 1]);
		int under = nibble(masked[(n + i) * 2]) << 4 | nibble(masked[(n + i) * 2 + 1]);
		different |= (unsigned char)(mask ^ under ^ (unsigned char)token[i]);
	}
	return different == 0;
}

bool
csrf_ok(struct request *r)
{
	const char *origin = request_header(r, "origin"), *site = request_header(r, "sec-fetch-site");

	if (*origin != '\0' && !text_eq(origin, r->origin))
		return false;
	if (*origin == '\0' && *site != '\0' && !text_eq(site, "same-origin") && !text_eq(site, "none"))
		return false;
	return csrf_matches(r, request_form(r, "csrf"));
}
