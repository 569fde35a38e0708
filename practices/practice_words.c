/* Words that templates say of practices. */
#include "practices/practice_pages.h"
#include "base/clock.h"
#include "html/html.h"

enum { NOON = 12 };

static bool
has_spanish(const struct html *h, const struct practice *p)
{
	return h->lang == LANG_ES && p->title_es != NULL && p->promise_es != NULL;
}

const char *
title_said(const struct html *h, const struct practice *p)
{
	return has_spanish(h, p) ? p->title_es : p->title;
}

const char *
promise_said(const struct html *h, const struct practice *p)
{
	return has_spanish(h, p) ? p->promise_es : p->promise;
}

const char *
said_in(const struct html *h, const struct practice *p)
{
	return has_spanish(h, p) ? lang_tag(LANG_ES) : p->language;
}

const char *
trial_title(const struct html *h, const struct trial *t)
{
	return h->lang == LANG_ES && t->practice_title_es != NULL ? t->practice_title_es : t->practice_title;
}

const char *
share_said(enum lang lang, int64_t share)
{
	return say(lang, share_choices[share].label);
}

const char *
iso_said(const struct html *h, const char *iso)
{
	struct civil day;

	if (!date_read(iso, &day))
		return iso;
	day.hour = NOON;
	return date_said(h->arena, h->lang, h->zone, zone_seconds(h->zone, day), h->now);
}

/* Only ages: how large their class is and who is in it, we do not know. */
bool
slice_fits(const struct slice *s, const struct room *room)
{
	return s->kind == CONTEXT_GRADES && (room->grades & band_grades((enum band)s->which)) != 0;
}

int64_t
outcome_most(const struct evidence *e)
{
	int64_t most = 1;

	for (int i = 0; i < OUTCOMES; i++)
		most = e->counts[i] > most ? e->counts[i] : most;
	return most;
}
