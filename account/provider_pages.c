/* Signing in through a provider, and out of it. */
#include "account/account_pages.h"
#include "account/provider.html.h"
#include "auth/browser.h"
#include "auth/oidc.h"
#include "auth/throttle.h"
#include "base/id.h"
#include "base/log.h"
#include "base/text.h"
#include "site/page.h"
#include <string.h>

enum { LEAVING_SECONDS = 300, HINT_MOST = 3000 };

static const char LEAVING[] = "leaving";         /* the login that just ended, for signing out at its provider too */

static void
refused(struct request *r, const struct provider *d, enum oidc_refusal why)
{
	struct page page = { .title = say(r->lang, N_("You are not signed in")), .narrow = true, .bare = true,
	    .status = why == OIDC_AWAY ? 503 : 403 };

	log_warn("what=\"sign-in refused\" request=%s provider=\"%s\" why=%s", r->id, d->name, oidc_code(why));
	struct html *h = page_open(r, &page);
	provider_refused_html(h, r, d->name, say(r->lang, oidc_said(why)));
	page_close(h, r, &page);
}

/* ---- There ---- */

struct setting_out { struct provider *provider; const struct oidc_about *about; };

void
provider_out_prepare(struct request *r)
{
	struct setting_out *out = NEW(r->arena, struct setting_out);
	const char *why;

	r->prepared = out;
	out->provider = oidc_provider(r, request_id(r, "provider"));
	if (out->provider != NULL)
		out->about = oidc_about(r, out->provider, false, &why);
}

static const char *
redirect_of(struct request *r, const struct provider *d)
{
	return link_url(r, arena_printf(r->arena, "/sign-in/back/%s", id_text(r->arena, d->id)));
}

/* By a link, not by a form: the page's own policy lets forms go nowhere else. */
void
provider_out(struct request *r)
{
	struct setting_out *out = r->prepared;
	bool adds = *request_query(r, "add") != '\0' && r->login != NULL;

	if (out->provider == NULL) {
		reply_not_found(r);
		return;
	}
	if (out->about == NULL) {
		refused(r, out->provider, OIDC_AWAY);
		return;
	}
	if (adds && !login_is_fresh(r)) {
		page_see(r, "/me", say(r->lang, N_("You have been signed in for a while. Sign out and in again, then add it within a quarter of an hour.")), NULL);
		return;
	}
	if (throttle_wait(r->tx, THROTTLE_TRIP_NETWORK, throttle_network(r)) > 0) {
		reply_status(r, 429);
		return;
	}
	throttle_count(r->tx, THROTTLE_TRIP_NETWORK, throttle_network(r));
	const char *state = trip_begin(r, &(struct trip){ .provider_id = out->provider->id,
	    .person_id = adds ? r->login->person->id : 0, .return_to = return_path(request_query(r, "return")) });
	struct oidc_trip trip = { .redirect = redirect_of(r, out->provider), .state = state,
	    .nonce = trip_nonce(r, state), .verifier = trip_verifier(r, state) };
	reply_see(r, "%s", oidc_authorize_url(r->arena, out->provider, out->about, &trip));
}

/* ---- And back ---- */

struct coming {
	struct request *request;
	struct provider *provider;
	struct trip *trip;
	bool claimed;
	struct oidc_trip asked;
	enum oidc_refusal wrong;
	struct arrival arrival;
};

static void
coming_look(struct tx *tx, void *arg)
{
	struct coming *c = arg;
	struct request *r = c->request;

	r->tx = tx;
	c->trip = trip_find(r, c->asked.state);
	if (c->trip != NULL && c->trip->provider_id != c->provider->id)
		c->trip = NULL;
	c->asked.redirect = redirect_of(r, c->provider);
	r->tx = NULL;
}

/* Before the code is sent on: so of two answers at once only one gets through. */
static void
coming_claim(struct tx *tx, void *arg)
{
	struct coming *c = arg;

	c->claimed = trip_end(tx, c->asked.state);
}

