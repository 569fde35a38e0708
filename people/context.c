#include "people/context.h"
#include "base/arena.h"
#include "base/text.h"
#include <ctype.h>
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

/* What rosters and people call the grades that are no number.  The codes are
 * of CEDS (Entry Grade Level): IT and PR before kindergarten, TK with it. */
static const struct { const char *word; int grade; } grade_words[] = {
	{ "pk", 0 }, { "pre", 0 }, { "prek", 0 }, { "prekindergarten", 0 }, { "preschool", 0 }, { "pr", 0 },
	{ "it", 0 }, { "p3", 0 }, { "p4", 0 }, { "preescolar", 0 }, { "k", 1 }, { "kg", 1 }, { "tk", 1 },
	{ "kdg", 1 }, { "kinder", 1 }, { "kindergarten", 1 }, { "kindergarden", 1 }, { "first", 2 },
	{ "second", 3 }, { "third", 4 }, { "fourth", 5 }, { "fifth", 6 }, { "sixth", 7 }, { "seventh", 8 },
	{ "eighth", 9 }, { "ninth", 10 }, { "tenth", 11 }, { "eleventh", 12 }, { "twelfth", 13 },
	{ "freshman", 10 }, { "sophomore", 11 }, { "junior", 12 }, { "senior", 13 },
};

/* "04", "4th", "k" -> the bit's number; -1: not a grade. */
static int
grade_of(const char *word, size_t len)
{
	size_t digits = 0;
	int n = 0;

	while (digits < len && isdigit((unsigned char)word[digits]))
		n = digits < 3 ? n * 10 + (word[digits] - '0') : 999, digits++;
	if (digits == 0) {
		for (size_t i = 0; i < sizeof(grade_words) / sizeof(grade_words[0]); i++)
			if (strlen(grade_words[i].word) == len && strncasecmp(grade_words[i].word, word, len) == 0)
				return grade_words[i].grade;
		return -1;
	}
	bool ordinal = len == digits || (len == digits + 2 && isalpha((unsigned char)word[digits]));

	return ordinal && n >= 1 && n <= 12 ? n + 1 : -1;
}

/* How long the sign for "from … to …" at s is: "-", an en or em dash; 0: none. */
static size_t
dash_at(const char *s)
{
	if (*s == '-')
		return 1;
	return strncmp(s, "\u2013", 3) == 0 || strncmp(s, "\u2014", 3) == 0 ? 3 : 0;
}

static bool
word_is(const char *word, size_t len, const char *what)
{
	return strlen(what) == len && strncasecmp(word, what, len) == 0;
}

unsigned
grades_read(const char *text)
{
	unsigned bits = 0;
	int last = -1;
	bool through = false;

	for (const char *s = text == NULL ? "" : text; *s != '\0';) {
		size_t len = 0, dash = dash_at(s);
		while (isalnum((unsigned char)s[len]))
			len++;
		if (len == 0) {
			if (dash > 0)
				through = last >= 0;
			else if (!isspace((unsigned char)*s))
				through = false, last = -1;
			s += dash > 0 ? dash : 1;
			continue;
		}
		/* "Pre-K" is one word to people. */
		bool pre_k = word_is(s, len, "pre") && dash_at(s + len) == 1 && tolower((unsigned char)s[len + 1]) == 'k';
		int grade = pre_k ? 0 : grade_of(s, len);
		if (grade >= 0) {
			for (int g = through && last < grade ? last : grade; g <= grade; g++)
				bits |= 1u << g;
			last = grade;
			through = false;
		} else if (word_is(s, len, "to") || word_is(s, len, "through") || word_is(s, len, "a"))
			through = last >= 0;
		else if (!word_is(s, len, "grade") && !word_is(s, len, "grades"))
			through = false, last = -1;
		s += len;
		if (pre_k)
			for (s++; isalpha((unsigned char)*s); s++)
				;
	}
	return bits;
}

/* Words as they stand in subjects and course titles, folded; a star ends the
 * beginning of one.  The longest that fits covers its words, so "computer
 * science" is not science and "language arts" is not art. */
