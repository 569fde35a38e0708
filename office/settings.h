/* Rules of a district's settings.  Inside office/ only.
 *
 * A setting is declared by the folder that reads it (site/feature.h).  An
 * operator changes them; each change is logged with what stood there before and
 * can be undone.  What is secret is never shown again, nor written in the log.
 * No setting moves the wall. */
#ifndef OFFICE_SETTINGS_H
#define OFFICE_SETTINGS_H
#include "auth/login.h"
#include "office/office_rows.h"
#include "site/feature.h"

/* All that can be set, the district's own first; ends with an empty entry. */
const struct setting *const *settings_all(struct arena *);
const struct setting *setting_named(struct arena *, const char *name);       /* NULL: none */

/* As it stands: what was set, or what it is otherwise. */
const char *setting_value(struct tx *, const struct setting *);
const char *setting_typed(struct arena *, const struct setting *, const char *typed);      /* as it is kept */
const char *setting_problem(struct arena *, enum lang, const struct setting *, const char *value);    /* NULL: fine; said already */
void        setting_change(struct tx *, const struct login *by, const struct setting *, const char *value);   /* logged when it differs */
const char *setting_undo(struct tx *, const struct login *by, int64_t entry);    /* NULL: done; N_()'d */
const char *setting_said(enum lang, const struct setting *, const char *value);  /* for people; secrets as "set" */

struct zone_choice { const char *zone, *said; };
extern const struct zone_choice zone_choices[];              /* of the United States; ends with an empty entry */
#endif
