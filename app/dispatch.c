/* One request, from the district to the handler.  See the diagram in
 * ARCHITECTURE.md. */
#include "app/app.h"
#include "auth/browser.h"
#include "auth/kept.h"
#include "auth/login.h"
#include "auth/wall.h"
#include "base/clock.h"
#include "base/text.h"
#include "http/decode.h"
#include "http/route.h"
#include "site/page.h"
#include <string.h>

static const struct route *
find_in_features(enum method method, const char *path, struct arena *a, struct pairs *ret_params,
    bool *ret_other_method)
{
	for (size_t i = 0; features[i] != NULL; i++) {
		const struct route *r = route_find(features[i]->routes, method, path, a,
		    ret_params, ret_other_method);
		if (r != NULL)
			return r;
	}
	return NULL;
}

static const struct route *
app_find(enum method method, const char *path, struct arena *a, struct pairs *ret_params,
    size_t *ret_skip, bool *ret_other_method)
{
	const struct route *r;
	size_t first = 1 + strcspn(path + 1, "/");

	*ret_skip = 0;
	*ret_other_method = false;
	if ((r = find_in_features(method, path, a, ret_params, ret_other_method)) != NULL || *ret_other_method)
		return r;
	r = find_in_features(method, path[first] != '\0' ? path + first : "/", a, ret_params, ret_other_method);
	if (r != NULL || *ret_other_method)
		*ret_skip = first;
	return r;
}

/* A path with a district's name in front belongs to that district; without one,
 * to the district of the host, or to the only one. */
static bool
app_begin(struct request *r, struct tx *tx)
{
	bool by_slug;

	r->district = district_of(tx, request_host(r), r->base[0] == '/' ? r->base + 1 : "", &by_slug);
	r->lang = lang_accepted(request_header(r, "accept-language"));
	if (r->district == NULL || (r->base[0] != '\0' && !by_slug)) {
		r->base = "";
		return false;
	}
	r->zone = zone_find(r->district->zone);
	int chosen = lang_find(request_cookie(r, "language"));
	if (*request_header(r, "accept-language") == '\0' && lang_find(r->district->language) >= 0)
		r->lang = (enum lang)lang_find(r->district->language);
	if (chosen >= 0)
		r->lang = (enum lang)chosen;
	if (tx != NULL)
		tx_bind(tx, r->district->id);
	return true;
}

static bool
keeps(struct request *r)
{
	int64_t writer = csrf_writer(r);

	return writer != 0 && (r->login == NULL || r->login->person->id == writer) && form_keep(r, writer);
}

static bool
ask_to_sign_in(struct request *r)
{
	if (r->method == METHOD_POST)
		reply_see(r, "%s", keeps(r) ? "/sign-in?kept=1" : "/sign-in");
	else
		reply_see(r, "/sign-in?return=%s", percent_encoded(r->arena, request_here(r)));
	return false;
}

/* The page is too old to be believed: what was typed is shown once more, on a
 * page of now. */
static bool
ask_again(struct request *r)
{
	if (r->login != NULL && keeps(r))
		reply_see(r, "/kept");
	else
		reply_status(r, 419);
	return false;
}

static bool
app_admit(struct request *r)
{
	r->login = login_find(r);
	if (r->login != NULL && r->login->person->language >= 0)
		r->lang = (enum lang)r->login->person->language;
	if (r->login == NULL && r->route->may != MAY_ANYONE)
		return ask_to_sign_in(r);
	if (!login_may(r->login, (enum may)r->route->may)) {
		reply_status(r, 403);
		return false;
	}
	if (r->method != METHOD_POST || r->route->no_token)
		return true;
	if (!csrf_ok(r))
		return ask_again(r);
	if (r->login != NULL && *request_form(r, "kept") != '\0')
		form_unkeep(r->tx, r->login->person->id, r->path);
	return true;
}

static void
app_finish(struct request *r)
{
	static const char policy[] = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
	    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

	if (pairs_find(&r->reply.headers, "Content-Security-Policy") == NULL)
		reply_header(r, "Content-Security-Policy", policy);
	reply_header(r, "Referrer-Policy", "same-origin");
	reply_header(r, "Permissions-Policy", "camera=(), microphone=(), geolocation=()");
	reply_header(r, "Cross-Origin-Opener-Policy", "same-origin");
	if (pairs_find(&r->reply.headers, "Cache-Control") == NULL)
		reply_header(r, "Cache-Control", "private, no-cache");
	r->reply.who = r->login != NULL ? r->login->id : 0;
}

static void
app_handled(struct request *r, struct writer *writer)
{
	login_seen(r, writer);
}

const struct http_app groundswell_app = {
	.find = app_find, .begin = app_begin, .admit = app_admit, .finish = app_finish,
	.error = page_error, .handled = app_handled,
};
