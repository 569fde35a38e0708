/* Five or nothing, for how it went in which class.
 *
 * Reports stand under their authors' names and are counted openly by outcome;
 * what their class is like is behind the wall, and told only of groups.  Words:
 * a *column* is a kind of class, such as a band of grades; what falls into no
 * column is the rest.
 *   1. A column is shown only with five reports or more, and not with all.
 *   2. What is not shown, taken together, is nobody or five or more.
 *   3. A column says its number rounded down to fives (wall_count), and from
 *      fifteen on whether more than half kept it.
 *   4. Reports are counted in steps of five, so that the day of a report does
 *      not tell which column it went to.
 * hide_test.c takes everything that could stand behind what is shown: no group
 * is ever known to be one to four people. */
#ifndef PRACTICES_HIDE_H
#define PRACTICES_HIDE_H
#include <stdint.h>

enum { FEW = 5, COLUMNS_MOST = 8 };

unsigned columns_shown(const int64_t *reports, int columns, int64_t all);       /* bits */

enum kept { KEPT_NOT_SAID, KEPT_BY_MORE_THAN_HALF, KEPT_BY_HALF_OR_FEWER };
enum kept kept_word(int64_t kept, int64_t reports);
#endif
