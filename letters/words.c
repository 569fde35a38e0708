#include "letters/words.h"
#include "base/id.h"
#include "base/text.h"
#include "mail/letter.h"
#include "mail/mail.h"

enum { QUESTIONS_MOST = 3 };

static const char *
practice_url(struct tx *tx, int64_t practice)
{
	return mail_local_url(tx, arena_printf(tx_arena(tx), "/practices/%s", id_text(tx_arena(tx), practice)));
}

static const char *
report_url(struct tx *tx, const struct trial *t)
{
	return mail_local_url(tx, arena_printf(tx_arena(tx), "/tries/%s/report", id_text(tx_arena(tx), t->id)));
}

/* "November 9" */
static const char *
began(struct tx *tx, enum lang lang, const struct zone *zone, const struct trial *t, int64_t now)
{
	struct civil c = {0};
	int64_t at = date_read(t->started_on, &c) ? zone_seconds(zone, c) : t->begun_at;

	return date_said(tx_arena(tx), lang, zone, at, now);
}

static const char *
since(struct tx *tx, enum lang lang, const struct zone *zone, const struct trial *t, int64_t now)
{
	return arena_printf(tx_arena(tx), say(lang, N_("Since %s")), began(tx, lang, zone, t, now));
}

static void
ask_how_it_went(struct tx *tx, struct letter *l, enum lang lang, const struct trial *t, bool or_later)
{
	letter_link(l, say(lang, N_("Say how it went")), report_url(tx, t));
	if (or_later)
		letter_link(l, say(lang, N_("Remind me in a week")), mail_action_url(tx, "try.later", t->person_id, t->id));
	letter_link(l, say(lang, N_("I stopped trying it")), mail_action_url(tx, "try.give-up", t->person_id, t->id));
}

static void
ask_still_used(struct tx *tx, struct letter *l, enum lang lang, const struct trial *t)
{
	letter_choice(l, say(lang, N_("Yes, still")), mail_action_url(tx, "try.still", t->person_id, t->id));
	letter_choice(l, say(lang, N_("Not any more")), mail_action_url(tx, "try.not-any-more", t->person_id, t->id));
}

static const char *
weeks_ago(enum lang lang, int64_t weeks)
{
	return weeks >= 24 ? say(lang, N_("half a year ago")) : weeks >= 8 ? say(lang, N_("eight weeks ago")) :
	    say(lang, N_("three weeks ago"));
}

static const char *
title_of(enum lang lang, const struct practice *p)
{
	return lang == LANG_ES && !text_empty(p->title_es) ? p->title_es : p->title;
}

static void
tell_practices(struct tx *tx, struct letter *l, enum lang lang, const char *head, const struct practices *list)
{
	if (list->n > 0)
		letter_head(l, head);
	for (size_t i = 0; i < list->n; i++) {
		const struct practice *p = &list->at[i];
		const char *promise = lang == LANG_ES && !text_empty(p->promise_es) ? p->promise_es : p->promise;
		const char *by = p->school == NULL ? p->author : arena_printf(tx_arena(tx), "%s, %s", p->author, p->school);
		letter_thing(l, title_of(lang, p), arena_printf(tx_arena(tx), "%s — %s", promise, by), practice_url(tx, p->id));
	}
}

static void
tell_questions(struct tx *tx, struct letter *l, const struct morning_rules *rules, const struct morning *m, int64_t now)
{
	if (m->questions.n > 0)
		letter_head(l, say(m->lang, N_("Yours to finish")));
	for (size_t i = 0; i < m->questions.n && i < QUESTIONS_MOST; i++) {
		const struct question *q = &m->questions.at[i];
		bool how = q->weeks == HOW_IT_WENT;
		letter_thing(l, q->trial.practice_title, how ? since(tx, m->lang, rules->zone, &q->trial, now) :
		    arena_printf(tx_arena(tx), say(m->lang, N_("You reported %s that you keep it. Are you still using it?")),
		        weeks_ago(m->lang, q->weeks)), NULL);
		if (how)
			ask_how_it_went(tx, l, m->lang, &q->trial, false);
		else
			ask_still_used(tx, l, m->lang, &q->trial);
	}
	if (m->questions.n > QUESTIONS_MOST)
		letter_link(l, say(m->lang, N_("See all that is yours to finish")), mail_local_url(tx, "/"));
}

