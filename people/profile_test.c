#include "people/people.h"
#include "base/id.h"
#include "base/text.h"
#include "tests/visit.h"
#include <string.h>
#include <turbojpeg.h>

struct at { int64_t person; const char *path; };

static void
on_the_roster(struct tx *tx, void *arg)
{
	const struct at *at = arg;

	profile_source_put(tx, at->person, 1u << 5, 1u << SUBJECT_MATH, "she/her");
}

static struct browser
rosa_of(struct house *house, struct at *ret)
{
	struct browser rosa = browser_as(house, "Rosa Delgado", ROLE_TEACHER);

	*ret = (struct at){ rosa.person, arena_printf(house->arena, "/people/%s", id_text(house->arena, rosa.person)) };
	house_do(house, on_the_roster, ret);
	return rosa;
}

DB_TEST(profile_is_changed_undone_and_cleared)
{
	struct house house = house_open(db, arena, district);
	struct at at;
	struct browser rosa = rosa_of(&house, &at), marcus = browser_as(&house, "Marcus Whitfield", ROLE_TEACHER);

	GET(&rosa, "/me/profile", 200, "The roster says: grade 4.");
	POST(&rosa, "/me/profile", 303, "", "ask_me", "Stations with 31 students", "rooms", "112", "grades", "4", "subjects", "math",
	    "subjects", "science", "pronouns", "she/her", "language", "en");
	FOLLOW(&rosa, 200, "Colleagues see it now.");
	GET(&marcus, at.path, 200, "Stations with 31 students");
	assert_shows(&marcus, "Math, Science");
	POST(&rosa, "/me/profile/undo", 303, "");
	GET(&marcus, at.path, 200, "she/her");
	assert_shows_not(&marcus, "Stations");
	assert_shows_not(&marcus, "Science");
	POST(&rosa, "/me/profile/undo", 303, "");
	GET(&marcus, at.path, 200, "Stations");
	POST(&rosa, "/me/profile/clear", 303, "");
	GET(&marcus, at.path, 200, "grade 4");
	assert_shows_not(&marcus, "Stations");
	POST(&rosa, "/me/profile/unclear", 303, "");
	GET(&marcus, at.path, 200, "Stations");
	house_close(&house);
}

DB_TEST(profile_keeps_what_was_typed_and_follows_the_roster)
{
	struct house house = house_open(db, arena, district);
	struct at at;
	struct browser rosa = rosa_of(&house, &at);
	char *much = arena_alloc(arena, 600, 1);

	memset(much, 'x', 599);
	POST(&rosa, "/me/profile", 422, "id=\"ask_me-error\"", "ask_me", much, "rooms", "the lab upstairs");
	assert_shows(&rosa, "the lab upstairs");
	POST(&rosa, "/me/profile", 303, "", "grades", "4", "subjects", "math", "rooms", "12");
	house_do(&house, on_the_roster, &at);
	GET(&rosa, at.path, 200, "grade 4");
	POST(&rosa, "/me/profile", 303, "", "grades", "5", "language", "es");
	GET(&rosa, "/me/profile", 200, "Mi perfil");
	GET(&rosa, at.path, 200, "grado 5");
	house_close(&house);
}

static struct file_sent
picture(struct arena *a, const char *name)
{
	unsigned char *rgb = arena_alloc(a, 200 * 100, 3), *out = NULL;
	unsigned long len = 0;
	tjhandle h = tjInitCompress();

	memset(rgb, 90, 200 * 100 * 3);
	assert_int_equal(tjCompress2(h, rgb, 200, 0, 100, TJPF_RGB, &out, &len, TJSAMP_420, 80, 0), 0);
	struct file_sent file = { "photo", name, "text/html", arena_copy(a, out, len), len };
	tjFree(out);
	tjDestroy(h);
	return file;
}

static int
send(struct browser *b, struct file_sent file)
{
	return browser_upload(b, "/me/photo", file, NULL);
}

DB_TEST(profile_photo_is_sent_shown_removed_and_brought_back)
{
	struct house house = house_open(db, arena, district);
	struct at at;
	struct browser rosa = rosa_of(&house, &at), marcus = browser_as(&house, "Marcus Whitfield", ROLE_TEACHER), nobody = browser_new(&house);
	const char *photo = arena_printf(arena, "%s/photo", at.path);

	GET(&marcus, photo, 404, "There is nothing here");
	assert_int_equal(send(&rosa, picture(arena, "me.html")), 303);
	FOLLOW(&rosa, 200, "Your photo is there.");
	assert_int_equal(browser_get(&marcus, photo), 200);
	assert_string_equal(page_header(&marcus, "Content-Type"), "image/jpeg");
	assert_string_equal(page_header(&marcus, "X-Content-Type-Options"), "nosniff");
	assert_non_null(strstr(page_header(&marcus, "Content-Security-Policy"), "default-src 'none'; sandbox"));
	assert_memory_equal(marcus.page.body, "\xFF\xD8\xFF", 3);
	const char *etag = arena_text(arena, page_header(&marcus, "ETag"));
	browser_header(&marcus, "If-None-Match", etag);
	assert_int_equal(browser_get(&marcus, photo), 304);
	assert_int_equal(browser_get(&marcus, arena_printf(arena, "%s?size=small", photo)), 200);
	browser_header(&marcus, "If-None-Match", NULL);
	GET(&marcus, at.path, 200, "class=\"avatar avatar-large\" src=");
	assert_int_equal(browser_get(&nobody, photo), 303);
	POST(&rosa, "/me/photo/remove", 303, "");
	GET(&marcus, photo, 404, "There is nothing here");
	POST(&rosa, "/me/photo/undo", 303, "");
	assert_int_equal(browser_get(&marcus, photo), 200);
	house_close(&house);
}

DB_TEST(profile_photo_says_at_the_field_what_is_wrong)
{
	struct house house = house_open(db, arena, district);
	struct at at;
	struct browser rosa = rosa_of(&house, &at), nobody = browser_new(&house);
	struct file_sent file = picture(arena, "me.jpg");

	assert_int_equal(send(&nobody, file), 303);
	assert_non_null(strstr(page_header(&nobody, "Location"), "/sign-in"));
	assert_int_equal(send(&rosa, (struct file_sent){ "photo", "me.jpg", "image/jpeg", "<script>alert(1)</script>", 25 }), 422);
	assert_shows(&rosa, "id=\"photo-error\">That is not a picture we can read.");
	assert_int_equal(send(&rosa, (struct file_sent){ "photo", "me.jpg", "image/jpeg", file.bytes, 150 }), 422);
	assert_shows(&rosa, "This file is damaged");
	assert_int_equal(send(&rosa, (struct file_sent){ "other", "me.jpg", "image/jpeg", file.bytes, file.n }), 422);
	assert_shows(&rosa, "Choose a picture first.");
	house_close(&house);
}
