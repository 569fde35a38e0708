/* My account: where I am signed in, my password, my address, what was kept. */
#include "account/account_pages.h"
#include "account/account_show.html.h"
#include "account/provider.html.h"
#include "auth/kept.h"
#include "auth/breach.h"
#include "auth/throttle.h"
#include "base/clock.h"
#include "base/text.h"
#include "site/page.h"
#include <string.h>

enum { DAY = 86400 };

const char *
login_how(const struct login *l)
{
	static const struct { const char *how, *said; } ways[] = {
		{ "password", N_("with a password") }, { "link", N_("with a link") }, { "slip", N_("with a slip") },
		{ "provider", N_("through the district’s sign-in service") } };

	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		if (text_eq(l->how, ways[i].how))
			return ways[i].said;
	return "";
}

bool
accounts_have(struct accounts_of mine, const char *issuer)
{
	for (size_t i = 0; i < mine.n; i++)
		if (text_eq(mine.at[i].issuer, issuer))
			return true;
	return false;
}

bool
kept_is_text(const char *value)
{
	int64_t number;

	return text_length(value) > 20 || (strchr(value, ' ') != NULL && !text_i64(value, &number));
}

void
account_show(struct request *r)
{
	struct page page = { .title = say(r->lang, N_("My account")), .narrow = true };
	int64_t me = r->login->person->id;
	struct html *h = page_open(r, &page);

	account_show_html(h, r, login_list(r->tx, me), password_of(r->tx, me) != NULL);
	account_providers_html(h, r, provider_list(r->tx, true), accounts_of(r->tx, me));
	page_close(h, r, &page);
}

void
login_end_one(struct request *r)
{
	if (!login_end(r, request_id(r, "login")))
		reply_not_found(r);
	else
		page_see(r, "/me", say(r->lang, N_("That login is ended.")), NULL);
}

void
sign_out_everywhere(struct request *r)
{
	login_end_all(r->tx, r->login->person->id);
	links_end(r->tx, r->login->person->id);
	page_see(r, "/sign-in", say(r->lang, N_("You are signed out on every device.")), NULL);
}

void
language_put(struct request *r)
{
	int lang = lang_find(request_form(r, "language"));

	if (lang >= 0 && r->login != NULL)
		person_language(r->tx, r->login->person->id, lang);
	reply_see(r, "%s", return_path(request_form(r, "return")));
	if (lang >= 0)
		reply_cookie(r, (struct cookie){ "language", lang_tag((enum lang)lang), .seconds = 365 * DAY });
}

/* Who changes a password or an address shows again who they are, unless they
 * signed in a moment ago: a Chromebook may have been left open. */
struct proof { struct request *request; const char *account, *hash; int64_t wait; bool needed, right; struct new_password new; };

static void
proof_look(struct tx *tx, void *arg)
{
	struct proof *p = arg;
	struct request *r = p->request;

	r->tx = tx;
	r->login = login_find(r);
	if (r->login != NULL) {
		p->hash = password_of(tx, r->login->person->id);
		p->needed = !login_is_fresh(r);
		p->account = throttle_account(r, arena_printf(r->arena, "%lld", (long long)r->login->person->id), true);
		p->wait = throttle_wait(tx, THROTTLE_KNOWN, p->account);
	}
	r->tx = NULL;
}

static struct proof *
proof_prepare(struct request *r)
{
	struct proof *p = NEW(r->arena, struct proof);

	*p = (struct proof){ .request = r, .needed = true };
	r->prepared = p;
	if (db_run(r->reader, DB_READ, r->district->id, r->arena, proof_look, p) == DB_DONE && p->needed &&
	    p->hash != NULL && p->wait == 0)
		p->right = password_matches(p->hash, text_line(r->arena, request_form(r, "password-now")));
	return p;
}

/* false: a problem was added. */
static bool
proof_given(struct request *r, const struct proof *p)
{
	if (!p->needed || p->right)
		return true;
	if (p->wait > 0)
		problem_add(r, "password-now", arena_printf(r->arena, say_n(r->lang,
		    "Too many tries. Wait %d second, or sign out and have a link sent: after it no password is asked.",
		    "Too many tries. Wait %d seconds, or sign out and have a link sent: after it no password is asked.", p->wait), (int)p->wait));
	else if (p->hash == NULL)
		problem_add(r, "password-now", say(r->lang, N_("You have been signed in for a while. Sign out and in again with a link, then this can be changed.")));
	else {
		problem_add(r, "password-now", say(r->lang, N_("This is not your current password. Try again, or sign out and have a link sent: after it no password is asked.")));
		throttle_count(r->tx, THROTTLE_KNOWN, p->account);
	}
	return false;
}

struct password_form { const char *password; };
static const struct field password_fields[] = {
	FIELD(password_form, password, N_("New password"), .min = 1, .max = PASSWORD_MAX), {0}
};

void
password_show(struct request *r)
{
	struct page page = { .title = say(r->lang, N_("My password")), .narrow = true };
	bool has = password_of(r->tx, r->login->person->id) != NULL;
	struct html *h = page_open(r, &page);

	password_html(h, r, has, login_is_fresh(r));
	page_close(h, r, &page);
	r->reply.keep = true;                    /* the tries that were counted */
}

void
password_prepare(struct request *r)
{
	struct proof *p = proof_prepare(r);
	struct password_form form;

	if (r->login != NULL && form_read(r, password_fields, &form) && (!p->needed || p->right))
		p->new = password_new(r, form.password, r->login->person);
}

