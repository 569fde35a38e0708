#include "roster/nces.h"
#include "base/clock.h"
#include "base/text.h"
#include "roster/import_rows.h"
#include "roster/nces_rows.h"
#include "roster/roster_maps.h"
#include "roster/roster_words.h"
#include "roster/said.h"
#include "roster/source.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { SLICE_MS = 16, DROP = 2000, AGENCY = 7, SAME = 1000, PROGRESS_ROWS = 8192 };

/* --- names --- */

static const char *const same_words[][2] = {
	{ "elem", "elementary" }, { "el", "elementary" }, { "es", "elementary" }, { "el.", "elementary" },
	{ "ms", "middle" }, { "mid", "middle" }, { "hs", "high" }, { "jr", "junior" }, { "jhs", "junior high" },
	{ "sr", "senior" }, { "prim", "primary" }, { "int", "intermediate" }, { "intermed", "intermediate" },
	{ "alt", "alternative" }, { "tech", "technical" }, { "acad", "academy" }, { "ctr", "center" }, { "st", "saint" },
	{ "mt", "mount" }, { "prek", "prekindergarten" }, { "k8", "k 8" },
};
static const char left_words[] = " school schools schl sch the of and at ";

static const char *
word_meant(const char *word)
{
	for (size_t i = 0; i < sizeof(same_words) / sizeof(same_words[0]); i++)
		if (text_eq(same_words[i][0], word))
			return same_words[i][1];
	return word;
}

const char *
nces_key(struct arena *a, const char *name)
{
	char *folded = text_fold(a, name);
	struct buf out = { .arena = a };

	for (char *c = folded; *c != '\0'; c++)
		if ((unsigned char)*c < 0x80 && !isalnum((unsigned char)*c))
			*c = ' ';
	struct lines words = text_split(a, folded, ' ');
	for (size_t i = 0; i < words.n; i++)
		if (strstr(left_words, arena_printf(a, " %s ", words.at[i])) == NULL)
			buf_printf(&out, "%s%s", out.len > 0 ? " " : "", word_meant(words.at[i]));
	return out.len > 0 ? buf_str(&out) : folded;
}

/* How much of two keys is the same words, in hundredths (Jaccard 1901). */
static int
words_shared(const struct lines *one, const struct lines *other)
{
	size_t both = 0;

	for (size_t i = 0; i < one->n; i++)
		for (size_t j = 0; j < other->n; j++)
			if (text_eq(one->at[i], other->at[j])) {
				both++;
				break;
			}
	return one->n + other->n > both ? (int)(both * 100 / (one->n + other->n - both)) : 0;
}

/* --- the file --- */

static const struct column_map columns[] = {
	{ COL_ID, "NCESSCH", true }, { COL_NAME, "SCH_NAME|SCHNAM|SCHOOL_NAME", true }, { COL_TITLE, "LEA_NAME|LEANM", false },
	{ COL_CITY, "LCITY|MCITY", false }, { COL_STATE, "LSTATE|ST|MSTATE", false }, { COL_LOW, "GSLO", false },
	{ COL_HIGH, "GSHI", false }, { COL_STATUS, "SY_STATUS|STATUS", false }, {0}
};
static const struct table_map map = { .files = "*", .columns = columns };

struct reading {
	struct nces_read *how;
	struct arena *arena, *scratch;
	const char *file, *state;          /* state: kept; NULL: all; "": first it must be found out */
	struct header header;
	bool in_rows, lacks;
	struct lookup ours;                /* keys of our schools' names */
	struct lookup agencies;            /* in which they occur */
	struct { struct tally { const char *agency, *state; int64_t n; } *at; size_t n, cap; } tallies;
	struct nces_schools found;
};

static const char *
field(const struct reading *r, const struct sheet_row *row, enum column column)
{
	int at = r->header.at[column];

	return at >= 0 && (size_t)at < row->n ? row->at[at] : "";
}

/* Closed, inactive and future schools have no staff. */
static bool
is_school(const char *id, const char *status)
{
	return strlen(id) == 12 && strspn(id, "0123456789") == 12 && !text_eq(status, "2") && !text_eq(status, "6") && !text_eq(status, "7");
}

