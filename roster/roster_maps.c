#include "roster/roster_maps.h"
#include "base/arena.h"
#include "base/buf.h"
#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { NAME_MOST = 64 };

/* 1EdTech OneRoster 1.1 and 1.2, CSV binding; Microsoft School Data Sync v2 and v2.1. */
static const struct column_map or_manifest[] = {
	{ COL_NAME, "propertyName", true }, { COL_VALUE, "value", true }, {0}
};
static const struct column_map or_sessions[] = {
	{ COL_ID, "sourcedId", true }, { COL_STATUS, "status", false }, { COL_TYPE, "type", false },
	{ COL_YEAR, "schoolYear", false }, { COL_END, "endDate", false }, {0}
};
static const struct column_map or_orgs[] = {
	{ COL_ID, "sourcedId", true }, { COL_STATUS, "status", false }, { COL_NAME, "name", true },
	{ COL_TYPE, "type", false }, { COL_IDENTIFIER, "identifier|nces|ncesId", false },
	{ COL_PARENT, "parentSourcedId|parentOrgSourcedId", false }, {0}
};
static const struct column_map or_roles[] = {
	{ COL_USER, "userSourcedId", true }, { COL_STATUS, "status", false },
	{ COL_ROLE_TYPE, "roleType|isPrimary", false }, { COL_ROLE, "role", true }, { COL_ORGS, "orgSourcedId", false },
	{ COL_BEGIN, "beginDate|roleStartDate|startDate", false }, { COL_END, "endDate|roleEndDate", false }, {0}
};
static const struct column_map or_users[] = {
	{ COL_ID, "sourcedId", true }, { COL_STATUS, "status", false }, { COL_ENABLED, "enabledUser|enabled", false },
	{ COL_ORGS, "orgSourcedIds|orgSourcedId", false }, { COL_ROLE, "role", false }, { COL_USERNAME, "username", false },
	{ COL_GIVEN, "givenName|firstName", false }, { COL_FAMILY, "familyName|lastName", false },
	{ COL_IDENTIFIER, "identifier", false }, { COL_EMAIL, "email|emailAddress", false },
	{ COL_PREFERRED_GIVEN, "preferredGivenName|preferredFirstName", false },
	{ COL_PREFERRED_FAMILY, "preferredFamilyName|preferredLastName", false },
	{ COL_PRIMARY_ORG, "primaryOrgSourcedId", false }, { COL_PRONOUNS, "pronouns", false },
	{ COL_CHANGED, "dateLastModified", false }, {0}
};
static const struct column_map or_courses[] = {
	{ COL_ID, "sourcedId", true }, { COL_TITLE, "title", false }, { COL_GRADES, "grades|grade", false },
	{ COL_SUBJECTS, "subjects|subject", false }, { COL_CODES, "subjectCodes", false }, {0}
};
static const struct column_map or_classes[] = {
	{ COL_ID, "sourcedId", true }, { COL_STATUS, "status", false }, { COL_TITLE, "title", false },
	{ COL_GRADES, "grades|grade", false }, { COL_COURSE, "courseSourcedId", false },
	{ COL_ORGS, "schoolSourcedId|orgSourcedId", false }, { COL_TERMS, "termSourcedIds|sessionSourcedIds|termSourcedId", false },
	{ COL_SUBJECTS, "subjects|subject", false }, { COL_CODES, "subjectCodes", false }, {0}
};
static const struct column_map or_enrollments[] = {
	{ COL_CLASS, "classSourcedId", true }, { COL_USER, "userSourcedId", true }, { COL_ROLE, "role", true },
	{ COL_STATUS, "status", false }, {0}
};

/* Microsoft School Data Sync v1, with the names of its British form. */
static const struct column_map sds_schools[] = {
	{ COL_ID, "SIS ID|DfE Number", true }, { COL_NAME, "Name", true }, { COL_IDENTIFIER, "School NCES_ID", false },
	{ COL_LOW, "Grade Low", false }, { COL_HIGH, "Grade High", false }, { COL_CITY, "City", false },
	{ COL_STATE, "State", false }, { COL_PRINCIPAL, "Principal SIS ID", false },
	{ COL_PRINCIPAL_NAME, "Principal Name", false }, {0}
};
static const struct column_map sds_teachers[] = {
	{ COL_ID, "SIS ID|ID", true }, { COL_ORGS, "School SIS ID|School DfE Number", true }, { COL_GIVEN, "First Name", false },
	{ COL_FAMILY, "Last Name", false }, { COL_USERNAME, "Username", false }, { COL_IDENTIFIER, "Teacher Number", false },
	{ COL_EMAIL, "Email", false }, { COL_OTHER_EMAIL, "Secondary Email", false }, { COL_STATUS, "Status", false },
	{ COL_JOB, "Title", false }, {0}
};
static const struct column_map sds_sections[] = {
	{ COL_ID, "SIS ID|ID", true }, { COL_ORGS, "School SIS ID|School DfE Number", true },
	{ COL_TITLE, "Section Name", true }, { COL_COURSE_TITLE, "Course Name", false },
	{ COL_SUBJECTS, "Course Subject", false }, { COL_STATUS, "Status", false }, {0}
};
static const struct column_map sds_rosters[] = {
	{ COL_CLASS, "Section SIS ID|Section ID", true }, { COL_USER, "SIS ID|ID", true }, {0}
};

