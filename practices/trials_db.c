#include "practices/practice_rows.h"
#include "base/id.h"

#define TRIAL \
	"SELECT t.id, t.practice_id, t.person_id, t.school_id, p.title, p.title_es, p.language, t.started_on, t.grades, t.subjects," \
	"       t.class_size, t.learners, t.plans, t.expected, t.reported_at, t.stopped_at," \
	"       t.outcome, t.happened, t.changed, m.shown, s.name, t.begun_at, t.withdrawn_at" \
	"  FROM trial t" \
	"  JOIN practice p ON p.district_id = t.district_id AND p.id = t.practice_id" \
	"  JOIN person m ON m.district_id = t.district_id AND m.id = t.person_id" \
	"  LEFT JOIN school s ON s.district_id = t.district_id AND s.id = t.school_id"

static bool
trial_next(struct rows *rows, struct trial *t)
{
	return db_next(rows, &t->id, &t->practice_id, &t->person_id, &t->school_id, &t->practice_title,
	    &t->practice_title_es, &t->language, &t->started_on, &t->room.grades, &t->room.subjects,
	    &t->room.class_size, &t->room.learners, &t->room.plans, &t->expected, &t->reported_at, &t->stopped_at, &t->outcome, &t->happened,
	    &t->changed, &t->person, &t->school, &t->begun_at, &t->withdrawn_at);
}

static struct trials
trials(struct tx *tx, struct rows rows)
{
	struct trials list = {0};
	struct trial t = {0};

	while (trial_next(&rows, &t))
		*LIST_ADD(tx_arena(tx), &list) = t;
	return list;
}

static struct trial *
first(struct trials list)
{
	return list.n > 0 ? &list.at[0] : NULL;
}

struct trial *
trial_row(struct tx *tx, int64_t id)
{
	return first(trials(tx, db_query(tx,
	    TRIAL " WHERE t.district_id = $1 AND t.id = $2", tx_district(tx), id)));
}

struct trial *
trial_mine(struct tx *tx, int64_t practice, int64_t person)
{
	return first(trials(tx, db_query(tx, TRIAL
	    " WHERE t.district_id = $1 AND t.practice_id = $2 AND t.person_id = $3 AND t.stopped_at = 0"
	    " ORDER BY t.id DESC LIMIT 1", tx_district(tx), practice, person)));
}

struct trials
trials_of(struct tx *tx, int64_t person)
{
	return trials(tx, db_query(tx, TRIAL
	    " WHERE t.district_id = $1 AND t.person_id = $2 ORDER BY t.id DESC", tx_district(tx), person));
}

struct trials
trials_open(struct tx *tx, int64_t person)
{
	return trials(tx, db_query(tx, TRIAL
	    " WHERE t.district_id = $1 AND t.person_id = $2 AND t.reported_at = 0 AND t.stopped_at = 0"
	    " ORDER BY t.started_on, t.id", tx_district(tx), person));
}

/* The widest list of the busiest page: no column is read that it does not show. */
struct trials
trials_reported(struct tx *tx, int64_t practice, int64_t outcome, int64_t offset, int64_t limit)
{
	struct trials list = {0};
	struct trial t = { .practice_id = practice };
	struct rows rows = db_query(tx,
	    "SELECT t.id, t.person_id, t.reported_at, t.outcome, t.expected, t.happened, t.changed, m.shown, s.name"
	    "  FROM trial t"
	    "  JOIN person m ON m.district_id = t.district_id AND m.id = t.person_id"
	    "  LEFT JOIN school s ON s.district_id = t.district_id AND s.id = t.school_id"
	    " WHERE t.district_id = $1 AND t.practice_id = $2 AND t.reported_at > 0 AND t.withdrawn_at = 0"
	    "   AND (CAST($3 AS INTEGER) < 0 OR t.outcome = CAST($3 AS INTEGER))"
	    " ORDER BY t.reported_at DESC, t.id DESC LIMIT $4 OFFSET $5", tx_district(tx), practice, outcome, limit, offset);

	while (db_next(&rows, &t.id, &t.person_id, &t.reported_at, &t.outcome, &t.expected, &t.happened, &t.changed, &t.person, &t.school))
		*LIST_ADD(tx_arena(tx), &list) = t;
	return list;
}

struct report_rows
reports_of(struct tx *tx, int64_t practice, int64_t first)
{
	struct report_rows list = {0};
	struct report_row row = {0};
	struct rows rows = db_query(tx,
	    "SELECT outcome, grades, class_size, learners FROM trial"
	    " WHERE district_id = $1 AND practice_id = $2 AND reported_at > 0 AND withdrawn_at = 0"
	    " ORDER BY reported_at, id LIMIT $3", tx_district(tx), practice, first);

	while (db_next(&rows, &row.outcome, &row.room.grades, &row.room.class_size, &row.room.learners))
		*LIST_ADD(tx_arena(tx), &list) = row;
	return list;
}

int64_t
trials_under_way(struct tx *tx, int64_t practice)
{
	return db_number(tx,
	    "SELECT count(*) FROM trial WHERE district_id = $1 AND practice_id = $2"
	    " AND reported_at = 0 AND stopped_at = 0", tx_district(tx), practice);
}

