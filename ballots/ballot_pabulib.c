/* Pabulib (Stolicki, Szufa & Talmon 2020; Faliszewski et al. 2023, “Participatory
 * Budgeting: Data, Tools, and Analysis”, section 3): META, PROJECTS and VOTES, each with a header line of
 * column names; cells between semicolons, quoted as in CSV where they hold one.
 * Columns that are not known are left alone. */
#include "ballots/ballot_reading.h"
#include "base/arena.h"
#include <stdlib.h>
#include <string.h>

enum { MOST_PLACES = 6 };

struct row { struct piece *at; size_t n, cap; };

struct pabulib {
	struct reading *t;
	struct row row, header;
	struct { struct ballot_option *at; size_t n, cap; } options;
	struct { struct piece *at; size_t n, cap; } costs;      /* as written: places are known once all are read */
	struct piece budget, default_score;
	int64_t votes, projects, min_length, max_length;        /* -1: META does not say */
	int64_t too_short, too_long, repeated;
	uint32_t *slots;                                        /* option + 1 by its id's hash */
	size_t mask;
	const char *type_at;
};

/* ── rows and cells ── */

static const char *
quoted_cell(struct pabulib *p, const char *from)
{
	struct reading *t = p->t;
	char *text = NULL, *to = NULL;
	const char *at = from + 1;

	for (; at < t->end && (*at != '"' || at[1] == '"'); at += 1 + (*at == '"'))
		;
	if (at >= t->end) {
		reading_wrong(t, from, "the quote that begins here is never closed; double the quotes inside a cell");
		return NULL;
	}
	to = text = arena_copy(t->arena, from + 1, (size_t)(at - from - 1));
	for (const char *c = from + 1; c < at; c++) {
		*to++ = *c;
		c += *c == '"';
	}
	*LIST_ADD(t->arena, &p->row) = piece_trim((struct piece){ text, (size_t)(to - text) });
	while (++at < t->end && (*at == ' ' || *at == '\t'))
		;
	if (at < t->end && *at != ';' && *at != '\n' && *at != '\r') {
		reading_wrong(t, at, "behind this quote the cell should end; double the quotes inside a cell");
		return NULL;
	}
	return at;
}

/* The cells of the next line; false: there is none, or it is wrong. */
static bool
next_row(struct pabulib *p)
{
	struct reading *t = p->t;
	const char *at = t->line = t->at;

	p->row.n = 0;
	if (at == t->end)
		return false;
	for (;;) {
		while (at < t->end && (*at == ' ' || *at == '\t'))
			at++;
		if (at < t->end && *at == '"') {
			if ((at = quoted_cell(p, at)) == NULL)
				return false;
		} else {
			size_t n = 0;
			while (at + n < t->end && at[n] != ';' && at[n] != '\n' && at[n] != '\r')
				n++;
			*LIST_ADD(t->arena, &p->row) = piece_trim((struct piece){ at, n });
			at += n;
		}
		if (at == t->end || *at != ';')
			break;
		at++;
	}
	t->at = at == t->end ? at : at[0] == '\r' && at + 1 < t->end && at[1] == '\n' ? at + 2 : at + 1;
	return true;
}

static bool
row_is_empty(const struct row *row)
{
	for (size_t i = 0; i < row->n; i++)
		if (row->at[i].len > 0)
			return false;
	return true;
}

static bool
next_full_row(struct pabulib *p)
{
	while (next_row(p))
		if (!row_is_empty(&p->row))
			return true;
	return false;
}

static bool
is_section(const struct row *row, const char *name)
{
	for (size_t i = 1; i < row->n; i++)
		if (row->at[i].len > 0)
			return false;
	return row->n > 0 && piece_is(row->at[0], name);
}

/* The header line of a section, with these columns at least. */
static bool
read_header(struct pabulib *p, const char *section, const char *first, const char *second)
{
	const char *wanted[] = { first, second };

	if (!next_full_row(p))
		return reading_wrong(p->t, p->t->at, "%s ends here without its header line", section);
	p->header = p->row;
	p->row = (struct row){0};
	for (int i = 0; i < 2; i++) {
		bool found = false;
		for (size_t k = 0; k < p->header.n; k++)
			found = found || piece_is(p->header.at[k], wanted[i]);
		if (!found)
			return reading_wrong(p->t, p->header.at[0].at, "%s needs a column “%s” in its header line", section, wanted[i]);
	}
	return true;
}

