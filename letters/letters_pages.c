#include "letters/letters_pages.h"
#include "base/text.h"
#include "letters/from_letter.html.h"
#include "letters/my_mail.html.h"
#include "site/page.h"

/* Everybody's topics and actions. */
const struct mail_topic *
topic_find(const char *name)
{
	for (size_t i = 0; features[i] != NULL; i++)
		for (const struct mail_topic *t = features[i]->topics; t != NULL && t->name != NULL; t++)
			if (text_eq(t->name, name))
				return t;
	return NULL;
}

const struct mail_action *
action_find(const char *name)
{
	for (size_t i = 0; features[i] != NULL; i++)
		for (const struct mail_action *m = features[i]->actions; m != NULL && m->name != NULL; m++)
			if (text_eq(m->name, name))
				return m;
	return NULL;
}

/* A page from a letter speaks the letter's language, whoever is signed in. */
static void
from_letter_page(struct request *r, const struct from_letter *f, int status)
{
	struct page page = { .title = f->title, .narrow = true, .status = status };
	struct html *h = page_open(r, &page);

	from_letter_html(h, r, f);
	page_close(h, r, &page);
}

static void
gone_page(struct request *r)
{
	from_letter_page(r, &(struct from_letter){ .title = say(r->lang, N_("This link has done its work")),
	    .what = say(r->lang, N_("It was used, it is older than it may be, or what it asks is settled. Nothing was changed.")) }, 404);
}

static const char *
person_shown(struct request *r, int64_t person)
{
	struct person *p = person_find(r->tx, person);

	return p == NULL ? NULL : p->shown;
}

/* The letter that the link to stop came in; NULL: the reply is made. */
static struct outbox_row *
stopped_letter(struct request *r)
{
	struct outbox_row *o = outbox_by_unsubscribe(r->tx, request_param(r, "token"));

	if (o == NULL)
		gone_page(r);
	else
		r->lang = (enum lang)o->language;
	return o;
}

static const char *
topic_said(struct request *r, const char *name)
{
	const struct mail_topic *t = topic_find(name);

	return t == NULL ? say(r->lang, N_("Letters like this one")) : say(r->lang, t->label);
}

static void
stop_page(struct request *r, const struct outbox_row *o)
{
	bool off = mail_is_off(r->tx, o->person_id, o->topic);
	const char *path = arena_printf(r->arena, "/mail/off/%s", request_param(r, "token"));
	struct from_letter f = { .title = topic_said(r, o->topic), .who = person_shown(r, o->person_id), .done = off,
	    .post = off ? arena_printf(r->arena, "%s/undo", path) : path };

	f.what = off ? say(r->lang, N_("Stopped. No more of these are sent to you.")) :
	    say(r->lang, N_("Letters of this kind stop at once. Everything else stays as it is."));
	f.button = off ? say(r->lang, N_("Send them again")) : say(r->lang, N_("Stop these letters"));
	from_letter_page(r, &f, 200);
}

static void
stop_show(struct request *r)
{
	struct outbox_row *o = stopped_letter(r);

	if (o != NULL)
		stop_page(r, o);
}

/* Also what a mail program posts by itself (RFC 8058): no cookie, no token of
 * ours, no redirect. */
static void
stop_letters(struct request *r)
{
	struct outbox_row *o = stopped_letter(r);

	if (o == NULL)
		return;
	mail_switch_off(r->tx, o->person_id, o->topic);
	stop_page(r, o);
}

static void
stop_undo(struct request *r)
{
	struct outbox_row *o = stopped_letter(r);

	if (o == NULL)
		return;
	mail_switch_on(r->tx, o->person_id, o->topic);
	from_letter_page(r, &(struct from_letter){ .title = topic_said(r, o->topic), .done = true,
	    .what = say(r->lang, N_("They come again.")), .who = person_shown(r, o->person_id) }, 200);
}

/* The act that the link in the address stands for. */
struct act { const struct mail_action *action; struct action_row *row; const char *token; };

static bool
act_of(struct request *r, struct act *ret)
{
	*ret = (struct act){ .token = request_param(r, "token") };
	ret->row = action_row(r->tx, ret->token);
	ret->action = ret->row == NULL ? NULL : action_find(ret->row->name);
	if (ret->action == NULL) {
		gone_page(r);
		return false;
	}
	struct person *p = person_find(r->tx, ret->row->person_id);
	if (p != NULL && p->language >= 0)
		r->lang = (enum lang)p->language;
	return true;
}

static void
act_show(struct request *r)
{
	struct act a;

	if (!act_of(r, &a))
		return;
	const char *what = a.row->done_at != 0 ? NULL : a.action->describe(r->tx, r->lang, a.row->person_id, a.row->subject_id);
	if (what == NULL) {
		gone_page(r);
		return;
	}
	from_letter_page(r, &(struct from_letter){ .title = say(r->lang, a.action->button), .what = what,
	    .who = person_shown(r, a.row->person_id), .button = say(r->lang, a.action->button),
	    .post = arena_printf(r->arena, "/act/%s", a.token) }, 200);
}

