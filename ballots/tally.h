/* Tally: a ballot file and a rule become winners, and everything that led to them.
 *
 * The rules themselves stand in algo/; here a rule is fitted to what the file
 * holds, or refused with the reason, and the outcome is told: to machines as
 * JSON, to people in sentences, each number of which can be worked out again
 * from the file. */
#ifndef BALLOTS_TALLY_H
#define BALLOTS_TALLY_H
#include "algo/budget.h"
#include "algo/count.h"
#include "algo/schulze.h"
#include "algo/sums.h"
#include "ballots/ballot_file.h"
#include "base/say.h"

struct json_writer;

enum tally_rule {
	TALLY_APPROVAL, TALLY_SCHULZE, TALLY_IRV, TALLY_POINTS, TALLY_STV,
	TALLY_EQUAL_SHARES, TALLY_PHRAGMEN, TALLY_GREEDY,
};
enum { TALLY_RULES = 8 };
extern const char *const tally_rule_names[TALLY_RULES];

struct tally_asked {
	enum tally_rule rule;
	int seats;                              /* stv; 0: as many as the file says */
	bool meek;                              /* stv; else Scottish */
	bool by_cardinality;                    /* budgets */
	enum budget_completion completion;      /* equal shares */
	bool seeded;
	uint64_t seed;
};

struct tally {
	struct tally_asked asked;
	const struct ballot_file *file;
	struct profile profile;                 /* that was counted */
	int64_t votes;                          /* of all ballots in the file */
	int64_t set_aside;                      /* votes with equal ranks, where the rule cannot count them */
	struct tie_line line;
	const int *winners;                     /* in the order of election where the rule has one, else of the file */
	int nwinners;
	const struct tie *ties;                 /* picked = -1: all of them win */
	size_t nties;
	/* what the rule says besides */
	struct count count;                     /* irv, stv */
	struct schulze schulze;
	struct budget_result budget;
	const int64_t *approvals;
	const __int128 *points;
};

/* NULL, or why this rule cannot count this file. */
const char *tally_run(struct arena *, const struct ballot_file *, struct tally_asked, struct tally *ret);

void tally_json(struct arena *, struct json_writer *, const struct tally *);

struct tally_words { const char **at; size_t n, cap; };
struct tally_words tally_explain(struct arena *, enum lang, const struct tally *);
const char *tally_tie_said(struct arena *, enum lang, const struct tally *, const struct tie *);

/* An option's name, or its id in a Pabulib file: what the winners are printed by. */
const char *tally_printed(const struct tally *, int option);
/* A whole number of 10^-places as people write it: "12.5", or with all places. */
const char *tally_decimal(struct arena *, __int128 value, int places, bool all_places);
bool tally_is_budget(enum tally_rule);
#endif