/* The cell of that column in the present row; at = NULL: there is none, or it says "None". */
static struct piece
cell(const struct pabulib *p, const char *column)
{
	for (size_t i = 0; i < p->header.n && i < p->row.n; i++)
		if (piece_is(p->header.at[i], column))
			return piece_is(p->row.at[i], "none") ? (struct piece){0} : p->row.at[i];
	return (struct piece){0};
}

static bool
row_fits(struct pabulib *p)
{
	size_t n = p->row.n;

	while (n > p->header.n && p->row.at[n - 1].len == 0)
		n--;
	return n <= p->header.n || reading_wrong(p->t, p->row.at[p->header.n].at,
	    "this line has %zu cells, its header line %zu; put a cell with a semicolon in it between quotes", n, p->header.n);
}

/* ── META ── */

static bool
read_type(struct pabulib *p, struct piece value)
{
	static const struct { const char *name; enum ballot_kind kind; } types[] = {
		{ "approval", BALLOTS_APPROVED }, { "choose-1", BALLOTS_APPROVED }, { "ordinal", BALLOTS_RANKED },
		{ "cumulative", BALLOTS_POINTS }, { "scoring", BALLOTS_POINTS },
	};

	p->type_at = value.at;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (piece_is(value, types[i].name)) {
			p->t->file->kind = types[i].kind;
			return true;
		}
	return reading_wrong(p->t, value.at, "vote_type “%.*s” is not known; it is approval, choose-1, ordinal, cumulative or scoring",
	    (int)(value.len < 40 ? value.len : 40), value.at);
}

static bool
read_meta_row(struct pabulib *p)
{
	struct piece key = p->row.at[0], value = p->row.n > 1 ? p->row.at[1] : (struct piece){ p->row.at[0].at + p->row.at[0].len, 0 };
	static const struct { const char *key, *what; size_t offset; } numbers[] = {
		{ "num_votes", "the number of votes", offsetof(struct pabulib, votes) },
		{ "num_projects", "the number of projects", offsetof(struct pabulib, projects) },
		{ "min_length", "the least length of a vote", offsetof(struct pabulib, min_length) },
		{ "max_length", "the greatest length of a vote", offsetof(struct pabulib, max_length) },
	};

	if (piece_is(key, "vote_type"))
		return read_type(p, value);
	if (piece_is(key, "budget"))
		p->budget = value;
	else if (piece_is(key, "default_score"))
		p->default_score = value;
	else if (piece_is(key, "description"))
		p->t->file->title = piece_text(p->t->arena, value);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (piece_is(key, numbers[i].key) && value.len > 0)
			return reading_number(p->t, value, 0, PROFILE_VOTES, numbers[i].what, (int64_t *)((char *)p + numbers[i].offset));
	return true;
}

static bool
read_meta(struct pabulib *p)
{
	if (!next_full_row(p) || !read_header(p, "META", "key", "value"))
		return false;
	while (next_full_row(p) && !is_section(&p->row, "PROJECTS"))
		if (!read_meta_row(p))
			return false;
	if (p->t->error != NULL)
		return false;
	if (!is_section(&p->row, "PROJECTS"))
		return reading_wrong(p->t, p->t->at, "the section PROJECTS is missing");
	if (p->type_at == NULL)
		return reading_wrong(p->t, p->row.at[0].at, "META does not say vote_type; add a line such as “vote_type;approval”");
	if (p->budget.at == NULL)
		return reading_wrong(p->t, p->row.at[0].at, "META does not say the budget; add a line such as “budget;100000”");
	return true;
}

/* ── PROJECTS ── */

static size_t
slot_of(const struct pabulib *p, struct piece id)
{
	uint64_t hash = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < id.len; i++)
		hash = (hash ^ (unsigned char)id.at[i]) * UINT64_C(1099511628211);
	size_t slot = (hash ^ hash >> 32) & p->mask;
	for (; p->slots[slot] != 0; slot = (slot + 1) & p->mask) {
		const char *other = p->options.at[p->slots[slot] - 1].id;
		if (strncmp(other, id.at, id.len) == 0 && other[id.len] == '\0')
			break;
	}
	return slot;
}

