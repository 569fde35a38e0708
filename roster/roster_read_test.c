#include "roster/roster.h"
#include "base/text.h"
#include "roster/fixtures.h"
#include "roster/roster_words.h"
#include "tests/test.h"
#include <string.h>

static struct roster *
read_set(struct arena *a, const char *path)
{
	const char *error = NULL;
	struct roster *r = path == NULL ? NULL : roster_at(a, path, -1, &error);

	if (path != NULL && r == NULL)
		fail_msg("%s", error);
	return r;
}

static size_t
kept_schools(const struct roster *r, const char *type)
{
	size_t n = 0;

	for (size_t i = 0; i < r->schools.n; i++)
		n += r->schools.at[i].kept && text_eq(r->schools.at[i].type, type);
	return n;
}

static size_t
count_duty(const struct roster *r, enum duty duty)
{
	size_t n = 0;

	for (size_t i = 0; i < r->people.n; i++) {
		bool has = false;
		for (size_t j = 0; j < r->people.at[i].posts.n; j++)
			has |= r->people.at[i].posts.at[j].duty == duty;
		n += has;
	}
	return n;
}

TEST(a_roster_of_4441_users_has_216_staff)
{
	struct arena *a = arena_new();
	struct roster *r = read_set(a, shared(a, "roster/oneroster11-generated-4k"));

	if (r != NULL) {
		assert_int_equal(r->people.n, 216);
		assert_int_equal(kept_schools(r, "school"), 20);
		assert_int_equal(kept_schools(r, "office"), 1);
		assert_int_equal(count_duty(r, DUTY_TEACHER), 195);
		assert_int_equal(count_duty(r, DUTY_DISTRICT_ADMIN), 1);
		assert_int_equal(count_duty(r, DUTY_SCHOOL_ADMIN), 20);
		assert_int_equal(r->year, 2027);
		assert_int_equal(r->left.n, 0);
		const struct roster_person *leila = &r->people.at[lookup_find(&r->person_by_id, "05ccae4a-fcc3-4ac8-a97f-19e2dc436eb3")];
		assert_string_equal(leila->shown, "Leila Livingood");
		assert_int_equal(leila->grades, 1u << 1);
	}
	arena_free(a);
}

TEST(a_roster_of_106584_users_has_5184_staff_in_24_districts)
{
	struct arena *a = arena_new();
	struct roster *r = read_set(a, shared(a, "roster/oneroster12-generated"));

	if (r != NULL) {
		assert_int_equal(r->people.n, 5184);
		assert_int_equal(kept_schools(r, "school"), 480);
		assert_int_equal(kept_schools(r, "office"), 24);
		assert_int_equal(count_duty(r, DUTY_PRINCIPAL), 480);
		assert_int_equal(count_duty(r, DUTY_DISTRICT_ADMIN), 24);
	}
	arena_free(a);
}

TEST(other_exports_are_read_by_their_headers)
{
	static const struct { const char *path; enum roster_format format; size_t people, schools; } sets[] = {
		{ "clever", FORMAT_CLEVER, 5184, 0 },
		{ "google-directory", FORMAT_GOOGLE, 5184, 438 },
		{ "sds/generated-v2.1", FORMAT_SDS, 5184, 480 },
		{ "sds/CSV Samples/SDS v2.1", FORMAT_SDS, 2, 2 },
		{ "sds/CSV Samples/SDS v2", FORMAT_SDS, 7, 4 },
		{ "sds/CSV Samples/SDS Format/25 Users", FORMAT_SDS, 2, 2 },
		{ "sds/CSV Samples/SDS Format/100 Users", FORMAT_SDS, 12, 2 },
		{ "sds/CSV Samples/UK Format/25 Users", FORMAT_SDS, 2, 2 },
		{ "sds/CSV Samples/SDS Format/Min Required Attributes", FORMAT_SDS, 2, 2 },
		{ "oat-sa-sample", FORMAT_ONEROSTER, 0, 2 },
		{ "moodle-plugin-fixtures/Test_full_data_set.zip", FORMAT_ONEROSTER, 2, 0 },
		{ "moodle-plugin-fixtures/Test_minimal_data_set.zip", FORMAT_ONEROSTER, 2, 0 },
		{ "moodle-plugin-fixtures/oneroster_test_data.zip", FORMAT_ONEROSTER, 0, 1 },
	};
	struct arena *a = arena_new();

	for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++) {
		struct roster *r = read_set(a, shared(a, arena_printf(a, "roster/%s", sets[i].path)));
		if (r == NULL)
			continue;
		assert_int_equal(r->format, sets[i].format);
		assert_int_equal(r->people.n, sets[i].people);
		assert_int_equal(kept_schools(r, "school"), sets[i].schools);
	}
	arena_free(a);
}

