/* What one row says, for each kind of table. */
#include "roster/roster_parse.h"
#include "roster/roster_words.h"
#include "base/text.h"
#include <string.h>
#include <strings.h>

enum { NAME_LONGEST = 255 };

static const char *
keep(struct parse *p, const char *s)
{
	return *s == '\0' ? "" : arena_text(p->arena, s);
}

/* Thousands work at one school: its id is kept once. */
static const char *
keep_org(struct parse *p, const char *org)
{
	int64_t at = lookup_find(&p->org_ids, org);

	if (at != LOOKUP_NONE)
		return p->orgs.at[at];
	org = keep(p, org);
	lookup_add(&p->org_ids, org, (uint32_t)p->orgs.n);
	return *LIST_ADD(p->arena, &p->orgs) = org;
}

/* A name as people write it: one line, and no longer than OneRoster allows. */
static const char *
keep_name(struct parse *p, enum column column)
{
	const char *s = text_line(p->scratch, cell(p, column));

	if (text_length(s) > NAME_LONGEST) {
		leave(p, column, WHY_LONG, "");
		return text_cut(p->arena, s, NAME_LONGEST);
	}
	return keep(p, s);
}

static bool
is_active(struct parse *p)
{
	bool active = true, enabled = true;
	const char *flag = cell(p, COL_ENABLED);

	if (!status_read(cell(p, COL_STATUS), &active))
		leave(p, COL_STATUS, WHY_FLAG, cell(p, COL_STATUS));
	if (*flag != '\0' && !flag_read(flag, &enabled))
		leave(p, COL_ENABLED, WHY_FLAG, flag);
	return active && enabled;
}

/* A list in one field: commas by the standard, but also ; and | and braces. */
static struct lines
list_of(struct parse *p, enum column column)
{
	char *s = arena_text(p->scratch, cell(p, column));

	for (char *c = s; *c != '\0'; c++)
		if (strchr(";|{}[]\"", *c) != NULL)
			*c = ',';
	return text_split(p->scratch, s, ',');
}

static void
manifest_row(struct parse *p)
{
	static const struct { const char *name; enum table table; } files[] = {
		{ "file.academicSessions", TABLE_SESSIONS }, { "file.orgs", TABLE_ORGS }, { "file.roles", TABLE_ROLES },
		{ "file.users", TABLE_USERS }, { "file.courses", TABLE_COURSES }, { "file.classes", TABLE_CLASSES },
		{ "file.enrollments", TABLE_ENROLLMENTS },
	};
	const char *name = cell(p, COL_NAME), *value = cell(p, COL_VALUE);

	p->roster->files.at[p->file].kept++;
	if (strcasecmp(name, "oneroster.version") == 0)
		p->roster->version = keep(p, value);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (strcasecmp(name, files[i].name) == 0)
			p->modes[files[i].table] = strcasecmp(value, "bulk") == 0 ? MODE_BULK :
			    strcasecmp(value, "delta") == 0 ? MODE_DELTA : MODE_ABSENT;
}

static void
session_row(struct parse *p)
{
	char end[11];
	int year = year_read(cell(p, COL_YEAR));
	bool active;

	if (year == 0 && day_read(cell(p, COL_END), end))
		year = year_read(arena_copy(p->scratch, end, 4));
	if (*cell(p, COL_ID) == '\0') {
		leave_row(p, COL_ID, WHY_NO_ID, "");
		return;
	}
	p->roster->files.at[p->file].kept++;
	status_read(cell(p, COL_STATUS), &active);
	if (active && year > p->roster->year)
		p->roster->year = year;
	if (lookup_add(&p->session_by_id, arena_text(p->passing, cell(p, COL_ID)), (uint32_t)p->session_years.n))
		*LIST_ADD(p->passing, &p->session_years) = year;
}

/* Schools and district offices are kept; states, ministries and departments
 * only pass on whom they are part of. */
