/* Parsing: the state while the files of one export are read, shared by
 * roster_read.c (files, headers, rows in general) and roster_rows.c (what each
 * kind of row says).  Nobody else includes this. */
#ifndef ROSTER_ROSTER_PARSE_H
#define ROSTER_ROSTER_PARSE_H
#include "roster/roster_maps.h"
#include "roster/source.h"

struct course { unsigned grades, subjects; };
struct leads  { const char *person, *org, *name; };      /* SDS v1 names a school's principal in the school's row */
struct klass  { unsigned grades, subjects; int year; bool gone; };

struct parse {
	struct arena *arena;               /* what is kept */
	struct arena *passing;             /* classes and the like: given back when all is read */
	struct arena *scratch;             /* given back after each row */
	struct roster *roster;
	const struct roster_reading *how;
	enum roster_format maps;           /* whose column maps read it */
	bool has_table[TABLES], partial[TABLES];
	enum roster_mode modes[TABLES];    /* what the manifest says of each; bulk without one */
	struct lookup session_by_id, course_by_id, class_by_id, no_staff;      /* no_staff: users of a delta whose roles say so */
	struct { int *at; size_t n, cap; } session_years;
	struct { struct course *at; size_t n, cap; } courses;
	struct { struct klass *at; size_t n, cap; } classes;
	struct { const char **at; size_t n, cap; } orgs;
	struct lookup org_ids;
	struct { struct leads *at; size_t n, cap; } principals;

	/* The file that is being read. */
	const struct table_map *map;
	size_t file;                       /* into roster->files */
	struct header header;
	const struct sheet_row *row;
	bool in_rows;                      /* the header is behind us */
	const char *error;                 /* the import cannot go on */
};

const char *cell(const struct parse *, enum column);                   /* "" where there is none */
void        leave(struct parse *, enum column, enum roster_why, const char *what);
void        leave_row(struct parse *, enum column, enum roster_why, const char *what);      /* counts the row as left out */
void        principals_take(struct parse *);
void        row_take(struct parse *);                                  /* one row of the table's kind */
void        mention(struct parse *, const char *id);                   /* not being kept proves nothing about them */
void        mention_row(struct parse *);                               /* by id, address and name, as far as there are any */
void        others(struct parse *);                                    /* the row is about a student or a family */
#endif
