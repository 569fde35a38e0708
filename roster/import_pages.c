/* One import: what would change or has changed, what was left out, and a
 * person's word on it. */
#include "base/clock.h"
#include "base/csv.h"
#include "base/id.h"
#include "base/text.h"
#include "roster/import_show.html.h"
#include "roster/roster_pages.h"

enum { GOES_ON_MS = 2500, REPORT_ROWS = 200000 };

const char *
state_said(enum lang lang, enum import_state state)
{
	static const char *const states[] = {
		[IMPORT_ARRIVING] = N_("arriving"), [IMPORT_READY] = N_("waits for you"), [IMPORT_HELD] = N_("held"),
		[IMPORT_APPLYING] = N_("being applied"), [IMPORT_DONE] = N_("applied"), [IMPORT_DISCARDED] = N_("discarded"),
		[IMPORT_REPLACED] = N_("replaced by a newer one"), [IMPORT_UNDOING] = N_("being undone"), [IMPORT_UNDONE] = N_("undone"),
	};

	return say(lang, states[state]);
}

const char *
deed_said(struct arena *a, enum lang lang, const struct deed *d)
{
	static const struct { const char *deed, *said; } deeds[] = {
		{ "made", N_("%s brought it in") }, { "held", N_("%s brought it in; it was held") },
		{ "replaces", N_("%s brought it in, and it takes the place of one that waited") },
		{ "begun", N_("%s said to apply it") }, { "approved", N_("%s approved it") }, { "applied", N_("It was applied") },
		{ "discarded", N_("%s discarded it") }, { "undone", N_("%s undid it") },
	};
	const char *who = d->by_name != NULL ? d->by_name : say(lang, N_("The command line"));

	for (size_t i = 0; i < sizeof(deeds) / sizeof(deeds[0]); i++)
		if (text_eq(deeds[i].deed, d->deed))
			return arena_printf(a, say(lang, deeds[i].said), who);
	return d->deed;
}

static struct import *
import_of(struct request *r)
{
	struct import *i = import_find(r->tx, request_id(r, "import"));

	if (i == NULL || i->state == IMPORT_ARRIVING || wall_look(r->login, WALL_ROSTER, 0) != SEES_ALL) {
		reply_not_found(r);
		return NULL;
	}
	return i;
}

static int
kind_of(struct request *r)
{
	for (int kind = 0; kind < CHANGE_QUIET; kind++)
		if (text_eq(request_query(r, "kind"), change_code((enum change_kind)kind)))
			return kind;
	return -1;
}

static void
look_at_changes(struct tx *tx, struct import_view *v)
{
	for (int kind = 0; kind < CHANGE_QUIET; kind++)
		if (v->kind == kind)
			v->changes[kind] = import_changes(tx, v->import->id, (enum change_kind)kind, CHANGES_PAGE, (v->page - 1) * CHANGES_PAGE);
		else if (v->kind < 0)
			v->changes[kind] = import_changes(tx, v->import->id, (enum change_kind)kind, CHANGES_SHOWN, 0);
}

void
import_show(struct request *r)
{
	struct import *i = import_of(r);
	struct import_view v = { .import = i, .kind = kind_of(r), .page = 1 };

	if (i == NULL)
		return;
	if (!text_i64(request_query(r, "page"), &v.page) || v.page < 1 || v.page > 100000)
		v.page = 1;
	import_counts(r->tx, i->id, v.counts);
	look_at_changes(r->tx, &v);
	v.files = import_files(r->tx, i->id);
	v.lefts = import_lefts(r->tx, i->id);
	v.deeds = import_deeds(r->tx, i->id);
	v.doubts = doubt_count(r->tx);
	v.may_undo = import_may_undo(r->tx, i);
	struct page page = { .title = arena_printf(r->arena, "%s: %s", source_name(i->source), i->name), .tab = TAB_ADMIN };
	struct html *h = page_open(r, &page);
	import_show_html(h, r, &v);
	page_close(h, r, &page);
}

/* --- a person's word --- */

struct word { struct request *request; int64_t import; bool (*given)(struct tx *, int64_t, int64_t); bool taken; };

static void
give_word(struct tx *tx, void *arg)
{
	struct word *w = arg;

	w->taken = w->given(tx, w->import, w->request->login->person->id);
}

/* The word is given, and as much of the work done as people wait for; the rest
 * is a job's. */
static void
go_on(struct request *r, bool (*given)(struct tx *, int64_t, int64_t))
{
	struct job_run run = { .arena = r->arena, .note = "", .reader = r->reader, .writer = r->writer, .now = r->now };
	struct word w = { .request = r, .import = request_id(r, "import"), .given = given };

	if (!login_may_early(r))
		return;
	run.district = r->district->id;
	if (job_write(&run, give_word, &w) == DB_DONE && w.taken)
		import_go_on(&run, w.import, clock_ms() + GOES_ON_MS);
}

