/* What was rendered lately, in one table for all threads: rendering the Markdown
 * of a practice takes as long as ten queries, and gives the same every time.
 * A new text takes the place of the one whose place it falls on. */
#ifndef HTML_MEMO_H
#define HTML_MEMO_H
struct arena;
const char *memo_find(struct arena *, const char *base, const char *text);      /* a copy; NULL: not there */
void        memo_keep(const char *base, const char *text, const char *html);
#endif
