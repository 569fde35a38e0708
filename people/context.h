/* The context of a room: grades and subjects, as bits of a number, with the
 * words for them.  A practice, a try and a person's profile all use these.
 * Grades are bits 0 (pre-kindergarten), 1 (kindergarten), 2–13 (grades 1–12);
 * subjects are bits in the order of subject_choices. */
#ifndef PEOPLE_CONTEXT_H
#define PEOPLE_CONTEXT_H
#include "http/form.h"

struct arena;

enum subject {
	SUBJECT_MATH, SUBJECT_ELA, SUBJECT_SCIENCE, SUBJECT_HISTORY, SUBJECT_ARTS, SUBJECT_MUSIC, SUBJECT_PE,
	SUBJECT_LANGUAGES, SUBJECT_ELD, SUBJECT_SPED, SUBJECT_CTE, SUBJECT_COMPUTING, SUBJECT_LIBRARY,
	SUBJECT_COUNSELING, SUBJECT_ANY,
};
enum { SUBJECTS = 15 };

extern const struct choice grade_choices[];       /* "PK", "K", "1" … "12" */
extern const struct choice subject_choices[];     /* "math", "ela" … */
extern const struct choice share_choices[];       /* of a class: none, a few, about a quarter, half, most */

enum { GRADES = 14 };
enum band { BAND_EARLY, BAND_UPPER, BAND_MIDDLE, BAND_HIGH };          /* PK–2, 3–5, 6–8, 9–12 */
enum { BANDS = 4 };
unsigned    band_grades(enum band);
const char *band_name(enum lang, enum band);

unsigned grades_read(const char *);               /* "3-5, K", "PK-2", "03;04", "KG"; what is not a grade is left out */
unsigned subjects_read(const char *);             /* codes, or words such as "Algebra I": the subjects they name */
unsigned subject_of_code(const char *sced);       /* of a course code such as "02052"; 0: not one */
const char *grades_said(struct arena *, enum lang, unsigned);      /* "grades 3–5", "kindergarten, grade 2"; "" for none */
const char *subjects_said(struct arena *, enum lang, unsigned);    /* "math, science" */
const char *grades_code(struct arena *, unsigned);                 /* "3-5, K", as grades_read takes it */
const char *subjects_code(struct arena *, unsigned);

/* How alike two contexts are: what they share, subjects weighing more than grades. */
int context_alike(unsigned grades, unsigned subjects, unsigned their_grades, unsigned their_subjects);
#endif
