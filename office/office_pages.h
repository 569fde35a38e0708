/* Handlers of the office, and what their templates show. */
#ifndef OFFICE_OFFICE_PAGES_H
#define OFFICE_OFFICE_PAGES_H
#include "http/form.h"
#include "office/office.h"
#include "office/office_rows.h"
#include "office/roles.h"
#include "site/feature.h"

enum { HOLDERS = 6 };
struct office_view {
	struct accounts holders[HOLDERS];        /* in the order of offices[] */
};

struct account_view {
	struct account *account;
	struct appointments log;
	bool appoints;                           /* the reader is an operator */
};

struct appoint_form { const char *office, *why; };
struct start_form { const char *given, *family, *password; };

extern const struct command office_commands[];

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
void account_page(struct request *, struct account *, const struct appoint_form *);
#endif
