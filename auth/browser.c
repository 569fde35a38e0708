#include "auth/browser.h"
#include "auth/login.h"
#include "auth/wall.h"
#include "base/random.h"
#include "base/text.h"
#include <string.h>

enum { TOKEN = 43, COOKIE_DAYS = 400, DAY = 86400 };

static const char COOKIE[] = "browser";

const char *
browser_token(struct request *r)
{
	const char *have = request_cookie(r, COOKIE);

	if (strlen(have) == TOKEN)
		return have;
	const char *fresh = random_token(r->arena);
	*LIST_ADD(r->arena, &r->cookies) = (struct pair){ COOKIE, fresh };
	reply_cookie(r, (struct cookie){ COOKIE, fresh, .seconds = COOKIE_DAYS * DAY });
	return fresh;
}

const char *
browser_hash(struct request *r)
{
	return hash_token(r->arena, browser_token(r));
}

/* The token itself is 43 letters; written as a mask and the token under it, both
 * as hex, it is different in every page, so that compression tells nothing
 * (BREACH: Gluck, Harris & Prado 2013). */
const char *
csrf_masked(struct request *r)
{
	static const char hex[] = "0123456789abcdef";
	const char *token = r->login != NULL ? r->login->csrf : browser_hash(r);
	unsigned char mask[TOKEN];
	char *out = arena_alloc(r->arena, TOKEN * 4 + 1, 1);

	random_bytes(mask, TOKEN);
	for (size_t i = 0; i < TOKEN; i++) {
		unsigned char under = mask[i] ^ (unsigned char)token[i];
		out[i * 2] = hex[mask[i] >> 4];
		out[i * 2 + 1] = hex[mask[i] & 15];
		out[(TOKEN + i) * 2] = hex[under >> 4];
		out[(TOKEN + i) * 2 + 1] = hex[under & 15];
	}
	return out;
}

static int
nibble(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c - 'a' + 10;
}

/* The token of a form, without its mask; "": none. */
static const char *
csrf_of(struct request *r)
{
	const char *masked = request_form(r, "csrf"), *under = masked + TOKEN * 2;
	char *token = arena_alloc(r->arena, TOKEN + 1, 1);

	if (strlen(masked) != TOKEN * 4 || strspn(masked, "0123456789abcdef") != TOKEN * 4)
		return "";
	for (size_t i = 0; i < TOKEN; i++)
		token[i] = (char)((nibble(masked[i * 2]) << 4 | nibble(masked[i * 2 + 1])) ^
		    (nibble(under[i * 2]) << 4 | nibble(under[i * 2 + 1])));
	return token;
}

static bool
comes_from_elsewhere(struct request *r)
{
	const char *origin = request_header(r, "origin"), *site = request_header(r, "sec-fetch-site");

	if (*origin != '\0')
		return !text_eq(origin, r->origin);
	return *site != '\0' && !text_eq(site, "same-origin") && !text_eq(site, "none");
}

/* Pages for anyone, such as the one to sign in, may have been opened before
 * somebody signed in in another tab. */
bool
csrf_ok(struct request *r)
{
	const char *token = csrf_of(r);

	if (*token == '\0' || comes_from_elsewhere(r))
		return false;
	if (r->login != NULL && same_bytes(token, r->login->csrf))
		return true;
	return (r->login == NULL || r->route->may == MAY_ANYONE) && same_bytes(token, browser_hash(r));
}

int64_t
csrf_writer(struct request *r)
{
	const char *token = csrf_of(r);

	if (*token == '\0' || *request_cookie(r, COOKIE) == '\0' || comes_from_elsewhere(r))
		return 0;
	return db_number(r->tx, "SELECT person_id FROM login WHERE district_id = $1 AND browser = $2 AND csrf = $3",
	    tx_district(r->tx), browser_hash(r), token);
}
