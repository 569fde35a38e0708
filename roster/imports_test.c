#include "roster/imports.h"
#include "base/clock.h"
#include "base/text.h"
#include "db/setting.h"
#include "roster/doubts.h"
#include "roster/fixtures.h"
#include "roster/said_rows.h"
#include "roster/tell.h"
#include "tests/test.h"
#include <string.h>
#include <unistd.h>

#define USERS "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName," \
	"middleName,identifier,email\n"
#define ORGS "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\n" \
	"d1,,,Lakeside Schools,district,,\ns1,,,Elm Street School,school,,d1\ns2,,,Oak High,school,010000500871,d1\n"
#define ROSA "u1,,,true,s1,teacher,rosa,,Rosa,Delgado,,7001,rosa@lakeside.example\n"
#define TOMAS "u2,,,true,\"s1,s2\",teacher,tomas,,Tomas,Nunez,,7002,tomas@lakeside.example\n"
#define JUNE "u3,,,true,s1,administrator,june,,June,Park,,7003,june@lakeside.example\n"
#define KID "k1,,,true,s1,student,kid,,Zebulon,Quackenbush,,9001,zebulon@students.example\n"
#define DELTA "propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\nfile.users,delta\nfile.orgs,absent\n"

struct house {
	struct db *db;
	struct arena *arena;
	int64_t district, import;
	struct roster *roster;
	struct changes *changes;
	const char *error;
};

static void
put_file(struct arena *a, const char *folder, const char *name, const char *text)
{
	FILE *f = fopen(arena_printf(a, "%s/%s", folder, name), "w");

	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
	fclose(f);
}

static void
look(struct tx *tx, void *arg)
{
	struct house *h = arg;
	struct arena *scratch = arena_new();

	h->changes = compare(tx, h->arena, scratch, h->roster);
	arena_free(scratch);
}

static struct job_run
job_of(const struct house *h)
{
	return (struct job_run){ .arena = h->arena, .district = h->district, .note = "", .reader = h->db, .now = clock_now() };
}

/* Reads the folder and compares. */
static void
read_folder(struct house *h, const char *folder, int wanted)
{
	struct arena *rows = arena_new();

	h->roster = roster_at(h->arena, folder, wanted, &h->error);
	assert_non_null(h->roster);
	assert_int_equal(db_run(h->db, DB_READ, h->district, rows, look, h), DB_DONE);
	arena_free(rows);
}

/* Files as name, text, name, text, NULL, in a folder of their own. */
static const char *
folder_of(struct arena *a, const char *const *files)
{
	static int number;
	const char *folder = arena_printf(a, "%s/set%d", test_scratch(), number++);

	assert_int_equal(mkdir(folder, 0700), 0);
	for (; files[0] != NULL; files += 2)
		put_file(a, folder, files[0], files[1]);
	return folder;
}

static void
brings(struct house *h, const char *folder)
{
	struct job_run run = job_of(h);

	read_folder(h, folder, -1);
	assert_int_equal(import_begin(&run, h->roster, h->changes, 0, h->changes->held, &h->import), IMPORT_WENT);
	if (!h->changes->held)
		assert_int_equal(import_apply(&run, h->import, h->roster, h->changes, 0, NULL), IMPORT_WENT);
}

#define BRINGS(h, ...) brings((h), folder_of((h)->arena, (const char *const[]){ __VA_ARGS__, NULL }))

static void
counts(const struct house *h, enum change_kind kind, int64_t n)
{
	if (h->changes->counts[kind] != n)
		fail_msg("%d: %lld, not %lld", (int)kind, (long long)h->changes->counts[kind], (long long)n);
}

struct seen { const char *id; struct person *person; struct schools schools; struct profile *profile; int64_t n; const char *sql; };

static void
see_person(struct tx *tx, void *arg)
{
	struct seen *s = arg;
	struct said *said = said_person(tx, "oneroster", s->id);

	s->person = said != NULL ? person_find(tx, said->subject) : NULL;
	if (s->person == NULL)
		return;
	s->schools = schools_of(tx, s->person->id);
	s->profile = profile_find(tx, s->person->id);
}

static struct seen
see(struct house *h, const char *id)
{
	struct seen s = { .id = id };

	assert_int_equal(db_run(h->db, DB_READ, h->district, h->arena, see_person, &s), DB_DONE);
	return s;
}

