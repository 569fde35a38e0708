/* How a practice changed: its versions, two of them compared, and an older one brought back. */
#include "practices/practice_pages.h"
#include "base/text.h"
#include "practices/text_compare.h"
#include "practices/versions.html.h"
#include "site/page.h"

static const struct { const char *name; size_t at; } texts[] = {
	{ N_("Title"), offsetof(struct practice, title) },
	{ N_("The promise"), offsetof(struct practice, promise) },
	{ N_("What was changed"), offsetof(struct practice, changed) },
	{ N_("Why it was changed"), offsetof(struct practice, changed_why) },
	{ N_("The problem it solves"), offsetof(struct practice, problem) },
	{ N_("Steps"), offsetof(struct practice, steps) },
	{ N_("Materials"), offsetof(struct practice, materials) },
	{ N_("Core: what must stay"), offsetof(struct practice, parts[PART_CORE]) },
	{ N_("What you may change"), offsetof(struct practice, parts[PART_ADAPTABLE]) },
	{ N_("What would break it"), offsetof(struct practice, parts[PART_BREAKS]) },
	{ N_("Why it works"), offsetof(struct practice, why) },
	{ N_("What I saw"), offsetof(struct practice, evidence) },
	{ N_("Caveats"), offsetof(struct practice, caveats) },
	{ N_("References"), offsetof(struct practice, sources) },
};

static const char *
text_of(const struct practice *p, size_t i)
{
	return *(const char *const *)((const char *)p + texts[i].at);
}

/* A version as it was; `practice` is NULL where its text follows no form that we know any more. */
struct then { struct version *version; struct practice *practice; };

static struct then
then_of(struct request *r, int64_t practice, int64_t number)
{
	struct then then = { .version = version_row(r->tx, practice, number) };
	const char *error;

	if (then.version != NULL)
		then.practice = practice_read_markdown(r->arena, then.version->content, &error);
	return then;
}

static const char *
room_text(struct request *r, const struct room *room)
{
	struct buf out = { .arena = r->arena };

	buf_printf(&out, "%s\n%s\n", grades_said(r->arena, r->lang, room->grades), subjects_said(r->arena, r->lang, room->subjects));
	if (room->minutes > 0)
		buf_printf(&out, say_n(r->lang, "%d minute", "%d minutes", room->minutes), (int)room->minutes);
	buf_char(&out, '\n');
	if (room->class_size > 0)
		buf_printf(&out, say_n(r->lang, "%d student", "%d students", room->class_size), (int)room->class_size);
	buf_char(&out, '\n');
	if (room->learners >= 0)
		buf_printf(&out, say(r->lang, N_("English learners: %s")), share_said(r->lang, room->learners));
	buf_char(&out, '\n');
	if (room->plans >= 0)
		buf_printf(&out, say(r->lang, N_("IEPs: %s")), share_said(r->lang, room->plans));
	return buf_str(&out);
}

static void
compare(struct request *r, struct comparison *c, const char *name, const char *before, const char *after)
{
	if (!text_eq(before, after))
		*LIST_ADD(r->arena, c) = (struct compared){ say(r->lang, name), text_compare(r->arena, before, after) };
}

static struct comparison
comparison_of(struct request *r, const struct practice *before, const struct practice *after)
{
	struct comparison c = {0};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		compare(r, &c, texts[i].name, text_of(before, i), text_of(after, i));
	compare(r, &c, N_("The room"), room_text(r, &before->room), room_text(r, &after->room));
	compare(r, &c, N_("Written in"), lang_name((enum lang)lang_find(before->language)), lang_name((enum lang)lang_find(after->language)));
	return c;
}

/* Which version a number in the address names; otherwise: when there is none. */
static int64_t
version_named(struct request *r, const char *name, int64_t otherwise)
{
	int64_t number = 0;

	return text_i64(request_query(r, name), &number) ? number : otherwise;
}

void
practice_history(struct request *r)
{
	struct practice *p = practice_of(r);

	if (p == NULL)
		return;
	struct history_view v = { .practice = p, .is_author = practice_is_mine(p, r->login), .versions = version_rows(r->tx, p->id) };
	int64_t newest = v.versions.n > 0 ? v.versions.at[0].number : 0;
	v.after = version_named(r, "version", newest);
	v.before = version_named(r, "with", v.after - 1);
	struct then after = then_of(r, p->id, v.after), before = then_of(r, p->id, v.before);
	if ((after.version == NULL && newest > 0) || (before.version == NULL && v.before != 0)) {
		reply_not_found(r);
		return;
	}
	if (after.practice != NULL && before.practice != NULL)
		v.comparison = comparison_of(r, before.practice, after.practice);
	else if (after.version != NULL) {
		v.shown = after.practice;
		v.raw = after.practice == NULL ? after.version->content : NULL;
	}
	struct page page = { .title = say(r->lang, N_("How it changed")), .tab = TAB_PRACTICES };
	struct html *h = page_open(r, &page);
	history_html(h, r, &v);
	page_close(h, r, &page);
}

/* What is written comes back; who wrote it, where it comes from and how it went stay. */
static void
content_put(struct practice *p, const struct practice *then)
{
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		*(const char **)((char *)p + texts[i].at) = text_of(then, i);
	p->room = then->room;
	p->language = then->language;
}

void
practice_restore_version(struct request *r)
{
	struct practice *p = practice_mine_of(r);
	int64_t number = 0;

	if (p == NULL)
		return;
	const char *id = id_text(r->arena, p->id), *path = arena_printf(r->arena, "/practices/%s", id);
	struct then then = { 0 };
	if (text_i64(request_param(r, "version"), &number))
		then = then_of(r, p->id, number);
	if (then.version == NULL) {
		reply_not_found(r);
		return;
	}
	if (then.practice == NULL) {
		page_see(r, path, say(r->lang, N_("This version is too old to be brought back by itself. Its text is still in the history.")), NULL);
		return;
	}
	int64_t newest = version_rows(r->tx, p->id).at[0].number;
	content_put(p, then.practice);
	practice_save(r->tx, p, r->login->person->id);
	page_see(r, path, arena_printf(r->arena, say(r->lang, N_("It reads as in version %d again.")), (int)number),
	    arena_printf(r->arena, "%s/history/%d/restore", path, (int)newest));
}
