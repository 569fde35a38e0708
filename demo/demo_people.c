/* Schools, and who works there. */
#include "demo/demo_world.h"
#include "auth/password.h"
#include "auth/person.h"
#include "base/buf.h"
#include "people/people.h"
#include <assert.h>
#include <ctype.h>
#include <string.h>

enum { DAY = 86400 };

const char demo_password[] = "chalk-and-kindness";
const struct demo_account demo_accounts[] = {
	{ "rosa@demo.example", "Rosa", "Delgado", "Alder Creek Elementary", "math, ela, science, history", "5",
	  ROLE_TEACHER, "teaches fifth grade at Alder Creek Elementary", "Poem of the week, said not studied" },
	{ "marcus@demo.example", "Marcus", "Whitfield", "Riverbend Middle", "history, ela", "6-8",
	  ROLE_TEACHER, "teaches social studies at Riverbend Middle", "Walking timeline" },
	{ "naomi@demo.example", "Naomi", "Begay", "Ironwood Elementary", "math", "3-5",
	  ROLE_TEACHER | ROLE_LEADER, "teacher leader at Ironwood Elementary", "Fraction strips they cut themselves" },
	{ "linh@demo.example", "Linh", "Nguyen", "Harmon Central High", "ela", "9-12",
	  ROLE_TEACHER | ROLE_COUNCIL, "council member, teaches at Harmon Central High", "Two-column feedback" },
	{ "grace@demo.example", "Grace", "Okafor", NULL, "", "",
	  ROLE_COORDINATOR, "coordinator of professional learning", NULL },
	{ "walter@demo.example", "Walter", "Hargrove", "Alder Creek Elementary", "", "K-5",
	  ROLE_ADMINISTRATOR, "principal of Alder Creek Elementary", NULL },
	{ "ruth@demo.example", "Ruth", "Abrams", NULL, "", "", ROLE_STEWARD, "steward of the wall", NULL },
	{ "ops@demo.example", "Eli", "Carter", NULL, "", "", ROLE_OPERATOR, "operator", NULL },
	{0}
};

/* What people do at a school, by how many in a hundred. */
struct post { enum duty duty; unsigned percent; const char *subjects; };
static const struct post early_posts[] = {
	{ DUTY_TEACHER, 56, "math, ela, science, history" }, { DUTY_TEACHER, 9, "sped" }, { DUTY_TEACHER, 6, "eld" },
	{ DUTY_TEACHER, 3, "music" }, { DUTY_TEACHER, 3, "pe" }, { DUTY_TEACHER, 3, "arts" }, { DUTY_AIDE, 11, "any" },
	{ DUTY_LIBRARIAN, 2, "library" }, { DUTY_COUNSELOR, 3, "counseling" }, { DUTY_SPECIALIST, 4, "ela" },
};
static const struct post late_posts[] = {
	{ DUTY_TEACHER, 16, "math" }, { DUTY_TEACHER, 16, "ela" }, { DUTY_TEACHER, 14, "science" },
	{ DUTY_TEACHER, 13, "history" }, { DUTY_TEACHER, 6, "languages" }, { DUTY_TEACHER, 4, "arts" },
	{ DUTY_TEACHER, 4, "music" }, { DUTY_TEACHER, 6, "pe" }, { DUTY_TEACHER, 7, "sped" }, { DUTY_TEACHER, 3, "eld" },
	{ DUTY_TEACHER, 4, "cte" }, { DUTY_TEACHER, 2, "computing" }, { DUTY_LIBRARIAN, 1, "library" },
	{ DUTY_COUNSELOR, 2, "counseling" }, { DUTY_AIDE, 2, "any" },
};

struct names_taken { bool *at; };       /* given × family */

static void
make_schools(struct tx *tx, struct world *w)
{
	assert(w->text->schools.n < SCHOOLS_MOST);
	for (size_t i = 0; i < w->text->schools.n; i++) {
		const struct campus *c = &w->text->schools.at[i];
		struct school s = { .id = chance_id(&w->chance, w->year.now - YEAR_DAYS * DAY), .name = c->name, .kind = "school",
		    .low_grade = __builtin_ctz(c->grades), .high_grade = 31 - __builtin_clz(c->grades) };
		w->schools[i].id = school_add(tx, &s);
		w->schools[i].learners = chance_below(&w->chance, 4);
		w->schools[i].plans = chance_below(&w->chance, 3);
	}
}

/* Teachers of little ones have one grade, the others two or three of theirs. */
static unsigned
some_grades(struct world *w, unsigned grades, bool early)
{
	unsigned low = (unsigned)__builtin_ctz(grades), n = (unsigned)__builtin_popcount(grades), wide;

	if (early)
		wide = chance_of(&w->chance, 12) ? 2 : 1;
	else
		wide = 1 + chance_below(&w->chance, 3);
	wide = wide > n ? n : wide;
	return (((1u << wide) - 1) << (low + chance_below(&w->chance, n - wide + 1))) & grades;
}

static const struct post *
some_post(struct world *w, bool early)
{
	unsigned at = chance_below(&w->chance, 100);
	const struct post *post = early ? early_posts : late_posts;

	while (at >= post->percent)
		at -= post++->percent;
	return post;
}