static void
tally(struct reading *r, const char *id, const char *key, const char *state)
{
	if (lookup_find(&r->ours, key) == LOOKUP_NONE)
		return;
	const char *agency = arena_copy(r->arena, id, AGENCY);
	int64_t at = lookup_find(&r->agencies, agency);
	if (at == LOOKUP_NONE) {
		at = (int64_t)r->tallies.n;
		lookup_add(&r->agencies, agency, (uint32_t)at);
		*LIST_ADD(r->arena, &r->tallies) = (struct tally){ agency, arena_text(r->arena, state), 0 };
	}
	r->tallies.at[at].n++;
}

static void
keep(struct reading *r, const struct sheet_row *row, const char *id, const char *key, const char *state)
{
	struct arena *a = r->arena;

	*LIST_ADD(a, &r->found) = (struct nces_school){ .nces = arena_text(a, id), .name = arena_text(a, field(r, row, COL_NAME)),
	    .key = arena_text(a, key), .lea = arena_text(a, field(r, row, COL_TITLE)), .city = arena_text(a, field(r, row, COL_CITY)),
	    .state = arena_text(a, state), .low = grade_read(field(r, row, COL_LOW)), .high = grade_read(field(r, row, COL_HIGH)) };
}

/* A quote that is never closed costs a directory's row nothing: its fields are
 * taken apart without quotes, and there are as many as there should be. */
static bool
take_row(void *arg, const struct sheet_row *row)
{
	struct reading *r = arg;

	if (!r->in_rows) {
		r->header = header_read(r->arena, &map, row);
		r->in_rows = true;
		r->lacks = r->header.missing != NULL;
		return !r->lacks;
	}
	const char *id = field(r, row, COL_ID), *state = field(r, row, COL_STATE);
	if (++r->how->rows % PROGRESS_ROWS == 0 && r->how->progress != NULL)
		r->how->progress(r->how->arg, r->file, r->how->rows);
	if (row->n == r->header.n && is_school(id, field(r, row, COL_STATUS))) {
		const char *key = nces_key(r->scratch, field(r, row, COL_NAME));
		if (r->state != NULL && *r->state == '\0')
			tally(r, id, key, state);
		else if (r->state == NULL || strcasecmp(r->state, state) == 0)
			keep(r, row, id, key, state);
	}
	arena_reset(r->scratch);
	return true;
}

static void
take_fault(void *arg, enum sheet_fault fault, int64_t line)
{
	(void)arg;
	(void)fault;
	(void)line;
}

static bool
take_bytes(void *sheet, const void *bytes, size_t len)
{
	return sheet_feed(sheet, bytes, len);
}

static const char *
read_through(struct reading *r, struct source *s)
{
	struct sheet *sheet = sheet_new((struct sheet_taker){ take_row, take_fault, r });

	r->file = s->at[0].name;
	r->in_rows = false;
	r->how->rows = 0;
	const char *error = source_read(r->arena, s, 0, take_bytes, sheet);
	sheet_end(sheet);
	if (error == NULL && (r->lacks || !r->in_rows))
		error = arena_printf(r->arena, say(r->how->lang, "%s:1: there is no column `%s`; take the school directory file "
		    "of NCES CCD, whose name begins with ccd_sch_029"), s->at[0].name, r->lacks ? r->header.missing : "NCESSCH");
	return error;
}

/* The state of the agency with most of our names.  *ret_state NULL: nobody is
 * called like ours, so all are kept.  false: several states fit alike. */
static bool
state_found(const struct reading *r, const char **ret_state)
{
	const struct tally *best = NULL;
	bool unsure = false;

	for (size_t i = 0; i < r->tallies.n; i++) {
		const struct tally *t = &r->tallies.at[i];
		if (best != NULL && t->n == best->n)
			unsure |= strcasecmp(t->state, best->state) != 0;
		else if (best == NULL || t->n > best->n)
			best = t, unsure = false;
	}
	*ret_state = best != NULL ? best->state : NULL;
	return !unsure;
}

struct writing { struct nces_schools *schools; size_t from, to; int64_t dropped; };

static void
drop_some(struct tx *tx, void *arg)
{
	((struct writing *)arg)->dropped = nces_drop(tx, DROP);
}

static void
write_some(struct tx *tx, void *arg)
{
	struct writing *w = arg;
	int64_t until = clock_ms() + SLICE_MS;

	for (w->to = w->from; w->to < w->schools->n && clock_ms() < until; w->to++)
		nces_insert(tx, &w->schools->at[w->to]);
}

