#include "practices/rules.h"
#include "auth/wall.h"
#include "base/buf.h"
#include "practices/practice_rows.h"

enum { FEW = 5 };

/* A slice shows at five or more; and never just one of them is left out, or
 * the rest would give it away by subtraction. */
static void
slices_read(struct tx *tx, const struct practice *p, struct evidence *e)
{
	int64_t all[BANDS] = {0}, kept[BANDS] = {0}, n[BANDS];
	int outcome;
	struct rows rows = db_query(tx,
	    "SELECT outcome,"
	    "  SUM(CASE WHEN (grades & $3) <> 0 AND (grades & ~CAST($3 AS BIGINT)) = 0 THEN 1 ELSE 0 END),"
	    "  SUM(CASE WHEN (grades & $4) <> 0 AND (grades & ~CAST($4 AS BIGINT)) = 0 THEN 1 ELSE 0 END),"
	    "  SUM(CASE WHEN (grades & $5) <> 0 AND (grades & ~CAST($5 AS BIGINT)) = 0 THEN 1 ELSE 0 END),"
	    "  SUM(CASE WHEN (grades & $6) <> 0 AND (grades & ~CAST($6 AS BIGINT)) = 0 THEN 1 ELSE 0 END)"
	    "  FROM trial WHERE district_id = $1 AND practice_id = $2 AND reported_at > 0 AND withdrawn_at = 0"
	    " GROUP BY outcome",
	    tx_district(tx), p->id, band_grades(BAND_EARLY), band_grades(BAND_UPPER), band_grades(BAND_MIDDLE),
	    band_grades(BAND_HIGH));
	while (db_next(&rows, &outcome, &n[0], &n[1], &n[2], &n[3]))
		for (int i = 0; i < BANDS; i++) {
			all[i] += n[i];
			kept[i] += outcome != OUTCOME_ABANDON ? n[i] : 0;
		}
	int64_t rest = e->total, hidden = 0;
	for (int i = 0; i < BANDS; i++)
		if (all[i] >= FEW)
			rest -= all[i];
	hidden = rest;
	for (int i = 0; i < BANDS && (hidden == 0 || hidden >= FEW); i++)
		if (all[i] >= FEW && all[i] < e->total)
			e->slices[e->nslices++] = (struct slice){ (enum band)i, kept[i], all[i] };
}

struct evidence
evidence_of(struct tx *tx, const struct practice *p)
{
	struct evidence e = {0};

	for (int i = 0; i < OUTCOMES; i++)
		e.total += e.counts[i] = p->counts[i];
	if (e.total >= FEW)
		slices_read(tx, p, &e);
	e.under_way = wall_count(trials_under_way(tx, p->id));
	return e;
}

const char *
evidence_sentence(struct arena *a, enum lang lang, const struct evidence *e)
{
	struct buf out = { .arena = a };
	int adopt = (int)e->counts[OUTCOME_ADOPT], adapt = (int)e->counts[OUTCOME_ADAPT];
	int stop = (int)e->counts[OUTCOME_ABANDON], total = (int)e->total;

	if (total == 0)
		return say(lang, N_("Nobody has reported yet. You could be the first to say how it went."));
	buf_printf(&out, say_n(lang, "%d colleague tried it and reported:", "%d colleagues tried it and reported:", total), total);
	buf_char(&out, ' ');
	buf_printf(&out, say(lang, N_("%1$d kept it as it is, %2$d kept it with changes, and for %3$d it did not work.")), adopt, adapt, stop);
	for (size_t i = 0; i < e->nslices; i++) {
		buf_char(&out, ' ');
		buf_printf(&out, say(lang, N_("In %1$s, %2$d of %3$d kept it.")), band_name(lang, e->slices[i].band),
		    (int)e->slices[i].kept, (int)e->slices[i].total);
	}
	return buf_str(&out);
}

const char *
evidence_short(struct arena *a, enum lang lang, const int64_t counts[OUTCOMES])
{
	int total = (int)(counts[0] + counts[1] + counts[2]), kept = (int)(counts[0] + counts[1]);

	if (total == 0)
		return say(lang, N_("No reports yet"));
	return arena_printf(a, say(lang, N_("Kept by %1$d of %2$d who tried it")), kept, total);
}
