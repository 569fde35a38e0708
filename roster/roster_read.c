/* The files of an export, one behind the other, into a struct roster. */
#include "roster/roster_parse.h"
#include "base/text.h"
#include <string.h>
#include <strings.h>

enum { PROGRESS_ROWS = 8192 };

static const char *const codes[FORMATS] = { "oneroster", "sds", "clever", "google" };
static const char *const names[FORMATS] = { "OneRoster", "Microsoft SDS", "Clever", "Google Workspace" };

const char *format_code(enum roster_format f) { return codes[f]; }
const char *format_name(enum roster_format f) { return names[f]; }

int
format_find(const char *code)
{
	for (int i = 0; i < FORMATS; i++)
		if (text_eq(codes[i], code))
			return i;
	return -1;
}

const char *
cell(const struct parse *p, enum column column)
{
	int at = p->header.at[column];

	return at >= 0 && (size_t)at < p->row->n ? p->row->at[at] : "";
}

static struct roster_left *
left_of(struct roster *r, const char *file, const char *column, enum roster_why why, const char *what)
{
	const char *key = arena_printf(r->arena, "%d\n%s\n%s", (int)why, file, column);
	int64_t at = lookup_find(&r->left_by, key);

	if (at == LOOKUP_NONE) {
		lookup_add(&r->left_by, key, (uint32_t)r->left.n);
		at = (int64_t)r->left.n;
		*LIST_ADD(r->arena, &r->left) = (struct roster_left){ .why = why, .file = arena_text(r->arena, file),
		    .column = arena_text(r->arena, column), .what = text_cut(r->arena, what, 60) };
	}
	return &r->left.at[at];
}

void
roster_leave(struct roster *r, const char *file, const char *column, int64_t line, enum roster_why why,
    const char *what)
{
	struct roster_left *left = left_of(r, file, column, why, what);

	if (left->rows < LEFT_LINES)
		left->lines[left->rows] = line;
	left->rows++;
}

void
leave(struct parse *p, enum column column, enum roster_why why, const char *what)
{
	const char *name = p->header.names[column] != NULL ? p->header.names[column] : "";

	roster_leave(p->roster, p->roster->files.at[p->file].name, name, p->row->line, why, what);
}

void
leave_row(struct parse *p, enum column column, enum roster_why why, const char *what)
{
	leave(p, column, why, what);
	p->roster->files.at[p->file].left++;
}

void
mention(struct parse *p, const char *id)
{
	struct roster *r = p->roster;

	if (*id == '\0' || lookup_find(&r->is_mentioned, id) != LOOKUP_NONE)
		return;
	id = arena_text(p->arena, id);
	lookup_add(&r->is_mentioned, id, (uint32_t)r->mentioned.n);
	*LIST_ADD(p->arena, &r->mentioned) = id;
}

void
mention_row(struct parse *p)
{
	const char *given = cell(p, COL_GIVEN), *family = cell(p, COL_FAMILY);

	mention(p, cell(p, COL_ID));
	mention(p, text_fold(p->scratch, cell(p, COL_EMAIL)));
	if (*given != '\0' && *family != '\0')
		mention(p, text_fold(p->scratch, arena_printf(p->scratch, "%s %s", given, family)));
}

void
others(struct parse *p)
{
	p->roster->files.at[p->file].others++;
}

/* The file as a whole: nothing is proved by who is not in it. */
static void
leave_file(struct parse *p, int64_t line, enum roster_why why)
{
	struct roster_file *file = &p->roster->files.at[p->file];

	roster_leave(p->roster, file->name, "", line, why, "");
	file->partial = true;
	p->partial[p->map->table] = true;
}

static const char *
where(struct parse *p, int64_t line, const char *what)
{
	return arena_printf(p->arena, "%s:%lld: %s", p->roster->files.at[p->file].name, (long long)line, what);
}

static void
note_header(struct parse *p)
{
	for (int c = 0; c < COLUMNS; c++)
		if (p->header.guessed[c] != NULL)
			leave(p, (enum column)c, WHY_GUESSED, p->header.guessed[c]);
}

