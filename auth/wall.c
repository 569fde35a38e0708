#include "auth/wall.h"
#include "base/clock.h"
#include "base/id.h"
#include "http/http.h"

enum { COLUMNS = 8 };

#define NO SEES_NOTHING
#define SUM SEES_SUMMARY
#define ALL SEES_ALL
#define N5 SEES_COUNT

/* The wall.  Columns in the order of enum relation. */
static const enum sees table[WALL_KINDS][COLUMNS] = {
	/*                    self colleague council coord. admin. steward operator anyone */
	[WALL_PROFILE]  = {   ALL, ALL,      ALL,    ALL,   ALL,   ALL,    ALL,     NO },
	[WALL_CONTACT]  = {   ALL, ALL,      ALL,    ALL,   ALL,   ALL,    ALL,     NO },
	[WALL_PRACTICE] = {   ALL, ALL,      ALL,    ALL,   ALL,   ALL,    ALL,     NO },
	[WALL_DRAFT]    = {   ALL, NO,       NO,     NO,    NO,    NO,     NO,      NO },
	[WALL_TRY]      = {   ALL, N5,       N5,     N5,    N5,    N5,     N5,      NO },
	[WALL_REPORT]   = {   ALL, ALL,      ALL,    ALL,   ALL,   ALL,    ALL,     NO },
	[WALL_CLASS]    = {   ALL, N5,       N5,     N5,    N5,    N5,     N5,      NO },
	[WALL_LOGIN]    = {   ALL, NO,       NO,     NO,    NO,    NO,     NO,      NO },
	[WALL_LOOKS]    = {   ALL, NO,       NO,     NO,    NO,    N5,     NO,      NO },
	[WALL_OUTBOX]   = {   NO,  NO,       NO,     NO,    NO,    NO,     ALL,     NO },
	[WALL_ROLES]    = {   SUM, NO,       ALL,    ALL,   NO,    ALL,    ALL,     NO },
	[WALL_ROSTER]   = {   NO,  NO,       NO,     ALL,   NO,    SUM,    ALL,     NO },
	[WALL_ACCOUNT]  = {   ALL, NO,       NO,     ALL,   NO,    NO,     ALL,     NO },
};

unsigned
wall_relations(const struct login *login, int64_t owner)
{
	unsigned bits = REL_COLLEAGUE;

	if (login == NULL)
		return REL_ANYONE;
	if (owner != 0 && login->person->id == owner)
		bits |= REL_SELF;
	if (login->person->roles & ROLE_COUNCIL)
		bits |= REL_COUNCIL;
	if (login->person->roles & ROLE_COORDINATOR)
		bits |= REL_COORDINATOR;
	if (login->person->roles & ROLE_ADMINISTRATOR)
		bits |= REL_ADMINISTRATOR;
	if (login->person->roles & ROLE_STEWARD)
		bits |= REL_STEWARD;
	if (login->person->roles & ROLE_OPERATOR)
		bits |= REL_OPERATOR;
	return bits;
}

enum sees
wall_sees(enum wall_kind kind, unsigned relations)
{
	enum sees most = SEES_NOTHING;

	for (int i = 0; i < COLUMNS; i++)
		if ((relations >> i & 1) && table[kind][i] > most)
			most = table[kind][i];
	return most;
}

enum sees
wall_look(const struct login *login, enum wall_kind kind, int64_t owner)
{
	return wall_sees(kind, wall_relations(login, owner));
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