static void
more_slots(struct pabulib *p)
{
	size_t n = 64;

	while (n < 4 * p->options.n)
		n *= 2;
	p->mask = n - 1;
	p->slots = NEW_N(p->t->arena, uint32_t, n);
	for (size_t i = 0; i < p->options.n; i++)
		p->slots[slot_of(p, (struct piece){ p->options.at[i].id, strlen(p->options.at[i].id) })] = (uint32_t)i + 1;
}

static bool
read_project(struct pabulib *p)
{
	struct piece id = cell(p, "project_id"), cost = cell(p, "cost"), name = cell(p, "name");
	int64_t any;

	if (!row_fits(p))
		return false;
	if (id.len == 0)
		return reading_wrong(p->t, p->row.at[0].at, "this project has no project_id; give it one of its own");
	if (p->slots == NULL || p->options.n * 2 > p->mask)
		more_slots(p);
	size_t slot = slot_of(p, id);
	if (p->slots[slot] != 0)
		return reading_wrong(p->t, id.at, "project “%.*s” stands here a second time; give each project an id of its own",
		    (int)id.len, id.at);
	if (cost.len == 0 || !piece_decimal(cost, MOST_PLACES, &any) || any < 0)
		return reading_wrong(p->t, cost.len > 0 ? cost.at : id.at, "the cost of project “%.*s” is no amount of money; "
		    "write a number that is not negative, with at most %d decimals", (int)id.len, id.at, MOST_PLACES);
	*LIST_ADD(p->t->arena, &p->options) = (struct ballot_option){ .id = piece_text(p->t->arena, id),
	    .name = piece_text(p->t->arena, name.len > 0 ? name : id) };
	*LIST_ADD(p->t->arena, &p->costs) = cost;
	p->slots[slot] = (uint32_t)p->options.n;
	return true;
}

/* Money in one unit, so that all of it is whole numbers. */
static bool
read_money(struct pabulib *p)
{
	struct ballot_file *f = p->t->file;
	int places = piece_places(p->budget);

	for (size_t i = 0; i < p->costs.n; i++)
		places = piece_places(p->costs.at[i]) > places ? piece_places(p->costs.at[i]) : places;
	f->money_places = places;
	if (places > MOST_PLACES || !piece_decimal(p->budget, places, &f->budget) || f->budget <= 0 || f->budget > BALLOT_FILE_MONEY)
		return reading_wrong(p->t, p->budget.at, "the budget “%.*s” is no amount of money that can be spent; "
		    "write a number above 0, with at most %d decimals", (int)(p->budget.len < 40 ? p->budget.len : 40), p->budget.at, MOST_PLACES);
	for (size_t i = 0; i < p->costs.n; i++)
		if (!piece_decimal(p->costs.at[i], places, &p->options.at[i].cost) || p->options.at[i].cost > BALLOT_FILE_MONEY)
			return reading_wrong(p->t, p->costs.at[i].at, "this cost is larger than this program can count exactly");
	return true;
}

static bool
read_projects(struct pabulib *p)
{
	if (!read_header(p, "PROJECTS", "project_id", "cost"))
		return false;
	while (next_full_row(p) && !is_section(&p->row, "VOTES"))
		if (!read_project(p))
			return false;
	if (p->t->error != NULL)
		return false;
	if (!is_section(&p->row, "VOTES"))
		return reading_wrong(p->t, p->t->at, "the section VOTES is missing");
	if (p->options.n == 0)
		return reading_wrong(p->t, p->row.at[0].at, "there are no projects to choose from; list them under PROJECTS");
	if (p->projects >= 0 && p->projects != (int64_t)p->options.n)
		reading_note(p->t, "%s: META says %lld projects; the file has %zu, and these were used", p->t->name,
		    (long long)p->projects, p->options.n);
	more_slots(p);
	p->t->file->option = p->options.at;
	reading_ballots_begin(p->t, (int)p->options.n);
	return read_money(p);
}

/* ── VOTES ── */

