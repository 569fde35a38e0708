/* search DOCS QUERIES: the product's search over a collection in SMART format,
 * as a TREC run on standard output (query Q0 document rank score groundswell)
 * and milliseconds per query on standard error.  Files may be gzipped.
 *
 * A document is what stands behind its `.I`, a query its place in the file from
 * 1.  Titles (.T) weigh 2, words (.W), keywords (.K) and authors (.A) 1; all of
 * these fields of a query count, and what stands before the first `.I` does not. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"
#include "db/migrate.h"
#include "db/search.h"
#include "db/setting.h"
#include <archive.h>
#include <archive_entry.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { AT_ONCE = 512 };
enum { FIELD_T, FIELD_A, FIELD_W, FIELD_K, FIELDS };

static const char letters[FIELDS + 1] = "TAWK";
static const int weights[FIELDS] = { 2, 1, 1, 1 };

struct entry { const char *name; struct buf fields[FIELDS]; };
struct entries { struct entry *at; size_t n, cap; };

extern const struct migration all_migrations[];

static char *
whole_file(struct arena *a, const char *path)
{
	struct archive *in = archive_read_new();
	struct archive_entry *entry;
	struct buf out = { .arena = a, .max = (size_t)1 << 31 };
	char block[65536];
	ssize_t n;

	archive_read_support_filter_all(in);
	archive_read_support_format_raw(in);
	if (archive_read_open_filename(in, path, sizeof(block)) != ARCHIVE_OK ||
	    archive_read_next_header(in, &entry) != ARCHIVE_OK) {
		fprintf(stderr, "search: %s: %s\n", path, archive_error_string(in));
		exit(2);
	}
	while ((n = archive_read_data(in, block, sizeof(block))) > 0)
		buf_put(&out, block, (size_t)n);
	archive_read_free(in);
	return arena_text(a, buf_str(&out));
}

/* Bytes that are no UTF-8 become spaces: old collections are Latin-1 at most. */
static void
plain(char *text)
{
	for (char *p = text; *p != '\0' && !text_valid(text, strlen(text)); p++)
		if ((unsigned char)*p >= 0x80)
			*p = ' ';
}

static struct entries
smart_read(struct arena *a, const char *path)
{
	struct entries list = {0};
	struct buf *field = NULL;
	char *text = whole_file(a, path), *line, *rest = text;

	plain(text);
	while ((line = strsep(&rest, "\n")) != NULL) {
		size_t len = strlen(line);
		if (len > 0 && line[len - 1] == '\r')
			line[len - 1] = '\0';
		if (line[0] == '.' && line[1] == 'I' && (line[2] == '\0' || isspace((unsigned char)line[2]))) {
			struct entry *e = LIST_ADD(a, &list);
			*e = (struct entry){ .name = text_trim(a, line + 2) };
			for (int i = 0; i < FIELDS; i++)
				e->fields[i].arena = a;
			field = NULL;
		} else if (list.n > 0 && line[0] == '.' && isupper((unsigned char)line[1]) && text_empty(line + 2)) {
			const char *at = strchr(letters, line[1]);
			field = at != NULL ? &list.at[list.n - 1].fields[at - letters] : NULL;
		} else if (field != NULL) {
			buf_text(field, line);
			buf_char(field, '\n');
		}
	}
	return list;
}

struct job { struct entries *entries; size_t from, to; const char *words; struct search_hits hits; int64_t rows; };

static void
district_make(struct tx *tx, void *arg)
{
	(void)arg;
	district_add(tx, &(struct district){ .id = 1, .slug = "bench", .name = "Bench", .zone = "UTC", .language = "en" });
}

