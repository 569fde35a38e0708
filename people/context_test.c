#include "people/context.h"
#include "base/arena.h"
#include "tests/test.h"

#define G(n) (1u << ((n) + 1))
#define S(NAME) (1u << SUBJECT_##NAME)

TEST(grades_are_read_as_people_and_rosters_write_them)
{
	assert_int_equal(grades_read("3-5, K"), G(3) | G(4) | G(5) | G(0));
	assert_int_equal(grades_read("09,10,11"), G(9) | G(10) | G(11));
	assert_int_equal(grades_read("K–2"), G(0) | G(1) | G(2));
	assert_int_equal(grades_read("Grades 6 through 8"), G(6) | G(7) | G(8));
	assert_int_equal(grades_read("PK"), 1u);
	assert_int_equal(grades_read("Pre-K"), 1u);
	assert_int_equal(grades_read("pre-kindergarten - 1"), 1u | G(0) | G(1));
	assert_int_equal(grades_read("4th; 5th"), G(4) | G(5));
	assert_int_equal(grades_read("KG"), G(0));
	assert_int_equal(grades_read("13, UG, PS1, Other, 2026"), 0);
	assert_int_equal(grades_read("5-3"), G(5) | G(3));
	assert_int_equal(grades_read("-"), 0);
	assert_int_equal(grades_read(NULL), 0);
}

TEST(grades_are_said_as_people_say_them)
{
	struct arena *a = arena_new();

	assert_string_equal(grades_said(a, LANG_EN, G(3) | G(4) | G(5)), "grades 3–5");
	assert_string_equal(grades_said(a, LANG_EN, G(0) | G(1) | G(3)), "grades K, 1, 3");
	assert_string_equal(grades_said(a, LANG_EN, G(7)), "grade 7");
	assert_string_equal(grades_said(a, LANG_EN, G(0)), "kindergarten");
	assert_string_equal(grades_said(a, LANG_EN, ((1u << GRADES) - 1)), "all grades");
	assert_string_equal(grades_said(a, LANG_EN, 0), "");
	assert_string_equal(grades_said(a, LANG_ES, G(3) | G(4)), "grados 3, 4");
	arena_free(a);
}

TEST(subjects_are_read_from_course_titles)
{
	assert_int_equal(subjects_read("Mathematics"), S(MATH));
	assert_int_equal(subjects_read("AP Computer Science A"), S(COMPUTING));
	assert_int_equal(subjects_read("Language Arts 4"), S(ELA));
	assert_int_equal(subjects_read("Science, Physics, Biology"), S(SCIENCE));
	assert_int_equal(subjects_read("English Language Development"), S(ELD));
	assert_int_equal(subjects_read("Health Science I"), S(CTE));
	assert_int_equal(subjects_read("Educación Física"), S(PE));
	assert_int_equal(subjects_read("Math; Art"), S(MATH) | S(ARTS));
	assert_int_equal(subjects_read("Article of the week"), 0);
	assert_int_equal(subjects_read("Homeroom"), 0);
	assert_int_equal(subjects_read("Social-Studies"), S(HISTORY));
}

TEST(codes_come_back_as_they_went)
{
	struct arena *a = arena_new();

	for (unsigned i = 0; i < SUBJECTS; i++)
		assert_int_equal(subjects_read(subjects_code(a, 1u << i)), 1u << i);
	for (unsigned i = 1; i < 1u << GRADES; i += 37)
		assert_int_equal(grades_read(grades_code(a, i)), i);
	arena_free(a);
}

TEST(subjects_are_read_from_course_codes)
{
	assert_int_equal(subject_of_code("02052"), S(MATH));
	assert_int_equal(subject_of_code("05101"), S(MUSIC));
	assert_int_equal(subject_of_code("01008"), S(ELD));
	assert_int_equal(subject_of_code("2052"), 0);
	assert_int_equal(subject_of_code("abcde"), 0);
	assert_int_equal(subject_of_code("99999"), 0);
}

TEST(contexts_alike_share_subjects_before_grades)
{
	assert_true(context_alike(G(3), S(MATH), G(5), S(MATH)) > context_alike(G(3) | G(4), S(MATH), G(3) | G(4), S(ARTS)));
	assert_int_equal(context_alike(0, 0, ((1u << GRADES) - 1), S(MATH)), 0);
}
