/* groundswell import oneroster|sds|clever|google PATH */
#include "base/clock.h"
#include "base/text.h"
#include "db/db.h"
#include "json/json.h"
#include "roster/imports.h"
#include "roster/nces.h"
#include "roster/roster_said.h"
#include "roster/source.h"
#include "site/feature.h"
#include <stdio.h>
#include <unistd.h>

enum { DONE = 0, HELD = 1, WRONG = 2, LOOK_SECONDS = 5, NAMES_SHOWN = 20 };

struct importing {
	struct command_run *run;
	struct arena *scratch;
	struct db *db;                       /* NULL: a dry run without data */
	int64_t district, import;
	struct roster *roster;
	struct changes *changes;
	bool terminal, line_open;
	int64_t looked_at;
};

/* --- while it goes on --- */

/* On a terminal the line is written over; a log gets a line now and then. */
static void
show(struct importing *m, const char *what, int64_t n, int64_t of)
{
	int64_t now = clock_ms();

	if (m->looked_at == 0 && !m->terminal)
		m->looked_at = now;
	if (now - m->looked_at < (m->terminal ? 100 : LOOK_SECONDS * 1000))
		return;
	m->looked_at = now;
	fprintf(stderr, m->terminal ? "\r\033[K" : "");
	if (of > 0)
		fprintf(stderr, say(m->run->lang, "%s: %lld of %lld"), what, (long long)n, (long long)of);
	else
		fprintf(stderr, say(m->run->lang, "%s: %lld rows"), what, (long long)n);
	fprintf(stderr, m->terminal ? "" : "\n");
	m->line_open = m->terminal;
}

static void
show_end(struct importing *m)
{
	if (m->line_open)
		fprintf(stderr, "\r\033[K");
	m->line_open = false;
}

static void
show_rows(void *arg, const char *file, int64_t rows)
{
	show(arg, file, rows, 0);
}

static void
show_applied(void *arg, int64_t done, int64_t total)
{
	struct importing *m = arg;

	if (total > 1)
		show(m, say(m->run->lang, N_("Changes")), done, total);
}

/* --- what came of it --- */

static void
put_left(struct json_writer *w, struct arena *a, const struct roster_left *l)
{
	json_open_object(w, NULL);
	json_put_text(w, "file", l->file);
	json_put_text(w, "column", l->column);
	json_put_text(w, "why", why_said(a, LANG_EN, l->why, l->what));
	json_put_bool(w, "row_left_out", why_row_left(l->why));
	json_put_i64(w, "rows", l->rows);
	json_open_array(w, "lines");
	for (int64_t i = 0; i < l->rows && i < LEFT_LINES; i++)
		if (l->lines[i] > 0)
			json_put_i64(w, NULL, l->lines[i]);
	json_close(w);
	json_close(w);
}

static void
put_change(struct json_writer *w, struct arena *a, const struct change *c)
{
	struct differences d = differences_read(a, c->detail);

	json_open_object(w, NULL);
	json_put_text(w, "kind", change_code(c->kind));
	json_put_text(w, "id", c->id);
	json_put_text(w, "name", c->name);
	json_open_array(w, "columns");
	for (size_t i = 0; i < d.n; i++) {
		json_open_object(w, NULL);
		json_put_text(w, "column", d.at[i].column);
		json_put_text(w, "was", d.at[i].was);
		json_put_text(w, "is", d.at[i].is);
		json_put_bool(w, "kept_as_edited", d.at[i].kept);
		json_close(w);
	}
	json_close(w);
	json_close(w);
}

static void
put_files(struct json_writer *w, const struct roster *r)
{
	static const char *const modes[] = { "absent", "bulk", "delta" };

	json_open_array(w, "files");
	for (size_t i = 0; i < r->files.n; i++) {
		const struct roster_file *f = &r->files.at[i];
		json_open_object(w, NULL);
		json_put_text(w, "name", f->name);
		json_put_bool(w, "read", f->read);
		json_put_text(w, "mode", modes[f->mode]);
		json_put_bool(w, "partial", f->partial);
		json_put_i64(w, "rows", f->rows);
		json_put_i64(w, "kept", f->kept);
		json_put_i64(w, "students_and_families", f->others);
		json_put_i64(w, "left_out", f->left);
		json_close(w);
	}
	json_close(w);
}

