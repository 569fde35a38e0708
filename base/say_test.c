#include "base/say.h"
#include "tests/test.h"

TEST(say_finds_the_spanish_or_keeps_the_english)
{
	assert_string_equal(say(LANG_ES, "Monday"), "lunes");
	assert_string_equal(say(LANG_EN, "Monday"), "Monday");
	assert_string_equal(say(LANG_ES, "Nobody translated this."), "Nobody translated this.");
	assert_string_equal(say(LANG_ES, ""), "");
	assert_string_equal(say_n(LANG_ES, "%d unheard-of", "%d unheard-ofs", 1), "%d unheard-of");
	assert_string_equal(say_n(LANG_EN, "%d unheard-of", "%d unheard-ofs", 0), "%d unheard-ofs");
}

TEST(say_knows_the_languages_by_their_tags)
{
	assert_int_equal(lang_find("es-MX"), LANG_ES);
	assert_int_equal(lang_find("ES"), LANG_ES);
	assert_int_equal(lang_find("en_US"), LANG_EN);
	assert_int_equal(lang_find("est"), -1);
	assert_int_equal(lang_find("e"), -1);
	assert_int_equal(lang_find(""), -1);
	assert_int_equal(lang_find(NULL), -1);
	assert_string_equal(lang_tag(LANG_ES), "es");
}

TEST(say_takes_what_the_browser_likes_best)
{
	assert_int_equal(lang_accepted("es-MX,es;q=0.9,en;q=0.8"), LANG_ES);
	assert_int_equal(lang_accepted("en;q=0.5, es;q=0.9"), LANG_ES);
	assert_int_equal(lang_accepted("es ; q=0.3 , en ; q=0.7"), LANG_EN);
	assert_int_equal(lang_accepted("fr, es;q=0.1"), LANG_ES);
	assert_int_equal(lang_accepted("es;q=0"), LANG_EN);
	assert_int_equal(lang_accepted("*"), LANG_EN);
	assert_int_equal(lang_accepted(",,;;=,"), LANG_EN);
	assert_int_equal(lang_accepted(""), LANG_EN);
	assert_int_equal(lang_accepted(NULL), LANG_EN);
}
