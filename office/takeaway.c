#include "office/takeaway.h"
#include "auth/person.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/text.h"
#include "json/json.h"
#include "office/merging.h"
#include "practices/practices.h"
#include <string.h>

#define PROVES   N_("It proves who you are; whoever had it could sign in.")
#define OTHERS   N_("It is about other people, not about you.")
#define ROSTER   N_("It is the roster's, and the district's to give.")
#define IN_MAIL  N_("It was sent to you; the outbox only waits.")

const struct left_out takeaway_without[] = {
	{ "password.person_id", PROVES }, { "sign_in_link.person_id", PROVES }, { "action_link.person_id", PROVES },
	{ "provider_trip.person_id", PROVES }, { "outbox.person_id", IN_MAIL },
	{ "person.merged_into", OTHERS }, { "role_log.by_person", OTHERS }, { "look.by_person", OTHERS },
	{ "provider_account.by_person", OTHERS }, { "account_log.by_person", OTHERS }, { "account_ask.by_person", OTHERS },
	{ "account_ask.into_id", OTHERS }, { "account_ask.drop_id", OTHERS }, { "account_merge.winner_id", OTHERS },
	{ "account_merge.by_person", OTHERS }, { "not_same.one_id", OTHERS }, { "not_same.other_id", OTHERS },
	{ "not_same.by_person", OTHERS }, { "setting_log.by_person", OTHERS }, { "school_year.made_by", OTHERS },
	{ "guest.added_by", OTHERS }, { "guest.person_id", ROSTER }, { "person_known_as.person_id", ROSTER }, { "roster_import.by_person", OTHERS },
	{ "roster_log.by_person", OTHERS }, { "roster_person.person_id", ROSTER }, { "roster_person.asks_id", ROSTER },
	{0}
};

static const char *const hidden[] = {
	"district_id", "token_hash", "csrf", "browser", "id_token", "sid", "sort_key", "bytes",
};

bool
takeaway_has(const char *place)
{
	for (const struct left_out *l = takeaway_without; l->place != NULL; l++)
		if (text_eq(l->place, place))
			return false;
	return true;
}

static bool
ends(const char *text, const char *with)
{
	size_t n = strlen(text), m = strlen(with);

	return n >= m && strcmp(text + n - m, with) == 0;
}

/* Ids as addresses have them, times as RFC 3339 has them, the rest as it is kept. */
static void
put_cell(struct json_writer *w, struct arena *a, const struct db_cell *c)
{
	int64_t number = 0;
	bool is_number = c->value != NULL && text_i64(c->value, &number);

	for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++)
		if (text_eq(c->name, hidden[i]))
			return;
	if (c->value == NULL || !text_valid(c->value, strlen(c->value)))
		json_put_null(w, c->name);
	else if (is_number && (text_eq(c->name, "id") || ends(c->name, "_id") || ends(c->name, "_by") || ends(c->name, "_person")))
		json_put_id(w, c->name, number);
	else if (is_number && (text_eq(c->name, "at") || ends(c->name, "_at")))
		json_put_text(w, c->name, number != 0 ? time_iso(a, number) : NULL);
	else
		json_put_text(w, c->name, c->value);
}

struct giving { struct tx *tx; struct json_writer w; };

static void
give_rows(const char *place, struct rows *rows, void *arg)
{
	struct giving *g = arg;
	struct arena *a = tx_arena(g->tx);
	struct db_cells *cells;

	if (!takeaway_has(place))
		return;
	json_open_array(&g->w, arena_copy(a, place, strcspn(place, ".")));
	while ((cells = db_next_cells(rows)) != NULL) {
		json_open_object(&g->w, NULL);
		for (size_t i = 0; i < cells->n; i++)
			put_cell(&g->w, a, &cells->at[i]);
		json_close(&g->w);
	}
	json_close(&g->w);
}

const char *
takeaway_json(struct tx *tx, int64_t person)
{
	struct giving g = { .tx = tx, .w = json_begin(tx_arena(tx)) };
	struct merge m = { .tx = tx, .step = MERGE_ROWS, .from = person, .read = give_rows, .arg = &g };
	struct person *p = person_find(tx, person);
	struct lines markdown = practices_markdown(tx, person);

	json_open_object(&g.w, NULL);
	json_put_text(&g.w, "format", "takeaway-1");
	json_put_text(&g.w, "made_at", time_iso(tx_arena(tx), clock_now()));
	json_open_object(&g.w, "person");
	json_put_id(&g.w, "id", p->id);
	json_put_text(&g.w, "given", p->given);
	json_put_text(&g.w, "family", p->family);
	json_put_text(&g.w, "shown", p->shown);
	json_put_text(&g.w, "email", p->email);
	json_close(&g.w);
	json_open_array(&g.w, "practices_as_markdown");
	for (size_t i = 0; i < markdown.n; i++)
		json_put_text(&g.w, NULL, markdown.at[i]);
	json_close(&g.w);
	everything_merge(&m);
	json_close(&g.w);
	return json_done(&g.w);
}
