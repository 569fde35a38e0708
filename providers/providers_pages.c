/* The routes, and a provider's own pages. */
#include "providers/providers_pages.h"
#include "auth/link.h"
#include "base/id.h"
#include "base/text.h"
#include "providers/provider_edit.html.h"
#include "providers/provider_list.html.h"
#include "http/fetch.h"
#include "site/page.h"
#include <string.h>

enum { KEYS_SAID = 99 };

void
provider_show_all(struct request *r)
{
	struct page page = { .title = say(r->lang, N_("Sign-in services")), .tab = TAB_ADMIN };
	struct html *h = page_open(r, &page);

	provider_list_html(h, r, provider_list(r->tx, false), waiting_list(r->tx));
	page_close(h, r, &page);
}

static const struct field fields[] = {
	FIELD(provider_form, name, N_("What people call it"), .min = 1, .max = 60),
	FIELD(provider_form, issuer, N_("Issuer"), .min = 1, .max = 300),
	FIELD(provider_form, client_id, N_("Client ID"), .min = 1, .max = 300),
	FIELD(provider_form, secret, N_("Client secret"), .max = 500),
	FIELD(provider_form, claim, N_("Claim with the roster’s id"), .max = 100),
	FIELD(provider_form, domain, N_("Google’s hosted domain"), .max = 100),
	FIELD(provider_form, trusts_email, N_("Trust this sign-in service’s e-mail addresses")),
	{0}
};

static void
edit_page(struct request *r, struct provider_view *v)
{
	struct page page = { .title = v->provider != NULL ? v->provider->name : say(r->lang, N_("A new sign-in service")), .tab = TAB_ADMIN, .narrow = true };

	if (v->provider != NULL) {
		const char *id = id_text(r->arena, v->provider->id);
		v->redirect = link_url(r, arena_printf(r->arena, "/sign-in/back/%s", id));
		v->logout = link_url(r, arena_printf(r->arena, "/sign-in/logout/%s", id));
	}
	struct html *h = page_open(r, &page);
	provider_edit_html(h, r, v);
	page_close(h, r, &page);
}

static struct provider_form
form_of(const struct provider *d)
{
	return (struct provider_form){ .name = d->name, .issuer = d->issuer, .client_id = d->client_id, .secret = "",
	    .claim = d->claim, .domain = d->domain, .trusts_email = d->trusts_email };
}

/* NULL: the reply is made. */
static struct provider *
provider_of(struct request *r)
{
	struct provider *d = provider_find(r->tx, request_id(r, "provider"));

	if (d == NULL)
		reply_not_found(r);
	return d;
}

void
provider_new(struct request *r)
{
	edit_page(r, &(struct provider_view){ .form = { .name = "", .issuer = "", .client_id = "", .secret = "", .claim = "", .domain = "" } });
}

void
provider_edit(struct request *r)
{
	struct provider *d = provider_of(r);

	if (d != NULL)
		edit_page(r, &(struct provider_view){ .provider = d, .form = form_of(d) });
}

static bool
form_good(struct request *r, struct provider_form *f, bool here)
{
	form_read(r, fields, f);
	if (problem_of(r, "issuer") == NULL && (!fetch_is_safe(f->issuer) || strpbrk(f->issuer, "?#{}") != NULL ||
	    (!here && !text_starts(f->issuer, "https://"))))
		problem_add(r, "issuer", say(r->lang, N_("Issuer: please write the whole address, such as https://accounts.google.com. Where there are tenants, name yours.")));
	return r->problems.n == 0;
}

/* d->id 0: a new one. */
static void
put(struct request *r, struct provider *d)
{
	struct provider_view v = { .provider = d->id != 0 ? d : NULL };

	if (!form_good(r, &v.form, d->here)) {
		edit_page(r, &v);
		return;
	}
	bool moved = d->id != 0 && !text_eq(d->issuer, v.form.issuer), active = d->active;
	*d = (struct provider){ .id = d->id, .name = v.form.name, .issuer = v.form.issuer, .client_id = v.form.client_id,
	    .secret = *v.form.secret == '\0' && d->id != 0 ? NULL : v.form.secret, .claim = v.form.claim, .domain = v.form.domain,
	    .trusts_email = v.form.trusts_email };
	if (!provider_put(r->tx, d)) {
		problem_add(r, "secret", say(r->lang, N_("The secret cannot be kept safely yet: there is no key. Whoever runs the server sets GROUNDSWELL_KEY (see the manual) and starts it again.")));
		edit_page(r, &v);
		return;
	}
	if (moved && active)
		provider_active(r->tx, d->id, false);
	page_see(r, arena_printf(r->arena, "/office/providers/%s", id_text(r->arena, d->id)),
	    say(r->lang, moved && active ? N_("Saved. It is another sign-in service now, so it is out of use until you have tried it.") : N_("Saved.")), NULL);
}

