/* Finding and reading practices. */
#include "practices/practice_pages.h"
#include "base/text.h"
#include "practices/practice_sheet.html.h"
#include "practices/practice_show.html.h"
#include "practices/report_list.html.h"
#include "site/page.h"
#include <stdlib.h>
#include <string.h>

enum { REPORTS = 20, EACH = 2, FAMILY_MOST = 60 };

/* The practice of the path, or a reply that there is none. */
struct practice *
practice_of(struct request *r)
{
	struct practice *p = practice_find(r->tx, r->login, request_id(r, "practice"));

	if (p == NULL)
		reply_not_found(r);
	return p;
}

/* What they teach, as everybody may read in the directory. */
static const char *
teaches(struct request *r, int64_t person)
{
	struct person_context c = person_context(r->tx, person);
	const char *grades = grades_said(r->arena, r->lang, c.grades), *subjects = subjects_said(r->arena, r->lang, c.subjects);

	if (__builtin_popcount(c.subjects) > 2 || *subjects == '\0')
		return grades;
	return *grades == '\0' ? subjects : arena_printf(r->arena, "%s, %s", subjects, grades);
}

static void
reports_add(struct request *r, struct report_views *views, struct trials list)
{
	for (size_t i = 0; i < list.n; i++)
		*LIST_ADD(r->arena, views) = (struct report_view){ &list.at[i], teaches(r, list.at[i].person_id) };
}

static int
by_report_time(const void *x, const void *y)
{
	const struct report_view *a = x, *b = y;

	return (a->trial->reported_at < b->trial->reported_at) - (a->trial->reported_at > b->trial->reported_at);
}

/* The latest of each kind, so that what did not work is never out of sight. */
static struct report_views
latest_reports(struct request *r, int64_t practice)
{
	struct report_views views = {0};

	for (int outcome = 0; outcome < OUTCOMES; outcome++)
		reports_add(r, &views, trials_reported(r->tx, practice, outcome, 0, EACH));
	if (views.n > 0)
		qsort(views.at, views.n, sizeof(views.at[0]), by_report_time);
	return views;
}

static void
family_grow(struct request *r, struct family *f, int *left)
{
	struct practices children = practice_adaptations(r->tx, f->practice->id);

	f->children = NEW_N(r->arena, struct family, children.n);
	for (size_t i = 0; i < children.n && --*left > 0; i++) {
		f->children[f->n] = (struct family){ .practice = &children.at[i] };
		family_grow(r, &f->children[f->n++], left);
	}
}

static struct family *
family_of(struct request *r, const struct practice *p)
{
	struct family *f = NEW(r->arena, struct family);
	int left = FAMILY_MOST;

	f->practice = p;
	for (const struct practice *up = p; up != NULL && up->origin_id != 0 && --left > 0;)
		if ((up = practice_find(r->tx, r->login, up->origin_id)) != NULL)
			f->practice = up;
	left = FAMILY_MOST;
	family_grow(r, f, &left);
	return f;
}

static const struct slice *
slice_like(const struct evidence *e, const struct room *room)
{
	for (size_t i = 0; i < e->slices.n; i++)
		if (slice_fits(&e->slices.at[i], room))
			return &e->slices.at[i];
	return NULL;
}

void
practice_show(struct request *r)
{
	struct practice *p = practice_of(r);

	if (p == NULL)
		return;
	int64_t me = r->login->person->id;
	struct person_context mine = person_context(r->tx, me);
	struct practice_view v = { .practice = p, .is_author = practice_is_mine(p, r->login), .evidence = evidence_of(r->tx, p),
	    .my_room = { .grades = mine.grades, .subjects = mine.subjects }, .reports = latest_reports(r, p->id),
	    .family = family_of(r, p), .trial = trial_mine(r->tx, p->id, me) };
	v.like_mine = slice_like(&v.evidence, &v.my_room);
	if (p->state == PRACTICE_DRAFT)
		v.lack = practice_lacks(p);
	if (p->origin_id != 0)
		v.origin = practice_find(r->tx, r->login, p->origin_id);
	struct page page = { .title = p->title, .tab = TAB_PRACTICES };
	struct html *h = page_open(r, &page);
	practice_show_html(h, r, &v);
	page_close(h, r, &page);
}

void
practice_reports(struct request *r)
{
	struct practice *p = practice_of(r);

	if (p == NULL)
		return;
	struct report_list v = { .practice = p, .evidence = evidence_of(r->tx, p), .outcome = -1, .page = 1 };
	for (int i = 0; i < OUTCOMES; i++)
		if (text_eq(request_query(r, "outcome"), outcome_choices[i].value))
			v.outcome = i;
	int64_t total = v.outcome < 0 ? v.evidence.total : v.evidence.counts[v.outcome];
	v.pages = (total + REPORTS - 1) / REPORTS;
	if (!text_i64(request_query(r, "page"), &v.page) || v.page < 1 || v.page > v.pages)
		v.page = 1;
	reports_add(r, &v.reports, trials_reported(r->tx, p->id, v.outcome, (v.page - 1) * REPORTS, REPORTS));
	struct page page = { .title = p->title, .tab = TAB_PRACTICES };
	struct html *h = page_open(r, &page);
	report_list_html(h, &v);
	page_close(h, r, &page);
}

void
practice_sheet(struct request *r)
{
	struct practice *p = practice_of(r);

	if (p == NULL)
		return;
	struct html *h = reply_html(r, 200);
	practice_sheet_html(h, r, p);
}

void
practice_download(struct request *r)
{
	struct practice *p = practice_of(r);

	if (p == NULL)
		return;
	const char *text = practice_markdown(r->arena, p);
	reply_bytes(r, 200, "text/markdown; charset=utf-8", text, strlen(text));
	reply_header(r, "Content-Disposition", arena_printf(r->arena, "attachment; filename=\"practice-%s.md\"", id_text(r->arena, p->id)));
}
