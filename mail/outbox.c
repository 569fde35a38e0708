#include "mail/outbox_rows.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/text.h"
#include "mail/wishes.h"

enum { MINUTE = 60, DAY = 86400, CLAIM = 300, LASTS = 2 * DAY, PASSED_OVER = 50, REFUSALS = 2,
	BODY_DAYS = 60, ROW_DAYS = 400 };

#define OUTBOX \
	"SELECT id, person_id, to_name, to_address, language, kind, topic, subject, body, message_id," \
	"       made_at, sent_at, failed_at, tries, why, due_at, ends_at, off_token FROM outbox"

static bool
outbox_next(struct rows *rows, struct outbox_row *o)
{
	return db_next(rows, &o->id, &o->person_id, &o->to_name, &o->to_address, &o->language, &o->kind, &o->topic,
	    &o->subject, &o->body, &o->message_id, &o->made_at, &o->sent_at, &o->failed_at, &o->tries, &o->why,
	    &o->due_at, &o->ends_at, &o->off_token);
}

static struct outbox_row *
outbox_only(struct tx *tx, struct rows rows)
{
	struct outbox_row *o = NEW(tx_arena(tx), struct outbox_row);
	bool found = outbox_next(&rows, o);

	db_done(&rows);
	return found ? o : NULL;
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

struct outbox_rows
outbox_some(struct tx *tx, enum outbox_which which, const char *address, int64_t limit)
{
	struct outbox_rows list = {0};
	struct outbox_row o = {0};
	struct rows rows = db_query(tx, OUTBOX " WHERE district_id = $1"
	    "   AND ((CAST($2 AS INTEGER) = 0 AND to_address = $3)"
	    "     OR (CAST($2 AS INTEGER) = 1 AND failed_at > 0)"
	    "     OR (CAST($2 AS INTEGER) = 2 AND sent_at = 0 AND failed_at = 0))"
	    " ORDER BY id DESC LIMIT $4", tx_district(tx), (int)which, address != NULL ? address : "", limit);

	while (outbox_next(&rows, &o))
		*LIST_ADD(tx_arena(tx), &list) = o;
	return list;
}

int64_t
outbox_unsent(struct tx *tx)
{
	return db_number(tx, "SELECT COUNT(*) FROM outbox WHERE district_id = $1 AND sent_at = 0 AND failed_at = 0",
	    tx_district(tx));
}

struct outbox_row *
outbox_find(struct tx *tx, int64_t id)
{
	return outbox_only(tx, db_query(tx, OUTBOX " WHERE district_id = $1 AND id = $2", tx_district(tx), id));
}

struct outbox_row *
outbox_by_unsubscribe(struct tx *tx, const char *token)
{
	return outbox_only(tx, db_query(tx, OUTBOX " WHERE district_id = $1 AND unsubscribe = $2",
	    tx_district(tx), hash_token(tx_arena(tx), token)));
}

bool
outbox_again(struct tx *tx, int64_t id, int64_t now)
{
	return db_exec(tx,
	    "UPDATE outbox SET failed_at = 0, tries = 0, due_at = $3, ends_at = $4, claimed_to = 0"
	    " WHERE district_id = $1 AND id = $2 AND sent_at = 0 AND failed_at > 0",
	    tx_district(tx), id, now, now + LASTS) == 1;
}

struct mail_trouble *
mail_trouble(struct tx *tx)
{
	struct mail_trouble *t = NEW(tx_arena(tx), struct mail_trouble);
	struct rows rows = db_query(tx, "SELECT since, next_at, tries, why FROM mail_server WHERE district_id = $1",
	    tx_district(tx));

	return db_one(&rows, &t->since, &t->next_at, &t->tries, &t->why) ? t : NULL;
}

bool
outbox_waiting(struct tx *tx, int64_t now)
{
	if (db_number(tx, "SELECT next_at FROM mail_server WHERE district_id = $1", tx_district(tx)) > now)
		return false;
	return db_number(tx,
	    "SELECT count(*) FROM (SELECT id FROM outbox WHERE district_id = $1 AND sent_at = 0 AND failed_at = 0"
	    " AND due_at <= $2 AND claimed_to <= $2 LIMIT 1) AS o", tx_district(tx), now) > 0;
}

static void
give_up(struct tx *tx, int64_t id, int64_t now, const char *why)
{
	db_exec(tx, "UPDATE outbox SET failed_at = $3, why = $4, off_token = '' WHERE district_id = $1 AND id = $2",
	    tx_district(tx), id, now, why);
}

static void
put_off(struct tx *tx, int64_t id, int64_t until)
{
	db_exec(tx, "UPDATE outbox SET due_at = $3, claimed_to = 0 WHERE district_id = $1 AND id = $2", tx_district(tx), id, until);
}

/* A wish may have changed since it was put, and the night may have come. */
static bool
may_go(struct tx *tx, const struct outbox_row *o, int64_t now)
{
	const char *why = NULL;

	if (o->ends_at <= now)
		why = *o->why != '\0' ? o->why : "it came too late to be of use";
	else if (o->kind != MAIL_URGENT && mail_is_off(tx, o->person_id, o->topic))
		why = "switched off before it was sent";
	else if (o->kind != MAIL_URGENT && mail_refuses(tx, o->to_address))
		why = "the address refused mail before";
	if (why != NULL) {
		give_up(tx, o->id, now, why);
		return false;
	}
	int64_t due = o->kind == MAIL_URGENT ? now : quiet_over(quiet_of(tx, o->person_id, NULL), district_zone(tx), now);
	if (due > now)
		put_off(tx, o->id, due);
	return due <= now;
}

static struct outbox_row *
next_due(struct tx *tx, int64_t now)
{
	return outbox_only(tx, db_query(tx, OUTBOX
	    " WHERE district_id = $1 AND sent_at = 0 AND failed_at = 0 AND due_at <= $2 AND claimed_to <= $2"
	    " ORDER BY kind, due_at, id LIMIT 1", tx_district(tx), now));
}

struct outbox_row *
outbox_claim(struct tx *tx, int64_t now)
{
	struct outbox_row *o;

	for (int i = 0; i < PASSED_OVER && (o = next_due(tx, now)) != NULL; i++)
		if (may_go(tx, o, now) && db_exec(tx,
		    "UPDATE outbox SET claimed_to = $3 WHERE district_id = $1 AND id = $2 AND claimed_to <= $4 AND sent_at = 0",
		    tx_district(tx), o->id, now + CLAIM, now) == 1)
			return o;
	return NULL;
}

/* 1, 2, 4 … minutes, four hours at most. */
static int64_t
pause_after(int64_t tries, int64_t most)
{
	int64_t pause = MINUTE << (tries < 10 ? tries : 10);

	return pause < most ? pause : most;
}

/* The address is kept as it refuses, not as its person's: a new one begins anew. */
static void
note_refusal(struct tx *tx, const char *address, const char *why, int64_t now)
{
	db_exec(tx,
	    "INSERT INTO mail_refused (district_id, address, times, last_at, why) VALUES ($1, $2, 1, $3, $4)"
	    " ON CONFLICT (district_id, address) DO UPDATE SET times = mail_refused.times + 1, last_at = $3, why = $4",
	    tx_district(tx), address, now, why);
}

static void
note_trouble(struct tx *tx, const char *why, int64_t now)
{
	int64_t tries = db_number(tx, "SELECT tries FROM mail_server WHERE district_id = $1", tx_district(tx));

	db_exec(tx,
	    "INSERT INTO mail_server (district_id, tries, since, next_at, why) VALUES ($1, 1, $2, $3, $4)"
	    " ON CONFLICT (district_id) DO UPDATE SET tries = mail_server.tries + 1, next_at = $3, why = $4",
	    tx_district(tx), now, now + pause_after(tries, 15 * MINUTE), why);
}

static void
taken(struct tx *tx, const struct outbox_row *o, const char *said, int64_t now)
{
	/* What was secret in an urgent one does not rest here. */
	db_exec(tx,
	    "UPDATE outbox SET sent_at = $3, tries = tries + 1, why = $4, off_token = '',"
	    " body = CASE WHEN kind = $5 THEN '' ELSE body END WHERE district_id = $1 AND id = $2",
	    tx_district(tx), o->id, now, said, (int)MAIL_URGENT);
	mail_trust(tx, o->to_address);
}

void
outbox_settle(struct tx *tx, const struct outbox_row *o, struct smtp_answer answer, int64_t now)
{
	int64_t next = now + pause_after(o->tries, 4 * 60 * MINUTE);
	bool for_good = answer.end == SMTP_REFUSED || answer.end == SMTP_NO_SUCH || next >= o->ends_at;

	if (answer.end == SMTP_AWAY)
		note_trouble(tx, answer.said, now);
	else
		db_exec(tx, "DELETE FROM mail_server WHERE district_id = $1", tx_district(tx));
	if (answer.end == SMTP_NO_SUCH)
		note_refusal(tx, o->to_address, answer.said, now);
	if (answer.end == SMTP_TAKEN)
		taken(tx, o, answer.said, now);
	else {
		db_exec(tx,
		    "UPDATE outbox SET tries = tries + 1, why = $3, due_at = $4, claimed_to = 0 WHERE district_id = $1 AND id = $2",
		    tx_district(tx), o->id, answer.said, next);
		if (for_good)
			give_up(tx, o->id, now, answer.said);
	}
}

void
outbox_tidy(struct tx *tx, int64_t now)
{
	db_exec(tx,
	    "UPDATE outbox SET body = '' WHERE district_id = $1 AND made_at < $2 AND body <> '' AND (sent_at > 0 OR failed_at > 0)",
	    tx_district(tx), now - BODY_DAYS * DAY);
	db_exec(tx, "DELETE FROM outbox WHERE district_id = $1 AND made_at < $2", tx_district(tx), now - ROW_DAYS * DAY);
	db_exec(tx, "DELETE FROM action_link WHERE district_id = $1 AND ends_at < $2", tx_district(tx), now);
}

bool
mail_refuses(struct tx *tx, const char *address)
{
	return db_number(tx, "SELECT times FROM mail_refused WHERE district_id = $1 AND address = $2",
	    tx_district(tx), address) >= REFUSALS;
}

void
mail_trust(struct tx *tx, const char *address)
{
	db_exec(tx, "DELETE FROM mail_refused WHERE district_id = $1 AND address = $2", tx_district(tx), address);
}

struct mail_refuseds
mail_refused_list(struct tx *tx)
{
	struct mail_refuseds list = {0};
	struct mail_refused f;
	struct rows rows = db_query(tx,
	    "SELECT address, why, times, last_at FROM mail_refused WHERE district_id = $1 AND times >= $2"
	    " ORDER BY last_at DESC, address", tx_district(tx), (int)REFUSALS);

	while (db_next(&rows, &f.address, &f.why, &f.times, &f.last_at))
		*LIST_ADD(tx_arena(tx), &list) = f;
	return list;
}
