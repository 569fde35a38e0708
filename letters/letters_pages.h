/* Handlers of letters/, and what their templates show. */
#ifndef LETTERS_LETTERS_PAGES_H
#define LETTERS_LETTERS_PAGES_H
#include "letters/letters.h"
#include "letters/morning.h"
#include "mail/outbox_rows.h"
#include "mail/wishes.h"

void letters_merge(struct merge *);
extern const struct mail_action letter_actions[];
extern const struct job letters_jobs[];
extern const struct command letters_commands[];

/* Of every feature; NULL: it is nobody's any more. */
const struct mail_topic  *topic_find(const char *name);
const struct mail_action *action_find(const char *name);

/* A page reached from a letter, by somebody who need not be signed in. */
struct from_letter {
	const char *title, *what;         /* what will be done, or was done */
	const char *who;                  /* whose letter it is */
	const char *button, *post;        /* what it does, and where; NULL: none */
	bool done;                        /* it was done: the button takes it back */
};

struct topic_wish { const struct mail_topic *topic; bool on; };
struct topic_wishes { struct topic_wish *at; size_t n, cap; };
struct wishes {
	struct topic_wishes topics;       /* without the digest, which has a rhythm */
	int64_t rhythm;                   /* enum rhythm */
	int64_t from, to;                 /* quiet hours */
};
#endif