static bool
take_header(struct parse *p)
{
	p->header = header_read(p->arena, p->map, p->row);
	p->in_rows = true;
	if (p->header.missing == NULL) {
		note_header(p);
		return true;
	}
	if (p->map->table == TABLE_USERS)
		p->error = where(p, p->row->line, arena_printf(p->arena, say(p->how->lang,
		    "there is no column `%s`; export the file again with its header"), p->header.missing));
	else {
		roster_leave(p->roster, p->roster->files.at[p->file].name, p->header.missing, p->row->line, WHY_COLUMN, "");
		p->partial[p->map->table] = true;
	}
	return false;
}

/* More fields than the header names: some comma is no comma, so nothing
 * behind it stands where it should. */
static bool
is_shifted(const struct parse *p)
{
	for (size_t i = p->header.n; i < p->row->n; i++)
		if (p->row->at[i][0] != '\0')
			return true;
	return false;
}

static bool
take_row(void *arg, const struct sheet_row *row)
{
	struct parse *p = arg;

	struct roster_file *file = &p->roster->files.at[p->file];

	p->row = row;
	if (!p->in_rows)
		return take_header(p);
	if (++file->rows % PROGRESS_ROWS == 0 && p->how->progress != NULL)
		p->how->progress(p->how->arg, file->name, file->rows);
	if (row->broken || is_shifted(p)) {
		leave_row(p, COL_ID, row->broken ? WHY_UNCLOSED : WHY_MORE, "");
		mention(p, cell(p, COL_ID));
		mention(p, cell(p, COL_USER));
	} else
		row_take(p);
	arena_reset(p->scratch);
	return p->error == NULL;
}

static void
take_fault(void *arg, enum sheet_fault fault, int64_t line)
{
	struct parse *p = arg;

	switch (fault) {
	case SHEET_TOO_LONG:       /* whose row it was is not known */
		leave_file(p, line, WHY_ENDLESS);
		p->roster->files.at[p->file].left++;
		return;
	case SHEET_FOREIGN:
		roster_leave(p->roster, p->roster->files.at[p->file].name, "", line, WHY_FOREIGN, "");
		return;
	case SHEET_UTF16:
		leave_file(p, line, WHY_UTF16);
		if (p->map->table == TABLE_USERS)
			p->error = where(p, line, say(p->how->lang, "this is UTF-16; save it as CSV UTF-8"));
		return;
	case SHEET_CUT:
		leave_file(p, line, WHY_CUT);
		return;
	}
}

static bool
take_bytes(void *sheet, const void *bytes, size_t len)
{
	return sheet_feed(sheet, bytes, len);
}

static void
read_file(struct parse *p, struct source *s, size_t file, const struct table_map *map)
{
	struct sheet *sheet = sheet_new((struct sheet_taker){ take_row, take_fault, p });

	p->map = map;
	p->file = file;
	p->in_rows = false;
	memset(&p->header, 0, sizeof(p->header));
	p->roster->files.at[file].read = true;
	const char *broken = source_read(p->arena, s, file, take_bytes, sheet);
	sheet_end(sheet);
	arena_reset(p->scratch);
	if (p->error != NULL)
		return;
	if (broken != NULL && map->table == TABLE_USERS)
		p->error = broken;
	else if (broken != NULL || !p->in_rows)
		leave_file(p, 0, broken != NULL ? WHY_BROKEN : WHY_EMPTY);
	else if (p->roster->files.at[file].rows == 0 && p->header.missing == NULL && map->table != TABLE_MANIFEST)
		leave_file(p, 1, WHY_NO_ROWS);
}

struct peek { struct arena *arena; struct sheet_row row; };

static bool
peek_row(void *arg, const struct sheet_row *row)
{
	struct peek *k = arg;
	const char **at = NEW_N(k->arena, const char *, row->n);

	for (size_t i = 0; i < row->n; i++)
		at[i] = arena_text(k->arena, row->at[i]);
	k->row = (struct sheet_row){ .line = row->line, .n = row->n, .at = at };
	return false;
}

static void
peek_fault(void *arg, enum sheet_fault fault, int64_t line)
{
	(void)arg;
	(void)fault;
	(void)line;
}

