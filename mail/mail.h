/* Mail: an outbox in the database, and a worker that sends it by SMTP.
 *
 * A mail is a row, put with its cause in one transaction.  Its Message-ID is
 * made then, so that what goes out again after a crash between acceptance and
 * commit is the same message.  It waits through quiet hours unless urgent
 * (sign-in links), and is tried again with a growing pause.  Mails for people
 * are written in their language, as text and as HTML. */
#ifndef MAIL_MAIL_H
#define MAIL_MAIL_H
#include "base/say.h"
#include "db/db.h"
#include "html/html.h"

enum mail_kind {
	MAIL_URGENT,      /* asked for this minute: sign-in links.  No quiet hours, no unsubscribe */
	MAIL_ASKED,       /* about something of theirs; quiet hours; can be switched off by kind */
	MAIL_DIGEST,      /* gathered into the weekly digest unless they asked for more */
};

struct mail {
	int64_t person_id;                    /* 0: an address that is not a person's */
	const char *to_name, *to_address;
	enum lang lang;
	enum mail_kind kind;
	const char *topic;                    /* what can be switched off: "report", "digest" … */
	const char *subject, *text;           /* text/plain; the HTML part is made from it: blank-line paragraphs; a line with only a URL is a button */
	const char *once;                     /* the cause: a second mail with the same cause is not put; NULL: none */
};
bool mail_put(struct tx *, const struct mail *);       /* false: was put before, or switched off */

/* Action links: one named act for one person, until done or 30 days.  They
 * never sign anybody in.  The link leads to a page that says what will be done
 * and has one button, so that mail scanners cannot act. */
struct mail_action {
	const char *name;                                             /* "try.still-using" */
	const char *(*describe)(struct tx *, enum lang, int64_t person, int64_t subject);  /* the sentence above the button; NULL: it is moot now */
	const char *(*run)(struct tx *, enum lang, int64_t person, int64_t subject);       /* does it; the sentence that says so */
};
const char *mail_action_url(struct tx *, const char *name, int64_t person, int64_t subject);  /* absolute; uses setting site.url */

const char *mail_local_url(struct tx *, const char *path);       /* absolute URL of a local path */
#endif
