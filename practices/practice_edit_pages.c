/* Writing practices: a title first, then four short pages. */
#include "practices/practice_pages.h"
#include "base/text.h"
#include "practices/practice_edit.html.h"
#include "practices/practice_mine.html.h"
#include "site/draft.h"
#include "site/page.h"
#include <string.h>

struct title_form { const char *title; };
static const struct field title_fields[] = {
	FIELD(title_form, title, N_("Title"), .min = 3, .max = 120), {0}
};

static const struct choice language_choices[] = { { "en", "English" }, { "es", "Español" }, {0} };

static const struct field heart_fields[] = {
	FIELD(practice_form, title, N_("Title"), .min = 3, .max = 120),
	FIELD(practice_form, promise, N_("The promise"), .max = 240),
	FIELD(practice_form, problem, N_("The problem it solves"), .kind = FORM_PROSE, .max = 2000),
	FIELD(practice_form, steps, N_("Steps"), .kind = FORM_PROSE, .max = 8000),
	FIELD(practice_form, materials, N_("Materials"), .kind = FORM_PROSE, .max = 4000),
	{0}
};
static const struct field replicate_fields[] = {
	FIELD(practice_form, core, N_("Core: what must stay"), .kind = FORM_PROSE, .max = 2000),
	FIELD(practice_form, adaptable, N_("What you may change"), .kind = FORM_PROSE, .max = 2000),
	FIELD(practice_form, breaks, N_("What would break it"), .kind = FORM_PROSE, .max = 2000),
	FIELD(practice_form, changed, N_("What you changed"), .kind = FORM_PROSE, .max = 2000),
	FIELD(practice_form, changed_why, N_("Why you changed it"), .kind = FORM_PROSE, .max = 2000),
	{0}
};
static const struct field room_fields[] = {
	FIELD(practice_form, grades, N_("Grades"), .choices = grade_choices),
	FIELD(practice_form, subjects, N_("Subjects"), .choices = subject_choices),
	FIELD(practice_form, minutes, N_("Minutes it takes"), .max = 1000),
	FIELD(practice_form, class_size, N_("Students in the class"), .max = 500),
	FIELD(practice_form, learners, N_("English learners in the class"), .kind = FORM_CHOICE, .choices = share_choices),
	FIELD(practice_form, plans, N_("Students with IEPs in the class"), .kind = FORM_CHOICE, .choices = share_choices),
	FIELD(practice_form, language, N_("Written in"), .kind = FORM_CHOICE, .choices = language_choices),
	{0}
};
static const struct field why_fields[] = {
	FIELD(practice_form, why, N_("Why it works"), .kind = FORM_PROSE, .max = 4000),
	FIELD(practice_form, evidence, N_("What you saw"), .kind = FORM_PROSE, .max = 4000),
	FIELD(practice_form, caveats, N_("Caveats"), .kind = FORM_PROSE, .max = 4000),
	FIELD(practice_form, sources, N_("References"), .kind = FORM_PROSE, .max = 4000),
	{0}
};
static const struct field *const part_fields[EDIT_PARTS] = { heart_fields, replicate_fields, room_fields, why_fields };

void
practice_new(struct request *r)
{
	struct page page = { .title = say(r->lang, N_("Share what works")), .tab = TAB_PRACTICES, .narrow = true };
	struct html *h = page_open(r, &page);

	practice_new_html(h, r, request_form(r, "title"));
	page_close(h, r, &page);
}

void
practice_create(struct request *r)
{
	struct title_form form;

	if (!form_read(r, title_fields, &form)) {
		practice_new(r);
		return;
	}
	int64_t id = practice_begin(r->tx, r->login, form.title, lang_tag(r->lang));
	reply_see(r, "/practices/%s/edit/heart", id_text(r->arena, id));
}

void
practice_mine(struct request *r)
{
	struct page page = { .title = say(r->lang, N_("My practices")), .tab = TAB_PRACTICES };
	struct html *h = page_open(r, &page);

	practice_mine_html(h, r, practices_of(r->tx, r->login->person->id));
	page_close(h, r, &page);
}

/* What the author alone may change; the reply is made when it is not theirs. */
struct practice *
practice_mine_of(struct request *r)
{
	struct practice *p = practice_row(r->tx, request_id(r, "practice"));

	if (p != NULL && practice_is_mine(p, r->login))
		return p;
	if (p == NULL || practice_find(r->tx, r->login, p->id) == NULL)
		reply_not_found(r);
	else
		reply_status(r, 403);
	return NULL;
}

static struct practice_form
form_of(const struct practice *p)
{
	return (struct practice_form){ .title = p->title, .promise = p->promise, .problem = p->problem, .steps = p->steps,
	    .materials = p->materials, .core = p->parts[PART_CORE], .adaptable = p->parts[PART_ADAPTABLE],
	    .breaks = p->parts[PART_BREAKS], .changed = p->changed, .changed_why = p->changed_why,
	    .grades = p->room.grades, .subjects = p->room.subjects, .minutes = p->room.minutes,
	    .class_size = p->room.class_size, .learners = p->room.learners, .plans = p->room.plans, .why = p->why,
	    .evidence = p->evidence, .caveats = p->caveats, .sources = p->sources, .language = lang_find(p->language) };
}