void import_apply_prepare(struct request *r) { go_on(r, import_approve); }
void import_undo_prepare(struct request *r)  { go_on(r, import_undo); }

static void
see_import(struct request *r, struct import *i, const char *sentence, const char *undo)
{
	page_see(r, arena_printf(r->arena, "/roster/%s", id_text(r->arena, i->id)), sentence, undo);
}

void
import_apply_it(struct request *r)
{
	struct import *i = import_of(r);

	if (i == NULL)
		return;
	if (i->state == IMPORT_DONE)
		see_import(r, i, say(r->lang, "The roster is applied."),
		    arena_printf(r->arena, "/roster/%s/undo", id_text(r->arena, i->id)));
	else if (i->state == IMPORT_APPLYING)
		see_import(r, i, say(r->lang, "The roster is being applied. You can close this page; it goes on."), NULL);
	else
		see_import(r, i, say(r->lang, "This import has been decided already. Nothing was changed."), NULL);
}

void
import_undo_it(struct request *r)
{
	struct import *i = import_of(r);

	if (i == NULL)
		return;
	if (i->state == IMPORT_UNDONE)
		see_import(r, i, say(r->lang, "The import is undone: all is as the roster said before."), NULL);
	else if (i->state == IMPORT_UNDOING)
		see_import(r, i, say(r->lang, "The import is being undone. You can close this page; it goes on."), NULL);
	else
		see_import(r, i, say(r->lang, "Only the last import of a source can be undone. Nothing was changed."), NULL);
}

void
import_discard_it(struct request *r)
{
	struct import *i = import_of(r);

	if (i == NULL)
		return;
	bool discarded = import_discard(r->tx, i->id, r->login->person->id);
	see_import(r, i, discarded ? say(r->lang, N_("Discarded. Nothing was changed; send the files again if you change your mind.")) :
	    say(r->lang, N_("This import has been decided already. Nothing was changed.")), NULL);
}

/* --- files to take away --- */

static void
reply_csv(struct request *r, struct buf *out, const char *name)
{
	reply_bytes(r, 200, "text/csv; charset=utf-8", buf_str(out), out->len);
	reply_header(r, "Content-Disposition", arena_printf(r->arena, "attachment; filename=\"%s.csv\"", name));
}

/* A line for each line of a file that is named; one for a finding without. */
void
import_report(struct request *r)
{
	struct import *i = import_of(r);
	struct buf out = { .arena = r->arena };

	if (i == NULL)
		return;
	struct roster_lefts lefts = import_lefts(r->tx, i->id);
	csv_begin(&out, "file,line,column,left out,why,rows alike");
	for (size_t n = 0; n < lefts.n; n++) {
		const struct roster_left *l = &lefts.at[n];
		for (int64_t k = 0; k == 0 || (k < l->rows && k < LEFT_LINES); k++) {
			csv_field(&out, l->file, false);
			csv_field(&out, l->lines[k] > 0 ? arena_printf(r->arena, "%lld", (long long)l->lines[k]) : "", false);
			csv_field(&out, l->column, false);
			csv_field(&out, why_row_left(l->why) ? say(r->lang, N_("the row")) : "", false);
			csv_field(&out, why_said(r->arena, r->lang, l->why, l->what), false);
			csv_number(&out, l->rows, true);
		}
	}
	reply_csv(r, &out, "roster-report");
}

static void
change_line(struct request *r, struct buf *out, const struct done *d)
{
	struct differences list = differences_read(r->arena, d->detail);

	for (size_t i = 0; i == 0 || i < list.n; i++) {
		const struct difference *x = i < list.n ? &list.at[i] : NULL;
		csv_field(out, change_code(d->kind), false);
		csv_field(out, d->id, false);
		csv_field(out, d->name, false);
		csv_field(out, x != NULL ? column_said(r->lang, x->column) : "", false);
		csv_field(out, x != NULL ? value_said(r->arena, r->lang, x->column, x->was) : "", false);
		csv_field(out, x != NULL ? value_said(r->arena, r->lang, x->column, x->is) : "", false);
		csv_field(out, x != NULL && x->kept ? say(r->lang, N_("changed here, so it stays")) : "", true);
	}
}

void
import_changes_file(struct request *r)
{
	struct import *i = import_of(r);
	struct buf out = { .arena = r->arena };

	if (i == NULL)
		return;
	csv_begin(&out, "change,id,name,column,was,is,note");
	for (int kind = 0; kind < CHANGE_QUIET; kind++) {
		struct dones list = import_changes(r->tx, i->id, (enum change_kind)kind, REPORT_ROWS, 0);
		for (size_t n = 0; n < list.n; n++)
			change_line(r, &out, &list.at[n]);
	}
	reply_csv(r, &out, "roster-changes");
}
