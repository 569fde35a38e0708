/* One mail to a mail server, by SMTP (RFC 5321; libcurl), text and HTML parts.
 * The server is set in the environment, so that its password is not in the
 * data: GROUNDSWELL_SMTP_URL, _FROM, _USER, _PASSWORD, _TLS. */
#ifndef MAIL_SMTP_H
#define MAIL_SMTP_H
#include "jobs/jobs.h"
#include "mail/outbox_rows.h"

struct smtp { const char *url, *from, *user, *password; bool require_tls; };
/* NULL: accepted; else what the server said; *ret_for_good: trying again is no use. */
const char *smtp_send(struct arena *, const struct smtp *, const struct outbox_row *, bool *ret_for_good);
extern const struct job mail_jobs[];
#endif
