/* Mail: an outbox in the database, and a worker that sends it by SMTP.
 *
 * A mail is a row, put with its cause in one transaction.  Its Message-ID is
 * made then, so that what goes out again after a crash between acceptance and
 * commit is the same message.  It waits through quiet hours unless urgent
 * (sign-in links), and is tried again with a growing pause, for two days at
 * most.  Mails for people are written in their language, once, as
 * mail/letter.h says; both parts, text and HTML, are made from that. */
#ifndef MAIL_MAIL_H
#define MAIL_MAIL_H
#include "base/say.h"
#include "db/db.h"
#include "html/html.h"

enum mail_kind {            /* in the order they are sent */
	MAIL_URGENT,      /* asked for this minute: sign-in links.  No quiet hours, no unsubscribe, to any address */
	MAIL_ASKED,       /* about something of theirs; waits a moment, in which its cause can be undone */
	MAIL_DIGEST,      /* for many at once: the digest */
};

struct mail {
	int64_t person_id;                    /* 0: an address that is not a person's */
	const char *to_name, *to_address;
	enum lang lang;
	enum mail_kind kind;
	const char *topic;                    /* what can be switched off: "report", "digest" … */
	const char *subject, *text;           /* text: as mail/letter.h writes and reads it */
	const char *once;                     /* the cause: a second mail with the same cause is not put; NULL: none */
	int64_t lasts;                        /* seconds in which it is of use; 0: two days */
};
bool mail_put(struct tx *, const struct mail *);             /* false: was put before, switched off, or the address refuses */
bool mail_is_known(struct tx *, const char *once);           /* one with this cause was put */
bool mail_take_back(struct tx *, const char *once);          /* its cause is undone: false: it has gone, or never was */

/* What can be switched off.  Features list theirs (site/feature.h). */
struct mail_topic { const char *name, *label, *about; };     /* label, about: N_()'d; a list ends with an empty entry */

/* Action links: one named act for one person, until done or 30 days.  They
 * never sign anybody in.  The link leads to a page that says what will be done
 * and has one button, so that mail scanners cannot act; the page after it has
 * an Undo where there is one.  Features list theirs (site/feature.h). */
struct mail_action {
	const char *name;                                             /* "try.still-using" */
	const char *(*describe)(struct tx *, enum lang, int64_t person, int64_t subject);  /* the sentence above the button; NULL: it is moot now */
	const char *button;                                           /* N_()'d: what it does, "Remind me in a week" */
	const char *(*run)(struct tx *, enum lang, int64_t person, int64_t subject);       /* does it; the sentence that says so; NULL: it is moot now */
	void (*undo)(struct tx *, int64_t person, int64_t subject);   /* NULL: cannot be undone */
};
const char *mail_action_url(struct tx *, const char *name, int64_t person, int64_t subject);  /* absolute; uses setting site.url */

struct merge;
void mail_merge(struct merge *);              /* its columns that hold a person, db/merge.h */

const char *mail_local_url(struct tx *, const char *path);       /* absolute URL of a local path */
const char *mail_domain(struct tx *);                            /* of Message-IDs and List-Ids: setting mail.domain, or the sender's */
#endif
