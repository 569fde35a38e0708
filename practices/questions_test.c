#include "practices/questions.h"
#include "practices/practice_rows.h"
#include "practices/rules.h"
#include "tests/test.h"

enum { DAY = 86400, WEEK = 7 * DAY };

struct asking { int64_t rosa, marcus, practice, trial; const struct zone *zone; };

static int64_t
noon(const struct zone *zone, const char *day)
{
	struct civil c;

	assert_true(date_read(day, &c));
	c.hour = 12;
	return zone_seconds(zone, c);
}

/* Marcus has tried Rosa's practice since November 2, 2026. */
static struct asking
asking(struct tx *tx)
{
	struct asking s = { .zone = zone_find("America/Chicago") };
	struct person rosa = { .given = "Rosa", .family = "D", .shown = "Rosa D", .language = -1 }, marcus = rosa;

	s.rosa = person_add(tx, &rosa);
	s.marcus = person_add(tx, &marcus);
	struct login author = { .person = person_find(tx, s.rosa) };
	s.practice = practice_begin(tx, &author, "Exit tickets", "en");
	practice_share(tx, practice_row(tx, s.practice));
	struct trial t = { .practice_id = s.practice, .person_id = s.marcus, .started_on = "2026-11-02", .expected = "" };
	trial_insert(tx, &t);
	s.trial = t.id;
	return s;
}

static struct questions
open_at(struct tx *tx, const struct asking *s, int64_t now)
{
	return questions_open(tx, s->marcus, s->zone, now);
}

static void
report_at(struct tx *tx, const struct asking *s, enum outcome outcome, int64_t at)
{
	struct trial *t = trial_row(tx, s->trial);

	clock_set_for_test(at);
	t->outcome = outcome;
	t->happened = "It went.";
	trial_report(tx, t);
}

static void
how_once(struct tx *tx, void *arg)
{
	struct asking s = asking(tx);
	int64_t due = noon(s.zone, "2026-11-16");

	(void)arg;
	assert_int_equal(open_at(tx, &s, due - DAY).n, 0);
	struct questions open = open_at(tx, &s, due);
	assert_int_equal(open.n, 1);
	assert_true(open.at[0].weeks == HOW_IT_WENT && open.at[0].fresh);
	assert_int_equal(questions_open(tx, s.rosa, s.zone, due).n, 0);
	question_asked(tx, &open.at[0], due);
	assert_false(open_at(tx, &s, due + DAY).at[0].fresh);
	assert_int_equal(open_at(tx, &s, due + 5 * WEEK).n, 0);
}

DB_TEST(questions_how_it_went_is_asked_once)
{
	assert_int_equal(db_run(db, DB_WRITE, district, arena, how_once, NULL), DB_DONE);
}

static void
later_is_a_week(struct tx *tx, void *arg)
{
	struct asking s = asking(tx);
	int64_t due = noon(s.zone, "2026-11-16");

	(void)arg;
	question_asked(tx, &open_at(tx, &s, due).at[0], due);
	clock_set_for_test(due);
	assert_false(question_later(tx, s.rosa, s.trial, true));
	assert_true(question_later(tx, s.marcus, s.trial, true));
	assert_int_equal(open_at(tx, &s, due + 6 * DAY).n, 0);
	assert_true(open_at(tx, &s, due + WEEK).at[0].fresh);
	assert_true(question_later(tx, s.marcus, s.trial, false));
	assert_false(open_at(tx, &s, due + WEEK).at[0].fresh);
	assert_true(trial_give_up(tx, s.marcus, s.trial, true));
	assert_int_equal(open_at(tx, &s, due + WEEK).n, 0);
	assert_false(question_later(tx, s.marcus, s.trial, true));
	assert_true(trial_give_up(tx, s.marcus, s.trial, false));
	assert_int_equal(open_at(tx, &s, due + WEEK).n, 1);
}

DB_TEST(questions_are_put_off_a_week_or_given_up)
{
	assert_int_equal(db_run(db, DB_WRITE, district, arena, later_is_a_week, NULL), DB_DONE);
}

static void
checked_three_times(struct tx *tx, void *arg)
{
	struct asking s = asking(tx);
	int64_t at = noon(s.zone, "2026-11-17"), asked[4], n = 0;
	enum still still = STILL_NOT;

	(void)arg;
	report_at(tx, &s, OUTCOME_ADAPT, at);
	assert_null(trial_checked(tx, s.marcus, s.trial, &still));
	for (int64_t now = at; now < at + 60 * WEEK; now += DAY) {
		struct questions open = open_at(tx, &s, now);
		for (size_t i = 0; i < open.n; i++)
			if (open.at[i].fresh) {
				assert_true(n < 3);
				asked[n++] = (now - at) / WEEK;
				question_asked(tx, &open.at[i], now);
				assert_true(trial_still(tx, s.marcus, s.trial, STILL_USED));
				assert_int_equal(open_at(tx, &s, now).n, 0);
			}
	}
	assert_int_equal(n, 3);
	assert_true(asked[0] == 3 && asked[1] == 8 && asked[2] == 24);
	assert_non_null(trial_checked(tx, s.marcus, s.trial, &still));
	assert_int_equal(still, STILL_USED);
	assert_null(trial_checked(tx, s.rosa, s.trial, &still));
}

