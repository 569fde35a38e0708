/* Text: UTF-8 strings as people write and search them. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H
#include "base/say.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

bool  text_valid(const char *, size_t len);        /* UTF-8 without NUL (Unicode 15, table 3-7) */
bool  text_eq(const char *, const char *);         /* NULL equals NULL */
bool  text_empty(const char *);                    /* NULL, or only white space */
bool  text_starts(const char *, const char *prefix);
bool  text_i64(const char *, int64_t *ret);        /* the whole string, decimal */
char *text_trim(struct arena *, const char *);     /* outer white space; inner runs of space stay */
char *text_line(struct arena *, const char *);     /* trimmed, and every run of white space one space */
char *text_lower(struct arena *, const char *);    /* text_line with A–Z as a–z: addresses, codes */
size_t text_length(const char *);                  /* characters, as people count them */
char *text_cut(struct arena *, const char *, size_t characters);  /* at a word, with … when cut */

/* One form for what looks the same (NFC): ñ typed as one letter or as two. */
char *text_composed(struct arena *, const char *);

/* For comparing and finding: case folded, accents off (NFKD), white space single. */
char *text_fold(struct arena *, const char *);
/* For ORDER BY, bytewise: as text_fold, but ñ sorts after n in both languages. */
char *text_sort_key(struct arena *, const char *);

struct lines { const char **at; size_t n; };
/* Words of a text as they are searched: folded, in their order, stop words too. */
struct lines text_words(struct arena *, const char *);
bool        text_is_stop(enum lang, const char *word);              /* says nothing by itself: the, what, de, cuando */
const char *text_stem(struct arena *, enum lang, const char *word); /* of a folded word (Snowball) */

struct lines text_lines(struct arena *, const char *);      /* trimmed, empty ones left out */
struct lines text_split(struct arena *, const char *, char by);
#endif
