#include "roster/imports.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/text.h"
#include "roster/import_rows.h"
#include "roster/roster_pack.h"
#include "roster/said_rows.h"
#include "roster/tell.h"
#include <stdlib.h>
#include <string.h>

/* A piece of work holds the writer no longer than this. */
enum { SLICE_MS = 16, PIECE = 128 * 1024, DROP = 500, KEPT_DAYS = 400, DAY = 86400 };

/* --- storing --- */

struct storing {
	struct job_run *run;
	struct roster *roster;
	struct changes *changes;
	struct import import;
	const char *packed;
	size_t packed_len, from, to;
	int number;
	bool wait;
};

static int64_t
listed(const struct changes *c)
{
	int64_t n = 0;

	for (int kind = 0; kind < CHANGE_QUIET; kind++)
		n += c->counts[kind];
	return n;
}

static void
store_import(struct tx *tx, void *arg)
{
	struct storing *s = arg;

	import_insert(tx, &s->import);
	import_files_put(tx, s->import.id, s->roster);
}

static void
store_piece(struct tx *tx, void *arg)
{
	struct storing *s = arg;
	size_t len = s->packed_len - s->from < PIECE ? s->packed_len - s->from : PIECE;

	piece_put(tx, s->import.id, s->number, (struct db_bytes){ s->packed + s->from, len });
	s->to = s->from + len;
}

static struct change_row
row_of(const struct change *c, int64_t number)
{
	return (struct change_row){ .about = c->of_school ? "school" : "person", .source_id = c->id, .name = c->name,
	    .detail = c->detail, .before = "", .kind = c->kind, .number = number, .subject = c->subject };
}

static void
store_changes(struct tx *tx, void *arg)
{
	struct storing *s = arg;
	int64_t until = clock_ms() + SLICE_MS;

	for (s->to = s->from; s->to < s->changes->n && clock_ms() < until; s->to++)
		if (s->changes->at[s->to].kind != CHANGE_QUIET) {
			struct change_row row = row_of(&s->changes->at[s->to], (int64_t)s->to);
			change_put(tx, s->import.id, &row);
		}
}

static void
store_end(struct tx *tx, void *arg)
{
	struct storing *s = arg;
	enum import_state state = !s->wait ? IMPORT_APPLYING : s->changes->held ? IMPORT_HELD : IMPORT_READY;

	if (import_replace(tx, s->import.source, s->import.id, s->run->now) > 0)
		deed_put(tx, s->import.id, s->import.by, "replaces", "", s->run->now);
	import_put(tx, s->import.id, state, 0);
	deed_put(tx, s->import.id, s->import.by, state == IMPORT_HELD ? "held" : "made", "", s->run->now);
}

/* The work in pieces, each with its own memory, until `end` is reached. */
static enum import_end
in_slices(struct job_run *run, void (*work)(struct tx *, void *), void *arg, const size_t *to, size_t *from, size_t end,
    int64_t until, const struct import_watch *watch)
{
	struct job_run slice = *run;
	enum import_end result = IMPORT_WENT;

	slice.arena = arena_new();
	while (*from < end && result == IMPORT_WENT) {
		if (until != 0 && clock_ms() >= until)
			result = IMPORT_WAITS;
		else if (job_write(&slice, work, arg) != DB_DONE)
			result = IMPORT_FAILED;
		else
			*from = *to;
		if (watch != NULL)
			watch->applied(watch->arg, (int64_t)*from, (int64_t)end);
		arena_reset(slice.arena);
	}
	arena_free(slice.arena);
	return result;
}

static enum import_end
store_waiting(struct storing *s)
{
	struct db_bytes packed = roster_pack(s->run->arena, s->roster, s->changes);
	enum import_end end = IMPORT_WENT;

	s->packed = packed.at;
	s->packed_len = packed.len;
	while (s->from < packed.len && end == IMPORT_WENT) {
		end = job_write(s->run, store_piece, s) == DB_DONE ? IMPORT_WENT : IMPORT_FAILED;
		s->from = s->to;
		s->number++;
	}
	s->from = s->to = 0;
	return end == IMPORT_WENT ? in_slices(s->run, store_changes, s, &s->to, &s->from, s->changes->n, 0, NULL) : end;
}

