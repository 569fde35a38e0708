/* Markdown (CommonMark 0.30, by libcmark) to safe HTML.  Raw HTML in the text
 * and unsafe links are left out; headings are lowered to start at h3; images
 * become links.  Links to other sites carry rel="nofollow noopener". */
#ifndef HTML_MARKDOWN_H
#define HTML_MARKDOWN_H
#include "html/html.h"
struct markup markdown(struct arena *, const char *text);
/* With what local links ("/practices/…") start with: h->base. */
struct markup markdown_at(struct arena *, const char *base, const char *text);
#endif
