#include "tests/visit.h"
#include "app/app.h"
#include "auth/login.h"
#include "auth/seal.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/random.h"
#include "base/text.h"
#include "http/decode.h"
#include "jobs/jobs.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct house
open_house(struct db *db, struct arena *a, int64_t district, bool tls)
{
	setenv("GROUNDSWELL_KEY", "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", 0);
	seal_begin(test_place());
	struct http_config config = { .trusted_proxies = tls ? "127.0.0.1" : NULL };

	return (struct house){ .serving = serve_app(a, config, &groundswell_app), .db = db, .arena = a,
	    .district = district, .tls = tls };
}

struct house
house_open(struct db *db, struct arena *a, int64_t district)
{
	return open_house(db, a, district, false);
}

struct house
house_open_behind_tls(struct db *db, struct arena *a, int64_t district)
{
	return open_house(db, a, district, true);
}

void
house_close(struct house *house)
{
	serve_end(&house->serving);
}

void
house_do(struct house *house, void (*work)(struct tx *, void *), void *arg)
{
	assert_int_equal(db_run(house->db, DB_WRITE, house->district, house->arena, work, arg), DB_DONE);
}

void
house_run_jobs(struct house *house)
{
	jobs_run_due(house->db, http_writer(house->serving.server), features_jobs(house->arena), clock_now());
}

struct new_person { const char *name; unsigned roles; int64_t id; };

static void
person_make(struct tx *tx, void *arg)
{
	struct new_person *new = arg;
	struct arena *a = tx_arena(tx);
	const char *space = strchr(new->name, ' ');
	const char *family = space != NULL ? space + 1 : new->name;
	char *address = arena_printf(a, "%s@lakeside.example", text_fold(a, new->name));

	for (char *p = address; *p != '\0'; p++)
		if (*p == ' ')
			*p = '.';
	new->id = person_add(tx, &(struct person){ .given = arena_copy(a, new->name, (size_t)(family - new->name) - (space != NULL)),
	    .family = family, .shown = new->name, .email = address, .language = -1 });
	for (int i = 0; i < ROLES; i++)
		if (new->roles >> i & 1)
			role_give(tx, new->id, (enum role)(1 << i), "appointed", 0, "test");
}

int64_t
house_person(struct house *house, const char *name, unsigned roles)
{
	struct new_person new = { name, roles, 0 };

	house_do(house, person_make, &new);
	return new.id;
}

struct last_mail { const char *address, *body; };

static void
mail_look(struct tx *tx, void *arg)
{
	struct last_mail *mail = arg;
	struct rows rows = db_query(tx,
	    "SELECT body FROM outbox WHERE district_id = $1 AND to_address = $2 ORDER BY id DESC LIMIT 1",
	    tx_district(tx), mail->address);

	if (!db_one(&rows, &mail->body))
		mail->body = NULL;
}

const char *
mail_last(struct house *house, const char *address)
{
	struct last_mail mail = { address, NULL };

	assert_int_equal(db_run(house->db, DB_READ, house->district, house->arena, mail_look, &mail), DB_DONE);
	return mail.body;
}

struct browser
browser_new(struct house *house)
{
	return (struct browser){ .house = house, .host = "learn.example.org", .base = "", .page = { .text = "", .body = "" },
	    .method = "", .path = "" };
}

/* A new list each time: a browser may be copied and go on as two. */
static void
pair_set(struct arena *a, struct pairs *list, const char *name, const char *value)
{
	struct pairs new = {0};

	for (size_t i = 0; i < list->n; i++)
		if (!text_eq(list->at[i].name, name))
			*LIST_ADD(a, &new) = list->at[i];
	if (value != NULL)
		*LIST_ADD(a, &new) = (struct pair){ name, value };
	*list = new;
}

struct new_login { int64_t person; const char *token, *browser; };

static void
login_make(struct tx *tx, void *arg)
{
	struct new_login *new = arg;
	struct arena *a = tx_arena(tx);

	new->token = random_token(a);
	db_exec(tx,
	    "INSERT INTO login (district_id, id, person_id, token_hash, csrf, how, device, began_at, seen_at, ended_at, browser)"
	    " VALUES ($1, $2, $3, $4, $5, 'test', 'Test', $6, $6, 0, $7)",
	    tx_district(tx), id_make(), new->person, hash_token(a, new->token), random_token(a), clock_now(),
	    hash_token(a, new->browser));
}

