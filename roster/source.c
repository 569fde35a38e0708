#include "roster/source.h"
#include "base/arena.h"
#include "base/text.h"
#include <archive.h>
#include <archive_entry.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

enum { FILES_MOST = 1000, BLOCK = 64 * 1024 };

/* Exports shrink to a tenth, seldom to a fiftieth; a bomb to a thousandth. */
enum { SHRINKS_MOST = 200 };
static const int64_t UNPACKED_ANYWAY = (int64_t)256 << 20, UNPACKED_MOST = (int64_t)8 << 30;

static bool
ends(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n >= m && strcasecmp(s + n - m, end) == 0;
}

static const char *
base_name(const char *path)
{
	for (const char *p = path; *p != '\0'; p++)
		if (*p == '/' || *p == '\\')
			path = p + 1;
	return path;
}

static bool
is_csv(const char *path)
{
	const char *name = base_name(path);

	return name[0] != '.' && strncmp(path, "__MACOSX", 8) != 0 &&
	    (ends(name, ".csv") || ends(name, ".csv.gz") || ends(name, ".tsv"));
}

static void
add(struct arena *a, struct source *s, const char *path, int64_t size)
{
	if (s->n >= FILES_MOST)
		return;
	char *name = arena_text(a, base_name(path));
	if (ends(name, ".gz"))
		name[strlen(name) - 3] = '\0';
	*LIST_ADD(a, s) = (struct source_file){ .name = name, .path = arena_text(a, path), .size = size };
}

static int
by_name(const void *x, const void *y)
{
	const struct source_file *a = x, *b = y;
	int order = strcasecmp(a->name, b->name);

	return order != 0 ? order : strcmp(a->path, b->path);
}

/* Every CSV file of a folder; the folders in it when there is none. */
static void
list_folder(struct arena *a, struct source *s, const char *path, int depth)
{
	DIR *dir = opendir(path);
	struct stat st;

	if (dir == NULL)
		return;
	for (struct dirent *e; (e = readdir(dir)) != NULL;) {
		const char *full = arena_printf(a, "%s/%s", path, e->d_name);
		if (is_csv(e->d_name) && stat(full, &st) == 0 && S_ISREG(st.st_mode))
			add(a, s, full, ends(full, ".gz") ? 0 : st.st_size);
	}
	rewinddir(dir);
	for (struct dirent *e; depth > 0 && s->n == 0 && (e = readdir(dir)) != NULL;) {
		const char *full = arena_printf(a, "%s/%s", path, e->d_name);
		if (e->d_name[0] != '.' && stat(full, &st) == 0 && S_ISDIR(st.st_mode))
			list_folder(a, s, full, depth - 1);
	}
	closedir(dir);
}

static struct archive *
archive_at(const char *path, bool zip)
{
	struct archive *ar = archive_read_new();

	if (ar == NULL)
		abort();
	if (zip)
		archive_read_support_format_zip(ar);
	else {
		archive_read_support_filter_gzip(ar);
		archive_read_support_format_raw(ar);
		archive_read_support_format_empty(ar);
	}
	if (archive_read_open_filename(ar, path, BLOCK) == ARCHIVE_OK)
		return ar;
	archive_read_free(ar);
	return NULL;
}

static const char *
what_is_wrong(struct archive *ar)
{
	const char *why = archive_error_string(ar);

	return why != NULL ? why : "?";
}

/* An Excel workbook is a .zip too. */
static const char *
why_no_csv(struct arena *a, const struct source *s, bool workbook)
{
	return arena_printf(a, say(s->lang, workbook ? N_("%s: this is an Excel workbook; save each of its sheets as CSV UTF-8") :
	    N_("%s: there is no .csv file in it; give the folder or .zip of the export")), s->called);
}

static const char *
list_archive(struct arena *a, struct source *s)
{
	struct archive *ar = archive_at(s->path, true);
	struct archive_entry *entry;
	int got = ARCHIVE_FATAL;
	bool workbook = false, locked = false;

	if (ar == NULL)
		return arena_printf(a, say(s->lang, "%s: this is not a .zip that can be read; export it again"), s->called);
	while ((got = archive_read_next_header(ar, &entry)) == ARCHIVE_OK || got == ARCHIVE_WARN) {
		const char *path = archive_entry_pathname(entry);
		if (path == NULL || archive_entry_filetype(entry) != AE_IFREG || !text_valid(path, strlen(path)))
			continue;
		workbook |= text_starts(path, "xl/");
		if (!is_csv(path) || ends(path, ".gz"))      /* packed twice: nobody does that */
			continue;
		locked |= archive_entry_is_encrypted(entry) != 0;
		add(a, s, path, archive_entry_size(entry));
	}
	const char *why = locked ? arena_printf(a, say(s->lang, "%s: the archive is locked with a password; send it without one"), s->called) :
	    got != ARCHIVE_EOF ? arena_printf(a, say(s->lang, "%s: the archive is broken (%s); export it again"), s->called, what_is_wrong(ar)) :
	    s->n == 0 ? why_no_csv(a, s, workbook) : NULL;
	archive_read_free(ar);
	return why;
}

enum kind { KIND_TEXT, KIND_ZIP, KIND_WORKBOOK, KIND_OTHER };