enum import_end
import_begin(struct job_run *run, struct roster *r, struct changes *c, int64_t by, bool wait, int64_t *ret_id)
{
	struct storing s = { .run = run, .roster = r, .changes = c, .wait = wait, .import = { .id = id_make(),
	    .source = format_code(r->format), .name = r->name, .version = r->version, .mode = r->people_mode,
	    .state = IMPORT_ARRIVING, .made_at = run->now, .by = by, .staff = c->staff, .unchanged = c->unchanged,
	    .spared = (int64_t)c->spared.n, .total = listed(c) } };

	if (job_write(run, store_import, &s) != DB_DONE)
		return IMPORT_FAILED;
	enum import_end end = wait ? store_waiting(&s) : IMPORT_WENT;
	if (end == IMPORT_WENT && job_write(run, store_end, &s) != DB_DONE)
		end = IMPORT_FAILED;
	*ret_id = s.import.id;
	return end;
}

/* --- applying --- */

struct applying {
	struct job_run *run;
	struct roster *roster;
	struct changes *changes;
	struct telling telling;
	int64_t import, total;
	size_t from, to;
};

static const char *
text_now(struct tx *tx, const struct applying *a, const struct change *c)
{
	struct arena *arena = tx_arena(tx);

	if (c->of_school)
		return school_text(arena, c->school);
	struct said *before = said_person(tx, a->telling.source, c->id);
	return person_text(arena, person_now(arena, a->roster, c->person,
	    person_read(arena, c->id, before != NULL ? before->statement : "")));
}

static struct told
tell(struct tx *tx, const struct applying *a, const struct change *c)
{
	const struct telling *t = &a->telling;

	if (c->of_school)
		return c->school == NULL ? school_told_absent(tx, t, c->id) :
		    school_told(tx, t, c->id, text_now(tx, a, c), c->kind == CHANGE_SCHOOL_FOUND ? c->subject : 0);
	if (c->person == NULL)
		return person_told_absent(tx, t, c->id);
	return c->kind == CHANGE_ASKED ? person_asked(tx, t, c->id, text_now(tx, a, c), c->subject) :
	    person_told(tx, t, c->id, text_now(tx, a, c));
}

static void
apply_some(struct tx *tx, void *arg)
{
	struct applying *a = arg;
	int64_t until = clock_ms() + SLICE_MS, done = 0, number = change_next(tx, a->import);

	for (a->to = a->from; a->to < a->changes->n && clock_ms() < until; a->to++) {
		const struct change *c = &a->changes->at[a->to];
		struct told told = tell(tx, a, c);
		if (told.kept || c->kind == CHANGE_QUIET)
			continue;
		struct change_row row = row_of(c, number++);
		row.before = told.before;
		row.subject = told.subject;
		row.detail = *told.detail != '\0' ? told.detail : row.detail;
		row.done_at = a->run->now;
		change_put(tx, a->import, &row);
		done++;
	}
	import_done_add(tx, a->import, done);
}

static void
apply_begin(struct tx *tx, void *arg)
{
	struct applying *a = arg;
	struct import *i = import_find(tx, a->import);

	a->telling.by = i->by;
	import_total_put(tx, a->import, i->done + a->total);
}

static void
drop_planned(struct tx *tx, void *arg)
{
	struct applying *a = arg;

	a->to = changes_drop(tx, a->import, true, DROP) > 0 ? 0 : 1;
}

static void
apply_end(struct tx *tx, void *arg)
{
	struct applying *a = arg;

	if (import_turn(tx, a->import, IMPORT_APPLYING, IMPORT_DONE, a->run->now)) {
		pieces_drop(tx, a->import);
		deed_put(tx, a->import, 0, "applied", "", a->run->now);
	}
}