void
browser_sign_in(struct browser *b, int64_t person)
{
	struct arena *a = b->house->arena;
	const char *own = b->house->tls ? "__Host-browser" : "browser";
	struct new_login new = { person, NULL, pairs_find(&b->cookies, own) };

	if (new.browser == NULL)
		pair_set(a, &b->cookies, own, new.browser = random_token(a));
	house_do(b->house, login_make, &new);
	pair_set(a, &b->cookies, b->house->tls ? "__Host-login" : "login", new.token);
	b->person = person;
	b->csrf = NULL;
}

struct browser
browser_as(struct house *house, const char *name, unsigned roles)
{
	struct browser b = browser_new(house);

	browser_sign_in(&b, house_person(house, name, roles));
	return b;
}

void
browser_header(struct browser *b, const char *name, const char *value)
{
	pair_set(b->house->arena, &b->headers, name, value);
}

const char *
browser_cookie(const struct browser *b, const char *name)
{
	const char *value = pairs_find(&b->cookies, name);

	return value != NULL ? value : "";
}

/* Name and value of each Set-Cookie; one that has ended is thrown away. */
static void
take_cookies(struct browser *b)
{
	struct arena *a = b->house->arena;
	const char *line = b->page.text;

	while ((line = strstr(line, "\r\nSet-Cookie: ")) != NULL && line < b->page.body) {
		line += strlen("\r\nSet-Cookie: ");
		size_t all = strcspn(line, "\r"), name = strcspn(line, "="), value = strcspn(line + name + 1, ";");
		const char *whole = arena_copy(a, line, all);
		pair_set(a, &b->cookies, arena_copy(a, line, name),
		    strstr(whole, "Max-Age=0") != NULL ? NULL : arena_copy(a, line + name + 1, value));
		if (strncmp(line + (name > 5 ? name - 5 : 0), "login", 5) == 0)
			b->csrf = NULL;
	}
}

static const char *
head_of(struct browser *b, bool post)
{
	struct buf head = { .arena = b->house->arena };

	buf_printf(&head, "%s %s HTTP/1.1\r\nHost: %s\r\n", b->method, b->path, b->host);
	buf_text(&head, b->house->tls ? "X-Forwarded-Proto: https\r\n" : "");
	if (post && pairs_find(&b->headers, "Origin") == NULL)
		buf_printf(&head, "Origin: %s://%s\r\n", b->house->tls ? "https" : "http", b->host);
	for (size_t i = 0; i < b->headers.n; i++)
		buf_printf(&head, "%s: %s\r\n", b->headers.at[i].name, b->headers.at[i].value);
	if (b->cookies.n > 0)
		buf_text(&head, "Cookie: ");
	for (size_t i = 0; i < b->cookies.n; i++)
		buf_printf(&head, "%s%s=%s", i > 0 ? "; " : "", b->cookies.at[i].name, b->cookies.at[i].value);
	buf_text(&head, b->cookies.n > 0 ? "\r\n" : "");
	return buf_str(&head);
}

static int
request_send(struct browser *b, const char *method, const char *path, const char *type, const char *body, size_t n)
{
	struct arena *a = b->house->arena;
	struct buf bytes = { .arena = a };
	int fd = ask_open(&b->house->serving);

	b->method = method;
	b->path = text_starts(path, b->base) ? arena_text(a, path) : arena_printf(a, "%s%s", b->base, path);
	buf_text(&bytes, head_of(b, type != NULL));
	if (type != NULL)
		buf_printf(&bytes, "Content-Type: %s\r\nContent-Length: %zu\r\n", type, n);
	buf_text(&bytes, "\r\n");
	buf_put(&bytes, body, n);
	ask_send(fd, bytes.at, bytes.len);
	b->page = strcmp(method, "HEAD") == 0 ? ask_read_head(&b->house->serving, fd) : ask_read(&b->house->serving, fd);
	close(fd);
	take_cookies(b);
	const char *csrf = page_field(b, "csrf");
	if (csrf != NULL)
		b->csrf = csrf;
	return b->page.status;
}

int
browser_get(struct browser *b, const char *path)
{
	return request_send(b, "GET", path, NULL, "", 0);
}

int
browser_head(struct browser *b, const char *path)
{
	return request_send(b, "HEAD", path, NULL, "", 0);
}

static void
form_add(struct buf *out, const char *name, const char *value)
{
	if (out->len > 0)
		buf_char(out, '&');
	encode_percent(out, name);
	buf_char(out, '=');
	encode_percent(out, value);
}

