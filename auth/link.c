#include "auth/link.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "base/text.h"
#include <string.h>

enum { MINUTE = 60, DAY = 86400, PURPOSES = 4, CODE = 12 };

static const struct { const char *name; int64_t lives; } purposes[PURPOSES] = {
	[LINK_SIGN_IN] = { "sign-in", 15 * MINUTE }, [LINK_OPERATOR] = { "operator", DAY },
	[LINK_SLIP] = { "slip", 7 * DAY }, [LINK_EMAIL] = { "email", DAY },
};

static void
link_put(struct tx *tx, const struct sign_in_link *l, const char *token)
{
	struct arena *a = tx_arena(tx);
	int64_t now = clock_now();

	db_exec(tx,
	    "INSERT INTO sign_in_link (district_id, token_hash, person_id, browser, purpose, email, return_to,"
	    " made_at, ends_at, used_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)",
	    tx_district(tx), hash_token(a, token), l->person_id, arena_text(a, l->browser), purposes[l->purpose].name,
	    l->email, arena_text(a, l->return_to), now, now + purposes[l->purpose].lives);
}

const char *
link_make(struct tx *tx, const struct sign_in_link *l)
{
	const char *token = random_token(tx_arena(tx));

	link_put(tx, l, token);
	return token;
}

/* Crockford's base 32 (2019): no letter looks like a figure. */
const char *
slip_make(struct tx *tx, int64_t person)
{
	static const char letters[] = "0123456789abcdefghjkmnpqrstvwxyz";
	unsigned char random[CODE];
	char code[CODE + 1] = "";

	random_bytes(random, sizeof(random));
	for (int i = 0; i < CODE; i++)
		code[i] = letters[random[i] % 32];
	db_exec(tx, "DELETE FROM sign_in_link WHERE district_id = $1 AND person_id = $2 AND purpose = 'slip' AND used_at = 0",
	    tx_district(tx), person);
	link_put(tx, &(struct sign_in_link){ .person_id = person, .purpose = LINK_SLIP }, code);
	return arena_printf(tx_arena(tx), "%.4s-%.4s-%.4s", code, code + 4, code + 8);
}

/* What was typed from paper, as it was printed; a link's token as it is. */
static const char *
token_read(struct arena *a, const char *typed)
{
	char code[CODE + 1];
	size_t n = 0;

	for (const char *p = typed; *p != '\0'; p++) {
		char c = *p >= 'A' && *p <= 'Z' ? (char)(*p - 'A' + 'a') : *p;
		if (c == '-' || c == ' ')
			continue;
		if (n == CODE)
			return typed;
		code[n++] = c == 'o' ? '0' : c == 'i' || c == 'l' ? '1' : c;
	}
	return n == CODE ? arena_copy(a, code, n) : typed;
}

struct sign_in_link *
link_find(struct tx *tx, const char *token)
{
	struct arena *a = tx_arena(tx);
	struct sign_in_link *l = NEW(a, struct sign_in_link);
	int64_t used_at;
	const char *purpose;
	struct rows rows = db_query(tx,
	    "SELECT person_id, browser, purpose, email, return_to, used_at FROM sign_in_link"
	    " WHERE district_id = $1 AND token_hash = $2 AND ends_at > $3",
	    tx_district(tx), hash_token(a, token_read(a, token)), clock_now());

	if (!db_one(&rows, &l->person_id, &l->browser, &purpose, &l->email, &l->return_to, &used_at))
		return NULL;
	for (int i = 0; i < PURPOSES; i++)
		if (text_eq(purpose, purposes[i].name))
			l->purpose = (enum link_purpose)i;
	l->used = used_at != 0;
	return l;
}

bool
link_use(struct tx *tx, const char *token)
{
	struct arena *a = tx_arena(tx);

	return db_exec(tx,
	    "UPDATE sign_in_link SET used_at = $3 WHERE district_id = $1 AND token_hash = $2 AND used_at = 0 AND ends_at > $3",
	    tx_district(tx), hash_token(a, token_read(a, token)), clock_now()) == 1;
}

void
links_end(struct tx *tx, int64_t person)
{
	db_exec(tx, "DELETE FROM sign_in_link WHERE district_id = $1 AND person_id = $2 AND used_at = 0",
	    tx_district(tx), person);
}

void
links_sweep(struct tx *tx)
{
	db_exec(tx, "DELETE FROM sign_in_link WHERE district_id = $1 AND ends_at < $2", tx_district(tx), clock_now() - DAY);
}

static bool
is_this_machine(const char *host)
{
	return text_eq(host, "127.0.0.1") || text_eq(host, "localhost") || text_eq(host, "[::1]");
}

const char *
link_url(struct request *r, const char *path)
{
	const char *site = setting_text(r->tx, "site.url", NULL);

	if (site != NULL)
		return arena_printf(r->arena, "%s%s", site, path);
	if (r->district->host != NULL)
		return arena_printf(r->arena, "%s://%s%s", r->secure ? "https" : "http", r->district->host, path);
	if (is_this_machine(request_host(r)))
		return arena_printf(r->arena, "%s%s%s", r->origin, r->base, path);
	log_warn("what=\"the setting site.url is not set: links in mail lead to this machine\"");
	return arena_printf(r->arena, "http://127.0.0.1:8080%s", path);
}
