/* Signing in: by password, by a link in mail, by a slip of paper. */
#include "account/account_pages.h"
#include "account/sign_in.html.h"
#include "auth/password.h"
#include "auth/throttle.h"
#include "base/random.h"
#include "base/text.h"
#include "site/page.h"

enum { MINUTE = 60 };

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

static const struct page *
bare_page(struct request *r, const char *title)
{
	struct page *page = NEW(r->arena, struct page);

	*page = (struct page){ .title = say(r->lang, title), .narrow = true, .bare = true };
	return page;
}

static void
sign_in_page(struct request *r, const char *email)
{
	const struct page *page = bare_page(r, N_("Sign in"));
	const char *back = r->method == METHOD_POST ? request_form(r, "return") : request_query(r, "return");
	bool kept = *request_query(r, "kept") != '\0' || *request_form(r, "kept") != '\0';
	struct html *h = page_open(r, page);

	sign_in_html(h, r, provider_list(r->tx, true), email, return_path(back), kept);
	page_close(h, r, page);
}

void
sign_in_show(struct request *r)
{
	if (r->login != NULL)
		reply_see(r, "%s", return_path(request_query(r, "return")));
	else
		sign_in_page(r, "");
}

/* argon2id takes 25 ms, so it runs before the writer: what was asked is looked
 * up first, in a transaction of its own. */
struct tried {
	struct request *request;
	struct sign_in_form form;
	enum throttle counts;
	const char *account, *network;
	int64_t wait;
	struct person *person;
	const char *hash, *new_hash;     /* new_hash: of the same, made with today's work; NULL: it is so already */
	bool right;
};

static void
sign_in_look(struct tx *tx, void *arg)
{
	struct tried *t = arg;
	struct request *r = t->request;

	r->tx = tx;
	t->person = person_by_email(tx, t->form.email);
	bool known = t->person != NULL && login_knows(r, t->person->id);
	t->counts = known ? THROTTLE_KNOWN : THROTTLE_ACCOUNT;
	t->account = throttle_account(r, t->form.email, known);
	t->network = throttle_network(r);
	t->wait = throttle_wait(tx, t->counts, t->account);
	if (!known && throttle_wait(tx, THROTTLE_NETWORK, t->network) > t->wait)
		t->wait = throttle_wait(tx, THROTTLE_NETWORK, t->network);
	t->hash = t->person == NULL ? NULL : password_of(tx, t->person->id);
	r->tx = NULL;
}

void
sign_in_prepare(struct request *r)
{
	struct tried *t = NEW(r->arena, struct tried);

	r->prepared = t;
	t->request = r;
	if (form_read(r, sign_in_fields, &t->form) &&
	    db_run(r->reader, DB_READ, r->district->id, r->arena, sign_in_look, t) == DB_DONE && t->wait == 0)
		t->right = password_matches(t->hash, t->form.password);
	if (t->right && password_is_old(t->hash))
		t->new_hash = password_hash(r->arena, t->form.password);
}

void
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
		throttle_count(r->tx, t->counts, t->account);
		throttle_count(r->tx, THROTTLE_NETWORK, t->network);
		problem_add(r, "password", say(r->lang, N_("The address and the password do not fit together. Try again, or have a link sent.")));
		sign_in_page(r, form.email);
		r->reply.keep = true;
		return;
	}
	throttle_clear(r->tx, t->counts, t->account);
	if (t->new_hash != NULL)
		password_set(r->tx, t->person->id, t->new_hash);
	sign_in_done(r, t->person->id, "password", request_form(r, "return"));
}

static void
link_mail(struct request *r, const struct person *p, const char *back)
{
	enum lang lang = account_lang(r, p);
	const char *token = link_make(r->tx, &(struct sign_in_link){ .person_id = p->id, .purpose = LINK_SIGN_IN,
	    .browser = browser_hash(r), .return_to = back });
	const char *url = link_url(r, arena_printf(r->arena, "/sign-in/link/%s", token));

	account_mail(r, p, p->email, say(lang, N_("Your link to sign in to Groundswell")),
	    arena_printf(r->arena, say(lang, N_("Hello %s,\n\nthis link signs you in. It works once, for 15 minutes.\n\nSign in:\n%s\n\nIf you did not ask for it, do nothing: nobody is signed in.")), p->shown, url), 15 * MINUTE);
}

static int64_t
link_wait(struct request *r, const struct person *p, const char *email)
{
	bool known = p != NULL && login_knows(r, p->id);
	enum throttle counts = known ? THROTTLE_LINK_KNOWN : THROTTLE_LINK;
	const char *account = throttle_account(r, email, known);
	int64_t wait = throttle_wait(r->tx, counts, account);

	if (wait == 0)
		throttle_count(r->tx, counts, account);
	return wait;
}

/* The answer is the same whether or not anybody has the address. */
void
link_ask(struct request *r)
{
	struct sign_in_form form = {0};
	const struct page *page = bare_page(r, N_("Look into your mail"));
	const char *network = throttle_network(r), *back = return_path(request_form(r, "return"));
	bool forgot = *request_form(r, "forgot") != '\0';

	if (!form_read(r, ask_link_fields, &form)) {
		sign_in_page(r, form.email);
		return;
	}
	int64_t wait = throttle_wait(r->tx, THROTTLE_LINK_NETWORK, network);
	if (wait > 0) {
		problem_add(r, "email", arena_printf(r->arena, say_n(r->lang,
		    "Very many links were asked for from your network. Wait %d second and ask again.",
		    "Very many links were asked for from your network. Wait %d seconds and ask again.", wait), (int)wait));
		sign_in_page(r, form.email);
		return;
	}
	struct person *p = person_by_email(r->tx, form.email);
	throttle_count(r->tx, THROTTLE_LINK_NETWORK, network);
	wait = link_wait(r, p, form.email);
	if (p != NULL && wait == 0)
		link_mail(r, p, forgot ? "/me/password" : back);
	struct html *h = page_open(r, page);
	link_sent_html(h, r, form.email, wait > 0);
	page_close(h, r, page);
}

