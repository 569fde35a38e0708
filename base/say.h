/* What the product says to people, in their language.
 *
 * The English sentence is the key; Spanish stands in each folder's
 * `<folder>.es.po`, compiled in.  In C: say(lang, "Share with the district").
 * In templates: {{ t "Share with the district" }}.  tools/check_po finds both,
 * and ./check fails for a sentence without its Spanish; it takes one sentence
 * from each call, so `c ? "…" : "…"` needs an N_() around each.  Both languages
 * have two plural forms, chosen by n != 1. */
#ifndef BASE_SAY_H
#define BASE_SAY_H
#include <stdint.h>

enum lang { LANG_EN, LANG_ES };
enum { LANGS = 2 };

const char *say(enum lang, const char *english) __attribute__((format_arg(2)));
const char *say_n(enum lang, const char *one, const char *many, int64_t n)
    __attribute__((format_arg(2), format_arg(3)));

#define N_(s) s            /* marks a sentence in a table for xgettext; say() it later */

const char *lang_tag(enum lang);                     /* "en", "es" */
const char *lang_name(enum lang);                    /* in itself: "English", "Español" */
int         lang_find(const char *tag);              /* "es-MX" -> LANG_ES; -1 = none */
enum lang   lang_accepted(const char *accept_language);   /* RFC 9110 §12.5.4; English when nothing fits */
#endif
