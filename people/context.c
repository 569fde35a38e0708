#include "people/context.h"
#include "base/arena.h"
#include "base/text.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

const struct choice grade_choices[] = {
	{ "PK", N_("PK") }, { "K", N_("K") }, { "1", "1" }, { "2", "2" }, { "3", "3" }, { "4", "4" }, { "5", "5" },
	{ "6", "6" }, { "7", "7" }, { "8", "8" }, { "9", "9" }, { "10", "10" }, { "11", "11" }, { "12", "12" }, {0}
};

const struct choice subject_choices[] = {
	{ "math", N_("Math") }, { "ela", N_("Reading and writing") }, { "science", N_("Science") },
	{ "history", N_("Social studies") }, { "arts", N_("Visual arts") }, { "music", N_("Music") },
	{ "pe", N_("Physical education") }, { "languages", N_("World languages") },
	{ "eld", N_("English learners") }, { "sped", N_("Special education") },
	{ "cte", N_("Career and technical") }, { "computing", N_("Computing") }, { "library", N_("Library") },
	{ "counseling", N_("Counseling") }, { "any", N_("Any subject") }, {0}
};

const struct choice share_choices[] = {
	{ "none", N_("None") }, { "few", N_("A few") }, { "quarter", N_("About a quarter") },
	{ "half", N_("About half") }, { "most", N_("Most") }, {0}
};

unsigned
band_grades(enum band band)
{
	static const unsigned bits[BANDS] = { 0xF, 0x70, 0x380, 0x3C00 };

	return bits[band];
}

const char *
band_name(enum lang lang, enum band band)
{
	static const char *const names[BANDS] = { N_("grades PK–2"), N_("grades 3–5"), N_("grades 6–8"), N_("grades 9–12") };

	return say(lang, names[band]);
}

/* One grade at p; -1: none.  *ret_end is behind it. */
static int
grade_at(const char *p, const char **ret_end)
{
	static const struct { const char *word; int grade; } words[] = {
		{ "PK", 0 }, { "PR", 0 }, { "IT", 0 }, { "TK", 1 }, { "KG", 1 }, { "K", 1 },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t n = strlen(words[i].word);
		if (strncasecmp(p, words[i].word, n) == 0 && !isalpha((unsigned char)p[n])) {
			*ret_end = p + n;
			return words[i].grade;
		}
	}
	if (!isdigit((unsigned char)*p))
		return -1;
	long n = strtol(p, (char **)ret_end, 10);
	return n >= 1 && n <= 12 ? (int)n + 1 : -1;
}

unsigned
grades_read(const char *s)
{
	unsigned bits = 0;

	while (s != NULL && *s != '\0') {
		const char *end;
		int from = grade_at(s, &end), to = from;
		if (from < 0) {
			s++;
			continue;
		}
		s = end;
		size_t dash = strncmp(s, "–", strlen("–")) == 0 ? strlen("–") : *s == '-';
		if (dash > 0 && (to = grade_at(s + dash, &end)) >= from)
			s = end;
		for (int g = from; g <= to; g++)
			bits |= 1u << g;
	}
	return bits;
}

/* Words in the titles of courses, as schools write them. */
static const struct { const char *word; const char *code; } course_words[] = {
	{ "math", "math" }, { "algebra", "math" }, { "geometry", "math" }, { "calculus", "math" }, { "statistic", "math" },
	{ "english", "ela" }, { "language arts", "ela" }, { "reading", "ela" }, { "writing", "ela" }, { "literature", "ela" }, { "ela", "ela" },
	{ "science", "science" }, { "biology", "science" }, { "chemistry", "science" }, { "physics", "science" },
	{ "history", "history" }, { "social", "history" }, { "civics", "history" }, { "geography", "history" }, { "government", "history" }, { "economics", "history" },
	{ "art", "arts" }, { "drawing", "arts" }, { "ceramics", "arts" }, { "theat", "arts" },
	{ "music", "music" }, { "band", "music" }, { "choir", "music" }, { "orchestra", "music" },
	{ "physical education", "pe" }, { "health", "pe" }, { "p.e.", "pe" }, { "pe", "pe" },
	{ "spanish", "languages" }, { "french", "languages" }, { "mandarin", "languages" }, { "world language", "languages" },
	{ "english language development", "eld" }, { "esl", "eld" }, { "ell", "eld" }, { "eld", "eld" },
	{ "special education", "sped" }, { "resource", "sped" }, { "sped", "sped" },
	{ "career", "cte" }, { "technical", "cte" }, { "culinary", "cte" }, { "automotive", "cte" },
	{ "computer", "computing" }, { "coding", "computing" }, { "programming", "computing" }, { "technology", "computing" },
	{ "library", "library" }, { "counsel", "counseling" },
};

