#include "letters/morning.h"
#include "base/id.h"
#include "base/text.h"
#include "db/setting.h"
#include "letters/words.h"
#include "mail/mail.h"
#include "mail/wishes.h"
#include <stdio.h>

enum { HOUR = 3600, DAY = 86400, LASTS = 12 * HOUR, NEAR_MOST = 4, SUGGESTED_MOST = 3, LOOK_THROUGH = 60, NEW_DAYS = 14 };

enum rhythm
rhythm_of(struct tx *tx, int64_t person)
{
	if (mail_is_off(tx, person, "digest"))
		return RHYTHM_NEVER;
	return rhythm_row(tx, person) == 1 ? RHYTHM_DAILY : RHYTHM_WEEKLY;
}

void
rhythm_put(struct tx *tx, int64_t person, enum rhythm rhythm)
{
	if (rhythm == RHYTHM_NEVER) {
		mail_switch_off(tx, person, "digest");
		return;
	}
	mail_switch_on(tx, person, "digest");
	rhythm_row_put(tx, person, rhythm == RHYTHM_DAILY);
}

struct morning_rules
morning_rules_of(struct tx *tx)
{
	struct district *d = district_find(tx, tx_district(tx));
	struct morning_rules rules = { .zone = district_zone(tx), .weekday = (int)(setting_i64(tx, "letters.weekday", 2) % 7) };
	const char *at = setting_text(tx, "letters.at", "06:30");

	if (sscanf(at, "%2d:%2d", &rules.hour, &rules.minute) != 2 || rules.hour < 0 || rules.hour > 23 || rules.minute < 0 || rules.minute > 59)
		rules = (struct morning_rules){ .zone = rules.zone, .weekday = rules.weekday, .hour = 6, .minute = 30 };
	rules.lang = d != NULL && lang_find(d->language) >= 0 ? (enum lang)lang_find(d->language) : LANG_EN;
	return rules;
}

/* Monday to Friday, and the day of the digest whichever it is. */
const char *
morning_name(struct tx *tx, int64_t now)
{
	struct morning_rules rules = morning_rules_of(tx);
	struct civil c = zone_civil(rules.zone, now), at = c;

	at.hour = rules.hour;
	at.minute = rules.minute;
	at.second = 0;
	int64_t from = zone_seconds(rules.zone, at);
	bool is_school_day = c.weekday >= 1 && c.weekday <= 5;
	return now >= from && now < from + LASTS && (is_school_day || c.weekday == rules.weekday) ?
	    date_iso(tx_arena(tx), c) : NULL;
}

static bool
was_told(const struct told_rows *told, int64_t practice)
{
	for (size_t i = 0; i < told->n; i++)
		if (told->at[i] == practice)
			return true;
	return false;
}

struct telling { struct told_rows *told; const char *language; int64_t since; size_t most; };   /* language NULL: any */

static struct practices
untold(struct arena *a, struct practices all, struct telling t)
{
	struct practices list = {0};

	for (size_t i = 0; i < all.n && list.n < t.most; i++) {
		bool fits = t.language == NULL || text_eq(all.at[i].language, t.language);
		if (all.at[i].shared_at < t.since || !fits || was_told(t.told, all.at[i].id))
			continue;
		*LIST_ADD(a, &list) = all.at[i];
		*LIST_ADD(a, t.told) = all.at[i].id;
	}
	return list;
}

/* For a room of theirs; whose room is not known is not told of any.  Who reads
 * English is told of what is written in it; who reads Spanish here reads both. */
static struct practices
fitting(struct tx *tx, int64_t person, enum lang lang, struct told_rows *told)
{
	struct telling t = { told, lang == LANG_EN ? lang_tag(LANG_EN) : NULL, 0, SUGGESTED_MOST };
	struct person_context c = person_context(tx, person);
	struct room room = { .grades = c.grades != 0 ? c.grades : ~0u, .subjects = c.subjects != 0 ? c.subjects : ~0u };

	if (c.grades == 0 && c.subjects == 0)
		return (struct practices){0};
	return untold(tx_arena(tx), practices_suggested(tx, person, room, LOOK_THROUGH), t);
}

