/* Roster: schools and staff from the files a district's systems export.
 *
 * A source (OneRoster, SDS, Clever, Google) is read into a struct roster: only
 * schools and staff; rows about students and families are dropped while
 * parsing, passwords are never looked at.  The roster is compared with what
 * this source said before and with who is here; that gives a list of changes,
 * which is shown, held when it would send too many away, and applied in short
 * transactions, each complete in itself, so that running the import again
 * finishes one that broke off.  What people changed themselves stays: a column
 * is written only while it still says what the source said last.  Nobody is
 * deleted, and whoever seems to come back under another id is asked about. */
#ifndef ROSTER_ROSTER_H
#define ROSTER_ROSTER_H
#include "people/people.h"
#include "roster/findings.h"
#include "roster/lookup.h"

struct source;

enum roster_format { FORMAT_ONEROSTER, FORMAT_SDS, FORMAT_CLEVER, FORMAT_GOOGLE };
enum { FORMATS = 4 };
const char *format_code(enum roster_format);     /* "oneroster": also the name of the source */
const char *format_name(enum roster_format);     /* "OneRoster" */
struct merge;
void        roster_merge(struct merge *);        /* its columns that hold a person, db/merge.h */
int         format_find(const char *code);       /* -1: none of ours */

struct roster_post { const char *org; enum duty duty; bool primary, gone; int64_t line; };      /* org "": not known where */
struct roster_posts { struct roster_post *at; size_t n, cap; };

struct roster_person {
	const char *id, *given, *family, *shown, *email, *identifier, *pronouns, *primary_org;   /* "" where nothing is said */
	const char *file;                  /* which of the files of people they stand in: "users" */
	struct roster_posts posts;
	unsigned grades, subjects;         /* of the classes they teach in the latest school year */
	int year;
	bool named;                        /* their own row was read; else only one of their roles was */
	bool active;
	bool bad_email;                    /* there is one, and it cannot be read: what was known stays */
	bool uncertain;                    /* something of theirs was left out: not being here proves nothing */
	int64_t line;
};
struct roster_school {
	const char *id, *name, *identifier, *parent, *type, *city, *state;
	bool kept;                         /* a school or the district's office; else people belong to what it is part of */
	bool active;
	unsigned grades;
	int low, high;
};

struct roster {
	struct arena *arena;
	enum roster_format format;
	const char *name;                  /* of the folder or file, for people */
	const char *version;               /* of the manifest, or "" */
	int year;                          /* in which the latest school year ends; 0: not said */
	enum roster_mode people_mode, schools_mode, classes_mode;
	bool roles_whole;                  /* what is said of a person's roles is all there is */
	struct { const char **at; size_t n, cap; } whole;          /* names of the files of people that are the whole truth */
	struct { struct roster_person *at; size_t n, cap; } people;
	struct { struct roster_school *at; size_t n, cap; } schools;
	struct { const char **at; size_t n, cap; } mentioned;      /* ids, addresses, names of rows that were left out */
	struct roster_files files;
	struct roster_lefts left;
	struct lookup person_by_id, school_by_id, is_mentioned, left_by;
	const char *people_file, *posts_file, *org_column;      /* for what is found out later */
};

struct roster_reading {
	struct source *source;
	const char *name;
	const char *today;                 /* a civil date */
	enum lang lang;                    /* in which an error is said */
	int wanted;                        /* enum roster_format: no other will do; -1: whatever it is */
	void (*progress)(void *arg, const char *file, int64_t rows);      /* now and then; NULL: nobody looks */
	void *arg;
};
/* NULL back: *ret_error says `file:line: what is wrong and what to do`. */
struct roster *roster_read(struct arena *, const struct roster_reading *, const char **ret_error);
void roster_leave(struct roster *, const char *file, const char *column, int64_t line, enum roster_why,
    const char *what);
#endif
