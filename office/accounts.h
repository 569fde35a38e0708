/* Rules of looking after accounts.  Inside office/ only.
 *
 * Somebody who presents or substitutes is on no roster and is added here, for as
 * long as they are needed.  Whoever looks after accounts could take one over by
 * giving it another address, so what touches an account that somebody has signed
 * in with is asked of its owner first: it is done when they say yes, not when
 * they say no, and after three days of silence.  An account nobody has used is
 * changed at once.  Each deed stands where its owner reads it. */
#ifndef OFFICE_ACCOUNTS_H
#define OFFICE_ACCOUNTS_H
#include "auth/login.h"
#include "office/office_rows.h"

enum { ASK_DAYS = 3 };
enum ask_answer { ASK_OPEN, ASK_YES, ASK_NO, ASK_SILENT, ASK_TAKEN_BACK };

/* Each: NULL is fine, else an N_()'d sentence that says why not. */
const char *account_problem(struct tx *, const struct login *by, const struct account *);     /* may they touch it at all */
const char *guest_problem(struct tx *, const struct guest *);
const char *email_put(struct tx *, const struct login *by, const struct account *, const char *email, bool *ret_asked);   /* email NULL: none */
const char *account_end(struct tx *, const struct login *by, const struct account *);
const char *account_back(struct tx *, const struct login *by, const struct account *);
const char *slip_problem(struct tx *, const struct login *by, const struct account *);
void        slip_tell(struct tx *, const struct login *by, const struct account *);      /* they hear that one was printed */
const char *join_put(struct tx *, const struct login *by, int64_t winner, int64_t loser, int64_t *ret_merge);   /* *ret_merge 0: asked */

void        guest_add(struct tx *, const struct login *by, struct guest *);       /* the person too; sets person_id */
void        guest_change(struct tx *, const struct login *by, const struct guest *);

const char *ask_answer_it(struct tx *, int64_t ask, int64_t who, enum ask_answer);     /* who answers; 0: the program */
void        asks_due(struct tx *);                                                   /* does what nobody answered */
int64_t     guests_end(struct tx *, const char *today);                              /* whose last day is over; how many */
#endif
