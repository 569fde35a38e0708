#include "practices/rules.h"
#include "auth/wall.h"
#include "base/buf.h"
#include "practices/practice_rows.h"

enum { FEW = 5 };

/* The band that all of a class's grades lie in; -1: none, or more than one. */
static int
band_of(unsigned grades)
{
	for (int i = 0; i < BANDS; i++)
		if (grades != 0 && (grades & ~band_grades((enum band)i)) == 0)
			return i;
	return -1;
}

/* A slice shows at five or more; and never just one of them is left out, or
 * the rest would give it away by subtraction. */
static void
slices_read(struct tx *tx, const struct practice *p, struct evidence *e)
{
	int64_t all[BANDS] = {0}, kept[BANDS] = {0};
	struct outcomes list = trials_outcomes(tx, p->id);

	for (size_t i = 0; i < list.n; i++) {
		int band = band_of(list.at[i].grades);
		if (band < 0)
			continue;
		all[band]++;
		kept[band] += list.at[i].outcome != OUTCOME_ABANDON;
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
