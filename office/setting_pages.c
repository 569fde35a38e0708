/* The settings of the district, and what was changed. */
#include "base/id.h"
#include "base/text.h"
#include "office/office_pages.h"
#include "office/setting_list.html.h"
#include "office/settings.h"
#include "site/page.h"

enum { LOG = 40 };

static void
settings_page(struct request *r, const char **values)
{
	struct page page = { .title = say(r->lang, N_("Settings")), .tab = TAB_ADMIN };
	const struct setting *const *all = settings_all(r->arena);
	struct html *h = page_open(r, &page);

	setting_list_html(h, r, all, values, setting_entry_rows(r->tx, LOG));
	page_close(h, r, &page);
}

static const char **
values_now(struct request *r)
{
	const struct setting *const *all = settings_all(r->arena);
	LIST(const char *) values = {0};

	for (size_t i = 0; all[i] != NULL; i++)
		*LIST_ADD(r->arena, &values) = all[i]->kind == SETTING_SECRET ? "" : setting_value(r->tx, all[i]);
	return values.at;
}

void
setting_list(struct request *r)
{
	settings_page(r, values_now(r));
}

void
setting_save(struct request *r)
{
	const struct setting *const *all = settings_all(r->arena);
	const char **values = values_now(r);

	/* A field that was not on the page, or a secret left empty, stays as it is. */
	for (size_t i = 0; all[i] != NULL; i++) {
		const char *typed = pairs_find(&r->form, all[i]->name);
		if (typed == NULL && !(all[i]->kind == SETTING_CHECK && *request_form(r, "all") != '\0'))
			continue;
		values[i] = setting_typed(r->arena, all[i], typed != NULL ? typed : "");
		const char *wrong = setting_problem(r->arena, r->lang, all[i], values[i]);
		if (wrong != NULL)
			problem_add(r, all[i]->name, wrong);
	}
	if (r->problems.n > 0) {
		settings_page(r, values);
		return;
	}
	struct setting_entry *before = setting_entry_last(r->tx, r->login->person->id);
	for (size_t i = 0; all[i] != NULL; i++)
		if (all[i]->kind != SETTING_SECRET || *values[i] != '\0')
			setting_change(r->tx, r->login, all[i], values[i]);
	struct setting_entry *last = setting_entry_last(r->tx, r->login->person->id);
	bool changed = last != NULL && (before == NULL || before->id != last->id);
	page_see(r, "/office/settings", say(r->lang, changed ? N_("Saved. What stood there before is below.") : N_("Nothing was changed.")), NULL);
}

void
setting_undo_it(struct request *r)
{
	struct setting_entry *e = setting_entry_row(r->tx, request_id(r, "entry"));

	if (e == NULL) {
		reply_not_found(r);
		return;
	}
	const char *wrong = setting_undo(r->tx, r->login, e->id);
	page_see(r, "/office/settings", say(r->lang, wrong != NULL ? wrong : N_("It is as it was.")), NULL);
}