static void
index_some(struct tx *tx, void *arg)
{
	struct job *job = arg;
	struct search_doc docs[AT_ONCE];
	struct search_field fields[AT_ONCE][FIELDS];

	for (size_t i = job->from; i < job->to; i++) {
		for (int f = 0; f < FIELDS; f++)
			fields[i - job->from][f] = (struct search_field){ buf_str(&job->entries->at[i].fields[f]), weights[f] };
		docs[i - job->from] = (struct search_doc){ .id = (int64_t)i + 1, .lang = LANG_EN,
		    .fields = fields[i - job->from], .n = FIELDS };
	}
	search_put_many(tx, "bench", docs, job->to - job->from);
}

static void
find(struct tx *tx, void *arg)
{
	struct job *job = arg;

	job->hits = search_find(tx, &(struct search_query){ .kind = "bench", .words = job->words });
	/* What a page would read: the rows of the first ten. */
	for (size_t i = 0; i < job->hits.n && i < 10; i++)
		job->rows += db_number(tx, "SELECT words FROM search_doc WHERE district_id = $1 AND kind = 'bench' AND subject_id = $2",
		    tx_district(tx), job->hits.at[i].id) > 0;
}

static double
millis(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

static const char *
words_of(struct arena *a, struct entry *e)
{
	struct buf out = { .arena = a };

	for (int f = 0; f < FIELDS; f++) {
		buf_text(&out, buf_str(&e->fields[f]));
		buf_char(&out, ' ');
	}
	return buf_str(&out);
}

static struct db *
index_all(struct arena *a, const char *place, struct entries *docs)
{
	const char *error = NULL;
	struct db *db = db_open(place, &error);
	struct arena *work = arena_new();

	if (db == NULL || (error = db_migrate(db, all_migrations)) != NULL ||
	    db_run(db, DB_WRITE, 0, a, district_make, NULL) != DB_DONE) {
		fprintf(stderr, "search: %s\n", error != NULL ? error : "the district cannot be made");
		exit(2);
	}
	for (size_t i = 0; i < docs->n; i += AT_ONCE) {
		struct job job = { .entries = docs, .from = i, .to = i + AT_ONCE < docs->n ? i + AT_ONCE : docs->n };
		if (db_run(db, DB_WRITE, 1, work, index_some, &job) != DB_DONE)
			exit(2);
		arena_reset(work);
	}
	arena_free(work);
	return db;
}

/* Once to warm up, once for the clock and the run. */
static double
answer_all(struct db *db, struct entries *docs, struct entries *queries, bool print)
{
	struct arena *a = arena_new();
	double spent = 0;

	for (size_t q = 0; q < queries->n; q++) {
		struct job job = { .words = words_of(a, &queries->at[q]) };
		double began = millis();
		if (db_run(db, DB_READ, 1, a, find, &job) != DB_DONE)
			exit(2);
		spent += millis() - began;
		for (size_t i = 0; print && i < job.hits.n; i++)
			printf("%zu Q0 %s %zu %.6f groundswell\n", q + 1, docs->at[job.hits.at[i].id - 1].name, i + 1,
			    job.hits.at[i].score);
		arena_reset(a);
	}
	arena_free(a);
	return queries->n > 0 ? spent / (double)queries->n : 0;
}

int
main(int argc, char **argv)
{
	char place[] = "/tmp/groundswell-search-XXXXXX/search.db";
	struct arena *a = arena_new();

	if (argc != 3) {
		fprintf(stderr, "usage: search DOCS QUERIES\n");
		return 2;
	}
	place[strlen(place) - 10] = '\0';
	if (mkdtemp(place) == NULL)
		return perror("search"), 2;
	place[strlen(place)] = '/';
	struct entries docs = smart_read(a, argv[1]), queries = smart_read(a, argv[2]);
	double began = millis();
	struct db *db = index_all(a, place, &docs);
	double indexed = millis() - began;
	answer_all(db, &docs, &queries, false);
	fprintf(stderr, "%zu documents in %.0f ms; %zu queries, %.2f ms per query\n", docs.n, indexed, queries.n,
	    answer_all(db, &docs, &queries, true));
	db_close(db);
	unlink(place);
	place[strlen(place) - 10] = '\0';
	rmdir(place);
	return 0;
}
