/* Ballot files: any bytes are read or refused with a place; what is read holds the
 * invariants of a profile, and every rule that fits it comes to an end. */
#include "ballots/tally.h"
#include "base/arena.h"
#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *, size_t);

enum { SMALL = 24, CHEAP = 2000 };

/* add1 goes up in steps of 1, so its way is as long as the sums are large. */
static bool
is_cheap(const struct ballot_file *f)
{
	for (int i = 0; i < f->profile.options; i++)
		if (f->option[i].cost > CHEAP)
			return false;
	return f->money_places == 0;
}

static void
count(struct arena *a, const struct ballot_file *f, struct tally_asked asked)
{
	struct tally t;

	if (tally_run(a, f, asked, &t) != NULL)
		return;
	assert(t.nwinners <= f->profile.options);
	struct tally_words words = tally_explain(a, LANG_EN, &t);
	assert(words.n > 0);
}

int
LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n)
{
	struct arena *a = arena_new();
	struct ballot_file f;
	const char *error = ballot_file_read(a, "f", (const char *)bytes, n, &f);

	assert(error == NULL || strncmp(error, "f:", 2) == 0);
	if (error == NULL && f.profile.options <= SMALL && f.profile.n <= 4 * SMALL)
		for (int rule = 0; rule < TALLY_RULES; rule++)
			for (int way = 0; way < 2; way++)
				count(a, &f, (struct tally_asked){ .rule = (enum tally_rule)rule, .seats = way, .meek = way == 1,
				    .by_cardinality = way == 1, .completion = is_cheap(&f) ? COMPLETE_ADD1_GREEDY : COMPLETE_NONE,
				    .seeded = way == 1, .seed = n });
	arena_free(a);
	return 0;
}
