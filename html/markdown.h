/* Markdown (CommonMark 0.30, by libcmark) to safe HTML.  Raw HTML in the text
 * and unsafe links are left out; headings are lowered to start at h3; images
 * become links. */
#ifndef HTML_MARKDOWN_H
#define HTML_MARKDOWN_H
#include "html/html.h"
struct markup markdown(struct arena *, const char *text);
#endif