static void
org_row(struct parse *p)
{
	static const char offices[] = "district|local|lea|localeducationagency|centraloffice|office";
	static const char passing[] = "state|national|department|ministryofeducation|ministry|country|sea|region";
	const char *id = cell(p, COL_ID), *type = header_fold(p->scratch, cell(p, COL_TYPE));
	struct roster_school s = { .low = grade_read(cell(p, COL_LOW)), .high = grade_read(cell(p, COL_HIGH)) };

	if (*id == '\0' || *cell(p, COL_NAME) == '\0') {
		leave_row(p, *id == '\0' ? COL_ID : COL_NAME, *id == '\0' ? WHY_NO_ID : WHY_NO_NAME, "");
		mention(p, id);
		return;
	}
	s.id = keep(p, id);
	s.name = keep_name(p, COL_NAME);
	s.identifier = keep(p, cell(p, COL_IDENTIFIER));
	s.parent = keep(p, cell(p, COL_PARENT));
	s.city = keep(p, cell(p, COL_CITY));
	s.state = keep(p, cell(p, COL_STATE));
	s.type = names_have(offices, type) ? "office" : "school";
	s.kept = !names_have(passing, type);
	s.active = is_active(p);
	if (!lookup_add(&p->roster->school_by_id, s.id, (uint32_t)p->roster->schools.n)) {
		leave_row(p, COL_ID, WHY_TWICE, "");
		return;
	}
	*LIST_ADD(p->arena, &p->roster->schools) = s;
	if (*cell(p, COL_PRINCIPAL) != '\0')
		*LIST_ADD(p->arena, &p->principals) = (struct leads){ keep(p, cell(p, COL_PRINCIPAL)), s.id,
		    keep(p, text_fold(p->scratch, cell(p, COL_PRINCIPAL_NAME))) };
	p->roster->files.at[p->file].kept++;
}

/* Whoever has this id, made when they are new. */
static struct roster_person *
person_of(struct parse *p, const char *id)
{
	struct roster *r = p->roster;
	int64_t at = lookup_find(&r->person_by_id, id);

	if (at != LOOKUP_NONE)
		return &r->people.at[at];
	id = keep(p, id);
	lookup_add(&r->person_by_id, id, (uint32_t)r->people.n);
	struct roster_person *new = LIST_ADD(p->arena, &r->people);
	*new = (struct roster_person){ .id = id, .given = "", .family = "", .shown = "", .email = "", .identifier = "",
	    .pronouns = "", .primary_org = "", .file = "", .active = true, .line = p->row->line };
	return new;
}

static void
post_add(struct parse *p, struct roster_person *who, struct roster_post post)
{
	for (size_t i = 0; i < who->posts.n; i++) {
		struct roster_post *q = &who->posts.at[i];
		if (q->duty == post.duty && text_eq(q->org, post.org)) {
			q->gone = q->gone && post.gone;
			q->primary = q->primary || post.primary;
			return;
		}
	}
	post.org = keep_org(p, post.org);
	post.line = p->row->line;
	if (who->posts.n == 0)             /* most have one */
		who->posts.at = NEW_N(p->arena, struct roster_post, who->posts.cap = 1);
	*LIST_ADD(p->arena, &who->posts) = post;
}

/* 1.1 knows only "administrator": at the district's office it is the district's. */
static enum duty
duty_at(const struct roster *r, enum duty duty, const char *org)
{
	int64_t at = lookup_find(&r->school_by_id, org);

	if (duty == DUTY_SCHOOL_ADMIN && at != LOOKUP_NONE && strcmp(r->schools.at[at].type, "office") == 0)
		return DUTY_DISTRICT_ADMIN;
	return duty;
}

static void
posts_add(struct parse *p, struct roster_person *who, enum duty duty, struct lines orgs)
{
	for (size_t i = 0; i < orgs.n; i++)
		post_add(p, who, (struct roster_post){ .org = orgs.at[i],
		    .duty = duty_at(p->roster, duty, orgs.at[i]),
		    .primary = text_eq(orgs.at[i], cell(p, COL_PRIMARY_ORG)) });
	if (orgs.n == 0)
		post_add(p, who, (struct roster_post){ .org = "", .duty = duty });
}

static bool
is_over(struct parse *p)
{
	char day[11];
	const char *end = cell(p, COL_END);

	if (*end == '\0')
		return false;
	if (!day_read(end, day)) {
		leave(p, COL_END, WHY_DATE, end);
		return false;
	}
	if (strcmp(day, p->how->today) > 0)
		return false;
	leave(p, COL_END, WHY_OVER, "");
	return true;
}