/* Clever's CSV. */
static const struct column_map clever_schools[] = {
	{ COL_ID, "School_id", true }, { COL_NAME, "School_name", true }, { COL_IDENTIFIER, "NCES_id", false },
	{ COL_LOW, "Low_grade", false }, { COL_HIGH, "High_grade", false }, { COL_CITY, "School_city", false },
	{ COL_STATE, "School_state", false }, {0}
};
static const struct column_map clever_teachers[] = {
	{ COL_ORGS, "School_id", true }, { COL_ID, "Teacher_id", true }, { COL_IDENTIFIER, "State_teacher_id", false },
	{ COL_EMAIL, "Teacher_email", false }, { COL_GIVEN, "First_name", false }, { COL_FAMILY, "Last_name", false },
	{ COL_USERNAME, "Username", false }, { COL_JOB, "Title", false }, {0}
};
static const struct column_map clever_staff[] = {
	{ COL_ORGS, "School_id", false }, { COL_ID, "Staff_id", true }, { COL_EMAIL, "Staff_email", false },
	{ COL_GIVEN, "First_name", false }, { COL_FAMILY, "Last_name", false }, { COL_USERNAME, "Username", false },
	{ COL_JOB, "Title", false }, { COL_JOB_TYPE, "Role|Department", false }, {0}
};
static const struct column_map clever_sections[] = {
	{ COL_ID, "Section_id", true }, { COL_ORGS, "School_id", false }, { COL_USER, "Teacher_id", false },
	{ COL_USER_2, "Teacher_2_id", false }, { COL_USER_3, "Teacher_3_id", false }, { COL_USER_4, "Teacher_4_id", false },
	{ COL_TITLE, "Name|Section_name", false }, { COL_COURSE_TITLE, "Course_name", false },
	{ COL_GRADES, "Grade|Grades", false }, { COL_SUBJECTS, "Subject|Subjects", false }, {0}
};

/* Google Workspace: the admin console's list of users. */
static const struct column_map google_users[] = {
	{ COL_GIVEN, "First Name", true }, { COL_FAMILY, "Last Name", true }, { COL_EMAIL, "Email Address", true },
	{ COL_UNIT, "Org Unit Path", true }, { COL_IDENTIFIER, "Employee ID", false }, { COL_JOB, "Employee Title", false },
	{ COL_JOB_TYPE, "Employee Type", false }, { COL_DEPARTMENT, "Department", false },
	{ COL_BUILDING, "Building ID", false }, { COL_STATUS, "Status|New Status", false }, {0}
};

const struct table_map table_maps[] = {
	{ FORMAT_ONEROSTER, TABLE_MANIFEST, "manifest", or_manifest, NULL },
	{ FORMAT_ONEROSTER, TABLE_SESSIONS, "academicsessions", or_sessions, NULL },
	{ FORMAT_ONEROSTER, TABLE_ORGS, "orgs", or_orgs, NULL },
	{ FORMAT_ONEROSTER, TABLE_ROLES, "roles", or_roles, NULL },
	{ FORMAT_ONEROSTER, TABLE_USERS, "users", or_users, NULL },
	{ FORMAT_ONEROSTER, TABLE_COURSES, "courses", or_courses, NULL },
	{ FORMAT_ONEROSTER, TABLE_CLASSES, "classes", or_classes, NULL },
	{ FORMAT_ONEROSTER, TABLE_ENROLLMENTS, "enrollments", or_enrollments, NULL },
	{ FORMAT_SDS, TABLE_ORGS, "school", sds_schools, NULL },
	{ FORMAT_SDS, TABLE_USERS, "teacher", sds_teachers, "teacher" },
	{ FORMAT_SDS, TABLE_CLASSES, "section", sds_sections, NULL },
	{ FORMAT_SDS, TABLE_ENROLLMENTS, "teacherroster", sds_rosters, "teacher" },
	{ FORMAT_CLEVER, TABLE_ORGS, "schools", clever_schools, NULL },
	{ FORMAT_CLEVER, TABLE_USERS, "teachers", clever_teachers, "teacher" },
	{ FORMAT_CLEVER, TABLE_USERS, "staff", clever_staff, "staff" },
	{ FORMAT_CLEVER, TABLE_CLASSES, "sections", clever_sections, NULL },
	{ FORMAT_GOOGLE, TABLE_USERS, "*", google_users, NULL },
	{ FORMAT_ONEROSTER, TABLE_STUDENTS, "demographics|userprofiles|lineitems|results|categories|scorescales|"
	    "resources|classresources|courseresources|userresources|lineitemlearningobjectiveids|lineitemscorescales|"
	    "resultlearningobjectiveids|resultscorescales|relationships|userflags", NULL, NULL },
	{ FORMAT_SDS, TABLE_STUDENTS, "student|studentenrollment|guardianrelationship|user", NULL, NULL },
	{ FORMAT_CLEVER, TABLE_STUDENTS, "students|enrollments|contacts|attendance", NULL, NULL },
	{0}
};

