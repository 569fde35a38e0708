#include "office/accounts.h"
#include "auth/link.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/text.h"
#include "mail/mail.h"
#include "office/merging.h"
#include "office/roles.h"
#include "people/people.h"

enum { DAY = 86400 };

const char *
account_problem(struct tx *tx, const struct login *by, const struct account *a)
{
	if (a->standing == PERSON_MERGED)
		return N_("This account is part of another one now.");
	if (a->id == by->person->id)
		return N_("This is your own account. Change it under My account.");
	if ((a->roles & ROLE_OPERATOR) && !(by->person->roles & ROLE_OPERATOR))
		return N_("Only an operator may touch an operator's account.");
	return NULL;
}

static void
tell(struct tx *tx, const struct account *a, const char *to, const char *subject, const char *text)
{
	struct person *p = person_find(tx, a->id);
	enum lang lang = p->language >= 0 ? (enum lang)p->language : LANG_EN;

	if (to != NULL)
		mail_put(tx, &(struct mail){ .person_id = a->id, .to_name = a->shown, .to_address = to, .lang = lang,
		    .kind = MAIL_URGENT, .topic = "account", .subject = say(lang, subject), .text = text });
}

static enum lang
lang_of(struct tx *tx, int64_t person)
{
	struct person *p = person_find(tx, person);

	return p->language >= 0 ? (enum lang)p->language : LANG_EN;
}

static void
email_change_now(struct tx *tx, int64_t by, const struct account *a, const char *email)
{
	person_email(tx, a->id, email);
	deed_note(tx, a->id, by, DEED_EMAIL, email != NULL ? email : "");
}

static const char *
asked_what(struct tx *tx, const struct login *by, const struct account_ask *ask, enum lang lang)
{
	struct arena *a = tx_arena(tx);

	if (ask->deed == DEED_MERGED)
		return arena_printf(a, say(lang, N_("%1$s says that the accounts of %2$s and %3$s are one person, you, and wants to make them one.")),
		    by->person->shown, account_row(tx, ask->keep_id)->shown, account_row(tx, ask->drop_id)->shown);
	if (ask->email == NULL)
		return arena_printf(a, say(lang, N_("%s wants to take your e-mail address out of Groundswell.")), by->person->shown);
	return arena_printf(a, say(lang, N_("%1$s wants to change your e-mail address in Groundswell to %2$s.")), by->person->shown, ask->email);
}

/* The owner hears of it where they are reached now, and can stop it from the mail. */
static void
ask_put(struct tx *tx, const struct login *by, int64_t person, struct account_ask ask)
{
	struct account *a = account_row(tx, person);
	enum lang lang = lang_of(tx, person);

	ask.id = id_make();
	ask.person_id = person;
	ask.by_person = by->person->id;
	ask.at = clock_now();
	ask.due_at = ask.at + ASK_DAYS * DAY;
	asked_supersede(tx, person, (enum deed)ask.deed, ask.at);
	asked_insert(tx, &ask);
	deed_note(tx, person, by->person->id, DEED_ASKED, ask.email != NULL ? ask.email : "");
	tell(tx, a, a->email, N_("Is this right? Somebody wants to change your account"),
	    arena_printf(tx_arena(tx), say(lang, N_("Hello %1$s,\n\n%2$s\n\nIf that is right, do nothing: it happens in three days.\n\nYes, do it now:\n%3$s\n\nNo, stop it:\n%4$s")),
	        a->shown, asked_what(tx, by, &ask, lang), mail_local_url(tx, "/me/asked"),
	        mail_action_url(tx, "account.stop", person, ask.id)));
}

