/* The words of the letters that letters/ writes, in the reader's language.
 * Those that can be answered from the letter make their action links. */
#ifndef LETTERS_WORDS_H
#define LETTERS_WORDS_H
#include "letters/morning.h"

struct words { const char *subject, *text; };
struct words digest_words(struct tx *, const struct morning_rules *, const struct morning *, int64_t now);
struct words questions_words(struct tx *, const struct morning_rules *, const struct morning *, struct questions, int64_t now);   /* all of one kind */
#endif
