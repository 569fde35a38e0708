/* What practices/ writes to people: the author hears of a first report and of
 * an adaptation; who reports that it did not work is thanked. */
#include "practices/rules.h"
#include "mail/letter.h"
#include "mail/mail.h"
#include "practices/practice_rows.h"

static const char *
practice_link(struct tx *tx, int64_t practice)
{
	return mail_local_url(tx, arena_printf(tx_arena(tx), "/practices/%s", id_text(tx_arena(tx), practice)));
}

static const char *
cause(struct tx *tx, const char *what, int64_t id)
{
	return arena_printf(tx_arena(tx), "%s %s", what, id_text(tx_arena(tx), id));
}

/* Whom it may be written to; NULL: nobody. */
static struct person *
reader_of(struct tx *tx, int64_t person)
{
	struct person *p = person_find(tx, person);

	return p == NULL || p->email == NULL || p->standing != PERSON_ACTIVE ? NULL : p;
}

static enum lang
lang_of(struct tx *tx, const struct person *p)
{
	struct district *d = p->language >= 0 ? NULL : district_find(tx, tx_district(tx));
	int lang = d == NULL ? p->language : lang_find(d->language);

	return lang < 0 ? LANG_EN : (enum lang)lang;
}

static void
put(struct tx *tx, const struct person *to, enum lang lang, const char *topic, const char *subject, struct letter *l, const char *once)
{
	mail_put(tx, &(struct mail){ .person_id = to->id, .to_name = to->shown, .to_address = to->email, .lang = lang,
	    .kind = MAIL_ASKED, .topic = topic, .subject = subject, .text = letter_text(l), .once = once });
}

void
tell_origin(struct tx *tx, const struct practice *p)
{
	struct practice *origin = p->origin_id == 0 ? NULL : practice_row(tx, p->origin_id);
	struct person *author = origin == NULL || origin->author_id == p->author_id ? NULL : reader_of(tx, origin->author_id);

	if (author == NULL)
		return;
	enum lang lang = lang_of(tx, author);
	struct letter l = letter_begin(tx_arena(tx));
	letter_say_with(&l, say(lang, N_("Hello %s,")), author->given);
	letter_say_with(&l, say(lang, N_("%1$s made something new from “%2$s”, and says what changed:")), p->author, origin->title);
	letter_quote(&l, p->changed);
	letter_say(&l, say(lang, N_("You stay credited, on both pages.")));
	letter_link(&l, say(lang, N_("See what it became")), practice_link(tx, p->id));
	put(tx, author, lang, "adapted", arena_printf(tx_arena(tx), say(lang, N_("%1$s adapted your practice “%2$s”")), p->author, origin->title),
	    &l, cause(tx, "adapted", p->id));
}

void
untell_origin(struct tx *tx, int64_t adaptation)
{
	mail_take_back(tx, cause(tx, "adapted", adaptation));
}

static void
tell_author(struct tx *tx, const struct practice *p, const struct trial *t)
{
	struct person *author = p->author_id == t->person_id ? NULL : reader_of(tx, p->author_id);

	if (author == NULL)
		return;
	enum lang lang = lang_of(tx, author);
	struct letter l = letter_begin(tx_arena(tx));
	letter_say_with(&l, say(lang, N_("Hello %s,")), author->given);
	letter_say_with(&l, say(lang, N_("%1$s tried “%2$s” and reports: %3$s.")), t->person, p->title, outcome_said(lang, (enum outcome)t->outcome));
	letter_quote(&l, t->happened);
	letter_link(&l, say(lang, N_("Read the whole report")), practice_link(tx, p->id));
	put(tx, author, lang, "report", arena_printf(tx_arena(tx), say(lang, N_("How “%1$s” went for %2$s")), p->title, t->person),
	    &l, cause(tx, "report", t->id));
}

static void
thank_reporter(struct tx *tx, const struct practice *p, const struct trial *t)
{
	struct person *to = t->outcome == OUTCOME_ABANDON ? reader_of(tx, t->person_id) : NULL;

	if (to == NULL)
		return;
	enum lang lang = lang_of(tx, to);
	struct letter l = letter_begin(tx_arena(tx));
	letter_say_with(&l, say(lang, N_("Hello %s,")), to->given);
	letter_say_with(&l, say(lang, N_("Thank you for saying that “%s” did not work in your room. Most people keep that to themselves, and the next one loses the same two weeks.")), p->title);
	letter_say(&l, say(lang, N_("Your report now stands beside the successes, with the kind of class you tried it in, and search finds it.")));
	letter_link(&l, say(lang, N_("See it where it stands")), practice_link(tx, p->id));
	put(tx, to, lang, "thanks", arena_printf(tx_arena(tx), say(lang, N_("Thank you: “%s” did not work here")), p->title),
	    &l, cause(tx, "thanks", t->id));
}

void
tell_of_report(struct tx *tx, const struct trial *t)
{
	struct practice *p = practice_row(tx, t->practice_id);

	tell_author(tx, p, t);
	thank_reporter(tx, p, t);
}

/* Within the minutes that a letter waits: what is withdrawn was never told, and
 * what is said better is told better. */
bool
untell_report(struct tx *tx, int64_t trial)
{
	bool author = mail_take_back(tx, cause(tx, "report", trial)), thanks = mail_take_back(tx, cause(tx, "thanks", trial));

	return author || thanks;
}
