/* Words: what the values of rosters mean, however they are spelled. */
#ifndef ROSTER_ROSTER_WORDS_H
#define ROSTER_ROSTER_WORDS_H
#include "roster/roster.h"

enum role_kind { ROLE_KIND_STAFF, ROLE_KIND_OTHER, ROLE_KIND_UNKNOWN };     /* other: students and families */
enum role_kind role_read(const char *role, enum duty *ret_duty);
enum duty      duty_of_title(struct arena *, const char *title);            /* "Assistant Principal"; DUTY_STAFF when it says nothing */
enum role_kind unit_read(struct arena *, const char *path);                 /* Google's, "/Staff/Elm Street" */

bool status_read(const char *, bool *ret_active);      /* false: no known word; active then */
bool flag_read(const char *, bool *ret);               /* TRUE, true, 1, yes …; false: no known word */
bool day_read(const char *, char ret_iso[11]);         /* "2023-05-01T…", "1/05/2023", "20230501" */
int  year_read(const char *);                          /* "2026", "2026-2027", "SY2027": the year it ends in; 0: none */
bool email_read(struct arena *, const char *, const char **ret_email);      /* lower case; false: no address */
int  grade_read(const char *);                         /* one grade, a bit number; -1: none */
#endif
