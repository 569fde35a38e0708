#include "account/account.h"
#include "account/account_show.html.h"
#include "account/sign_in.html.h"
#include "auth/kept.h"
#include "auth/link.h"
#include "auth/password.h"
#include "base/random.h"
#include "base/text.h"
#include "mail/mail.h"
#include "site/page.h"
#include <string.h>

struct sign_in_form { const char *email, *password; };
static const struct field sign_in_fields[] = {
	FIELD(sign_in_form, email, N_("E-mail"), .kind = FORM_EMAIL, .min = 1, .max = 254),
	FIELD(sign_in_form, password, N_("Password"), .min = 1, .max = PASSWORD_MAX),
	{0}
};
static const struct field ask_link_fields[] = {
	FIELD(sign_in_form, email, N_("E-mail"), .kind = FORM_EMAIL, .min = 1, .max = 254),
	{0}
};

/* Only a path of our own; anything else leads home. */
static const char *
return_path(struct request *r, const char *path)
{
	(void)r;
	return path[0] == '/' && path[1] != '/' && path[1] != '\\' && strpbrk(path, "\r\n") == NULL ? path : "/";
}

static void
sign_in_page(struct request *r, const char *email)
{
	struct page page = { .title = say(r->lang, N_("Sign in")), .narrow = true, .bare = true };
	const char *back = r->method == METHOD_POST ? request_form(r, "return") : request_query(r, "return");
	bool kept = *request_query(r, "kept") != '\0' || *request_form(r, "kept") != '\0';
	struct html *h = page_open(r, &page);

	sign_in_html(h, r, email, return_path(r, back), kept);
	page_close(h, r, &page);
}

static void
sign_in_show(struct request *r)
{
	if (r->login != NULL)
		reply_see(r, "/");
	else
		sign_in_page(r, "");
}

/* argon2id takes 25 ms, so it runs before the writer: what was asked is looked
 * up first, in a transaction of its own. */
struct tried { struct sign_in_form form; const char *account, *peer; int64_t wait; struct person *person; const char *hash; bool right; };

static void
sign_in_look(struct tx *tx, void *arg)
{
	struct tried *t = arg;
	int64_t by_peer = throttle_wait(tx, t->peer);

	t->wait = throttle_wait(tx, t->account);
	if (by_peer > t->wait)
		t->wait = by_peer;
	t->person = person_by_email(tx, t->form.email);
	t->hash = t->person == NULL ? NULL : password_of(tx, t->person->id);
}

static void
sign_in_prepare(struct request *r)
{
	struct tried *t = NEW(r->arena, struct tried);

	r->prepared = t;
	if (!form_read(r, sign_in_fields, &t->form))
		return;
	t->account = arena_printf(r->arena, "account:%s", hash_token(r->arena, t->form.email));
	t->peer = arena_printf(r->arena, "peer:%s", r->peer);
	if (db_run(r->reader, DB_READ, r->district->id, r->arena, sign_in_look, t) == DB_DONE && t->wait == 0)
		t->right = password_matches(t->hash, t->form.password);
}

static void
sign_in_done(struct request *r, int64_t person, const char *how, const char *back)
{
	login_begin(r, person, how);
	if (form_kept(r) != NULL)
		reply_see(r, "/kept");
	else
		reply_see(r, "%s", return_path(r, back));
}

static void
sign_in(struct request *r)
{
	struct tried *t = r->prepared;
	struct sign_in_form form;

	if (!form_read(r, sign_in_fields, &form)) {
		sign_in_page(r, form.email);
		return;
	}
	if (t->wait > 0) {
		problem_add(r, "password", arena_printf(r->arena, say_n(r->lang,
		    "Too many tries. Wait %d second, or have a link sent to your e-mail: that always works.",
		    "Too many tries. Wait %d seconds, or have a link sent to your e-mail: that always works.", t->wait), (int)t->wait));
		sign_in_page(r, form.email);
		return;
	}
	if (!t->right) {
		throttle_failed(r->tx, t->account);
		throttle_failed(r->tx, t->peer);
		problem_add(r, "password", say(r->lang, N_("The address and the password do not fit together. Try again, or have a link sent.")));
		sign_in_page(r, form.email);
		r->reply.keep = true;
		return;
	}
	throttle_clear(r->tx, t->account);
	sign_in_done(r, t->person->id, "password", request_form(r, "return"));
}

/* The answer is the same whether or not anybody has the address. */
static void
link_ask(struct request *r)
{
	struct sign_in_form form = {0};
	struct page page = { .title = say(r->lang, N_("Look into your mail")), .narrow = true, .bare = true };

	if (!form_read(r, ask_link_fields, &form)) {
		sign_in_page(r, form.email);
		return;
	}
	struct person *p = person_by_email(r->tx, form.email);
	const char *what = arena_printf(r->arena, "link:%s", hash_token(r->arena, form.email));
	if (p != NULL && throttle_wait(r->tx, what) == 0) {
		enum lang lang = p->language >= 0 ? (enum lang)p->language : r->lang;
		const char *token = link_make(r->tx, p->id, LINK_SIGN_IN, browser_token(r), NULL);
		const char *url = arena_printf(r->arena, "%s%s/sign-in/link/%s", r->origin, r->base, token);
		throttle_failed(r->tx, what);
		mail_put(r->tx, &(struct mail){ .person_id = p->id, .to_name = p->shown, .to_address = p->email,
		    .lang = lang, .kind = MAIL_URGENT, .topic = "sign-in", .subject = say(lang, N_("Your link to sign in to Groundswell")),
		    .text = arena_printf(r->arena, say(lang, N_("Hello %s,\n\nthis link signs you in. It works once, for 15 minutes:\n\n%s\n\nIf you did not ask for it, do nothing: nobody is signed in.")), p->shown, url) });
	}
	struct html *h = page_open(r, &page);
	link_sent_html(h, r, form.email);
	page_close(h, r, &page);
}

