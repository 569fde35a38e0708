#include "practices/text_compare.h"
#include "base/arena.h"
#include "base/buf.h"
#include <string.h>

enum { SLOW = 4000 * 1000 };             /* cells of the table */

/* A word with the space behind it, so that words put together are the text again. */
struct words { const char **at; size_t n, cap; };

static struct words
words_of(struct arena *a, const char *s)
{
	struct words w = {0};

	while (*s != '\0') {
		size_t n = strcspn(s, " \n");
		n += strspn(s + n, " \n");
		*LIST_ADD(a, &w) = arena_copy(a, s, n);
		s += n;
	}
	return w;
}

static bool
same_word(const char *x, const char *y)
{
	size_t n = strcspn(x, " \n");

	return n == strcspn(y, " \n") && memcmp(x, y, n) == 0 && (n > 0 || strcmp(x, y) == 0);
}

struct comparing { struct arena *a; struct pieces out; struct buf run; enum piece_kind kind; };

static void
end_run(struct comparing *c)
{
	if (c->run.len > 0)
		*LIST_ADD(c->a, &c->out) = (struct piece){ c->kind, buf_str(&c->run) };
	c->run = (struct buf){ .arena = c->a };
}

static void
put_word(struct comparing *c, enum piece_kind kind, const char *word)
{
	if (kind != c->kind)
		end_run(c);
	c->kind = kind;
	buf_text(&c->run, word);
}

static void
put_all(struct comparing *c, struct words gone, struct words came)
{
	for (size_t i = 0; i < gone.n; i++)
		put_word(c, PIECE_GONE, gone.at[i]);
	for (size_t i = 0; i < came.n; i++)
		put_word(c, PIECE_NEW, came.at[i]);
}

/* longest[i][j]: how many words gone[i…] and came[j…] have in common, in order. */
static void
put_changed(struct comparing *c, struct words gone, struct words came)
{
	size_t wide = came.n + 1, i = 0, j = 0;

	if ((gone.n + 1) * wide > SLOW) {
		put_all(c, gone, came);
		return;
	}
	unsigned short *longest = NEW_N(c->a, unsigned short, (gone.n + 1) * wide);
#define LONGEST(i, j) longest[(i) * wide + (j)]
	for (i = gone.n; i-- > 0;)
		for (j = came.n; j-- > 0;)
			LONGEST(i, j) = same_word(gone.at[i], came.at[j]) ? (unsigned short)(LONGEST(i + 1, j + 1) + 1) :
			    LONGEST(i + 1, j) > LONGEST(i, j + 1) ? LONGEST(i + 1, j) : LONGEST(i, j + 1);
	for (i = j = 0; i < gone.n && j < came.n;)
		if (same_word(gone.at[i], came.at[j])) {
			put_word(c, PIECE_SAME, came.at[j++]);
			i++;
		} else if (LONGEST(i + 1, j) >= LONGEST(i, j + 1))
			put_word(c, PIECE_GONE, gone.at[i++]);
		else
			put_word(c, PIECE_NEW, came.at[j++]);
#undef LONGEST
	put_all(c, (struct words){ .at = gone.at + i, .n = gone.n - i }, (struct words){ .at = came.at + j, .n = came.n - j });
}

struct pieces
text_compare(struct arena *a, const char *before, const char *after)
{
	struct comparing c = { .a = a, .run = { .arena = a } };
	struct words gone = words_of(a, before), came = words_of(a, after);
	size_t head = 0, tail = 0;

	while (head < gone.n && head < came.n && same_word(gone.at[head], came.at[head]))
		put_word(&c, PIECE_SAME, came.at[head++]);
	while (tail < gone.n - head && tail < came.n - head && same_word(gone.at[gone.n - 1 - tail], came.at[came.n - 1 - tail]))
		tail++;
	if (gone.n > head + tail || came.n > head + tail)
		put_changed(&c, (struct words){ .at = gone.at + head, .n = gone.n - head - tail },
		    (struct words){ .at = came.at + head, .n = came.n - head - tail });
	for (size_t i = came.n - tail; i < came.n; i++)
		put_word(&c, PIECE_SAME, came.at[i]);
	end_run(&c);
	return c.out;
}