static void
role_row(struct parse *p)
{
	const char *user = cell(p, COL_USER), *role = cell(p, COL_ROLE);
	enum duty duty;
	bool active, primary = false;

	if (*user == '\0') {
		leave_row(p, COL_USER, WHY_NO_ID, "");
		return;
	}
	switch (role_read(role, &duty)) {
	case ROLE_KIND_OTHER:
		others(p);
		if (p->modes[TABLE_ROLES] != MODE_BULK)
			lookup_add(&p->no_staff, arena_text(p->passing, user), 0);
		return;
	case ROLE_KIND_UNKNOWN:
		leave_row(p, COL_ROLE, *role == '\0' ? WHY_NO_ROLE : WHY_ROLE, role);
		mention(p, user);
		return;
	case ROLE_KIND_STAFF:
		break;
	}
	if (!status_read(cell(p, COL_STATUS), &active))
		leave(p, COL_STATUS, WHY_FLAG, cell(p, COL_STATUS));
	flag_read(cell(p, COL_ROLE_TYPE), &primary);
	post_add(p, person_of(p, user), (struct roster_post){ .org = cell(p, COL_ORGS), .primary = primary,
	    .duty = duty_at(p->roster, duty, cell(p, COL_ORGS)), .gone = !active || is_over(p) });
	p->roster->files.at[p->file].kept++;
}

static const char *
email_of(struct parse *p, bool *ret_bad)
{
	static const enum column columns[] = { COL_EMAIL, COL_USERNAME, COL_OTHER_EMAIL };
	const char *email = "";

	for (size_t i = 0; i < 3; i++) {
		const char *s = cell(p, columns[i]);
		if (*s == '\0' || (columns[i] == COL_USERNAME && strchr(s, '@') == NULL))
			continue;
		if (email_read(p->arena, s, &email))
			return email;
		leave(p, columns[i], WHY_EMAIL, "");
		*ret_bad = true;
	}
	return "";
}

/* The names of a person; false: the row has none.  SDS v1 may give no more than
 * the name of the account. */
static bool
names_take(struct parse *p, struct roster_person *who)
{
	const char *given = keep_name(p, COL_GIVEN), *family = keep_name(p, COL_FAMILY);
	const char *called = keep_name(p, COL_PREFERRED_GIVEN), *surname = keep_name(p, COL_PREFERRED_FAMILY);
	const char *account = cell(p, COL_USERNAME);

	if (*given == '\0' && *family == '\0' && *account != '\0') {
		leave(p, COL_FAMILY, WHY_ACCOUNT, "");
		family = arena_copy(p->arena, account, strcspn(account, "@"));
	}
	if (*given == '\0' && *family == '\0')
		return false;
	who->given = given;
	who->family = family;
	who->shown = text_trim(p->arena, arena_printf(p->scratch, "%s %s", *called != '\0' ? called : given,
	    *surname != '\0' ? surname : family));
	return true;
}

/* The person's own row.  Clever repeats it for each school. */
static void
person_take(struct parse *p, struct roster_person *who)
{
	struct roster *r = p->roster;
	bool again = who->named, active = is_active(p);

	if (again) {
		who->active = who->active || active;
		if (r->format == FORMAT_ONEROSTER)
			leave(p, COL_ID, WHY_TWICE, "");
		return;
	}
	if (!names_take(p, who)) {
		leave_row(p, COL_FAMILY, WHY_NO_NAME, "");
		who->uncertain = true;
		mention_row(p);
		return;
	}
	who->named = true;
	who->active = active;
	who->line = p->row->line;
	who->file = p->map->files;
	who->email = email_of(p, &who->bad_email);
	who->identifier = keep(p, cell(p, COL_IDENTIFIER));
	who->pronouns = keep_name(p, COL_PRONOUNS);
	who->primary_org = keep_org(p, cell(p, COL_PRIMARY_ORG));
	r->files.at[p->file].kept++;
}

