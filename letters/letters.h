/* Letters: what we write to people, and how they say stop.
 *
 * On the morning of a school day each person gets at most what they asked for:
 * the digest, once a week unless they want it daily, with what is due from
 * them, what is new in their building and what fits their room, and not sent
 * when there is nothing new to say; on other days the questions that became
 * due.  Every question is asked once, and can be answered from the letter.
 * Every letter can be stopped from the letter, without signing in. */
#ifndef LETTERS_LETTERS_H
#define LETTERS_LETTERS_H
#include "site/feature.h"
extern const struct feature letters;
#endif
