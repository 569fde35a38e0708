#include "auth/kept.h"
#include "base/clock.h"
#include "base/text.h"
#include "db/db.h"
#include "http/decode.h"
#include <string.h>

enum { MOST = 1024 * 1024, WEEK = 7 * 86400 };

const char *
form_encode(struct arena *a, const struct pairs *form)
{
	struct buf out = { .arena = a };

	for (size_t i = 0; i < form->n; i++) {
		const char *name = form->at[i].name;
		if (text_eq(name, "csrf") || text_eq(name, "kept") || text_starts(name, "password"))
			continue;
		if (out.len > 0)
			buf_char(&out, '&');
		encode_percent(&out, name);
		buf_char(&out, '=');
		encode_percent(&out, form->at[i].value);
	}
	return buf_str(&out);
}

bool
form_keep(struct request *r, int64_t person)
{
	const char *form = form_encode(r->arena, &r->form);
	struct pairs files = {0};

	for (size_t i = 0; i < r->uploads.n; i++)
		*LIST_ADD(r->arena, &files) = (struct pair){ r->uploads.at[i].field, r->uploads.at[i].name };
	if (strlen(form) > MOST)
		return false;
	db_exec(r->tx,
	    "INSERT INTO kept_form (district_id, person_id, path, form, files, kept_at) VALUES ($1, $2, $3, $4, $5, $6)"
	    " ON CONFLICT (district_id, person_id, path) DO UPDATE SET form = $4, files = $5, kept_at = $6",
	    tx_district(r->tx), person, r->path, form, form_encode(r->arena, &files), r->now);
	return true;
}

struct kepts
forms_kept(struct tx *tx, int64_t person)
{
	struct arena *a = tx_arena(tx);
	struct kepts list = {0};
	struct kept kept = {0};
	const char *form, *files;
	struct rows rows = db_query(tx,
	    "SELECT path, form, files, kept_at FROM kept_form WHERE district_id = $1 AND person_id = $2 AND kept_at > $3"
	    " ORDER BY kept_at, path", tx_district(tx), person, clock_now() - WEEK);

	while (db_next(&rows, &kept.path, &form, &files, &kept.kept_at)) {
		kept.form = kept.files = (struct pairs){0};
		if (decode_pairs(a, form, strlen(form), &kept.form) && decode_pairs(a, files, strlen(files), &kept.files))
			*LIST_ADD(a, &list) = kept;
	}
	return list;
}

bool
form_unkeep(struct tx *tx, int64_t person, const char *path)
{
	return db_exec(tx, "DELETE FROM kept_form WHERE district_id = $1 AND person_id = $2 AND path = $3",
	    tx_district(tx), person, path) > 0;
}

void
forms_sweep(struct tx *tx)
{
	db_exec(tx, "DELETE FROM kept_form WHERE district_id = $1 AND kept_at < $2", tx_district(tx), clock_now() - WEEK);
}
