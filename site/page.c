#include "site/page.h"
#include "base/random.h"
#include "base/text.h"
#include "site/frame.html.h"
#include <stdlib.h>
#include <string.h>

/* What was done stands on top of the next page, once.  It travels in a cookie
 * with a hash keyed by the browser's secret, so nobody else can put words there;
 * not by the login's, which may begin or end in between. */
static const char SAID_COOKIE[] = "said";

static const char *
said_proof(struct request *r, const char *text)
{
	return arena_printf(r->arena, "%.20s", hash_token(r->arena, arena_printf(r->arena, "said\n%s\n%s", browser_token(r), text)));
}

static const char *
as_hex(struct arena *a, const char *s)
{
	struct buf out = { .arena = a };

	for (; *s != '\0'; s++)
		buf_printf(&out, "%02x", (unsigned char)*s);
	return buf_str(&out);
}

static const char *
from_hex(struct arena *a, const char *s)
{
	struct buf out = { .arena = a };
	unsigned byte;

	for (; s[0] != '\0' && s[1] != '\0'; s += 2) {
		char two[3] = { s[0], s[1], '\0' };
		if (strspn(two, "0123456789abcdef") != 2)
			return "";
		byte = (unsigned)strtoul(two, NULL, 16);
		buf_char(&out, (char)byte);
	}
	return text_valid(buf_str(&out), out.len) ? buf_str(&out) : "";
}

void
page_see(struct request *r, const char *path, const char *sentence, const char *undo)
{
	const char *text = arena_printf(r->arena, "%s\n%s", undo != NULL ? undo : "", sentence);

	reply_see(r, "%s", path);
	reply_cookie(r, (struct cookie){ SAID_COOKIE,
	    arena_printf(r->arena, "%s.%s", said_proof(r, text), as_hex(r->arena, text)), .seconds = 120 });
}

static struct said
said_take(struct request *r)
{
	const char *cookie = request_cookie(r, SAID_COOKIE), *dot = strchr(cookie, '.');

	if (dot == NULL)
		return (struct said){0};
	reply_cookie(r, (struct cookie){ SAID_COOKIE, "", .seconds = -1 });
	const char *text = from_hex(r->arena, dot + 1), *line = strchr(text, '\n');
	const char *proof = arena_copy(r->arena, cookie, (size_t)(dot - cookie));
	if (line == NULL || !same_bytes(proof, said_proof(r, text)))
		return (struct said){0};
	return (struct said){ .sentence = line + 1, .undo = arena_copy(r->arena, text, (size_t)(line - text)) };
}

struct html *
page_open(struct request *r, const struct page *page)
{
	int status = page->status != 0 ? page->status : r->problems.n > 0 ? 422 : 200;
	struct html *h = reply_html(r, status);

	frame_open(h, r, page, said_take(r));
	return h;
}

void
page_close(struct html *h, struct request *r, const struct page *page)
{
	(void)page;
	frame_close(h, r);
}

/* The first character, which may be of several bytes. */
static int
first_len(const char *s)
{
	int n = *s != '\0';

	while (((unsigned char)s[n] & 0xC0) == 0x80)
		n++;
	return n;
}

const char *
initials(struct arena *a, const char *given, const char *family)
{
	return arena_printf(a, "%.*s%.*s", first_len(given), given, first_len(family), family);
}

struct trouble { int status; const char *title, *what, *next; };
static const struct trouble troubles[] = {
	{ 401, N_("Please sign in"), N_("This page is for people of the district."), N_("Sign in, and you come back here.") },
	{ 403, N_("This page is not for your role"), N_("Nothing was changed."), N_("If you should have it, ask the person who runs Groundswell in your district.") },
	{ 404, N_("There is nothing here"), N_("The address may be mistyped, or what stood here was removed."), N_("Search finds what was moved.") },
	{ 405, N_("This address does not do that"), N_("Nothing was changed."), N_("Go back and use the page's own buttons.") },
	{ 409, N_("Somebody else was quicker"), N_("Nothing was changed."), N_("Go back, look again, and decide.") },
	{ 419, N_("This page was open for too long"), N_("Nothing was changed, and nothing you typed is lost."), N_("Go back, reload the page, and send it again.") },
	{ 429, N_("Too many tries in a short time"), N_("Nothing was changed."), N_("Wait a minute and try again, or ask for a sign-in link by e-mail.") },
	{ 503, N_("The server is catching its breath"), N_("Nothing was saved this time, and nothing is broken."), N_("Go back and send it again in a few seconds.") },
	{ 500, N_("Something went wrong on our side"), N_("Nothing was half saved."), N_("Go back and try again. If it happens again, tell the person who runs Groundswell in your district.") },
};

void
page_error(struct request *r, int status)
{
	const struct trouble *t = troubles;
	size_t n = sizeof(troubles) / sizeof(troubles[0]);

	while (t < troubles + n - 1 && t->status != status)
		t++;
	struct pairs headers = r->reply.headers;
	struct page page = { .title = say(r->lang, t->title), .status = status == 419 ? 403 : status, .narrow = true };
	struct html *h = reply_html(r, page.status);
	r->reply.headers = headers;
	frame_open(h, r, &page, (struct said){0});
	error_page(h, r, say(r->lang, t->title), say(r->lang, t->what), say(r->lang, t->next));
	frame_close(h, r);
}
