/* The rules of practices and tries: who may, what follows from what.  Inside
 * practices/ only; other features call what stands in practices.h. */
#ifndef PRACTICES_RULES_H
#define PRACTICES_RULES_H
#include "base/buf.h"
#include "base/id.h"
#include "practices/hide.h"
#include "practices/practices.h"

/* A practice is written on four short pages. */
enum edit_part { EDIT_HEART, EDIT_REPLICATE, EDIT_ROOM, EDIT_WHY };
enum { EDIT_PARTS = 4 };
extern const char *const edit_part_names[EDIT_PARTS];        /* as they stand in addresses */
struct lack { const char *what, *field; enum edit_part part; };          /* what NULL: nothing is missing */

bool        practice_is_mine(const struct practice *, const struct login *);
int64_t     practice_begin(struct tx *, const struct login *author, const char *title, const char *language);
struct change { const char *title, *changed, *why; };
int64_t     practice_adapt(struct tx *, const struct login *author, const struct practice *origin, const struct change *);     /* a draft that says where it comes from */
struct lack practice_lacks(const struct practice *);                      /* before it can be shared */
void        practice_save(struct tx *, struct practice *, int64_t editor);
void        practice_share(struct tx *, struct practice *);
void        practice_retire(struct tx *, struct practice *, const char *why);
void        practice_unretire(struct tx *, struct practice *);
void        practice_remove(struct tx *, struct practice *, bool remove);
void        practice_index(struct tx *, const struct practice *);
void        practice_marks(struct buf *, unsigned grades, unsigned subjects);    /* terms to filter by */

void        trial_report(struct tx *, struct trial *);                    /* first or again; the author hears of the first */
void        trial_withdraw(struct tx *, struct trial *, bool withdraw);
void        tell_origin(struct tx *, const struct practice *);            /* of an adaptation */
void        untell_origin(struct tx *, int64_t adaptation);
void        tell_of_report(struct tx *, const struct trial *);            /* once: the author hears, "it did not work" is thanked */
bool        untell_report(struct tx *, int64_t trial);                    /* false: it has been told, or never was to be */
const char *outcome_said(enum lang, enum outcome);

/* A practice as Markdown with front matter, as starter/ has it; and back. */
const char *practice_markdown(struct arena *, const struct practice *);
/* NULL: *ret_error says what is wrong. */
struct practice *practice_read_markdown(struct arena *, const char *text, const char **ret_error);

/* What the reports say.  By context only where practices/hide.h lets it. */
enum context_kind { CONTEXT_GRADES, CONTEXT_SIZE, CONTEXT_LEARNERS, CONTEXT_KINDS };
struct slice {
	enum context_kind kind;
	int which;                       /* of its kind: a band, a size, a share */
	int64_t reports;                 /* at least so many */
	enum kept kept;
};
struct evidence {
	int64_t counts[OUTCOMES], total;
	struct { struct slice *at; size_t n, cap; } slices;
	int64_t under_way;               /* tries not yet reported, as wall_count shows it */
	int64_t checked;                 /* who was asked again and answered, as wall_count shows it */
	bool most_last;                  /* more than half of them still use it */
};
struct evidence evidence_of(struct tx *, const struct practice *);
const char *evidence_sentence(struct arena *, enum lang, const struct evidence *);        /* how many, and how it went */
const char *slice_context(enum lang, const struct slice *);                               /* "grades 3–5" */
const char *slice_said(struct arena *, enum lang, const struct slice *);                  /* "most of 15 or more kept it" */
const char *evidence_short(struct arena *, enum lang, const int64_t counts[OUTCOMES]);    /* for a card */
#endif