static int
subject_of(const char *code)
{
	for (int i = 0; subject_choices[i].value != NULL; i++)
		if (strcmp(subject_choices[i].value, code) == 0)
			return i;
	return -1;
}

static bool
has_word(const char *folded, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = folded; (p = strstr(p, word)) != NULL; p++)
		if ((p == folded || !isalpha((unsigned char)p[-1])) && (n > 3 || !isalpha((unsigned char)p[n])))
			return true;
	return false;
}

unsigned
subjects_read(const char *s)
{
	struct arena *a = arena_new();
	const char *folded = text_fold(a, s != NULL ? s : "");
	unsigned bits = 0;

	for (int i = 0; subject_choices[i].value != NULL; i++)
		if (has_word(folded, subject_choices[i].value))
			bits |= 1u << i;
	for (size_t i = 0; i < sizeof(course_words) / sizeof(course_words[0]); i++)
		if (has_word(folded, course_words[i].word))
			bits |= 1u << subject_of(course_words[i].code);
	arena_free(a);
	return bits;
}

/* Runs of bits as "3–5"; the words of the ends come from grade_choices. */
static const char *
runs(struct arena *a, enum lang lang, unsigned bits, const char *dash)
{
	struct buf out = { .arena = a };

	for (int i = 0; i < GRADES; i++) {
		int to = i;
		if (!(bits >> i & 1))
			continue;
		while (to + 1 < GRADES && (bits >> (to + 1) & 1))
			to++;
		if (out.len > 0)
			buf_text(&out, ", ");
		buf_text(&out, say(lang, grade_choices[i].label));
		if (to > i) {
			buf_text(&out, to > i + 1 || *dash == '-' ? dash : ", ");
			buf_text(&out, say(lang, grade_choices[to].label));
		}
		i = to;
	}
	return buf_str(&out);
}

const char *
grades_said(struct arena *a, enum lang lang, unsigned bits)
{
	bool one = (bits & (bits - 1)) == 0;

	if (bits == 0)
		return "";
	if (bits == (1u << GRADES) - 1)
		return say(lang, N_("all grades"));
	if (bits == 1)
		return say(lang, N_("pre-kindergarten"));
	if (bits == 2)
		return say(lang, N_("kindergarten"));
	return arena_printf(a, one ? say(lang, N_("grade %s")) : say(lang, N_("grades %s")), runs(a, lang, bits, "–"));
}

const char *
subjects_said(struct arena *a, enum lang lang, unsigned bits)
{
	struct buf out = { .arena = a };

	for (int i = 0; subject_choices[i].value != NULL; i++) {
		if (!(bits >> i & 1))
			continue;
		if (out.len > 0)
			buf_text(&out, ", ");
		buf_text(&out, say(lang, subject_choices[i].label));
	}
	return buf_str(&out);
}

const char *
grades_code(struct arena *a, unsigned bits)
{
	return runs(a, LANG_EN, bits, "-");
}

const char *
subjects_code(struct arena *a, unsigned bits)
{
	struct buf out = { .arena = a };

	for (int i = 0; subject_choices[i].value != NULL; i++)
		if (bits >> i & 1)
			buf_printf(&out, "%s%s", out.len > 0 ? ", " : "", subject_choices[i].value);
	return buf_str(&out);
}
