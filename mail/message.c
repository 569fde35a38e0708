#include "mail/message.h"
#include "base/clock.h"
#include "base/text.h"
#include "db/setting.h"
#include "mail/letter.h"
#include "mail/letter.html.h"
#include <sodium.h>
#include <string.h>

/* WORD: bytes of an encoded word, so that its line stays under 76 with the header's name. */
enum { SUBJECT_MOST = 180, NAME_MOST = 100, WORD = 36, WORD_ROOM = 64 };

struct letterhead
letterhead_of(struct tx *tx)
{
	struct district *d = district_find(tx, tx_district(tx));
	const char *reply_to = setting_text(tx, "mail.reply_to", NULL);

	return (struct letterhead){ .district = d != NULL ? d->name : "Groundswell", .site = mail_local_url(tx, ""),
	    .domain = mail_domain(tx), .reply_to = reply_to != NULL && address_is_plain(reply_to) ? reply_to : NULL };
}

bool
address_is_plain(const char *address)
{
	const char *at = strchr(address, '@');

	for (const char *p = address; *p != '\0'; p++)
		if ((unsigned char)*p <= ' ' || *p == 0x7f || strchr("<>()[]\\,;:\"", *p) != NULL)
			return false;
	return at != NULL && at > address && at[1] != '\0' && strchr(at + 1, '@') == NULL;
}

static bool
is_ascii(const char *s)
{
	while (*s != '\0' && (unsigned char)*s >= ' ' && (unsigned char)*s < 0x7f)
		s++;
	return *s == '\0';
}

/* "=?UTF-8?B?…?=" (RFC 2047), in words that end between two characters. */
static const char *
encoded(struct arena *a, const char *s)
{
	struct buf out = { .arena = a };

	while (*s != '\0') {
		char word[WORD_ROOM];
		size_t n = 0;
		while (s[n] != '\0' && n < WORD)
			n++;
		while ((s[n] & 0xC0) == 0x80)
			n++;
		sodium_bin2base64(word, sizeof(word), (const unsigned char *)s, n, sodium_base64_VARIANT_ORIGINAL);
		buf_printf(&out, "%s=?UTF-8?B?%s?=", out.len > 0 ? "\r\n " : "", word);
		s += n;
	}
	return buf_str(&out);
}

static const char *
header_text(struct arena *a, const char *s, size_t most)
{
	const char *line = text_cut(a, text_line(a, s), most);

	return is_ascii(line) ? line : encoded(a, line);
}

/* A name before an address: a quoted string, or encoded words. */
static const char *
header_name(struct arena *a, const char *name)
{
	const char *line = text_cut(a, text_line(a, name), NAME_MOST);
	struct buf out = { .arena = a };

	if (!is_ascii(line))
		return encoded(a, line);
	buf_char(&out, '"');
	for (; *line != '\0'; line++) {
		if (*line == '"' || *line == '\\')
			buf_char(&out, '\\');
		buf_char(&out, *line);
	}
	buf_char(&out, '"');
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
off_url(struct arena *a, const struct letterhead *head, const struct outbox_row *o)
{
	return *o->off_token == '\0' ? NULL : arena_printf(a, "%s/mail/off/%s", head->site, o->off_token);
}

static struct headers
headers_of(struct arena *a, const struct letterhead *head, const char *from, const struct outbox_row *o)
{
	struct headers list = {0};
	const char *off = off_url(a, head, o), *sender = arena_printf(a, "Groundswell, %s", head->district);

	*LIST_ADD(a, &list) = date_header(a, o->made_at);
	*LIST_ADD(a, &list) = arena_printf(a, "From: %s <%s>", header_name(a, sender), from);
	*LIST_ADD(a, &list) = text_empty(o->to_name) ? arena_printf(a, "To: <%s>", o->to_address) :
	    arena_printf(a, "To: %s <%s>", header_name(a, o->to_name), o->to_address);
	if (head->reply_to != NULL)
		*LIST_ADD(a, &list) = arena_printf(a, "Reply-To: <%s>", head->reply_to);
	*LIST_ADD(a, &list) = arena_printf(a, "Subject: %s", header_text(a, o->subject, SUBJECT_MOST));
	*LIST_ADD(a, &list) = arena_printf(a, "Message-ID: %s", o->message_id);
	*LIST_ADD(a, &list) = arena_printf(a, "Content-Language: %s", lang_tag((enum lang)o->language));
	*LIST_ADD(a, &list) = "Auto-Submitted: auto-generated";
	if (off != NULL) {
		*LIST_ADD(a, &list) = arena_printf(a, "List-Id: <%s.groundswell.%s>", o->topic, head->domain);
		*LIST_ADD(a, &list) = arena_printf(a, "List-Unsubscribe: <%s>", off);
		*LIST_ADD(a, &list) = "List-Unsubscribe-Post: List-Unsubscribe=One-Click";
	}
	return list;
}

static const char *
text_part(struct arena *a, const struct letterhead *head, const struct outbox_row *o)
{
	enum lang lang = (enum lang)o->language;
	const char *off = off_url(a, head, o);
	const char *foot = arena_printf(a, "-- \nGroundswell · %s\n", head->district);

	if (off != NULL)
		foot = arena_printf(a, "%s%s: %s\n%s: %s/me/mail\n", foot, say(lang, N_("Stop letters like this one")), off,
		    say(lang, N_("How much mail you get")), head->site);
	return arena_printf(a, "%s\n\n%s", o->body, foot);
}

static const char *
html_part(struct arena *a, const struct letterhead *head, const struct outbox_row *o)
{
	struct buf out = { .arena = a };
	struct html h = { .out = &out, .arena = a, .lang = (enum lang)o->language, .base = "" };

	letter_html(&h, head, o->subject, letter_read(a, o->body), off_url(a, head, o));
	return buf_str(&out);
}

struct message
message_make(struct arena *a, const struct letterhead *head, const char *from, const struct outbox_row *o)
{
	return (struct message){ .headers = headers_of(a, head, from, o), .text = text_part(a, head, o),
	    .html = html_part(a, head, o) };
}
