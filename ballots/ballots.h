/* Ballots: how colleagues decide.  For now the part that needs no server: ballot
 * files as others publish them (ballot_file.h), the rules that count them
 * (algo/), and what came out, told to people and machines (tally.h). */
#ifndef BALLOTS_BALLOTS_H
#define BALLOTS_BALLOTS_H
#include "ballots/tally.h"
#include "site/feature.h"
#endif