static struct house
house(struct db *db, struct arena *arena, int64_t district)
{
	return (struct house){ .db = db, .arena = arena, .district = district };
}

DB_TEST(roster_brings_schools_and_staff_and_nobody_else)
{
	struct house h = house(db, arena, district);

	BRINGS(&h, "users.csv", USERS ROSA TOMAS JUNE KID, "orgs.csv", ORGS);
	counts(&h, CHANGE_ADDED, 3);
	counts(&h, CHANGE_SCHOOL_ADDED, 3);
	struct seen tomas = see(&h, "u2"), june = see(&h, "u3");
	assert_int_equal(tomas.schools.n, 2);
	assert_string_equal(tomas.person->email, "tomas@lakeside.example");
	assert_int_equal(tomas.person->roles, ROLE_TEACHER);
	assert_int_equal(june.person->roles, ROLE_ADMINISTRATOR);
	assert_string_equal(june.profile->duty, "school-admin");
	assert_null(see(&h, "k1").person);
	assert_string_equal(tomas.schools.at[1].nces != NULL ? tomas.schools.at[1].nces : tomas.schools.at[0].nces, "010000500871");
}

DB_TEST(roster_twice_the_same_changes_nothing)
{
	struct house h = house(db, arena, district);

	for (int i = 0; i < 2; i++)
		BRINGS(&h, "users.csv", USERS ROSA TOMAS JUNE KID, "orgs.csv", ORGS);
	assert_int_equal(h.changes->n, 0);
	assert_int_equal(h.changes->unchanged, 3);
}

static const char *const many[] = { "users.csv", USERS
    "a1,,,true,s1,teacher,,,Ana,A,,1,a1@l.example\na2,,,true,s1,teacher,,,Ben,B,,2,a2@l.example\n"
    "a3,,,true,s1,teacher,,,Cal,C,,3,a3@l.example\na4,,,true,s1,teacher,,,Dee,D,,4,a4@l.example\n"
    "a5,,,true,s1,teacher,,,Eve,E,,5,a5@l.example\na6,,,true,s1,teacher,,,Fay,F,,6,a6@l.example\n"
    "a7,,,true,s1,teacher,,,Gus,G,,7,a7@l.example\na8,,,true,s1,teacher,,,Hal,H,,8,a8@l.example\n"
    "a9,,,true,s1,teacher,,,Ida,I,,9,a9@l.example\n" ROSA, "orgs.csv", ORGS, NULL };

/* The ten without the first `n`. */
static const char *
fewer(struct house *h, int n)
{
	const char *rows = strchr(many[1], '\n') + 1;

	for (int i = 0; i < n; i++)
		rows = strchr(rows, '\n') + 1;
	return folder_of(h->arena, (const char *const[]){ "users.csv", arena_printf(h->arena, "%s%s", USERS, rows), "orgs.csv", ORGS, NULL });
}

DB_TEST(roster_one_in_ten_leaves_and_comes_back)
{
	struct house h = house(db, arena, district);

	brings(&h, folder_of(arena, many));
	brings(&h, fewer(&h, 1));
	counts(&h, CHANGE_GONE, 1);
	assert_false(h.changes->held);
	struct seen ana = see(&h, "a1");
	assert_int_equal(ana.person->standing, PERSON_INACTIVE);
	assert_int_equal(ana.person->roles, 0);
	assert_int_equal(ana.schools.n, 0);
	brings(&h, folder_of(arena, many));
	counts(&h, CHANGE_BACK, 1);
	struct seen again = see(&h, "a1");
	assert_int_equal(again.person->id, ana.person->id);
	assert_int_equal(again.person->standing, PERSON_ACTIVE);
	assert_int_equal(again.person->roles, ROLE_TEACHER);
	assert_int_equal(again.schools.n, 1);
}

struct word { struct house *h; bool (*given)(struct tx *, int64_t, int64_t); int64_t by; bool said; };

static void
say_word(struct tx *tx, void *arg)
{
	struct word *w = arg;

	w->said = w->given(tx, w->h->import, w->by);
}

