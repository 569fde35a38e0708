#include "mail/smtp.h"
#include "base/text.h"
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

enum { SECONDS = 60, CONNECT_SECONDS = 15, SAID = 400 };

/* What was said last: the command of ours, and the server's answer to it. */
struct smtp_line {
	CURL *curl;
	struct smtp to;
	struct arena *arena;
	const char *url;
	char command[5], said[SAID];
	bool more;                   /* the answer goes on: "250-…" */
	bool parting;                /* we said QUIT: what comes now answers nothing */
};

static bool
is_this_machine(const char *url)
{
	const char *host = strstr(url, "://");

	host = host == NULL ? url : host + 3;
	return text_starts(host, "127.") || text_starts(host, "localhost") || text_starts(host, "[::1]");
}

struct smtp
smtp_from_environment(struct arena *a)
{
	const char *from = getenv("GROUNDSWELL_SMTP_FROM"), *tls = getenv("GROUNDSWELL_SMTP_TLS");
	struct smtp to = { .url = getenv("GROUNDSWELL_SMTP_URL"), .from = from != NULL ? from : "groundswell@localhost",
	    .user = getenv("GROUNDSWELL_SMTP_USER"), .password = getenv("GROUNDSWELL_SMTP_PASSWORD"),
	    .ca = getenv("GROUNDSWELL_SMTP_CA") };

	if (text_empty(to.url))
		to.url = NULL;
	else if (strstr(to.url, "://") == NULL)
		to.url = arena_printf(a, "smtp://%s", to.url);
	to.open = tls != NULL ? text_eq(tls, "off") : to.url != NULL && is_this_machine(to.url);
	return to;
}

static bool
is_answer(const char *s, size_t n)
{
	return n >= 3 && s[0] >= '2' && s[0] <= '5' && s[1] >= '0' && s[1] <= '9' && s[2] >= '0' && s[2] <= '9';
}

/* libcurl tells the dialogue line by line; passwords are not among what is kept. */
static int
listen_to(CURL *curl, curl_infotype kind, char *s, size_t n, void *arg)
{
	struct smtp_line *l = arg;

	(void)curl;
	if (kind == CURLINFO_HEADER_OUT && n >= 4) {
		l->parting = memcmp(s, "QUIT", 4) == 0;
		l->more = false;
		if (!l->parting)
			memcpy(l->command, s, 4);
	}
	if (kind != CURLINFO_HEADER_IN || !is_answer(s, n) || l->parting)
		return 0;
	size_t have = l->more ? strlen(l->said) : 0, end = n;
	while (end > 0 && (s[end - 1] == '\r' || s[end - 1] == '\n'))
		end--;
	if (have > 0 && have + 1 < SAID)
		l->said[have++] = ' ';
	size_t skip = have > 0 && end > 4 ? 4 : 0, fits = end - skip < SAID - 1 - have ? end - skip : SAID - 1 - have;
	memcpy(l->said + have, s + skip, fits);
	l->said[have + fits] = '\0';
	l->more = n > 3 && s[3] == '-';
	return 0;
}

/* The name we greet with is the path of libcurl's URL. */
static const char *
url_with_name(struct arena *a, const struct smtp *to)
{
	const char *host = strstr(to->url, "://"), *at = strchr(to->from, '@');

	if (host == NULL || strchr(host + 3, '/') != NULL || at == NULL || text_eq(at + 1, "localhost"))
		return to->url;
	return arena_printf(a, "%s/%s", to->url, at + 1);
}

