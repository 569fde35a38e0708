/* Finding and reading practices. */
#include "practices/practice_pages.h"
#include "base/text.h"
#include "db/search.h"
#include "practices/practice_list.html.h"
#include "practices/practice_sheet.html.h"
#include "practices/practice_show.html.h"
#include "practices/versions.html.h"
#include "site/page.h"
#include <string.h>

enum { PAGE = 20, REPORTS = 30, EXPORT = 100000 };

static unsigned
set_of(struct request *r, const char *name, const struct choice *choices)
{
	unsigned set = 0;

	for (size_t i = 0; i < r->query.n; i++)
		for (int c = 0; text_eq(r->query.at[i].name, name) && choices[c].value != NULL; c++)
			if (text_eq(r->query.at[i].value, choices[c].value))
				set |= 1u << c;
	return set;
}

static struct practice_search
search_read(struct request *r)
{
	struct practice_search s = { .words = text_line(r->arena, request_query(r, "q")), .page = 1,
	    .filter = { .grades = set_of(r, "grades", grade_choices), .subjects = set_of(r, "subjects", subject_choices) } };

	text_i64(request_query(r, "minutes"), &s.filter.minutes);
	if (s.filter.minutes < 0 || s.filter.minutes > 1000)
		s.filter.minutes = 0;
	if (!text_i64(request_query(r, "page"), &s.page) || s.page < 1 || s.page > 100000)
		s.page = 1;
	s.filter.worked = *request_query(r, "worked") != '\0';
	return s;
}

static bool
passes(const struct practice *p, const struct practice_filter *f)
{
	return (f->grades == 0 || p->room.grades == 0 || (p->room.grades & f->grades) != 0) &&
	    (f->subjects == 0 || p->room.subjects == 0 || (p->room.subjects & f->subjects) != 0) &&
	    (f->minutes == 0 || p->room.minutes <= f->minutes) &&
	    (!f->worked || p->counts[OUTCOME_ADOPT] + p->counts[OUTCOME_ADAPT] > p->counts[OUTCOME_ABANDON]);
}

/* With words: by rank, filtered in that order, only as far as the page needs. */
static void
find_by_words(struct tx *tx, struct practice_search *s, int64_t limit)
{
	struct search_hits hits = search_find(tx, &(struct search_query){ .kind = "practice", .words = s->words });
	int64_t skip = (s->page - 1) * limit;

	for (size_t i = 0; i < hits.n; i++) {
		struct practices one = practices_listed(tx, &hits.at[i].id, 1);
		if (one.n == 0 || !passes(&one.at[0], &s->filter))
			continue;
		s->total++;
		if (s->total > skip && (int64_t)s->found.n < limit)
			*LIST_ADD(tx_arena(tx), &s->found) = one.at[0];
	}
}

static void
find(struct tx *tx, struct practice_search *s, int64_t limit)
{
	if (!text_empty(s->words)) {
		find_by_words(tx, s, limit);
		return;
	}
	s->total = practices_number(tx, &s->filter);
	s->found = practices_newest(tx, &s->filter, (s->page - 1) * limit, limit);
}

/* The address of another page of the same search. */
static const char *
page_query(struct request *r, int64_t page)
{
	struct buf out = { .arena = r->arena };
	struct html h = { .out = &out, .arena = r->arena, .base = "" };

	for (size_t i = 0; i < r->query.n; i++)
		if (!text_eq(r->query.at[i].name, "page") && *r->query.at[i].value != '\0') {
			html_url_part(&h, r->query.at[i].name);
			buf_char(&out, '=');
			html_url_part(&h, r->query.at[i].value);
			buf_char(&out, '&');
		}
	buf_printf(&out, "page=%lld", (long long)page);
	return arena_printf(r->arena, "/practices?%s", buf_str(&out));
}

void
practice_list(struct request *r)
{
	struct practice_search s = search_read(r);
	struct page page = { .title = say(r->lang, N_("Practices")), .tab = TAB_PRACTICES };

	find(r->tx, &s, PAGE);
	if (s.page > 1)
		s.earlier = page_query(r, s.page - 1);
	if (s.page * PAGE < s.total)
		s.later = page_query(r, s.page + 1);
	struct html *h = page_open(r, &page);
	practice_list_html(h, r, &s);
	page_close(h, r, &page);
}

/* A field for a spreadsheet: quoted, and never read as a formula. */
static void
csv_field(struct buf *out, const char *s, bool last)
{
	buf_char(out, '"');
	if (s != NULL && *s != '\0' && strchr("=+-@\t\r", *s) != NULL)
		buf_char(out, '\'');
	for (; s != NULL && *s != '\0'; s++) {
		if (*s == '"')
			buf_char(out, '"');
		buf_char(out, *s);
	}
	buf_text(out, last ? "\"\r\n" : "\",");
}

void
practice_export(struct request *r)
{
	struct practice_search s = search_read(r);
	struct buf out = { .arena = r->arena };

	find(r->tx, &s, EXPORT);
	buf_text(&out, "\xEF\xBB\xBF" "title,promise,author,school,grades,subjects,minutes,kept,changed,stopped\r\n");
	for (size_t i = 0; i < s.found.n; i++) {
		struct practice *p = &s.found.at[i];
		csv_field(&out, p->title, false);
		csv_field(&out, p->promise, false);
		csv_field(&out, p->author, false);
		csv_field(&out, p->school, false);
		csv_field(&out, grades_code(r->arena, p->room.grades), false);
		csv_field(&out, subjects_code(r->arena, p->room.subjects), false);
		buf_printf(&out, "%lld,%lld,%lld,%lld\r\n", (long long)p->room.minutes, (long long)p->counts[0],
		    (long long)p->counts[1], (long long)p->counts[2]);
	}
	reply_bytes(r, 200, "text/csv; charset=utf-8", buf_str(&out), out.len);
	reply_header(r, "Content-Disposition", "attachment; filename=\"practices.csv\"");
}

/* The practice of the path, or a reply that there is none. */
struct practice *
practice_of(struct request *r)
{
	struct practice *p = practice_find(r->tx, r->login, request_id(r, "practice"));

	if (p == NULL)
		reply_not_found(r);
	return p;
}

void
practice_show(struct request *r)
{
	struct practice *p = practice_of(r);

	if (p == NULL)
		return;
	struct practice_view v = { .practice = p, .mine = practice_is_mine(p, r->login),
	    .evidence = evidence_of(r->tx, p), .reports = trials_reported(r->tx, p->id, REPORTS),
	    .adaptations = practice_adaptations(r->tx, p->id), .trial = trial_mine(r->tx, p->id, r->login->person->id),
	    .lacks = p->state == PRACTICE_DRAFT ? practice_lacks(p) : NULL };
	if (p->origin_id != 0)
		v.origin = practice_find(r->tx, r->login, p->origin_id);
	struct page page = { .title = p->title, .tab = TAB_PRACTICES };
	struct html *h = page_open(r, &page);
	practice_show_html(h, r, &v);
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

void
practice_history(struct request *r)
{
	struct practice *p = practice_of(r);
	int64_t number = 0;

	if (p == NULL)
		return;
	struct page page = { .title = say(r->lang, N_("How it changed")), .tab = TAB_PRACTICES };
	struct version *chosen = NULL;
	if (text_i64(request_query(r, "version"), &number) && (chosen = version_row(r->tx, p->id, number)) == NULL) {
		reply_not_found(r);
		return;
	}
	struct html *h = page_open(r, &page);
	versions_html(h, r, p, version_rows(r->tx, p->id), chosen);
	page_close(h, r, &page);
}
