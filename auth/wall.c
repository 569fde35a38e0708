#include "auth/wall.h"
#include "auth/browser.h"
#include "base/clock.h"
#include "base/id.h"
#include "http/http.h"

enum { FEW = 5 };

#define NO SEES_NOTHING
#define N5 SEES_COUNT
#define SUM SEES_SUMMARY
#define ALL SEES_ALL

/* The wall.  Columns in the order of enum relation. */
static const enum sees table[WALL_KINDS][RELATIONS] = {
	/*                    self colleague guest council coord. admin. steward operator anyone */
	[WALL_PROFILE]  = {   ALL, ALL,      ALL,  ALL,    ALL,   ALL,   ALL,    ALL,     NO },
	[WALL_CONTACT]  = {   ALL, ALL,      NO,   ALL,    ALL,   ALL,   ALL,    ALL,     NO },
	[WALL_PRACTICE] = {   ALL, ALL,      ALL,  ALL,    ALL,   ALL,   ALL,    ALL,     NO },
	[WALL_DRAFT]    = {   ALL, NO,       NO,   NO,     NO,    NO,    NO,     NO,      NO },
	[WALL_TRY]      = {   ALL, N5,       N5,   N5,     N5,    N5,    N5,     N5,      NO },
	[WALL_REPORT]   = {   ALL, ALL,      ALL,  ALL,    ALL,   ALL,   ALL,    ALL,     NO },
	[WALL_CLASS]    = {   ALL, N5,       N5,   N5,     N5,    N5,    N5,     N5,      NO },
	[WALL_LOGIN]    = {   ALL, NO,       NO,   NO,     NO,    NO,    NO,     NO,      NO },
	[WALL_LOOKS]    = {   ALL, NO,       NO,   NO,     NO,    NO,    N5,     NO,      NO },
	[WALL_OUTBOX]   = {   ALL, NO,       NO,   NO,     NO,    NO,    NO,     ALL,     NO },
	[WALL_ROLES]    = {   ALL, NO,       NO,   ALL,    ALL,   NO,    ALL,    ALL,     NO },
	[WALL_ROSTER]   = {   NO,  NO,       NO,   NO,     ALL,   NO,    SUM,    ALL,     NO },
	[WALL_ACCOUNT]  = {   ALL, NO,       NO,   NO,     ALL,   NO,    NO,     ALL,     NO },
	[WALL_SECRET]   = {   NO,  NO,       NO,   NO,     NO,    NO,    NO,     NO,      NO },
};

static const struct { const char *name, *said, *about; bool logged; } kinds[WALL_KINDS] = {
	[WALL_PROFILE]  = { "profile", N_("Profile"), N_("name, schools, grades, subjects, rooms, pronouns, photo, “ask me about”"), false },
	[WALL_CONTACT]  = { "contact", N_("E-mail address"), N_("the address itself"), false },
	[WALL_PRACTICE] = { "practice", N_("Shared practice"), N_("the card, its parts, its history, under its author's name"), false },
	[WALL_DRAFT]    = { "draft", N_("Draft"), N_("everything written and not yet shared or sent, and what was removed"), true },
	[WALL_TRY]      = { "try", N_("Try"), N_("that somebody tries something and what they expect, until they report"), true },
	[WALL_REPORT]   = { "report", N_("Report"), N_("how it went, what was expected and changed, grades and size of the class, under its author's name"), false },
	[WALL_CLASS]    = { "class", N_("Who is in the class"), N_("the shares of English learners and of students with IEPs given with a try"), true },
	[WALL_LOGIN]    = { "login", N_("Logins"), N_("devices and times"), true },
	[WALL_LOOKS]    = { "looks", N_("Looks"), N_("who opened a record, and when"), true },
	[WALL_OUTBOX]   = { "outbox", N_("Mail that was sent"), N_("as it was written; sign-in links are left out"), true },
	[WALL_ROLES]    = { "roles", N_("Appointments"), N_("who was given which role, by whom and why"), false },
	[WALL_ROSTER]   = { "roster", N_("Roster"), N_("imports, what is held for approval, what the source says"), false },
	[WALL_ACCOUNT]  = { "account", N_("Account"), N_("whether it is active, sign-in slips, who changed the address"), true },
	[WALL_SECRET]   = { "secret", N_("Passwords"), N_("passwords and the secrets in sign-in links; they are kept so that nobody can read them"), true },
};