static bool
is_digest_day(const struct morning_rules *rules, enum rhythm rhythm, int weekday)
{
	switch (rhythm) {
	case RHYTHM_WEEKLY: return weekday == rules->weekday;
	case RHYTHM_DAILY:  return true;
	case RHYTHM_NEVER:  break;
	}
	return false;
}

struct morning
morning_of(struct tx *tx, const struct morning_rules *rules, int64_t person, int64_t now)
{
	struct morning m = { .person = person_find(tx, person) };
	struct civil today = zone_civil(rules->zone, now);

	if (m.person == NULL || m.person->standing != PERSON_ACTIVE || m.person->email == NULL)
		return (struct morning){0};
	m.lang = m.person->language >= 0 ? (enum lang)m.person->language : rules->lang;
	m.is_digest = is_digest_day(rules, rhythm_of(tx, person), today.weekday);
	m.questions = questions_open(tx, person, rules->zone, now);
	if (!m.is_digest)
		return m;
	struct told_rows told = told_to(tx, person);
	m.near = untold(tx_arena(tx), practices_new_near(tx, person, NEAR_MOST * 2),
	    (struct telling){ &told, NULL, now - NEW_DAYS * DAY, NEAR_MOST });
	m.suggested = fitting(tx, person, m.lang, &told);
	return m;
}

static size_t
fresh(const struct morning *m)
{
	size_t n = 0;

	for (size_t i = 0; i < m->questions.n; i++)
		n += m->questions.at[i].fresh;
	return n;
}

static bool
put(struct tx *tx, const struct morning *m, enum mail_kind kind, const char *topic, struct words words, const char *once)
{
	return mail_put(tx, &(struct mail){ .person_id = m->person->id, .to_name = m->person->shown, .to_address = m->person->email,
	    .lang = m->lang, .kind = kind, .topic = topic, .subject = words.subject, .text = words.text, .once = once });
}

static int
write_digest(struct tx *tx, const struct morning_rules *rules, const struct morning *m, int64_t now)
{
	const char *day = date_iso(tx_arena(tx), zone_civil(rules->zone, now));
	const char *once = arena_printf(tx_arena(tx), "digest %s %s", id_text(tx_arena(tx), m->person->id), day);

	if (fresh(m) + m->near.n + m->suggested.n == 0 || mail_is_known(tx, once))
		return 0;
	if (!put(tx, m, MAIL_DIGEST, "digest", digest_words(tx, rules, m, now), once))
		return 0;
	for (size_t i = 0; i < m->questions.n; i++)
		if (m->questions.at[i].fresh)
			question_asked(tx, &m->questions.at[i], now);
	for (size_t i = 0; i < m->near.n; i++)
		told_put(tx, m->person->id, m->near.at[i].id, now);
	for (size_t i = 0; i < m->suggested.n; i++)
		told_put(tx, m->person->id, m->suggested.at[i].id, now);
	return 1;
}

/* The questions of one topic that were not asked yet, in one letter. */
static int
write_questions(struct tx *tx, const struct morning_rules *rules, const struct morning *m, const char *topic, int64_t now)
{
	struct arena *a = tx_arena(tx);
	struct questions list = {0};

	for (size_t i = 0; i < m->questions.n; i++)
		if (m->questions.at[i].fresh && (m->questions.at[i].weeks == HOW_IT_WENT) == text_eq(topic, "due"))
			*LIST_ADD(a, &list) = m->questions.at[i];
	if (list.n == 0 || mail_is_off(tx, m->person->id, topic))
		return 0;
	const char *day = date_iso(a, zone_civil(rules->zone, now));
	const char *once = arena_printf(a, "%s %s %s", topic, id_text(a, m->person->id), day);
	if (mail_is_known(tx, once) || !put(tx, m, MAIL_ASKED, topic, questions_words(tx, rules, m, list, now), once))
		return 0;
	for (size_t i = 0; i < list.n; i++)
		question_asked(tx, &list.at[i], now);
	return 1;
}

/* Never more than the digest, or else a letter for each kind of question. */
int
morning_write(struct tx *tx, const struct morning_rules *rules, const struct morning *m, int64_t now)
{
	if (m->person == NULL)
		return 0;
	if (m->is_digest)
		return write_digest(tx, rules, m, now);
	return write_questions(tx, rules, m, "due", now) + write_questions(tx, rules, m, "check-back", now);
}
