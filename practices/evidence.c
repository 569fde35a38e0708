#include "practices/rules.h"
#include "auth/wall.h"
#include "base/buf.h"
#include "practices/hide.h"
#include "practices/practice_rows.h"

/* How large a class is, in words. */
enum { SIZE_SMALL, SIZE_MIDDLE, SIZE_LARGE, SIZES };
enum { SHARE_FEW, SHARE_SOME, SHARE_MANY, SHARES };
static const int columns_of[CONTEXT_KINDS] = { BANDS, SIZES, SHARES };

/* -1: not said, or in between. */
static int
band_of(unsigned grades)
{
	for (int i = 0; i < BANDS; i++)
		if ((grades & band_grades((enum band)i)) != 0)
			return (grades & ~band_grades((enum band)i)) == 0 ? i : -1;
	return -1;
}

static int
column_of(enum context_kind kind, const struct room *room)
{
	switch (kind) {
	case CONTEXT_GRADES:
		return band_of(room->grades);
	case CONTEXT_SIZE:
		return room->class_size == 0 ? -1 : room->class_size <= 20 ? SIZE_SMALL : room->class_size <= 30 ? SIZE_MIDDLE : SIZE_LARGE;
	case CONTEXT_LEARNERS:
		return room->learners < 0 ? -1 : room->learners <= 1 ? SHARE_FEW : room->learners == 2 ? SHARE_SOME : SHARE_MANY;
	case CONTEXT_KINDS:
		break;
	}
	return -1;
}

static void
slices_add(struct arena *a, struct evidence *e, enum context_kind kind, struct report_rows reports)
{
	int64_t n[COLUMNS_MOST] = {0}, kept[COLUMNS_MOST] = {0};

	for (size_t i = 0; i < reports.n; i++) {
		int at = column_of(kind, &reports.at[i].room);
		if (at < 0)
			continue;
		n[at]++;
		kept[at] += reports.at[i].outcome != OUTCOME_ABANDON;
	}
	unsigned shown = columns_shown(n, columns_of[kind], (int64_t)reports.n);
	for (int i = 0; i < columns_of[kind]; i++)
		if (shown >> i & 1)
			*LIST_ADD(a, &e->slices) = (struct slice){ kind, i, wall_count(n[i]), kept_word(kept[i], n[i]) };
}

struct evidence
evidence_of(struct tx *tx, const struct practice *p)
{
	struct evidence e = {0};

	for (int i = 0; i < OUTCOMES; i++)
		e.total += e.counts[i] = p->counts[i];
	if (e.total >= FEW) {
		struct report_rows reports = reports_of(tx, p->id, e.total - e.total % FEW);
		for (int kind = 0; kind < CONTEXT_KINDS; kind++)
			slices_add(tx_arena(tx), &e, (enum context_kind)kind, reports);
	}
	e.under_way = wall_count(trials_under_way(tx, p->id));
	if (e.total >= FEW) {
		int64_t used, not_any_more;
		practice_lasting(tx, p->id, &used, &not_any_more);
		e.checked = wall_count(used + not_any_more);
		e.most_last = used > not_any_more;
	}
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
	if (adopt == total)
		buf_text(&out, say_n(lang, "kept as it is.", "all kept it as it is.", total));
	else if (adapt == total)
		buf_text(&out, say_n(lang, "kept with changes.", "all kept it with changes.", total));
	else if (stop == total)
		buf_text(&out, say_n(lang, "it did not work there.", "it did not work for any of them.", total));
	else
		buf_printf(&out, say(lang, N_("%1$d kept it as it is, %2$d kept it with changes, and for %3$d it did not work.")), adopt, adapt, stop);
	return buf_str(&out);
}

const char *
slice_context(enum lang lang, const struct slice *s)
{
	static const char *const sizes[SIZES] = { N_("up to 20 students"), N_("21 to 30 students"), N_("more than 30 students") };
	static const char *const shares[SHARES] = { N_("few English learners or none"), N_("about a quarter English learners"),
	    N_("half English learners or more") };

	switch (s->kind) {
	case CONTEXT_GRADES:   return band_name(lang, (enum band)s->which);
	case CONTEXT_SIZE:     return say(lang, sizes[s->which]);
	case CONTEXT_LEARNERS: return say(lang, shares[s->which]);
	case CONTEXT_KINDS:    break;
	}
	return "";
}

const char *
slice_said(struct arena *a, enum lang lang, const struct slice *s)
{
	static const char *const words[] = { N_("%d or more tried it"), N_("more than half of %d or more kept it"),
	    N_("half or fewer of %d or more kept it") };

	return arena_printf(a, say(lang, words[s->kept]), (int)s->reports);
}

const char *
evidence_short(struct arena *a, enum lang lang, const int64_t counts[OUTCOMES])
{
	int total = (int)(counts[0] + counts[1] + counts[2]), kept = (int)(counts[0] + counts[1]);

	if (total == 0)
		return say(lang, N_("No reports yet"));
	return arena_printf(a, say(lang, N_("Kept by %1$d of %2$d who tried it")), kept, total);
}