/* Are any of the roles in this row staff's?  They are put into `duties`. */
static enum role_kind
roles_of(struct parse *p, enum duty duties[4], size_t *ret_n)
{
	struct lines roles = list_of(p, COL_ROLE);
	enum role_kind kind = ROLE_KIND_UNKNOWN;

	*ret_n = 0;
	for (size_t i = 0; i < roles.n; i++) {
		enum duty duty;
		enum role_kind one = role_read(roles.at[i], &duty);
		if (one == ROLE_KIND_STAFF && *ret_n < 4)
			duties[(*ret_n)++] = duty;
		if (one != ROLE_KIND_UNKNOWN && kind != ROLE_KIND_STAFF)
			kind = one;
	}
	return kind;
}

/* OneRoster 1.1 and SDS v2 put the role into the person's row. */
static void
user_with_role(struct parse *p)
{
	enum duty duties[4];
	size_t n;
	const char *role = cell(p, COL_ROLE);
	enum role_kind kind = roles_of(p, duties, &n);

	if (kind == ROLE_KIND_OTHER) {
		others(p);
		return;
	}
	if (kind == ROLE_KIND_UNKNOWN) {
		leave_row(p, COL_ROLE, *role == '\0' ? WHY_NO_ROLE : WHY_ROLE, role);
		mention_row(p);
		return;
	}
	struct roster_person *who = person_of(p, cell(p, COL_ID));
	for (size_t i = 0; i < n; i++)
		posts_add(p, who, duties[i], list_of(p, COL_ORGS));
	person_take(p, who);
}

/* OneRoster 1.2: who they are stands in roles.csv, which was read before. */
static void
user_by_roles(struct parse *p)
{
	struct roster *r = p->roster;
	const char *id = cell(p, COL_ID);

	if (lookup_find(&r->person_by_id, id) == LOOKUP_NONE &&
	    (r->roles_whole || lookup_find(&p->no_staff, id) != LOOKUP_NONE)) {
		others(p);
		return;
	}
	person_take(p, person_of(p, id));
}

/* Everybody in the file is staff; their title says what they do. */
static void
user_of_staff_file(struct parse *p)
{
	enum duty duty = DUTY_TEACHER;
	const char *title = cell(p, COL_JOB);
	struct roster_person *who = person_of(p, cell(p, COL_ID));

	if (strcmp(p->map->role, "teacher") != 0)
		duty = duty_of_title(p->scratch, *title != '\0' ? title : cell(p, COL_JOB_TYPE));
	else if (*title != '\0' && duty_of_title(p->scratch, title) != DUTY_STAFF)
		duty = duty_of_title(p->scratch, title);
	posts_add(p, who, duty, list_of(p, COL_ORGS));
	person_take(p, who);
}

/* The school of a Google account: its building, else the last part of its unit
 * that says more than who it is for. */
static const char *
google_school(struct parse *p)
{
	struct lines parts = text_split(p->scratch, cell(p, COL_UNIT), '/');
	const char *name = "";

	for (size_t i = 0; i < parts.n; i++)
		if (unit_read(p->scratch, parts.at[i]) == ROLE_KIND_UNKNOWN)
			name = parts.at[i];
	if (*name == '\0')
		name = *cell(p, COL_BUILDING) != '\0' ? cell(p, COL_BUILDING) : cell(p, COL_DEPARTMENT);
	return text_line(p->scratch, name);
}

static const char *
google_org(struct parse *p, bool is_district)
{
	struct roster *r = p->roster;
	const char *name = google_school(p);

	if (*name == '\0')
		return "";
	const char *id = arena_printf(p->arena, "unit:%s", text_fold(p->scratch, name));
	if (lookup_add(&r->school_by_id, id, (uint32_t)r->schools.n))
		*LIST_ADD(p->arena, &r->schools) = (struct roster_school){ .id = id, .name = keep(p, name),
		    .identifier = "", .parent = "", .city = "", .state = "", .type = is_district ? "office" : "school", .kept = true,
		    .active = true, .low = -1, .high = -1 };
	return id;
}

