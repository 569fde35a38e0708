/* Finding practices: the list, its filters, and the same as a spreadsheet. */
#include "practices/practice_pages.h"
#include "base/clock.h"
#include "base/csv.h"
#include "base/text.h"
#include "practices/practice_list.html.h"
#include "practices/practice_search.h"
#include "site/page.h"
#include <string.h>

enum { PAGE = 20, EXPORT = 100000, CHIPS_TRIED = 6, LITTLE = 4 };

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

static int64_t
id_of(struct request *r, const char *name)
{
	const char *text = request_query(r, name);
	int64_t id = 0;

	id_read(text, strlen(text), &id);
	return id;
}

static struct practice_query
query_read(struct request *r)
{
	struct practice_query q = { .words = text_line(r->arena, request_query(r, "q")), .filter = {
	    .grades = set_of(r, "grades", grade_choices), .subjects = set_of(r, "subjects", subject_choices),
	    .author = id_of(r, "author"), .school = id_of(r, "school"), .worked = *request_query(r, "worked") != '\0' } };
	int language = lang_find(request_query(r, "language"));

	text_i64(request_query(r, "minutes"), &q.filter.minutes);
	if (q.filter.minutes < 0 || q.filter.minutes > 1000)
		q.filter.minutes = 0;
	if (language >= 0)
		q.filter.language = lang_tag((enum lang)language);
	return practice_understand(r->arena, q);
}

static void
put_pair(struct html *h, const char *name, const char *value)
{
	buf_char(h->out, h->out->len == 0 ? '?' : '&');
	html_url_part(h, name);
	buf_char(h->out, '=');
	html_url_part(h, value);
}

static void
put_set(struct html *h, const char *name, const struct choice *choices, unsigned set)
{
	for (int i = 0; choices[i].value != NULL; i++)
		if (set >> i & 1)
			put_pair(h, name, choices[i].value);
}

/* The address of a search; page 0: the first. */
static const char *
query_path(struct arena *a, const char *path, const struct practice_query *q, int64_t page)
{
	struct buf out = { .arena = a };
	struct html h = { .out = &out, .arena = a, .base = "" };
	const struct practice_filter *f = &q->filter;

	if (!text_empty(q->words))
		put_pair(&h, "q", q->words);
	put_set(&h, "grades", grade_choices, f->grades);
	put_set(&h, "subjects", subject_choices, f->subjects);
	if (f->minutes != 0)
		put_pair(&h, "minutes", arena_printf(a, "%lld", (long long)f->minutes));
	if (f->language != NULL)
		put_pair(&h, "language", f->language);
	if (f->school != 0)
		put_pair(&h, "school", id_text(a, f->school));
	if (f->author != 0)
		put_pair(&h, "author", id_text(a, f->author));
	if (f->worked)
		put_pair(&h, "worked", "1");
	if (page > 1)
		put_pair(&h, "page", arena_printf(a, "%lld", (long long)page));
	return arena_printf(a, "%s%s", path, buf_str(&out));
}

static void
chip_add(struct request *r, struct practice_view_list *v, const char *said, struct practice_query without)
{
	*LIST_ADD(r->arena, &v->chips) = (struct practice_chip){ .said = said, .without = without,
	    .path = query_path(r->arena, "/practices", &without, 0) };
}

/* Some minutes to choose from, and the ones that were typed. */
static struct idlist
minutes_offered(struct arena *a, int64_t asked)
{
	static const int64_t usual[] = { 5, 10, 15, 20, 30, 45, 60, 90 };
	struct idlist list = {0};
	bool put = asked == 0;

	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++) {
		if (!put && asked < usual[i])
			*LIST_ADD(a, &list) = asked;
		put = put || asked <= usual[i];
		*LIST_ADD(a, &list) = usual[i];
	}
	if (!put)
		*LIST_ADD(a, &list) = asked;
	return list;
}

/* What narrows the list, each with the search that is left when it is taken away. */
static void
chips_make(struct request *r, struct practice_view_list *v)
{
	const struct practice_query *q = &v->query;
	const struct practice_filter *f = &q->filter;
	struct practice_query without;

#define WITHOUT(said, change) do { without = *q; without.change; chip_add(r, v, said, without); } while (0)
	if (!text_empty(q->words))
		WITHOUT(arena_printf(r->arena, say(r->lang, N_("“%s”")), q->words), words = "");
	if (f->grades != 0)
		WITHOUT(grades_said(r->arena, r->lang, f->grades), filter.grades = 0);
	for (int i = 0; i < SUBJECTS; i++)
		if (f->subjects >> i & 1)
			WITHOUT(say(r->lang, subject_choices[i].label), filter.subjects &= ~(1u << i));
	if (f->minutes != 0)
		WITHOUT(arena_printf(r->arena, say_n(r->lang, "%d minute or less", "%d minutes or less", f->minutes), (int)f->minutes), filter.minutes = 0);
	if (f->language != NULL)
		WITHOUT(lang_name((enum lang)lang_find(f->language)), filter.language = NULL);
	if (f->school != 0)
		WITHOUT(arena_text(r->arena, school_name(r->tx, f->school)), filter.school = 0);
	if (f->author != 0) {
		struct person *author = person_find(r->tx, f->author);
		WITHOUT(author != NULL ? author->shown : "", filter.author = 0);
	}
	if (f->worked)
		WITHOUT(say(r->lang, N_("More kept it than stopped")), filter.worked = false);
#undef WITHOUT
}