/* The token of the last page that had one; a first page is looked at quietly. */
static const char *
token_of(struct browser *b)
{
	if (b->csrf == NULL)
		browser_get(b, "/sign-in");
	if (b->csrf == NULL)
		browser_get(b, "/me");
	return b->csrf != NULL ? b->csrf : "";
}

static struct pairs
fields_of(struct arena *a, va_list ap)
{
	struct pairs form = {0};

	for (const char *name; (name = va_arg(ap, const char *)) != NULL;)
		*LIST_ADD(a, &form) = (struct pair){ name, va_arg(ap, const char *) };
	return form;
}

static int
post(struct browser *b, const char *path, struct pairs form)
{
	struct buf body = { .arena = b->house->arena };

	for (size_t i = 0; i < form.n; i++)
		form_add(&body, form.at[i].name, form.at[i].value);
	if (pairs_find(&form, "csrf") == NULL)
		form_add(&body, "csrf", token_of(b));
	return request_send(b, "POST", path, "application/x-www-form-urlencoded", body.at, body.len);
}

int
browser_post(struct browser *b, const char *path, ...)
{
	va_list ap;

	va_start(ap, path);
	struct pairs form = fields_of(b->house->arena, ap);
	va_end(ap);
	return post(b, path, form);
}

int
browser_upload(struct browser *b, const char *path, struct file_sent file, ...)
{
	static const char edge[] = "----edge-of-a-part-7f3a";
	struct buf body = { .arena = b->house->arena };
	va_list ap;

	va_start(ap, file);
	struct pairs form = fields_of(b->house->arena, ap);
	va_end(ap);
	if (pairs_find(&form, "csrf") == NULL)
		*LIST_ADD(b->house->arena, &form) = (struct pair){ "csrf", token_of(b) };
	for (size_t i = 0; i < form.n; i++)
		buf_printf(&body, "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n", edge, form.at[i].name, form.at[i].value);
	buf_printf(&body, "--%s\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\nContent-Type: %s\r\n\r\n",
	    edge, file.field, file.name, file.type);
	buf_put(&body, file.bytes, file.n);
	buf_printf(&body, "\r\n--%s--\r\n", edge);
	return request_send(b, "POST", path, arena_printf(b->house->arena, "multipart/form-data; boundary=%s", edge), body.at, body.len);
}

int
browser_follow(struct browser *b)
{
	const char *to = page_header(b, "Location");

	if (b->page.status != 303 || *to != '/')
		fail_msg("%s %s: %d leads nowhere here (\"%s\")", b->method, b->path, b->page.status, to);
	return browser_get(b, to);
}

const char *
page_header(struct browser *b, const char *name)
{
	return answer_header(b->house->arena, &b->page, name);
}

const char *
page_between(struct browser *b, const char *before, const char *after)
{
	const char *at = strstr(b->page.body, before);
	const char *end = at == NULL ? NULL : strstr(at + strlen(before), after);

	return end == NULL ? NULL : arena_copy(b->house->arena, at + strlen(before), (size_t)(end - at) - strlen(before));
}

/* Text as the page means it. */
static const char *
unescape(struct arena *a, const char *s, size_t n)
{
	static const char *const names[][2] = { { "&lt;", "<" }, { "&gt;", ">" }, { "&amp;", "&" }, { "&#34;", "\"" }, { "&#39;", "'" } };
	struct buf out = { .arena = a };

	for (const char *end = s + n; s < end;) {
		size_t i = 0;
		while (i < 5 && !text_starts(s, names[i][0]))
			i++;
		if (i < 5) {
			buf_text(&out, names[i][1]);
			s += strlen(names[i][0]);
		} else
			buf_char(&out, *s++);
	}
	return buf_str(&out);
}

/* One tag of a page that stencil made: attributes stand in double quotes. */
struct tag { const char *at; size_t n; };

static struct tag
tag_next(const char *from, const char *name)
{
	size_t len = strlen(name);

	for (; (from = strchr(from, '<')) != NULL; from++)
		if (strncmp(from + 1, name, len) == 0 && strchr(" >", from[1 + len]) != NULL)
			return (struct tag){ from, strcspn(from, ">") + 1 };
	return (struct tag){0};
}

static const char *
attribute(struct arena *a, struct tag tag, const char *name)
{
	const char *begin = arena_printf(a, " %s=\"", name);
	const char *at = strstr(arena_copy(a, tag.at, tag.n), begin);

	return at == NULL ? NULL : unescape(a, at + strlen(begin), strcspn(at + strlen(begin), "\""));
}

