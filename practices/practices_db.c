#include "practices/practice_rows.h"
#include "base/id.h"
#include "base/text.h"
#include "db/merge.h"
#include <string.h>

/* A card: what a list shows of a practice. */
#define CARD \
	"SELECT p.id, p.author_id, p.title, p.promise, p.language, p.grades, p.subjects, p.minutes," \
	"       p.class_size, p.state, p.shared_at, p.adopted, p.adapted, p.abandoned, a.shown, s.name," \
	"       p.starter, p.title_es, p.promise_es" \
	"  FROM practice p" \
	"  JOIN person a ON a.district_id = p.district_id AND a.id = p.author_id" \
	"  LEFT JOIN school s ON s.district_id = p.district_id AND s.id = p.school_id"

static bool
card_next(struct rows *rows, struct practice *p)
{
	return db_next(rows, &p->id, &p->author_id, &p->title, &p->promise, &p->language,
	    &p->room.grades, &p->room.subjects, &p->room.minutes, &p->room.class_size, &p->state,
	    &p->shared_at, &p->counts[OUTCOME_ADOPT], &p->counts[OUTCOME_ADAPT],
	    &p->counts[OUTCOME_ABANDON], &p->author, &p->school, &p->starter,
	    &p->title_es, &p->promise_es);
}

static struct practices
cards(struct tx *tx, struct rows rows)
{
	struct practices list = {0};
	struct practice card = {0};

	while (card_next(&rows, &card))
		*LIST_ADD(tx_arena(tx), &list) = card;
	return list;
}

static void
parts_read(struct tx *tx, struct practice *p)
{
	struct buf words[PART_KINDS] = { {.arena = tx_arena(tx)}, {.arena = tx_arena(tx)}, {.arena = tx_arena(tx)} };
	struct rows rows = db_query(tx,
	    "SELECT kind, words FROM practice_part"
	    " WHERE district_id = $1 AND practice_id = $2 ORDER BY kind, place",
	    tx_district(tx), p->id);
	const char *line;
	int kind;

	while (db_next(&rows, &kind, &line)) {
		if (words[kind].len > 0)
			buf_char(&words[kind], '\n');
		buf_text(&words[kind], line);
	}
	for (int i = 0; i < PART_KINDS; i++)
		p->parts[i] = buf_str(&words[i]);
}

struct practice *
practice_row(struct tx *tx, int64_t id)
{
	struct practice *p = NEW(tx_arena(tx), struct practice);
	struct rows rows = db_query(tx,
	    "SELECT p.id, p.author_id, p.school_id, p.origin_id, p.title, p.promise, p.problem, p.steps,"
	    "       p.materials, p.why, p.evidence, p.caveats, p.sources, p.changed, p.changed_why,"
	    "       p.language, p.grades, p.subjects, p.minutes, p.class_size, p.learners, p.plans,"
	    "       p.state, p.shared_at, p.edited_at, p.removed_at, p.retired_why, p.adopted,"
	    "       p.adapted, p.abandoned, a.shown"
	    "  FROM practice p"
	    "  JOIN person a ON a.district_id = p.district_id AND a.id = p.author_id"
	    " WHERE p.district_id = $1 AND p.id = $2", tx_district(tx), id);

	if (!db_one(&rows, &p->id, &p->author_id, &p->school_id, &p->origin_id, &p->title, &p->promise,
	    &p->problem, &p->steps, &p->materials, &p->why, &p->evidence, &p->caveats, &p->sources,
	    &p->changed, &p->changed_why, &p->language, &p->room.grades, &p->room.subjects,
	    &p->room.minutes, &p->room.class_size, &p->room.learners, &p->room.plans, &p->state,
	    &p->shared_at, &p->edited_at, &p->removed_at, &p->retired_why,
	    &p->counts[OUTCOME_ADOPT], &p->counts[OUTCOME_ADAPT], &p->counts[OUTCOME_ABANDON], &p->author))
		return NULL;
	rows = db_query(tx,
	    "SELECT p.starter, p.title_es, p.promise_es, s.name FROM practice p"
	    "  LEFT JOIN school s ON s.district_id = p.district_id AND s.id = p.school_id"
	    " WHERE p.district_id = $1 AND p.id = $2", tx_district(tx), id);
	db_one(&rows, &p->starter, &p->title_es, &p->promise_es, &p->school);
	parts_read(tx, p);
	return p;
}

