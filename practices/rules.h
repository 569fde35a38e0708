/* The rules of practices and tries: who may, what follows from what.  Inside
 * practices/ only; other features call what stands in practices.h. */
#ifndef PRACTICES_RULES_H
#define PRACTICES_RULES_H
#include "base/id.h"
#include "practices/practices.h"

bool        practice_is_mine(const struct practice *, const struct login *);
int64_t     practice_begin(struct tx *, const struct login *author, const char *title, const char *language);
int64_t     practice_adapt(struct tx *, const struct login *author, const struct practice *origin);     /* a draft that says where it comes from */
const char *practice_lacks(const struct practice *);                      /* before it can be shared; NULL: nothing */
void        practice_save(struct tx *, struct practice *, int64_t editor);
void        practice_share(struct tx *, struct practice *);
void        practice_retire(struct tx *, struct practice *, const char *why);
void        practice_unretire(struct tx *, struct practice *);
void        practice_remove(struct tx *, struct practice *, bool remove);
void        practice_index(struct tx *, const struct practice *);

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

/* What the reports say, in plain words.  Contexts with fewer than five reports
 * are not told apart. */
struct evidence {
	int64_t counts[OUTCOMES], total;
	struct slice { enum band band; int64_t kept, total; } slices[BANDS];
	size_t nslices;
	int64_t under_way;               /* tries not yet reported, as wall_count shows it */
};
struct evidence evidence_of(struct tx *, const struct practice *);
const char *evidence_sentence(struct arena *, enum lang, const struct evidence *);
const char *evidence_short(struct arena *, enum lang, const int64_t counts[OUTCOMES]);    /* for a card */
#endif