/* A person's word, and what follows from it. */
static bool
word(struct house *h, bool (*given)(struct tx *, int64_t, int64_t))
{
	struct word w = { .h = h, .given = given, .by = 77 };
	struct job_run run = job_of(h);

	assert_int_equal(db_run(h->db, DB_WRITE, h->district, h->arena, say_word, &w), DB_DONE);
	assert_int_equal(import_go_on(&run, h->import, 0), IMPORT_WENT);
	return w.said;
}

struct state { int64_t import; struct import *found; struct deeds deeds; int64_t counts[CHANGE_KINDS]; };

static void
look_state(struct tx *tx, void *arg)
{
	struct state *s = arg;

	s->found = import_find(tx, s->import);
	s->deeds = import_deeds(tx, s->import);
	import_counts(tx, s->import, s->counts);
}

static struct state
state_of(struct house *h)
{
	struct state s = { .import = h->import };

	assert_int_equal(db_run(h->db, DB_READ, h->district, h->arena, look_state, &s), DB_DONE);
	return s;
}

DB_TEST(roster_more_than_one_in_ten_waits_for_a_person)
{
	struct house h = house(db, arena, district);

	brings(&h, folder_of(arena, many));
	brings(&h, fewer(&h, 2));
	assert_true(h.changes->held);
	assert_int_equal(see(&h, "a1").person->standing, PERSON_ACTIVE);
	struct state held = state_of(&h);
	assert_int_equal(held.found->state, IMPORT_HELD);
	assert_int_equal(held.counts[CHANGE_GONE], 2);
	assert_true(word(&h, import_approve));
	assert_int_equal(see(&h, "a1").person->standing, PERSON_INACTIVE);
	assert_int_equal(see(&h, "a2").person->standing, PERSON_INACTIVE);
	assert_int_equal(see(&h, "a3").person->standing, PERSON_ACTIVE);
	struct state done = state_of(&h);
	assert_int_equal(done.found->state, IMPORT_DONE);
	assert_string_equal(done.deeds.at[1].deed, "approved");
	assert_int_equal(done.deeds.at[1].by, 77);
	assert_false(word(&h, import_approve));
}

DB_TEST(roster_that_is_discarded_or_replaced_is_not_applied)
{
	struct house h = house(db, arena, district);

	brings(&h, folder_of(arena, many));
	brings(&h, fewer(&h, 3));
	assert_true(word(&h, import_discard));
	assert_int_equal(state_of(&h).found->state, IMPORT_DISCARDED);
	assert_false(word(&h, import_approve));
	brings(&h, fewer(&h, 3));
	int64_t held = h.import;
	brings(&h, folder_of(arena, many));
	h.import = held;
	assert_int_equal(state_of(&h).found->state, IMPORT_REPLACED);
	assert_false(word(&h, import_approve));
	assert_int_equal(see(&h, "a1").person->standing, PERSON_ACTIVE);
}

DB_TEST(roster_without_rows_or_cut_off_sends_nobody_away)
{
	struct house h = house(db, arena, district);

	brings(&h, folder_of(arena, many));
	BRINGS(&h, "users.csv", USERS, "orgs.csv", ORGS);
	assert_int_equal(h.changes->n, 0);
	assert_int_equal(h.roster->people_mode, MODE_DELTA);
	/* Cut off in the middle of the last row. */
	const char *whole = many[1];
	BRINGS(&h, "users.csv", arena_copy(arena, whole, strlen(whole) - 40), "orgs.csv", ORGS);
	counts(&h, CHANGE_GONE, 0);
	/* The row of one person is broken: that is no absence either. */
	BRINGS(&h, "users.csv", arena_printf(arena, "%sa1,,,true,s1,wizard,,,Ana,A,,1,a1@l.example\n%s", USERS,
	    strchr(strchr(whole, '\n') + 1, '\n') + 1), "orgs.csv", ORGS);
	counts(&h, CHANGE_GONE, 0);
	assert_int_equal(h.changes->spared.n, 1);
	/* Only schools, or only the manifest, say nothing of people. */
	BRINGS(&h, "orgs.csv", ORGS);
	assert_int_equal(h.changes->n, 0);
	assert_int_equal(see(&h, "a1").person->standing, PERSON_ACTIVE);
}