static void
print_json(const struct importing *m)
{
	const struct roster *r = m->roster;
	const struct changes *c = m->changes;
	struct json_writer w = json_begin(m->run->arena);

	w.out->max = 1 << 30;
	json_open_object(&w, NULL);
	json_put_text(&w, "format", "import-1");
	json_put_text(&w, "source", format_code(r->format));
	json_put_text(&w, "version", r->version);
	json_put_text(&w, "mode", r->people_mode == MODE_BULK ? "bulk" : r->people_mode == MODE_DELTA ? "delta" : "absent");
	json_put_bool(&w, "dry_run", m->run->dry_run);
	json_put_bool(&w, "held", c->held);
	json_put_id(&w, "import", m->import);
	json_put_i64(&w, "staff_before", c->staff);
	json_put_i64(&w, "unchanged", c->unchanged);
	json_put_i64(&w, "spared", (int64_t)c->spared.n);
	json_open_object(&w, "counts");
	for (int kind = 0; kind < CHANGE_QUIET; kind++)
		json_put_i64(&w, change_code((enum change_kind)kind), c->counts[kind]);
	json_close(&w);
	put_files(&w, r);
	json_open_array(&w, "findings");
	for (size_t i = 0; i < r->left.n; i++)
		put_left(&w, m->run->arena, &r->left.at[i]);
	json_close(&w);
	json_open_array(&w, "changes");
	for (size_t i = 0; i < c->n && c->at[i].kind != CHANGE_QUIET; i++) {
		put_change(&w, m->scratch, &c->at[i]);
		arena_reset(m->scratch);
	}
	json_close(&w);
	json_close(&w);
	puts(json_done(&w));
}

static void
print_files(const struct importing *m)
{
	for (size_t i = 0; i < m->roster->files.n; i++) {
		const struct roster_file *f = &m->roster->files.at[i];
		if (f->read)
			printf("  %-24s %s\n", f->name, file_said(m->run->arena, m->run->lang, f));
	}
	for (size_t i = 0; i < m->roster->left.n; i++)
		printf("  %s\n", left_said(m->run->arena, m->run->lang, &m->roster->left.at[i]));
}

/* A dry run names who would change. */
static void
print_names(const struct importing *m)
{
	const struct changes *c = m->changes;
	int64_t n = 0;

	for (size_t i = 0; i < c->n && c->at[i].kind != CHANGE_QUIET; i++) {
		n = i > 0 && c->at[i].kind == c->at[i - 1].kind ? n + 1 : 1;
		if (n == 1)
			printf("\n%s\n", change_said(m->run->arena, m->run->lang, c->at[i].kind, c->counts[c->at[i].kind]));
		if (n <= NAMES_SHOWN)
			printf("  %s (%s)\n", c->at[i].name, c->at[i].id);
		if (n == NAMES_SHOWN + 1)
			printf("  …\n");
	}
}

static void
print_words(const struct importing *m)
{
	struct command_run *run = m->run;
	const struct changes *c = m->changes;

	printf("%s %s: %s\n", format_name(m->roster->format), m->roster->version, mode_said(run->lang, m->roster->people_mode));
	print_files(m);
	if (run->dry_run)
		print_names(m);
	printf("\n");
	for (int kind = 0; kind < CHANGE_QUIET; kind++)
		if (c->counts[kind] > 0 && !run->dry_run)
			printf("%s\n", change_said(run->arena, run->lang, (enum change_kind)kind, c->counts[kind]));
	printf("%s\n", unchanged_said(run->arena, run->lang, c->unchanged, (int64_t)c->spared.n));
	if (c->held)
		printf("%s\n", held_said(run->arena, run->lang, c->counts[CHANGE_GONE], c->staff));
	else if (run->dry_run)
		printf("%s\n", say(run->lang, "Nothing was written: this was a dry run."));
	else if (c->counts[CHANGE_ASKED] > 0)
		printf("%s\n", say(run->lang, "Somebody has to say who they are: on the page Roster."));
}

/* --- the command --- */

static void
look_and_compare(struct tx *tx, void *arg)
{
	struct importing *m = arg;

	m->changes = compare(tx, m->run->arena, m->scratch, m->roster);
}

static bool
compare_data(struct importing *m)
{
	struct arena *rows = arena_new();
	bool good = true;

	if (m->db == NULL)
		look_and_compare(NULL, m);
	else
		good = db_run(m->db, DB_READ, m->district, rows, look_and_compare, m) == DB_DONE;
	arena_free(rows);
	return good;
}

static bool
write_data(struct importing *m)
{
	struct job_run run = { .arena = m->run->arena, .district = m->district, .note = "", .reader = m->db, .now = clock_now() };
	struct import_watch watch = { show_applied, m };

	if (import_begin(&run, m->roster, m->changes, 0, m->changes->held, &m->import) != IMPORT_WENT)
		return false;
	return m->changes->held ||
	    import_apply(&run, m->import, m->roster, m->changes, 0, &watch) == IMPORT_WENT;
}