static bool
read_points(struct pabulib *p, struct piece *rest, const char *where, int64_t *ret)
{
	struct piece points = piece_until(rest, ',');

	if (points.at == NULL || points.len == 0)
		return reading_wrong(p->t, where, "there are fewer points than projects on this ballot; give each project its number");
	if (!piece_decimal(points, MOST_PLACES, ret))
		return reading_wrong(p->t, points.at, "“%.*s” are no points; write a number with at most %d decimals",
		    (int)(points.len < 40 ? points.len : 40), points.at, MOST_PLACES);
	if (llabs(*ret) > BALLOT_FILE_MONEY)
		return reading_wrong(p->t, points.at, "these are more points than can be counted");
	return true;
}

static bool
read_choice(struct pabulib *p, struct piece id, struct piece *points)
{
	size_t slot = slot_of(p, id);
	int64_t given = 0;

	if (id.len == 0)
		return true;
	if (p->slots[slot] == 0)
		return reading_wrong(p->t, id.at, "project “%.*s” is not among PROJECTS; add it there or take it off the ballot",
		    (int)(id.len < 40 ? id.len : 40), id.at);
	if (p->t->file->kind == BALLOTS_POINTS && !read_points(p, points, id.at, &given))
		return false;
	int option = (int)p->slots[slot] - 1;
	if (reading_choice_seen(p->t, option) && p->t->file->kind != BALLOTS_APPROVED)
		return reading_wrong(p->t, id.at, "project “%.*s” stands twice on this ballot; keep one", (int)id.len, id.at);
	if (reading_choice_seen(p->t, option))
		p->repeated++;
	else
		reading_choice(p->t, option, false, given);
	return true;
}

static bool
read_vote(struct pabulib *p)
{
	struct piece vote = cell(p, "vote"), points = cell(p, "points");

	if (!row_fits(p) || !reading_ballot(p->t, p->row.at[0].at, 1))
		return false;
	while (vote.at != NULL)
		if (!read_choice(p, piece_until(&vote, ','), &points))
			return false;
	int64_t length = p->t->ballots.at[p->t->ballots.n - 1].choices;
	if (p->t->file->kind == BALLOTS_POINTS && points.at != NULL && points.len > 0 && length > 0)
		return reading_wrong(p->t, points.at, "there are more points than projects on this ballot; give each project its number");
	p->too_short += p->min_length >= 0 && length < p->min_length;
	p->too_long += p->max_length >= 0 && length > p->max_length;
	return true;
}

static void
read_notes(struct pabulib *p)
{
	struct reading *t = p->t;

	if (p->votes >= 0 && p->votes != t->votes)
		reading_note(t, "%s: META says %lld votes; the file has %lld, and these were counted", t->name,
		    (long long)p->votes, (long long)t->votes);
	if (p->too_short > 0)
		reading_note(t, "%s: %lld votes name fewer projects than min_length %lld; they were counted all the same", t->name,
		    (long long)p->too_short, (long long)p->min_length);
	if (p->too_long > 0)
		reading_note(t, "%s: %lld votes name more projects than max_length %lld; they were counted all the same", t->name,
		    (long long)p->too_long, (long long)p->max_length);
	if (p->repeated > 0)
		reading_note(t, "%s: on %lld ballots a project stands more than once; it was counted once", t->name, (long long)p->repeated);
}

/* A scoring file may say what a project gets that a ballot leaves out. */
static bool
read_default_score(struct pabulib *p)
{
	int64_t score = 0;

	if (p->default_score.len == 0 || p->t->file->kind != BALLOTS_POINTS)
		return true;
	if (!piece_decimal(p->default_score, MOST_PLACES, &score) || llabs(score) > BALLOT_FILE_MONEY)
		return reading_wrong(p->t, p->default_score.at, "the default_score is no number of points");
	p->t->file->default_points = score;
	return true;
}

bool
pabulib_read(struct reading *t)
{
	struct pabulib p = { .t = t, .votes = -1, .projects = -1, .min_length = -1, .max_length = -1 };

	t->file->format = FORMAT_PABULIB;
	t->file->point_places = MOST_PLACES;
	if (!read_meta(&p) || !read_projects(&p) || !read_default_score(&p) || !read_header(&p, "VOTES", "voter_id", "vote"))
		return false;
	while (next_full_row(&p))
		if (!read_vote(&p))
			return false;
	if (t->error != NULL)
		return false;
	read_notes(&p);
	reading_ballots_end(t);
	return true;
}
