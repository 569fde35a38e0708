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
static const int64_t BYTES_MOST = (int64_t)8 << 30;      /* of one file, unpacked */

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
list_archive(struct arena *a, struct source *s, const char *called)
{
	struct archive *ar = archive_at(s->path, true);
	struct archive_entry *entry;
	int got = ARCHIVE_FATAL;

	if (ar == NULL)
		return arena_printf(a, "%s: this is not a .zip that can be read; export it again", called);
	while ((got = archive_read_next_header(ar, &entry)) == ARCHIVE_OK || got == ARCHIVE_WARN) {
		const char *path = archive_entry_pathname(entry);
		if (path != NULL && archive_entry_filetype(entry) == AE_IFREG && is_csv(path) && text_valid(path, strlen(path)))
			add(a, s, path, archive_entry_size(entry));
	}
	const char *why = got == ARCHIVE_EOF ? NULL :
	    arena_printf(a, "%s: the archive is broken (%s); export it again", called, archive_error_string(ar));
	archive_read_free(ar);
	return why;
}

static bool
is_zip(const char *path)
{
	char head[4] = {0};
	FILE *f = fopen(path, "rb");
	bool zip = f != NULL && fread(head, 1, 4, f) == 4 && memcmp(head, "PK", 2) == 0 &&
	    (head[2] == 3 || head[2] == 5);

	if (f != NULL)
		fclose(f);
	return zip;
}

struct source *
source_open(struct arena *a, const char *path, const char *called, const char **ret_error)
{
	struct source *s = NEW(a, struct source);
	struct stat st;

	if (called == NULL)
		called = path;
	s->path = arena_text(a, path);
	*ret_error = NULL;
	if (stat(path, &st) != 0)
		*ret_error = arena_printf(a, "%s: %s; give a folder, a .zip or a .csv file", called, strerror(errno));
	else if (S_ISDIR(st.st_mode))
		list_folder(a, s, path, 1);
	else if ((s->archive = is_zip(path)))
		*ret_error = list_archive(a, s, called);
	else {
		add(a, s, called, st.st_size);
		s->at[0].path = s->path;
	}
	if (*ret_error == NULL && s->n == 0)
		*ret_error = arena_printf(a, "%s: there is no .csv file in it; give the folder or .zip of the export", called);
	if (*ret_error != NULL)
		return NULL;
	qsort(s->at, s->n, sizeof(*s->at), by_name);
	return s;
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
	return got == ARCHIVE_EOF ? arena_printf(a, "%s: this is empty", s->at[file].path) :
	    arena_printf(a, "%s: %s", s->at[file].path, archive_error_string(ar));
}

const char *
source_read(struct arena *a, const struct source *s, size_t file,
    bool (*take)(void *arg, const void *bytes, size_t len), void *arg)
{
	const char *path = s->archive ? s->path : s->at[file].path, *error;
	struct archive *ar = archive_at(path, s->archive);
	char block[BLOCK];
	int64_t all = 0;
	la_ssize_t n = 0;

	if (ar == NULL)
		return arena_printf(a, "%s: cannot be opened; look at its permissions", path);
	if ((error = go_to(a, ar, s, file)) == NULL)
		while ((n = archive_read_data(ar, block, sizeof(block))) > 0 && (all += n) <= BYTES_MOST)
			if (!take(arg, block, (size_t)n))
				break;
	if (n < 0)
		error = arena_printf(a, "%s: breaks off (%s); export it again", s->at[file].path, archive_error_string(ar));
	else if (all > BYTES_MOST)
		error = arena_printf(a, "%s: is larger than 8 GB; that is no roster", s->at[file].path);
	archive_read_free(ar);
	return error;
}
