/* People who are on no roster: presenters and substitutes. */
#include "base/text.h"
#include "office/accounts.h"
#include "office/guest_list.html.h"
#include "office/office_pages.h"
#include "people/people.h"
#include "site/page.h"

void
guest_list(struct request *r)
{
	struct page page = { .title = say(r->lang, N_("Guests")), .tab = TAB_ADMIN };
	struct html *h = page_open(r, &page);

	guest_list_html(h, r, guest_rows(r->tx));
	page_close(h, r, &page);
}

const struct choice guest_choices[] = {
	{ "presenter", N_("Presents something: sees what is shared, and no addresses") },
	{ "substitute", N_("Substitutes in a school: sees what every colleague sees") },
	{0}
};
static const struct field guest_fields[] = {
	FIELD(guest_form, given, N_("First name"), .min = 1, .max = 80),
	FIELD(guest_form, family, N_("Last name"), .min = 1, .max = 80),
	FIELD(guest_form, email, N_("E-mail"), .kind = FORM_EMAIL, .max = 254),
	FIELD(guest_form, kind, N_("What they do here"), .kind = FORM_CHOICE, .choices = guest_choices, .min = 1),
	FIELD(guest_form, school, N_("School"), .kind = FORM_ID),
	FIELD(guest_form, why, N_("What for"), .max = 200),
	FIELD(guest_form, until, N_("Until"), .kind = FORM_DATE),
	{0}
};

static void
guest_page(struct request *r, int64_t person, const struct guest_form *f)
{
	struct page page = { .title = say(r->lang, person == 0 ? N_("Add a guest") : N_("Change a guest")), .tab = TAB_ADMIN, .narrow = true };
	struct html *h = page_open(r, &page);

	guest_form_html(h, r, person, f, school_list(r->tx));
	page_close(h, r, &page);
}

void
guest_new(struct request *r)
{
	guest_page(r, 0, &(struct guest_form){ .given = "", .family = "", .email = "", .why = "", .until = "", .kind = 0 });
}

/* False: the form has problems, and is shown again. */
static bool
guest_read(struct request *r, struct guest *g)
{
	struct guest_form f;

	form_read(r, guest_fields, &f);
	g->given = f.given;
	g->family = f.family;
	g->email = g->person_id != 0 || *f.email == '\0' ? NULL : f.email;
	g->why = f.why;
	g->until = *f.until == '\0' ? NULL : f.until;
	g->substitute = f.kind == 1;
	g->school_id = f.school;
	if (f.school != 0 && school_find(r->tx, f.school) == NULL)
		problem_add(r, "school", say(r->lang, N_("Choose a school from the list.")));
	const char *wrong = guest_problem(r->tx, g);
	if (wrong != NULL)
		problem_add(r, "email", say(r->lang, wrong));
	if (r->problems.n > 0)
		guest_page(r, g->person_id, &f);
	return r->problems.n == 0;
}

void
guest_create(struct request *r)
{
	struct guest g = {0};

	if (!guest_read(r, &g))
		return;
	guest_add(r->tx, r->login, &g);
	page_see(r, account_path(r, g.person_id), arena_printf(r->arena, say(r->lang, g.email != NULL ?
	    N_("%s is added, and signs in with a link to their e-mail.") :
	    N_("%s is added. Without an e-mail they sign in with a slip: print one below.")),
	    text_line(r->arena, arena_printf(r->arena, "%s %s", g.given, g.family))), arena_printf(r->arena, "%s/end", account_path(r, g.person_id)));
}

static struct guest *
guest_of(struct request *r)
{
	struct account *a = account_of(r);
	struct guest *g = a == NULL ? NULL : guest_row(r->tx, a->id);

	if (a != NULL && g == NULL)
		reply_not_found(r);
	return g;
}

void
guest_edit(struct request *r)
{
	struct guest *g = guest_of(r);

	if (g != NULL)
		guest_page(r, g->person_id, &(struct guest_form){ .given = g->given, .family = g->family, .email = "", .why = g->why,
		    .until = g->until != NULL ? g->until : "", .kind = g->substitute, .school = g->school_id });
}

void
guest_save(struct request *r)
{
	struct guest *g = guest_of(r);

	if (g == NULL || !guest_read(r, g))
		return;
	guest_change(r->tx, r->login, g);
	page_see(r, account_path(r, g->person_id), say(r->lang, N_("Saved.")), NULL);
}
