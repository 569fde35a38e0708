/* Letters: what a mail says, written once for both of its parts.
 *
 * A letter reads well as it stands, and is the text part word for word:
 *
 *     Words of ours.                        a paragraph
 *
 *     Yours to finish                       a heading
 *     ---------------
 *
 *     > What somebody wrote.                a quotation
 *
 *     * Exit tickets in three piles         one thing; a word about it, its address
 *       since November 9
 *       https://…
 *
 *     Say how it went:                      a button, and what stands on it
 *     https://…
 *
 *     - Yes, still                          one of several answers, all alike
 *     https://…
 *
 * letter_read finds these again for the HTML part.  What people wrote is put
 * in by these functions, so that it cannot pose as a button of ours. */
#ifndef MAIL_LETTER_H
#define MAIL_LETTER_H
#include "base/buf.h"
#include "base/say.h"

struct arena;

struct letter { struct buf out; };

struct letter letter_begin(struct arena *);
void letter_say(struct letter *, const char *words);           /* said already */
void letter_say_with(struct letter *, const char *said, ...) __attribute__((format(printf, 2, 3)));
void letter_head(struct letter *, const char *words);
void letter_quote(struct letter *, const char *written);
void letter_thing(struct letter *, const char *title, const char *about, const char *url);     /* about, url: or NULL */
void letter_link(struct letter *, const char *words, const char *url);
void letter_choice(struct letter *, const char *words, const char *url);
const char *letter_text(struct letter *);

enum letter_kind { LETTER_WORDS, LETTER_HEAD, LETTER_QUOTE, LETTER_THING, LETTER_LINK, LETTER_CHOICE };
struct letter_part { enum letter_kind kind; const char *words, *about, *url; };    /* about, url: or NULL; words of a link too */
struct letter_parts { struct letter_part *at; size_t n, cap; };
struct letter_parts letter_read(struct arena *, const char *text);
#endif
