/* Kept forms: what was typed when a login had ended, or when the page was too
 * old to be believed.  Nothing typed is lost: it waits for a week for the one
 * who typed it, who can send it after signing in.  Nobody else sees it, though
 * they use the same browser.  Fields named password… and files are not kept;
 * which files there were is. */
#ifndef AUTH_KEPT_H
#define AUTH_KEPT_H
#include "http/http.h"

struct kept { const char *path; struct pairs form, files; int64_t kept_at; };      /* files: field and name */
struct kepts { struct kept *at; size_t n, cap; };

bool         form_keep(struct request *, int64_t person);          /* false: it is too long to keep */
struct kepts forms_kept(struct tx *, int64_t person);              /* the first first */
bool         form_unkeep(struct tx *, int64_t person, const char *path);      /* false: there was none */
void         forms_sweep(struct tx *);
/* name=value&…, percent-encoded; and back with decode_pairs. */
const char  *form_encode(struct arena *, const struct pairs *);
#endif