void
provider_back_prepare(struct request *r)
{
	struct coming *c = NEW(r->arena, struct coming);
	const char *state = request_query(r, "state"), *code = request_query(r, "code");

	*c = (struct coming){ .request = r, .provider = oidc_provider(r, request_id(r, "provider")), .wrong = OIDC_TRIP,
	    .asked = { .state = state, .code = code } };
	r->prepared = c;
	if (c->provider == NULL || *state == '\0' || *request_cookie(r, "browser") == '\0')
		return;
	if (db_run(r->reader, DB_READ, r->district->id, r->arena, coming_look, c) != DB_DONE || c->trip == NULL)
		return;
	if (writer_run(r->writer, r->district->id, r->arena, coming_claim, c) != DB_DONE || !c->claimed)
		return;
	c->asked.nonce = trip_nonce(r, state);
	c->asked.verifier = trip_verifier(r, state);
	c->wrong = *code == '\0' ? OIDC_DENIED : oidc_arrive(r, c->provider, &c->asked, &c->arrival);
}

static void
add_to_me(struct request *r, struct coming *c)
{
	const struct person *me = r->login->person;
	enum lang lang = account_lang(r, me);

	if (!account_link(r->tx, c->arrival.issuer, c->arrival.subject, me->id, "own", me->id)) {
		page_see(r, "/me", say(r->lang, N_("Nothing was added: that account there is somebody else’s here.")), NULL);
		return;
	}
	account_mail(r, me, me->email, say(lang, N_("Another way to sign in to Groundswell")),
	    arena_printf(r->arena, say(lang, N_("Hello %s,\n\nfrom now on %s signs you in to Groundswell.\n\nIf you did not add it, remove it on the page of your account, and tell the person who runs Groundswell in your district.")), me->shown, c->provider->name), 0);
	page_see(r, "/me", arena_printf(r->arena, say(r->lang, N_("From now on %s signs you in.")), c->provider->name), NULL);
}

static void
who_are_you(struct request *r, struct coming *c)
{
	struct page page = { .title = say(r->lang, N_("Who are you here?")), .narrow = true, .bare = true };
	struct html *h = page_open(r, &page);

	provider_waiting_html(h, r, c->provider->name, *c->arrival.email != '\0' ? c->arrival.email : c->arrival.name);
	page_close(h, r, &page);
}

void
provider_back(struct request *r)
{
	struct coming *c = r->prepared;

	if (c->provider == NULL) {
		reply_not_found(r);
		return;
	}
	/* A portal sends people here with a code nobody asked for (Clever): it is
	 * dropped, and the way begins at its beginning. */
	if (*request_query(r, "state") == '\0' && *request_query(r, "code") != '\0') {
		reply_see(r, "/sign-in/with/%s", id_text(r->arena, c->provider->id));
		return;
	}
	if (c->wrong != OIDC_GOOD) {
		refused(r, c->provider, c->wrong);
		return;
	}
	if (c->trip->person_id != 0) {
		if (r->login != NULL && r->login->person->id == c->trip->person_id)
			add_to_me(r, c);
		else
			refused(r, c->provider, OIDC_TRIP);
		return;
	}
	int64_t person = account_person(r->tx, c->arrival.issuer, c->arrival.subject);
	if (person == 0)
		person = arrival_settle(r->tx, c->provider, &c->arrival);
	if (person == 0) {
		who_are_you(r, c);
		return;
	}
	login_through(r, sign_in_done(r, person, "provider", c->trip->return_to), c->provider->id, &c->arrival);
}

/* ---- Out, here and there ---- */

