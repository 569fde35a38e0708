#include "demo/demo_make.h"
#include "auth/password.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/text.h"
#include "db/setting.h"
#include "demo/demo_words.h"
#include "people/people.h"
#include "practices/practice_rows.h"
#include "practices/rules.h"
#include <stdio.h>
#include <string.h>

enum { TEACHERS = 1500, COPIES = 10, TRIES_MOST = 46, DAY = 86400, YEAR = 365, SCHOOLS_MOST = 64 };

const struct demo_account demo_accounts[] = {
	{ "rosa@demo.example", "chalk-and-kindness", "Rosa", "Delgado", ROLE_TEACHER, "a fifth-grade teacher at Alder Creek Elementary" },
	{ "marcus@demo.example", "chalk-and-kindness", "Marcus", "Whitfield", ROLE_TEACHER | ROLE_LEADER, "a teacher leader at Riverside Middle" },
	{ "linh@demo.example", "chalk-and-kindness", "Linh", "Nguyen", ROLE_TEACHER | ROLE_COUNCIL, "a council member at Central High" },
	{ "grace@demo.example", "chalk-and-kindness", "Grace", "Okafor", ROLE_COORDINATOR, "the coordinator of professional learning" },
	{ "walter@demo.example", "chalk-and-kindness", "Walter", "Hargrove", ROLE_ADMINISTRATOR, "a principal at Alder Creek Elementary" },
	{ "ruth@demo.example", "chalk-and-kindness", "Ruth", "Abrams", ROLE_STEWARD, "the steward" },
	{ "ops@demo.example", "chalk-and-kindness", "Eli", "Carter", ROLE_OPERATOR, "the operator" },
	{0}
};

unsigned
chance_below(struct chance *c, unsigned n)
{
	uint64_t z = c->state += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return (unsigned)((z ^ (z >> 31)) % n);
}

struct making {
	struct chance chance;
	const char *hash;                /* of the role accounts' password */
	int64_t now;
	int64_t schools[SCHOOLS_MOST];
	unsigned school_grades[SCHOOLS_MOST];
	size_t nschools, npeople;
	struct { int64_t id, school; unsigned grades, subjects; } people[TEACHERS + 16];
};

static void
make_schools(struct tx *tx, struct making *m)
{
	struct arena *a = tx_arena(tx);

	for (size_t i = 0; demo_schools[i] != NULL; i++) {
		struct lines part = text_split(a, demo_schools[i], '|');
		unsigned grades = grades_read(part.at[1]);
		struct school s = { .name = part.at[0], .kind = "school", .low_grade = __builtin_ctz(grades),
		    .high_grade = 31 - __builtin_clz(grades) };
		m->schools[i] = school_add(tx, &s);
		m->school_grades[i] = grades;
		m->nschools++;
	}
}

static unsigned
one_grade(struct making *m, unsigned grades)
{
	unsigned g;

	do
		g = chance_below(&m->chance, GRADES);
	while (!(grades >> g & 1));
	return 1u << g;
}

static void
add_person(struct tx *tx, struct making *m, const struct person *p, size_t school, enum duty duty)
{
	struct arena *a = tx_arena(tx);
	int64_t id = person_add(tx, p);
	bool early = (m->school_grades[school] & band_grades(BAND_HIGH)) == 0 && (m->school_grades[school] & band_grades(BAND_MIDDLE)) == 0;
	unsigned grades = one_grade(m, m->school_grades[school]), subjects = early ? 1u << SUBJECT_MATH | 1u << SUBJECT_ELA :
	    1u << chance_below(&m->chance, SUBJECT_COUNSELING);
	struct assignments where = {0};

	*LIST_ADD(a, &where) = (struct assignment){ m->schools[school], duty };
	assignments_put(tx, id, "local", where, m->now - YEAR * DAY);
	profile_source_put(tx, id, grades, subjects, "");
	for (int i = 0; i < ROLES; i++)
		if (p->roles >> i & 1)
			role_give(tx, id, (enum role)(1 << i), "appointed", 0, "demonstration");
	m->people[m->npeople].id = id;
	m->people[m->npeople].school = m->schools[school];
	m->people[m->npeople].grades = grades;
	m->people[m->npeople++].subjects = subjects;
}

static void
make_people(struct tx *tx, struct making *m)
{
	static const size_t at_school[] = { 0, 16, 24, 24, 0, 25, 25 };
	struct arena *a = tx_arena(tx);
	size_t given = 0, family = 0;

	for (; demo_given[given] != NULL; given++)
		;
	for (; demo_family[family] != NULL; family++)
		;
	for (size_t i = 0; demo_accounts[i].email != NULL; i++) {
		const struct demo_account *d = &demo_accounts[i];
		struct person p = { .given = d->given, .family = d->family, .shown = arena_printf(a, "%s %s", d->given, d->family),
		    .email = d->email, .roles = d->role, .language = -1 };
		add_person(tx, m, &p, at_school[i], d->role == ROLE_ADMINISTRATOR ? DUTY_PRINCIPAL : DUTY_TEACHER);
		password_set(tx, m->people[m->npeople - 1].id, m->hash);
	}
	for (int i = 0; i < TEACHERS; i++) {
		const char *g = demo_given[chance_below(&m->chance, (unsigned)given)], *f = demo_family[chance_below(&m->chance, (unsigned)family)];
		struct person p = { .given = g, .family = f, .shown = arena_printf(a, "%s %s", g, f), .roles = ROLE_TEACHER,
		    .email = arena_printf(a, "teacher%d@demo.example", i + 1), .language = i % 12 == 0 ? LANG_ES : -1 };
		add_person(tx, m, &p, (size_t)i % m->nschools, DUTY_TEACHER);
	}
}

