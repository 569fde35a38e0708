#include "auth/link.h"
#include "auth/password.h"
#include "base/clock.h"
#include "base/text.h"
#include "tests/visit.h"
#include <string.h>

DB_TEST(account_shows_my_logins)
{
	struct house house = house_open(db, arena, district);
	struct browser rosa = browser_as(&house, "Rosa Delgado", ROLE_TEACHER);

	GET(&rosa, "/me", 200, "Where I am signed in");
	SUBMIT(&rosa, "/me/password", 422, "This password is short.", "password", "mittens");
	SUBMIT(&rosa, "/me/password", 303, "", "password", "three blue mittens");
	FOLLOW(&rosa, 200, "Your new password is set.");
	house_close(&house);
}
