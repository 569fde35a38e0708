/* Ballot files that others publish, read whole: PrefLib (.soc .soi .toc .toi
 * .cat, as of 2022 and older), Pabulib (.pb) and BLT (.blt, with what droop and
 * OpaVote add).  What a file is, its content says, never its name.  A file that
 * cannot be read gives `file:line:column: what is wrong and what to do`; what is
 * odd but clear is read, and said in a note. */
#ifndef BALLOTS_BALLOT_FILE_H
#define BALLOTS_BALLOT_FILE_H
#include "algo/profile.h"

enum ballot_format { FORMAT_PREFLIB, FORMAT_PABULIB, FORMAT_BLT };

enum ballot_kind {
	BALLOTS_RANKED,                         /* orders of preference */
	BALLOTS_SORTED,                         /* PrefLib .cat: into categories, the best one first */
	BALLOTS_APPROVED,                       /* sets; also one choice each */
	BALLOTS_POINTS,
};

struct ballot_option {
	const char *id;                         /* the number or project_id by which ballots name it */
	const char *name;
	int64_t cost;                           /* Pabulib: in units of 10^-money_places */
};

struct ballot_notes { const char **at; size_t n, cap; };

struct ballot_file {
	enum ballot_format format;
	enum ballot_kind kind;
	const char *title;                      /* never NULL */
	const struct ballot_option *option;     /* profile.options of them */
	struct profile profile;
	const uint32_t *approved;               /* BALLOTS_SORTED: of each ballot, its choices in the best category */
	int seats;                              /* BLT; 0: it does not say */
	const bool *withdrawn;                  /* BLT; on no ballot any more; NULL: nobody */
	const int *tie_place;                   /* BLT's [tie …]: place of each option; NULL: none */
	int64_t budget;                         /* Pabulib */
	int money_places, point_places;
	int64_t default_points;                 /* what an option gets from a ballot that leaves it out */
	struct ballot_notes notes;
};

#define BALLOT_FILE_MONEY INT64_C(1000000000000000)     /* the largest budget and cost, in their units */

/* NULL: it is good.  `name` is what errors call the file. */
const char *ballot_file_read(struct arena *, const char *name, const char *bytes, size_t len, struct ballot_file *ret);

/* The profile of approvals alone: of a file that sorts into categories, those in the best. */
struct profile ballot_file_approvals(struct arena *, const struct ballot_file *);

/* The places of the options in the order of their identifiers; runs of digits count as numbers. */
const int *ballot_file_places(struct arena *, const struct ballot_file *);
#endif