static void
link_page(struct request *r, struct link_found *found)
{
	struct page page = { .title = say(r->lang, N_("Sign in")), .narrow = true, .bare = true,
	    .status = found == NULL ? 404 : 200 };
	struct html *h = page_open(r, &page);

	link_open_html(h, r, request_param(r, "token"), found != NULL);
	page_close(h, r, &page);
}

static void
link_show(struct request *r)
{
	struct link_found *found = link_find(r, request_param(r, "token"));

	if (found != NULL && found->same_browser && link_use(r->tx, request_param(r, "token")))
		sign_in_done(r, found->person_id, "link", "/");
	else
		link_page(r, found);
}

static void
link_use_it(struct request *r)
{
	const char *token = request_param(r, "token");
	struct link_found *found = link_find(r, token);

	if (found == NULL || !link_use(r->tx, token)) {
		link_page(r, NULL);
		return;
	}
	if (found->purpose == LINK_EMAIL) {
		struct person *p = person_find(r->tx, found->person_id);
		p->email = found->email;
		person_put(r->tx, p);
	}
	sign_in_done(r, found->person_id, "link", found->purpose == LINK_OPERATOR ? "/office" : "/");
}

static void
sign_out(struct request *r)
{
	if (r->login != NULL)
		login_end(r, r->login->id);
	page_see(r, "/sign-in", say(r->lang, N_("You are signed out.")), NULL);
}

static void
language(struct request *r)
{
	int lang = lang_find(request_form(r, "language"));

	if (lang >= 0 && r->login != NULL)
		person_language(r->tx, r->login->person->id, lang);
	reply_see(r, "%s", return_path(r, request_form(r, "return")));
	if (lang >= 0)
		reply_cookie(r, (struct cookie){ "language", lang_tag((enum lang)lang), .seconds = 365 * 86400 });
}

static void
kept_show(struct request *r)
{
	struct kept *kept = form_kept(r);
	struct page page = { .title = say(r->lang, N_("Nothing was lost")), .narrow = true };

	if (kept == NULL) {
		reply_see(r, "/");
		return;
	}
	struct html *h = page_open(r, &page);
	kept_html(h, r, kept->path, kept->form);
	page_close(h, r, &page);
}

static void
kept_drop(struct request *r)
{
	form_unkeep(r);
	reply_see(r, "/");
}

static void
account_show(struct request *r)
{
	struct page page = { .title = say(r->lang, N_("My account")), .narrow = true };
	struct html *h = page_open(r, &page);

	account_show_html(h, r, login_list(r->tx, r->login->person->id), password_of(r->tx, r->login->person->id) != NULL);
	page_close(h, r, &page);
}

static void
login_end_one(struct request *r)
{
	if (!login_end(r, request_id(r, "login"))) {
		reply_not_found(r);
		return;
	}
	page_see(r, "/me", say(r->lang, N_("That login is ended.")), NULL);
}

static void
sign_out_everywhere(struct request *r)
{
	login_end_all(r->tx, r->login->person->id);
	page_see(r, "/sign-in", say(r->lang, N_("You are signed out on every device.")), NULL);
}

struct password_form { const char *password; };
static const struct field password_fields[] = {
	FIELD(password_form, password, N_("New password"), .min = 1, .max = PASSWORD_MAX), {0}
};

static void
password_prepare(struct request *r)
{
	struct password_form form;

	if (form_read(r, password_fields, &form) && password_problem(form.password, NULL) == NULL)
		r->prepared = (void *)password_hash(r->arena, form.password);
}

static void
password_change(struct request *r)
{
	struct password_form form;

	if (form_read(r, password_fields, &form)) {
		const char *wrong = password_problem(form.password, r->login->person);
		if (wrong != NULL)
			problem_add(r, "password", say(r->lang, wrong));
	}
	if (r->problems.n > 0 || r->prepared == NULL) {
		account_show(r);
		return;
	}
	password_set(r->tx, r->login->person->id, r->prepared);
	page_see(r, "/me", say(r->lang, N_("Your new password is set.")), NULL);
}

static const struct route routes[] = {
	{ "GET", "/sign-in", sign_in_show, MAY_ANYONE },
	{ "POST", "/sign-in", sign_in, MAY_ANYONE, .prepare = sign_in_prepare },
	{ "POST", "/sign-in/link", link_ask, MAY_ANYONE },
	{ "GET", "/sign-in/link/:token", link_show, MAY_ANYONE, .writes = true },
	{ "POST", "/sign-in/link/:token", link_use_it, MAY_ANYONE },
	{ "POST", "/sign-out", sign_out, MAY_ANYONE },
	{ "POST", "/language", language, MAY_ANYONE },
	{ "GET", "/kept", kept_show, MAY_MEMBER },
	{ "POST", "/kept/drop", kept_drop, MAY_MEMBER },
	{ "GET", "/me", account_show, MAY_MEMBER },
	{ "POST", "/me/logins/:login/end", login_end_one, MAY_MEMBER },
	{ "POST", "/me/sign-out-everywhere", sign_out_everywhere, MAY_MEMBER },
	{ "POST", "/me/password", password_change, MAY_MEMBER, .prepare = password_prepare },
	{0}
};

const struct feature account = { .name = "account", .routes = routes };