static void
act_do(struct request *r)
{
	struct act a;

	if (!act_of(r, &a))
		return;
	const char *said = a.row->done_at != 0 ? NULL : a.action->run(r->tx, r->lang, a.row->person_id, a.row->subject_id);
	if (said == NULL || !action_done(r->tx, a.token, true)) {
		gone_page(r);
		return;
	}
	from_letter_page(r, &(struct from_letter){ .title = say(r->lang, a.action->button), .what = said, .done = true,
	    .who = person_shown(r, a.row->person_id), .button = a.action->undo == NULL ? NULL : say(r->lang, N_("Undo")),
	    .post = arena_printf(r->arena, "/act/%s/undo", a.token) }, 200);
}

static void
act_undo(struct request *r)
{
	struct act a;

	if (!act_of(r, &a))
		return;
	if (a.action->undo == NULL || !action_done(r->tx, a.token, false)) {
		gone_page(r);
		return;
	}
	a.action->undo(r->tx, a.row->person_id, a.row->subject_id);
	const char *what = a.action->describe(r->tx, r->lang, a.row->person_id, a.row->subject_id);
	from_letter_page(r, &(struct from_letter){ .title = say(r->lang, N_("It is as it was before")), .done = true,
	    .what = say(r->lang, N_("Nothing has changed. The link in the letter works again.")),
	    .who = person_shown(r, a.row->person_id), .button = what == NULL ? NULL : say(r->lang, a.action->button),
	    .post = arena_printf(r->arena, "/act/%s", a.token) }, 200);
}

/* My own wishes. */
static const struct choice rhythm_choices[] = {
	{ "weekly", N_("Once a week") }, { "daily", N_("Every school day") }, { "never", N_("Never") }, {0}
};
struct wishes_form { int64_t rhythm, from, to; };
static const struct field wishes_fields[] = {
	FIELD(wishes_form, rhythm, N_("The digest"), .kind = FORM_CHOICE, .choices = rhythm_choices, .min = 1),
	FIELD(wishes_form, from, N_("From"), .max = 23),
	FIELD(wishes_form, to, N_("Until"), .max = 23),
	{0}
};

static bool
is_typed(const struct request *r, const char *topic)
{
	for (size_t i = 0; i < r->form.n; i++)
		if (text_eq(r->form.at[i].name, "topic") && text_eq(r->form.at[i].value, topic))
			return true;
	return false;
}

/* Every topic but the digest. */
static struct topic_wishes
topics_of(struct request *r, bool typed)
{
	struct topic_wishes list = {0};
	int64_t me = r->login->person->id;

	for (size_t i = 0; features[i] != NULL; i++)
		for (const struct mail_topic *t = features[i]->topics; t != NULL && t->name != NULL; t++)
			if (!text_eq(t->name, "digest"))
				*LIST_ADD(r->arena, &list) = (struct topic_wish){ t,
				    typed ? is_typed(r, t->name) : !mail_is_off(r->tx, me, t->name) };
	return list;
}

static struct wishes
wishes_of(struct request *r)
{
	int64_t me = r->login->person->id;
	struct quiet q = quiet_of(r->tx, me, NULL);

	return (struct wishes){ .topics = topics_of(r, false), .rhythm = rhythm_of(r->tx, me), .from = q.from, .to = q.to };
}

static void
wishes_page(struct request *r, const struct wishes *w)
{
	struct page page = { .title = say(r->lang, N_("How much mail I get")), .narrow = true };
	struct html *h = page_open(r, &page);

	my_mail_html(h, r, w, rhythm_choices);
	page_close(h, r, &page);
}

static void
wishes_show(struct request *r)
{
	struct wishes w = wishes_of(r);

	wishes_page(r, &w);
}

static void
wishes_put(struct request *r, const struct wishes *w)
{
	int64_t me = r->login->person->id;
	struct quiet mine = { (int)w->from, (int)w->to }, district = quiet_of(r->tx, 0, NULL);

	rhythm_put(r->tx, me, (enum rhythm)w->rhythm);
	quiet_put(r->tx, me, mine.from == district.from && mine.to == district.to ? NULL : &mine);
	for (size_t i = 0; i < w->topics.n; i++)
		(w->topics.at[i].on ? mail_switch_on : mail_switch_off)(r->tx, me, w->topics.at[i].topic->name);
}

/* How it was before, for Undo: "weekly.20.6.report.due", what is off behind the hours. */
static const char *
wishes_code(struct request *r, const struct wishes *w)
{
	struct buf out = { .arena = r->arena };

	buf_printf(&out, "%s.%d.%d", rhythm_choices[w->rhythm].value, (int)w->from, (int)w->to);
	for (size_t i = 0; i < w->topics.n; i++)
		if (!w->topics.at[i].on)
			buf_printf(&out, ".%s", w->topics.at[i].topic->name);
	return buf_str(&out);
}

