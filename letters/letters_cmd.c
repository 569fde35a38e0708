/* groundswell mail test ADDRESS: does the mail server take our letters? */
#include "letters/letters_pages.h"
#include "base/clock.h"
#include "base/id.h"
#include "mail/letter.h"
#include "mail/smtp.h"
#include <stdio.h>
#include <string.h>

static const char *
advice(enum lang lang, enum smtp_end end)
{
	switch (end) {
	case SMTP_TAKEN:   return say(lang, N_("Look into that mailbox. If the letter is not there in a few minutes, look among the spam: docs/mail.md says what SPF and DKIM are for."));
	case SMTP_LATER:   return say(lang, N_("It wants to be asked again later. The server does that by itself; for a trial, wait a few minutes."));
	case SMTP_NO_SUCH: return say(lang, N_("It does not know this address. Is it spelled right?"));
	case SMTP_REFUSED: return say(lang, N_("It refuses this letter. Its own words above say why; often it may not take mail for other domains."));
	case SMTP_AWAY:    break;
	}
	return say(lang, N_("It was not reached, or does not let us in. Look at GROUNDSWELL_SMTP_URL, _USER, _PASSWORD and _FROM; docs/mail.md tells what each is."));
}

static const char *
test_letter(struct arena *a, enum lang lang)
{
	struct letter l = letter_begin(a);

	letter_say(&l, say(lang, N_("This is a trial. If you read it, letters of Groundswell reach you.")));
	letter_say(&l, say(lang, N_("Nothing is to be done.")));
	return letter_text(&l);
}

static int
mail_test(struct command_run *run)
{
	struct arena *a = run->arena;
	struct smtp to = smtp_from_environment(a);
	const char *at = strchr(to.from, '@'), *domain = at != NULL ? at + 1 : "localhost";

	if (!address_is_plain(run->argv[0]))
		return fprintf(stderr, "groundswell: %s is no address; write one such as you@lincoln.example\n", run->argv[0]), 2;
	if (to.url == NULL)
		return fprintf(stderr, "groundswell: no mail server is set. Put GROUNDSWELL_SMTP_URL into the environment,"
		    " such as smtp://mail.lincoln.example:587; docs/mail.md tells the rest\n"), 2;
	struct letterhead head = { .district = "Groundswell", .site = "", .domain = domain };
	struct outbox_row o = { .to_name = "", .to_address = run->argv[0], .topic = "test", .off_token = "", .kind = MAIL_URGENT,
	    .language = (int)run->lang, .made_at = clock_now(), .subject = say(run->lang, N_("A trial letter from Groundswell")),
	    .body = test_letter(a, run->lang), .message_id = arena_printf(a, "<%s@%s>", id_text(a, id_make()), domain) };
	struct message m = message_make(a, &head, to.from, &o);
	struct smtp_line *line = smtp_open(&to);
	struct smtp_answer answer = smtp_send(line, a, run->argv[0], &m);
	smtp_close(line);
	FILE *out = answer.end == SMTP_TAKEN ? stdout : stderr;
	fprintf(out, answer.end == SMTP_TAKEN ? say(run->lang, N_("%s took the letter, and said:")) :
	    say(run->lang, N_("%s did not take the letter, and said:")), to.url);
	fprintf(out, "\n\n  %s\n\n%s\n", answer.said, advice(run->lang, answer.end));
	return answer.end == SMTP_TAKEN ? 0 : 1;
}

const struct command letters_commands[] = {
	{ "mail test", "ADDRESS", "sends one letter there and says what the mail server said",
	    "groundswell mail test you@lincoln.example", mail_test },
	{0}
};
