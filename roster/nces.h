/* NCES: which school of the federal directory is ours?
 *
 * The operator gives the directory file (CCD, "ccd_sch_029…csv"); kept is what
 * may concern the district: the states of the agency in which most of our
 * schools have a namesake, or the one that is named.  A school's match is
 * offered by name, agency, city, state and grades, and stands once a person
 * has said so; it can be taken back. */
#ifndef ROSTER_NCES_H
#define ROSTER_NCES_H
#include "jobs/jobs.h"
#include "people/people.h"

struct source;

struct nces_school { const char *nces, *name, *key, *lea, *city, *state; int low, high; };
struct nces_schools { struct nces_school *at; size_t n, cap; };

struct nces_read {
	const char *state;                 /* "AL": only this one; NULL: whichever fits */
	enum lang lang;
	void (*progress)(void *arg, const char *file, int64_t rows);
	void *arg;
	int64_t rows, kept;                /* found out */
};
/* NULL: done; else what is wrong and what to do. */
const char *nces_bring(struct job_run *, struct source *, struct nces_read *);

enum { NCES_OFFERS = 3 };
struct nces_match {
	struct school school;
	struct nces_school offers[NCES_OFFERS];
	size_t n;
	bool sure;                         /* the first is plainly it */
};
struct nces_matches { struct nces_match *at; size_t n, cap; };
struct nces_matches nces_matches(struct tx *, bool with_number);     /* schools that have a number, or those that have none */
int64_t             nces_count(struct tx *);                         /* of the directory that was kept */
bool                nces_put(struct tx *, int64_t school, const char *nces, int64_t by);     /* "": none; false: it is not in the directory, or another's */
const char         *nces_key(struct arena *, const char *name);      /* "Elm St. Elem. Schl" -> "elm st elementary" */
#endif
