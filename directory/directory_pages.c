/* Finding people, and the page of each. */
#include "directory/directory.h"
#include "auth/wall.h"
#include "base/csv.h"
#include "base/id.h"
#include "base/text.h"
#include "directory/people_list.html.h"
#include "directory/person_show.html.h"
#include "html/html.h"
#include "http/decode.h"
#include "site/feature.h"
#include "site/page.h"
#include <string.h>

enum { PAGE = 40, NEAR = 6, SHARED = 50, FOUND_MOST = 1000, EXPORT = 200000 };

static unsigned
one_of(struct request *r, const char *name, const struct choice *choices)
{
	for (int i = 0; choices[i].value != NULL; i++)
		if (text_eq(request_query(r, name), choices[i].value))
			return 1u << i;
	return 0;
}

static struct people_filter
filter_read(struct request *r)
{
	struct people_filter f = { .words = text_line(r->arena, request_query(r, "q")),
	    .grades = one_of(r, "grade", grade_choices), .subjects = one_of(r, "subject", subject_choices) };
	const char *school = request_query(r, "school");

	id_read(school, strlen(school), &f.school);
	return f;
}

const char *
same_search(struct request *r, const char *path, int64_t page)
{
	struct buf out = { .arena = r->arena };
	struct html h = { .out = &out, .arena = r->arena, .base = "" };

	for (size_t i = 0; i < r->query.n; i++) {
		const struct pair *p = &r->query.at[i];
		if (text_eq(p->name, "page") || *p->value == '\0')
			continue;
		buf_char(&out, out.len == 0 ? '?' : '&');
		html_url_part(&h, p->name);
		buf_char(&out, '=');
		html_url_part(&h, p->value);
	}
	if (page > 1)
		buf_printf(&out, "%cpage=%lld", out.len == 0 ? '?' : '&', (long long)page);
	return arena_printf(r->arena, "%s%s", path, buf_str(&out));
}

/* Of a search all are found at once, up to a number nobody reads through, so
 * that they can be counted; of everybody only the page. */
static void
found_read(struct request *r, struct people_view *v, int64_t number)
{
	int64_t skip = (number - 1) * PAGE, most = v->filtered ? FOUND_MOST + 1 : PAGE + 1;

	v->found = profile_list(r->tx, &v->filter, most, v->filtered ? 0 : skip);
	v->total = (int64_t)v->found.n;
	v->many = v->filtered && v->total > FOUND_MOST;
	int64_t from = v->filtered ? skip : 0, left = v->total > from ? v->total - from : 0;
	if (left > PAGE)
		v->later = same_search(r, "/people", number + 1);
	if (number > 1)
		v->earlier = same_search(r, "/people", number - 1);
	v->found.at = left > 0 ? v->found.at + from : NULL;
	v->found.n = (size_t)(left > PAGE ? PAGE : left);
}

void
people_list(struct request *r)
{
	struct page page = { .title = say(r->lang, N_("People")), .tab = TAB_PEOPLE };
	struct people_view v = { .filter = filter_read(r), .schools = school_list(r->tx),
	    .mine = person_context(r->tx, r->login->person->id) };
	int64_t number = 1;

	if (!text_i64(request_query(r, "page"), &number) || number < 1 || number > 100000)
		number = 1;
	v.filtered = !text_empty(v.filter.words) || v.filter.school != 0 || v.filter.grades != 0 || v.filter.subjects != 0;
	found_read(r, &v, number);
	if (!v.filtered && number == 1)
		v.like = people_like(r->tx, r->login->person->id, NEAR);
	if (login_may(r->login, MAY_ROSTER))
		v.csv = same_search(r, "/people.csv", 0);
	struct html *h = page_open(r, &page);
	people_list_html(h, r, &v);
	page_close(h, r, &page);
}

void
people_export(struct request *r)
{
	struct people_filter f = filter_read(r);
	struct profiles found = profile_list(r->tx, &f, EXPORT, 0);
	struct buf out = { .arena = r->arena };

	csv_begin(&out, "name,email,school,position,grades,subjects,rooms,ask me about");
	for (size_t i = 0; i < found.n; i++) {
		const struct profile *p = &found.at[i];
		csv_field(&out, p->shown, false);
		csv_field(&out, wall_look(r->login, WALL_CONTACT, p->person_id) == SEES_ALL ? p->email : NULL, false);
		csv_field(&out, p->school, false);
		csv_field(&out, p->duty, false);
		csv_field(&out, grades_code(r->arena, p->grades), false);
		csv_field(&out, subjects_code(r->arena, p->subjects), false);
		csv_field(&out, p->rooms, false);
		csv_field(&out, p->ask_me, true);
	}
	reply_bytes(r, 200, "text/csv; charset=utf-8", buf_str(&out), out.len);
	reply_header(r, "Content-Disposition", "attachment; filename=\"people.csv\"");
}

/* RFC 6068 §2: all but the @ between the two parts is encoded. */
static const char *
mail_to(struct arena *a, const char *email)
{
	struct buf out = { .arena = a };
	const char *at = strrchr(email, '@');

	buf_text(&out, "mailto:");
	if (at != NULL) {
		encode_percent(&out, arena_copy(a, email, (size_t)(at - email)));
		buf_char(&out, '@');
		email = at + 1;
	}
	encode_percent(&out, email);
	return buf_str(&out);
}

void
person_show(struct request *r)
{
	struct person_view v = { .profile = profile_find(r->tx, request_id(r, "person")) };

	if (v.profile == NULL || wall_look(r->login, WALL_PROFILE, v.profile->person_id) != SEES_ALL) {
		reply_not_found(r);
		return;
	}
	int64_t person = v.profile->person_id, viewer = r->login->person->id;
	v.positions = positions_of(r->tx, person);
	v.practices = practices_by(r->tx, person, SHARED);
	v.mine = person_context(r->tx, viewer);
	v.me = person == viewer;
	if (v.profile->email != NULL && wall_look(r->login, WALL_CONTACT, person) == SEES_ALL)
		v.mail_to = mail_to(r->arena, v.profile->email);
	struct page page = { .title = v.profile->shown, .tab = TAB_PEOPLE };
	struct html *h = page_open(r, &page);
	person_show_html(h, r, &v);
	page_close(h, r, &page);
}

static const struct route routes[] = {
	{ "GET", "/people", people_list, MAY_MEMBER },
	{ "GET", "/people.csv", people_export, MAY_ROSTER },
	{ "GET", "/people/:person", person_show, MAY_MEMBER },
	{ "GET", "/schools", school_list_page, MAY_MEMBER },
	{ "GET", "/schools/:school", school_show, MAY_MEMBER },
	{0}
};

extern const struct feature directory;
const struct feature directory = { .name = "directory", .routes = routes };