/* Google's list holds everybody, children too: only who is plainly staff is kept. */
static void
user_of_google(struct parse *p)
{
	const char *email = "", *title = cell(p, COL_JOB), *type = cell(p, COL_JOB_TYPE);
	enum role_kind unit = unit_read(p->scratch, cell(p, COL_UNIT));
	enum duty duty = duty_of_title(p->scratch, *title != '\0' ? title : type), unused;

	if (unit == ROLE_KIND_OTHER || role_read(title, &unused) == ROLE_KIND_OTHER ||
	    role_read(type, &unused) == ROLE_KIND_OTHER) {
		others(p);
		return;
	}
	if (!email_read(p->scratch, cell(p, COL_EMAIL), &email)) {
		leave_row(p, COL_EMAIL, WHY_NO_ID, "");
		return;
	}
	if (unit == ROLE_KIND_UNKNOWN && *title == '\0' && *type == '\0') {
		leave_row(p, COL_UNIT, WHY_NOT_STAFF, "");
		mention(p, email);
		return;
	}
	struct roster_person *who = person_of(p, email);
	const char *org = google_org(p, duty == DUTY_DISTRICT_ADMIN);
	post_add(p, who, (struct roster_post){ .org = org, .duty = *title == '\0' && *type == '\0' ? DUTY_TEACHER : duty });
	person_take(p, who);
}

static void
user_without_id(struct parse *p)
{
	enum duty duties[4];
	size_t n;

	if (roles_of(p, duties, &n) == ROLE_KIND_OTHER) {
		others(p);
		return;
	}
	leave_row(p, COL_ID, WHY_NO_ID, "");
	mention_row(p);
}

static void
user_row(struct parse *p)
{
	if (p->roster->format == FORMAT_GOOGLE) {
		user_of_google(p);
		return;
	}
	if (*cell(p, COL_ID) == '\0') {
		user_without_id(p);
		return;
	}
	if (p->map->role != NULL)
		user_of_staff_file(p);
	else if (p->header.at[COL_ROLE] >= 0)
		user_with_role(p);
	else
		user_by_roles(p);
}

static unsigned
subjects_of(struct parse *p)
{
	struct lines codes = list_of(p, COL_CODES);
	unsigned bits = subjects_read(cell(p, COL_SUBJECTS));

	for (size_t i = 0; i < codes.n && bits == 0; i++)
		bits |= subject_of_code(codes.at[i]);
	return bits;
}

static void
course_row(struct parse *p)
{
	struct course c = { .grades = grades_read(cell(p, COL_GRADES)), .subjects = subjects_of(p) };

	if (*cell(p, COL_ID) == '\0') {
		leave_row(p, COL_ID, WHY_NO_ID, "");
		return;
	}
	if (c.subjects == 0)
		c.subjects = subjects_read(cell(p, COL_TITLE));
	if (lookup_add(&p->course_by_id, arena_text(p->passing, cell(p, COL_ID)), (uint32_t)p->courses.n))
		*LIST_ADD(p->passing, &p->courses) = c;
	p->roster->files.at[p->file].kept++;
}

static int
year_of_terms(struct parse *p)
{
	struct lines terms = list_of(p, COL_TERMS);
	int year = 0;

	for (size_t i = 0; i < terms.n; i++) {
		int64_t at = lookup_find(&p->session_by_id, terms.at[i]);
		if (at != LOOKUP_NONE && p->session_years.at[at] > year)
			year = p->session_years.at[at];
	}
	return year;
}

static void
teach(struct roster_person *who, const struct klass *k)
{
	if (k->gone)
		return;
	if (k->year > who->year)
		who->grades = who->subjects = 0, who->year = k->year;
	if (k->year < who->year)
		return;
	who->grades |= k->grades;
	who->subjects |= k->subjects;
}

/* Who teaches: in a delta also somebody whose own row did not change, so that
 * it does not stand in it. */
static struct roster_person *
teacher_of(struct parse *p, const char *id)
{
	int64_t at = lookup_find(&p->roster->person_by_id, id);

	if (at != LOOKUP_NONE)
		return &p->roster->people.at[at];
	return *id != '\0' && p->modes[TABLE_USERS] != MODE_BULK ? person_of(p, id) : NULL;
}

