/* Coaching: peers who help each other.  For now the part that needs no server: who
 * is paired with whom, by stated needs and offers (algo/match.h). */
#ifndef COACHING_COACHING_H
#define COACHING_COACHING_H
#include "coaching/pairs_file.h"
#include "site/feature.h"
#endif
