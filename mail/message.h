/* A message, as it goes over the wire: headers and two bodies, made from a row
 * of the outbox (RFC 5322, 2047, 2919, 3834, 8058).  No line of a header holds
 * a line break that is not ours. */
#ifndef MAIL_MESSAGE_H
#define MAIL_MESSAGE_H
#include "mail/outbox_rows.h"

struct letterhead {
	const char *district;          /* its name */
	const char *site;              /* where its links begin */
	const char *domain;            /* of List-Ids */
	const char *reply_to;          /* or NULL */
};
struct letterhead letterhead_of(struct tx *);

struct headers { const char **at; size_t n, cap; };
struct message { struct headers headers; const char *text, *html; };
struct message message_make(struct arena *, const struct letterhead *, const char *from, const struct outbox_row *);

bool address_is_plain(const char *address);    /* it can be written between < and > */
#endif
