/* A roster sent in the browser: read, compared and stored before the writer's
 * turn, in the route's prepare step. */
#include "base/clock.h"
#include "base/id.h"
#include "base/text.h"
#include "roster/roster_pages.h"
#include "roster/source.h"

/* What the prepare step found out. */
struct sent { const char *problem; int64_t import; };

struct sending {
	struct request *request;
	struct arena *scratch;
	struct roster *roster;
	struct changes *changes;
};

enum lang
roster_lang(const struct request *r)
{
	return r->login->person->language >= 0 ? (enum lang)r->login->person->language : r->lang;
}

static void
compare_sent(struct tx *tx, void *arg)
{
	struct sending *s = arg;

	s->changes = compare(tx, s->request->arena, s->scratch, s->roster);
}

static bool
compared(struct sending *s)
{
	struct request *r = s->request;
	struct arena *rows = arena_new();

	s->scratch = arena_new();
	bool good = db_run(r->reader, DB_READ, r->district->id, rows, compare_sent, s) == DB_DONE;
	arena_free(s->scratch);
	arena_free(rows);
	return good;
}

static struct source *
source_of(struct request *r, const char **ret_problem)
{
	LIST(struct source_file) files = {0};

	for (size_t i = 0; i < r->uploads.n; i++)
		if (text_eq(r->uploads.at[i].field, "files"))
			*LIST_ADD(r->arena, &files) = (struct source_file){ .name = r->uploads.at[i].name,
			    .path = r->uploads.at[i].path, .size = r->uploads.at[i].size };
	if (files.n > 0)
		return source_sent(r->arena, roster_lang(r), files.at, files.n, ret_problem);
	*ret_problem = say(roster_lang(r), "Choose the .zip of the export, or its CSV files.");
	return NULL;
}

static const char *
today_of(const struct request *r)
{
	return date_iso(r->arena, zone_civil(r->zone, r->now));
}

/* "export.zip", "users.csv and 4 more" */
static const char *
name_of(struct request *r, const struct source *s)
{
	int64_t more = s->archive ? 0 : (int64_t)s->n - 1;

	if (more == 0)
		return s->called;
	return arena_printf(r->arena, say_n(roster_lang(r), "%s and %lld more", "%s and %lld more", more), s->called, (long long)more);
}

void
roster_upload_prepare(struct request *r)
{
	struct sent *sent = NEW(r->arena, struct sent);
	struct sending s = { .request = r };
	struct job_run run = { .arena = r->arena, .note = "", .reader = r->reader, .writer = r->writer, .now = r->now };

	r->prepared = sent;
	if (!login_may_early(r))
		return;
	struct roster_reading how = { .source = source_of(r, &sent->problem), .today = today_of(r), .lang = roster_lang(r), .wanted = -1 };
	if (how.source == NULL)
		return;
	how.name = name_of(r, how.source);
	run.district = r->district->id;
	if ((s.roster = roster_read(r->arena, &how, &sent->problem)) == NULL)
		return;
	if (!compared(&s) || import_begin(&run, s.roster, s.changes, r->login->person->id, true, &sent->import) != IMPORT_WENT)
		sent->problem = say(roster_lang(r), "The server was busy and could not keep it. Nothing was changed; send it again in a minute.");
}

void
roster_upload(struct request *r)
{
	const struct sent *sent = r->prepared;

	if (sent->import != 0) {
		reply_see(r, "/roster/%s", id_text(r->arena, sent->import));
		return;
	}
	problem_add(r, "files", sent->problem != NULL ? sent->problem :
	    say(r->lang, "The server was busy and could not keep it. Nothing was changed; send it again in a minute."));
	roster_home(r);
}