static void
form_put(struct practice *p, const struct practice_form *f)
{
	p->title = f->title;
	p->promise = f->promise;
	p->problem = f->problem;
	p->steps = f->steps;
	p->materials = f->materials;
	p->parts[PART_CORE] = f->core;
	p->parts[PART_ADAPTABLE] = f->adaptable;
	p->parts[PART_BREAKS] = f->breaks;
	p->changed = f->changed;
	p->changed_why = f->changed_why;
	p->room.grades = f->grades;
	p->room.subjects = f->subjects;
	p->room.minutes = f->minutes;
	p->room.class_size = f->class_size;
	p->room.learners = f->learners;
	p->room.plans = f->plans;
	p->why = f->why;
	p->evidence = f->evidence;
	p->caveats = f->caveats;
	p->sources = f->sources;
	p->language = f->language == LANG_ES ? "es" : "en";
}

static void
edit_page(struct request *r, const struct practice *p, int part, const struct practice_form *form, int64_t kept_at)
{
	struct page page = { .title = p->title, .tab = TAB_PRACTICES, .narrow = true, .toolbar = true };
	struct html *h = page_open(r, &page);

	practice_edit_html(h, r, p, part, form, kept_at);
	page_close(h, r, &page);
}

static const char *
draft_kind(struct request *r, int part)
{
	return arena_printf(r->arena, "practice-%s", edit_part_names[part]);
}

/* Puts what was typed on this page and not saved into the form: when it was
 * typed, or 0 where there is nothing that is not saved already. */
static int64_t
draft_into(struct request *r, const struct practice *p, int part, struct practice_form *form)
{
	struct practice_form typed = *form;
	struct practice one = *p, other = *p;
	int64_t kept_at = 0;

	if (!draft_open(r, draft_kind(r, part), p->id, &kept_at))
		return 0;
	form_read(r, part_fields[part], &typed);
	r->problems.n = 0;
	form_put(&one, form);
	form_put(&other, &typed);
	if (text_eq(practice_markdown(r->arena, &one), practice_markdown(r->arena, &other)))
		return 0;
	*form = typed;
	return kept_at;
}

/* The practice of the path and the page of it that is written; NULL: the reply is made. */
static struct practice *
page_of(struct request *r, int *ret_part)
{
	struct practice *p = practice_mine_of(r);

	*ret_part = -1;
	for (int i = 0; i < EDIT_PARTS; i++)
		if (text_eq(request_param(r, "part"), edit_part_names[i]))
			*ret_part = i;
	if (p != NULL && *ret_part < 0) {
		reply_not_found(r);
		return NULL;
	}
	return p;
}

void
practice_edit(struct request *r)
{
	int part;
	struct practice *p = page_of(r, &part);

	if (p == NULL)
		return;
	struct practice_form form = form_of(p);
	int64_t kept_at = draft_into(r, p, part, &form);
	edit_page(r, p, part, &form, kept_at);
}

/* As it will look, with what is typed on every page and not yet saved. */
void
practice_preview(struct request *r)
{
	int part;
	struct practice *p = page_of(r, &part);

	if (p == NULL)
		return;
	struct practice_form form = form_of(p);
	for (int i = 0; i < EDIT_PARTS; i++)
		draft_into(r, p, i, &form);
	form_put(p, &form);
	struct page page = { .title = p->title, .tab = TAB_PRACTICES };
	struct html *h = page_open(r, &page);
	practice_preview_html(h, p, part);
	page_close(h, r, &page);
}

void
practice_save_part(struct request *r)
{
	int part;
	struct practice *p = page_of(r, &part);

	if (p == NULL)
		return;
	struct practice_form form = form_of(p);
	if (!form_read(r, part_fields[part], &form)) {
		edit_page(r, p, part, &form, 0);
		return;
	}
	form_put(p, &form);
	struct lack lack = p->state == PRACTICE_SHARED ? practice_lacks(p) : (struct lack){0};
	if (lack.what != NULL && lack.part == (enum edit_part)part) {
		problem_add(r, lack.field, say(r->lang, lack.what));
		edit_page(r, p, part, &form, 0);
		return;
	}
	practice_save(r->tx, p, r->login->person->id);
	draft_drop(r, draft_kind(r, part), p->id);
	const char *id = id_text(r->arena, p->id);
	if (p->state == PRACTICE_DRAFT && part + 1 < EDIT_PARTS && !text_eq(request_form(r, "next"), "look"))
		reply_see(r, "/practices/%s/edit/%s", id, edit_part_names[part + 1]);
	else
		page_see(r, arena_printf(r->arena, "/practices/%s", id), say(r->lang, N_("Saved.")), NULL);
}

/* The page that saves by itself asks for nothing back; its buttons without
 * script come back to the form, or to how it will look. */
