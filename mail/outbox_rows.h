/* Rows of the outbox, for the worker that sends and the pages that show them. */
#ifndef MAIL_OUTBOX_ROWS_H
#define MAIL_OUTBOX_ROWS_H
#include "mail/mail.h"

struct outbox_row {
	int64_t id, person_id, made_at, sent_at, failed_at;
	const char *to_name, *to_address, *topic, *subject, *body, *message_id, *why;
	int language, kind, tries;
};
struct outbox_rows { struct outbox_row *at; size_t n, cap; };

struct outbox_rows outbox_list(struct tx *, int64_t limit);                       /* newest first */
struct outbox_row *outbox_find(struct tx *, int64_t id);                          /* NULL: none */
struct outbox_row *outbox_by_unsubscribe(struct tx *, const char *token);
void outbox_settle(struct tx *, int64_t id, int64_t now, const char *why, bool for_good);   /* why NULL: sent */
void mail_switch_off(struct tx *, int64_t person, const char *topic);
void mail_switch_on(struct tx *, int64_t person, const char *topic);

struct action_row { const char *name; int64_t person_id, subject_id; };
struct action_row *action_row(struct tx *, const char *token);                    /* NULL: done, too old, or never was */
void action_done(struct tx *, const char *token);
#endif
