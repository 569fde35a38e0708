/* What can be done from a letter with one click: one act each, for one person. */
#include "letters/letters_pages.h"
#include "base/text.h"
#include "practices/questions.h"

static const char *
titled(struct tx *tx, const char *said, const struct trial *t)
{
	return arena_printf(tx_arena(tx), said, t->practice_title);
}

static const char *
describe_still(struct tx *tx, enum lang lang, int64_t person, int64_t trial)
{
	enum still still;
	struct trial *t = trial_checked(tx, person, trial, &still);

	return t == NULL || still == STILL_USED ? NULL : titled(tx, say(lang, N_("You are still using “%s”.")), t);
}

static const char *
run_still(struct tx *tx, enum lang lang, int64_t person, int64_t trial)
{
	return trial_still(tx, person, trial, STILL_USED) ?
	    say(lang, N_("Thank you. Knowing what lasts is worth more than any praise.")) : NULL;
}

static const char *
describe_not_any_more(struct tx *tx, enum lang lang, int64_t person, int64_t trial)
{
	enum still still;
	struct trial *t = trial_checked(tx, person, trial, &still);

	return t == NULL || still == STILL_NOT ? NULL : titled(tx, say(lang, N_("You are no longer using “%s”.")), t);
}

static const char *
run_not_any_more(struct tx *tx, enum lang lang, int64_t person, int64_t trial)
{
	return trial_still(tx, person, trial, STILL_NOT) ?
	    say(lang, N_("Thank you. Knowing what fades is worth as much. We do not ask about it again.")) : NULL;
}

static void
unsay_still(struct tx *tx, int64_t person, int64_t trial)
{
	trial_still(tx, person, trial, STILL_UNSAID);
}

static const char *
describe_later(struct tx *tx, enum lang lang, int64_t person, int64_t trial)
{
	struct trial *t = trial_waiting(tx, person, trial);

	return t == NULL ? NULL : titled(tx, say(lang, N_("In a week we ask you once more how “%s” went.")), t);
}

static const char *
run_later(struct tx *tx, enum lang lang, int64_t person, int64_t trial)
{
	return question_later(tx, person, trial, true) ? say(lang, N_("Good. We ask again in a week.")) : NULL;
}

static void
undo_later(struct tx *tx, int64_t person, int64_t trial)
{
	question_later(tx, person, trial, false);
}

static const char *
describe_give_up(struct tx *tx, enum lang lang, int64_t person, int64_t trial)
{
	struct trial *t = trial_waiting(tx, person, trial);

	return t == NULL ? NULL : titled(tx, say(lang, N_("You stopped trying “%s”, and do not want to report on it. Nobody is told.")), t);
}

static const char *
run_give_up(struct tx *tx, enum lang lang, int64_t person, int64_t trial)
{
	return trial_give_up(tx, person, trial, true) ?
	    say(lang, N_("It is off your list. If you ever want to say why it did not fit, your tries keep it.")) : NULL;
}

static void
undo_give_up(struct tx *tx, int64_t person, int64_t trial)
{
	trial_give_up(tx, person, trial, false);
}

const struct mail_action letter_actions[] = {
	{ "try.still", describe_still, N_("Yes, still"), run_still, unsay_still },
	{ "try.not-any-more", describe_not_any_more, N_("Not any more"), run_not_any_more, unsay_still },
	{ "try.later", describe_later, N_("Remind me in a week"), run_later, undo_later },
	{ "try.give-up", describe_give_up, N_("I stopped trying it"), run_give_up, undo_give_up },
	{0}
};
