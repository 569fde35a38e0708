/* The routes of the account, and what its pages have in common. */
#include "account/account_pages.h"
#include "account/account.h"
#include "auth/kept.h"
#include "auth/throttle.h"
#include "base/text.h"
#include "site/page.h"
#include <string.h>

enum { PATH_MOST = 600 };

const char *
return_path(const char *path)
{
	for (const char *p = path; *p != '\0'; p++)
		if ((unsigned char)*p <= ' ')
			return "/";
	return path[0] == '/' && path[1] != '/' && path[1] != '\\' && strlen(path) < PATH_MOST ? path : "/";
}

int64_t
sign_in_done(struct request *r, int64_t person, const char *how, const char *back)
{
	int64_t login = login_begin(r, person, how);

	if (forms_kept(r->tx, person).n > 0)
		reply_see(r, "/kept");
	else
		reply_see(r, "%s", return_path(back));
	return login;
}

enum lang
account_lang(struct request *r, const struct person *p)
{
	return p->language >= 0 ? (enum lang)p->language : r->lang;
}

void
account_mail(struct request *r, const struct person *p, const char *to, const char *subject, const char *text, int64_t lasts)
{
	mail_put(r->tx, &(struct mail){ .person_id = p->id, .to_name = p->shown, .to_address = to,
	    .lang = account_lang(r, p), .kind = MAIL_URGENT, .topic = "sign-in", .subject = subject, .text = text, .lasts = lasts });
}

/* Once a day: what no longer means anything is forgotten. */
static void
sweep_work(struct tx *tx, void *arg)
{
	(void)arg;
	throttle_sweep(tx);
	links_sweep(tx);
	logins_sweep(tx);
	forms_sweep(tx);
	providers_sweep(tx);
}

static const char *
sweep(struct job_run *run)
{
	return job_write(run, sweep_work, NULL) == DB_DONE ? NULL : "the data could not be written";
}

static const struct job jobs[] = { { "account.sweep", sweep, .every = 86400 }, {0} };

static const struct route routes[] = {
	{ "GET", "/sign-in", sign_in_show, MAY_ANYONE },
	{ "POST", "/sign-in", sign_in, MAY_ANYONE, .prepare = sign_in_prepare },
	{ "GET", "/sign-in/slip", slip_show, MAY_ANYONE },
	{ "POST", "/sign-in/slip", slip_use, MAY_ANYONE },
	{ "POST", "/sign-in/link", link_ask, MAY_ANYONE },
	{ "GET", "/sign-in/link/:token", link_show, MAY_ANYONE, .writes = true },
	{ "POST", "/sign-in/link/:token", link_use_it, MAY_ANYONE },
	{ "GET", "/sign-in/with/:provider", provider_out, MAY_ANYONE, .prepare = provider_out_prepare, .far = true, .writes = true },
	{ "GET", "/sign-in/back/:provider", provider_back, MAY_ANYONE, .prepare = provider_back_prepare, .far = true, .writes = true },
	{ "POST", "/sign-in/logout/:provider", provider_logout, MAY_ANYONE, .prepare = provider_logout_prepare, .far = true, .no_token = true },
	{ "POST", "/sign-out", sign_out, MAY_ANYONE },
	{ "GET", "/signed-out", signed_out_show, MAY_ANYONE },
	{ "GET", "/sign-out/there", sign_out_there, MAY_ANYONE },
	{ "POST", "/language", language_put, MAY_ANYONE },
	{ "GET", "/kept", kept_show, MAY_MEMBER },
	{ "POST", "/kept/drop", kept_drop, MAY_MEMBER },
	{ "GET", "/me", account_show, MAY_MEMBER },
	{ "POST", "/me/logins/:login/end", login_end_one, MAY_MEMBER },
	{ "POST", "/me/sign-out-everywhere", sign_out_everywhere, MAY_MEMBER },
	{ "GET", "/me/password", password_show, MAY_MEMBER },
	{ "POST", "/me/password", password_change, MAY_MEMBER, .prepare = password_prepare, .far = true },
	{ "POST", "/me/providers/leave", provider_leave, MAY_MEMBER },
	{ "GET", "/me/email", email_show, MAY_MEMBER },
	{ "POST", "/me/email", email_change, MAY_MEMBER, .prepare = email_prepare },
	{ "GET", "/.well-known/change-password", change_password_known, MAY_ANYONE },
	{ "GET", "/.well-known/security.txt", security_text, MAY_ANYONE },
	{0}
};

static const struct setting settings[] = {
	{ .name = "password.breach", .label = N_("Service of leaked passwords"), .kind = SETTING_URL, .about = N_("Empty: new passwords are compared with the list in the program alone. With https://api.pwnedpasswords.com/range also with all that leaked; five digits of a hash leave here, never a password.") },
	{ .name = "security.contact", .label = N_("Security reports go to"), .about = N_("Where to report a security problem: an address such as mailto:security@lincoln.example. Shown at /.well-known/security.txt.") },
	{0}
};

const struct feature account = { .name = "account", .routes = routes, .jobs = jobs, .settings = settings };
