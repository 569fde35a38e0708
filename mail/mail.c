#include "mail/mail.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/random.h"
#include "base/text.h"
#include "db/setting.h"
#include "jobs/jobs.h"
#include "mail/outbox_rows.h"

enum { DAY = 86400, ACTION_DAYS = 30, QUIET_FROM = 20, QUIET_TO = 6 };

const char *
mail_local_url(struct tx *tx, const char *path)
{
	return arena_printf(tx_arena(tx), "%s%s", setting_text(tx, "site.url", "http://127.0.0.1:8080"), path);
}

static bool
is_off(struct tx *tx, const struct mail *m)
{
	if (m->kind == MAIL_URGENT || m->person_id == 0)
		return false;
	return db_number(tx,
	    "SELECT count(*) FROM mail_off WHERE district_id = $1 AND person_id = $2 AND (topic = $3 OR topic = '')",
	    tx_district(tx), m->person_id, m->topic) > 0;
}

/* Quiet hours: from eight in the evening to six, in the district's zone. */
static int64_t
due_at(struct tx *tx, enum mail_kind kind, int64_t now)
{
	struct district *d = district_find(tx, tx_district(tx));
	const struct zone *zone = d == NULL ? NULL : zone_find(d->zone);
	struct civil c = zone_civil(zone, now);
	int64_t from = setting_i64(tx, "mail.quiet_from", QUIET_FROM), to = setting_i64(tx, "mail.quiet_to", QUIET_TO);

	if (kind == MAIL_URGENT || (c.hour < from && c.hour >= to))
		return now;
	if (c.hour >= from)
		c = date_from_number(date_number(c) + 1);
	c.hour = (int)to;
	c.minute = c.second = 0;
	return zone_seconds(zone, c);
}

bool
mail_put(struct tx *tx, const struct mail *m)
{
	struct arena *a = tx_arena(tx);
	int64_t now = clock_now(), id = id_make();
	const char *token = m->kind == MAIL_URGENT || m->person_id == 0 ? NULL : random_token(a);
	const char *body = m->text, *host = setting_text(tx, "mail.domain", "groundswell.invalid");

	if (m->to_address == NULL || *m->to_address == '\0' || is_off(tx, m))
		return false;
	if (token != NULL)
		body = arena_printf(a, "%s\n\n%s\n%s", m->text, say(m->lang, N_("Fewer of these:")),
		    mail_local_url(tx, arena_printf(a, "/mail/off/%s", token)));
	int64_t due = due_at(tx, m->kind, now);
	if (db_exec(tx,
	    "INSERT INTO outbox (district_id, id, person_id, to_name, to_address, language, kind, topic, subject, body,"
	    " message_id, unsubscribe, once, made_at, sent_at, failed_at, tries, why)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 0, 0, 0, '')"
	    " ON CONFLICT DO NOTHING",
	    tx_district(tx), id, m->person_id, m->to_name, m->to_address, (int)m->lang, (int)m->kind, m->topic,
	    text_line(a, m->subject), body, arena_printf(a, "<%s@%s>", id_text(a, id), host),
	    token != NULL ? hash_token(a, token) : "", m->once, now) == 0)
		return false;
	return job_put(tx, "mail.send", id, NULL, due, id_text(a, id));
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
	    "SELECT name, person_id, subject_id FROM action_link"
	    " WHERE district_id = $1 AND token_hash = $2 AND done_at = 0 AND ends_at > $3",
	    tx_district(tx), hash_token(tx_arena(tx), token), clock_now());

	return db_one(&rows, &row->name, &row->person_id, &row->subject_id) ? row : NULL;
}

void
action_done(struct tx *tx, const char *token)
{
	db_exec(tx, "UPDATE action_link SET done_at = $3 WHERE district_id = $1 AND token_hash = $2",
	    tx_district(tx), hash_token(tx_arena(tx), token), clock_now());
}

#define OUTBOX \
	"SELECT id, person_id, to_name, to_address, language, kind, topic, subject, body, message_id," \
	"       made_at, sent_at, failed_at, tries, why FROM outbox"

static bool
outbox_next(struct rows *rows, struct outbox_row *o)
{
	return db_next(rows, &o->id, &o->person_id, &o->to_name, &o->to_address, &o->language, &o->kind, &o->topic,
	    &o->subject, &o->body, &o->message_id, &o->made_at, &o->sent_at, &o->failed_at, &o->tries, &o->why);
}

struct outbox_rows
outbox_list(struct tx *tx, int64_t limit)
{
	struct outbox_rows list = {0};
	struct outbox_row o = {0};
	struct rows rows = db_query(tx, OUTBOX " WHERE district_id = $1 ORDER BY id DESC LIMIT $2", tx_district(tx), limit);

	while (outbox_next(&rows, &o))
		*LIST_ADD(tx_arena(tx), &list) = o;
	return list;
}

struct outbox_row *
outbox_find(struct tx *tx, int64_t id)
{
	struct outbox_row *o = NEW(tx_arena(tx), struct outbox_row);
	struct rows rows = db_query(tx, OUTBOX " WHERE district_id = $1 AND id = $2", tx_district(tx), id);
	bool found = outbox_next(&rows, o);

	db_done(&rows);
	return found ? o : NULL;
}

void
outbox_settle(struct tx *tx, int64_t id, int64_t now, const char *why, bool for_good)
{
	db_exec(tx,
	    "UPDATE outbox SET tries = tries + 1, why = $3, sent_at = $4, failed_at = $5 WHERE district_id = $1 AND id = $2",
	    tx_district(tx), id, why != NULL ? why : "", why == NULL ? now : 0, for_good ? now : 0);
}

/* NULL topic: all that can be switched off. */
void
mail_switch_off(struct tx *tx, int64_t person, const char *topic)
{
	db_exec(tx, "INSERT INTO mail_off (district_id, person_id, topic) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
	    tx_district(tx), person, topic != NULL ? topic : "");
}

void
mail_switch_on(struct tx *tx, int64_t person, const char *topic)
{
	db_exec(tx, "DELETE FROM mail_off WHERE district_id = $1 AND person_id = $2 AND (topic = $3 OR topic = '')",
	    tx_district(tx), person, topic);
}

struct outbox_row *
outbox_by_unsubscribe(struct tx *tx, const char *token)
{
	struct outbox_row *o = NEW(tx_arena(tx), struct outbox_row);
	struct rows rows = db_query(tx, OUTBOX " WHERE district_id = $1 AND unsubscribe = $2",
	    tx_district(tx), hash_token(tx_arena(tx), token));
	bool found = outbox_next(&rows, o);

	db_done(&rows);
	return found ? o : NULL;
}
