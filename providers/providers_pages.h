/* Handlers of providers, and what their templates show. */
#ifndef DIRECTORIES_DIRECTORIES_PAGES_H
#define DIRECTORIES_DIRECTORIES_PAGES_H
#include "auth/oidc.h"
#include "providers/providers.h"
#include "http/form.h"
#include "people/people.h"

struct provider_form { const char *name, *issuer, *client_id, *secret, *claim, *domain; bool trusts_email; };

/* What a test found. */
struct trial_of { const struct oidc_about *about; const char *why; int64_t keys; };

struct provider_view {
	struct provider *provider;             /* NULL: a new one */
	struct provider_form form;
	const struct trial_of *trial;            /* NULL: not tried */
	const char *redirect, *logout;           /* what to enter there */
};

struct waiting_view { struct waiting *waiting; const char *words; struct profiles found; bool searched; };

void provider_show_all(struct request *);
void provider_new(struct request *);
void provider_add(struct request *);
void provider_edit(struct request *);
void provider_save(struct request *);
void provider_try_prepare(struct request *);
void provider_try(struct request *);
void provider_on(struct request *);
void provider_off(struct request *);
void provider_remove_it(struct request *);
void provider_bring_back(struct request *);

void waiting_show(struct request *);
void waiting_settle(struct request *);
void waiting_settle_undo(struct request *);
void waiting_away(struct request *);
void waiting_back(struct request *);
#endif