/* A part keeps its id while its words stay, so that what refers to it does too. */
static void
parts_write(struct tx *tx, const struct practice *p)
{
	for (int kind = 0; kind < PART_KINDS; kind++) {
		struct lines lines = text_lines(tx_arena(tx), p->parts[kind]);

		db_exec(tx,
		    "UPDATE practice_part SET place = -1"
		    " WHERE district_id = $1 AND practice_id = $2 AND kind = $3",
		    tx_district(tx), p->id, kind);
		for (size_t i = 0; i < lines.n; i++)
			if (db_exec(tx,
			    "UPDATE practice_part SET place = $5 WHERE district_id = $1"
			    " AND practice_id = $2 AND kind = $3 AND words = $4 AND place = -1",
			    tx_district(tx), p->id, kind, lines.at[i], (int64_t)i) == 0)
				db_exec(tx,
				    "INSERT INTO practice_part (district_id, practice_id, id, kind, place, words)"
				    " VALUES ($1, $2, $3, $4, $5, $6)",
				    tx_district(tx), p->id, id_make(), kind, (int64_t)i, lines.at[i]);
		db_exec(tx,
		    "DELETE FROM practice_part WHERE district_id = $1 AND practice_id = $2"
		    " AND kind = $3 AND place = -1", tx_district(tx), p->id, kind);
	}
}

void
practice_insert(struct tx *tx, struct practice *p)
{
	if (p->id == 0)
		p->id = id_make();
	db_exec(tx,
	    "INSERT INTO practice (district_id, id, author_id, school_id, origin_id, title, promise,"
	    " problem, steps, materials, why, evidence, caveats, sources, changed, changed_why,"
	    " language, grades, subjects, minutes, class_size, learners, plans, state, shared_at,"
	    " edited_at, removed_at, starter, title_es, promise_es, adopted, adapted, abandoned)"
	    " VALUES ($1, $2, $3, NULLIF(CAST($4 AS BIGINT), 0), NULLIF(CAST($5 AS BIGINT), 0), $6, $7,"
	    " $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25,"
	    " $26, 0, $27, $28, $29, 0, 0, 0)",
	    tx_district(tx), p->id, p->author_id, p->school_id, p->origin_id, p->title, p->promise,
	    p->problem, p->steps, p->materials, p->why, p->evidence, p->caveats, p->sources, p->changed,
	    p->changed_why, p->language, p->room.grades, p->room.subjects, p->room.minutes,
	    p->room.class_size, p->room.learners, p->room.plans, p->state, p->shared_at, p->edited_at,
	    p->starter, p->title_es, p->promise_es);
	parts_write(tx, p);
}

void
practice_update(struct tx *tx, const struct practice *p)
{
	db_exec(tx,
	    "UPDATE practice SET title = $3, promise = $4, problem = $5, steps = $6, materials = $7,"
	    " why = $8, evidence = $9, caveats = $10, sources = $11, changed = $12, changed_why = $13,"
	    " language = $14, grades = $15, subjects = $16, minutes = $17, class_size = $18,"
	    " learners = $19, plans = $20, edited_at = $21"
	    " WHERE district_id = $1 AND id = $2",
	    tx_district(tx), p->id, p->title, p->promise, p->problem, p->steps, p->materials, p->why,
	    p->evidence, p->caveats, p->sources, p->changed, p->changed_why, p->language,
	    p->room.grades, p->room.subjects, p->room.minutes, p->room.class_size, p->room.learners,
	    p->room.plans, p->edited_at);
	parts_write(tx, p);
}

void
practice_state_put(struct tx *tx, int64_t id, enum practice_state state, int64_t shared_at,
    const char *retired_why)
{
	db_exec(tx,
	    "UPDATE practice SET state = $3, shared_at = $4, retired_why = $5"
	    " WHERE district_id = $1 AND id = $2",
	    tx_district(tx), id, (int)state, shared_at, retired_why);
}