void
sign_out(struct request *r)
{
	int64_t provider = r->login != NULL ? r->login->provider_id : 0;
	const char *token = request_cookie(r, "login");

	if (r->login != NULL)
		login_end(r, r->login->id);
	if (provider == 0) {
		page_see(r, "/sign-in", say(r->lang, N_("You are signed out.")), NULL);
		return;
	}
	reply_see(r, "/signed-out");
	reply_cookie(r, (struct cookie){ LEAVING, token, .seconds = LEAVING_SECONDS });
}

/* Where the login that just ended can be ended at its provider too; NULL: nowhere. */
static const char *
end_url(struct request *r, struct provider **ret_provider)
{
	int64_t id;
	const char *id_token;
	struct oidc_about about;

	if (!login_hint(r, request_cookie(r, LEAVING), &id, &id_token) || (*ret_provider = provider_find(r->tx, id)) == NULL)
		return NULL;
	const char *text = provider_memory(r->tx, id).about;
	if (text == NULL || oidc_about_read(r->arena, *ret_provider, text, strlen(text), &about) != NULL)
		return NULL;
	if (id_token != NULL && strlen(id_token) > HINT_MOST)
		id_token = NULL;
	return oidc_end_url(r->arena, *ret_provider, &about, id_token, link_url(r, "/sign-in"));
}

void
signed_out_show(struct request *r)
{
	struct page page = { .title = say(r->lang, N_("You are signed out.")), .narrow = true, .bare = true };
	struct provider *d = NULL;
	const char *url = end_url(r, &d);
	struct html *h = page_open(r, &page);

	signed_out_html(h, r, url != NULL ? d->name : NULL);
	page_close(h, r, &page);
}

void
sign_out_there(struct request *r)
{
	struct provider *d;
	const char *url = end_url(r, &d);

	reply_see(r, "%s", url != NULL ? url : "/sign-in");
	reply_cookie(r, (struct cookie){ LEAVING, "", .seconds = -1 });
}

struct leaving { struct provider *provider; enum oidc_refusal wrong; struct jwt token; };

void
provider_logout_prepare(struct request *r)
{
	struct leaving *l = NEW(r->arena, struct leaving);

	l->wrong = OIDC_FORM;
	r->prepared = l;
	l->provider = oidc_provider(r, request_id(r, "provider"));
	if (l->provider != NULL && *request_form(r, "logout_token") != '\0')
		l->wrong = oidc_logout(r, l->provider, request_form(r, "logout_token"), &l->token);
}

/* The provider itself asks, with a signed token (Back-Channel Logout 1.0 §2.5–2.8). */
void
provider_logout(struct request *r)
{
	static const char no[] = "{\"error\":\"invalid_request\"}";
	struct leaving *l = r->prepared;

	if (l->provider == NULL) {
		reply_not_found(r);
		return;
	}
	reply_header(r, "Cache-Control", "no-store");
	if (l->wrong != OIDC_GOOD ||
	    !logout_first(r->tx, l->provider->id, json_find_text(l->token.claims, "jti"), r->now + 2 * LEAVING_SECONDS + 7200)) {
		log_warn("what=\"logout token refused\" provider=\"%s\" why=%s", l->provider->name,
		    l->wrong != OIDC_GOOD ? oidc_code(l->wrong) : "again");
		reply_bytes(r, 400, "application/json", no, sizeof(no) - 1);
		return;
	}
	logins_end_of(r->tx, l->provider->id, arena_text(r->arena, json_find_text(l->token.claims, "sid")),
	    arena_text(r->arena, json_find_text(l->token.claims, "sub")));
	reply_bytes(r, 200, "application/json", "{}", 2);
}

void
provider_leave(struct request *r)
{
	const char *issuer = request_form(r, "issuer"), *subject = request_form(r, "subject");

	if (account_person(r->tx, issuer, subject) != r->login->person->id) {
		reply_not_found(r);
		return;
	}
	account_unlink(r->tx, issuer, subject);
	page_see(r, "/me", say(r->lang, N_("That account does not sign you in any more. Add it again whenever you like.")), NULL);
}
