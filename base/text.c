#include "base/text.h"
#include "base/arena.h"
#include "base/buf.h"
#include <ctype.h>
#include <errno.h>
#include <libstemmer.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

enum { WORD_MOST = 64 };      /* bytes; longer runs of letters are no words */

bool
text_valid(const char *s, size_t len)
{
	for (int32_t i = 0; (size_t)i < len;) {
		UChar32 c;
		if ((unsigned char)s[i] < 0x80) {
			if (s[i++] == '\0')
				return false;
			continue;
		}
		U8_NEXT(s, i, (int32_t)len, c);
		if (c < 0)
			return false;
	}
	return true;
}

bool
text_eq(const char *x, const char *y)
{
	return x == y || (x != NULL && y != NULL && strcmp(x, y) == 0);
}

static bool
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

bool
text_empty(const char *s)
{
	while (s != NULL && is_space(*s))
		s++;
	return s == NULL || *s == '\0';
}

bool
text_starts(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

bool
text_i64(const char *s, int64_t *ret)
{
	char *end;

	if (s == NULL || *s == '\0' || is_space(*s))
		return false;
	errno = 0;
	long long v = strtoll(s, &end, 10);
	if (errno != 0 || *end != '\0')
		return false;
	*ret = v;
	return true;
}

char *
text_trim(struct arena *a, const char *s)
{
	size_t n;

	while (is_space(*s))
		s++;
	for (n = strlen(s); n > 0 && is_space(s[n - 1]); n--)
		;
	return arena_copy(a, s, n);
}

char *
text_line(struct arena *a, const char *s)
{
	char *line = text_trim(a, s), *to = line;

	for (const char *p = line; *p != '\0'; p++) {
		if (is_space(*p)) {
			if (to[-1] != ' ')
				*to++ = ' ';
		} else
			*to++ = *p;
	}
	*to = '\0';
	return line;
}

char *
text_lower(struct arena *a, const char *s)
{
	char *line = text_line(a, s);

	for (char *p = line; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p += 'a' - 'A';
	return line;
}

size_t
text_length(const char *s)
{
	size_t n = 0;

	for (; *s != '\0'; s++)
		n += ((unsigned char)*s & 0xC0) != 0x80;
	return n;
}

char *
text_cut(struct arena *a, const char *s, size_t characters)
{
	size_t n = 0, at = 0, word = 0;

	if (text_length(s) <= characters)
		return arena_text(a, s);
	for (; s[at] != '\0'; at++) {
		if (((unsigned char)s[at] & 0xC0) != 0x80 && ++n == characters)
			break;
		if (is_space(s[at]))
			word = at;
	}
	return arena_printf(a, "%.*s…", (int)(word > at / 2 ? word : at), s);
}

static bool
is_plain(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s >= 0x80)
			return false;
	return true;
}

/* What looks and means the same on a keyboard. */
static UChar32
plain_mark(UChar32 c)
{
	switch (c) {
	case 0x2018: case 0x2019: case 0x02BC:              return '\'';
	case 0x201C: case 0x201D: case 0xAB: case 0xBB:     return '"';
	case 0x2010: case 0x2011: case 0x2012: case 0x2013: return '-';
	default:                                            return c;
	}
}

static void
put_rune(struct buf *out, UChar32 c)
{
	char bytes[4];
	int32_t used = 0;
	UBool bad = false;

	U8_APPEND(bytes, used, 4, c, bad);
	if (!bad)
		buf_put(out, bytes, (size_t)used);
}

char *
text_composed(struct arena *a, const char *s)
{
	UErrorCode err = U_ZERO_ERROR;
	const UNormalizer2 *nfc = unorm2_getNFCInstance(&err);
	int32_t len = (int32_t)strlen(s), room = len + 1, n = 0, used = 0;
	UChar *wide = NEW_N(a, UChar, (size_t)room), *one = NEW_N(a, UChar, (size_t)len * 3 + 1);
	char *out = arena_alloc(a, (size_t)len * 3 + 1, 1);

	u_strFromUTF8(wide, room, &n, s, len, &err);
	n = unorm2_normalize(nfc, wide, n, one, len * 3 + 1, &err);
	u_strToUTF8(out, len * 3 + 1, &used, one, n, &err);
	return U_FAILURE(err) ? arena_text(a, s) : out;
}

/* NFKD, case folded, marks off; with keep_n, ñ becomes "n~", which sorts after n.
 * A UTF-8 byte becomes at most 6 UTF-16 units by NFKD (U+FDFA), and folding
 * at most trebles. */
static void
fold_unicode(struct arena *a, struct buf *out, const char *s, bool keep_n)
{
	UErrorCode err = U_ZERO_ERROR;
	const UNormalizer2 *nfkd = unorm2_getNFKDInstance(&err);
	int32_t len = (int32_t)strlen(s), room = len + 1, n = 0;
	UChar *wide = NEW_N(a, UChar, (size_t)room);

	u_strFromUTF8(wide, room, &n, s, len, &err);
	room = len * 6 + 1;
	UChar *apart = NEW_N(a, UChar, (size_t)room);
	n = unorm2_normalize(nfkd, wide, n, apart, room, &err);
	room = n * 3 + 1;
	UChar *folded = NEW_N(a, UChar, (size_t)room);
	n = u_strFoldCase(folded, room, apart, n, U_FOLD_CASE_DEFAULT, &err);
	if (U_FAILURE(err)) {
		buf_text(out, s);
		return;
	}
	for (int32_t i = 0; i < n;) {
		UChar32 c;
		U16_NEXT(folded, i, n, c);
		if (keep_n && c == 0x303 && out->len > 0 && out->at[out->len - 1] == 'n')
			buf_char(out, '~');
		else if (u_charType(c) != U_NON_SPACING_MARK && u_charType(c) != U_ENCLOSING_MARK)
			put_rune(out, plain_mark(c));
	}
}

static char *
fold(struct arena *a, const char *s, bool keep_n)
{
	struct buf out = { .arena = a };

	if (!is_plain(s)) {
		fold_unicode(a, &out, s, keep_n);
		return text_line(a, buf_str(&out));
	}
	char *line = text_line(a, s);
	for (char *p = line; *p != '\0'; p++)
		*p = (char)tolower((unsigned char)*p);
	return line;
}

char *text_fold(struct arena *a, const char *s)     { return fold(a, s, false); }
char *text_sort_key(struct arena *a, const char *s) { return fold(a, s, true); }

/* Articles, pronouns, prepositions, and the words questions are made of. */
static const char *const stop_words[LANGS] = {
	[LANG_EN] = " a about all also am an and any are as at be been being both but by can could did do does doing"
	    " each few for from had has have having he her here hers him his how i if in into is it its just me more"
	    " most my no nor not of on once only or other our ours out over own s same shall she should so some such t"
	    " than that the their theirs them then there these they this those through to too under until up very was"
	    " we were what when where which while who whom why will with would you your yours ",
	[LANG_ES] = " a al algo algun alguna algunas alguno algunos ante antes como con contra cual cuales cuando cuanto"
	    " de del desde donde durante e el ella ellas ellos en entre era eran es esa esas ese eso esos esta estan"
	    " estas este esto estos fue fueron ha han hasta hay la las le les lo los mas me mi mis mucho muchos muy nada"
	    " ni no nos nosotros nuestra nuestras nuestro nuestros o os otra otras otro otros para pero por porque que"
	    " quien quienes se ser si sin sobre son su sus tambien tanto te ti tiene tienen todo todos tu tus un una unas"
	    " uno unos y ya yo ",
};

bool
text_is_stop(enum lang lang, const char *word)
{
	char spaced[20];
	size_t len = strlen(word);

	if (len + 3 > sizeof(spaced))
		return false;
	spaced[0] = ' ';
	memcpy(spaced + 1, word, len);
	memcpy(spaced + 1 + len, " ", 2);
	return strstr(stop_words[lang], spaced) != NULL;
}

static struct sb_stemmer *
stemmer_of(enum lang lang)
{
	static _Thread_local struct sb_stemmer *stemmers[LANGS];
	static const char *const names[LANGS] = { [LANG_EN] = "english", [LANG_ES] = "spanish" };

	if (stemmers[lang] == NULL && (stemmers[lang] = sb_stemmer_new(names[lang], NULL)) == NULL)
		abort();
	return stemmers[lang];
}

/* The length of the word that begins at p; 0: none does.  *ret_skip is what to
 * pass over then. */
static size_t
word_length(const char *p, size_t *ret_skip)
{
	int32_t at = 0, before = 0;
	UChar32 c;

	for (;;) {
		before = at;
		U8_NEXT(p, at, -1, c);
		if (c <= 0 || !u_isalnum(c))
			break;
	}
	*ret_skip = (size_t)at;
	return (size_t)before;
}

/* Accents are off by now, but Snowball's Spanish knows the endings -ción and
 * -sión only with theirs. */
static const char *
with_its_accent(struct arena *a, enum lang lang, const char *word, size_t *len)
{
	if (lang != LANG_ES || *len < 4 || strncmp(word + *len - 3, "ion", 3) != 0)
		return word;
	const char *accented = arena_printf(a, "%.*sión", (int)*len - 3, word);
	*len += 1;
	return accented;
}

const char *
text_stem(struct arena *a, enum lang lang, const char *word)
{
	struct sb_stemmer *stemmer = stemmer_of(lang);
	size_t len = strlen(word);

	word = with_its_accent(a, lang, word, &len);
	const sb_symbol *stem = sb_stemmer_stem(stemmer, (const sb_symbol *)word, (int)len);
	return fold(a, arena_copy(a, stem, (size_t)sb_stemmer_length(stemmer)), false);
}

struct lines
text_words(struct arena *a, const char *s)
{
	LIST(const char *) list = {0};
	size_t skip;

	for (const char *p = text_fold(a, s); *p != '\0';) {
		size_t len = word_length(p, &skip);
		if (len > 0 && len <= WORD_MOST)
			*LIST_ADD(a, &list) = arena_copy(a, p, len);
		p += len > 0 ? len : skip;
	}
	return (struct lines){ list.at, list.n };
}

struct lines
text_split(struct arena *a, const char *s, char by)
{
	LIST(const char *) list = {0};

	for (const char *end; *s != '\0'; s = *end != '\0' ? end + 1 : end) {
		end = strchr(s, by);
		if (end == NULL)
			end = s + strlen(s);
		const char *piece = text_trim(a, arena_copy(a, s, (size_t)(end - s)));
		if (*piece != '\0')
			*LIST_ADD(a, &list) = piece;
	}
	return (struct lines){ list.at, list.n };
}

struct lines
text_lines(struct arena *a, const char *s)
{
	return text_split(a, s, '\n');
}
