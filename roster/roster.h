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
#include "roster/lookup.h"

enum roster_format { FORMAT_ONEROSTER, FORMAT_SDS, FORMAT_CLEVER, FORMAT_GOOGLE };
enum { FORMATS = 4 };
const char *format_code(enum roster_format);     /* "oneroster": also the name of the source */
const char *format_name(enum roster_format);     /* "OneRoster" */

/* Bulk: the file is the whole truth.  Delta: it says only what changed. */
enum roster_mode { MODE_ABSENT, MODE_BULK, MODE_DELTA };

/* Why a row was left out, or a value of it. */
enum roster_why {
	WHY_NO_ID, WHY_NO_NAME, WHY_NO_ROLE, WHY_ROLE, WHY_MORE, WHY_UNCLOSED, WHY_ENDLESS, WHY_NO_USER,
	WHY_NOT_STAFF, WHY_NO_CLASS,                                          /* the row is left out */
	WHY_TWICE, WHY_ACCOUNT, WHY_FOREIGN, WHY_EMAIL, WHY_DATE, WHY_FLAG, WHY_LONG, WHY_NO_SCHOOL, WHY_GUESSED,
	WHY_SAME_EMAIL,                                                       /* the value is, or nothing */
	WHY_FILE, WHY_COLUMN, WHY_EMPTY, WHY_BROKEN, WHY_UTF16,               /* the file is */
};
enum { WHYS = 25 };
const char *why_said(struct arena *, enum lang, enum roster_why, const char *what);
bool        why_row_left(enum roster_why);

enum { LEFT_LINES = 40 };
struct roster_left {                       /* rows of one file that share column and reason */
	enum roster_why why;
	const char *file, *column, *what;  /* what: a value that tells nothing of a person, or "" */
	int64_t rows;
	int64_t lines[LEFT_LINES];         /* the first of them */
};
struct roster_file {
	const char *name;
	enum roster_mode mode;
	bool read;                         /* false: about students, or not one of the export's files */
	int64_t rows, kept, others, left;  /* others: students, parents and guardians, dropped unread */
};

struct roster_post { const char *org; enum duty duty; bool primary, gone; };      /* org "": not known where */
struct roster_posts { struct roster_post *at; size_t n, cap; };

struct roster_person {
	const char *id, *given, *family, *shown, *email, *identifier, *pronouns, *primary_org;   /* "" where nothing is said */
	struct roster_posts posts;
	unsigned grades, subjects;         /* of the classes they teach in the latest school year */
	int year;
	bool named;                        /* their own row was read; else only one of their roles was */
	bool active;
	bool uncertain;                    /* something of theirs was left out: not being here proves nothing */
	int64_t line;
};
struct roster_school {
	const char *id, *name, *identifier, *parent, *type;
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
	enum roster_mode people_mode, schools_mode;
	bool roles_whole;                  /* what is said of a person's roles is all there is */
	struct { struct roster_person *at; size_t n, cap; } people;
	struct { struct roster_school *at; size_t n, cap; } schools;
	struct { const char **at; size_t n, cap; } mentioned;      /* ids, addresses, names of rows that were left out */
	struct { struct roster_file *at; size_t n, cap; } files;
	struct { struct roster_left *at; size_t n, cap; } left;
	struct lookup person_by_id, school_by_id, is_mentioned, left_by;
	const char *people_file, *org_column;      /* for what is found out later */
};

/* Reads an export.  `today` is a civil date; NULL back: *ret_error says
 * `file:line: what is wrong and what to do`. */
struct roster *roster_read(struct arena *, const char *path, const char *called, const char *today,
    const char **ret_error);
void roster_leave(struct roster *, const char *file, const char *column, int64_t line, enum roster_why,
    const char *what);
/* The school or office somebody at `org` belongs to: itself, or what it is part of; NULL: none here. */
const struct roster_school *roster_school_of(const struct roster *, const char *org);

/* A roster as bytes, to wait for approval: schools and staff, nothing else. */
struct db_bytes roster_pack(const struct roster *);
struct db_bytes roster_pack_loose(const struct roster *, const struct lookup *known);      /* of whom only a known id may be kept */
struct roster  *roster_unpack(struct arena *, struct db_bytes packed, struct db_bytes loose);    /* NULL: not one of ours */
#endif