/* By its first bytes: text has no NUL, except UTF-16, of which sheet.h tells. */
static enum kind
kind_of(const char *path)
{
	char head[512];
	FILE *f = fopen(path, "rb");
	size_t n = f != NULL ? fread(head, 1, sizeof(head), f) : 0;

	if (f != NULL)
		fclose(f);
	if (n >= 4 && memcmp(head, "PK", 2) == 0 && (head[2] == 3 || head[2] == 5))
		return KIND_ZIP;
	if (n >= 8 && memcmp(head, "\xD0\xCF\x11\xE0", 4) == 0)
		return KIND_WORKBOOK;
	if (n >= 2 && (memcmp(head, "\x1F\x8B", 2) == 0 || memcmp(head, "\xFF\xFE", 2) == 0 || memcmp(head, "\xFE\xFF", 2) == 0))
		return KIND_TEXT;
	return memchr(head, '\0', n) != NULL || (n >= 5 && memcmp(head, "%PDF-", 5) == 0) ? KIND_OTHER : KIND_TEXT;
}

static const char *
list_file(struct arena *a, struct source *s, const char *path, const char *called)
{
	enum kind kind = kind_of(path);

	if (kind == KIND_WORKBOOK)
		return why_no_csv(a, &(struct source){ .called = called, .lang = s->lang }, true);
	if (kind != KIND_TEXT)
		return arena_printf(a, say(s->lang, "%s: this is no CSV; send the CSV files of the export, or one .zip with all of them"), called);
	add(a, s, called, 0);
	s->at[s->n - 1].path = arena_text(a, path);
	return NULL;
}

static struct source *
source_new(struct arena *a, enum lang lang, const char *path, const char *called)
{
	struct source *s = NEW(a, struct source);

	*s = (struct source){ .path = arena_text(a, path), .called = arena_text(a, called), .lang = lang };
	return s;
}

struct source *
source_open(struct arena *a, enum lang lang, const char *path, const char *called, const char **ret_error)
{
	struct source *s = source_new(a, lang, path, called != NULL ? called : path);
	struct stat st;

	*ret_error = NULL;
	if (stat(path, &st) != 0)
		*ret_error = arena_printf(a, say(lang, "%s: %s; give a folder, a .zip or a .csv file"), s->called, strerror(errno));
	else if (S_ISDIR(st.st_mode)) {
		list_folder(a, s, path, 1);
		if (s->n == 0)
			*ret_error = why_no_csv(a, s, false);
	} else if ((s->archive = kind_of(path) == KIND_ZIP))
		*ret_error = list_archive(a, s);
	else
		*ret_error = list_file(a, s, path, s->called);
	if (*ret_error != NULL)
		return NULL;
	s->packed = S_ISDIR(st.st_mode) ? 0 : st.st_size;
	qsort(s->at, s->n, sizeof(*s->at), by_name);
	return s;
}

struct source *
source_sent(struct arena *a, enum lang lang, const struct source_file *files, size_t n, const char **ret_error)
{
	struct source *s = source_new(a, lang, files[0].path, files[0].name);

	if (n == 1)
		return source_open(a, lang, files[0].path, files[0].name, ret_error);
	*ret_error = NULL;
	for (size_t i = 0; i < n && *ret_error == NULL; i++) {
		*ret_error = list_file(a, s, files[i].path, files[i].name);
		s->packed += files[i].size;
	}
	qsort(s->at, s->n, sizeof(*s->at), by_name);
	return *ret_error == NULL ? s : NULL;
}

/* NULL: the entry is there and stands next. */
static const char *
go_to(struct arena *a, struct archive *ar, const struct source *s, size_t file)
{
	struct archive_entry *entry;
	int got;

	while ((got = archive_read_next_header(ar, &entry)) == ARCHIVE_OK || got == ARCHIVE_WARN)
		if (!s->archive || text_eq(archive_entry_pathname(entry), s->at[file].path))
			return NULL;
	return got == ARCHIVE_EOF ? arena_printf(a, say(s->lang, "%s: this is empty"), s->at[file].name) :
	    arena_printf(a, "%s: %s", s->at[file].name, what_is_wrong(ar));
}

static bool
is_bomb(const struct source *s)
{
	return s->unpacked > UNPACKED_MOST ||
	    (s->packed > 0 && s->unpacked > UNPACKED_ANYWAY && s->unpacked / SHRINKS_MOST > s->packed);
}

const char *
source_read(struct arena *a, struct source *s, size_t file,
    bool (*take)(void *arg, const void *bytes, size_t len), void *arg)
{
	const char *path = s->archive ? s->path : s->at[file].path, *error;
	struct archive *ar = archive_at(path, s->archive);
	char block[BLOCK];
	la_ssize_t n = 0;

	if (ar == NULL)
		return arena_printf(a, say(s->lang, "%s: cannot be opened; look at its permissions"), s->at[file].name);
	if ((error = go_to(a, ar, s, file)) == NULL)
		while ((n = archive_read_data(ar, block, sizeof(block))) > 0 && !is_bomb(s)) {
			s->unpacked += n;
			if (!take(arg, block, (size_t)n))
				break;
		}
	if (n < 0)
		error = arena_printf(a, say(s->lang, "%s: breaks off (%s); export it again"), s->at[file].name, what_is_wrong(ar));
	else if (is_bomb(s))
		error = arena_printf(a, say(s->lang, "%s: unpacks to far more than any export; it was not read"), s->at[file].name);
	archive_read_free(ar);
	return error;
}
