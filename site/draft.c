#include "site/draft.h"
#include "db/merge.h"
#include "auth/kept.h"
#include "auth/login.h"
#include "http/decode.h"
#include <string.h>

void
draft_put(struct request *r, const char *kind, int64_t subject)
{
	db_exec(r->tx,
	    "INSERT INTO draft (district_id, person_id, kind, subject_id, form, saved_at) VALUES ($1, $2, $3, $4, $5, $6)"
	    " ON CONFLICT (district_id, person_id, kind, subject_id) DO UPDATE SET form = $5, saved_at = $6",
	    tx_district(r->tx), r->login->person->id, kind, subject, form_encode(r->arena, &r->form), r->now);
}

struct draft *
draft_find(struct request *r, const char *kind, int64_t subject)
{
	struct draft *d = NEW(r->arena, struct draft);
	const char *form;
	struct rows rows = db_query(r->tx,
	    "SELECT form, saved_at FROM draft WHERE district_id = $1 AND person_id = $2 AND kind = $3 AND subject_id = $4",
	    tx_district(r->tx), r->login->person->id, kind, subject);

	if (!db_one(&rows, &form, &d->saved_at) || !decode_pairs(r->arena, form, strlen(form), &d->form))
		return NULL;
	return d;
}

void
draft_drop(struct request *r, const char *kind, int64_t subject)
{
	db_exec(r->tx,
	    "DELETE FROM draft WHERE district_id = $1 AND person_id = $2 AND kind = $3 AND subject_id = $4",
	    tx_district(r->tx), r->login->person->id, kind, subject);
}

bool
draft_open(struct request *r, const char *kind, int64_t subject, int64_t *ret_saved_at)
{
	struct draft *d = draft_find(r, kind, subject);

	if (d == NULL)
		return false;
	r->form = d->form;
	*ret_saved_at = d->saved_at;
	return true;
}

void
site_merge(struct merge *m)
{
	MERGE(m, "draft", "person_id", "kind || ' ' || CAST(subject_id AS TEXT)");
}