DB_TEST(questions_check_back_after_three_eight_and_twenty_four_weeks)
{
	assert_int_equal(db_run(db, DB_WRITE, district, arena, checked_three_times, NULL), DB_DONE);
}

static void
checked_no_more(struct tx *tx, void *arg)
{
	struct asking s = asking(tx);
	int64_t at = noon(s.zone, "2026-11-17");

	(void)arg;
	report_at(tx, &s, OUTCOME_ADOPT, at);
	question_asked(tx, &open_at(tx, &s, at + 3 * WEEK).at[0], at + 3 * WEEK);
	assert_false(trial_still(tx, s.rosa, s.trial, STILL_NOT));
	assert_true(trial_still(tx, s.marcus, s.trial, STILL_NOT));
	assert_int_equal(open_at(tx, &s, at + 8 * WEEK).n, 0);
	assert_true(trial_still(tx, s.marcus, s.trial, STILL_UNSAID));
	assert_int_equal(open_at(tx, &s, at + 8 * WEEK).n, 1);
	trial_withdraw(tx, trial_row(tx, s.trial), true);
	assert_int_equal(open_at(tx, &s, at + 8 * WEEK).n, 0);
	trial_withdraw(tx, trial_row(tx, s.trial), false);
	practice_remove(tx, practice_row(tx, s.practice), true);
	assert_int_equal(open_at(tx, &s, at + 8 * WEEK).n, 0);
}

DB_TEST(questions_end_when_it_is_used_no_more)
{
	assert_int_equal(db_run(db, DB_WRITE, district, arena, checked_no_more, NULL), DB_DONE);
}

static void
abandoned_is_not_asked(struct tx *tx, void *arg)
{
	struct asking s = asking(tx);
	int64_t at = noon(s.zone, "2026-11-17");

	(void)arg;
	report_at(tx, &s, OUTCOME_ABANDON, at);
	for (int64_t now = at; now < at + 40 * WEEK; now += WEEK)
		assert_int_equal(open_at(tx, &s, now).n, 0);
}

DB_TEST(questions_are_not_asked_about_what_was_abandoned)
{
	assert_int_equal(db_run(db, DB_WRITE, district, arena, abandoned_is_not_asked, NULL), DB_DONE);
}

/* Six people kept it, and are asked again. */
static void
lasting_is_counted(struct tx *tx, void *arg)
{
	struct asking s = asking(tx);
	int64_t at = noon(s.zone, "2026-11-17"), people[6];
	struct trial tries[6];

	(void)arg;
	clock_set_for_test(at);
	for (int i = 0; i < 6; i++) {
		people[i] = person_add(tx, &(struct person){ .given = "T", .family = "T", .shown = "T", .language = -1 });
		tries[i] = (struct trial){ .practice_id = s.practice, .person_id = people[i], .started_on = "2026-11-02", .expected = "" };
		trial_insert(tx, &tries[i]);
		tries[i] = *trial_row(tx, tries[i].id);
		tries[i].outcome = OUTCOME_ADOPT;
		tries[i].happened = "It went.";
		trial_report(tx, &tries[i]);
	}
	for (int i = 0; i < 6; i++) {
		struct questions open = checks_open(tx, people[i], s.zone, at + 3 * WEEK);
		assert_int_equal(open.n, 1);
		question_asked(tx, &open.at[0], at + 3 * WEEK);
		assert_true(trial_still(tx, people[i], tries[i].id, i < 2 ? STILL_NOT : STILL_USED));
		assert_int_equal(evidence_of(tx, practice_row(tx, s.practice)).checked, i < 4 ? 0 : 5);
	}
	assert_true(evidence_of(tx, practice_row(tx, s.practice)).most_last);
	/* The answer at eight weeks stands for theirs at three, and a report withdrawn takes its answer along. */
	question_asked(tx, &checks_open(tx, people[5], s.zone, at + 8 * WEEK).at[0], at + 8 * WEEK);
	assert_true(trial_still(tx, people[5], tries[5].id, STILL_NOT));
	assert_false(evidence_of(tx, practice_row(tx, s.practice)).most_last);
	trial_withdraw(tx, &tries[0], true);
	trial_withdraw(tx, &tries[1], true);
	assert_int_equal(evidence_of(tx, practice_row(tx, s.practice)).checked, 0);
}

DB_TEST(questions_answers_are_counted_from_five_on)
{
	assert_int_equal(db_run(db, DB_WRITE, district, arena, lasting_is_counted, NULL), DB_DONE);
}
