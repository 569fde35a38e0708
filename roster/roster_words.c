#include "roster/roster_words.h"
#include "base/clock.h"
#include "base/text.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Roles of OneRoster 1.1 and 1.2 and SDS, and what vendors write for them. */
static const struct { const char *words; enum duty duty; } staff_roles[] = {
	{ "teacher|professor|faculty|instructor|lecturer|adjunct|substitute|educator|teacherofrecord|coteacher", DUTY_TEACHER },
	{ "aide|paraprofessional|para|teacherassistant|teachingassistant|ta|tutor|instructionalaide|proctor", DUTY_AIDE },
	{ "counselor|guidancecounselor|guidance|advisor|socialworker", DUTY_COUNSELOR },
	{ "librarian|mediaspecialist", DUTY_LIBRARIAN },
	{ "specialist|coach|instructionalcoach|therapist|psychologist|nurse|interventionist|interpreter", DUTY_SPECIALIST },
	{ "staff|systemadministrator|sysadmin|officestaff|administrativesupport|support|employee|registrar|"
	    "accountant|researchassistant|secretary|clerk|itadmin|technician|nonteachingstaff", DUTY_STAFF },
	{ "principal|headteacher|president", DUTY_PRINCIPAL },
	{ "administrator|siteadministrator|schooladministrator|assistantprincipal|viceprincipal|dean|schooladmin|admin", DUTY_SCHOOL_ADMIN },
	{ "districtadministrator|superintendent|chancellor|districtadmin|assistantsuperintendent", DUTY_DISTRICT_ADMIN },
};
static const char other_roles[] = "student|pupil|learner|guardian|parent|relative|alumni|alumnus|applicant|contact|"
    "emergencycontact|visitor|child|mother|father|grandparent|stepparent|sibling|family|observer|member|graduate";

/* Letters only, lower case: "ext:InstructionalCoach" -> "instructionalcoach". */
static void
plain(const char *s, char *to, size_t room)
{
	size_t n = 0;

	if (strncasecmp(s, "ext:", 4) == 0)
		s += 4;
	for (; *s != '\0' && n + 1 < room; s++)
		if (isalpha((unsigned char)*s))
			to[n++] = (char)tolower((unsigned char)*s);
	to[n] = '\0';
}

static bool
one_of(const char *words, const char *word)
{
	size_t n = strlen(word);

	for (const char *s = words; *s != '\0'; s += *s == '|') {
		size_t len = strcspn(s, "|");
		if (len == n && memcmp(s, word, n) == 0)
			return true;
		s += len;
	}
	return false;
}

enum role_kind
role_read(const char *role, enum duty *ret_duty)
{
	char word[64];

	plain(role, word, sizeof(word));
	if (one_of(other_roles, word))
		return ROLE_KIND_OTHER;
	for (size_t i = 0; i < sizeof(staff_roles) / sizeof(staff_roles[0]); i++)
		if (one_of(staff_roles[i].words, word)) {
			*ret_duty = staff_roles[i].duty;
			return ROLE_KIND_STAFF;
		}
	return ROLE_KIND_UNKNOWN;
}

/* Earlier lines win: an assistant principal is no principal, a library aide an aide. */
static const struct { const char *words; enum duty duty; } titles[] = {
	{ "secretary|clerk|assistant to", DUTY_STAFF },
	{ "assistant principal|asst principal|vice principal|associate principal|dean|school administrator", DUTY_SCHOOL_ADMIN },
	{ "superintendent|district administrator|chief |chancellor|director of|executive director", DUTY_DISTRICT_ADMIN },
	{ "principal|head of school|headteacher", DUTY_PRINCIPAL },
	{ "aide|para|paraeducator|paraprofessional|tutor|teacher assistant|teaching assistant|instructional assistant", DUTY_AIDE },
	{ "counselor|counsellor|guidance|social worker", DUTY_COUNSELOR },
	{ "librarian|library|media specialist", DUTY_LIBRARIAN },
	{ "coach|specialist|psychologist|nurse|therapist|pathologist|interpreter|interventionist", DUTY_SPECIALIST },
	{ "teacher|instructor|faculty|professor|lecturer|educator", DUTY_TEACHER },
	{ "administrator|administration", DUTY_SCHOOL_ADMIN },
};

/* Folded, camel case apart: "districtAdministrator" -> " district administrator ". */
static const char *
words_apart(struct arena *a, const char *s)
{
	struct buf out = { .arena = a };

	buf_char(&out, ' ');
	for (const char *p = s; *p != '\0'; p++) {
		bool letter = isalnum((unsigned char)*p) || (unsigned char)*p >= 0x80;
		if (p > s && isupper((unsigned char)*p) && islower((unsigned char)p[-1]))
			buf_char(&out, ' ');
		buf_char(&out, letter ? *p : ' ');
	}
	return arena_printf(a, " %s ", text_fold(a, buf_str(&out)));
}

