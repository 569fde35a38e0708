/* Passwords: argon2id (RFC 9106; t=2, 19 MiB, by libsodium), at most two at a
 * time.  12 characters or more, in whatever Unicode form they were typed, not one of
 * the commonest (auth/common.txt) or one dressed up, no row of keys, not the
 * person's own name or address.  Slow on purpose: only in a prepare step. */
#ifndef AUTH_PASSWORD_H
#define AUTH_PASSWORD_H
#include "auth/person.h"

struct arena;
enum { PASSWORD_MIN = 12, PASSWORD_MAX = 200 };
const char *password_hash(struct arena *, const char *password);
bool        password_is_old(const char *hash);                              /* it was made with less work than now: make it anew when there is a chance */
bool        password_matches(const char *hash, const char *password);       /* hash NULL: takes as long, says false */
/* NULL = good; else what is wrong and what to do, an N_()'d sentence. */
const char *password_problem(const char *password, const struct person *);
void        password_set(struct tx *, int64_t person, const char *hash);    /* NULL: none any more */
const char *password_of(struct tx *, int64_t person);                       /* the hash, or NULL */
#endif
