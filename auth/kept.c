#include "auth/kept.h"
#include "auth/login.h"
#include "base/random.h"
#include "base/text.h"
#include "http/decode.h"
#include <string.h>

enum { MOST = 64 * 1024, DAY = 86400 };

const char *
form_encode(struct arena *a, const struct pairs *form)
{
	struct buf out = { .arena = a };

	for (size_t i = 0; i < form->n; i++) {
		if (text_eq(form->at[i].name, "csrf") || text_starts(form->at[i].name, "password"))
			continue;
		if (out.len > 0)
			buf_char(&out, '&');
		encode_percent(&out, form->at[i].name);
		buf_char(&out, '=');
		encode_percent(&out, form->at[i].value);
	}
	return buf_str(&out);
}

void
form_keep(struct request *r)
{
	const char *form = form_encode(r->arena, &r->form), *who = hash_token(r->arena, browser_token(r));

	if (strlen(form) > MOST)
		return;
	db_exec(r->tx,
	    "INSERT INTO kept_form (district_id, token_hash, path, form, kept_at) VALUES ($1, $2, $3, $4, $5)"
	    " ON CONFLICT (district_id, token_hash) DO UPDATE SET path = $3, form = $4, kept_at = $5",
	    tx_district(r->tx), who, r->path, form, r->now);
}

struct kept *
form_kept(struct request *r)
{
	struct kept *kept = NEW(r->arena, struct kept);
	const char *form;
	struct rows rows = db_query(r->tx,
	    "SELECT path, form FROM kept_form WHERE district_id = $1 AND token_hash = $2 AND kept_at > $3",
	    tx_district(r->tx), hash_token(r->arena, browser_token(r)), r->now - DAY);

	if (!db_one(&rows, &kept->path, &form) || !decode_pairs(r->arena, form, strlen(form), &kept->form))
		return NULL;
	return kept;
}

void
form_unkeep(struct request *r)
{
	db_exec(r->tx, "DELETE FROM kept_form WHERE district_id = $1 AND (token_hash = $2 OR kept_at < $3)",
	    tx_district(r->tx), hash_token(r->arena, browser_token(r)), r->now - DAY);
}