static int
import_with(struct importing *m)
{
	if (!compare_data(m) || (!m->run->dry_run && !write_data(m))) {
		show_end(m);
		fprintf(stderr, "groundswell: the data could not be read or written; run the import again, it goes on from there\n");
		return WRONG;
	}
	show_end(m);
	if (m->run->json)
		print_json(m);
	else
		print_words(m);
	return m->changes->held ? HELD : DONE;
}

static const char *
today(struct arena *a)
{
	return arena_copy(a, time_iso(a, clock_now()), 10);
}

static int
import_run(struct command_run *run, enum roster_format wanted)
{
	const char *error = NULL;
	struct importing m = { .run = run, .terminal = isatty(STDERR_FILENO) };

	struct roster_reading how = { .source = source_open(run->arena, run->lang, run->argv[0], NULL, &error),
	    .name = run->argv[0], .today = today(run->arena), .lang = run->lang, .wanted = (int)wanted,
	    .progress = show_rows, .arg = &m };
	m.roster = how.source != NULL ? roster_read(run->arena, &how, &error) : NULL;
	show_end(&m);
	if (m.roster == NULL)
		return fprintf(stderr, "%s\n", error), WRONG;
	if (run->dry_run ? !command_look(run, &m.db, &m.district) : (m.db = command_data(run, &m.district)) == NULL)
		return WRONG;
	if (m.db != NULL)
		db_bulk(m.db);
	m.scratch = arena_new();
	int status = import_with(&m);
	arena_free(m.scratch);
	if (m.db != NULL)
		db_close(m.db);
	return status;
}

/* groundswell import nces FILE */
static int
import_nces(struct command_run *run)
{
	const char *error = NULL;
	struct importing m = { .run = run, .terminal = isatty(STDERR_FILENO) };
	struct source *source = source_open(run->arena, run->lang, run->argv[0], NULL, &error);
	struct nces_read how = { .state = command_option(run, "--state"), .lang = run->lang, .progress = show_rows, .arg = &m };

	if (source == NULL)
		return fprintf(stderr, "%s\n", error), WRONG;
	if ((m.db = command_data(run, &m.district)) == NULL)
		return WRONG;
	db_bulk(m.db);
	struct job_run job = { .arena = run->arena, .district = m.district, .note = "", .reader = m.db, .now = clock_now() };
	error = nces_bring(&job, source, &how);
	show_end(&m);
	db_close(m.db);
	if (error != NULL)
		return fprintf(stderr, "%s\n", error), WRONG;
	printf(say_n(run->lang, "%lld school of the directory is kept.", "%lld schools of the directory are kept.", how.kept), (long long)how.kept);
	printf("\n%s\n", say(run->lang, "Which of them is which of yours is said on the page Roster, Federal school numbers."));
	return DONE;
}

static int import_oneroster(struct command_run *run) { return import_run(run, FORMAT_ONEROSTER); }
static int import_sds(struct command_run *run)       { return import_run(run, FORMAT_SDS); }
static int import_clever(struct command_run *run)    { return import_run(run, FORMAT_CLEVER); }
static int import_google(struct command_run *run)    { return import_run(run, FORMAT_GOOGLE); }

static const struct command_option options[] = {
	{ "--dry-run", NULL, "says what would change, with the data there is, and writes nothing" },
	{ "--json", NULL, "the same for machines" },
	{0}
};

static const struct command_option nces_options[] = {
	{ "--state", "XX", "keeps only this state; else the one in which your schools stand" },
	{0}
};

extern const struct command roster_commands[];
const struct command roster_commands[] = {
	{ "import oneroster", "PATH", "staff and schools from a folder or .zip of OneRoster 1.1 or 1.2 CSV",
	    "groundswell import oneroster export.zip --data groundswell.db --dry-run", import_oneroster, options },
	{ "import sds", "PATH", "the same from Microsoft School Data Sync CSV",
	    "groundswell import sds sds-csv/ --data groundswell.db", import_sds, options },
	{ "import clever", "PATH", "the same from Clever CSV",
	    "groundswell import clever clever-csv/ --data groundswell.db", import_clever, options },
	{ "import google", "PATH", "the same from the list of users of Google Workspace",
	    "groundswell import google users.csv --data groundswell.db", import_google, options },
	{ "import nces", "FILE", "the federal directory of schools, to find the numbers of yours",
	    "groundswell import nces ccd_sch_029_2526.csv --data groundswell.db", import_nces, nces_options },
	{0}
};