DB_TEST(roster_delta_changes_only_what_it_says)
{
	struct house h = house(db, arena, district);

	BRINGS(&h, "users.csv", USERS ROSA TOMAS JUNE, "orgs.csv", ORGS);
	BRINGS(&h, "manifest.csv", DELTA, "users.csv", USERS
	    "u1,active,2026-11-01T00:00:00.000Z,true,s2,teacher,rosa,,Rosa,Delgado Ruiz,,7001,rosa@lakeside.example\n"
	    "u2,tobedeleted,2026-11-01T00:00:00.000Z,true,s1,teacher,tomas,,Tomas,Nunez,,7002,tomas@lakeside.example\n"
	    "u4,active,2026-11-01T00:00:00.000Z,true,s1,aide,ana,,Ana,Kowalski,,7004,ana@lakeside.example\n");
	counts(&h, CHANGE_CHANGED, 1);
	counts(&h, CHANGE_GONE, 1);
	counts(&h, CHANGE_ADDED, 1);
	struct seen rosa = see(&h, "u1");
	assert_string_equal(rosa.person->family, "Delgado Ruiz");
	assert_string_equal(rosa.schools.at[0].name, "Oak High");
	assert_int_equal(rosa.schools.n, 1);
	assert_int_equal(see(&h, "u2").person->standing, PERSON_INACTIVE);
	assert_int_equal(see(&h, "u3").person->standing, PERSON_ACTIVE);
	assert_string_equal(see(&h, "u4").profile->duty, "aide");
}

static void
edit_rosa(struct tx *tx, void *arg)
{
	struct said *said = said_person(tx, "oneroster", "u1");
	struct person *rosa = person_find(tx, said->subject);

	(void)arg;
	rosa->shown = "Rosita Delgado";
	rosa->email = "rosita@home.example";
	person_put(tx, rosa);
}

DB_TEST(roster_leaves_what_people_changed_themselves)
{
	struct house h = house(db, arena, district);

	BRINGS(&h, "users.csv", USERS ROSA TOMAS JUNE, "orgs.csv", ORGS);
	assert_int_equal(db_run(db, DB_WRITE, district, arena, edit_rosa, NULL), DB_DONE);
	BRINGS(&h, "users.csv", USERS "u1,,,true,s1,teacher,rosa,,Rosalia,Ruiz,,7001,rosalia@lakeside.example\n" TOMAS JUNE, "orgs.csv", ORGS);
	struct seen rosa = see(&h, "u1");
	assert_string_equal(rosa.person->given, "Rosalia");
	assert_string_equal(rosa.person->family, "Ruiz");
	assert_string_equal(rosa.person->shown, "Rosita Delgado");
	assert_string_equal(rosa.person->email, "rosita@home.example");
	struct differences d = differences_read(arena, h.changes->at[0].detail);
	for (size_t i = 0; i < d.n; i++)
		assert_int_equal(d.at[i].kept, text_eq(d.at[i].column, "shown") || text_eq(d.at[i].column, "email"));
}

DB_TEST(roster_can_be_undone_once_it_was_the_last)
{
	struct house h = house(db, arena, district);

	brings(&h, folder_of(arena, many));
	int64_t first = h.import;
	brings(&h, fewer(&h, 1));
	int64_t second = h.import;
	h.import = first;
	assert_false(word(&h, import_undo));
	h.import = second;
	assert_true(word(&h, import_undo));
	assert_int_equal(see(&h, "a1").person->standing, PERSON_ACTIVE);
	assert_int_equal(see(&h, "a1").schools.n, 1);
	assert_int_equal(state_of(&h).found->state, IMPORT_UNDONE);
	brings(&h, fewer(&h, 1));
	counts(&h, CHANGE_GONE, 1);
}

DB_TEST(roster_undone_takes_back_new_people_and_old_names)
{
	struct house h = house(db, arena, district);

	BRINGS(&h, "users.csv", USERS ROSA, "orgs.csv", ORGS);
	BRINGS(&h, "users.csv", USERS "u1,,,true,s2,teacher,rosa,,Rosa,Ruiz,,7001,rosa@lakeside.example\n" TOMAS, "orgs.csv", ORGS);
	assert_string_equal(see(&h, "u1").person->family, "Ruiz");
	assert_true(word(&h, import_undo));
	struct seen rosa = see(&h, "u1"), tomas = see(&h, "u2");
	assert_string_equal(rosa.person->family, "Delgado");
	assert_string_equal(rosa.schools.at[0].name, "Elm Street School");
	assert_int_equal(tomas.person->standing, PERSON_INACTIVE);
	assert_string_equal(tomas.person->family, "Nunez");
}