static struct sheet_row
first_row(struct arena *a, struct source *s, size_t file)
{
	struct peek k = { .arena = a };
	struct sheet *sheet = sheet_new((struct sheet_taker){ peek_row, peek_fault, &k });

	source_read(a, s, file, take_bytes, sheet);
	sheet_end(sheet);
	return k.row;
}

static const char *
plain_name(struct arena *a, const char *file)
{
	const char *dot = strrchr(file, '.');

	return header_fold(a, arena_copy(a, file, dot != NULL ? (size_t)(dot - file) : strlen(file)));
}

static bool
map_names(struct arena *a, const struct table_map *map, const char *file)
{
	return names_have(map->files, plain_name(a, file));
}

/* Does the file fit the map: by its name and, where that says nothing, by its header? */
static bool
map_fits(struct arena *a, const struct table_map *map, struct source *s, size_t file, const struct sheet_row *head)
{
	bool any = strcmp(map->files, "*") == 0;

	if (map->columns == NULL || (!any && !map_names(a, map, s->at[file].name) && s->n > 1))
		return false;
	struct header h = header_read(a, map, head);
	return h.missing == NULL && (map_names(a, map, s->at[file].name) || any || h.known >= 4);
}

/* What OneRoster's users have and SDS v2's do not. */
static bool
is_sds2(struct arena *a, const struct source *s, const struct sheet_row *heads)
{
	bool lacks = false;

	for (size_t i = 0; i < s->n; i++) {
		const char *name = plain_name(a, s->at[i].name);
		if (text_eq(name, "manifest"))
			return false;
		if (!text_eq(name, "users"))
			continue;
		lacks = true;
		for (size_t c = 0; c < heads[i].n; c++)
			lacks = lacks && !names_have("status|dateLastModified|enabledUser|userIds", header_fold(a, heads[i].at[c]));
	}
	return lacks;
}

/* Which kind of export this is: the first that finds its people, else its schools. */
static bool
find_format(struct parse *p, struct source *s, enum roster_format *ret_format)
{
	struct sheet_row *heads = NEW_N(p->arena, struct sheet_row, s->n);
	int best = 0;

	for (size_t i = 0; i < s->n; i++)
		heads[i] = first_row(p->arena, s, i);
	for (const struct table_map *map = table_maps; map->files != NULL; map++)
		for (size_t i = 0; i < s->n; i++) {
			int weight = map->table == TABLE_USERS ? 3 : map->table == TABLE_ORGS || map->table == TABLE_ROLES ? 2 : 1;
			if (weight > best && map_fits(p->arena, map, s, i, &heads[i])) {
				best = weight;
				p->maps = map->format;
			}
		}
	*ret_format = p->maps;
	if (p->maps == FORMAT_ONEROSTER && (p->how->wanted == FORMAT_SDS ||
	    (p->how->wanted < 0 && is_sds2(p->arena, s, heads))))
		*ret_format = FORMAT_SDS;
	return best > 0;
}

/* Which file is this table?  By name, else the only one there is. */
static size_t
find_file(struct parse *p, struct source *s, const struct table_map *map)
{
	for (size_t i = 0; i < s->n; i++)
		if (!p->roster->files.at[i].read && map_names(p->scratch, map, s->at[i].name))
			return i;
	if (map->table != TABLE_USERS || (strcmp(map->files, "*") != 0 && s->n > 1))
		return s->n;
	for (size_t i = 0; i < s->n; i++) {
		struct sheet_row head = first_row(p->scratch, s, i);
		if (!p->roster->files.at[i].read && map_fits(p->scratch, map, s, i, &head))
			return i;
	}
	return s->n;
}

static bool
is_about_students(struct parse *p, const char *file)
{
	for (const struct table_map *map = table_maps; map->files != NULL; map++)
		if (map->format == p->maps && map->table == TABLE_STUDENTS && map_names(p->scratch, map, file))
			return true;
	return false;
}

