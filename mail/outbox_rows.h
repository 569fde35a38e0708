/* Rows of the outbox, for the worker that sends and the pages that show them.
 *
 * A row waits, is claimed by who sends it, and is settled by the mail server's
 * answer.  An address that refuses twice for good gets nothing but urgent mail,
 * until it takes one, or is another, or somebody of the office trusts it again. */
#ifndef MAIL_OUTBOX_ROWS_H
#define MAIL_OUTBOX_ROWS_H
#include "mail/mail.h"

struct outbox_row {
	int64_t id, person_id, made_at, sent_at, failed_at, due_at, ends_at;    /* sent_at, failed_at 0: not */
	const char *to_name, *to_address, *topic, *subject, *body, *message_id, *why;
	const char *off_token;                   /* of the unsubscribe link; "" once sent, and for urgent ones */
	int language, kind, tries;
};
struct outbox_rows { struct outbox_row *at; size_t n, cap; };

struct outbox_rows outbox_list(struct tx *, int64_t limit);                       /* newest first */
/* At this address, that were given up, or that wait: newest first. */
enum outbox_which { OUTBOX_TO, OUTBOX_FAILED, OUTBOX_UNSENT };
struct outbox_rows outbox_some(struct tx *, enum outbox_which, const char *address, int64_t limit);
int64_t            outbox_unsent(struct tx *);                                    /* how many wait */
struct outbox_row *outbox_find(struct tx *, int64_t id);                          /* NULL: none */
struct outbox_row *outbox_by_unsubscribe(struct tx *, const char *token);
bool               outbox_again(struct tx *, int64_t id, int64_t now);            /* a failed one is tried again from now on */

/* How the mail server answered. */
enum smtp_end {
	SMTP_TAKEN,          /* it has it */
	SMTP_LATER,          /* not now: a 4xx about this mail */
	SMTP_REFUSED,        /* never: a 5xx about this mail */
	SMTP_NO_SUCH,        /* never: a 5xx about the address */
	SMTP_AWAY,           /* the server itself: not reached, does not know us, closes */
};
struct smtp_answer { enum smtp_end end; const char *said; };

bool               outbox_waiting(struct tx *, int64_t now);                      /* something is due, and the server may be asked */
struct outbox_row *outbox_claim(struct tx *, int64_t now);                        /* urgent first; NULL: nothing is due */
void               outbox_settle(struct tx *, const struct outbox_row *, struct smtp_answer, int64_t now);
void               outbox_tidy(struct tx *, int64_t now);                         /* letters are not kept for ever */

struct mail_refused { const char *address, *why; int64_t times, last_at; };
struct mail_refuseds { struct mail_refused *at; size_t n, cap; };
bool                 mail_refuses(struct tx *, const char *address);
struct mail_refuseds mail_refused_list(struct tx *);                              /* those that get no more mail, last first */
void                 mail_trust(struct tx *, const char *address);                /* they are tried again */

struct mail_trouble { int64_t since, next_at, tries; const char *why; };
struct mail_trouble *mail_trouble(struct tx *);                                   /* with the mail server; NULL: none known */

struct action_row { const char *name; int64_t person_id, subject_id, done_at; };
struct action_row *action_row(struct tx *, const char *token);                    /* NULL: too old, or never was */
bool action_done(struct tx *, const char *token, bool done);                      /* false: it was already */
#endif
