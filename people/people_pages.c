#include "people/people.h"
#include "auth/wall.h"
#include "base/id.h"
#include "base/text.h"
#include "people/people_list.html.h"
#include "people/person_show.html.h"
#include "people/profile_edit.html.h"
#include "site/feature.h"
#include "site/page.h"
#include <string.h>

enum { PAGE = 40, NEAR = 12 };

static unsigned
one_of(struct request *r, const char *name, const struct choice *choices)
{
	for (int i = 0; choices[i].value != NULL; i++)
		if (text_eq(request_query(r, name), choices[i].value))
			return 1u << i;
	return 0;
}

static void
people_list(struct request *r)
{
	struct people_filter f = { .words = text_line(r->arena, request_query(r, "q")),
	    .grades = one_of(r, "grade", grade_choices), .subjects = one_of(r, "subject", subject_choices) };
	const char *school = request_query(r, "school");
	struct page page = { .title = say(r->lang, N_("People")), .tab = TAB_PEOPLE };
	int64_t number = 1;

	id_read(school, strlen(school), &f.school);
	if (!text_i64(request_query(r, "page"), &number) || number < 1 || number > 100000)
		number = 1;
	struct profiles found = profile_list(r->tx, &f, PAGE + 1, (number - 1) * PAGE);
	bool more = found.n > PAGE;
	if (more)
		found.n = PAGE;
	struct profiles like = number == 1 && text_empty(f.words) && f.school == 0 && f.grades == 0 && f.subjects == 0 ?
	    people_like(r->tx, r->login->person->id, NEAR) : (struct profiles){0};
	struct html *h = page_open(r, &page);
	people_list_html(h, r, &f, school_list(r->tx), found, like, number, more);
	page_close(h, r, &page);
}

static void
person_show(struct request *r)
{
	struct profile *f = profile_find(r->tx, request_id(r, "person"));

	if (f == NULL || wall_look(r->login, WALL_PROFILE, f->person_id) != SEES_ALL) {
		reply_not_found(r);
		return;
	}
	struct page page = { .title = f->shown, .tab = TAB_PEOPLE };
	struct html *h = page_open(r, &page);
	person_show_html(h, r, f);
	page_close(h, r, &page);
}

struct profile_form { unsigned grades, subjects; const char *rooms, *ask_me, *pronouns; };
static const struct field profile_fields[] = {
	FIELD(profile_form, grades, N_("Grades I teach"), .choices = grade_choices),
	FIELD(profile_form, subjects, N_("Subjects I teach"), .choices = subject_choices),
	FIELD(profile_form, rooms, N_("Rooms"), .max = 100),
	FIELD(profile_form, ask_me, N_("Ask me about"), .kind = FORM_PROSE, .max = 500),
	FIELD(profile_form, pronouns, N_("Pronouns"), .max = 40),
	{0}
};

static void
profile_page(struct request *r, const struct profile *f)
{
	struct page page = { .title = say(r->lang, N_("My profile")), .tab = TAB_PEOPLE, .narrow = true };
	struct html *h = page_open(r, &page);

	profile_edit_html(h, r, f);
	page_close(h, r, &page);
}

static void
profile_edit(struct request *r)
{
	profile_page(r, profile_find(r->tx, r->login->person->id));
}

static void
profile_save(struct request *r)
{
	struct profile *f = profile_find(r->tx, r->login->person->id);
	struct profile_form form;

	bool good = form_read(r, profile_fields, &form);
	f->grades = form.grades;
	f->subjects = form.subjects;
	f->own_grades = f->own_subjects = true;
	f->rooms = form.rooms;
	f->ask_me = form.ask_me;
	f->pronouns = form.pronouns;
	if (!good) {
		profile_page(r, f);
		return;
	}
	profile_put(r->tx, f);
	page_see(r, "/me/profile", say(r->lang, N_("Saved.")), NULL);
}

static const struct route routes[] = {
	{ "GET", "/people", people_list, MAY_MEMBER },
	{ "GET", "/people/:person", person_show, MAY_MEMBER },
	{ "GET", "/me/profile", profile_edit, MAY_MEMBER },
	{ "POST", "/me/profile", profile_save, MAY_MEMBER },
	{0}
};

extern const struct feature people;
const struct feature people = { .name = "people", .routes = routes, .merge = people_merge };