/* Letters and digits in lower case; what stands in brackets is advice ("Email
 * Address [Required]").  The number of letters written. */
static size_t
fold(const char *name, size_t len, char *to)
{
	size_t n = 0;

	for (size_t i = 0; i < len && name[i] != '['; i++)
		if (isalnum((unsigned char)name[i]))
			to[n++] = (char)tolower((unsigned char)name[i]);
	to[n] = '\0';
	return n;
}

const char *
header_fold(struct arena *a, const char *name)
{
	char *to = arena_text(a, name);

	fold(name, strlen(name), to);
	return to;
}

/* The next of "a|b", folded; its length, 0 at the end. */
static size_t
next_name(const char **names, char to[NAME_MOST])
{
	size_t len = strcspn(*names, "|");
	size_t n = fold(*names, len < NAME_MOST ? len : NAME_MOST - 1, to);

	*names += len + ((*names)[len] == '|');
	return n;
}

bool
names_have(const char *names, const char *name)
{
	char one[NAME_MOST];

	while (next_name(&names, one) > 0)
		if (strcmp(one, name) == 0)
			return true;
	return false;
}

/* How many letters are put in, left out, changed or swapped with their
 * neighbour (Damerau 1964, no letter touched twice); 3 means 3 or more. */
static int
letters_off(const char *x, const char *y)
{
	enum { LONGEST = 40 };
	size_t n = strlen(x), m = strlen(y);
	int row[3][LONGEST + 1];

	if (n > LONGEST || m > LONGEST || n > m + 2 || m > n + 2)
		return 3;
	for (size_t j = 0; j <= m; j++)
		row[0][j] = (int)j;
	for (size_t i = 1; i <= n; i++) {
		int *now = row[i % 3], *above = row[(i - 1) % 3], *two = row[(i + 1) % 3];
		now[0] = (int)i;
		for (size_t j = 1; j <= m; j++) {
			int best = above[j - 1] + (x[i - 1] != y[j - 1]);
			best = above[j] + 1 < best ? above[j] + 1 : best;
			best = now[j - 1] + 1 < best ? now[j - 1] + 1 : best;
			if (i > 1 && j > 1 && x[i - 1] == y[j - 2] && x[i - 2] == y[j - 1] && two[j - 2] + 1 < best)
				best = two[j - 2] + 1;
			now[j] = best;
		}
	}
	return row[n % 3][m] < 3 ? row[n % 3][m] : 3;
}

static bool
is_like(const char *names, const char *name)
{
	char one[NAME_MOST];

	for (size_t len; (len = next_name(&names, one)) > 0;) {
		int off = len >= 10 ? 2 : len >= 6 ? 1 : 0;
		if (off > 0 && letters_off(one, name) <= off)
			return true;
	}
	return false;
}

struct header
header_read(struct arena *a, const struct table_map *map, const struct sheet_row *row)
{
	struct header h = { .n = row->n };
	const char **folded = NEW_N(a, const char *, row->n + 1);
	bool *taken = NEW_N(a, bool, row->n + 1);

	memset(h.at, -1, sizeof(h.at));
	for (size_t i = 0; i < row->n; i++)
		folded[i] = header_fold(a, row->at[i]);
	for (int like = 0; like < 2; like++)
		for (const struct column_map *c = map->columns; c->names != NULL; c++)
			for (size_t i = 0; i < row->n && h.at[c->column] < 0; i++) {
				if (taken[i] || !(like ? is_like(c->names, folded[i]) : names_have(c->names, folded[i])))
					continue;
				h.at[c->column] = (int)i;
				h.names[c->column] = arena_text(a, row->at[i]);
				h.guessed[c->column] = like ? arena_copy(a, c->names, strcspn(c->names, "|")) : NULL;
				taken[i] = true;
				h.known++;
			}
	for (const struct column_map *c = map->columns; c->names != NULL; c++) {
		if (h.at[c->column] >= 0)
			continue;
		h.names[c->column] = arena_copy(a, c->names, strcspn(c->names, "|"));
		if (c->must && h.missing == NULL)
			h.missing = h.names[c->column];
	}
	return h;
}
