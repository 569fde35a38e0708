/* Pairs as a JSON file, format pairs-1: people with edges or lists, or helpers and askers. */
#ifndef COACHING_PAIRS_FILE_H
#define COACHING_PAIRS_FILE_H
#include "algo/match.h"

struct pairs_file {
	bool two_sided;
	int people;
	const struct match_edge *edges;         /* NULL: the file has none */
	int nedges;
	const struct match_list *lists;         /* NULL: the file has none; of two sides: the askers' */
	const struct match_list *helpers;
	const int *capacity;
	int nhelpers;
};

/* NULL: it is good; else `file:line: what is wrong and what to do`. */
const char *pairs_file_read(struct arena *, const char *path, struct pairs_file *ret);
#endif