void
provider_add(struct request *r)
{
	put(r, &(struct provider){ .here = url_is_this_machine(link_url(r, "/")) });
}

void
provider_save(struct request *r)
{
	struct provider *d = provider_of(r);

	if (d != NULL)
		put(r, d);
}

struct trying { int64_t id; struct provider *found; };

static void
trying_look(struct tx *tx, void *arg)
{
	struct trying *t = arg;

	t->found = provider_find(tx, t->id);
}

void
provider_try_prepare(struct request *r)
{
	struct trial_of *trial = NEW(r->arena, struct trial_of);
	struct trying t = { .id = request_id(r, "provider") };

	r->prepared = trial;
	if (!login_may_early(r) || db_run(r->reader, DB_READ, r->district->id, r->arena, trying_look, &t) != DB_DONE || t.found == NULL)
		return;
	trial->about = oidc_about(r, t.found, true, &trial->why);
	const struct json *keys = trial->about == NULL ? NULL : oidc_keys(r, t.found, trial->about, &trial->why);
	if (keys != NULL)
		trial->keys = (int64_t)json_find(keys, "keys")->n;
}

void
provider_try(struct request *r)
{
	struct provider *d = provider_of(r);

	if (d != NULL)
		edit_page(r, &(struct provider_view){ .provider = d, .form = form_of(d), .trial = r->prepared });
}

static void
active_put(struct request *r, bool active, const char *said)
{
	struct provider *d = provider_of(r);

	if (d == NULL)
		return;
	provider_active(r->tx, d->id, active);
	page_see(r, "/office/providers", arena_printf(r->arena, say(r->lang, said), d->name),
	    arena_printf(r->arena, "/office/providers/%s/%s", id_text(r->arena, d->id), active ? "off" : "on"));
}

void
provider_on(struct request *r)
{
	active_put(r, true, N_("%s stands on the page to sign in from now on."));
}

void
provider_off(struct request *r)
{
	active_put(r, false, N_("%s is out of use. Who signed in through it stays signed in."));
}

void
provider_remove_it(struct request *r)
{
	struct provider *d = provider_of(r);

	if (d == NULL)
		return;
	provider_remove(r->tx, d->id, true);
	page_see(r, "/office/providers", arena_printf(r->arena, say(r->lang, N_("%s is removed.")), d->name),
	    arena_printf(r->arena, "/office/providers/%s/back", id_text(r->arena, d->id)));
}

void
provider_bring_back(struct request *r)
{
	if (!provider_remove(r->tx, request_id(r, "provider"), false))
		reply_not_found(r);
	else
		page_see(r, "/office/providers", say(r->lang, N_("It is back, as it was.")), NULL);
}

static const struct route routes[] = {
	{ "GET", "/office/providers", provider_show_all, MAY_OPERATOR },
	{ "GET", "/office/providers/new", provider_new, MAY_OPERATOR },
	{ "POST", "/office/providers", provider_add, MAY_OPERATOR },
	{ "GET", "/office/providers/:provider", provider_edit, MAY_OPERATOR },
	{ "POST", "/office/providers/:provider", provider_save, MAY_OPERATOR },
	{ "POST", "/office/providers/:provider/try", provider_try, MAY_OPERATOR, .prepare = provider_try_prepare, .far = true },
	{ "POST", "/office/providers/:provider/on", provider_on, MAY_OPERATOR },
	{ "POST", "/office/providers/:provider/off", provider_off, MAY_OPERATOR },
	{ "POST", "/office/providers/:provider/remove", provider_remove_it, MAY_OPERATOR },
	{ "POST", "/office/providers/:provider/back", provider_bring_back, MAY_OPERATOR },
	{ "GET", "/office/arrivals/:waiting", waiting_show, MAY_OPERATOR },
	{ "POST", "/office/arrivals/:waiting", waiting_settle, MAY_OPERATOR },
	{ "POST", "/office/arrivals/:waiting/undo", waiting_settle_undo, MAY_OPERATOR },
	{ "POST", "/office/arrivals/:waiting/away", waiting_away, MAY_OPERATOR },
	{ "POST", "/office/arrivals/:waiting/back", waiting_back, MAY_OPERATOR },
	{0}
};

const struct feature providers = { .name = "providers", .routes = routes };
