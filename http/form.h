/* Forms: declared once, read and checked once, at the edge.
 *
 *     static const struct field report_fields[] = {
 *             FIELD(report_form, happened, N_("What happened"), .kind = FORM_PROSE, .min = 1, .max = 4000),
 *             FIELD(report_form, outcome, N_("Would you go on?"), .choices = outcomes),
 *             {0}
 *     };
 *     struct report_form f = {0};
 *     if (!form_read(r, report_fields, &f))
 *             return try_page(r, &f);          shows the form, the problems, and what was typed
 *
 * Every problem is said in the reader's language, names the field as its label
 * does, and says what to do. */
#ifndef HTTP_FORM_H
#define HTTP_FORM_H
#include "http/http.h"

enum field_kind {
	FORM_LINE,      /* const char *: one line, trimmed; min and max are characters */
	FORM_PROSE,     /* const char *: many lines, trimmed at the ends */
	FORM_NUMBER,    /* int64_t: min and max are its range; empty = 0 where min is 0 */
	FORM_CHECK,     /* bool */
	FORM_CHOICE,    /* int64_t: index into choices; empty = -1 where it is optional */
	FORM_SET,       /* unsigned: bit i for each checked choices[i]; the form repeats the name */
	FORM_DATE,      /* const char *: "2026-10-12", "" where it is optional */
	FORM_EMAIL,     /* const char *: trimmed, lower case, one @ */
	FORM_ID,        /* int64_t: as id_text; 0 where it is optional */
};

struct choice { const char *value, *label; };      /* a list ends with an empty entry; label is N_()'d */

struct field {
	const char *name, *label;
	enum field_kind kind;
	size_t offset;
	int64_t min, max;           /* min 0: optional */
	const struct choice *choices;
};

#define FIELD(T, m, LABEL, ...) { .name = #m, .label = (LABEL), .offset = offsetof(struct T, m), \
	.kind = _Generic(((struct T *)0)->m, const char *: FORM_LINE, int64_t: FORM_NUMBER, \
	    bool: FORM_CHECK, unsigned: FORM_SET), __VA_ARGS__ }

bool form_read(struct request *, const struct field *, void *into);     /* false: the request has problems; `into` holds what was typed as far as it could be read */
#endif