/* Applied for a moment, the work waits; gone on with from what is stored, it ends. */
DB_TEST(roster_that_broke_off_goes_on)
{
	enum { PEOPLE = 3000 };
	struct house h = house(db, arena, district);
	struct buf users = { .arena = arena };

	buf_text(&users, USERS);
	for (int i = 0; i < PEOPLE; i++)
		buf_printf(&users, "a%d,,,true,s1,teacher,,,Ana,Number %d,,%d,a%d@l.example\n", i, i, i, i);
	read_folder(&h, folder_of(arena, (const char *const[]){ "users.csv", buf_str(&users), "orgs.csv", ORGS, NULL }), -1);
	struct job_run run = job_of(&h);
	assert_int_equal(import_begin(&run, h.roster, h.changes, 0, true, &h.import), IMPORT_WENT);
	struct word w = { .h = &h, .given = import_approve };
	assert_int_equal(db_run(db, DB_WRITE, district, arena, say_word, &w), DB_DONE);
	struct state half;
	do {
		assert_int_equal(import_apply(&run, h.import, h.roster, h.changes, clock_ms() + 5, NULL), IMPORT_WAITS);
		half = state_of(&h);
	} while (half.found->done == 0);
	assert_int_equal(half.found->state, IMPORT_APPLYING);
	assert_true(half.found->done < PEOPLE);
	assert_int_equal(import_go_on(&run, h.import, 0), IMPORT_WENT);
	struct state whole = state_of(&h);
	assert_int_equal(whole.found->state, IMPORT_DONE);
	assert_int_equal(whole.found->done, PEOPLE + 3);
	assert_int_equal(whole.counts[CHANGE_ADDED], PEOPLE);
	assert_int_equal(see(&h, "a2999").person->standing, PERSON_ACTIVE);
}

/* --- people who come under another id --- */

struct doubting { struct house *h; struct doubts list; enum answer answer; const char *id; int64_t person, asked; bool good; };

static void
look_doubts(struct tx *tx, void *arg)
{
	struct doubting *d = arg;

	d->list = doubt_rows(tx, 10, 0);
}

static void
give_answer(struct tx *tx, void *arg)
{
	struct doubting *d = arg;

	d->good = doubt_answered(tx, "oneroster", d->id, d->answer, 77, &d->person);
}

static void
take_answer_back(struct tx *tx, void *arg)
{
	struct doubting *d = arg;

	d->good = doubt_asked_again(tx, d->person, d->asked, 77);
}

static bool
answers(struct house *h, struct doubting *d, const char *id, enum answer answer)
{
	d->id = id;
	d->answer = answer;
	assert_int_equal(db_run(h->db, DB_READ, h->district, h->arena, look_doubts, d), DB_DONE);
	for (size_t i = 0; i < d->list.n; i++)
		if (text_eq(d->list.at[i].id, id))
			d->asked = d->list.at[i].person;
	assert_int_equal(db_run(h->db, DB_WRITE, h->district, h->arena, give_answer, d), DB_DONE);
	return d->good;
}

static const char renamed[] = USERS "new1,,,true,s2,teacher,rosa,,Rosa,Ruiz,,7001,rosa.ruiz@lakeside.example\n"
    "new2,,,true,s1,teacher,tomas,,Tomas,Nunez,,,tomas@lakeside.example\n" JUNE;

