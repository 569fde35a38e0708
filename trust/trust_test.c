#include "tests/visit.h"

DB_TEST(trust_says_who_sees_what_to_anybody_in_both_languages)
{
	struct house house = house_open(db, arena, district);
	struct browser nobody = browser_new(&house);

	GET(&nobody, "/who-sees-what", 200, "Counts of five or more:");
	assert_shows(&nobody, "Nobody sees any of it.");
	browser_header(&nobody, "Accept-Language", "es");
	GET(&nobody, "/who-sees-what", 200, "Borrador");
	house_close(&house);
}
