/* Sending: the job that takes what is due from the outbox to the mail server. */
#include "mail/smtp.h"
#include "base/clock.h"
#include "base/text.h"
#include "mail/letter.html.h"
#include "mail/outbox_rows.h"
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

enum { SECONDS = 60 };

/* "=?UTF-8?B?…?=" where the text is not plain (RFC 2047); never a line break. */
static const char *
header_text(struct arena *a, const char *s)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *p = (const unsigned char *)text_line(a, s);
	struct buf out = { .arena = a };
	bool plain = true;

	for (const unsigned char *q = p; *q != '\0'; q++)
		plain = plain && *q >= ' ' && *q < 0x7f;
	if (plain)
		return (const char *)p;
	while (*p != '\0') {
		/* Words of at most 45 bytes, cut between characters. */
		size_t n = 0;
		while (p[n] != '\0' && n < 42)
			n++;
		while (p[n] != '\0' && (p[n] & 0xC0) == 0x80)
			n++;
		buf_text(&out, out.len > 0 ? "\r\n =?UTF-8?B?" : "=?UTF-8?B?");
		for (size_t i = 0; i < n; i += 3) {
			unsigned v = (unsigned)p[i] << 16 | (i + 1 < n ? p[i + 1] : 0u) << 8 | (i + 2 < n ? p[i + 2] : 0u);
			buf_char(&out, digits[v >> 18]);
			buf_char(&out, digits[v >> 12 & 63]);
			buf_char(&out, i + 1 < n ? digits[v >> 6 & 63] : '=');
			buf_char(&out, i + 2 < n ? digits[v & 63] : '=');
		}
		buf_text(&out, "?=");
		p += n;
	}
	return buf_str(&out);
}

static const char *
date_header(struct arena *a, int64_t at)
{
	static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	struct civil c = zone_civil(NULL, at);

	return arena_printf(a, "Date: %s, %d %s %d %02d:%02d:%02d +0000", days[c.weekday], c.day, months[c.month - 1],
	    c.year, c.hour, c.minute, c.second);
}

static const char *
html_part(struct arena *a, const struct outbox_row *o)
{
	struct buf out = { .arena = a };
	struct html h = { .out = &out, .arena = a, .lang = (enum lang)o->language, .base = "" };
	struct lines lines = text_lines(a, o->body);

	letter_html(&h, o->subject, lines);
	return buf_str(&out);
}

static const char *
unsubscribe_url(struct arena *a, const char *body)
{
	const char *at = strstr(body, "/mail/off/"), *from = at;

	while (from != NULL && from > body && from[-1] != '\n')
		from--;
	return from == NULL ? NULL : arena_copy(a, from, strcspn(from, "\n"));
}

static struct curl_slist *
headers_of(struct arena *a, const struct outbox_row *o, const char *from)
{
	struct curl_slist *list = NULL;
	const char *off = unsubscribe_url(a, o->body);

	list = curl_slist_append(list, date_header(a, o->made_at));
	list = curl_slist_append(list, arena_printf(a, "From: Groundswell <%s>", from));
	list = curl_slist_append(list, arena_printf(a, "To: %s <%s>", header_text(a, o->to_name), o->to_address));
	list = curl_slist_append(list, arena_printf(a, "Subject: %s", header_text(a, o->subject)));
	list = curl_slist_append(list, arena_printf(a, "Message-ID: %s", o->message_id));
	list = curl_slist_append(list, arena_printf(a, "Content-Language: %s", lang_tag((enum lang)o->language)));
	list = curl_slist_append(list, "Auto-Submitted: auto-generated");
	if (o->kind != MAIL_URGENT && off != NULL) {
		list = curl_slist_append(list, arena_printf(a, "List-Unsubscribe: <%s>", off));
		list = curl_slist_append(list, "List-Unsubscribe-Post: List-Unsubscribe=One-Click");
	}
	return list;
}

