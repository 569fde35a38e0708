/* Kept forms: what was typed when a login had ended.  Nothing typed is lost:
 * the form waits for a day, for the same browser, and can be sent again after
 * signing in.  Fields named password… and files are not kept. */
#ifndef AUTH_KEPT_H
#define AUTH_KEPT_H
#include "http/http.h"
struct kept { const char *path; struct pairs form; };
void         form_keep(struct request *);
struct kept *form_kept(struct request *);      /* NULL: none */
void         form_unkeep(struct request *);
/* name=value&…, percent-encoded; and back with decode_pairs. */
const char  *form_encode(struct arena *, const struct pairs *);
#endif
