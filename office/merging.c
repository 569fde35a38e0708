#include "office/merging.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/text.h"
#include "mail/mail.h"
#include "site/draft.h"
#include "site/feature.h"

enum { DAY = 86400 };

void
everything_merge(struct merge *m)
{
	mail_merge(m);
	auth_merge(m);
	site_merge(m);
	for (size_t i = 0; features[i] != NULL; i++)
		if (features[i]->merge != NULL)
			features[i]->merge(m);
}

const char *
merge_problem(struct tx *tx, const struct login *by, int64_t winner, int64_t loser)
{
	struct account *w = account_row(tx, winner), *l = account_row(tx, loser);

	if (w == NULL || l == NULL || w->standing == PERSON_MERGED || l->standing == PERSON_MERGED)
		return N_("One of the two is not there any more. Look again.");
	if (winner == loser)
		return N_("These are one account already.");
	if (w->standing != PERSON_ACTIVE)
		return N_("Keep the account that is active.");
	if (by->person->id == winner || by->person->id == loser)
		return N_("One of the two is your own. Somebody else with your office has to do this.");
	if ((l->roles & ~w->roles & ROLE_OPERATOR) && !(by->person->roles & ROLE_OPERATOR))
		return N_("One of the two is an operator. Only an operator may do this.");
	return NULL;
}

int64_t
people_join(struct tx *tx, int64_t by, int64_t winner, int64_t loser)
{
	struct account *w = account_row(tx, winner), *l = account_row(tx, loser);
	struct merging row = { .id = id_make(), .at = clock_now(), .winner_id = winner, .loser_id = loser, .by_person = by,
	    .was = l->standing, .took_email = w->email == NULL && l->email != NULL };
	struct merge m = { .tx = tx, .step = MERGE_MOVES, .id = row.id, .to = winner, .from = loser };

	person_point(tx, loser, winner, PERSON_MERGED);
	everything_merge(&m);
	if (row.took_email)
		person_email(tx, winner, l->email);
	merging_insert(tx, &row);
	deed_note(tx, winner, by, DEED_MERGED, l->shown);
	return row.id;
}

const char *
merge_undo(struct tx *tx, const struct login *by, int64_t id)
{
	struct merging *row = merging_row(tx, id);

	if (row == NULL || row->undone_at != 0)
		return N_("That is undone already.");
	if (row->forgotten_at != 0)
		return N_("That was more than thirty days ago. It can no longer be taken apart.");
	struct person *w = person_find(tx, row->winner_id);
	struct account *l = account_row(tx, row->loser_id);
	if (row->took_email && text_eq(w->email, l->email))
		person_email(tx, w->id, NULL);
	deed_note(tx, row->winner_id, by->person->id, DEED_UNMERGED, l->shown);
	struct merge m = { .tx = tx, .step = MERGE_GOES_BACK, .id = id, .to = row->winner_id, .from = row->loser_id };
	everything_merge(&m);
	person_point(tx, row->loser_id, 0, (enum standing)row->was);
	merging_undone(tx, id, clock_now());
	merge_forget(tx, id);
	deed_note(tx, row->loser_id, by->person->id, DEED_UNMERGED, w->shown);
	return NULL;
}

void
merges_forget(struct tx *tx)
{
	struct mergings old = merging_rows_before(tx, clock_now() - MERGE_DAYS * DAY);

	for (size_t i = 0; i < old.n; i++) {
		merge_forget(tx, old.at[i].id);
		merging_forgotten(tx, old.at[i].id, clock_now());
	}
}