static const struct { enum subject subject; const char *words; } subject_words[] = {
	{ SUBJECT_MATH, "math*|algebra|geometry|calculus|precalc*|pre calc*|statistic*|trig*|arithmetic|numeracy|"
	    "matematica*" },
	{ SUBJECT_ELA, "english|english language art*|language art*|ela|reading|writing|literature|literacy|"
	    "composition|creative writ*|journalism|phonics|debate|lectura|escritura" },
	{ SUBJECT_SCIENCE, "science*|biology|chemistry|physics|astronomy|anatomy|environmental*|stem|ciencia*" },
	{ SUBJECT_HISTORY, "history|social stud*|social scien*|geography|civics|government|economics|political*|"
	    "sociology|psychology|humanities|historia|estudios sociales" },
	{ SUBJECT_ARTS, "art|arts|visual art*|drawing|painting|ceramic*|sculpture|photo*|theater|theatre|drama|dance|"
	    "arte|artes" },
	{ SUBJECT_MUSIC, "music|musica|band|choir|chorus|orchestra|piano|guitar|jazz" },
	{ SUBJECT_PE, "physical ed*|phys ed|pe|p e|gym|health|fitness|sport*|athletic*|weight train*|educacion fisica" },
	{ SUBJECT_LANGUAGES, "languages|world lang*|foreign lang*|modern lang*|spanish|french|german|latin|chinese|mandarin|"
	    "japanese|italian|arabic|korean|portuguese|american sign*|asl|heritage lang*" },
	{ SUBJECT_ELD, "english language dev*|english language learn*|english learn*|english as a*|esl|eld|ell|esol|"
	    "multilingual learn*" },
	{ SUBJECT_SPED, "special ed*|sped|resource room|life skill*|adaptive*|adapted*|educacion especial" },
	{ SUBJECT_CTE, "career*|cte|technical ed*|tech ed*|vocational*|agricultur*|business*|marketing|accounting|"
	    "culinary*|welding|automotive|carpentry|construction|engineering|health scien*|health occ*|nursing|"
	    "cosmetology|family and consumer*|home ec*|wood*|industrial*|manufacturing" },
	{ SUBJECT_COMPUTING, "computer*|computer scien*|computing|coding|programming|informatic*|information tech*|"
	    "technology|cyber*|web design|robotics" },
	{ SUBJECT_LIBRARY, "library|librarian|media center|media special*|biblioteca" },
	{ SUBJECT_COUNSELING, "counsel*|guidance|social emotional*|sel|consejeria" },
	{ SUBJECT_ANY, "any|any subject|all subjects" },
};

/* How many letters at `text` the pattern covers; 0: it does not fit. */
static size_t
fits(const char *text, const char *pattern, size_t len)
{
	bool open = pattern[len - 1] == '*';
	size_t n = open ? len - 1 : len;

	if (strncmp(text, pattern, n) != 0 || (!open && text[n] != ' ' && text[n] != '\0'))
		return 0;
	return n + strcspn(text + n, " ");
}

static size_t
covers(const char *text, const char *words)
{
	size_t most = 0;

	for (const char *s = words; *s != '\0';) {
		size_t len = strcspn(s, "|"), n = fits(text, s, len);
		if (n > most)
			most = n;
		s += len + (s[len] == '|');
	}
	return most;
}

/* Folded, and every run of what is no letter or digit one space. */
static const char *
words_only(struct arena *a, const char *text)
{
	char *s = text_fold(a, text), *to = s;

	for (const char *p = s; *p != '\0'; p++)
		if (isalnum((unsigned char)*p) || (unsigned char)*p >= 0x80)
			*to++ = *p;
		else if (to > s && to[-1] != ' ')
			*to++ = ' ';
	*to = '\0';
	return s;
}

unsigned
subjects_read(const char *text)
{
	struct arena *a = arena_new();
	unsigned bits = 0;

	for (const char *s = words_only(a, text == NULL ? "" : text); *s != '\0';) {
		size_t most = 0;
		unsigned bit = 0;
		for (size_t i = 0; i < sizeof(subject_words) / sizeof(subject_words[0]); i++) {
			size_t n = covers(s, subject_words[i].words);
			if (n > most)
				most = n, bit = 1u << subject_words[i].subject;
		}
		bits |= bit;
		s += most > 0 ? most : strcspn(s, " ");
		s += *s == ' ';
	}
	arena_free(a);
	return bits;
}

/* School Courses for the Exchange of Data: the first two digits are the area;
 * music stands among the arts, with English as a second language 01008. */
unsigned
subject_of_code(const char *sced)
{
	static const unsigned areas[] = {
		[1] = 1u << SUBJECT_ELA, [2] = 1u << SUBJECT_MATH, [3] = 1u << SUBJECT_SCIENCE,
		[4] = 1u << SUBJECT_HISTORY, [5] = 1u << SUBJECT_ARTS, [6] = 1u << SUBJECT_LANGUAGES,
		[8] = 1u << SUBJECT_PE, [10] = 1u << SUBJECT_COMPUTING, [11] = 1u << SUBJECT_CTE,
		[12] = 1u << SUBJECT_CTE, [13] = 1u << SUBJECT_CTE, [14] = 1u << SUBJECT_CTE,
		[15] = 1u << SUBJECT_CTE, [16] = 1u << SUBJECT_CTE, [17] = 1u << SUBJECT_CTE,
		[18] = 1u << SUBJECT_CTE, [19] = 1u << SUBJECT_CTE, [20] = 1u << SUBJECT_CTE,
		[21] = 1u << SUBJECT_CTE,
	};
	int64_t code;

	if (sced == NULL || strlen(sced) != 5 || !text_i64(sced, &code) || code < 0)
		return 0;
	if (code == 1008)
		return 1u << SUBJECT_ELD;
	if (code >= 5100 && code < 5150)
		return 1u << SUBJECT_MUSIC;
	size_t area = (size_t)code / 1000;
	return area < sizeof(areas) / sizeof(areas[0]) ? areas[area] : 0;
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

int
context_alike(unsigned grades, unsigned subjects, unsigned their_grades, unsigned their_subjects)
{
	return __builtin_popcount(grades & their_grades) + 3 * __builtin_popcount(subjects & their_subjects);
}