/* What a link does, before it is done; or that it does nothing any more. */
static void
link_page(struct request *r, const struct sign_in_link *link)
{
	struct page page = { .title = say(r->lang, N_("Sign in")), .narrow = true, .bare = true,
	    .status = link == NULL ? 404 : 200 };
	const struct person *p = link == NULL ? NULL : person_find(r->tx, link->person_id);
	struct html *h = page_open(r, &page);

	if (p == NULL)
		link_spent_html(h, r);
	else if (link->purpose == LINK_EMAIL)
		link_email_html(h, r, request_param(r, "token"), p, link->email);
	else
		link_open_html(h, r, request_param(r, "token"), p);
	page_close(h, r, &page);
}

static struct sign_in_link *
link_good(struct request *r, const char *token)
{
	struct sign_in_link *link = link_find(r->tx, token);
	struct person *p = link == NULL ? NULL : person_find(r->tx, link->person_id);

	return p == NULL || link->used || p->standing != PERSON_ACTIVE ? NULL : link;
}

/* A browser that asked is taken at its word; a scanner, a preview or another
 * browser is shown a button. */
static bool
opens_by_itself(struct request *r, const struct sign_in_link *link)
{
	return link->purpose == LINK_SIGN_IN && r->method == METHOD_GET && same_bytes(link->browser, browser_hash(r)) &&
	    *request_header(r, "sec-purpose") == '\0' && *request_header(r, "purpose") == '\0';
}

static void
link_go(struct request *r, const struct sign_in_link *link)
{
	bool starts = link->purpose == LINK_SLIP && password_of(r->tx, link->person_id) == NULL;

	sign_in_done(r, link->person_id, link->purpose == LINK_SLIP ? "slip" : "link",
	    link->purpose == LINK_OPERATOR ? "/office" : starts ? "/me/password" : link->return_to);
}

void
link_show(struct request *r)
{
	const char *token = request_param(r, "token");
	struct sign_in_link *any = link_find(r->tx, token), *link = link_good(r, token);

	/* Clicked twice: they are where it led. */
	if (any != NULL && any->used && r->login != NULL && r->login->person->id == any->person_id)
		reply_see(r, "%s", return_path(any->return_to));
	else if (link != NULL && opens_by_itself(r, link) && link_use(r->tx, token))
		link_go(r, link);
	else
		link_page(r, link);
}

static void
email_confirm(struct request *r, const struct sign_in_link *link)
{
	const struct page *page = bare_page(r, N_("Your new address"));
	struct person *p = person_find(r->tx, link->person_id);
	const char *old = p->email;
	bool taken = person_email_taken(r->tx, link->email, p->id);
	enum lang lang = account_lang(r, p);

	if (!taken) {
		p->email = link->email;
		person_put(r->tx, p);
		links_end(r->tx, p->id);
		account_mail(r, p, old, say(lang, N_("Your address in Groundswell was changed")),
		    arena_printf(r->arena, say(lang, N_("Hello %s,\n\nfrom now on mail from Groundswell goes to %s, and no longer to this address.\n\nIf you did not change it, tell the person who runs Groundswell in your district: they can set it right.")), p->shown, link->email), 0);
	}
	struct html *h = page_open(r, page);
	email_confirmed_html(h, r, p, link->email, taken);
	page_close(h, r, page);
}

void
link_use_it(struct request *r)
{
	const char *token = request_param(r, "token");
	struct sign_in_link *link = link_good(r, token);

	if (link == NULL || !link_use(r->tx, token))
		link_page(r, NULL);
	else if (link->purpose == LINK_EMAIL)
		email_confirm(r, link);
	else
		link_go(r, link);
}

static void
slip_page(struct request *r)
{
	const struct page *page = bare_page(r, N_("Sign in with a slip"));
	struct html *h = page_open(r, page);

	slip_html(h, r, request_form(r, "code"));
	page_close(h, r, page);
}

void
slip_show(struct request *r)
{
	slip_page(r);
}

void
slip_use(struct request *r)
{
	const char *code = request_form(r, "code"), *network = throttle_network(r);
	int64_t wait = throttle_wait(r->tx, THROTTLE_NETWORK, network);
	struct sign_in_link *link = wait > 0 ? NULL : link_good(r, code);

	if (link != NULL && link->purpose == LINK_SLIP && link_use(r->tx, code)) {
		link_go(r, link);
		return;
	}
	if (wait == 0)
		throttle_count(r->tx, THROTTLE_NETWORK, network);
	problem_add(r, "code", wait > 0 ? say(r->lang, N_("Many codes were tried from your network. Wait a few seconds and send it again.")) :
	    say(r->lang, N_("This code is not known, was used, or is older than a week. Check it letter by letter, or ask the office for a new slip.")));
	slip_page(r);
	r->reply.keep = true;
}
