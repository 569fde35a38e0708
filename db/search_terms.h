/* Terms: what the index knows of a text, and what a question asks for.
 *
 * A term is the stem of a word, by the text's language, or an idea that goes
 * by several names ("=english learner": ELL, EL, MLL, multilingual learner).
 * A text has the idea's term at the place where one of its names begins, so
 * that a question by any name finds them all, in both languages. */
#ifndef DB_SEARCH_TERMS_H
#define DB_SEARCH_TERMS_H
#include "base/say.h"
#include <stddef.h>

struct arena;

struct term { const char *word; int place; };       /* place: words before it; stop words have none */
struct terms { struct term *at; size_t n, cap; };

/* Adds the terms of a text; its first word stands at *place, which moves past the last. */
void terms_add(struct arena *, struct terms *, enum lang, const char *text, int *place);

/* A word of a question with the terms it may stand as: its stem in each
 * language, or its idea. */
enum { WISH_WORDS = 4 };
struct wish {
	const char *said;            /* as it was typed, folded */
	const char *words[WISH_WORDS];
	size_t n;
	int place;
};
struct wishes { struct wish *at; size_t n, cap; };

/* Of the languages in the bits `langs`, those the index has texts in. */
struct wishes wishes_of(struct arena *, unsigned langs, const char *question);

#endif
