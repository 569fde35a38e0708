#include "base/say.h"
#include "base/random.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The catalogue as msgfmt writes it (GNU gettext manual, "The Format of GNU MO
 * Files"), compiled in by po/.  A hash table of our own over it is made once. */
extern const unsigned char catalogue_es[];
extern const unsigned catalogue_es_len;

struct entry { const char *english; const char *said; };
static struct entry *table;
static size_t mask;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static unsigned
word_at(const unsigned char *p)
{
	unsigned v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static void
table_make(void)
{
	unsigned n = word_at(catalogue_es + 8), from = word_at(catalogue_es + 12), to = word_at(catalogue_es + 16);
	size_t size = 64;

	while (size < (size_t)n * 2)
		size *= 2;
	mask = size - 1;
	if ((table = calloc(size, sizeof(*table))) == NULL)
		abort();
	for (unsigned i = 0; i < n; i++) {
		const char *english = (const char *)catalogue_es + word_at(catalogue_es + from + i * 8 + 4);
		size_t at = hash_text(english) & mask;
		while (table[at].english != NULL)
			at = (at + 1) & mask;
		table[at] = (struct entry){ english,
		    (const char *)catalogue_es + word_at(catalogue_es + to + i * 8 + 4) };
	}
}

static const char *
spanish(const char *english)
{
	pthread_once(&once, table_make);
	if (*english == '\0')
		return NULL;
	for (size_t at = hash_text(english) & mask; table[at].english != NULL; at = (at + 1) & mask)
		if (strcmp(table[at].english, english) == 0)
			return table[at].said;
	return NULL;
}

const char *
say(enum lang lang, const char *english)
{
	const char *said = lang == LANG_ES ? spanish(english) : NULL;

	return said != NULL ? said : english;
}

const char *
say_n(enum lang lang, const char *one, const char *many, int64_t n)
{
	const char *said = lang == LANG_ES ? spanish(one) : NULL;

	if (said == NULL)
		return n == 1 ? one : many;
	return n == 1 ? said : said + strlen(said) + 1;       /* plural forms stand one behind the other */
}

static const char *const tags[LANGS] = { "en", "es" };
static const char *const names[LANGS] = { "English", "Español" };

const char *lang_tag(enum lang lang)  { return tags[lang]; }
const char *lang_name(enum lang lang) { return names[lang]; }

int
lang_find(const char *tag)
{
	for (int i = 0; i < LANGS; i++)
		if (tag != NULL && strncasecmp(tag, tags[i], 2) == 0 &&
		    (tag[2] == '\0' || tag[2] == '-' || tag[2] == '_'))
			return i;
	return -1;
}

/* The weight of one range of Accept-Language, which may have spaces about its
 * semicolon. */
static double
weight_of(const char *range, size_t len)
{
	const char *q = memchr(range, ';', len);

	if (q == NULL)
		return 1;
	for (q++; *q == ' ' || *q == '\t'; q++)
		;
	return strncasecmp(q, "q=", 2) == 0 ? strtod(q + 2, NULL) : 1;
}

enum lang
lang_accepted(const char *accept)
{
	double best = 0;
	enum lang chosen = LANG_EN;

	for (const char *p = accept; p != NULL && *p != '\0';) {
		p += strspn(p, " \t,");
		size_t len = strcspn(p, ","), name = strcspn(p, ",; \t");
		char tag[16] = "";
		if (name < sizeof(tag))
			memcpy(tag, p, name);
		double weight = weight_of(p, len);
		int lang = lang_find(tag);
		if (lang >= 0 && weight > best) {
			best = weight;
			chosen = (enum lang)lang;
		}
		p += len;
	}
	return chosen;
}
