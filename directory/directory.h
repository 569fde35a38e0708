/* The directory: who works here, and where.
 *
 * People by school, grade, subject, name and what they can be asked about;
 * colleagues with a room like mine; a page for each person with what they have
 * shared, and for each school with its staff, its practices and what took hold
 * there.  It stands on people/ and practices/ and stores nothing.  What one
 * person tries is listed nowhere; figures are told in fives. */
#ifndef DIRECTORY_DIRECTORY_H
#define DIRECTORY_DIRECTORY_H
#include "http/http.h"
#include "people/people.h"
#include "practices/adoption.h"

struct people_view {
	struct people_filter filter;
	struct schools schools;
	struct profiles found, like;
	struct person_context mine;              /* of who looks, for what they have in common */
	int64_t total;                           /* of a search */
	const char *earlier, *later, *csv;       /* addresses; NULL: none */
	bool filtered, many;                     /* many: more than total - 1 */
};

struct person_view {
	struct profile *profile;
	struct positions positions;
	struct practices practices;
	struct person_context mine;
	const char *mail_to;                     /* where a mail to them begins; NULL: no address, or not to be seen */
	bool me;                                 /* it is they who look */
};

/* Who has a grade or a subject in common; somebody can stand in several. */
struct staff_group { const char *title; struct profiles people; };
struct staff_groups { struct staff_group *at; size_t n, cap; };

struct school_row { struct school *school; int64_t staff; };
struct schools_view {
	const char *words, *earlier, *later;     /* addresses; NULL: none */
	struct { struct school_row *at; size_t n, cap; } rows;
	size_t all, found;
};

struct school_view {
	struct school *school;
	struct profiles staff;
	struct staff_groups groups;
	struct practices practices;
	struct kept_practices kept;
	struct adoption adoption;
	bool by_subject;
};

/* The same search at another address or page; 0: the first. */
const char *same_search(struct request *, const char *path, int64_t page);

void people_list(struct request *);
void people_export(struct request *);
void person_show(struct request *);
void school_list_page(struct request *);
void school_show(struct request *);
#endif
