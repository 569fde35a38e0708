/* The page Roster, and questions about who is who. */
#include "roster/roster_pages.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/text.h"
#include "db/merge.h"
#include "roster/doubt_list.html.h"
#include "roster/roster_home.html.h"
#include "site/feature.h"
#include <string.h>

enum { ALL_SAME_MS = 5000, DOUBTS_SHOWN = 40 };

static int64_t
page_number(struct request *r)
{
	int64_t page = 1;

	return text_i64(request_query(r, "page"), &page) && page >= 1 && page <= 100000 ? page : 1;
}

void
roster_home(struct request *r)
{
	struct roster_view v = { .page = page_number(r), .doubts = doubt_count(r->tx) };
	struct page page = { .title = say(r->lang, N_("Roster")), .tab = TAB_ADMIN };

	v.imports = import_list(r->tx, IMPORTS_SHOWN + 1, (v.page - 1) * IMPORTS_SHOWN);
	v.more = v.imports.n > IMPORTS_SHOWN;
	if (v.more)
		v.imports.n = IMPORTS_SHOWN;
	struct html *h = page_open(r, &page);
	roster_home_html(h, r, &v);
	page_close(h, r, &page);
}

/* --- questions --- */

void
doubt_list(struct request *r)
{
	int64_t number = page_number(r), count = doubt_count(r->tx);
	struct doubts list = doubt_rows(r->tx, DOUBTS_SHOWN, (number - 1) * DOUBTS_SHOWN);
	struct page page = { .title = say(r->lang, N_("The same person?")), .tab = TAB_ADMIN };
	struct html *h = page_open(r, &page);

	doubt_list_html(h, r, list, count, number, number * DOUBTS_SHOWN < count);
	page_close(h, r, &page);
}

/* Yes to all of them is work for more than one turn of the writer. */
void
doubt_answer_prepare(struct request *r)
{
	struct job_run run = { .arena = r->arena, .note = "", .reader = r->reader, .writer = r->writer, .now = r->now };

	if (!text_eq(request_form(r, "answer"), "all") || !login_may_early(r))
		return;
	run.district = r->district->id;
	doubts_all_same(&run, r->login->person->id, clock_ms() + ALL_SAME_MS);
}

static void
doubt_answered_all(struct request *r)
{
	int64_t left = doubt_count(r->tx);

	page_see(r, left == 0 ? "/roster" : "/roster/questions", left == 0 ?
	    say(r->lang, N_("They are known again under their new ids. All that is theirs is where it was.")) :
	    say(r->lang, N_("Many are done. Say it once more for the rest.")), NULL);
}

void
doubt_answer(struct request *r)
{
	const char *source = request_form(r, "source"), *id = request_form(r, "id"), *given = request_form(r, "answer");
	enum answer answer = text_eq(given, "same") ? ANSWER_SAME : ANSWER_OTHER;
	int64_t person = 0, asked = 0;

	if (text_eq(given, "all")) {
		doubt_answered_all(r);
		return;
	}
	id_read(request_form(r, "person"), strlen(request_form(r, "person")), &asked);
	if (!doubt_answered(r->tx, source, id, answer, r->login->person->id, &person)) {
		page_see(r, "/roster/questions", say(r->lang, "That has been answered already. Nothing was changed."), NULL);
		return;
	}
	page_see(r, "/roster/questions", answer == ANSWER_SAME ? say(r->lang, N_("One person, known under both ids.")) :
	    say(r->lang, N_("Two people: the new one is added.")),
	    arena_printf(r->arena, "/roster/questions/%s/%s/undo", id_text(r->arena, person), id_text(r->arena, asked)));
}

void
doubt_undo(struct request *r)
{
	bool undone = doubt_asked_again(r->tx, request_id(r, "person"), request_id(r, "asked"), r->login->person->id);

	if (undone)
		page_see(r, "/roster/questions", say(r->lang, "It is asked again."), NULL);
	else
		reply_not_found(r);
}

static const struct route routes[] = {
	{ "GET", "/roster", roster_home, MAY_ROSTER },
	{ "POST", "/roster", roster_upload, MAY_ROSTER, .prepare = roster_upload_prepare, .takes_files = true },
	{ "GET", "/roster/questions", doubt_list, MAY_ROSTER },
	{ "POST", "/roster/questions", doubt_answer, MAY_ROSTER, .prepare = doubt_answer_prepare },
	{ "POST", "/roster/questions/:person/:asked/undo", doubt_undo, MAY_ROSTER },
	{ "GET", "/roster/schools", nces_list, MAY_ROSTER },
	{ "POST", "/roster/schools", nces_bring_it, MAY_ROSTER, .prepare = nces_bring_prepare, .takes_files = true },
	{ "POST", "/roster/schools/plain", nces_sure_it, MAY_ROSTER, .prepare = nces_sure_prepare },
	{ "POST", "/roster/schools/:school", nces_say, MAY_ROSTER },
	{ "GET", "/roster/:import", import_show, MAY_ROSTER },
	{ "GET", "/roster/:import/report.csv", import_report, MAY_ROSTER },
	{ "GET", "/roster/:import/changes.csv", import_changes_file, MAY_ROSTER },
	{ "POST", "/roster/:import/apply", import_apply_it, MAY_ROSTER, .prepare = import_apply_prepare },
	{ "POST", "/roster/:import/discard", import_discard_it, MAY_ROSTER },
	{ "POST", "/roster/:import/undo", import_undo_it, MAY_ROSTER, .prepare = import_undo_prepare },
	{0}
};

extern const struct command roster_commands[];
extern const struct feature roster;
const struct feature roster = { .name = "roster", .routes = routes, .commands = roster_commands, .jobs = roster_jobs,
	.merge = roster_merge };
