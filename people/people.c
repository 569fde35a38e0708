#include "people/people_rows.h"
#include "base/buf.h"
#include "base/text.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const struct { const char *code, *name; enum role role; } duties[DUTIES] = {
	[DUTY_TEACHER]        = { "teacher", N_("Teacher"), ROLE_TEACHER },
	[DUTY_AIDE]           = { "aide", N_("Paraprofessional"), ROLE_TEACHER },
	[DUTY_COUNSELOR]      = { "counselor", N_("Counselor"), ROLE_TEACHER },
	[DUTY_LIBRARIAN]      = { "librarian", N_("Librarian"), ROLE_TEACHER },
	[DUTY_SPECIALIST]     = { "specialist", N_("Specialist"), ROLE_TEACHER },
	[DUTY_STAFF]          = { "staff", N_("Staff"), ROLE_TEACHER },
	[DUTY_PRINCIPAL]      = { "principal", N_("Principal"), ROLE_ADMINISTRATOR },
	[DUTY_SCHOOL_ADMIN]   = { "school-admin", N_("School administrator"), ROLE_ADMINISTRATOR },
	[DUTY_DISTRICT_ADMIN] = { "district-admin", N_("District administrator"), ROLE_ADMINISTRATOR },
};

const char *duty_code(enum duty duty)  { return duties[duty].code; }
enum role   duty_role(enum duty duty)  { return duties[duty].role; }

const char *
duty_name(const char *code)
{
	for (int i = 0; i < DUTIES; i++)
		if (text_eq(duties[i].code, code))
			return duties[i].name;
	return code == NULL ? "" : code;
}

const char *
like_text(struct arena *a, const char *s)
{
	struct buf out = { .arena = a };

	for (; *s != '\0'; s++) {
		if (strchr("%_\\", *s) != NULL)
			buf_char(&out, '\\');
		buf_char(&out, *s);
	}
	return buf_str(&out);
}

const char *
ask_key(struct arena *a, const char *ask_me)
{
	char *folded = text_fold(a, ask_me == NULL ? "" : ask_me);

	for (char *p = folded; *p != '\0'; p++)
		if (ispunct((unsigned char)*p))
			*p = ' ';
	return text_line(a, folded);
}

static size_t
letter_size(const char *s)
{
	size_t n = *s != '\0';

	while (((unsigned char)s[n] & 0xC0) == 0x80)
		n++;
	return n;
}

const char *
person_initials(struct arena *a, const char *shown)
{
	struct lines words = text_split(a, shown, ' ');
	const char *first = words.n > 0 ? words.at[0] : "", *last = words.n > 1 ? words.at[words.n - 1] : "";

	return arena_printf(a, "%.*s%.*s", (int)letter_size(first), first, (int)letter_size(last), last);
}

struct alike { struct profile profile; int alike; size_t place; };

static int
by_alike(const void *x, const void *y)
{
	const struct alike *a = x, *b = y;

	if (a->alike != b->alike)
		return b->alike - a->alike;
	return a->place < b->place ? -1 : 1;
}

struct profiles
people_like(struct tx *tx, int64_t person, int64_t limit)
{
	struct profiles beside = profiles_beside(tx, person), list = {0};
	struct person_context mine = person_context(tx, person);
	struct alike *all = NEW_N(tx_arena(tx), struct alike, beside.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < beside.n; i++) {
		struct profile *p = &beside.at[i];
		int alike = context_alike(mine.grades, mine.subjects, p->grades, p->subjects);
		if (alike > 0)
			all[n++] = (struct alike){ *p, alike, i };
	}
	qsort(all, n, sizeof(*all), by_alike);
	for (size_t i = 0; i < n && (int64_t)i < limit; i++)
		*LIST_ADD(tx_arena(tx), &list) = all[i].profile;
	return list;
}
