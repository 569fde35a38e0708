#include "practices/practice_search.h"
#include "base/text.h"
#include "db/search.h"
#include "practices/rules.h"
#include <string.h>

/* "10", "10-minute", "10min": the number a word begins with, and what follows it. */
static int64_t
number_in(const char *word, const char **ret_rest)
{
	int64_t n = 0;

	while (*word >= '0' && *word <= '9' && n < 10000)
		n = n * 10 + (*word++ - '0');
	*ret_rest = *word == '-' ? word + 1 : word;
	return n;
}

static bool
one_of(const char *word, const char *const *list)
{
	for (; *list != NULL; list++)
		if (text_eq(word, *list))
			return true;
	return false;
}

static bool
is_minutes(const char *word)
{
	static const char *const words[] = { "min", "mins", "minute", "minutes", "minuto", "minutos", "'", NULL };

	return one_of(word, words);
}

static bool
is_grade(const char *word)
{
	static const char *const words[] = { "grade", "grades", "grader", "graders", "grado", "grados", NULL };

	return one_of(word, words);
}

/* "cuarto" and "4th"; grades_read knows the English ones. */
static unsigned
ordinal_grade(const char *word)
{
	static const char *const spanish[] = { "primero", "segundo", "tercero", "cuarto", "quinto", "sexto", "septimo", "octavo",
	    "noveno", "decimo", NULL };

	for (int i = 0; spanish[i] != NULL; i++)
		if (text_eq(word, spanish[i]) || (i == 0 && text_eq(word, "primer")) || (i == 2 && text_eq(word, "tercer")))
			return 1u << (i + 2);
	return grades_read(word);
}

/* How many words from `at` on say minutes; 0: none. */
static size_t
minutes_at(struct lines words, size_t at, int64_t *ret_minutes)
{
	const char *rest;
	int64_t n = number_in(words.at[at], &rest);

	if (n < 1 || n > 480)
		return 0;
	*ret_minutes = n;
	if (*rest != '\0')
		return is_minutes(rest) ? 1 : 0;
	return at + 1 < words.n && is_minutes(words.at[at + 1]) ? 2 : 0;
}

/* "grade 4", "grades 3-5", "4th grade", "cuarto grado", "kindergarten". */
static size_t
grades_at(struct lines words, size_t at, unsigned *ret_grades)
{
	bool more = at + 1 < words.n;

	if (is_grade(words.at[at]) && more && (*ret_grades = grades_read(words.at[at + 1])) != 0)
		return 2;
	if (more && is_grade(words.at[at + 1]) && (*ret_grades = ordinal_grade(words.at[at])) != 0)
		return 2;
	if (text_starts(words.at[at], "kinder") || text_eq(words.at[at], "pre-k")) {
		*ret_grades = grades_read(text_starts(words.at[at], "kinder") ? "K" : "PK");
		return 1;
	}
	return 0;
}

struct practice_query
practice_understand(struct arena *a, struct practice_query q)
{
	struct lines typed = text_split(a, q.words, ' ');
	struct lines folded = { .at = NEW_N(a, const char *, typed.n), .n = typed.n };
	struct buf left = { .arena = a };
	size_t n;

	for (size_t i = 0; i < typed.n; i++)
		folded.at[i] = text_fold(a, typed.at[i]);
	for (size_t i = 0; i < typed.n; i += n) {
		unsigned grades = 0;
		int64_t minutes = 0;
		if ((n = minutes_at(folded, i, &minutes)) > 0)
			q.filter.minutes = minutes;
		else if ((n = grades_at(folded, i, &grades)) > 0)
			q.filter.grades |= grades;
		else {
			buf_printf(&left, left.len > 0 ? " %s" : "%s", typed.at[i]);
			n = 1;
		}
	}
	q.words = buf_str(&left);
	return q;
}

static struct idlist
hits_of(struct tx *tx, const struct practice_query *q, struct practices_found *ret)
{
	struct arena *a = tx_arena(tx);
	const struct practice_filter *f = &q->filter;
	struct buf grades = { .arena = a }, subjects = { .arena = a };
	const char *filters[5];
	size_t n = 0;
	struct idlist ids = {0};

	practice_marks(&grades, f->grades, 0);
	practice_marks(&subjects, 0, f->subjects);
	if (f->grades != 0)
		filters[n++] = buf_str(&grades);
	if (f->subjects != 0)
		filters[n++] = buf_str(&subjects);
	if (f->language != NULL)
		filters[n++] = arena_printf(a, "language:%s", f->language);
	if (f->author != 0)
		filters[n++] = arena_printf(a, "author:%lld", (long long)f->author);
	if (f->school != 0)
		filters[n++] = arena_printf(a, "school:%lld", (long long)f->school);
	struct search_hits hits = search_find(tx, &(struct search_query){ .kind = "practice", .words = q->words, .filters = filters, .nfilters = n });
	for (size_t i = 0; i < hits.n; i++)
		*LIST_ADD(a, &ids) = hits.at[i].id;
	ret->instead = hits.instead;
	ret->total = (int64_t)hits.total;
	return ids;
}

static struct idlist
slice_of(struct idlist ids, int64_t offset, int64_t limit)
{
	size_t from = offset > (int64_t)ids.n ? ids.n : (size_t)offset;
	size_t n = (int64_t)(ids.n - from) > limit ? (size_t)limit : ids.n - from;

	return (struct idlist){ .at = n == 0 ? NULL : ids.at + from, .n = n };
}

struct practices_found
practice_search(struct tx *tx, const struct practice_query *q, int64_t offset, int64_t limit)
{
	struct practices_found found = {0};
	struct idlist ids;

	if (text_empty(q->words)) {
		found.total = practices_number(tx, &q->filter);
		ids = practices_newest(tx, &q->filter, offset, limit);
		found.list = practices_listed(tx, ids.at, ids.n);
		return found;
	}
	ids = hits_of(tx, q, &found);
	/* The index does not know minutes and outcomes; the rows do. */
	if (q->filter.minutes != 0 || q->filter.worked) {
		ids = practices_passing(tx, ids, &q->filter);
		found.total = (int64_t)ids.n;
	}
	ids = slice_of(ids, offset, limit);
	found.list = practices_listed(tx, ids.at, ids.n);
	return found;
}
