#include "office/roles.h"
#include "auth/link.h"
#include "base/text.h"
#include "mail/mail.h"
#include "office/office.h"

const struct office offices[] = {
	{ ROLE_LEADER, "leader", N_("Leads sessions and circles. Sees what every colleague sees.") },
	{ ROLE_COUNCIL, "council", N_("Decides the agenda, in the open. Reads who was appointed by whom.") },
	{ ROLE_COORDINATOR, "coordinator", N_("Looks after rosters, guests and in-service days. Sees accounts, never a note, a try or a draft.") },
	{ ROLE_ADMINISTRATOR, "administrator", N_("Gives time, rooms and cover. Sees that things happen, never who said what.") },
	{ ROLE_STEWARD, "steward", N_("Watches that the wall holds. Reads settings and appointments, and changes nothing.") },
	{ ROLE_OPERATOR, "operator", N_("Runs the program and appoints people. Sees accounts, never a note, a try or a draft.") },
	{0}
};

const struct office *
office_find(const char *code)
{
	for (const struct office *o = offices; o->code != NULL; o++)
		if (text_eq(o->code, code))
			return o;
	return NULL;
}

bool
is_last_operator(struct tx *tx, int64_t person)
{
	struct accounts holders = holder_rows(tx, ROLE_OPERATOR);

	return holders.n == 1 && holders.at[0].id == person;
}

/* Told once, with what the office opens, so that nobody learns of it by surprise. */
static void
tell_appointed(struct tx *tx, const struct login *by, const struct account *who, const struct office *office, const char *why)
{
	struct arena *a = tx_arena(tx);
	struct person *p = person_find(tx, who->id);
	enum lang lang = p->language >= 0 ? (enum lang)p->language : LANG_EN;

	if (p->email == NULL || p->id == by->person->id)
		return;
	mail_put(tx, &(struct mail){ .person_id = p->id, .to_name = p->shown, .to_address = p->email, .lang = lang,
	    .kind = MAIL_ASKED, .topic = "role",
	    .subject = arena_printf(a, say(lang, N_("An office for you: %s")), say(lang, role_name(office->role))),
	    .text = arena_printf(a, say(lang, N_("Hello %1$s,\n\n%2$s made you: %3$s.\n\n%4$s\n\nThe reason they gave: %5$s\n\nSee what you can do with it:\n%6$s")),
	        p->shown, by->person->shown, say(lang, role_name(office->role)), say(lang, office->opens), why,
	        mail_local_url(tx, "/office")) });
}

const char *
role_appoint(struct tx *tx, const struct login *by, int64_t person, const struct office *office, const char *why)
{
	struct account *who = account_row(tx, person);

	if (who == NULL || who->standing != PERSON_ACTIVE)
		return N_("This account is not active. Bring it back first.");
	if (who->appointed & office->role)
		return N_("They hold this office already.");
	role_give(tx, person, office->role, "appointed", by->person->id, why);
	tell_appointed(tx, by, who, office, why);
	return NULL;
}

const char *
role_withdraw(struct tx *tx, const struct login *by, int64_t person, const struct office *office, const char *why)
{
	struct account *who = account_row(tx, person);

	if (who == NULL || !(who->appointed & office->role))
		return N_("Nobody appointed them to this office, so there is nothing to withdraw.");
	if (office->role == ROLE_OPERATOR && is_last_operator(tx, person))
		return N_("This is the last operator. Appoint another one first: somebody must be able to.");
	role_take(tx, person, office->role, "appointed", by->person->id, why);
	return NULL;
}

const char *
appointment_undo(struct tx *tx, const struct login *by, enum lang lang, int64_t entry)
{
	struct appointment *e = appointment_row(tx, entry);
	const struct office *office = offices;

	if (e == NULL || !e->latest)
		return N_("That was changed since. Look at the list as it stands now.");
	while (office->code != NULL && office->role != e->role)
		office++;
	if (office->code == NULL)
		return N_("That was changed since. Look at the list as it stands now.");
	const char *why = arena_printf(tx_arena(tx), say(lang, N_("Undone: %s")), e->why);
	return e->given ? role_withdraw(tx, by, e->person_id, office, why) : role_appoint(tx, by, e->person_id, office, why);
}

const char *
operator_link(struct tx *tx, const char *address, const char *why)
{
	const char *email = text_lower(tx_arena(tx), address);
	struct person *p = person_by_email(tx, email);
	int64_t id = p != NULL ? p->id : 0;

	if (p == NULL && person_email_taken(tx, email, 0))
		return NULL;
	if (p == NULL)
		id = person_add(tx, &(struct person){ .given = "", .family = email, .shown = email, .email = email,
		    .language = -1, .guest = true });
	role_give(tx, id, ROLE_OPERATOR, "appointed", 0, why);
	return link_make(tx, &(struct sign_in_link){ .person_id = id, .purpose = LINK_OPERATOR });
}
