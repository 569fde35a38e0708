/* The parts of a form, drawn alike everywhere: label above, help under it,
 * the problem beside the field, what was typed still in it.  Each looks in the
 * request for the problem of its name. */
#ifndef SITE_FIELD_H
#define SITE_FIELD_H
#include "html/html.h"
#include "http/form.h"

struct ask {                    /* how a field is asked for */
	const char *name, *label;   /* said already */
	const char *help;           /* NULL: none */
	const char *seen_by;        /* who can read it, next to the field; NULL: not a note */
	const char *type;           /* of <input>; NULL: text */
	const char *autocomplete;   /* NULL: off */
	int rows;                   /* of a text area */
	int64_t max;                /* characters; 0: not said */
	bool optional;              /* says so */
	bool required;
	bool autofocus;
	bool markdown;              /* a text area with a toolbar, where script runs; the page says .toolbar */
};

void field_line(struct html *, struct request *, struct ask, const char *value);
void field_prose(struct html *, struct request *, struct ask, const char *value);
void field_number(struct html *, struct request *, struct ask, int64_t value);       /* 0: empty */
void field_date(struct html *, struct request *, struct ask, const char *iso);
void field_check(struct html *, struct request *, struct ask, bool value);
void field_radio(struct html *, struct request *, struct ask, const struct choice *, int64_t value);   /* index; -1: none yet */
void field_select(struct html *, struct request *, struct ask, const struct choice *, int64_t value);
void field_set(struct html *, struct request *, struct ask, const struct choice *, unsigned value);    /* bits */
void saved_status(struct html *);                             /* beside the buttons of a form with data-autosave */
void form_problems(struct html *, struct request *);          /* the linked summary on top; nothing when there are none */
#endif
