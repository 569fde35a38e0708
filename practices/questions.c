#include "practices/questions.h"
#include "base/text.h"
#include "practices/practice_rows.h"

enum { DAYS_A_WEEK = 7, WEEK = 7 * 86400, OPEN_DAYS = 4 * DAYS_A_WEEK };

static const int64_t check_weeks[] = { 24, 8, 3 };

/* Rows of one try stand together. */
static const struct asked *
asked_of(const struct askeds *all, int64_t trial, int64_t weeks)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->at[i].trial_id == trial && all->at[i].weeks == weeks)
			return &all->at[i];
	return NULL;
}

static bool
is_known(const struct askeds *all, int64_t trial)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->at[i].trial_id == trial)
			return true;
	return false;
}

static bool
was_given_up(const struct askeds *all, int64_t trial)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->at[i].trial_id == trial && all->at[i].answered_at != 0 && all->at[i].still == STILL_NOT)
			return true;
	return false;
}

static int64_t
day_of(const struct zone *zone, int64_t at)
{
	return date_number(zone_civil(zone, at));
}

/* Days, not hours: a morning asks what falls due that day. */
static bool
is_open(int64_t due, int64_t today)
{
	return due <= today && due > today - OPEN_DAYS;
}

/* The weeks of the question that is due about a try; -1: none is. */
static int64_t
weeks_due(const struct trial *t, const struct askeds *all, const struct zone *zone, int64_t now)
{
	const struct asked *how = asked_of(all, t->id, HOW_IT_WENT);
	int64_t today = day_of(zone, now), reported = day_of(zone, t->reported_at);

	if (t->reported_at == 0) {
		bool again = how != NULL && how->again_at != 0;
		int64_t due = day_of(zone, again ? how->again_at : trial_due(t, zone));
		return t->stopped_at == 0 && is_open(due, today) ? HOW_IT_WENT : -1;
	}
	if (t->withdrawn_at != 0 || t->outcome == OUTCOME_ABANDON || was_given_up(all, t->id))
		return -1;
	for (size_t i = 0; i < sizeof(check_weeks) / sizeof(check_weeks[0]); i++)
		if (reported + check_weeks[i] * DAYS_A_WEEK <= today)
			return is_open(reported + check_weeks[i] * DAYS_A_WEEK, today) ? check_weeks[i] : -1;
	return -1;
}

struct questions
questions_open(struct tx *tx, int64_t person, const struct zone *zone, int64_t now)
{
	struct askeds all = asked_rows(tx, person);
	struct trials tries = all.n > 0 ? trials_of(tx, person) : (struct trials){0};
	struct questions list = {0};

	for (size_t i = tries.n; i-- > 0;) {
		const struct trial *t = &tries.at[i];
		int64_t weeks = is_known(&all, t->id) ? weeks_due(t, &all, zone, now) : -1;
		const struct asked *asked = asked_of(&all, t->id, weeks);
		if (weeks < 0 || (asked != NULL && asked->answered_at != 0))
			continue;
		*LIST_ADD(tx_arena(tx), &list) = (struct question){ .trial = *t, .weeks = weeks,
		    .fresh = asked == NULL || asked->again_at != 0 };
	}
	return list;
}

struct questions
checks_open(struct tx *tx, int64_t person, const struct zone *zone, int64_t now)
{
	struct questions all = questions_open(tx, person, zone, now), checks = {0};

	for (size_t i = 0; i < all.n; i++)
		if (all.at[i].weeks != HOW_IT_WENT)
			*LIST_ADD(tx_arena(tx), &checks) = all.at[i];
	return checks;
}

void
question_asked(struct tx *tx, const struct question *q, int64_t now)
{
	asked_put(tx, &(struct asked){ .trial_id = q->trial.id, .weeks = q->weeks, .asked_at = now, .still = STILL_UNSAID });
}

static struct trial *
own(struct tx *tx, int64_t person, int64_t trial)
{
	struct trial *t = trial_row(tx, trial);

	return t != NULL && t->person_id == person ? t : NULL;
}

struct trial *
trial_waiting(struct tx *tx, int64_t person, int64_t trial)
{
	struct trial *t = own(tx, person, trial);

	return t != NULL && t->reported_at == 0 && t->stopped_at == 0 ? t : NULL;
}

bool
question_later(struct tx *tx, int64_t person, int64_t trial, bool later)
{
	int64_t now = clock_now();

	if (trial_waiting(tx, person, trial) == NULL)
		return false;
	asked_put(tx, &(struct asked){ .trial_id = trial, .weeks = HOW_IT_WENT, .asked_at = now,
	    .again_at = later ? now + WEEK : 0, .still = STILL_UNSAID });
	return true;
}

bool
trial_give_up(struct tx *tx, int64_t person, int64_t trial, bool give_up)
{
	struct trial *t = own(tx, person, trial);

	if (t == NULL || t->reported_at != 0 || (t->stopped_at != 0) == give_up)
		return false;
	trial_stopped_put(tx, trial, give_up ? clock_now() : 0);
	return true;
}

/* The check-back that was asked last. */
static struct asked *
last_check(struct tx *tx, int64_t person, int64_t trial)
{
	struct askeds all = asked_rows(tx, person);
	struct asked *last = NULL;

	for (size_t i = 0; i < all.n; i++)
		if (all.at[i].trial_id == trial && all.at[i].weeks > 0 && (last == NULL || all.at[i].weeks > last->weeks))
			last = &all.at[i];
	return last;
}

struct trial *
trial_checked(struct tx *tx, int64_t person, int64_t trial, enum still *ret_still)
{
	struct asked *last = last_check(tx, person, trial);

	if (last == NULL)
		return NULL;
	*ret_still = (enum still)last->still;
	return own(tx, person, trial);
}

bool
trial_still(struct tx *tx, int64_t person, int64_t trial, enum still still)
{
	struct asked *last = last_check(tx, person, trial);

	if (last == NULL || last->still == (int64_t)still)
		return false;
	last->still = still;
	last->answered_at = still == STILL_UNSAID ? 0 : clock_now();
	asked_put(tx, last);
	practice_lasting_recount(tx, trial_row(tx, trial)->practice_id);
	return true;
}