void
password_change(struct request *r)
{
	struct proof *p = r->prepared;
	struct person *me = r->login->person;
	struct password_form form;
	enum lang lang = account_lang(r, me);

	if (proof_given(r, p) && form_read(r, password_fields, &form) && p->new.wrong != NULL)
		problem_add(r, "password", say(r->lang, p->new.wrong));
	if (r->problems.n > 0 || p->new.hash == NULL) {
		password_show(r);
		return;
	}
	throttle_clear(r->tx, THROTTLE_KNOWN, p->account);
	password_set(r->tx, me->id, p->new.hash);
	login_end_others(r->tx, me->id, r->login->id);
	links_end(r->tx, me->id);
	account_mail(r, me, me->email, say(lang, N_("Your password in Groundswell was changed")),
	    arena_printf(r->arena, say(lang, N_("Hello %s,\n\nyour password was changed, and every other device was signed out.\n\nIf it was not you, have a link sent from the page to sign in and set another password; and tell the person who runs Groundswell in your district.")), me->shown), 0);
	page_see(r, "/me", say(r->lang, N_("Your new password is set. Your other devices are signed out.")), NULL);
}

struct email_form { const char *email; };
static const struct field email_fields[] = {
	FIELD(email_form, email, N_("New e-mail"), .kind = FORM_EMAIL, .min = 1, .max = 254), {0}
};

static void
email_page(struct request *r, const char *typed)
{
	struct page page = { .title = say(r->lang, N_("My e-mail")), .narrow = true };
	bool has = password_of(r->tx, r->login->person->id) != NULL;
	struct html *h = page_open(r, &page);

	email_html(h, r, typed, has, login_is_fresh(r));
	page_close(h, r, &page);
	r->reply.keep = true;
}

void
email_show(struct request *r)
{
	email_page(r, "");
}

void
email_prepare(struct request *r)
{
	proof_prepare(r);
}

void
email_change(struct request *r)
{
	struct person *me = r->login->person;
	struct email_form form = {0};
	enum lang lang = account_lang(r, me);

	if (form_read(r, email_fields, &form) && proof_given(r, r->prepared)) {
		if (text_eq(form.email, me->email))
			problem_add(r, "email", say(r->lang, N_("This is your address already.")));
		else if (person_email_taken(r->tx, form.email, me->id))
			problem_add(r, "email", say(r->lang, N_("Somebody else here has this address. If it is yours, ask the person who runs Groundswell in your district.")));
		else if (throttle_wait(r->tx, THROTTLE_LINK, throttle_account(r, form.email, false)) > 0)
			problem_add(r, "email", say(r->lang, N_("Links went to this address a moment ago. Look into that mail, or try again in ten minutes.")));
	}
	if (r->problems.n > 0) {
		email_page(r, form.email);
		return;
	}
	throttle_count(r->tx, THROTTLE_LINK, throttle_account(r, form.email, false));
	const char *token = link_make(r->tx, &(struct sign_in_link){ .person_id = me->id, .purpose = LINK_EMAIL, .email = form.email });
	account_mail(r, me, form.email, say(lang, N_("Is this your new address?")),
	    arena_printf(r->arena, say(lang, N_("Hello %s,\n\nyou asked to use this address in Groundswell. The link works for a day.\n\nConfirm this address:\n%s\n\nIf you did not ask, do nothing: nothing changes.")), me->shown,
	        link_url(r, arena_printf(r->arena, "/sign-in/link/%s", token))), DAY);
	page_see(r, "/me", arena_printf(r->arena, say(r->lang, N_("A link is on its way to %s. Your address changes when you open it.")), form.email), NULL);
}

void
kept_show(struct request *r)
{
	struct kepts kept = forms_kept(r->tx, r->login->person->id);
	struct page page = { .title = say(r->lang, N_("Nothing was lost")), .narrow = true };

	if (kept.n == 0) {
		reply_see(r, "/");
		return;
	}
	struct html *h = page_open(r, &page);
	kept_html(h, r, kept);
	page_close(h, r, &page);
}

void
kept_drop(struct request *r)
{
	form_unkeep(r->tx, r->login->person->id, request_form(r, "path"));
	reply_see(r, forms_kept(r->tx, r->login->person->id).n > 0 ? "/kept" : "/");
}

/* Browsers lead there who found a password in a breach (W3C, 2021). */
void
change_password_known(struct request *r)
{
	reply_see(r, "/me/password");
}

/* RFC 9116; valid for half a year from the first of this month. */
void
security_text(struct request *r)
{
	const char *contact = setting_text(r->tx, "security.contact", "");
	struct civil c = zone_civil(NULL, r->now);

	if (*contact == '\0') {
		reply_not_found(r);
		return;
	}
	c = (struct civil){ .year = c.month > 6 ? c.year + 1 : c.year, .month = c.month > 6 ? c.month - 6 : c.month + 6, .day = 1 };
	char *text = arena_printf(r->arena, "Contact: %s\nExpires: %s\nPreferred-Languages: en, es\nCanonical: %s\n",
	    text_line(r->arena, contact), time_iso(r->arena, zone_seconds(NULL, c)), link_url(r, "/.well-known/security.txt"));
	reply_bytes(r, 200, "text/plain; charset=utf-8", text, strlen(text));
}
