/* Said: what a source said last about a person or a school, as one text.
 *
 * The text is JSON that is always written the same way, so two equal texts say
 * the same and most of an import is comparing them.  A person who is no longer
 * in the file keeps the text with "active" taken out of it: coming back is a
 * change like any other, and undoing an import is saying the old text again.
 * A delta says only part; person_now and school_now fill in the rest. */
#ifndef ROSTER_SAID_H
#define ROSTER_SAID_H
#include "roster/roster.h"

const char *person_text(struct arena *, const struct roster_person *);
const char *school_text(struct arena *, const struct roster_school *);
const char *person_packed(struct arena *, const struct roster_person *);      /* with all that a delta says; person_read reads it too */
/* "" reads as nothing said: inactive, every text "". */
struct roster_person *person_read(struct arena *, const char *id, const char *text);
struct roster_school *school_read(struct arena *, const char *id, const char *text);

/* What is said now, where `before` was said before. */
struct roster_person *person_now(struct arena *, const struct roster *, const struct roster_person *, const struct roster_person *before);
struct roster_school *school_now(struct arena *, const struct roster_school *, const struct roster_school *before);

unsigned posts_roles(const struct roster_posts *);               /* bits of enum role */
/* The schools of a source by the ids it gives them; people of a department belong to what that is part of. */
struct place { const char *id, *name, *parent; int64_t school; bool kept; };
struct places { struct place *at; size_t n, cap; struct lookup by_id; };
void                place_put(struct arena *, struct places *, struct place);
const struct place *place_of(const struct places *, const char *org);      /* NULL: none here */

/* What is different, column by column, for people to read. */
struct difference { const char *column, *was, *is; bool kept; };      /* kept: edited here, so it stays */
struct differences { struct difference *at; size_t n, cap; };
struct differences person_differs(struct arena *, const struct roster_person *was, const struct roster_person *is, const struct places *);
/* Of who is new, and of who leaves: only as what and where. */
struct differences person_comes(struct arena *, const struct roster_person *, const struct places *);
struct differences person_leaves(struct arena *, const struct roster_person *, const struct places *);
struct differences school_differs(struct arena *, const struct roster_school *was, const struct roster_school *is);
const char        *differences_text(struct arena *, const struct differences *);
struct differences differences_read(struct arena *, const char *text);
#endif
