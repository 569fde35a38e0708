/* Two texts compared for a reader: what stayed, what went, what came, in runs
 * of whole words.  Words that both begin and end with are set aside; between
 * them stands a longest common subsequence (Hirschberg 1975 names the problem;
 * the table is small here), or all old and all new where that would be slow. */
#ifndef PRACTICES_TEXT_COMPARE_H
#define PRACTICES_TEXT_COMPARE_H
#include <stddef.h>

struct arena;
enum piece_kind { PIECE_SAME, PIECE_GONE, PIECE_NEW };
struct piece { enum piece_kind kind; const char *text; };
struct pieces { struct piece *at; size_t n, cap; };
struct pieces text_compare(struct arena *, const char *before, const char *after);
#endif