DB_TEST(roster_asks_about_new_ids_of_people_who_are_here)
{
	struct house h = house(db, arena, district);
	struct doubting d = { .h = &h };

	BRINGS(&h, "users.csv", USERS ROSA TOMAS JUNE, "orgs.csv", ORGS);
	struct seen rosa = see(&h, "u1");
	BRINGS(&h, "users.csv", renamed, "orgs.csv", ORGS);
	counts(&h, CHANGE_ASKED, 2);
	counts(&h, CHANGE_ADDED, 0);
	counts(&h, CHANGE_GONE, 0);
	assert_false(h.changes->held);
	/* Nobody left, and asking once is enough. */
	assert_int_equal(see(&h, "u1").person->standing, PERSON_ACTIVE);
	BRINGS(&h, "users.csv", renamed, "orgs.csv", ORGS);
	assert_int_equal(h.changes->n, 0);
	assert_true(answers(&h, &d, "new1", ANSWER_SAME));
	struct seen again = see(&h, "new1");
	assert_int_equal(again.person->id, rosa.person->id);
	assert_string_equal(again.person->family, "Ruiz");
	assert_string_equal(again.schools.at[0].name, "Oak High");
	assert_int_equal(again.schools.n, 1);
	assert_false(answers(&h, &d, "new1", ANSWER_SAME));
	/* The old id is an alias: whoever still writes it means her. */
	BRINGS(&h, "users.csv", USERS "u1,,,true,s2,teacher,rosa,,Rosalia,Ruiz,,7001,rosa.ruiz@lakeside.example\n"
	    "new2,,,true,s1,teacher,tomas,,Tomas,Nunez,,,tomas@lakeside.example\n" JUNE, "orgs.csv", ORGS);
	counts(&h, CHANGE_CHANGED, 1);
	counts(&h, CHANGE_ASKED, 0);
	assert_string_equal(see(&h, "new1").person->given, "Rosalia");
}

DB_TEST(roster_answers_can_be_taken_back)
{
	struct house h = house(db, arena, district);
	struct doubting d = { .h = &h };

	BRINGS(&h, "users.csv", USERS ROSA TOMAS JUNE, "orgs.csv", ORGS);
	BRINGS(&h, "users.csv", renamed, "orgs.csv", ORGS);
	assert_true(answers(&h, &d, "new1", ANSWER_SAME));
	assert_int_equal(db_run(db, DB_WRITE, district, arena, take_answer_back, &d), DB_DONE);
	assert_true(d.good);
	struct seen rosa = see(&h, "u1");
	assert_string_equal(rosa.person->family, "Delgado");
	assert_string_equal(rosa.schools.at[0].name, "Elm Street School");
	assert_int_equal(rosa.person->standing, PERSON_ACTIVE);
	assert_true(answers(&h, &d, "new2", ANSWER_OTHER));
	assert_true(see(&h, "new2").person->id != see(&h, "u2").person->id);
	/* Then the old one is simply gone. */
	BRINGS(&h, "users.csv", renamed, "orgs.csv", ORGS);
	counts(&h, CHANGE_GONE, 1);
	assert_true(h.changes->held);
	assert_int_equal(db_run(db, DB_WRITE, district, arena, take_answer_back, &d), DB_DONE);
	assert_true(d.good);
	assert_null(see(&h, "new2").person);
	/* Yes to all of them. */
	struct job_run run = job_of(&h);
	assert_true(doubts_all_same(&run, 77, clock_ms() + 10000));
	assert_int_equal(see(&h, "new2").person->id, see(&h, "u2").person->id);
	assert_int_equal(see(&h, "new1").person->id, rosa.person->id);
}

/* --- a guest becomes staff, the last operator stays --- */

struct guest { int64_t id; };

static void
add_guest(struct tx *tx, void *arg)
{
	struct guest *g = arg;

	g->id = person_add(tx, &(struct person){ .given = "", .family = "rosa@lakeside.example", .shown = "rosa@lakeside.example",
	    .email = "rosa@lakeside.example", .language = -1, .guest = true });
	role_give(tx, g->id, ROLE_OPERATOR, "appointed", 0, "test");
}

DB_TEST(roster_names_the_operator_and_never_locks_the_last_one_out)
{
	struct house h = house(db, arena, district);
	struct doubting d = { .h = &h };
	struct guest g = {0};

	assert_int_equal(db_run(db, DB_WRITE, district, arena, add_guest, &g), DB_DONE);
	brings(&h, folder_of(arena, many));
	counts(&h, CHANGE_ASKED, 1);
	assert_true(answers(&h, &d, "u1", ANSWER_SAME));
	struct seen rosa = see(&h, "u1");
	assert_int_equal(rosa.person->id, g.id);
	assert_string_equal(rosa.person->shown, "Rosa Delgado");
	assert_int_equal(rosa.person->roles, ROLE_OPERATOR | ROLE_TEACHER);
	assert_false(rosa.person->guest);
	const char *rows = arena_copy(arena, many[1], (size_t)(strstr(many[1], "u1,,,") - many[1]));
	BRINGS(&h, "users.csv", rows, "orgs.csv", ORGS);
	counts(&h, CHANGE_GONE, 1);
	struct seen after = see(&h, "u1");
	assert_int_equal(after.person->standing, PERSON_ACTIVE);
	assert_int_equal(after.person->roles, ROLE_OPERATOR);
	assert_int_equal(after.schools.n, 0);
}

