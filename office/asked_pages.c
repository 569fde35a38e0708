/* What is asked of an account's owner, by page and by mail. */
#include "base/id.h"
#include "office/accounts.h"
#include "office/asked.html.h"
#include "office/office_pages.h"
#include "site/page.h"

void
asked_list(struct request *r)
{
	struct page page = { .title = say(r->lang, N_("Asked of you")), .narrow = true };
	struct html *h = page_open(r, &page);

	asked_html(h, r, asked_rows_open(r->tx, r->login->person->id));
	page_close(h, r, &page);
}

static void
answer(struct request *r, enum ask_answer answer, const char *said)
{
	struct account_ask *ask = asked_row(r->tx, request_id(r, "ask"));

	if (ask == NULL || ask->person_id != r->login->person->id) {
		reply_not_found(r);
		return;
	}
	const char *wrong = ask_answer_it(r->tx, ask->id, r->login->person->id, answer);
	page_see(r, "/me/asked", say(r->lang, wrong != NULL ? wrong : said), NULL);
}

void
asked_yes(struct request *r)
{
	answer(r, ASK_YES, N_("Thank you. It is done."));
}

void
asked_no(struct request *r)
{
	answer(r, ASK_NO, N_("It is stopped. Nothing was changed, and whoever asked can read that you said no."));
}

/* The link in the mail, for who cannot sign in just now. */
static const char *
stop_describe(struct tx *tx, enum lang lang, int64_t person, int64_t subject)
{
	struct account_ask *ask = asked_row(tx, subject);

	if (ask == NULL || ask->ended_at != 0 || ask->person_id != person)
		return NULL;
	return arena_printf(tx_arena(tx), say(lang, N_("%s wants to change your account. Stop it, and nothing changes.")), ask->by);
}

static const char *
stop_run(struct tx *tx, enum lang lang, int64_t person, int64_t subject)
{
	const char *wrong = ask_answer_it(tx, subject, person, ASK_NO);

	return say(lang, wrong != NULL ? wrong : N_("It is stopped. Nothing was changed, and whoever asked can read that you said no."));
}

const struct mail_action office_actions[] = {
	{ .name = "account.stop", .describe = stop_describe, .button = N_("Stop it"), .run = stop_run }, {0}
};
