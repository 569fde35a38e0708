/* Whether all is well: data, backups, work that failed, mail that did not arrive. */
#include "base/id.h"
#include "db/care.h"
#include "mail/smtp.h"
#include "office/health.html.h"
#include "office/office_pages.h"
#include "site/page.h"

enum { LISTED = 40 };

void
health_show(struct request *r)
{
	struct page page = { .title = say(r->lang, N_("Health")), .tab = TAB_ADMIN };
	struct health_view v = { .size = db_size(r->tx), .backed_up_at = db_backed_up_at(r->tx), .unsent = outbox_unsent(r->tx),
	    .has_server = smtp_from_environment(r->arena).url != NULL, .trouble = mail_trouble(r->tx),
	    .failed = outbox_some(r->tx, OUTBOX_FAILED, NULL, LISTED), .refused = mail_refused_list(r->tx),
	    .jobs = jobs_failed(r->tx, LISTED) };
	struct html *h = page_open(r, &page);

	health_html(h, r, &v);
	page_close(h, r, &page);
}

void
backup_show(struct request *r)
{
	struct page page = { .title = say(r->lang, N_("Backups")), .tab = TAB_ADMIN };
	struct html *h = page_open(r, &page);

	backup_html(h, r, db_backed_up_at(r->tx));
	page_close(h, r, &page);
}

static void
see_health(struct request *r, bool done, const char *said, const char *undo)
{
	if (done)
		page_see(r, "/office/health", say(r->lang, said), undo);
	else
		reply_not_found(r);
}

void
job_again_it(struct request *r)
{
	see_health(r, job_again(r->tx, request_id(r, "job"), r->now), N_("It starts again now. If it fails again, it stands here again."), NULL);
}

void
job_let_be_it(struct request *r)
{
	see_health(r, job_let_be(r->tx, request_id(r, "job"), true, r->now), N_("It is no longer listed."),
	    arena_printf(r->arena, "/office/jobs/%s/list", request_param(r, "job")));
}

void
job_list_again(struct request *r)
{
	see_health(r, job_let_be(r->tx, request_id(r, "job"), false, r->now), N_("Listed again."), NULL);
}

void
address_trust(struct request *r)
{
	mail_trust(r->tx, request_form(r, "address"));
	page_see(r, "/office/health", say(r->lang, N_("The next mail to it is tried again.")), NULL);
}

const char *
bytes_said(struct html *h, int64_t n)
{
	if (n < 10 * 1024 * 1024)
		return arena_printf(h->arena, "%lld KB", (long long)((n + 1023) / 1024));
	return arena_printf(h->arena, "%lld MB", (long long)((n + 1024 * 1024 - 1) / (1024 * 1024)));
}