static void
class_row(struct parse *p)
{
	struct klass k = { .grades = grades_read(cell(p, COL_GRADES)), .subjects = subjects_of(p), .year = year_of_terms(p) };
	int64_t course = lookup_find(&p->course_by_id, cell(p, COL_COURSE));
	int64_t school = lookup_find(&p->roster->school_by_id, cell(p, COL_ORGS));
	bool active;

	if (*cell(p, COL_ID) == '\0') {
		leave_row(p, COL_ID, WHY_NO_ID, "");
		return;
	}
	status_read(cell(p, COL_STATUS), &active);
	if (!active)
		k = (struct klass){ .gone = true };
	else if (course != LOOKUP_NONE) {
		k.grades = k.grades != 0 ? k.grades : p->courses.at[course].grades;
		k.subjects = k.subjects != 0 ? k.subjects : p->courses.at[course].subjects;
	}
	if (active && k.subjects == 0)
		k.subjects = subjects_read(cell(p, COL_COURSE_TITLE)) | subjects_read(cell(p, COL_TITLE));
	if (school != LOOKUP_NONE)
		p->roster->schools.at[school].grades |= k.grades;
	p->roster->files.at[p->file].kept++;
	static const enum column teachers[] = { COL_USER, COL_USER_2, COL_USER_3, COL_USER_4 };
	for (size_t i = 0; i < sizeof(teachers) / sizeof(teachers[0]); i++) {
		struct roster_person *teacher = teacher_of(p, cell(p, teachers[i]));
		if (teacher != NULL)
			teach(teacher, &k);
	}
	if (lookup_add(&p->class_by_id, arena_text(p->passing, cell(p, COL_ID)), (uint32_t)p->classes.n))
		*LIST_ADD(p->passing, &p->classes) = k;
}

static void
enrollment_row(struct parse *p)
{
	enum duty duty;
	const char *role = p->map->role != NULL ? p->map->role : cell(p, COL_ROLE);
	bool active;

	if (role_read(role, &duty) != ROLE_KIND_STAFF) {
		others(p);
		return;
	}
	struct roster_person *who = teacher_of(p, cell(p, COL_USER));
	int64_t class_at = lookup_find(&p->class_by_id, cell(p, COL_CLASS));
	status_read(cell(p, COL_STATUS), &active);
	if (who == NULL || duty != DUTY_TEACHER || !active)
		return;
	if (class_at == LOOKUP_NONE) {
		if (p->has_table[TABLE_CLASSES] && p->modes[TABLE_CLASSES] == MODE_BULK)
			leave_row(p, COL_CLASS, WHY_NO_CLASS, cell(p, COL_CLASS));
		return;
	}
	teach(who, &p->classes.at[class_at]);
	p->roster->files.at[p->file].kept++;
}

static bool
is_called(struct parse *p, const struct roster_person *who, const char *name)
{
	return *name == '\0' || text_eq(name, text_fold(p->scratch, who->shown)) ||
	    text_eq(name, text_fold(p->scratch, arena_printf(p->scratch, "%s %s", who->given, who->family)));
}

/* What the rows of the schools say of their principals.  The id alone is not
 * enough where the name that stands beside it is somebody else's. */
void
principals_take(struct parse *p)
{
	for (size_t i = 0; i < p->principals.n; i++) {
		const struct leads *l = &p->principals.at[i];
		int64_t at = lookup_find(&p->roster->person_by_id, l->person);
		struct roster_person *who = at != LOOKUP_NONE ? &p->roster->people.at[at] : NULL;
		for (size_t j = 0; who != NULL && is_called(p, who, l->name) && j < who->posts.n; j++)
			if (text_eq(who->posts.at[j].org, l->org))
				who->posts.at[j].duty = DUTY_PRINCIPAL;
		arena_reset(p->scratch);
	}
}

void
row_take(struct parse *p)
{
	switch (p->map->table) {
	case TABLE_MANIFEST:    manifest_row(p); break;
	case TABLE_SESSIONS:    session_row(p); break;
	case TABLE_ORGS:        org_row(p); break;
	case TABLE_ROLES:       role_row(p); break;
	case TABLE_USERS:       user_row(p); break;
	case TABLE_COURSES:     course_row(p); break;
	case TABLE_CLASSES:     class_row(p); break;
	case TABLE_ENROLLMENTS: enrollment_row(p); break;
	case TABLE_STUDENTS:    break;
	}
}
