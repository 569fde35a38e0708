/* Rules of appointing.  Inside office/ only.
 *
 * An operator gives and withdraws offices, with a reason that everybody with an
 * office can read.  What a roster says (a principal is an administrator) is the
 * roster's and is not withdrawn here.  The last operator stays one. */
#ifndef OFFICE_ROLES_H
#define OFFICE_ROLES_H
#include "auth/login.h"
#include "office/office_rows.h"

/* One of the offices: how it stands in addresses and forms, and what it opens. */
struct office { enum role role; const char *code, *opens; };     /* opens: N_()'d */
extern const struct office offices[];                             /* ends with an empty entry */
const struct office *office_find(const char *code);               /* NULL: none */

/* NULL: done; else an N_()'d sentence that says why not. */
const char *role_appoint(struct tx *, const struct login *by, int64_t person, const struct office *, const char *why);
const char *role_withdraw(struct tx *, const struct login *by, int64_t person, const struct office *, const char *why);
const char *appointment_undo(struct tx *, const struct login *by, enum lang, int64_t entry);
bool        is_last_operator(struct tx *, int64_t person);
#endif