/* --- OneRoster 1.2, schools --- */

#define USERS12 "sourcedId,status,dateLastModified,enabledUser,username,givenName,familyName,identifier,email,preferredGivenName," \
	"primaryOrgSourcedId,pronouns\n"
#define ROLES12 "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId\n"

DB_TEST(roster_delta_of_roles_leaves_the_others)
{
	struct house h = house(db, arena, district);

	BRINGS(&h, "orgs.csv", ORGS, "users.csv", USERS12 "u1,,,true,rosa,Rosa,Delgado,7001,rosa@l.example,Rosie,s2,she/her\n"
	    "k1,,,true,kid,Zebulon,Quackenbush,,zeb@students.example,,,\n",
	    "roles.csv", ROLES12 "r1,,,u1,secondary,teacher,,,s1\nr2,,,u1,primary,principal,,,s2\nr3,,,k1,primary,student,,,s1\n"
	    "r4,,,u1,secondary,teacher,2020-08-01,2021-06-30,d1\n");
	struct seen rosa = see(&h, "u1");
	assert_string_equal(rosa.person->shown, "Rosie Delgado");
	assert_string_equal(rosa.schools.at[0].name, "Oak High");
	assert_int_equal(rosa.schools.n, 2);
	assert_int_equal(rosa.person->roles, ROLE_TEACHER | ROLE_ADMINISTRATOR);
	assert_string_equal(rosa.profile->pronouns, "she/her");
	/* Only one role ends; a row of a user without any role is a student's for all we know. */
	BRINGS(&h, "manifest.csv", "propertyName,value\noneroster.version,1.2\nfile.users,delta\nfile.roles,delta\n",
	    "users.csv", USERS12 "k2,active,2026-11-01,true,kid2,Wilhelmina,Quackenbush,,wil@students.example,,,\n",
	    "roles.csv", ROLES12 "r2,tobedeleted,2026-11-01,u1,primary,principal,,,s2\n");
	rosa = see(&h, "u1");
	assert_int_equal(rosa.schools.n, 1);
	assert_string_equal(rosa.schools.at[0].name, "Elm Street School");
	assert_int_equal(rosa.person->roles, ROLE_TEACHER);
	assert_string_equal(rosa.person->shown, "Rosie Delgado");
	assert_null(see(&h, "k2").person);
	counts(&h, CHANGE_ADDED, 0);
}

struct closing { const char *name; bool open; };

static void
look_open(struct tx *tx, void *arg)
{
	struct closing *c = arg;
	struct schools list = school_list(tx);

	c->open = false;
	for (size_t i = 0; i < list.n; i++)
		c->open |= text_eq(list.at[i].name, c->name);
}

static bool
is_open(struct house *h, const char *name)
{
	struct closing c = { .name = name };

	assert_int_equal(db_run(h->db, DB_READ, h->district, h->arena, look_open, &c), DB_DONE);
	return c.open;
}

DB_TEST(roster_closes_a_school_only_when_nobody_works_there)
{
	static const char one[] = "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\n"
	    "d1,,,Lakeside Schools,district,,\ns1,,,Elm Street School,school,,d1\n";
	struct house h = house(db, arena, district);

	BRINGS(&h, "users.csv", USERS ROSA TOMAS, "orgs.csv", ORGS);
	BRINGS(&h, "users.csv", USERS ROSA TOMAS, "orgs.csv", one);
	counts(&h, CHANGE_SCHOOL_CLOSED, 0);
	assert_true(is_open(&h, "Oak High"));
	BRINGS(&h, "users.csv", USERS ROSA "u2,,,true,s1,teacher,tomas,,Tomas,Nunez,,7002,tomas@lakeside.example\n", "orgs.csv", one);
	counts(&h, CHANGE_SCHOOL_CLOSED, 1);
	assert_false(is_open(&h, "Oak High"));
	BRINGS(&h, "users.csv", USERS ROSA TOMAS, "orgs.csv", ORGS);
	assert_true(is_open(&h, "Oak High"));
	/* Another id, the same school. */
	BRINGS(&h, "users.csv", USERS "u1,,,true,elm,teacher,rosa,,Rosa,Delgado,,7001,rosa@lakeside.example\n" TOMAS, "orgs.csv",
	    "sourcedId,name,type,identifier,parentSourcedId\nd1,Lakeside Schools,district,,\nelm,Elm Street School,school,,d1\ns2,Oak High,school,010000500871,d1\n");
	counts(&h, CHANGE_SCHOOL_FOUND, 1);
	counts(&h, CHANGE_SCHOOL_CLOSED, 0);
	assert_int_equal(see(&h, "u1").schools.n, 1);
}