/* Does one of the words stand in the text, as whole words (plural too)? */
static bool
has_word(const char *text, const char *words)
{
	for (const char *s = words; *s != '\0'; s += *s == '|') {
		size_t len = strcspn(s, "|");
		for (const char *p = text; (p = strchr(p, ' ')) != NULL; p++)
			if (strncmp(p + 1, s, len) == 0 &&
			    (s[len - 1] == ' ' || p[1 + len] == ' ' || (p[1 + len] == 's' && p[2 + len] == ' ')))
				return true;
		s += len;
	}
	return false;
}

enum duty
duty_of_title(struct arena *a, const char *title)
{
	const char *words = words_apart(a, title);

	for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++)
		if (has_word(words, titles[i].words))
			return titles[i].duty;
	return DUTY_STAFF;
}

/* The first part of the path that tells decides: /Staff/Student Services is staff. */
enum role_kind
unit_read(struct arena *a, const char *path)
{
	struct lines parts = text_split(a, path, '/');

	for (size_t i = 0; i < parts.n; i++) {
		const char *words = words_apart(a, parts.at[i]);
		if (has_word(words, "student|pupil|learner|class of|graduate|alumni|alumno|estudiante|parent|guardian|"
		    "family|families|kiosk|chromebook|device"))
			return ROLE_KIND_OTHER;
		if (has_word(words, "staff|faculty|teacher|employee|administrator|administration|principal|"
		    "certificated|certified|classified|personal|docente|counselor"))
			return ROLE_KIND_STAFF;
	}
	return ROLE_KIND_UNKNOWN;
}

bool
status_read(const char *s, bool *ret_active)
{
	char word[32];

	plain(s, word, sizeof(word));
	*ret_active = !one_of("tobedeleted|inactive|deleted|suspended|disabled|archived|terminated|withdrawn", word);
	return !*ret_active || word[0] == '\0' || one_of("active|enabled|current", word);
}

bool
flag_read(const char *s, bool *ret)
{
	static const char *const yes[] = { "true", "1", "yes", "y", "t", "primary", "active", "si", "sí" };
	static const char *const no[] = { "false", "0", "no", "n", "f", "secondary", "inactive" };

	for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
		if (strcasecmp(s, yes[i]) == 0)
			return *ret = true, true;
	for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++)
		if (strcasecmp(s, no[i]) == 0)
			return *ret = false, true;
	return false;
}

/* Three numbers with - / . between them, or eight digits.  Of 1/05/2023 the
 * first is the month, as Americans write it, unless it cannot be. */
bool
day_read(const char *s, char ret_iso[11])
{
	int x, y, z;
	char c1, c2;
	char iso[40];
	struct civil day;

	if (sscanf(s, "%8d%n", &x, &y) == 1 && y == 8 && !isdigit((unsigned char)s[8]))
		snprintf(iso, sizeof(iso), "%04d-%02d-%02d", x / 10000, x / 100 % 100, x % 100);
	else if (sscanf(s, "%4d%c%2d%c%4d", &x, &c1, &y, &c2, &z) != 5 || c1 != c2 || strchr("-/.", c1) == NULL)
		return false;
	else if (x > 31)
		snprintf(iso, sizeof(iso), "%04d-%02d-%02d", x, y, z % 100);
	else {
		z += z < 100 ? 2000 : 0;
		snprintf(iso, sizeof(iso), "%04d-%02d-%02d", z, x > 12 ? y : x, x > 12 ? x : y);
	}
	if (!date_read(iso, &day))
		return false;
	memcpy(ret_iso, iso, 10);
	ret_iso[10] = '\0';
	return true;
}

int
year_read(const char *s)
{
	int year = 0;

	for (; *s != '\0'; s++) {
		char *end;
		if (!isdigit((unsigned char)*s))
			continue;
		long n = strtol(s, &end, 10);
		if (end - s == 4 && n >= 1990 && n < 2200)
			year = (int)n;
		else if (end - s == 2 && year > 0 && n == (year + 1) % 100)      /* 2026-27 */
			year++;
		s = end - 1;
	}
	return year;
}

bool
email_read(struct arena *a, const char *s, const char **ret_email)
{
	const char *at = strchr(s, '@');
	size_t len = strlen(s);

	if (at == NULL || at == s || at[1] == '\0' || strchr(at + 1, '@') != NULL || len > 254)
		return false;
	for (const char *p = s; *p != '\0'; p++)
		if (strchr(" ,;<>\"()\\", *p) != NULL || (unsigned char)*p < 0x20)
			return false;
	char *lower = arena_copy(a, s, len);
	for (char *p = lower; *p != '\0'; p++)
		*p = (char)tolower((unsigned char)*p);
	*ret_email = lower;
	return true;
}

int
grade_read(const char *s)
{
	unsigned bits = grades_read(s);

	return bits != 0 && (bits & (bits - 1)) == 0 ? __builtin_ctz(bits) : -1;
}
