/* The frame of every page: title, navigation, status, and the reply.
 *
 *     void
 *     practice_show(struct request *r)
 *     {
 *             ...
 *             struct page page = { .title = p->title, .tab = TAB_PRACTICES };
 *             struct html *h = page_open(r, &page);
 *             practice_show_html(h, r, p);
 *             page_close(h, r, &page);
 *     }
 */
#ifndef SITE_PAGE_H
#define SITE_PAGE_H
#include "auth/browser.h"
#include "auth/login.h"
#include "auth/wall.h"
#include "html/html.h"
#include "http/form.h"
#include "http/http.h"
#include "http/static.h"
#include "site/field.h"

enum tab { TAB_NONE, TAB_HOME, TAB_PRACTICES, TAB_PEOPLE, TAB_ADMIN };

struct page {
	const char *title;            /* what a person reads in the browser's tab */
	enum tab tab;
	int status;                   /* 0: 200, or 422 when the request has problems */
	bool narrow;                  /* a form or a letter: one narrow column */
	bool bare;                    /* sign-in: no navigation */
	bool own_search;              /* it has a search of its own: none in the header */
	bool lively;                  /* parts of it change without a new page where script runs (htmx) */
	bool toolbar;                 /* it has text areas for Markdown */
};

struct html *page_open(struct request *, const struct page *);
void         page_close(struct html *, struct request *, const struct page *);

/* After a POST: see `path` next, with a sentence on top of it, once.  With
 * `undo` (a local path that takes a POST, or NULL) the sentence has an Undo button. */
void page_see(struct request *, const char *path, const char *sentence, const char *undo);

/* Form pieces, used by templates: {{ render field_line(h, r, "title", f->title, …) }} */
void csrf_field(struct html *, struct request *);

/* "RD" for Rosa Delgado. */
const char *initials(struct arena *, const char *given, const char *family);

/* The page for an error, in the reader's language; works without a transaction.
 * 419: the form's token is too old. */
void page_error(struct request *, int status);
#endif