static bool
has_word(struct arena *a, struct tag tag, const char *word)
{
	const char *at = strstr(arena_copy(a, tag.at, tag.n), arena_printf(a, " %s", word));

	return at != NULL && strchr(" >", at[1 + strlen(word)]) != NULL;
}

static void
take_input(struct arena *a, struct tag tag, struct pairs *form)
{
	const char *type = attribute(a, tag, "type"), *value = attribute(a, tag, "value");

	if ((text_eq(type, "checkbox") || text_eq(type, "radio")) && !has_word(a, tag, "checked"))
		return;
	if (text_eq(type, "file") || text_eq(type, "submit"))
		return;
	*LIST_ADD(a, form) = (struct pair){ attribute(a, tag, "name"), value != NULL ? value : "" };
}

static void
take_select(struct arena *a, struct tag tag, struct pairs *form)
{
	const char *end = strstr(tag.at, "</select>"), *value = NULL;
	struct tag option = tag_next(tag.at, "option");

	for (; option.at != NULL && option.at < end; option = tag_next(option.at + 1, "option"))
		if (value == NULL || has_word(a, option, "selected"))
			value = attribute(a, option, "value");
	*LIST_ADD(a, form) = (struct pair){ attribute(a, tag, "name"), arena_text(a, value) };
}

static void
take_prose(struct arena *a, struct tag tag, struct pairs *form)
{
	const char *text = tag.at + tag.n, *end = strstr(text, "</textarea>");

	*LIST_ADD(a, form) = (struct pair){ attribute(a, tag, "name"), unescape(a, text, (size_t)(end - text)) };
}

/* Every field between here and there, in order. */
static struct pairs
fields_between(struct arena *a, const char *from, const char *end)
{
	static const struct { const char *name; void (*take)(struct arena *, struct tag, struct pairs *); } kinds[] = {
		{ "input", take_input }, { "select", take_select }, { "textarea", take_prose } };
	struct pairs form = {0};

	for (; from < end; from++)
		for (size_t i = 0; i < 3; i++) {
			struct tag tag = *from == '<' ? tag_next(from, kinds[i].name) : (struct tag){0};
			if (tag.at == from && attribute(a, tag, "name") != NULL)
				kinds[i].take(a, tag, &form);
		}
	return form;
}

const char *
page_field(struct browser *b, const char *name)
{
	struct pairs form = fields_between(b->house->arena, b->page.body, b->page.body + b->page.body_len);

	return pairs_find(&form, name);
}

static const char *
form_with(struct browser *b, const char *action)
{
	struct tag form = tag_next(b->page.body, "form");

	while (form.at != NULL && !text_eq(attribute(b->house->arena, form, "action"), action))
		form = tag_next(form.at + 1, "form");
	return form.at;
}

int
browser_submit(struct browser *b, const char *action, ...)
{
	struct arena *a = b->house->arena;
	const char *from = form_with(b, action);
	va_list ap;

	if (from == NULL)
		fail_msg("%s %s has no form to %s:\n%s", b->method, b->path, action, b->page.body);
	struct pairs form = fields_between(a, from, strstr(from, "</form>"));
	va_start(ap, action);
	struct pairs changed = fields_of(a, ap);
	va_end(ap);
	for (size_t i = 0; i < changed.n; i++)
		pair_set(a, &form, changed.at[i].name, NULL);
	for (size_t i = 0; i < changed.n; i++)
		*LIST_ADD(a, &form) = changed.at[i];
	return post(b, action, form);
}

void
page_expect(struct browser *b, int status, const char *fragment, const char *file, int line)
{
	if (b->page.status != status)
		print_error("%s %s: %d, not %d. %s\n%s\n", b->method, b->path, b->page.status, status,
		    page_header(b, "Location"), b->page.body);
	_assert_int_equal((LargestIntegralType)b->page.status, (LargestIntegralType)status, file, line);
	page_shows(b, fragment, true, file, line);
}

void
page_shows(struct browser *b, const char *fragment, bool wanted, const char *file, int line)
{
	bool shown = strstr(b->page.body, fragment) != NULL ||
	    strstr(unescape(b->house->arena, b->page.body, b->page.body_len), fragment) != NULL;

	if (shown != wanted)
		print_error("%s %s %s \"%s\":\n%s\n", b->method, b->path, wanted ? "does not show" : "shows", fragment, b->page.body);
	_assert_true(shown == wanted, "the page shows it", file, line);
}
