/* Maps: which columns of which files say what, for each kind of export.
 *
 * OneRoster 1.1 and 1.2 and Microsoft SDS v2 are so alike that one map reads
 * them all, under the format ONEROSTER; SDS v1, Clever and Google Workspace have their own.  Columns are
 * found by the names of the header, folded to letters and digits, with known
 * other spellings; what is still missing may be a letter or two off. */
#ifndef ROSTER_ROSTER_MAPS_H
#define ROSTER_ROSTER_MAPS_H
#include "roster/roster.h"
#include "roster/sheet.h"

enum table {                 /* in the order in which they must be read */
	TABLE_MANIFEST, TABLE_SESSIONS, TABLE_ORGS, TABLE_ROLES, TABLE_USERS,
	TABLE_COURSES, TABLE_CLASSES, TABLE_ENROLLMENTS,
	TABLE_STUDENTS,      /* about students or their families only: never opened */
};
enum { TABLES = 9 };

enum column {
	COL_ID, COL_STATUS, COL_NAME, COL_VALUE, COL_TYPE, COL_IDENTIFIER, COL_PARENT, COL_ENABLED, COL_ORGS,
	COL_ROLE, COL_USERNAME, COL_GIVEN, COL_FAMILY, COL_PREFERRED_GIVEN, COL_PREFERRED_FAMILY, COL_EMAIL,
	COL_OTHER_EMAIL, COL_PRONOUNS, COL_PRIMARY_ORG, COL_USER, COL_ROLE_TYPE, COL_BEGIN, COL_END, COL_YEAR,
	COL_GRADES, COL_SUBJECTS, COL_CODES, COL_TITLE, COL_COURSE, COL_COURSE_TITLE, COL_CLASS, COL_TERMS,
	COL_LOW, COL_HIGH, COL_UNIT, COL_DEPARTMENT, COL_BUILDING, COL_JOB, COL_JOB_TYPE,
	COL_USER_2, COL_USER_3, COL_USER_4, COL_CITY, COL_STATE, COL_PRINCIPAL, COL_PRINCIPAL_NAME, COL_CHANGED,
	COLUMNS
};

struct column_map {
	enum column column;
	const char *names;       /* folded, '|' between; NULL ends the list */
	bool must;               /* without it the file cannot be read */
};
struct table_map {
	enum roster_format format;
	enum table table;
	const char *files;       /* base names without ".csv", '|' between; "*": any, known by its header */
	const struct column_map *columns;
	const char *role;        /* what everybody in it is, where no column says so */
};

extern const struct table_map table_maps[];      /* ends with files NULL */

/* Where each column stands in a file. */
struct header {
	int at[COLUMNS];                 /* -1: nowhere */
	const char *names[COLUMNS];      /* as the file spells them; as we do where it has none */
	const char *guessed[COLUMNS];    /* how we spell what was only recognised by likeness; else NULL */
	const char *missing;             /* the first column that must be there and is not; NULL: all are */
	size_t n, known;
};
struct header header_read(struct arena *, const struct table_map *, const struct sheet_row *);
const char   *header_fold(struct arena *, const char *name);      /* letters and digits, lower case */
bool          names_have(const char *names, const char *name);    /* "a|b" has "b" */
#endif
