/* My account: signing in and out, my logins, password, e-mail, language; and
 * for those who run the place, roles and people who are not on the roster. */
#ifndef ACCOUNT_ACCOUNT_H
#define ACCOUNT_ACCOUNT_H
#include "site/feature.h"
extern const struct feature account;
#endif
