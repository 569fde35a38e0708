/* What is said to people about an import, on pages and on the command line. */
#ifndef ROSTER_ROSTER_SAID_H
#define ROSTER_ROSTER_SAID_H
#include "roster/compare.h"

const char *source_name(const char *code);                                           /* "OneRoster" */
const char *change_code(enum change_kind);                                           /* "added": for machines */
const char *change_said(struct arena *, enum lang, enum change_kind, int64_t n);     /* "12 people are new" */
const char *unchanged_said(struct arena *, enum lang, int64_t unchanged, int64_t spared);
const char *held_said(struct arena *, enum lang, int64_t gone, int64_t staff);
const char *mode_said(enum lang, enum roster_mode);
const char *file_said(struct arena *, enum lang, const struct roster_file *);        /* "412 rows; 30 kept, 380 of students …" */
const char *left_said(struct arena *, enum lang, const struct roster_left *);        /* "users.csv, email, line 5: …" */
const char *lines_said(struct arena *, enum lang, const struct roster_left *);       /* "line 5", "lines 5, 7 and 12 more" */
const char *column_said(enum lang, const char *column);                              /* of a difference: "Family name" */
const char *value_said(struct arena *, enum lang, const char *column, const char *value);
#endif
