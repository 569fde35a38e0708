#include "mail/mail.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/random.h"
#include "base/text.h"
#include "db/merge.h"
#include "db/setting.h"
#include "mail/outbox_rows.h"
#include "mail/smtp.h"
#include "mail/wishes.h"
#include <string.h>

/* SECOND_THOUGHT: who undoes what they did within five minutes has written to nobody. */
enum { DAY = 86400, ACTION_DAYS = 30, LASTS = 2 * DAY, SECOND_THOUGHT = 300 };

const char *
mail_local_url(struct tx *tx, const char *path)
{
	return arena_printf(tx_arena(tx), "%s%s", setting_text(tx, "site.url", "http://127.0.0.1:8080"), path);
}

const char *
mail_domain(struct tx *tx)
{
	const char *at = strchr(smtp_from_environment(tx_arena(tx)).from, '@');

	return setting_text(tx, "mail.domain", at != NULL && strchr(at, '.') != NULL ? at + 1 : "groundswell.invalid");
}

static int64_t
due_at(struct tx *tx, const struct mail *m, int64_t now)
{
	if (m->kind == MAIL_URGENT)
		return now;
	return quiet_over(quiet_of(tx, m->person_id, NULL), district_zone(tx), m->kind == MAIL_ASKED ? now + SECOND_THOUGHT : now);
}

static bool
is_wanted(struct tx *tx, const struct mail *m)
{
	if (text_empty(m->to_address))
		return false;
	return m->kind == MAIL_URGENT || (!mail_is_off(tx, m->person_id, m->topic) && !mail_refuses(tx, m->to_address));
}

bool
mail_put(struct tx *tx, const struct mail *m)
{
	struct arena *a = tx_arena(tx);
	int64_t now = clock_now(), id = id_make();
	const char *token = m->kind == MAIL_URGENT || m->person_id == 0 ? "" : random_token(a);

	if (!is_wanted(tx, m))
		return false;
	int64_t due = due_at(tx, m, now);
	return db_exec(tx,
	    "INSERT INTO outbox (district_id, id, person_id, to_name, to_address, language, kind, topic, subject, body,"
	    " message_id, unsubscribe, off_token, once, made_at, due_at, ends_at, sent_at, failed_at, tries, why)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 0, 0, 0, '')"
	    " ON CONFLICT DO NOTHING",
	    tx_district(tx), id, m->person_id, m->to_name, m->to_address, (int)m->lang, (int)m->kind, m->topic,
	    text_line(a, m->subject), m->text, arena_printf(a, "<%s@%s>", id_text(a, id), mail_domain(tx)),
	    *token != '\0' ? hash_token(a, token) : "", token, m->once, now, due, due + (m->lasts > 0 ? m->lasts : LASTS)) == 1;
}

bool
mail_is_known(struct tx *tx, const char *once)
{
	return db_number(tx, "SELECT count(*) FROM outbox WHERE district_id = $1 AND once = $2", tx_district(tx), once) > 0;
}

bool
mail_take_back(struct tx *tx, const char *once)
{
	return db_exec(tx,
	    "DELETE FROM outbox WHERE district_id = $1 AND once = $2 AND sent_at = 0 AND failed_at = 0 AND claimed_to <= $3",
	    tx_district(tx), once, clock_now()) == 1;
}

const char *
mail_action_url(struct tx *tx, const char *name, int64_t person, int64_t subject)
{
	struct arena *a = tx_arena(tx);
	const char *token = random_token(a);

	db_exec(tx,
	    "INSERT INTO action_link (district_id, token_hash, name, person_id, subject_id, ends_at, done_at)"
	    " VALUES ($1, $2, $3, $4, $5, $6, 0)",
	    tx_district(tx), hash_token(a, token), name, person, subject, clock_now() + ACTION_DAYS * DAY);
	return mail_local_url(tx, arena_printf(a, "/act/%s", token));
}

struct action_row *
action_row(struct tx *tx, const char *token)
{
	struct action_row *row = NEW(tx_arena(tx), struct action_row);
	struct rows rows = db_query(tx,
	    "SELECT name, person_id, subject_id, done_at FROM action_link"
	    " WHERE district_id = $1 AND token_hash = $2 AND ends_at > $3",
	    tx_district(tx), hash_token(tx_arena(tx), token), clock_now());

	return db_one(&rows, &row->name, &row->person_id, &row->subject_id, &row->done_at) ? row : NULL;
}

bool
action_done(struct tx *tx, const char *token, bool done)
{
	return db_exec(tx,
	    "UPDATE action_link SET done_at = $3"
	    " WHERE district_id = $1 AND token_hash = $2 AND (done_at = 0) = (CAST($3 AS BIGINT) > 0)",
	    tx_district(tx), hash_token(tx_arena(tx), token), done ? clock_now() : 0) == 1;
}

void
mail_merge(struct merge *m)
{
	MERGE(m, "outbox", "person_id", "CAST(id AS TEXT)");
	MERGE(m, "mail_off", "person_id", "topic");
	MERGE(m, "mail_quiet", "person_id", "'quiet'");
	MERGE(m, "action_link", "person_id", "token_hash");
}