const char *
email_put(struct tx *tx, const struct login *by, const struct account *a, const char *email, bool *ret_asked)
{
	const char *wrong = account_problem(tx, by, a);

	*ret_asked = false;
	if (wrong != NULL)
		return wrong;
	if (text_eq(a->email, email))
		return N_("That is the address already.");
	if (email != NULL && person_email_taken(tx, email, a->id))
		return N_("Somebody else here has this address. If it is the same person, make the two accounts one.");
	*ret_asked = account_was_used(tx, a->id);
	if (*ret_asked)
		ask_put(tx, by, a->id, (struct account_ask){ .deed = DEED_EMAIL, .email = email });
	else
		email_change_now(tx, by->person->id, a, email);
	return NULL;
}

const char *
account_end(struct tx *tx, const struct login *by, const struct account *a)
{
	const char *wrong = account_problem(tx, by, a);

	if (wrong != NULL)
		return wrong;
	if ((a->roles & ROLE_OPERATOR) && is_last_operator(tx, a->id))
		return N_("This is the last operator. Appoint another one first: somebody must be able to.");
	person_standing(tx, a->id, PERSON_INACTIVE);
	deed_note(tx, a->id, by->person->id, DEED_ENDED, "");
	return NULL;
}

const char *
account_back(struct tx *tx, const struct login *by, const struct account *a)
{
	const char *wrong = account_problem(tx, by, a);

	if (wrong != NULL)
		return wrong;
	if (a->email != NULL && person_email_taken(tx, a->email, a->id))
		return N_("Somebody else here has this address by now. If it is the same person, make the two accounts one.");
	person_standing(tx, a->id, PERSON_ACTIVE);
	guest_until_put(tx, a->id, NULL);
	deed_note(tx, a->id, by->person->id, DEED_BACK, "");
	return NULL;
}

const char *
slip_problem(struct tx *tx, const struct login *by, const struct account *a)
{
	const char *wrong = account_problem(tx, by, a);

	if (wrong != NULL)
		return wrong;
	if (a->standing != PERSON_ACTIVE)
		return N_("This account is not active. Bring it back first.");
	if (a->email != NULL && account_was_used(tx, a->id))
		return N_("They sign in with a link to their e-mail. If the address no longer works, change it.");
	return NULL;
}

void
slip_tell(struct tx *tx, const struct login *by, const struct account *a)
{
	tell(tx, a, a->email, N_("A sign-in slip was printed for you"),
	    arena_printf(tx_arena(tx), say(lang_of(tx, a->id), N_("Hello %1$s,\n\n%2$s printed a slip of paper that signs you in to Groundswell once, within a week.\n\nIf you did not ask for one, tell them, and look under My account where you are signed in.\n\nOpen my account:\n%3$s")),
	        a->shown, by->person->shown, mail_local_url(tx, "/me")));
}

/* Who holds either account could read the other's afterwards: so both say yes,
 * first the one whose row goes. */
static bool
join_asks(struct tx *tx, const struct login *by, int64_t winner, int64_t loser, int64_t said_yes)
{
	struct account *w = account_row(tx, winner), *l = account_row(tx, loser);
	struct account_ask ask = { .deed = DEED_MERGED, .keep_id = winner, .drop_id = loser };

	/* One mailbox for both opens neither until they are one; only a roster makes such twins. */
	if (w->email != NULL && text_eq(w->email, l->email) && l->standing == PERSON_ACTIVE)
		return false;
	if (said_yes == 0 && account_was_used(tx, loser))
		ask_put(tx, by, loser, ask);
	else if (said_yes != winner && account_was_used(tx, winner))
		ask_put(tx, by, winner, ask);
	else
		return false;
	return true;
}

const char *
join_put(struct tx *tx, const struct login *by, int64_t winner, int64_t loser, int64_t *ret_merge)
{
	const char *wrong = merge_problem(tx, by, winner, loser);

	*ret_merge = 0;
	if (wrong == NULL && !join_asks(tx, by, winner, loser, 0))
		*ret_merge = people_join(tx, by->person->id, winner, loser);
	return wrong;
}