struct smtp_line *
smtp_open(const struct smtp *to)
{
	struct smtp_line *l = calloc(1, sizeof(*l));

	if (l == NULL || (l->curl = curl_easy_init()) == NULL)
		abort();
	l->to = *to;
	l->arena = arena_new();
	l->url = url_with_name(l->arena, to);
	curl_easy_setopt(l->curl, CURLOPT_URL, l->url);
	curl_easy_setopt(l->curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(l->curl, CURLOPT_USE_SSL, to->open ? CURLUSESSL_TRY : CURLUSESSL_ALL);
	if (to->ca != NULL)
		curl_easy_setopt(l->curl, CURLOPT_CAINFO, to->ca);
	if (to->user != NULL) {
		curl_easy_setopt(l->curl, CURLOPT_USERNAME, to->user);
		curl_easy_setopt(l->curl, CURLOPT_PASSWORD, to->password);
	}
	curl_easy_setopt(l->curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
	curl_easy_setopt(l->curl, CURLOPT_TIMEOUT, (long)SECONDS);
	curl_easy_setopt(l->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(l->curl, CURLOPT_VERBOSE, 1L);
	curl_easy_setopt(l->curl, CURLOPT_DEBUGFUNCTION, listen_to);
	curl_easy_setopt(l->curl, CURLOPT_DEBUGDATA, l);
	return l;
}

void
smtp_close(struct smtp_line *l)
{
	curl_easy_cleanup(l->curl);
	arena_free(l->arena);
	free(l);
}

/* "550 5.1.1 …" -> 1; 0: it says none (RFC 3463). */
static int
subject_of(const char *said)
{
	const char *p = strlen(said) > 4 ? said + 4 : "";

	return (p[0] == '4' || p[0] == '5') && p[1] == '.' && p[2] >= '0' && p[2] <= '9' && p[3] == '.' ? p[2] - '0' : 0;
}

/* Whose fault it is: the address's (X.1 address, X.2 mailbox), this mail's, or
 * the server's and ours.  Without such a code, a refusal at RCPT is the address's. */
static enum smtp_end
end_of(const struct smtp_line *l)
{
	bool at_rcpt = text_starts(l->command, "RCPT"), after_data = text_starts(l->command, "DATA");
	int subject = subject_of(l->said);

	if ((!at_rcpt && !after_data) || text_starts(l->said, "421"))
		return SMTP_AWAY;
	if (l->said[0] == '4')
		return SMTP_LATER;
	if (l->said[0] != '5')
		return SMTP_AWAY;
	if (subject == 1 || subject == 2 || (subject == 0 && at_rcpt))
		return SMTP_NO_SUCH;
	/* Refused at RCPT for another reason: not allowed to relay, or to send at all. */
	return at_rcpt && subject == 7 && !text_starts(l->said, "550") ? SMTP_AWAY : SMTP_REFUSED;
}

static curl_mime *
mime_of(CURL *curl, const struct message *m)
{
	curl_mime *mime = curl_mime_init(curl), *both = curl_mime_init(curl);
	const struct { const char *body, *type; } bodies[] = {
		{ m->text, "text/plain; charset=utf-8" }, { m->html, "text/html; charset=utf-8" },
	};
	curl_mimepart *part;

	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		part = curl_mime_addpart(both);
		curl_mime_data(part, bodies[i].body, CURL_ZERO_TERMINATED);
		curl_mime_type(part, bodies[i].type);
		curl_mime_encoder(part, "quoted-printable");
	}
	part = curl_mime_addpart(mime);
	curl_mime_subparts(part, both);
	curl_mime_type(part, "multipart/alternative");
	return mime;
}

static struct smtp_answer
answer_of(struct smtp_line *l, struct arena *a, CURLcode code, const char *error)
{
	if (code == CURLE_OK)
		return (struct smtp_answer){ SMTP_TAKEN, arena_text(a, l->said) };
	const char *why = *error != '\0' ? error : curl_easy_strerror(code);
	bool was_told = l->said[0] == '4' || l->said[0] == '5';
	bool by_answer = code == CURLE_SEND_ERROR || code == CURLE_WEIRD_SERVER_REPLY || code == CURLE_LOGIN_DENIED ||
	    code == CURLE_RECV_ERROR;
	if (was_told && by_answer)
		return (struct smtp_answer){ end_of(l), arena_text(a, l->said) };
	return (struct smtp_answer){ SMTP_AWAY, arena_text(a, why) };
}

struct smtp_answer
smtp_send(struct smtp_line *l, struct arena *a, const char *to_address, const struct message *m)
{
	char error[CURL_ERROR_SIZE] = "";
	struct curl_slist *headers = NULL, *rcpt;

	if (!address_is_plain(to_address))
		return (struct smtp_answer){ SMTP_REFUSED, "the address cannot be written in a mail" };
	if (!address_is_plain(l->to.from))
		return (struct smtp_answer){ SMTP_AWAY, "GROUNDSWELL_SMTP_FROM is not an address" };
	l->command[0] = l->said[0] = '\0';
	l->more = l->parting = false;
	for (size_t i = 0; i < m->headers.n; i++)
		headers = curl_slist_append(headers, m->headers.at[i]);
	rcpt = curl_slist_append(NULL, arena_printf(a, "<%s>", to_address));
	curl_mime *mime = mime_of(l->curl, m);
	curl_easy_setopt(l->curl, CURLOPT_MAIL_FROM, arena_printf(a, "<%s>", l->to.from));
	curl_easy_setopt(l->curl, CURLOPT_MAIL_RCPT, rcpt);
	curl_easy_setopt(l->curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(l->curl, CURLOPT_MIMEPOST, mime);
	curl_easy_setopt(l->curl, CURLOPT_ERRORBUFFER, error);
	CURLcode code = curl_easy_perform(l->curl);
	struct smtp_answer answer = answer_of(l, a, code, error);
	curl_easy_setopt(l->curl, CURLOPT_ERRORBUFFER, NULL);
	curl_easy_setopt(l->curl, CURLOPT_MIMEPOST, NULL);
	curl_easy_setopt(l->curl, CURLOPT_HTTPHEADER, NULL);
	curl_easy_setopt(l->curl, CURLOPT_MAIL_RCPT, NULL);
	curl_mime_free(mime);
	curl_slist_free_all(headers);
	curl_slist_free_all(rcpt);
	return answer;
}
