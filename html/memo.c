#include "html/memo.h"
#include "base/arena.h"
#include "base/random.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { PLACES = 512, TEXT_MOST = 8 * 1024, LOOKED_AT = 48 };

static struct memo { char *base, *text, *html; } places[PLACES];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* Length and beginning tell most texts apart; whether it is the same is compared in full. */
static struct memo *
place_of(const char *text, size_t len)
{
	char beginning[LOOKED_AT + 1] = "";

	memcpy(beginning, text, len < LOOKED_AT ? len : LOOKED_AT);
	return &places[(hash_text(beginning) + len) % PLACES];
}

const char *
memo_find(struct arena *a, const char *base, const char *text)
{
	struct memo *m = place_of(text, strlen(text));
	const char *html = NULL;

	pthread_mutex_lock(&lock);
	if (m->text != NULL && strcmp(m->text, text) == 0 && strcmp(m->base, base) == 0)
		html = arena_text(a, m->html);
	pthread_mutex_unlock(&lock);
	return html;
}

static void
put(char **to, const char *s)
{
	free(*to);
	if ((*to = strdup(s)) == NULL)
		abort();
}

void
memo_keep(const char *base, const char *text, const char *html)
{
	size_t len = strlen(text);
	struct memo *m = place_of(text, len);

	if (len > TEXT_MOST || strlen(html) > 2 * TEXT_MOST)
		return;
	pthread_mutex_lock(&lock);
	put(&m->base, base);
	put(&m->text, text);
	put(&m->html, html);
	pthread_mutex_unlock(&lock);
}