/* --- real exports --- */

struct counted { int64_t people, schools, administrators, said; };

static void
count_all(struct tx *tx, void *arg)
{
	struct counted *c = arg;

	c->people = db_number(tx, "SELECT COUNT(*) FROM person WHERE district_id = $1 AND standing = 0", tx_district(tx));
	c->schools = db_number(tx, "SELECT COUNT(*) FROM school WHERE district_id = $1 AND closed_at = 0", tx_district(tx));
	c->administrators = db_number(tx, "SELECT COUNT(*) FROM person_role WHERE district_id = $1 AND role = $2",
	    tx_district(tx), (int)ROLE_ADMINISTRATOR);
	c->said = db_number(tx, "SELECT COUNT(*) FROM roster_person WHERE district_id = $1", tx_district(tx));
}

static void
add_district(struct tx *tx, void *arg)
{
	struct district d = { .slug = "other", .host = "other.example", .name = "Other", .zone = "America/Chicago", .language = "en",
	    .id = *(int64_t *)arg };

	d.slug = arena_printf(tx_arena(tx), "d%lld", (long long)d.id);
	d.host = arena_printf(tx_arena(tx), "%s.example", d.slug);
	district_add(tx, &d);
}

/* The numbers were counted apart, with another CSV reader. */
DB_TEST(roster_of_real_exports_is_whole_and_settles)
{
	static const struct { const char *path; int64_t people, schools, administrators; } sets[] = {
		{ "oneroster11-generated-4k", 216, 21, 21 },
		{ "oneroster12-generated", 5184, 504, 504 },
		{ "sds/generated-v2.1", 5184, 504, 504 },
		{ "clever", 5184, -1, 504 },
		{ "google-directory", 5184, -1, 504 },
		{ "sds/CSV Samples/SDS Format/25 Users", 2, 2, 0 },
		{ "sds/CSV Samples/SDS Format/100 Users", 12, 2, 0 },
		{ "sds/CSV Samples/UK Format/25 Users", 2, 2, 0 },
		{ "sds/CSV Samples/SDS v2.1", 0, 2, 0 },                  /* its roles ended in 2022 */
		{ "sds/CSV Samples/SDS v2", 7, 4, 0 },
		{ "moodle-plugin-fixtures/Test_full_data_set.zip", 2, 0, 0 },
		{ "moodle-plugin-fixtures/Test_minimal_data_set.zip", 2, 0, 0 },
		{ "moodle-plugin-fixtures/oneroster_test_data.zip", 0, 1, 0 },
	};

	for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++) {
		const char *path = shared(arena, arena_printf(arena, "roster/%s", sets[i].path));
		struct house h = house(db, arena, district + 100 + (int64_t)i);
		struct counted n = {0};
		if (path == NULL)
			return;
		assert_int_equal(db_run(db, DB_WRITE, 0, arena, add_district, &h.district), DB_DONE);
		brings(&h, path);
		assert_int_equal(db_run(db, DB_READ, h.district, arena, count_all, &n), DB_DONE);
		printf("# %s: %lld people, %lld schools, %lld administrators\n", sets[i].path, (long long)n.people,
		    (long long)n.schools, (long long)n.administrators);
		assert_int_equal(n.people, sets[i].people);
		assert_int_equal(n.said, sets[i].people);
		if (sets[i].schools >= 0)
			assert_int_equal(n.schools, sets[i].schools);
		assert_int_equal(n.administrators, sets[i].administrators);
		brings(&h, path);
		assert_int_equal(h.changes->n, 0);
		assert_int_equal(h.changes->unchanged, sets[i].people);
	}
}