/* Little was found: which one thing less would find more? */
static void
wider_make(struct request *r, struct practice_view_list *v)
{
	for (size_t i = 0; i < v->chips.n && i < CHIPS_TRIED && v->chips.n > 1; i++) {
		struct practice_chip chip = v->chips.at[i];
		chip.total = practice_search(r->tx, &chip.without, 0, 0).total;
		if (chip.total > v->total)
			*LIST_ADD(r->arena, &v->wider) = chip;
	}
}

static void
mine_make(struct request *r, struct practice_view_list *v)
{
	struct person_context mine = person_context(r->tx, r->login->person->id);
	struct practice_query q = v->query;

	v->asked = (struct room){ .grades = q.filter.grades, .subjects = q.filter.subjects };
	v->mine = (struct room){ .grades = mine.grades, .subjects = mine.subjects };
	if (q.filter.grades != 0 || q.filter.subjects != 0 || (mine.grades == 0 && mine.subjects == 0))
		return;
	q.filter.grades = mine.grades;
	q.filter.subjects = mine.subjects;
	v->for_my_room = query_path(r->arena, "/practices", &q, 0);
}

void
practice_list(struct request *r)
{
	struct practice_view_list v = { .query = query_read(r), .page = 1 };
	struct page page = { .title = say(r->lang, N_("Practices")), .tab = TAB_PRACTICES, .lively = true, .own_search = true };

	if (!text_i64(request_query(r, "page"), &v.page) || v.page < 1 || v.page > EXPORT / PAGE)
		v.page = 1;
	struct practices_found found = practice_search(r->tx, &v.query, (v.page - 1) * PAGE, PAGE);
	v.found = found.list;
	v.total = found.total;
	v.instead = found.instead;
	v.pages = (found.total + PAGE - 1) / PAGE;
	if (v.page > 1)
		v.earlier = query_path(r->arena, "/practices", &v.query, v.page - 1);
	if (v.page < v.pages)
		v.later = query_path(r->arena, "/practices", &v.query, v.page + 1);
	v.csv = query_path(r->arena, "/practices.csv", &v.query, 0);
	v.minutes = minutes_offered(r->arena, v.query.filter.minutes);
	chips_make(r, &v);
	mine_make(r, &v);
	if (v.total < LITTLE)
		wider_make(r, &v);
	struct html *h = page_open(r, &page);
	practice_list_html(h, r, &v);
	page_close(h, r, &page);
}

static void
csv_row(struct request *r, struct buf *out, const struct practice *p)
{
	struct arena *a = r->arena;

	csv_field(out, p->title, false);
	csv_field(out, p->promise, false);
	csv_field(out, p->author, false);
	csv_field(out, p->school, false);
	csv_field(out, p->language, false);
	csv_field(out, grades_code(a, p->room.grades), false);
	csv_field(out, subjects_code(a, p->room.subjects), false);
	csv_field(out, date_iso(a, zone_civil(r->zone, p->shared_at)), false);
	csv_field(out, arena_printf(a, "%s%s/practices/%s", r->origin, r->base, id_text(a, p->id)), false);
	csv_number(out, p->room.minutes, false);
	csv_number(out, p->counts[OUTCOME_ADOPT], false);
	csv_number(out, p->counts[OUTCOME_ADAPT], false);
	csv_number(out, p->counts[OUTCOME_ABANDON], true);
}

void
practice_export(struct request *r)
{
	struct practice_query q = query_read(r);
	struct practices found = practice_search(r->tx, &q, 0, EXPORT).list;
	struct buf out = { .arena = r->arena };

	csv_begin(&out, "title,promise,author,school,language,grades,subjects,shared,address,minutes,kept,kept_with_changes,did_not_work");
	for (size_t i = 0; i < found.n; i++)
		csv_row(r, &out, &found.at[i]);
	reply_bytes(r, 200, "text/csv; charset=utf-8", buf_str(&out), out.len);
	reply_header(r, "Content-Disposition", "attachment; filename=\"practices.csv\"");
}
