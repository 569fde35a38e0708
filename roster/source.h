/* Source: the CSV files of an export, in a folder, in a .zip, or alone.
 *
 * Read through libarchive, so a file may also be gzipped.  Names are base
 * names without ".gz"; where an archive or a folder wraps everything in one
 * folder more, that one is looked into.  Nothing is unpacked to disk, and what
 * unpacks to far more than any export is not read to its end. */
#ifndef ROSTER_SOURCE_H
#define ROSTER_SOURCE_H
#include "base/say.h"
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
	const char *called;             /* the name that people know it by */
	bool archive;
	enum lang lang;                 /* in which is said what is wrong */
	int64_t packed, unpacked;       /* bytes on disk; bytes read so far */
	struct source_file *at;
	size_t n, cap;
};

/* NULL: *ret_error says what is wrong and what to do.  `called`: NULL: the path. */
struct source *source_open(struct arena *, enum lang, const char *path, const char *called, const char **ret_error);
/* One .zip, or one or more CSV files, each by the name it was sent under. */
struct source *source_sent(struct arena *, enum lang, const struct source_file *, size_t n, const char **ret_error);
/* Gives the bytes of a file to `take` until it says false; NULL = read, else why not. */
const char *source_read(struct arena *, struct source *, size_t file,
    bool (*take)(void *arg, const void *bytes, size_t len), void *arg);
#endif