const char *
smtp_send(struct arena *a, const struct smtp *to, const struct outbox_row *o, bool *ret_for_good)
{
	CURL *curl = curl_easy_init();
	char error[CURL_ERROR_SIZE] = "";
	long status = 0;

	*ret_for_good = false;
	if (strpbrk(o->to_address, "\r\n<> ") != NULL || strpbrk(to->from, "\r\n<> ") != NULL) {
		curl_easy_cleanup(curl);
		*ret_for_good = true;
		return "the address cannot be written in a mail";
	}
	struct curl_slist *headers = headers_of(a, o, to->from), *rcpt = curl_slist_append(NULL, arena_printf(a, "<%s>", o->to_address));
	curl_mime *mime = curl_mime_init(curl), *both = curl_mime_init(curl);
	curl_mimepart *part = curl_mime_addpart(both);
	curl_mime_data(part, o->body, CURL_ZERO_TERMINATED);
	curl_mime_type(part, "text/plain; charset=utf-8");
	curl_mime_encoder(part, "quoted-printable");
	part = curl_mime_addpart(both);
	curl_mime_data(part, html_part(a, o), CURL_ZERO_TERMINATED);
	curl_mime_type(part, "text/html; charset=utf-8");
	curl_mime_encoder(part, "quoted-printable");
	part = curl_mime_addpart(mime);
	curl_mime_subparts(part, both);
	curl_mime_type(part, "multipart/alternative");
	curl_easy_setopt(curl, CURLOPT_URL, to->url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(curl, CURLOPT_USE_SSL, to->require_tls ? CURLUSESSL_ALL : CURLUSESSL_TRY);
	if (to->user != NULL) {
		curl_easy_setopt(curl, CURLOPT_USERNAME, to->user);
		curl_easy_setopt(curl, CURLOPT_PASSWORD, to->password);
	}
	curl_easy_setopt(curl, CURLOPT_MAIL_FROM, arena_printf(a, "<%s>", to->from));
	curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, rcpt);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(curl, CURLOPT_MIMEPOST, mime);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)SECONDS);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error);
	CURLcode code = curl_easy_perform(curl);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	curl_mime_free(mime);
	curl_slist_free_all(headers);
	curl_slist_free_all(rcpt);
	curl_easy_cleanup(curl);
	if (code == CURLE_OK)
		return NULL;
	*ret_for_good = status >= 500 && status < 600;
	return arena_printf(a, "%s (%ld)", *error != '\0' ? error : curl_easy_strerror(code), status);
}

struct sending { struct outbox_row *row; int64_t id, now; const char *why; bool for_good; };

static void
take(struct tx *tx, void *arg)
{
	struct sending *s = arg;

	s->row = outbox_find(tx, s->id);
}

static void
settle(struct tx *tx, void *arg)
{
	struct sending *s = arg;

	outbox_settle(tx, s->id, s->now, s->why, s->for_good);
}

/* Without a mail server the mails wait in the outbox, where they can be read. */
static const char *
send_one(struct job_run *run)
{
	const char *from = getenv("GROUNDSWELL_SMTP_FROM");
	struct smtp to = { .url = getenv("GROUNDSWELL_SMTP_URL"), .from = from != NULL ? from : "groundswell@localhost",
	    .user = getenv("GROUNDSWELL_SMTP_USER"), .password = getenv("GROUNDSWELL_SMTP_PASSWORD"),
	    .require_tls = getenv("GROUNDSWELL_SMTP_TLS") != NULL };
	struct sending s = { .id = run->subject, .now = run->now };

	if (to.url == NULL)
		return NULL;
	if (job_read(run, take, &s) != DB_DONE)
		return "the outbox could not be read";
	if (s.row == NULL || s.row->sent_at != 0 || s.row->failed_at != 0)
		return NULL;
	s.why = smtp_send(run->arena, &to, s.row, &s.for_good);
	if (job_write(run, settle, &s) != DB_DONE)
		return "the outbox could not be written";
	return s.for_good ? NULL : s.why;
}

const struct job mail_jobs[] = { { "mail.send", send_one }, {0} };