static bool
write_all(struct job_run *run, struct nces_schools *schools)
{
	struct writing w = { .schools = schools, .dropped = 1 };
	struct job_run slice = *run;
	bool good = true;

	slice.arena = arena_new();
	while (good && w.dropped > 0) {
		good = job_write(&slice, drop_some, &w) == DB_DONE;
		arena_reset(slice.arena);
	}
	for (; good && w.from < schools->n; w.from = w.to) {
		good = job_write(&slice, write_some, &w) == DB_DONE;
		arena_reset(slice.arena);
	}
	arena_free(slice.arena);
	return good;
}

struct looking { struct reading *reading; size_t schools; };

static void
look_ours(struct tx *tx, void *arg)
{
	struct looking *l = arg;
	struct schools ours = school_list(tx);
	struct said_places_rows said = school_statements(tx);
	struct reading *r = l->reading;

	l->schools = ours.n;
	for (size_t i = 0; i < ours.n; i++)
		lookup_add(&r->ours, nces_key(r->arena, ours.at[i].name), 0);
	for (size_t i = 0; i < said.n && *r->state == '\0'; i++)
		r->state = school_read(r->arena, "", arena_text(r->arena, said.at[i].statement))->state;
}

const char *
nces_bring(struct job_run *run, struct source *s, struct nces_read *how)
{
	struct reading r = { .how = how, .arena = run->arena, .scratch = arena_new(), .state = how->state != NULL ? how->state : "",
	    .ours = { .arena = run->arena }, .agencies = { .arena = run->arena } };
	struct looking l = { .reading = &r };
	const char *error = job_read(run, look_ours, &l) == DB_DONE ? NULL : say(how->lang, "The data could not be read.");

	if (error == NULL && *r.state == '\0') {
		error = read_through(&r, s);
		if (error == NULL && !state_found(&r, &r.state))
			error = say(how->lang, "Schools called like yours stand in several states; say which one is yours.");
	}
	if (error == NULL)
		error = read_through(&r, s);
	if (error == NULL && r.found.n == 0)
		error = arena_printf(run->arena, say(how->lang, "%s: no open school of %s stands in it"), s->at[0].name,
		    r.state != NULL ? r.state : "…");
	if (error == NULL && !write_all(run, &r.found))
		error = say(how->lang, "The data could not be written; bring the file again.");
	how->kept = (int64_t)r.found.n;
	arena_free(r.scratch);
	return error;
}

/* --- matching --- */

struct scored { struct nces_school school; int score; bool same_name; };
struct matching {
	struct tx *tx;
	const char *agency;                /* in which most of ours have a namesake; "": none, or several alike */
	struct nces_schools of_agency;
	struct lines *words;               /* of their keys */
	struct said_places_rows said;
};

static const char *
best_agency(struct tx *tx, const struct schools *ours)
{
	struct arena *a = tx_arena(tx);
	struct lookup seen = { .arena = a };
	LIST(struct tally) tallies = {0};
	int64_t best = -1, second = 0;

	for (size_t i = 0; i < ours->n; i++) {
		struct nces_schools same = nces_by_key(tx, nces_key(a, ours->at[i].name));
		struct nces_school known = { .nces = ours->at[i].nces };
		for (size_t j = 0; j < same.n + (known.nces != NULL); j++) {
			const char *agency = arena_copy(a, j < same.n ? same.at[j].nces : known.nces, AGENCY);
			if (lookup_add(&seen, agency, (uint32_t)tallies.n))
				*LIST_ADD(a, &tallies) = (struct tally){ agency, "", 0 };
			struct tally *t = &tallies.at[lookup_find(&seen, agency)];
			t->n += j < same.n ? 1 : 3;
		}
	}
	for (size_t i = 0; i < tallies.n; i++)
		if (best < 0 || tallies.at[i].n > tallies.at[best].n) {
			second = best < 0 ? 0 : tallies.at[best].n;
			best = (int64_t)i;
		} else if (tallies.at[i].n > second)
			second = tallies.at[i].n;
	return best >= 0 && tallies.at[best].n > second ? tallies.at[best].agency : "";
}

static const struct roster_school *
said_of(const struct matching *m, int64_t school)
{
	for (size_t i = 0; i < m->said.n; i++)
		if (m->said.at[i].school == school)
			return school_read(tx_arena(m->tx), "", m->said.at[i].statement);
	return school_read(tx_arena(m->tx), "", "");
}