static const struct roster_person *
somebody(const struct roster *r, const char *id)
{
	int64_t at = lookup_find(&r->person_by_id, id);

	return at == LOOKUP_NONE ? NULL : &r->people.at[at];
}

/* The rows of a file that were left for this reason. */
static int64_t
left(const struct roster *r, const char *file, enum roster_why why, int64_t first_line)
{
	for (size_t i = 0; i < r->left.n; i++)
		if (r->left.at[i].why == why && text_eq(r->left.at[i].file, file)) {
			assert_int_equal(r->left.at[i].lines[0], first_line);
			return r->left.at[i].rows;
		}
	return 0;
}

TEST(one_bad_row_never_drops_the_file)
{
	struct arena *a = arena_new();
	struct roster *r = read_set(a, fixture(a, "broken-11"));

	assert_int_equal(r->people_mode, MODE_BULK);
	assert_int_equal(left(r, "Users.csv", WHY_NO_ID, 11), 1);
	assert_int_equal(left(r, "Users.csv", WHY_NO_ROLE, 0), 0);
	assert_int_equal(left(r, "Users.csv", WHY_ROLE, 13), 1);
	assert_int_equal(left(r, "Users.csv", WHY_MORE, 14), 1);
	assert_int_equal(left(r, "Users.csv", WHY_UNCLOSED, 15), 1);
	assert_int_equal(left(r, "Users.csv", WHY_FLAG, 16), 1);
	assert_int_equal(left(r, "Users.csv", WHY_TWICE, 18), 1);
	assert_int_equal(left(r, "Users.csv", WHY_FOREIGN, 19), 1);
	assert_int_equal(left(r, "Users.csv", WHY_EMAIL, 5), 1);
	assert_int_equal(left(r, "Users.csv", WHY_GUESSED, 1), 1);
	assert_int_equal(left(r, "Users.csv", WHY_ACCOUNT, 12), 1);
	assert_int_equal(left(r, "orgs.csv", WHY_NO_ID, 6), 1);
	assert_int_equal(left(r, "enrollments.csv", WHY_NO_CLASS, 6), 1);
	assert_int_equal(left(r, "notes.csv", WHY_FILE, 0), 1);
	assert_int_equal(r->people.n, 11);
	assert_int_equal(kept_schools(r, "school"), 2);
	arena_free(a);
}

TEST(staff_rows_say_what_they_say_however_they_are_spelled)
{
	struct arena *a = arena_new();
	struct roster *r = read_set(a, fixture(a, "broken-11"));
	const struct roster_person *rosa = somebody(r, "u1"), *tomas = somebody(r, "u2"), *zoe = somebody(r, "u15");

	assert_string_equal(rosa->email, "rosa.delgado@lakeside.example");
	assert_int_equal(rosa->grades, 1u << 5);
	assert_int_equal(rosa->subjects, 1u << SUBJECT_MATH);
	assert_int_equal(rosa->posts.n, 2);
	assert_string_equal(tomas->shown, "Tom Núñez");
	assert_string_equal(tomas->given, "Tomás");
	assert_int_equal(tomas->posts.n, 2);
	assert_int_equal(tomas->subjects, 1u << SUBJECT_COMPUTING);
	assert_int_equal(somebody(r, "u3")->posts.at[0].duty, DUTY_DISTRICT_ADMIN);
	assert_string_equal(somebody(r, "u4")->email, "");
	assert_int_equal(somebody(r, "u5")->posts.n, 1);
	assert_int_equal(somebody(r, "u5")->posts.at[0].duty, DUTY_AIDE);
	assert_false(somebody(r, "u6")->active);
	assert_false(somebody(r, "u7")->active);
	assert_string_equal(zoe->shown, "Zoë Peña");
	assert_string_equal(r->schools.at[lookup_find(&r->school_by_id, "s2")].name, "Oak, Ash and Thorn High");
	assert_int_equal(r->schools.at[lookup_find(&r->school_by_id, "s1")].low, 5);
	arena_free(a);
}