static const char *
digest_subject(struct tx *tx, const struct morning *m)
{
	struct arena *a = tx_arena(tx);

	if (m->near.n > 0)
		return arena_printf(a, say(m->lang, N_("New in your building: %s")), title_of(m->lang, &m->near.at[0]));
	if (m->questions.n > 0)
		return arena_printf(a, say(m->lang, N_("Yours to finish: %s")), m->questions.at[0].trial.practice_title);
	return arena_printf(a, say(m->lang, N_("For a room like yours: %s")), title_of(m->lang, &m->suggested.at[0]));
}

struct words
digest_words(struct tx *tx, const struct morning_rules *rules, const struct morning *m, int64_t now)
{
	struct letter l = letter_begin(tx_arena(tx));

	letter_say_with(&l, say(m->lang, N_("Hello %s,")), m->person->given);
	letter_say(&l, say(m->lang, N_("This is what concerns you, and nothing else. It takes two minutes to read.")));
	tell_questions(tx, &l, rules, m, now);
	tell_practices(tx, &l, m->lang, say(m->lang, N_("New in your building")), &m->near);
	tell_practices(tx, &l, m->lang, say(m->lang, N_("For a room like yours")), &m->suggested);
	return (struct words){ .subject = digest_subject(tx, m), .text = letter_text(&l) };
}

static struct words
how_words(struct tx *tx, const struct morning_rules *rules, const struct morning *m, struct questions list, int64_t now)
{
	struct arena *a = tx_arena(tx);
	struct letter l = letter_begin(a);
	const struct trial *one = &list.at[0].trial;

	letter_say_with(&l, say(m->lang, N_("Hello %s,")), m->person->given);
	if (list.n == 1)
		letter_say_with(&l, say(m->lang, N_("You have been trying “%1$s” since %2$s. How did it go?")), one->practice_title,
		    began(tx, m->lang, rules->zone, one, now));
	else
		letter_say(&l, say(m->lang, N_("You have been trying these for two weeks. How did they go?")));
	letter_say(&l, say(m->lang, N_("Three short questions, two minutes. If it did not work in your room, that is worth as much to the next colleague as a success.")));
	for (size_t i = 0; i < list.n; i++) {
		if (list.n > 1)
			letter_thing(&l, list.at[i].trial.practice_title, since(tx, m->lang, rules->zone, &list.at[i].trial, now), NULL);
		ask_how_it_went(tx, &l, m->lang, &list.at[i].trial, true);
	}
	letter_say(&l, say(m->lang, N_("We ask once. If you say nothing, nothing happens.")));
	return (struct words){ .text = letter_text(&l), .subject = list.n == 1 ?
	    arena_printf(a, say(m->lang, N_("How did “%s” go?")), one->practice_title) :
	    arena_printf(a, say_n(m->lang, "How did it go? %d practice that you are trying", "How did it go? %d practices that you are trying", (int64_t)list.n), (int)list.n) };
}

static struct words
still_words(struct tx *tx, const struct morning *m, struct questions list)
{
	struct arena *a = tx_arena(tx);
	struct letter l = letter_begin(a);
	const struct trial *one = &list.at[0].trial;

	letter_say_with(&l, say(m->lang, N_("Hello %s,")), m->person->given);
	if (list.n == 1)
		letter_say_with(&l, say(m->lang, N_("You reported %1$s that you keep “%2$s”. Are you still using it? One click is the whole answer.")),
		    weeks_ago(m->lang, list.at[0].weeks), one->practice_title);
	else
		letter_say(&l, say(m->lang, N_("You reported that you keep these. Are you still using them? One click each is the whole answer.")));
	for (size_t i = 0; i < list.n; i++) {
		if (list.n > 1)
			letter_thing(&l, list.at[i].trial.practice_title, weeks_ago(m->lang, list.at[i].weeks), NULL);
		ask_still_used(tx, &l, m->lang, &list.at[i].trial);
	}
	letter_say(&l, say(m->lang, N_("Nobody sees what you answer. From five answers on, colleagues see whether most still use it: that tells them more than any praise.")));
	return (struct words){ .text = letter_text(&l), .subject = list.n == 1 ?
	    arena_printf(a, say(m->lang, N_("Are you still using “%s”?")), one->practice_title) :
	    arena_printf(a, say_n(m->lang, "Are you still using it? %d practice", "Are you still using them? %d practices", (int64_t)list.n), (int)list.n) };
}

struct words
questions_words(struct tx *tx, const struct morning_rules *rules, const struct morning *m, struct questions list, int64_t now)
{
	return list.at[0].weeks == HOW_IT_WENT ? how_words(tx, rules, m, list, now) : still_words(tx, m, list);
}
