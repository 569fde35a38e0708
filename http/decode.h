/* From bytes to strings: paths, queries, forms, cookies, addresses.  Everything
 * here reads what strangers send, is pure, and is fuzzed. */
#ifndef HTTP_DECODE_H
#define HTTP_DECODE_H
#include "http/http.h"

/* %-decodes; false: bad escape, NUL, or not UTF-8.  plus: '+' is a space. */
bool decode_percent(struct arena *, const char *, size_t len, bool plus, const char **ret);
bool decode_path(struct arena *, const char *, size_t len, const char **ret);    /* also refuses control characters and "//" at the start */
bool decode_pairs(struct arena *, const char *, size_t len, struct pairs *ret);  /* a=b&c=d; at most 2,000 */
void encode_percent(struct buf *, const char *);                                 /* all but letters, digits and -._~ (RFC 3986 §2.3) */
const char *percent_encoded(struct arena *, const char *);
void decode_cookies(struct arena *, const char *header, struct pairs *ret);      /* broken ones are left out */
const char *address_plain(struct arena *, const char *);    /* "[::1]:80", "192.0.2.1:80" without brackets and port; NULL: no address */
bool address_in(const char *address, const char *networks);                      /* "127.0.0.1, 10.0.0.0/8, ::1, unix" */
#endif
