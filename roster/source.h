/* Source: the CSV files of an export, in a folder, in a .zip, or alone.
 *
 * Read through libarchive, so a file may also be gzipped.  Names are base
 * names without ".gz"; where an archive or a folder wraps everything in one
 * folder more, that one is looked into.  Nothing is unpacked to disk. */
#ifndef ROSTER_SOURCE_H
#define ROSTER_SOURCE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

struct source_file {
	const char *name;               /* "users.csv" */
	const char *path;               /* where it is, for people */
	int64_t size;                   /* 0: not known */
};
struct source {
	const char *path;
	bool archive;
	struct source_file *at;
	size_t n, cap;
};

/* NULL: *ret_error says what is wrong and what to do.  `called`: the name that
 * people know a single file or archive by; NULL: its path. */
struct source *source_open(struct arena *, const char *path, const char *called, const char **ret_error);
/* Gives the bytes of a file to `take` until it says false; NULL = read, else why not. */
const char *source_read(struct arena *, const struct source *, size_t file,
    bool (*take)(void *arg, const void *bytes, size_t len), void *arg);
#endif
