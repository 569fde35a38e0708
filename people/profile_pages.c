/* My profile: see it, change it, clear it, undo; with a photo or without. */
#include "auth/wall.h"
#include "base/text.h"
#include "jobs/jobs.h"
#include "people/people_rows.h"
#include "people/photo.h"
#include "people/profile_edit.html.h"
#include "site/feature.h"
#include "site/page.h"

enum { DAY = 86400, BODY_MOST = PHOTO_FILE_MOST + 1024 * 1024 };

static const struct choice languages[] = {
	{ "browser", N_("As my browser asks") }, { "en", "English" }, { "es", "Español" }, {0}
};

static const struct field profile_fields[] = {
	FIELD(profile_form, ask_me, N_("Ask me about"), .kind = FORM_PROSE, .max = 500),
	FIELD(profile_form, grades, N_("Grades I teach"), .choices = grade_choices),
	FIELD(profile_form, subjects, N_("Subjects I teach"), .choices = subject_choices),
	FIELD(profile_form, rooms, N_("Rooms"), .max = 100),
	FIELD(profile_form, pronouns, N_("Pronouns"), .max = 40),
	FIELD(profile_form, language, N_("Language"), .kind = FORM_CHOICE, .choices = languages),
	{0}
};

static void
profile_page(struct request *r, const struct profile_form *form)
{
	struct page page = { .title = say(r->lang, N_("My profile")), .tab = TAB_PEOPLE, .narrow = true };
	struct profile *me = profile_find(r->tx, r->login->person->id);
	struct html *h = page_open(r, &page);

	profile_edit_html(h, r, me, form, languages);
	page_close(h, r, &page);
}

static struct profile_form
form_of(struct request *r)
{
	struct profile *me = profile_find(r->tx, r->login->person->id);

	return (struct profile_form){ .grades = me->grades, .subjects = me->subjects, .rooms = me->rooms, .ask_me = me->ask_me,
	    .pronouns = me->pronouns, .language = r->login->person->language + 1 };
}

static void
profile_edit(struct request *r)
{
	struct profile_form form = form_of(r);

	profile_page(r, &form);
}

/* What is as the roster says goes on following the roster. */
static void
profile_save(struct request *r)
{
	struct profile *me = profile_find(r->tx, r->login->person->id);
	struct profile_form f;

	if (!form_read(r, profile_fields, &f)) {
		profile_page(r, &f);
		return;
	}
	me->grades = f.grades;
	me->own_grades = f.grades != me->source_grades;
	me->subjects = f.subjects;
	me->own_subjects = f.subjects != me->source_subjects;
	me->rooms = f.rooms;
	me->ask_me = f.ask_me;
	me->pronouns = f.pronouns;
	profile_keep(r->tx, me->person_id, r->now);
	profile_put(r->tx, me);
	person_language(r->tx, me->person_id, f.language < 0 ? -1 : (int)f.language - 1);
	page_see(r, "/me/profile", say(r->lang, N_("Saved. Colleagues see it now.")), "/me/profile/undo");
}

static void
profile_undo(struct request *r)
{
	bool done = profile_swap(r->tx, r->login->person->id, r->now);

	page_see(r, "/me/profile", say(r->lang, done ? N_("It is as it was before.") : N_("There is nothing to undo.")),
	    done ? "/me/profile/undo" : NULL);
}

static void
profile_clear_it(struct request *r)
{
	int64_t me = r->login->person->id;

	profile_keep(r->tx, me, r->now);
	profile_clear(r->tx, me);
	photo_take(r->tx, me, r->now);
	page_see(r, "/me/profile", say(r->lang, N_("Cleared. What the roster says about you stays.")), "/me/profile/unclear");
}

static void
profile_unclear(struct request *r)
{
	int64_t me = r->login->person->id;

	profile_swap(r->tx, me, r->now);
	photo_swap(r->tx, me, r->now);
	page_see(r, "/me/profile", say(r->lang, N_("It is as it was before.")), NULL);
}