TEST(whoever_stands_in_a_row_left_out_is_remembered)
{
	struct arena *a = arena_new();
	struct roster *r = read_set(a, fixture(a, "broken-11"));

	assert_true(lookup_find(&r->is_mentioned, "u10") != LOOKUP_NONE);
	assert_true(lookup_find(&r->is_mentioned, "u11") != LOOKUP_NONE);
	assert_true(lookup_find(&r->is_mentioned, "u12") != LOOKUP_NONE);
	assert_true(lookup_find(&r->is_mentioned, "noel@lakeside.example") != LOOKUP_NONE);
	assert_null(somebody(r, "k1"));
	assert_null(somebody(r, "p1"));
	assert_int_equal(lookup_find(&r->is_mentioned, "k1"), LOOKUP_NONE);
	arena_free(a);
}

TEST(a_file_that_cannot_be_read_says_where_and_what_to_do)
{
	static const struct { const char *path, *says; } cases[] = {
		{ "no-such-folder", "No such file" },
		{ "no-roles", "users.csv:1: there is neither a column `role` nor a roles.csv" },
		{ "no-ids", "users.csv:1: this is no roster we know" },
		{ "not-a-zip.zip", "not-a-zip.zip:1: this is no roster we know" },
		{ "cut.zip", "cut.zip: the archive is broken" },
	};
	struct arena *a = arena_new();

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *error = NULL, *path = fixture(a, cases[i].path);
		assert_null(roster_at(a, path != NULL ? path : cases[i].path, -1, &error));
		assert_non_null(error);
		if (strstr(error, cases[i].says) == NULL)
			fail_msg("%s", error);
	}
	arena_free(a);
}

TEST(words_of_rosters_are_read_in_many_shapes)
{
	struct arena *a = arena_new();
	char day[11];
	bool yes;
	enum duty duty;

	assert_true(day_read("1/05/2023", day));
	assert_string_equal(day, "2023-01-05");
	assert_true(day_read("31/05/2023", day));
	assert_string_equal(day, "2023-05-31");
	assert_true(day_read("2023-05-01T18:25:43.511Z", day));
	assert_string_equal(day, "2023-05-01");
	assert_true(day_read("20230501", day));
	assert_string_equal(day, "2023-05-01");
	assert_false(day_read("soon", day));
	assert_false(day_read("2023-02-30", day));
	assert_int_equal(year_read("2026"), 2026);
	assert_int_equal(year_read("2026-2027"), 2027);
	assert_int_equal(year_read("2026-27"), 2027);
	assert_int_equal(year_read("next"), 0);
	assert_true(flag_read("TRUE", &yes) && yes);
	assert_true(flag_read("0", &yes) && !yes);
	assert_false(flag_read("maybe", &yes));
	assert_int_equal(role_read("districtAdministrator", &duty), ROLE_KIND_STAFF);
	assert_int_equal(duty, DUTY_DISTRICT_ADMIN);
	assert_int_equal(role_read("ext:instructional coach", &duty), ROLE_KIND_STAFF);
	assert_int_equal(role_read("Student", &duty), ROLE_KIND_OTHER);
	assert_int_equal(role_read("wizard", &duty), ROLE_KIND_UNKNOWN);
	assert_int_equal(duty_of_title(a, "Assistant Principal"), DUTY_SCHOOL_ADMIN);
	assert_int_equal(duty_of_title(a, "Secretary to the Superintendent"), DUTY_STAFF);
	assert_int_equal(duty_of_title(a, "3rd Grade Teacher"), DUTY_TEACHER);
	assert_int_equal(unit_read(a, "/Staff/Student Services"), ROLE_KIND_STAFF);
	assert_int_equal(unit_read(a, "/Elm Street/Class of 2031"), ROLE_KIND_OTHER);
	arena_free(a);
}