/* By id within each kind: what is written next to each other stands next to each
 * other in the tables' keys, so a piece touches half as many pages. */
static int
by_kind_and_id(const void *x, const void *y)
{
	const struct change *a = x, *b = y;

	return a->kind != b->kind ? (int)a->kind - (int)b->kind : strcmp(a->id, b->id);
}

enum import_end
import_apply(struct job_run *run, int64_t import, struct roster *r, struct changes *c, int64_t until,
    const struct import_watch *watch)
{
	struct applying a = { .run = run, .roster = r, .changes = c, .import = import, .total = listed(c),
	    .telling = { .source = format_code(r->format), .why = format_name(r->format), .places = &c->places, .now = run->now } };

	if (job_write(run, apply_begin, &a) != DB_DONE)
		return IMPORT_FAILED;
	if (c->n > 0)
		qsort(c->at, c->n, sizeof(*c->at), by_kind_and_id);
	enum import_end end = in_slices(run, drop_planned, &a, &a.to, &a.from, 1, until, NULL);
	a.from = 0;
	if (end == IMPORT_WENT)
		end = in_slices(run, apply_some, &a, &a.to, &a.from, c->n, until, watch);
	if (end == IMPORT_WENT && job_write(run, apply_end, &a) != DB_DONE)
		end = IMPORT_FAILED;
	return end;
}

/* --- undoing --- */

struct undoing { struct job_run *run; struct import *import; struct telling telling; size_t from, to; };

/* Says again what was said before.  Whoever was new then is gone now. */
static void
untell(struct tx *tx, const struct undoing *u, const struct change_row *c)
{
	const struct telling *t = &u->telling;

	if (text_eq(c->about, "school")) {
		if (*c->before == '\0')
			school_told_absent(tx, t, c->source_id);
		else
			school_told(tx, t, c->source_id, c->before, 0);
	} else if (*c->before == '\0')
		person_told_absent(tx, t, c->source_id);
	else
		person_told(tx, t, c->source_id, c->before);
	change_undone(tx, u->import->id, c, t->now);
}

static void
undo_some(struct tx *tx, void *arg)
{
	struct undoing *u = arg;
	int64_t until = clock_ms() + SLICE_MS;
	struct change_rows rows = changes_done(tx, u->import->id, 50);

	for (size_t i = 0; i < rows.n && clock_ms() < until; i++)
		untell(tx, u, &rows.at[i]);
	u->to = rows.n == 0;
	if (rows.n == 0)
		import_turn(tx, u->import->id, IMPORT_UNDOING, IMPORT_UNDONE, u->run->now);
}

struct looking { struct job_run *run; int64_t id; struct import *import; struct places places; };

static void
look_undo(struct tx *tx, void *arg)
{
	struct looking *l = arg;

	l->places = said_places(tx, l->run->arena, l->import->source);
}

static enum import_end
undo(struct job_run *run, struct looking *l, int64_t until)
{
	l->places.by_id.arena = run->arena;
	if (job_read(run, look_undo, l) != DB_DONE)
		return IMPORT_FAILED;
	struct undoing u = { .run = run, .import = l->import, .telling = { .source = l->import->source,
	    .why = "undone", .places = &l->places, .by = l->import->by, .now = run->now } };
	return in_slices(run, undo_some, &u, &u.to, &u.from, 1, until, NULL);
}

/* --- going on with what is stored --- */

static void
look_import(struct tx *tx, void *arg)
{
	struct looking *l = arg;

	l->import = import_find(tx, l->id);
}

struct unpacking { int64_t import; struct buf *text; struct arena *arena, *scratch; struct roster *roster; struct changes *changes; };

static void
look_pieces(struct tx *tx, void *arg)
{
	struct unpacking *u = arg;
	struct db_bytes piece;

	buf_clear(u->text);
	for (int number = 0; (piece = piece_find(tx, u->import, number)).at != NULL; number++)
		buf_put(u->text, piece.at, piece.len);
	u->roster = roster_unpack(u->arena, buf_str(u->text));
	u->changes = u->roster != NULL ? compare(tx, u->arena, u->scratch, u->roster) : NULL;
}

