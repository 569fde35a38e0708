/* Handlers of the account, and what they have in common. */
#ifndef ACCOUNT_ACCOUNT_PAGES_H
#define ACCOUNT_ACCOUNT_PAGES_H
#include "auth/provider.h"
#include "auth/link.h"
#include "http/form.h"
#include "site/feature.h"

const char *return_path(const char *path);         /* only a path of our own; anything else leads home */
/* Signs in and goes on: to what was kept while they were away, else to `back`.  The new login. */
int64_t sign_in_done(struct request *, int64_t person, const char *how, const char *back);
/* A mail of the account's own, in the person's language.  text has what `subject` promises; said already.
 * lasts: seconds in which it is of use; 0: two days. */
void account_mail(struct request *, const struct person *, const char *to, const char *subject, const char *text, int64_t lasts);
enum lang account_lang(struct request *, const struct person *);

const char *login_how(const struct login *);       /* N_()'d: "with a password" */
bool accounts_have(struct accounts_of, const char *issuer);
bool kept_is_text(const char *value);              /* written, not chosen: worth showing again */

void sign_in_show(struct request *);
void sign_in_prepare(struct request *);
void sign_in(struct request *);
void link_ask(struct request *);
void link_show(struct request *);
void link_use_it(struct request *);
void slip_show(struct request *);
void slip_use(struct request *);

void provider_out_prepare(struct request *);
void provider_out(struct request *);
void provider_back_prepare(struct request *);
void provider_back(struct request *);
void provider_logout_prepare(struct request *);
void provider_logout(struct request *);
void provider_leave(struct request *);
void signed_out_show(struct request *);
void sign_out_there(struct request *);

void account_show(struct request *);
void login_end_one(struct request *);
void sign_out(struct request *);
void sign_out_everywhere(struct request *);
void language_put(struct request *);
void password_show(struct request *);
void password_prepare(struct request *);
void password_change(struct request *);
void email_show(struct request *);
void email_prepare(struct request *);
void email_change(struct request *);
void kept_show(struct request *);
void kept_drop(struct request *);
void change_password_known(struct request *);
void security_text(struct request *);
#endif