void
practice_keep_draft(struct request *r)
{
	int part;
	struct practice *p = page_of(r, &part);

	if (p == NULL)
		return;
	draft_put(r, draft_kind(r, part), p->id);
	if (*request_header(r, "x-autosave") != '\0')
		reply_bytes(r, 204, NULL, "", 0);
	else if (text_eq(request_form(r, "next"), "preview"))
		reply_see(r, "/practices/%s/preview/%s", id_text(r->arena, p->id), edit_part_names[part]);
	else
		page_see(r, arena_printf(r->arena, "/practices/%s/edit/%s", id_text(r->arena, p->id), edit_part_names[part]),
		    say(r->lang, N_("Kept as a draft. Only you can see it.")), NULL);
}

void
practice_drop_draft(struct request *r)
{
	int part;
	struct practice *p = page_of(r, &part);

	if (p == NULL)
		return;
	draft_drop(r, draft_kind(r, part), p->id);
	reply_see(r, "/practices/%s/edit/%s", id_text(r->arena, p->id), edit_part_names[part]);
}

static void
see_practice(struct request *r, const struct practice *p, const char *sentence, const char *undo)
{
	const char *path = arena_printf(r->arena, "/practices/%s", id_text(r->arena, p->id));

	page_see(r, path, sentence, undo == NULL ? NULL : arena_printf(r->arena, "%s/%s", path, undo));
}

void
practice_share_it(struct request *r)
{
	struct practice *p = practice_mine_of(r);

	if (p == NULL)
		return;
	if (p->state == PRACTICE_DRAFT && practice_lacks(p).what == NULL)
		practice_share(r->tx, p);
	see_practice(r, p, say(r->lang, p->state == PRACTICE_SHARED ? N_("Shared with the district. Thank you: colleagues can find it now.") :
	    N_("Something is still missing before it can be shared.")), NULL);
}

void
practice_remove_it(struct request *r)
{
	struct practice *p = practice_mine_of(r);

	if (p == NULL)
		return;
	practice_remove(r->tx, p, true);
	page_see(r, "/practices/mine", say(r->lang, N_("Removed.")),
	    arena_printf(r->arena, "/practices/%s/restore", id_text(r->arena, p->id)));
}

void
practice_restore_it(struct request *r)
{
	struct practice *p = practice_mine_of(r);

	if (p == NULL)
		return;
	practice_remove(r->tx, p, false);
	see_practice(r, p, say(r->lang, N_("It is back.")), NULL);
}

void
practice_retire_it(struct request *r)
{
	struct practice *p = practice_mine_of(r);

	if (p == NULL)
		return;
	practice_retire(r->tx, p, text_cut(r->arena, text_trim(r->arena, request_form(r, "why")), 500));
	see_practice(r, p, say(r->lang, N_("Retired. Who has the link still finds it; search does not.")), "unretire");
}

void
practice_unretire_it(struct request *r)
{
	struct practice *p = practice_mine_of(r);

	if (p == NULL)
		return;
	practice_unretire(r->tx, p);
	see_practice(r, p, say(r->lang, N_("It is back.")), NULL);
}

static const struct field adapt_fields[] = {
	FIELD(adapt_form, changed, N_("What you change"), .kind = FORM_PROSE, .min = 1, .max = 2000),
	FIELD(adapt_form, changed_why, N_("Why"), .kind = FORM_PROSE, .max = 2000),
	FIELD(adapt_form, title, N_("What yours is called"), .min = 3, .max = 120),
	{0}
};

static void
adapt_page(struct request *r, const struct practice *origin, const struct adapt_form *form)
{
	struct page page = { .title = say(r->lang, N_("Adapt it for my room")), .tab = TAB_PRACTICES, .narrow = true };
	struct html *h = page_open(r, &page);

	practice_adapt_html(h, r, origin, form);
	page_close(h, r, &page);
}

void
practice_adapt_form(struct request *r)
{
	struct practice *origin = practice_of(r);

	if (origin != NULL)
		adapt_page(r, origin, &(struct adapt_form){ .changed = "", .changed_why = "", .title = "" });
}

void
practice_adapt_it(struct request *r)
{
	struct practice *origin = practice_of(r);
	struct adapt_form form = {0};

	if (origin == NULL)
		return;
	form_read(r, adapt_fields, &form);
	if (problem_of(r, "title") == NULL && text_eq(text_fold(r->arena, form.title), text_fold(r->arena, origin->title)))
		problem_add(r, "title", say(r->lang, N_("Give yours a name of its own, so that colleagues can tell them apart.")));
	if (r->problems.n > 0) {
		adapt_page(r, origin, &form);
		return;
	}
	const char *id = id_text(r->arena, practice_adapt(r->tx, r->login, origin, &(struct change){ form.title, form.changed, form.changed_why }));
	page_see(r, arena_printf(r->arena, "/practices/%s/edit/heart", id),
	    say(r->lang, N_("This is your own copy, as a draft. Change what is different in your room.")),
	    arena_printf(r->arena, "/practices/%s/remove", id));
}