/* A try some days after the practice was shared; most are reported. */
static void
make_trial(struct tx *tx, struct making *m, const struct practice *p, unsigned worked)
{
	size_t who = chance_below(&m->chance, (unsigned)m->npeople), told = chance_below(&m->chance, 16);
	int64_t at = p->shared_at + (int64_t)chance_below(&m->chance, (unsigned)((m->now - p->shared_at) / DAY + 1)) * DAY;
	struct trial t = { .practice_id = p->id, .person_id = m->people[who].id, .school_id = m->people[who].school,
	    .started_on = date_iso(tx_arena(tx), zone_civil(NULL, at)), .begun_at = at,
	    .room = { .grades = m->people[who].grades, .subjects = m->people[who].subjects,
	        .class_size = 18 + chance_below(&m->chance, 16), .learners = chance_below(&m->chance, 4), .plans = chance_below(&m->chance, 3) } };

	if (t.person_id == p->author_id)
		return;
	if (chance_below(&m->chance, 100) < worked && demo_told[told].outcome == OUTCOME_ABANDON)
		told = chance_below(&m->chance, 12);
	t.expected = demo_told[told].expected;
	trial_insert(tx, &t);
	t.reported_at = at + (10 + chance_below(&m->chance, 20)) * DAY;
	if (t.reported_at > m->now || chance_below(&m->chance, 10) == 0)
		return;
	t.outcome = demo_told[told].outcome;
	t.happened = demo_told[told].happened;
	t.changed = demo_told[told].changed;
	trial_report_put(tx, &t);
}

static void
make_practice(struct tx *tx, struct making *m, const struct seed *s, int copy)
{
	size_t who = copy == 0 && s == demo_seeds ? 0 : chance_below(&m->chance, (unsigned)m->npeople);
	static const char *const twists[] = { "", " for a big class", " in five minutes", " with partners", " after lunch",
	    " in two languages", " for the first week", " outdoors", " with a timer", " before a test" };
	struct practice p = { .author_id = m->people[who].id, .school_id = m->people[who].school,
	    .title = arena_printf(tx_arena(tx), "%s%s", s->title, strcmp(s->language, "en") == 0 ? twists[copy] : copy ? arena_printf(tx_arena(tx), " (%d)", copy + 1) : ""),
	    .promise = s->promise, .problem = s->problem, .steps = s->steps, .materials = "", .why = s->why, .evidence = "",
	    .caveats = "", .sources = "", .changed = "", .changed_why = "", .language = s->language,
	    .parts = { s->core, s->adaptable, s->breaks }, .state = PRACTICE_SHARED,
	    .shared_at = m->now - (int64_t)(20 + chance_below(&m->chance, YEAR - 20)) * DAY,
	    .room = { .grades = grades_read(s->grades), .subjects = subjects_read(s->subjects), .minutes = s->minutes + copy,
	        .class_size = 20 + (int64_t)chance_below(&m->chance, 14), .learners = -1, .plans = -1 } };
	unsigned tries = chance_below(&m->chance, TRIES_MOST), worked = 20 + chance_below(&m->chance, 80);

	p.edited_at = p.shared_at;
	practice_insert(tx, &p);
	p.author = "";
	version_insert(tx, p.id, p.author_id, p.shared_at, practice_markdown(tx_arena(tx), &p));
	practice_index(tx, &p);
	for (unsigned i = 0; i < tries; i++)
		make_trial(tx, m, &p, worked);
	practice_recount(tx, p.id);
}

static void
make(struct tx *tx, void *arg)
{
	struct making *m = arg;

	make_schools(tx, m);
	make_people(tx, m);
	starter_put(tx);
	for (int copy = 0; copy < COPIES; copy++)
		for (const struct seed *s = demo_seeds; s->title != NULL; s++)
			make_practice(tx, m, s, copy);
	setting_put(tx, "demo.outbox", "1");
}

static void
make_district(struct tx *tx, void *arg)
{
	district_add(tx, arg);
}

const char *
demo_make(struct db *db, struct arena *a, uint64_t seed)
{
	struct making *m = NEW(a, struct making);
	struct district d = { .id = id_make(), .slug = "juniper", .name = "Juniper Valley Schools (demonstration)",
	    .zone = "America/Denver", .language = "en" };

	m->chance.state = seed;
	m->now = clock_now();
	m->hash = password_hash(a, demo_accounts[0].password);
	if (db_run(db, DB_WRITE, 0, a, make_district, &d) != DB_DONE)
		return "there is a demonstration district in these data already";
	return db_run(db, DB_WRITE, d.id, a, make, m) == DB_DONE ? NULL : "the demonstration district could not be written";
}
