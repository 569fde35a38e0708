/* Schools and their federal numbers: offered, said, taken back. */
#include "base/clock.h"
#include "base/id.h"
#include "base/text.h"
#include "roster/nces.h"
#include "roster/nces_list.html.h"
#include "roster/roster_pages.h"
#include "roster/source.h"
#include <string.h>

void
nces_list(struct request *r)
{
	struct page page = { .title = say(r->lang, N_("Federal school numbers")), .tab = TAB_ADMIN };
	struct nces_view v = { .kept = nces_count(r->tx), .without = nces_matches(r->tx, false), .with = nces_matches(r->tx, true),
	    .state = request_form(r, "state") };

	for (size_t i = 0; i < v.without.n; i++)
		v.sure += v.without.at[i].sure;
	struct html *h = page_open(r, &page);
	nces_list_html(h, r, &v);
	page_close(h, r, &page);
}

/* --- bringing the directory --- */

struct brought { const char *problem; int64_t kept; bool done; };

void
nces_bring_prepare(struct request *r)
{
	struct brought *b = NEW(r->arena, struct brought);
	struct upload *file = request_upload(r, "directory");
	struct job_run run = { .arena = r->arena, .note = "", .reader = r->reader, .writer = r->writer, .now = r->now };
	const char *state = text_trim(r->arena, request_form(r, "state"));

	r->prepared = b;
	if (!login_may_early(r))
		return;
	struct nces_read how = { .lang = roster_lang(r), .state = *state != '\0' ? state : NULL };
	if (file == NULL) {
		b->problem = say(how.lang, "Choose the directory file.");
		return;
	}
	run.district = r->district->id;
	struct source *s = source_sent(r->arena, how.lang, &(struct source_file){ .name = file->name, .path = file->path,
	    .size = file->size }, 1, &b->problem);
	if (s != NULL)
		b->problem = nces_bring(&run, s, &how);
	b->kept = how.kept;
	b->done = b->problem == NULL;
}

void
nces_bring_it(struct request *r)
{
	const struct brought *b = r->prepared;

	if (b->done) {
		page_see(r, "/roster/schools", arena_printf(r->arena, say_n(r->lang, "%lld school of the directory is kept.",
		    "%lld schools of the directory are kept.", b->kept), (long long)b->kept), NULL);
		return;
	}
	problem_add(r, "directory", b->problem != NULL ? b->problem : say(r->lang, "Choose the directory file."));
	nces_list(r);
}

/* --- saying which is which --- */

static void
look_sure(struct tx *tx, void *arg)
{
	*(struct nces_matches *)arg = nces_matches(tx, false);
}

/* Finding all that are sure is too much for the writer's turn. */
void
nces_sure_prepare(struct request *r)
{
	struct nces_matches *found = NEW(r->arena, struct nces_matches);

	r->prepared = found;
	if (login_may_early(r))
		db_run(r->reader, DB_READ, r->district->id, r->arena, look_sure, found);
}

void
nces_sure_it(struct request *r)
{
	const struct nces_matches *found = r->prepared;
	int64_t n = 0;

	for (size_t i = 0; i < found->n; i++)
		if (found->at[i].sure && nces_put(r->tx, found->at[i].school.id, found->at[i].offers[0].nces, r->login->person->id))
			n++;
	page_see(r, "/roster/schools", arena_printf(r->arena, say_n(r->lang, "%lld school has its number.",
	    "%lld schools have their numbers.", n), (long long)n), NULL);
}

void
nces_say(struct request *r)
{
	int64_t school = request_id(r, "school");
	const char *form = request_form(r, "nces"), *nces = *form != '\0' ? form : request_query(r, "nces"), *name = school_name(r->tx, school);
	struct school *before = school_find(r->tx, school);

	if (name == NULL) {
		reply_not_found(r);
		return;
	}
	if (!nces_put(r->tx, school, nces, r->login->person->id))
		page_see(r, "/roster/schools", say(r->lang, "That number is not in the directory, or another school has it. Nothing was changed."), NULL);
	else if (*nces != '\0')
		page_see(r, "/roster/schools", arena_printf(r->arena, say(r->lang, "%s has the number %s."), name, nces),
		    arena_printf(r->arena, "/roster/schools/%s", id_text(r->arena, school)));
	else
		page_see(r, "/roster/schools", arena_printf(r->arena, say(r->lang, "%s has no number."), name), before->nces == NULL ? NULL :
		    arena_printf(r->arena, "/roster/schools/%s?nces=%s", id_text(r->arena, school), before->nces));
}