void
practice_removed_put(struct tx *tx, int64_t id, int64_t removed_at)
{
	db_exec(tx, "UPDATE practice SET removed_at = $3 WHERE district_id = $1 AND id = $2",
	    tx_district(tx), id, removed_at);
}

void
practice_count(struct tx *tx, int64_t id, int before, int after)
{
	int by[OUTCOMES] = {0};

	if (before >= 0)
		by[before]--;
	if (after >= 0)
		by[after]++;
	db_exec(tx,
	    "UPDATE practice SET adopted = adopted + $3, adapted = adapted + $4, abandoned = abandoned + $5"
	    " WHERE district_id = $1 AND id = $2",
	    tx_district(tx), id, by[OUTCOME_ADOPT], by[OUTCOME_ADAPT], by[OUTCOME_ABANDON]);
}

void
practice_recount(struct tx *tx, int64_t id)
{
	int64_t n[OUTCOMES] = {0}, count;
	int outcome;
	struct rows rows = db_query(tx,
	    "SELECT outcome, count(*) FROM trial"
	    " WHERE district_id = $1 AND practice_id = $2 AND reported_at > 0 AND withdrawn_at = 0"
	    " GROUP BY outcome", tx_district(tx), id);

	while (db_next(&rows, &outcome, &count))
		n[outcome] = count;
	db_exec(tx,
	    "UPDATE practice SET adopted = $3, adapted = $4, abandoned = $5"
	    " WHERE district_id = $1 AND id = $2",
	    tx_district(tx), id, n[OUTCOME_ADOPT], n[OUTCOME_ADAPT], n[OUTCOME_ABANDON]);
}

struct practices
practice_adaptations(struct tx *tx, int64_t origin)
{
	return cards(tx, db_query(tx,
	    CARD " WHERE p.district_id = $1 AND p.origin_id = $2 AND p.state = 1 AND p.removed_at = 0"
	    " ORDER BY p.shared_at", tx_district(tx), origin));
}

struct practices
practices_of(struct tx *tx, int64_t author)
{
	return cards(tx, db_query(tx,
	    CARD " WHERE p.district_id = $1 AND p.author_id = $2 AND p.removed_at = 0"
	    " ORDER BY p.state, p.id DESC", tx_district(tx), author));
}

struct practices
practices_drafts(struct tx *tx, int64_t person)
{
	return cards(tx, db_query(tx,
	    CARD " WHERE p.district_id = $1 AND p.author_id = $2 AND p.state = 0 AND p.removed_at = 0"
	    " ORDER BY p.id DESC LIMIT 5", tx_district(tx), person));
}

struct practices
practices_left(struct tx *tx, int64_t from, int64_t to, int64_t limit)
{
	return cards(tx, db_query(tx,
	    CARD " WHERE p.district_id = $1 AND p.state = 1 AND p.removed_at = 0 AND a.standing = 1"
	    "   AND a.standing_at >= $2 AND a.standing_at < $3 ORDER BY p.shared_at DESC LIMIT $4",
	    tx_district(tx), from, to, limit));
}

int64_t
trials_left(struct tx *tx, int64_t from, int64_t to)
{
	return db_number(tx,
	    "SELECT COUNT(DISTINCT t.person_id) FROM trial t"
	    "  JOIN person a ON a.district_id = t.district_id AND a.id = t.person_id"
	    " WHERE t.district_id = $1 AND t.reported_at = 0 AND t.stopped_at = 0 AND a.standing = 1"
	    "   AND a.standing_at >= $2 AND a.standing_at < $3",
	    tx_district(tx), from, to);
}

/* Ids are asked for twenty at a time, in one query. */
enum { BATCH = 20 };
#define BATCH_IDS(at) (at)[0], (at)[1], (at)[2], (at)[3], (at)[4], (at)[5], (at)[6], (at)[7], (at)[8], (at)[9], \
	(at)[10], (at)[11], (at)[12], (at)[13], (at)[14], (at)[15], (at)[16], (at)[17], (at)[18], (at)[19]