/* Decoding takes as long as it takes, so it is done before the writer's turn. */
struct sent_photo { const char *problem; struct photo photo; };

static void
photo_prepare(struct request *r)
{
	struct upload *up = request_upload(r, "photo");
	struct buf file = { .arena = r->arena, .max = PHOTO_FILE_MOST + 1 };

	if (!login_may_early(r))
		return;
	struct sent_photo *sent = NEW(r->arena, struct sent_photo);
	r->prepared = sent;
	if (up == NULL || up->size == 0)
		sent->problem = N_("Choose a picture first.");
	else if (!upload_read(up, &file) && !file.full)
		sent->problem = N_("The picture did not arrive whole. Please send it again.");
	else
		sent->problem = photo_make(r->arena, (struct db_bytes){ buf_str(&file), file.full ? PHOTO_FILE_MOST + 1 : file.len }, &sent->photo);
}

static void
photo_send(struct request *r)
{
	const struct sent_photo *sent = r->prepared;

	if (sent == NULL || sent->problem != NULL) {
		problem_add(r, "photo", say(r->lang, sent != NULL ? sent->problem : N_("Choose a picture first.")));
		profile_edit(r);
		return;
	}
	photo_put(r->tx, r->login->person->id, &sent->photo, r->now);
	page_see(r, "/me/profile", say(r->lang, N_("Your photo is there. We kept a small square of it and nothing else.")), "/me/photo/undo");
}

static void
photo_remove(struct request *r)
{
	photo_take(r->tx, r->login->person->id, r->now);
	page_see(r, "/me/profile", say(r->lang, N_("Your photo is removed.")), "/me/photo/undo");
}

static void
photo_undo(struct request *r)
{
	photo_swap(r->tx, r->login->person->id, r->now);
	page_see(r, "/me/profile", say(r->lang, N_("It is as it was before.")), NULL);
}

/* Whatever it holds, it is only ever a picture: nothing in it may load, run or frame. */
static void
photo_show(struct request *r)
{
	struct profile *f = profile_find(r->tx, request_id(r, "person"));
	struct db_bytes photo;

	if (f == NULL || wall_look(r->login, WALL_PROFILE, f->person_id) != SEES_ALL ||
	    !photo_find(r->tx, f->person_id, text_eq(request_query(r, "size"), "small"), &photo)) {
		reply_not_found(r);
		return;
	}
	reply_bytes(r, 200, "image/jpeg", photo.at, photo.len);
	reply_header(r, "Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'");
	reply_header(r, "Content-Disposition", "inline; filename=\"photo.jpg\"");
	reply_header(r, "Cache-Control", "private, max-age=3600");
}

static void
forget(struct tx *tx, void *arg)
{
	before_forget(tx, *(const int64_t *)arg - (int64_t)BEFORE_DAYS * DAY);
}

static const char *
forget_before(struct job_run *run)
{
	return job_write(run, forget, &run->now) == DB_DONE ? NULL : "the database did not let it";
}

static const struct route routes[] = {
	{ "GET", "/me/profile", profile_edit, MAY_MEMBER },
	{ "POST", "/me/profile", profile_save, MAY_MEMBER },
	{ "POST", "/me/profile/undo", profile_undo, MAY_MEMBER },
	{ "POST", "/me/profile/clear", profile_clear_it, MAY_MEMBER },
	{ "POST", "/me/profile/unclear", profile_unclear, MAY_MEMBER },
	{ "POST", "/me/photo", photo_send, MAY_MEMBER, .prepare = photo_prepare, .takes_files = true, .body_max = BODY_MOST },
	{ "POST", "/me/photo/remove", photo_remove, MAY_MEMBER },
	{ "POST", "/me/photo/undo", photo_undo, MAY_MEMBER },
	{ "GET", "/people/:person/photo", photo_show, MAY_MEMBER },
	{0}
};

static const struct job jobs[] = { { "people.forget-before", forget_before, .every = DAY }, {0} };

extern const struct feature people;
const struct feature people = { .name = "people", .routes = routes, .jobs = jobs, .merge = people_merge };
