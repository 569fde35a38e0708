/* Schools: which there are, and the page of each. */
#include "base/text.h"
#include "directory/directory.h"
#include "directory/school_list.html.h"
#include "directory/school_show.html.h"
#include "site/page.h"
#include <string.h>

enum { PAGE = 60, STAFF_MOST = 1000, SHARED = 6, KEPT = 5, LITTLE_ONES = 7 };       /* up to grade 5 they have one teacher for most */

void
school_list_page(struct request *r)
{
	struct page page = { .title = say(r->lang, N_("Schools")), .tab = TAB_PEOPLE };
	struct schools_view v = { .words = text_line(r->arena, request_query(r, "q")) };
	const char *key = text_fold(r->arena, v.words);
	struct schools all = school_list(r->tx);
	int64_t number = 1;

	if (!text_i64(request_query(r, "page"), &number) || number < 1 || number > 100000)
		number = 1;
	for (size_t i = 0; i < all.n; i++) {
		if (*key != '\0' && strstr(text_fold(r->arena, all.at[i].name), key) == NULL)
			continue;
		if (v.found++ / PAGE == (size_t)number - 1)
			*LIST_ADD(r->arena, &v.rows) = (struct school_row){ &all.at[i], school_size(r->tx, all.at[i].id) };
	}
	v.all = all.n;
	if (number > 1)
		v.earlier = same_search(r, "/schools", number - 1);
	if (v.found > (size_t)number * PAGE)
		v.later = same_search(r, "/schools", number + 1);
	struct html *h = page_open(r, &page);
	school_list_html(h, r, &v);
	page_close(h, r, &page);
}

static void
group_add(struct arena *a, struct staff_groups *groups, const char *title, const struct profiles *staff, unsigned grade, unsigned subject)
{
	struct staff_group g = { .title = title };

	for (size_t i = 0; i < staff->n; i++)
		if ((staff->at[i].grades & grade) != 0 || (staff->at[i].subjects & subject) != 0)
			*LIST_ADD(a, &g.people) = staff->at[i];
	if (g.people.n > 0)
		*LIST_ADD(a, groups) = g;
}

/* By grade or by subject, then those whom the roster gives neither. */
static struct staff_groups
groups_of(struct request *r, const struct profiles *staff, bool by_subject)
{
	const struct choice *choices = by_subject ? subject_choices : grade_choices;
	struct staff_groups groups = {0};
	struct staff_group rest = { .title = say(r->lang, N_("Everybody else")) };

	for (int i = 0; choices[i].value != NULL; i++) {
		unsigned grade = by_subject ? 0 : 1u << i, subject = by_subject ? 1u << i : 0;
		group_add(r->arena, &groups, by_subject ? subjects_said(r->arena, r->lang, subject) :
		    grades_said(r->arena, r->lang, grade), staff, grade, subject);
	}
	for (size_t i = 0; i < staff->n; i++)
		if ((by_subject ? staff->at[i].subjects : staff->at[i].grades) == 0)
			*LIST_ADD(r->arena, &rest.people) = staff->at[i];
	if (rest.people.n > 0)
		*LIST_ADD(r->arena, &groups) = rest;
	return groups;
}

void
school_show(struct request *r)
{
	struct school_view v = { .school = school_find(r->tx, request_id(r, "school")) };

	if (v.school == NULL || v.school->closed) {
		reply_not_found(r);
		return;
	}
	struct people_filter f = { .school = v.school->id };
	v.staff = profile_list(r->tx, &f, STAFF_MOST, 0);
	v.practices = practices_at(r->tx, v.school->id, SHARED);
	v.adoption = adoption_at(r->tx, v.school->id);
	v.kept = practices_kept_at(r->tx, v.school->id, KEPT);
	const char *by = request_query(r, "by");
	v.by_subject = text_eq(by, "subject") || (!text_eq(by, "grade") && v.school->high_grade > LITTLE_ONES);
	v.groups = groups_of(r, &v.staff, v.by_subject);
	struct page page = { .title = v.school->name, .tab = TAB_PEOPLE };
	struct html *h = page_open(r, &page);
	school_show_html(h, r, &v);
	page_close(h, r, &page);
}