/* The next batch of ids, zeros behind the last. */
static const int64_t *
batch_of(struct arena *a, const int64_t *ids, size_t n, size_t from)
{
	int64_t *batch = NEW_N(a, int64_t, BATCH);

	for (size_t i = 0; i < BATCH && from + i < n; i++)
		batch[i] = ids[from + i];
	return batch;
}

struct practices
practices_listed(struct tx *tx, const int64_t *ids, size_t n)
{
	struct practices list = {0};

	for (size_t from = 0; from < n; from += BATCH) {
		const int64_t *at = batch_of(tx_arena(tx), ids, n, from);
		struct practices batch = cards(tx, db_query(tx, CARD
		    " WHERE p.district_id = $1 AND p.state = 1 AND p.removed_at = 0 AND p.id IN ($2, $3, $4, $5, $6, $7,"
		    " $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)",
		    tx_district(tx), BATCH_IDS(at)));
		for (size_t i = 0; i < BATCH; i++)
			for (size_t k = 0; k < batch.n; k++)
				if (batch.at[k].id == at[i])
					*LIST_ADD(tx_arena(tx), &list) = batch.at[k];
	}
	return list;
}

#define FILTERED \
	" WHERE p.district_id = $1 AND p.state = 1 AND p.removed_at = 0" \
	"   AND (CAST($2 AS BIGINT) = 0 OR p.grades = 0 OR (p.grades & CAST($2 AS BIGINT)) <> 0)" \
	"   AND (CAST($3 AS BIGINT) = 0 OR p.subjects = 0 OR (p.subjects & CAST($3 AS BIGINT)) <> 0)" \
	"   AND (CAST($4 AS BIGINT) = 0 OR (p.minutes > 0 AND p.minutes <= CAST($4 AS BIGINT)))" \
	"   AND (CAST($5 AS BIGINT) = 0 OR p.author_id = CAST($5 AS BIGINT))" \
	"   AND (CAST($6 AS BIGINT) = 0 OR p.school_id = CAST($6 AS BIGINT))" \
	"   AND (CAST($7 AS TEXT) IS NULL OR p.language = CAST($7 AS TEXT))" \
	"   AND (CAST($8 AS BIGINT) = 0 OR p.adopted + p.adapted > p.abandoned)"
#define FILTER_OF(f) (f)->grades, subjects_wanted((f)->subjects), (f)->minutes, (f)->author, (f)->school, \
	(f)->language, (f)->worked

/* What fits any subject fits these too. */
static unsigned
subjects_wanted(unsigned subjects)
{
	return subjects == 0 ? 0 : subjects | 1u << SUBJECT_ANY;
}

static struct idlist
ids_of(struct tx *tx, struct rows rows)
{
	struct idlist list = {0};
	int64_t id;

	while (db_next(&rows, &id))
		*LIST_ADD(tx_arena(tx), &list) = id;
	return list;
}

struct idlist
practices_newest(struct tx *tx, const struct practice_filter *f, int64_t offset, int64_t limit)
{
	return ids_of(tx, db_query(tx, "SELECT p.id FROM practice p" FILTERED
	    " ORDER BY p.shared_at DESC, p.id DESC LIMIT $9 OFFSET $10",
	    tx_district(tx), FILTER_OF(f), limit, offset));
}

int64_t
practices_number(struct tx *tx, const struct practice_filter *f)
{
	return db_number(tx, "SELECT count(*) FROM practice p" FILTERED, tx_district(tx), FILTER_OF(f));
}

struct idlist
practices_passing(struct tx *tx, struct idlist ids, const struct practice_filter *f)
{
	struct idlist passing = {0};

	for (size_t from = 0; from < ids.n; from += BATCH) {
		const int64_t *at = batch_of(tx_arena(tx), ids.at, ids.n, from);
		struct idlist batch = ids_of(tx, db_query(tx, "SELECT p.id FROM practice p" FILTERED
		    " AND p.id IN ($9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,"
		    " $25, $26, $27, $28)", tx_district(tx), FILTER_OF(f), BATCH_IDS(at)));
		for (size_t i = 0; i < BATCH; i++)
			for (size_t k = 0; k < batch.n; k++)
				if (batch.at[k] == at[i])
					*LIST_ADD(tx_arena(tx), &passing) = at[i];
	}
	return passing;
}