static bool
wishes_read(struct request *r, const char *code, struct wishes *ret)
{
	struct lines parts = text_split(r->arena, code, '.');

	*ret = (struct wishes){ .topics = topics_of(r, false), .rhythm = -1 };
	if (parts.n < 3 || !text_i64(parts.at[1], &ret->from) || !text_i64(parts.at[2], &ret->to))
		return false;
	for (int i = 0; rhythm_choices[i].value != NULL; i++)
		if (text_eq(parts.at[0], rhythm_choices[i].value))
			ret->rhythm = i;
	for (size_t i = 0; i < ret->topics.n; i++) {
		ret->topics.at[i].on = true;
		for (size_t p = 3; p < parts.n; p++)
			if (text_eq(parts.at[p], ret->topics.at[i].topic->name))
				ret->topics.at[i].on = false;
	}
	return ret->rhythm >= 0 && ret->from >= 0 && ret->from <= 23 && ret->to >= 0 && ret->to <= 23;
}

static void
wishes_change(struct request *r)
{
	struct wishes_form f = {0};
	bool good = form_read(r, wishes_fields, &f);
	struct wishes before = wishes_of(r), w = { .topics = topics_of(r, true), .rhythm = f.rhythm, .from = f.from, .to = f.to };

	if (!good) {
		wishes_page(r, &w);
		return;
	}
	wishes_put(r, &w);
	page_see(r, "/me/mail", say(r->lang, N_("Kept. It holds from now on, also for what waits already.")),
	    arena_printf(r->arena, "/me/mail/back/%s", wishes_code(r, &before)));
}

static void
wishes_back(struct request *r)
{
	struct wishes w;

	if (!wishes_read(r, request_param(r, "before"), &w)) {
		reply_not_found(r);
		return;
	}
	wishes_put(r, &w);
	page_see(r, "/me/mail", say(r->lang, N_("It is as it was before.")), NULL);
}

static const struct route routes[] = {
	{ "GET", "/mail/off/:token", stop_show, MAY_ANYONE },
	{ "POST", "/mail/off/:token", stop_letters, MAY_ANYONE, .no_token = true, .takes_files = true, .body_max = 4096 },
	{ "POST", "/mail/off/:token/undo", stop_undo, MAY_ANYONE, .no_token = true },
	{ "GET", "/act/:token", act_show, MAY_ANYONE },
	{ "POST", "/act/:token", act_do, MAY_ANYONE, .no_token = true },
	{ "POST", "/act/:token/undo", act_undo, MAY_ANYONE, .no_token = true },
	{ "GET", "/me/mail", wishes_show, MAY_MEMBER },
	{ "POST", "/me/mail", wishes_change, MAY_MEMBER },
	{ "POST", "/me/mail/back/:before", wishes_back, MAY_MEMBER },
	{0}
};

static const struct mail_topic topics[] = {
	{ "digest", N_("The digest"), N_("What is due from you, what is new in your building, what fits your room.") },
	{ "due", N_("How a try went"), N_("Two weeks after you began to try something. We ask once.") },
	{ "check-back", N_("Whether you still use it"), N_("Three, eight and twenty-four weeks after you reported that you keep a practice. One click answers.") },
	{0}
};

static const struct setting settings[] = {
	{ .name = "site.url", .label = N_("Address of this site"), .kind = SETTING_URL, .about = N_("Links in letters begin with it. For example: https://learn.lincoln.example") },
	{ .name = "mail.reply_to", .label = N_("Answers go to"), .kind = SETTING_EMAIL, .about = N_("The address people reach when they answer a letter from here. Empty: the sender's.") },
	{ .name = "mail.domain", .label = N_("Domain of letters"), .max = 120, .about = N_("The end of each letter's own number. Empty: that of the sender's address.") },
	{ .name = "mail.quiet_from", .otherwise = "20", .label = N_("Quiet hours begin"), .kind = SETTING_NUMBER, .max = 23, .about = N_("An hour from 0 to 23. Until they end, only sign-in links are sent. Everybody can choose their own.") },
	{ .name = "mail.quiet_to", .otherwise = "6", .label = N_("Quiet hours end"), .kind = SETTING_NUMBER, .max = 23, .about = N_("An hour from 0 to 23.") },
	{ .name = "letters.weekday", .otherwise = "2", .label = N_("Day of the digest"), .kind = SETTING_NUMBER, .min = 1, .max = 7, .about = N_("1 is Monday, 2 Tuesday, 7 Sunday.") },
	{ .name = "letters.at", .otherwise = "06:30", .label = N_("Time of the morning letters"), .max = 5, .about = N_("In the district's time. For example: 06:30") },
	{0}
};

const struct feature letters = { .name = "letters", .routes = routes, .jobs = letters_jobs, .actions = letter_actions,
	.topics = topics, .settings = settings, .commands = letters_commands, .merge = letters_merge };
