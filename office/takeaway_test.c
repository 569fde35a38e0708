#include "office/takeaway.h"
#include "auth/password.h"
#include "base/id.h"
#include "json/json.h"
#include "office/merging.h"
#include "practices/practice_rows.h"
#include "tests/visit.h"
#include <stdio.h>
#include <string.h>

struct naming { const char *seen[400]; size_t n; };

static void
take_name(const char *place, void *arg)
{
	struct naming *n = arg;

	n->seen[n->n++] = place;
}

static bool
named(const struct naming *n, const char *place)
{
	for (size_t i = 0; i < n->n; i++)
		if (strcmp(n->seen[i], place) == 0)
			return true;
	return false;
}

/* A place that is left out exists; a table stands under one name alone. */
TEST(takeaway_has_each_table_once_or_says_why_not)
{
	struct naming all = {0};
	struct merge m = { .step = MERGE_NAMES, .name = take_name, .arg = &all };
	int twice = 0;

	everything_merge(&m);
	for (const struct left_out *l = takeaway_without; l->place != NULL; l++)
		assert_true(named(&all, l->place));
	for (size_t i = 0; i < all.n; i++)
		for (size_t k = 0; k < i; k++) {
			size_t n = strcspn(all.seen[i], ".");
			if (takeaway_has(all.seen[i]) && takeaway_has(all.seen[k]) && n == strcspn(all.seen[k], ".") &&
			    strncmp(all.seen[i], all.seen[k], n) == 0) {
				printf("# %s and %s: say in office/takeaway.c which is not for the person\n", all.seen[i], all.seen[k]);
				twice++;
			}
		}
	assert_int_equal(twice, 0);
}

static void
furnish(struct tx *tx, void *arg)
{
	int64_t *who = arg;
	struct practice p = { .title = "Exit tickets", .promise = "", .problem = "", .steps = "Sort in three piles.", .materials = "",
	    .why = "", .evidence = "", .caveats = "", .sources = "", .changed = "", .changed_why = "", .language = "en",
	    .parts = { "One question", "", "" }, .state = PRACTICE_DRAFT, .edited_at = 1, .author_id = who[0] };

	practice_insert(tx, &p);
	p.id = 0;
	p.title = "Somebody else's draft";
	p.author_id = who[1];
	practice_insert(tx, &p);
	password_set(tx, who[0], "argon2id-of-rosa");
}

DB_TEST(takeaway_is_all_of_ones_own_and_nothing_secret)
{
	struct house house = house_open(db, arena, district);
	struct browser rosa = browser_as(&house, "Rosa Delgado", ROLE_TEACHER);
	int64_t who[2] = { rosa.person, house_person(&house, "Marcus Bell", ROLE_TEACHER) };
	const struct json *all;

	house_do(&house, furnish, who);
	browser_sign_in(&rosa, rosa.person);
	GET(&rosa, "/me", 200, "href=\"/me/data\"");
	GET(&rosa, "/me/data", 200, "Download my data");
	GET(&rosa, "/me/data.json", 200, "takeaway-1");
	assert_null(json_read(arena, (struct json_limits){0}, rosa.page.body, rosa.page.body_len, &all));
	const struct json *practices = json_find(all, "practice");
	assert_int_equal(practices->n, 1);
	assert_string_equal(json_find_text(&practices->items[0], "title"), "Exit tickets");
	assert_string_equal(json_find_text(&practices->items[0], "author_id"), id_text(arena, rosa.person));
	assert_non_null(strstr(json_find(all, "practices_as_markdown")->items[0].text, "One question"));
	assert_true(json_find(all, "login")->n > 0);
	assert_true(json_find(all, "person_role")->n > 0);
	assert_shows_not(&rosa, "Somebody else");
	assert_shows_not(&rosa, "argon2id-of-rosa");
	assert_shows_not(&rosa, "token_hash");
	struct browser nobody = browser_new(&house);
	GET(&nobody, "/me/data.json", 303, "");
	house_close(&house);
}