static enum import_end
apply_stored(struct job_run *run, int64_t import, int64_t until)
{
	struct buf text = { .max = 1 << 30 };
	struct unpacking u = { .import = import, .text = &text, .arena = run->arena, .scratch = arena_new() };
	struct job_run look = *run;

	look.arena = arena_new();
	bool good = job_read(&look, look_pieces, &u) == DB_DONE && u.changes != NULL;
	arena_free(look.arena);
	arena_free(u.scratch);
	buf_free(&text);
	return good ? import_apply(run, import, u.roster, u.changes, until, NULL) : IMPORT_FAILED;
}

enum import_end
import_go_on(struct job_run *run, int64_t import, int64_t until)
{
	struct looking l = { .run = run, .id = import };

	if (job_read(run, look_import, &l) != DB_DONE)
		return IMPORT_FAILED;
	if (l.import == NULL)
		return IMPORT_WENT;
	if (l.import->state == IMPORT_UNDOING)
		return undo(run, &l, until);
	return l.import->state == IMPORT_APPLYING ? apply_stored(run, import, until) : IMPORT_WENT;
}

/* --- a person's word --- */

bool
import_approve(struct tx *tx, int64_t import, int64_t by)
{
	int64_t now = clock_now();
	bool held = import_turn(tx, import, IMPORT_HELD, IMPORT_APPLYING, 0);

	if (!held && !import_turn(tx, import, IMPORT_READY, IMPORT_APPLYING, 0))
		return false;
	deed_put(tx, import, by, held ? "approved" : "begun", "", now);
	job_put(tx, roster_jobs[0].kind, import, NULL, now, NULL);
	return true;
}

bool
import_discard(struct tx *tx, int64_t import, int64_t by)
{
	int64_t now = clock_now();

	if (!import_turn(tx, import, IMPORT_HELD, IMPORT_DISCARDED, now) && !import_turn(tx, import, IMPORT_READY, IMPORT_DISCARDED, now))
		return false;
	pieces_drop(tx, import);
	deed_put(tx, import, by, "discarded", "", now);
	return true;
}

bool
import_may_undo(struct tx *tx, const struct import *i)
{
	return i->state == IMPORT_DONE && import_last(tx, i->source) == i->id;
}

bool
import_undo(struct tx *tx, int64_t import, int64_t by)
{
	int64_t now = clock_now();
	struct import *i = import_find(tx, import);

	if (i == NULL || !import_may_undo(tx, i) || !import_turn(tx, import, IMPORT_DONE, IMPORT_UNDOING, 0))
		return false;
	deed_put(tx, import, by, "undone", "", now);
	job_put(tx, roster_jobs[0].kind, import, NULL, now, NULL);
	return true;
}

/* --- jobs --- */

static const char *
go_on_job(struct job_run *run)
{
	return import_go_on(run, run->subject, 0) == IMPORT_WENT ? NULL : "the roster could not be written to its end";
}

struct cleaning { int64_t now, dropped; };

static void
clean_some(struct tx *tx, void *arg)
{
	struct cleaning *c = arg;
	int64_t import = import_over_before(tx, c->now - KEPT_DAYS * DAY);

	c->dropped = import != 0 ? changes_drop(tx, import, false, DROP) : 0;
	if (import != 0)
		pieces_drop(tx, import);
}

/* What an import changed is kept for undoing and for looking it up, not for ever. */
static const char *
clean_job(struct job_run *run)
{
	struct cleaning c = { .now = run->now };

	do {
		if (job_write(run, clean_some, &c) != DB_DONE)
			return "old changes could not be removed";
	} while (c.dropped > 0);
	return NULL;
}

const struct job roster_jobs[] = {
	{ "roster.apply", go_on_job },
	{ "roster.clean", clean_job, .every = DAY },
	{0}
};