static const char *const relations[RELATIONS] = {
	N_("You, about yourself"), N_("Colleagues"), N_("Guests"), N_("Council"), N_("Coordinators"), N_("Administrators"),
	N_("Stewards"), N_("Operators"), N_("Not signed in"),
};

static const char *const sights[] = {
	[SEES_NOTHING] = N_("nothing"), [SEES_COUNT] = N_("counts of five or more"), [SEES_SUMMARY] = N_("a summary"),
	[SEES_ALL] = N_("all"),
};

const char *wall_kind_name(enum wall_kind kind)  { return kinds[kind].name; }
const char *wall_kind_said(enum wall_kind kind)  { return kinds[kind].said; }
const char *wall_kind_about(enum wall_kind kind) { return kinds[kind].about; }
bool        wall_logged(enum wall_kind kind)     { return kinds[kind].logged; }
const char *relation_name(int bit)               { return relations[bit]; }
const char *sees_said(enum sees sees)            { return sights[sees]; }

/* A guest with the teacher's role works here: a long-term substitute. */
unsigned
wall_relations(const struct login *login, int64_t owner)
{
	static const struct { enum role role; enum relation relation; } of_role[] = {
		{ ROLE_COUNCIL, REL_COUNCIL }, { ROLE_COORDINATOR, REL_COORDINATOR }, { ROLE_ADMINISTRATOR, REL_ADMINISTRATOR },
		{ ROLE_STEWARD, REL_STEWARD }, { ROLE_OPERATOR, REL_OPERATOR },
	};
	unsigned bits;

	if (login == NULL)
		return REL_ANYONE;
	bits = login->person->guest && !(login->person->roles & ROLE_TEACHER) ? REL_GUEST : REL_COLLEAGUE;
	if (owner != 0 && login->person->id == owner)
		bits |= REL_SELF;
	for (size_t i = 0; i < sizeof(of_role) / sizeof(of_role[0]); i++)
		if (login->person->roles & of_role[i].role)
			bits |= of_role[i].relation;
	return bits;
}

enum sees
wall_sees(enum wall_kind kind, unsigned bits)
{
	enum sees most = SEES_NOTHING;

	for (int i = 0; i < RELATIONS; i++)
		if ((bits >> i & 1) && table[kind][i] > most)
			most = table[kind][i];
	return most;
}

enum sees
wall_look(const struct login *login, enum wall_kind kind, int64_t owner)
{
	return wall_sees(kind, wall_relations(login, owner));
}

int64_t
wall_count(int64_t n)
{
	return n < FEW ? 0 : n - n % FEW;
}

void
look_note(struct tx *tx, const struct login *login, enum wall_kind kind, int64_t owner, int64_t record)
{
	if (login->person->id == owner)
		return;
	db_exec(tx,
	    "INSERT INTO look (district_id, id, at, by_person, owner_id, kind, record_id)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7)",
	    tx_district(tx), id_make(), clock_now(), login->person->id, owner, (int)kind, record);
}

bool
login_may(const struct login *login, enum may may)
{
	unsigned roles = login == NULL ? 0 : login->person->roles;

	switch (may) {
	case MAY_ANYONE:        return true;
	case MAY_MEMBER:        return login != NULL;
	case MAY_COUNCIL:       return (roles & ROLE_COUNCIL) != 0;
	case MAY_COORDINATOR:   return (roles & (ROLE_COORDINATOR | ROLE_OPERATOR)) != 0;
	case MAY_ADMINISTRATOR: return (roles & ROLE_ADMINISTRATOR) != 0;
	case MAY_STEWARD:       return (roles & ROLE_STEWARD) != 0;
	case MAY_OPERATOR:      return (roles & ROLE_OPERATOR) != 0;
	case MAY_ROSTER:        return (roles & (ROLE_COORDINATOR | ROLE_OPERATOR)) != 0;
	case MAY_OFFICE:        return (roles & (ROLE_COUNCIL | ROLE_COORDINATOR | ROLE_STEWARD | ROLE_OPERATOR)) != 0;
	case MAYS:              break;
	}
	return false;
}

struct early { struct request *request; bool may; };

static void
early_look(struct tx *tx, void *arg)
{
	struct early *early = arg;
	struct request *r = early->request;

	r->tx = tx;
	r->login = login_find(r);
	early->may = login_may(r->login, (enum may)r->route->may) && csrf_ok(r);
	r->tx = NULL;
}

bool
login_may_early(struct request *r)
{
	struct early early = { .request = r };

	return db_run(r->reader, DB_READ, r->district->id, r->arena, early_look, &early) == DB_DONE && early.may;
}