struct practices
practices_new_near(struct tx *tx, int64_t person, int64_t limit)
{
	return cards(tx, db_query(tx, CARD
	    " WHERE p.district_id = $1 AND p.state = 1 AND p.removed_at = 0 AND p.author_id <> $2"
	    "   AND p.school_id IN (SELECT school_id FROM assignment"
	    "        WHERE district_id = $1 AND person_id = $2 AND ended_at = 0)"
	    " ORDER BY p.shared_at DESC LIMIT $3", tx_district(tx), person, limit));
}

/* For rooms like theirs, not their own and not tried yet: in their language, and what went on most, first. */
struct practices
practices_suggested(struct tx *tx, int64_t person, struct room room, int64_t limit)
{
	return cards(tx, db_query(tx, CARD
	    " WHERE p.district_id = $1 AND p.state = 1 AND p.removed_at = 0 AND p.author_id <> $2"
	    "   AND (p.grades = 0 OR (p.grades & CAST($3 AS BIGINT)) <> 0)"
	    "   AND (p.subjects = 0 OR (p.subjects & CAST($4 AS BIGINT)) <> 0)"
	    "   AND NOT EXISTS (SELECT 1 FROM trial t WHERE t.district_id = $1"
	    "        AND t.practice_id = p.id AND t.person_id = $2)"
	    " ORDER BY CASE WHEN p.language = (SELECT CASE WHEN m.language = 1 THEN 'es' ELSE 'en' END FROM person m"
	    "            WHERE m.district_id = $1 AND m.id = $2) THEN 0 ELSE 1 END,"
	    "          (p.adopted + p.adapted + 1) * 100 / (p.adopted + p.adapted + p.abandoned + 2) DESC,"
	    "          p.shared_at DESC LIMIT $5",
	    tx_district(tx), person, room.grades, room.subjects, limit));
}

void
version_insert(struct tx *tx, int64_t practice, int64_t editor, int64_t at, const char *content)
{
	db_exec(tx,
	    "INSERT INTO practice_version (district_id, practice_id, version, edited_by, edited_at, content)"
	    " SELECT $1, $2, COALESCE(MAX(version), 0) + 1, $3, $4, $5 FROM practice_version"
	    "  WHERE district_id = CAST($1 AS BIGINT) AND practice_id = CAST($2 AS BIGINT)",
	    tx_district(tx), practice, editor, at, content);
}

struct versions
version_rows(struct tx *tx, int64_t practice)
{
	struct versions list = {0};
	struct version v = {0};
	struct rows rows = db_query(tx,
	    "SELECT v.version, v.edited_at, e.shown FROM practice_version v"
	    "  JOIN person e ON e.district_id = v.district_id AND e.id = v.edited_by"
	    " WHERE v.district_id = $1 AND v.practice_id = $2 ORDER BY v.version DESC",
	    tx_district(tx), practice);

	while (db_next(&rows, &v.number, &v.edited_at, &v.editor))
		*LIST_ADD(tx_arena(tx), &list) = v;
	return list;
}

struct version *
version_row(struct tx *tx, int64_t practice, int64_t number)
{
	struct version *v = NEW(tx_arena(tx), struct version);
	struct rows rows = db_query(tx,
	    "SELECT v.version, v.edited_at, e.shown, v.content FROM practice_version v"
	    "  JOIN person e ON e.district_id = v.district_id AND e.id = v.edited_by"
	    " WHERE v.district_id = $1 AND v.practice_id = $2 AND v.version = $3",
	    tx_district(tx), practice, number);

	return db_one(&rows, &v->number, &v->edited_at, &v->editor, &v->content) ? v : NULL;
}

void
practices_merge(struct merge *m)
{
	MERGE(m, "practice", "author_id", "CAST(id AS TEXT)");
	MERGE(m, "practice_version", "edited_by", "CAST(practice_id AS TEXT) || ' ' || CAST(version AS TEXT)");
	MERGE(m, "trial", "person_id", "CAST(id AS TEXT)");
}