void
trial_insert(struct tx *tx, struct trial *t)
{
	if (t->id == 0)
		t->id = id_make();
	db_exec(tx,
	    "INSERT INTO trial (district_id, id, practice_id, person_id, school_id, started_on, grades,"
	    " subjects, class_size, learners, plans, expected, begun_at, reported_at, edited_at,"
	    " stopped_at, withdrawn_at, outcome, happened, changed)"
	    " VALUES ($1, $2, $3, $4, NULLIF(CAST($5 AS BIGINT), 0), $6, $7, $8, $9, $10, $11, $12, $13,"
	    " 0, 0, 0, 0, -1, '', '')",
	    tx_district(tx), t->id, t->practice_id, t->person_id, t->school_id, t->started_on,
	    t->room.grades, t->room.subjects, t->room.class_size, t->room.learners, t->room.plans,
	    t->expected, t->begun_at);
}

void
trial_report_put(struct tx *tx, const struct trial *t)
{
	db_exec(tx,
	    "UPDATE trial SET outcome = $3, happened = $4, changed = $5, edited_at = $6,"
	    " reported_at = CASE WHEN reported_at = 0 THEN $6 ELSE reported_at END,"
	    " withdrawn_at = 0"
	    " WHERE district_id = $1 AND id = $2",
	    tx_district(tx), t->id, t->outcome, t->happened, t->changed, t->reported_at);
	if (t->stopped_at != 0)
		trial_stopped_put(tx, t->id, 0);
}

int
trial_outcome(struct tx *tx, int64_t id)
{
	int outcome = -1;
	struct rows rows = db_query(tx,
	    "SELECT outcome FROM trial WHERE district_id = $1 AND id = $2 AND reported_at > 0 AND withdrawn_at = 0",
	    tx_district(tx), id);

	db_one(&rows, &outcome);
	return outcome;
}

void
trial_stopped_put(struct tx *tx, int64_t id, int64_t stopped_at)
{
	db_exec(tx, "UPDATE trial SET stopped_at = $3 WHERE district_id = $1 AND id = $2",
	    tx_district(tx), id, stopped_at);
}

void
trial_withdrawn_put(struct tx *tx, int64_t id, int64_t withdrawn_at)
{
	db_exec(tx, "UPDATE trial SET withdrawn_at = $3 WHERE district_id = $1 AND id = $2",
	    tx_district(tx), id, withdrawn_at);
}

struct askeds
asked_rows(struct tx *tx, int64_t person)
{
	struct askeds list = {0};
	struct asked a;
	struct rows rows = db_query(tx,
	    "SELECT t.id, COALESCE(a.weeks, -1), a.asked_at, a.again_at, a.answered_at, a.still FROM trial t"
	    "  JOIN practice p ON p.district_id = t.district_id AND p.id = t.practice_id AND p.removed_at = 0"
	    "  LEFT JOIN trial_ask a ON a.district_id = t.district_id AND a.trial_id = t.id"
	    " WHERE t.district_id = $1 AND t.person_id = $2 ORDER BY t.id, a.weeks", tx_district(tx), person);

	while (db_next(&rows, &a.trial_id, &a.weeks, &a.asked_at, &a.again_at, &a.answered_at, &a.still))
		*LIST_ADD(tx_arena(tx), &list) = a;
	return list;
}

void
asked_put(struct tx *tx, const struct asked *a)
{
	db_exec(tx,
	    "INSERT INTO trial_ask (district_id, trial_id, weeks, asked_at, again_at, answered_at, still)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7)"
	    " ON CONFLICT (district_id, trial_id, weeks) DO UPDATE SET asked_at = $4, again_at = $5, answered_at = $6, still = $7",
	    tx_district(tx), a->trial_id, a->weeks, a->asked_at, a->again_at, a->answered_at, a->still);
}

void
practice_lasting_recount(struct tx *tx, int64_t id)
{
	int64_t n[2] = {0}, count;
	int still;
	struct rows rows = db_query(tx,
	    "SELECT a.still, count(*) FROM trial t"
	    "  JOIN trial_ask a ON a.district_id = t.district_id AND a.trial_id = t.id AND a.still >= 0"
	    " WHERE t.district_id = $1 AND t.practice_id = $2 AND t.reported_at > 0 AND t.withdrawn_at = 0"
	    "   AND NOT EXISTS (SELECT 1 FROM trial_ask b WHERE b.district_id = t.district_id AND b.trial_id = t.id"
	    "        AND b.weeks > a.weeks AND b.still >= 0)"
	    " GROUP BY a.still", tx_district(tx), id);

	while (db_next(&rows, &still, &count))
		n[still] = count;
	db_exec(tx, "UPDATE practice SET still_used = $3, still_not = $4 WHERE district_id = $1 AND id = $2",
	    tx_district(tx), id, n[1], n[0]);
}

void
practice_lasting(struct tx *tx, int64_t id, int64_t *ret_used, int64_t *ret_not)
{
	struct rows rows = db_query(tx, "SELECT still_used, still_not FROM practice WHERE district_id = $1 AND id = $2",
	    tx_district(tx), id);

	*ret_used = *ret_not = 0;
	db_one(&rows, ret_used, ret_not);
}
