/* Handlers of the office, and what their templates show. */
#ifndef OFFICE_OFFICE_PAGES_H
#define OFFICE_OFFICE_PAGES_H
#include "base/clock.h"
#include "http/form.h"
#include "jobs/jobs.h"
#include "mail/letter.h"
#include "mail/outbox_rows.h"
#include "office/office.h"
#include "office/office_rows.h"
#include "office/roles.h"
#include "practices/practices.h"
#include "site/feature.h"

enum { HOLDERS = 6 };
struct office_view {
	struct accounts holders[HOLDERS];        /* in the order of offices[] */
};

struct appoint_form { const char *office, *why; };
struct email_form { const char *email; };
struct start_form { const char *given, *family, *password; };
struct guest_form { const char *given, *family, *email, *why, *until; int64_t kind, school; };
extern const struct choice guest_choices[];

struct account_view {
	struct account *account;
	struct guest *guest;                     /* NULL: not added here */
	struct account_asks asked;
	struct deed_rows deeds;
	struct appointments log;
	bool appoints, cares, slips;             /* what the reader may do with it */
};
struct twin_view { struct account *one, *other; enum twin_why why; };

enum { MONTHS = 3 };
struct audit_month { struct civil month; struct look_counts looks; };
struct audit_view {
	const struct setting *const *settings;
	const char **values;
	struct setting_entries changes;
	bool counts;                             /* the reader sees counts of looks */
	struct audit_month months[MONTHS];       /* full ones, the last first */
	size_t holders[HOLDERS];
};
const char *month_said(struct html *, struct civil);
int64_t     month_count(const struct audit_month *, int kind);

struct health_view {
	int64_t size, backed_up_at, unsent;
	bool has_server;                         /* mails leave this machine */
	struct mail_trouble *trouble;            /* NULL: none known */
	struct outbox_rows failed;
	struct mail_refuseds refused;
	struct failed_jobs jobs;
};

/* A mail as it is read: its parts, with what would open something taken out of
 * its links unless the reader may follow them. */
struct mail_view { struct outbox_row *row; struct letter_parts parts; bool links; };

struct year_form { const char *name, *first_day, *last_day; };
struct year_view {
	struct school_year *year;
	struct year_counts counts;
	struct moves left, moved, came;
	struct practices practices;              /* of those who left */
	int64_t trying;                          /* how many of those, in fives */
};

/* A square to photograph: the path of a drawing `width` wide. */
struct qr { int width; const char *path; };
struct qr qr_of(struct arena *, const char *text);
struct slip_view { struct account *account; const char *code, *url, *place; struct qr square; };

extern const struct command office_commands[];
extern const struct job office_jobs[];
extern const struct mail_action office_actions[];

void office_show(struct request *);
void operator_start(struct request *);
void operator_start_prepare(struct request *);
void operator_start_save(struct request *);

int64_t page_number(struct request *);            /* ?page=, from 1 */

void role_list(struct request *);
void role_appoint_it(struct request *);
void role_withdraw_ask(struct request *);
void role_withdraw_it(struct request *);
void role_undo(struct request *);

void account_find(struct request *);
void account_look(struct request *);
struct account *account_of(struct request *);     /* NULL: the reply is made */
const char *account_path(struct request *, int64_t person);
void account_page(struct request *, struct account *, const struct appoint_form *, const struct email_form *);   /* NULL: as it is */
void account_email(struct request *);
void account_ask_back(struct request *);
void account_end_it(struct request *);
void account_back_it(struct request *);
void account_slip(struct request *);

void guest_list(struct request *);
void guest_new(struct request *);
void guest_create(struct request *);
void guest_edit(struct request *);
void guest_save(struct request *);

void twin_list(struct request *);
void join_show(struct request *);
void join_it(struct request *);
void join_find(struct request *);
void join_undo(struct request *);
void join_apart(struct request *);
void join_same(struct request *);

void setting_list(struct request *);
void setting_save(struct request *);
void setting_undo_it(struct request *);
void audit_show(struct request *);
void look_list(struct request *);

void year_list(struct request *);
void year_new(struct request *);
void year_create(struct request *);
void year_show(struct request *);
void year_edit(struct request *);
void year_save(struct request *);
void year_remove(struct request *);
void health_show(struct request *);
void job_again_it(struct request *);
void job_let_be_it(struct request *);
void job_list_again(struct request *);
void address_trust(struct request *);
void backup_show(struct request *);
void outbox_show(struct request *);
void outbox_mail(struct request *);
void outbox_send_again(struct request *);
void demo_outbox(struct request *);
void demo_mail(struct request *);

void takeaway_show(struct request *);
void takeaway_download(struct request *);

void asked_list(struct request *);
void asked_yes(struct request *);
void asked_no(struct request *);

const char *roles_said(struct html *, unsigned roles);     /* "Teacher, Council member" */
const char *bytes_said(struct html *, int64_t);            /* "3 MB" */
const char *moment_said(struct html *, int64_t at);       /* "October 12, 10:42 a.m." */
const char *day_said(struct html *, const char *iso);     /* "October 12, 2026" */
#endif