static void
read_table(struct parse *p, struct source *s, enum table table)
{
	for (const struct table_map *map = table_maps; map->files != NULL && p->error == NULL; map++) {
		if (map->table != table || map->format != p->maps)
			continue;
		size_t file = find_file(p, s, map);
		arena_reset(p->scratch);
		if (file == s->n)
			continue;
		p->has_table[table] = true;
		p->roster->files.at[file].mode = p->modes[table] == MODE_BULK ? MODE_BULK : MODE_DELTA;
		read_file(p, s, file, map);
		if (table == TABLE_USERS)
			p->roster->people_file = p->roster->files.at[file].name;
		if (table == TABLE_ROLES || (table == TABLE_USERS && !p->has_table[TABLE_ROLES])) {
			p->roster->posts_file = p->roster->files.at[file].name;
			p->roster->org_column = p->header.names[COL_ORGS] != NULL ? p->header.names[COL_ORGS] : "";
		}
	}
}

/* Without a role nobody can be told from a student. */
static void
check_roles(struct parse *p)
{
	struct roster *r = p->roster;
	bool in_users = p->has_table[TABLE_USERS] && (p->maps != FORMAT_ONEROSTER || p->header.at[COL_ROLE] >= 0);

	if (p->error == NULL && p->has_table[TABLE_USERS] && p->modes[TABLE_USERS] == MODE_BULK && !in_users &&
	    !p->has_table[TABLE_ROLES])
		p->error = where(p, 1, say(p->how->lang, "there is neither a column `role` nor a roles.csv, so staff cannot "
		    "be told from students; export with roles"));
	r->roles_whole = r->roles_whole || in_users;
}

static void
posts_sort(struct roster_person *who)
{
	for (size_t i = 1; i < who->posts.n; i++)
		for (size_t j = i; j > 0; j--) {
			struct roster_post *a = &who->posts.at[j - 1], *b = &who->posts.at[j], swap = *a;
			int order = (int)b->primary - (int)a->primary;
			if (order == 0)
				order = a->duty != b->duty ? (int)a->duty - (int)b->duty : strcmp(a->org, b->org);
			if (order <= 0)
				break;
			*a = *b;
			*b = swap;
		}
}

static void
finish_people(struct parse *p)
{
	struct roster *r = p->roster;
	struct lookup emails = { .arena = p->arena };

	for (size_t i = 0; i < r->people.n; i++) {
		struct roster_person *who = &r->people.at[i];
		bool any = false;
		if (!who->named && !who->uncertain && p->modes[TABLE_USERS] == MODE_BULK && p->has_table[TABLE_USERS]) {
			roster_leave(r, "roles.csv", "userSourcedId", who->line, WHY_NO_USER, "");
			who->uncertain = true;
		}
		for (size_t j = 0; j < who->posts.n; j++) {
			who->posts.at[j].primary |= *who->primary_org != '\0' && text_eq(who->posts.at[j].org, who->primary_org);
			any |= !who->posts.at[j].gone;
		}
		if (r->roles_whole && !any)
			who->active = false;
		posts_sort(who);
		if (who->active && *who->email != '\0' && !lookup_add(&emails, who->email, 0))
			roster_leave(r, r->people_file, "email", who->line, WHY_SAME_EMAIL, "");
	}
}

/* What a table says: everything, what changed, or nothing. */
static enum roster_mode
mode_of(const struct parse *p, enum table table)
{
	if (!p->has_table[table])
		return MODE_ABSENT;
	return p->modes[table] == MODE_BULK && !p->partial[table] ? MODE_BULK : MODE_DELTA;
}

static enum roster_mode
classes_mode(const struct parse *p)
{
	enum roster_mode classes = mode_of(p, TABLE_CLASSES), enrollments = mode_of(p, TABLE_ENROLLMENTS);

	if (p->maps == FORMAT_CLEVER)
		return classes;
	if (classes == MODE_ABSENT || enrollments == MODE_ABSENT)
		return MODE_ABSENT;
	return classes == MODE_BULK && enrollments == MODE_BULK ? MODE_BULK : MODE_DELTA;
}

/* Which files of people are the whole truth: none when who is staff stands in
 * another file that is not. */