/* Name first, then agency, city, grades; half the words of a name are enough in the same agency. */
static int
score_of(const struct matching *m, const struct school *ours, const struct roster_school *said,
    const struct nces_school *s, int shared)
{
	bool same = shared == SAME, agency = strncmp(s->nces, m->agency, AGENCY) == 0 && *m->agency != '\0';
	int score = same ? 40 : shared / 4;

	if (!same && (!agency || shared < 50))
		return 0;
	score += agency ? 20 : 0;
	score += *said->city != '\0' && strcasecmp(said->city, s->city) == 0 ? 15 : 0;
	score += *said->state != '\0' && strcasecmp(said->state, s->state) == 0 ? 5 : 0;
	score += ours->low_grade >= 0 && ours->low_grade == s->low ? 4 : 0;
	return score + (ours->high_grade >= 0 && ours->high_grade == s->high ? 4 : 0);
}

static int
by_score(const void *x, const void *y)
{
	const struct scored *a = x, *b = y;

	return a->score != b->score ? b->score - a->score : strcmp(a->school.nces, b->school.nces);
}

struct offers { struct matching *m; struct nces_match *match; const struct roster_school *said; struct lookup seen;
	LIST(struct scored) all; };

static void
offer(struct offers *o, const struct nces_school *s, int shared)
{
	int score = score_of(o->m, &o->match->school, o->said, s, shared);

	if (score > 0 && lookup_add(&o->seen, s->nces, 0) && !nces_taken(o->m->tx, s->nces, o->match->school.id))
		*LIST_ADD(tx_arena(o->m->tx), &o->all) = (struct scored){ *s, score, shared == SAME };
}

static void
offers_find(struct matching *m, struct nces_match *match)
{
	struct arena *a = tx_arena(m->tx);
	struct offers o = { .m = m, .match = match, .said = said_of(m, match->school.id), .seen = { .arena = a } };
	const char *key = nces_key(a, match->school.name);
	struct lines words = text_split(a, key, ' ');
	struct nces_schools same = nces_by_key(m->tx, key);

	for (size_t i = 0; i < same.n; i++)
		offer(&o, &same.at[i], SAME);
	for (size_t i = 0; i < m->of_agency.n; i++)
		offer(&o, &m->of_agency.at[i], words_shared(&words, &m->words[i]));
	if (o.all.n > 0)
		qsort(o.all.at, o.all.n, sizeof(*o.all.at), by_score);
	for (; match->n < o.all.n && match->n < NCES_OFFERS; match->n++)
		match->offers[match->n] = o.all.at[match->n].school;
	/* The name and at least its agency or city, and nobody else as good. */
	match->sure = o.all.n > 0 && o.all.at[0].same_name && o.all.at[0].score >= 55 &&
	    (o.all.n == 1 || o.all.at[1].score < o.all.at[0].score);
}

struct nces_matches
nces_matches(struct tx *tx, bool with_number)
{
	struct nces_matches list = {0};
	struct schools ours = school_list(tx);
	struct matching m = { .tx = tx, .agency = with_number ? "" : best_agency(tx, &ours) };

	if (!with_number) {
		m.of_agency = *m.agency != '\0' ? nces_by_agency(tx, m.agency) : (struct nces_schools){0};
		m.said = school_statements(tx);
		m.words = NEW_N(tx_arena(tx), struct lines, m.of_agency.n + 1);
		for (size_t i = 0; i < m.of_agency.n; i++)
			m.words[i] = text_split(tx_arena(tx), m.of_agency.at[i].key, ' ');
	}
	for (size_t i = 0; i < ours.n; i++) {
		if (text_eq(ours.at[i].kind, "office") || (ours.at[i].nces != NULL) != with_number)
			continue;
		struct nces_match *match = LIST_ADD(tx_arena(tx), &list);
		match->school = ours.at[i];
		if (!with_number)
			offers_find(&m, match);
		else {
			struct nces_school *s = nces_find(tx, match->school.nces);
			match->offers[0] = s != NULL ? *s : (struct nces_school){ .nces = match->school.nces, .name = "", .lea = "", .city = "", .state = "" };
			match->n = 1;
		}
	}
	return list;
}

bool
nces_put(struct tx *tx, int64_t school, const char *nces, int64_t by)
{
	struct school *s = school_find(tx, school);

	if (s == NULL || (*nces != '\0' && (nces_find(tx, nces) == NULL || nces_taken(tx, nces, school))))
		return false;
	school_nces_put(tx, school, *nces != '\0' ? nces : NULL);
	deed_put(tx, 0, by, *nces != '\0' ? "numbered" : "unnumbered", s->name, clock_now());
	return true;
}