/* "Dela Cruz" as it stands in an address: letters alone. */
static const char *
address_of(struct arena *a, const char *given, const char *family)
{
	struct buf out = { .arena = a };

	for (const char *s = text_fold(a, arena_printf(a, "%s.%s", given, family)); *s != '\0'; s++)
		if (isalpha((unsigned char)*s) || *s == '.')
			buf_char(&out, *s);
	buf_text(&out, "@demo.example");
	return buf_str(&out);
}

/* Everybody has a name of their own. */
static struct person
some_person(struct tx *tx, struct world *w, struct names_taken *taken)
{
	struct demo_text *t = w->text;
	size_t given, family;

	do {
		given = chance_below(&w->chance, (unsigned)t->given.n);
		family = chance_below(&w->chance, (unsigned)t->family.n);
	} while (taken->at[given * t->family.n + family]);
	taken->at[given * t->family.n + family] = true;
	const char *g = t->given.at[given], *f = t->family.at[family];
	return (struct person){ .given = g, .family = f, .shown = arena_printf(tx_arena(tx), "%s %s", g, f),
	    .email = address_of(tx_arena(tx), g, f), .language = -1 };
}

static void
person_put_in(struct tx *tx, struct world *w, struct person *p, struct staff staff, enum duty duty)
{
	int64_t came = w->year.now - YEAR_DAYS * DAY;
	struct assignments where = {0};

	p->id = chance_id(&w->chance, came);
	staff.id = person_add(tx, p);
	*LIST_ADD(tx_arena(tx), &where) = (struct assignment){ w->schools[staff.school].id, duty };
	assignments_put(tx, staff.id, "local", where, came);
	profile_source_put(tx, staff.id, staff.grades, staff.subjects, "");
	for (int i = 0; i < ROLES; i++)
		if (p->roles >> i & 1)
			role_give(tx, staff.id, (enum role)(1 << i), "appointed", 0, "demonstration");
	w->staff[w->nstaff++] = staff;
}

static size_t
school_named(const struct world *w, const char *name)
{
	size_t i = 0;

	while (i < w->text->schools.n && !text_eq(w->text->schools.at[i].name, name))
		i++;
	return i;        /* none: the office, which stands behind the schools */
}

static void
make_accounts(struct tx *tx, struct world *w)
{
	struct school office = { .id = chance_id(&w->chance, w->year.now - YEAR_DAYS * DAY), .name = "District Office",
	    .kind = "office", .low_grade = -1, .high_grade = -1 };

	w->schools[w->text->schools.n].id = school_add(tx, &office);
	for (const struct demo_account *d = demo_accounts; d->email != NULL; d++) {
		struct person p = { .given = d->given, .family = d->family, .email = d->email, .roles = d->role, .language = -1,
		    .shown = arena_printf(tx_arena(tx), "%s %s", d->given, d->family) };
		struct staff s = { .school = school_named(w, d->school), .grades = grades_read(d->grades),
		    .subjects = subjects_read(d->subjects) };
		person_put_in(tx, w, &p, s, d->role == ROLE_ADMINISTRATOR ? DUTY_PRINCIPAL :
		    d->role & ROLE_TEACHER ? DUTY_TEACHER : DUTY_STAFF);
		password_set(tx, w->staff[w->nstaff - 1].id, w->hash);
	}
	w->naccounts = w->nstaff;
}

/* A few are quick to try things, most need to hear of it twice. */
static unsigned
some_eagerness(struct world *w)
{
	return chance_of(&w->chance, 15) ? 90 : chance_of(&w->chance, 40) ? 35 : 8;
}

static void
make_staff(struct tx *tx, struct world *w, size_t school, size_t n, struct names_taken *taken)
{
	const struct campus *c = &w->text->schools.at[school];
	bool early = text_eq(c->kind, "elementary");
	unsigned spanish = strstr(c->name, "Palomas") != NULL || strstr(c->name, "Valle") != NULL ? 55 : 7;

	w->schools[school].first = w->nstaff;
	w->schools[school].staff = n;
	for (size_t i = 0; i < n; i++) {
		const struct post *post = some_post(w, early);
		struct person p = some_person(tx, w, taken);
		struct staff s = { .school = school, .grades = some_grades(w, c->grades, early && i % 5 != 4),
		    .subjects = subjects_read(post->subjects), .spanish = chance_of(&w->chance, spanish), .eager = some_eagerness(w) };
		enum duty duty = i == 0 ? DUTY_PRINCIPAL : i == 1 && n > 55 ? DUTY_SCHOOL_ADMIN : post->duty;
		if (duty_role(duty) == ROLE_ADMINISTRATOR)
			s.subjects = s.eager = 0, s.grades = c->grades;
		p.roles = duty_role(duty) | (chance_of(&w->chance, 3) ? ROLE_LEADER : 0);
		p.language = s.spanish ? LANG_ES : -1;
		person_put_in(tx, w, &p, s, duty);
	}
}

void
demo_people(struct tx *tx, struct world *w)
{
	struct demo_text *t = w->text;
	struct names_taken taken = { NEW_N(tx_arena(tx), bool, t->given.n * t->family.n) };

	make_schools(tx, w);
	make_accounts(tx, w);
	for (size_t i = 0; i < t->schools.n; i++)
		make_staff(tx, w, i, (size_t)t->schools.at[i].staff, &taken);
}

struct staff *
account_staff(struct world *w, const char *email)
{
	for (size_t i = 0; i < w->naccounts; i++)
		if (text_eq(demo_accounts[i].email, email))
			return &w->staff[i];
	return NULL;
}
