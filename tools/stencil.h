/* stencil: compile an HTML template into C functions.
 *
 *   {! C code !}                        copied to the header (includes, prototypes)
 *   {{ define name(struct html *h, …) }} … {{ end }}
 *   {{ if x }} … {{ else if y }} … {{ else }} … {{ end }}
 *   {{ for int i = 0; i < n; i++ }} … {{ end }}
 *   {{ let T name = value }}            a local
 *   {{ render f(h, …) }}                call another template
 *   {{ t "Hello %s", name }}            a sentence in the reader's language
 *   {{ n "%d try" "%d tries" count }}   the same, by number
 *   {{ expr }}                          put a value, escaped for its place
 *
 * The compiler follows the HTML as it reads (HTML Living Standard §13.2.5, the
 * states that matter), so it knows whether a value lands in text, a quoted
 * attribute or a URL, and picks the escaper.  A value anywhere else is an
 * error, as are style=, on…= and srcdoc=, and values in srcset=; branches must
 * leave the HTML where the others do.  Sentences stand in text or a plain
 * attribute.  White space becomes one space, or nothing beside a block; it
 * stays in pre and textarea.  tools/spot.h does the following. */
#ifndef TOOLS_STENCIL_H
#define TOOLS_STENCIL_H
#include "base/buf.h"
#include <stdbool.h>

struct stencil {
	struct buf code, header;     /* out: C, and the header that declares it */
	int line;                    /* where it stopped, when it failed */
	char problem[200];           /* what is wrong and what to do */
};
/* src is NUL-terminated; file is its name in #line; false: see line, problem. */
bool stencil_compile(struct stencil *, const char *file, const char *src);
void stencil_free(struct stencil *);
#endif
