/* Whole requests against the whole program, for tests: browsers that visit it.
 *
 *     DB_TEST(account_changes_the_password)
 *     {
 *             struct house house = house_open(db, arena, district);
 *             struct browser rosa = browser_as(&house, "Rosa Delgado", ROLE_TEACHER);
 *
 *             GET(&rosa, "/me", 200, "Where I am signed in");
 *             POST(&rosa, "/me/password", 303, "", "password", "three blue mittens");
 *             FOLLOW(&rosa, 200, "Your new password is set.");
 *             assert_shows_not(&rosa, "three blue mittens");
 *             house_close(&house);
 *     }
 *
 * The program serves on a port of its own, on the test's database.  A browser
 * keeps cookies, sends Origin, and takes the CSRF token from the last page that
 * had one.  What it sees stays in `page` until the next request. */
#ifndef TESTS_VISIT_H
#define TESTS_VISIT_H
#include "auth/person.h"
#include "http/serving.h"
#include "tests/test.h"

struct house { struct serving serving; struct db *db; struct arena *arena; int64_t district; bool tls; };
struct browser {
	struct house *house;
	int64_t person;                 /* signed in as, or 0 */
	const char *host;               /* "learn.example.org" */
	const char *base;               /* put before every path: "" or "/lakeside", where several districts share a host */
	const char *csrf;               /* of the last page that had one, or NULL */
	struct pairs cookies, headers;  /* headers: sent each time; browser_header sets one */
	struct answer page;
	const char *method, *path;      /* of the last request */
};

struct house house_open(struct db *, struct arena *, int64_t district);
struct house house_open_behind_tls(struct db *, struct arena *, int64_t district);   /* as behind a proxy: https://learn.example.org */
void         house_close(struct house *);
void         house_do(struct house *, void (*work)(struct tx *, void *), void *arg);  /* one write transaction in the district */
void         house_run_jobs(struct house *);                                          /* all that is due at clock_now */
int64_t      house_person(struct house *, const char *name, unsigned roles);          /* "Rosa Delgado" gets rosa.delgado@lakeside.example */

struct browser browser_new(struct house *);                                           /* nobody is signed in */
struct browser browser_as(struct house *, const char *name, unsigned roles);          /* a new person, signed in */
void           browser_sign_in(struct browser *, int64_t person);                     /* as that person, without the pages */
void           browser_header(struct browser *, const char *name, const char *value); /* value NULL: not any more */
const char    *browser_cookie(const struct browser *, const char *name);              /* "": none */

/* The plain requests; the path may have a query.  Fields are names and values, ended by NULL; a field "csrf" replaces the token. */
int browser_get(struct browser *, const char *path);
int browser_head(struct browser *, const char *path);
int browser_post(struct browser *, const char *path, ...) __attribute__((sentinel));
/* Sends the page's own form with that action: its fields as they stand, changed by what is given. */
int browser_submit(struct browser *, const char *action, ...) __attribute__((sentinel));
struct file_sent { const char *field, *name, *type; const void *bytes; size_t n; };
int browser_upload(struct browser *, const char *path, struct file_sent, ...) __attribute__((sentinel));
int browser_follow(struct browser *);                                                 /* the Location of the last answer */

const char *page_header(struct browser *, const char *name);                          /* "": none */
const char *page_field(struct browser *, const char *name);                           /* the value in the page's form; NULL: no such field */
const char *page_between(struct browser *, const char *before, const char *after);    /* what stands between, as in HTML; NULL: not there */
const char *mail_last(struct house *, const char *address);                           /* the text of the last mail to them; NULL: none */

/* With a fragment that must be in the body ("" : any); on a surprise the page is printed and the test fails here. */
void page_expect(struct browser *, int status, const char *fragment, const char *file, int line);
void page_shows(struct browser *, const char *fragment, bool wanted, const char *file, int line);
#define GET(b, PATH, STATUS, FRAGMENT) \
	(browser_get((b), (PATH)), page_expect((b), (STATUS), (FRAGMENT), __FILE__, __LINE__))
#define POST(b, PATH, STATUS, FRAGMENT, ...) \
	(browser_post((b), (PATH) __VA_OPT__(,) __VA_ARGS__, NULL), page_expect((b), (STATUS), (FRAGMENT), __FILE__, __LINE__))
#define SUBMIT(b, ACTION, STATUS, FRAGMENT, ...) \
	(browser_submit((b), (ACTION) __VA_OPT__(,) __VA_ARGS__, NULL), page_expect((b), (STATUS), (FRAGMENT), __FILE__, __LINE__))
#define FOLLOW(b, STATUS, FRAGMENT) \
	(browser_follow(b), page_expect((b), (STATUS), (FRAGMENT), __FILE__, __LINE__))
#define assert_shows(b, FRAGMENT)     page_shows((b), (FRAGMENT), true, __FILE__, __LINE__)
#define assert_shows_not(b, FRAGMENT) page_shows((b), (FRAGMENT), false, __FILE__, __LINE__)
#endif
