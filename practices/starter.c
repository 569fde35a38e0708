/* The starter shelf: practices that ship with the product. */
#include "auth/person.h"
#include "base/id.h"
#include "base/random.h"
#include "practices/practice_rows.h"
#include "practices/rules.h"
#include <string.h>

extern const unsigned char starter_shelf[];     /* files of starter/, a zero byte between them */
extern const unsigned starter_shelf_len;

/* They stand under a name of their own: nobody's colleague wrote them. */
static int64_t
shelf_author(struct tx *tx, int64_t at)
{
	int64_t id = db_number(tx,
	    "SELECT MIN(author_id) FROM practice WHERE district_id = $1 AND starter IS NOT NULL", tx_district(tx));

	return id != 0 ? id : person_add(tx, &(struct person){ .id = id_first_at(at), .given = "Groundswell", .family = "starter shelf",
	    .shown = "Groundswell", .language = -1, .standing = PERSON_INACTIVE, .guest = true });
}

int64_t
starter_put(struct tx *tx, int64_t at)
{
	const char *text = (const char *)starter_shelf, *end = text + starter_shelf_len;
	int64_t put = 0, author = shelf_author(tx, at);

	for (; text < end; text += strlen(text) + 1) {
		const char *error;
		struct practice *p = practice_read_markdown(tx_arena(tx), text, &error);
		if (p == NULL)
			tx_fail(tx, error);
		if (db_number(tx, "SELECT count(*) FROM practice WHERE district_id = $1 AND starter = $2",
		    tx_district(tx), p->starter) > 0)
			continue;
		p->author_id = author;
		p->author = "Groundswell";
		p->state = PRACTICE_SHARED;
		p->shared_at = p->edited_at = at;
		p->id = id_first_at(at) + (int64_t)(hash_text(p->starter) % (1000u << 21));
		practice_insert(tx, p);
		version_insert(tx, p->id, author, p->shared_at, practice_markdown(tx_arena(tx), p));
		practice_index(tx, p);
		put++;
	}
	return put;
}