static void
find_whole(struct parse *p)
{
	struct roster *r = p->roster;

	if (p->modes[TABLE_USERS] != MODE_BULK || !r->roles_whole)
		return;
	for (const struct table_map *map = table_maps; map->files != NULL; map++)
		for (size_t i = 0; map->table == TABLE_USERS && map->format == p->maps && i < r->files.n; i++) {
			const struct roster_file *f = &r->files.at[i];
			if (f->read && !f->partial && (map_names(p->scratch, map, f->name) || text_eq(f->name, r->people_file)))
				*LIST_ADD(p->arena, &r->whole) = map->files;
		}
}

static void
finish(struct parse *p)
{
	struct roster *r = p->roster;

	principals_take(p);
	find_whole(p);
	r->people_mode = !p->has_table[TABLE_USERS] && !p->has_table[TABLE_ROLES] ? MODE_ABSENT :
	    r->whole.n > 0 ? MODE_BULK : MODE_DELTA;
	r->schools_mode = mode_of(p, TABLE_ORGS);
	r->classes_mode = classes_mode(p);
	finish_people(p);
	for (size_t i = 0; i < r->schools.n; i++) {
		struct roster_school *s = &r->schools.at[i];
		if (s->low < 0 && s->grades != 0)
			s->low = __builtin_ctz(s->grades);
		if (s->high < 0 && s->grades != 0)
			s->high = 31 - __builtin_clz(s->grades);
	}
}

static void
read_tables(struct parse *p, struct source *s)
{
	struct roster *r = p->roster;

	for (int table = 0; table < TABLE_STUDENTS && p->error == NULL; table++) {
		read_table(p, s, (enum table)table);
		if (table == TABLE_ROLES)
			r->roles_whole = mode_of(p, TABLE_ROLES) == MODE_BULK;
		if (table == TABLE_USERS)
			check_roles(p);
	}
	for (size_t i = 0; i < s->n; i++)
		if (!r->files.at[i].read && !is_about_students(p, s->at[i].name))
			roster_leave(r, s->at[i].name, "", 0, WHY_FILE, "");
	if (p->error == NULL)
		finish(p);
}

static void
parse_begin(struct parse *p)
{
	struct arena *a = p->arena;

	*p->roster = (struct roster){ .arena = a, .version = "", .name = arena_text(a, p->how->name),
	    .person_by_id = { .arena = a }, .school_by_id = { .arena = a }, .is_mentioned = { .arena = a },
	    .left_by = { .arena = a }, .people_file = "", .posts_file = "", .org_column = "" };
	p->session_by_id.arena = p->course_by_id.arena = p->class_by_id.arena = p->no_staff.arena = p->passing;
	p->org_ids.arena = a;
	for (int i = 0; i < TABLES; i++)
		p->modes[i] = MODE_BULK;
	for (size_t i = 0; i < p->how->source->n; i++)
		*LIST_ADD(a, &p->roster->files) = (struct roster_file){ .name = p->how->source->at[i].name };
}

static void
check_format(struct parse *p, bool found)
{
	enum roster_format format = p->roster->format;
	const char *first = p->how->source->at[0].name;

	if (!found)
		p->error = arena_printf(p->arena, say(p->how->lang, "%s:1: this is no roster we know: looked for users.csv "
		    "with sourcedId, Teacher.csv with SIS ID, teachers.csv with Teacher_id, or a list of Google users"), first);
	else if (p->how->wanted >= 0 && p->how->wanted != (int)format)
		p->error = arena_printf(p->arena, say(p->how->lang, "%s:1: this is an export of %s; `groundswell import %s` reads it"),
		    first, format_name(format), format_code(format));
}

struct roster *
roster_read(struct arena *a, const struct roster_reading *how, const char **ret_error)
{
	struct roster *r = NEW(a, struct roster);
	struct parse p = { .arena = a, .passing = arena_new(), .scratch = arena_new(), .roster = r, .how = how };

	parse_begin(&p);
	check_format(&p, find_format(&p, how->source, &r->format));
	if (p.error == NULL)
		read_tables(&p, how->source);
	arena_free(p.scratch);
	arena_free(p.passing);
	*ret_error = p.error;
	return p.error == NULL ? r : NULL;
}