static void
ask_carry_out(struct tx *tx, const struct account_ask *ask)
{
	struct account *a = account_row(tx, ask->person_id);
	struct login by = { .person = person_find(tx, ask->by_person) };

	if (ask->deed == DEED_EMAIL) {
		if (a->standing != PERSON_MERGED && (ask->email == NULL || !person_email_taken(tx, ask->email, a->id)))
			email_change_now(tx, ask->by_person, a, ask->email);
		return;
	}
	if (merge_problem(tx, &by, ask->keep_id, ask->drop_id) == NULL &&
	    !join_asks(tx, &by, ask->keep_id, ask->drop_id, ask->person_id))
		people_join(tx, ask->by_person, ask->keep_id, ask->drop_id);
}

const char *
ask_answer_it(struct tx *tx, int64_t id, int64_t who, enum ask_answer answer)
{
	struct account_ask *ask = asked_row(tx, id);

	if (ask == NULL || ask->ended_at != 0 || (answer != ASK_SILENT && answer != ASK_TAKEN_BACK && ask->person_id != who))
		return N_("That was answered already.");
	asked_end(tx, id, clock_now(), answer);
	if (answer == ASK_YES || answer == ASK_SILENT)
		ask_carry_out(tx, ask);
	else
		deed_note(tx, ask->person_id, who, DEED_DECLINED, ask->email != NULL ? ask->email : "");
	return NULL;
}

void
asks_due(struct tx *tx)
{
	struct account_asks due = asked_rows_due(tx, clock_now());

	for (size_t i = 0; i < due.n; i++)
		ask_answer_it(tx, due.at[i].id, 0, ASK_SILENT);
}

const char *
guest_problem(struct tx *tx, const struct guest *g)
{
	if (g->email != NULL && person_email_taken(tx, g->email, g->person_id))
		return N_("Somebody here has this address already. Search for it under Accounts.");
	return NULL;
}

/* A guest's school is ours to say; a roster that lists them later has its own rows. */
static void
guest_school_put(struct tx *tx, const struct guest *g)
{
	struct assignment at = { g->school_id, DUTY_STAFF };

	assignments_put(tx, g->person_id, "local", (struct assignments){ &at, g->school_id != 0, 1 }, clock_now());
}

static struct person
guest_person(struct tx *tx, const struct guest *g)
{
	return (struct person){ .id = g->person_id, .given = g->given, .family = g->family, .email = g->email, .language = -1,
	    .shown = text_line(tx_arena(tx), arena_printf(tx_arena(tx), "%s %s", g->given, g->family)), .guest = !g->substitute };
}

void
guest_add(struct tx *tx, const struct login *by, struct guest *g)
{
	struct person p = guest_person(tx, g);

	g->person_id = person_add(tx, &p);
	g->added_by = by->person->id;
	g->added_at = clock_now();
	guest_insert(tx, g);
	guest_school_put(tx, g);
	deed_note(tx, g->person_id, by->person->id, DEED_GUEST, g->why);
}

/* Their address is changed by email_put alone. */
void
guest_change(struct tx *tx, const struct login *by, const struct guest *g)
{
	struct person p = guest_person(tx, g), *was = person_find(tx, g->person_id);

	p.email = was->email;
	p.language = was->language;
	person_put(tx, &p);
	guest_update(tx, g);
	guest_school_put(tx, g);
	deed_note(tx, g->person_id, by->person->id, DEED_CHANGED, "");
}

int64_t
guests_end(struct tx *tx, const char *today)
{
	struct accounts over = guest_rows_over(tx, today);

	for (size_t i = 0; i < over.n; i++) {
		if ((over.at[i].roles & ROLE_OPERATOR) && is_last_operator(tx, over.at[i].id))
			continue;
		person_standing(tx, over.at[i].id, PERSON_INACTIVE);
		deed_note(tx, over.at[i].id, 0, DEED_ENDED, "");
	}
	return (int64_t)over.n;
}
