/* Drafts: what was typed into a long form and not yet saved.
 *
 * A form with a draft posts itself to /drafts/KIND/SUBJECT every few quiet
 * seconds (site.js), or by its Save draft button where there is no script.
 * Opening the form again shows what was typed; saving it removes the draft.
 * A draft is its writer's alone (WALL_DRAFT). */
#ifndef SITE_DRAFT_H
#define SITE_DRAFT_H
#include "http/http.h"

struct draft { struct pairs form; int64_t saved_at; };

void          draft_put(struct request *, const char *kind, int64_t subject);     /* the request's form */
struct draft *draft_find(struct request *, const char *kind, int64_t subject);    /* NULL: none */
struct merge;
void          site_merge(struct merge *);             /* its columns that hold a person, db/merge.h */
void          draft_drop(struct request *, const char *kind, int64_t subject);
/* Puts the draft into the request as if it had just been typed, so form_read reads it: true if there was one. */
bool          draft_open(struct request *, const char *kind, int64_t subject, int64_t *ret_saved_at);
#endif
