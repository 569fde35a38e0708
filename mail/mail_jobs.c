/* The work of mail/: sending what is due, and not keeping letters for ever. */
#include "mail/smtp.h"
#include "base/clock.h"

enum { DAY = 86400 };

/* Between two messages the writer has one turn: the answer to the last one is
 * kept, and the next one is claimed. */
struct sending {
	struct letterhead head;
	struct outbox_row *row, *next;
	struct smtp_answer answer;
	int64_t now;
};

static void
settle_and_claim(struct tx *tx, void *arg)
{
	struct sending *s = arg;

	if (s->row != NULL)
		outbox_settle(tx, s->row, s->answer, s->now);
	s->next = s->row != NULL && s->answer.end == SMTP_AWAY ? NULL : outbox_claim(tx, s->now);
	if (s->next != NULL)
		s->head = letterhead_of(tx);
}

static void
settle_only(struct tx *tx, void *arg)
{
	struct sending *s = arg;

	outbox_settle(tx, s->row, s->answer, s->now);
}

/* The arenas take turns: one holds what was sent and its answer, the other what
 * comes next. */
static const char *
send_over(struct job_run *run, struct smtp_line *line, const char *from, struct arena *turns[2])
{
	struct sending s = { .now = run->now };

	for (int i = 0;; i = 1 - i) {
		struct job_run one = *run;
		one.arena = turns[i];
		arena_reset(turns[i]);
		if (job_stopping(run))
			return s.row == NULL || job_write(&one, settle_only, &s) == DB_DONE ? NULL : "the outbox could not be written";
		if (job_write(&one, settle_and_claim, &s) != DB_DONE)
			return "the outbox could not be written";
		if (s.next == NULL)
			return s.row != NULL && s.answer.end == SMTP_AWAY ? arena_text(run->arena, s.answer.said) : NULL;
		s.row = s.next;
		struct message m = message_make(turns[i], &s.head, from, s.row);
		s.answer = smtp_send(line, turns[i], s.row->to_address, &m);
		s.now = clock_now() > run->now ? clock_now() : run->now;
	}
}

static const char *
send_due(struct job_run *run)
{
	struct smtp to = smtp_from_environment(run->arena);

	if (to.url == NULL)
		return NULL;
	struct arena *turns[2] = { arena_new(), arena_new() };
	struct smtp_line *line = smtp_open(&to);
	const char *why = send_over(run, line, to.from, turns);
	smtp_close(line);
	arena_free(turns[0]);
	arena_free(turns[1]);
	return why;
}

/* Without a mail server the mails wait in the outbox, where they can be read. */
static bool
is_waiting(struct tx *tx, int64_t now)
{
	return smtp_from_environment(tx_arena(tx)).url != NULL && outbox_waiting(tx, now);
}

static void
tidy(struct tx *tx, void *arg)
{
	outbox_tidy(tx, *(int64_t *)arg);
}

static const char *
tidy_up(struct job_run *run)
{
	return job_write(run, tidy, &run->now) == DB_DONE ? NULL : "the outbox could not be tidied";
}

const struct job mail_jobs[] = {
	{ "mail.send", send_due, .waiting = is_waiting },
	{ "mail.tidy", tidy_up, .every = DAY },
	{0}
};
