/* A line to the mail server (SMTP, RFC 5321; by libcurl): one connection, many
 * messages, and the server's answer for each.
 *
 * The server is set in the environment, so that its password is not in the
 * data (docs/mail.md): GROUNDSWELL_SMTP_URL, _FROM, _USER, _PASSWORD, _TLS, _CA.
 * Encryption is demanded, and the server's certificate checked, unless it is
 * this machine or _TLS says "off". */
#ifndef MAIL_SMTP_H
#define MAIL_SMTP_H
#include "jobs/jobs.h"
#include "mail/message.h"

struct smtp {
	const char *url;             /* "smtp://mail.lincoln.example:587", "smtps://…"; NULL: none is set */
	const char *from;            /* the sender's address */
	const char *user, *password; /* NULL: no sign-in */
	const char *ca;              /* a file of certificates to trust; NULL: the system's */
	bool open;                   /* encryption is not demanded */
};
struct smtp smtp_from_environment(struct arena *);

struct smtp_line;
struct smtp_line  *smtp_open(const struct smtp *);      /* the connection is made with the first message, and again when it breaks */
struct smtp_answer smtp_send(struct smtp_line *, struct arena *, const char *to_address, const struct message *);
void               smtp_close(struct smtp_line *);

extern const struct job mail_jobs[];
#endif
