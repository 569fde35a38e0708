/* The rows behind the office: SQL ⇄ struct.  Only office/ uses it. */
#ifndef OFFICE_OFFICE_ROWS_H
#define OFFICE_OFFICE_ROWS_H
#include "auth/person.h"
#include "db/db.h"

struct account {
	int64_t id;
	const char *given, *family, *shown, *sort_key;
	const char *email, *school;              /* or NULL */
	unsigned roles, appointed;               /* all of them; those an operator gave */
	int standing;                            /* enum standing */
	bool guest;
};
struct accounts { struct account *at; size_t n, cap; };

struct account *account_row(struct tx *, int64_t person);                    /* NULL: none; a merged row too */
struct accounts account_rows(struct tx *, const char *words, int64_t limit); /* whatever their standing, by name */
struct accounts holder_rows(struct tx *, enum role);                         /* active, by name */

struct appointment {
	int64_t id, at, person_id;
	const char *person, *by, *why;           /* by NULL: the program */
	enum role role;
	bool given, latest;                      /* latest: nothing changed for this person and role since */
};
struct appointments { struct appointment *at; size_t n, cap; };

struct appointments appointment_rows(struct tx *, int64_t person, int64_t limit, int64_t offset);  /* appointed ones, newest first; 0: everybody's */
struct appointment *appointment_row(struct tx *, int64_t id);                         /* NULL: none */
struct appointment *appointment_last(struct tx *, int64_t person, enum role);         /* NULL: none */

/* What was done with somebody's account; they read it. */
enum deed {
	DEED_GUEST, DEED_CHANGED, DEED_EMAIL, DEED_SLIP, DEED_ENDED, DEED_BACK, DEED_MERGED, DEED_UNMERGED,
	DEED_ASKED, DEED_DECLINED,
};
struct deed_row { int64_t id, at; const char *by, *about; int deed; };     /* by NULL: the program */
struct deed_rows { struct deed_row *at; size_t n, cap; };
void             deed_note(struct tx *, int64_t person, int64_t by, enum deed, const char *about);
struct deed_rows deed_rows(struct tx *, int64_t person, int64_t limit);    /* newest first */

struct merging {
	int64_t id, at, winner_id, loser_id, by_person, undone_at, forgotten_at;
	bool took_email;
	int was;                                 /* the loser's standing before */
	const char *winner, *loser, *by;
};
struct mergings { struct merging *at; size_t n, cap; };
struct merging *merging_row(struct tx *, int64_t id);
struct mergings merging_rows(struct tx *);                                 /* that can be undone, newest first */
struct mergings merging_rows_before(struct tx *, int64_t at);              /* not forgotten */
void            merging_insert(struct tx *, const struct merging *);
void            merging_undone(struct tx *, int64_t id, int64_t at);
void            merging_forgotten(struct tx *, int64_t id, int64_t at);

/* Rows that look like one person. */
enum twin_why { TWIN_EMAIL, TWIN_NUMBER, TWIN_NAME };
struct twin { int64_t one, other; enum twin_why why; };
struct twins { struct twin *at; size_t n, cap; };
struct twins twin_rows(struct tx *, int64_t limit);
void         not_same_put(struct tx *, int64_t one, int64_t other, int64_t by);
void         not_same_drop(struct tx *, int64_t one, int64_t other);

struct guest {
	int64_t person_id, school_id, added_by, added_at;
	const char *given, *family, *email, *why, *until;     /* email, until (civil date) or NULL */
	bool substitute;                                      /* works here, so is a colleague; else presents something */
	int standing;
	const char *school, *shown;                           /* to show; school or NULL */
};
struct guests { struct guest *at; size_t n, cap; };
struct guest   *guest_row(struct tx *, int64_t person);                    /* NULL: not added here */
struct guests   guest_rows(struct tx *);                                   /* active first, by name */
struct accounts guest_rows_over(struct tx *, const char *today);           /* active ones whose last day is before */
void            guest_insert(struct tx *, const struct guest *);
void            guest_update(struct tx *, const struct guest *);           /* why, until */
void            guest_until_put(struct tx *, int64_t person, const char *until);

/* Asked of an account's owner before it is done. */
struct account_ask {
	int64_t id, person_id, keep_id, drop_id, by_person, at, due_at, ended_at;
	int deed;                                /* DEED_EMAIL, DEED_MERGED */
	const char *email, *by, *keep, *drop;    /* email NULL: none; names to show */
};
struct account_asks { struct account_ask *at; size_t n, cap; };
struct account_ask *asked_row(struct tx *, int64_t id);                              /* NULL: none */
struct account_asks asked_rows_open(struct tx *, int64_t person);                    /* oldest first */
struct account_asks asked_rows_due(struct tx *, int64_t now);
void        asked_insert(struct tx *, const struct account_ask *);
void        asked_end(struct tx *, int64_t id, int64_t at, int answer);
void        asked_supersede(struct tx *, int64_t person, enum deed, int64_t at);    /* open ones about the same */
bool        account_was_used(struct tx *, int64_t person);                 /* somebody has signed in with it */

struct setting_entry { int64_t id, at, by_person; const char *by, *name, *before, *after; bool latest; };
struct setting_entries { struct setting_entry *at; size_t n, cap; };
struct setting_entries setting_entry_rows(struct tx *, int64_t limit);     /* newest first */
struct setting_entry  *setting_entry_row(struct tx *, int64_t id);         /* NULL: none */
struct setting_entry  *setting_entry_last(struct tx *, int64_t by);        /* NULL: none */
void                   setting_log_insert(struct tx *, const struct setting_entry *);

struct look { int64_t at; const char *by; int kind; };                     /* by: NULL: nobody who is here */
struct looks { struct look *at; size_t n, cap; };
struct looks look_rows(struct tx *, int64_t owner, int64_t limit, int64_t offset);    /* newest first */
struct look_count { int kind; int64_t people; };
struct look_counts { struct look_count *at; size_t n, cap; };
struct look_counts look_count_rows(struct tx *, int64_t from, int64_t to);

struct school_year;
struct school_year *school_year_row(struct tx *, int64_t id);              /* NULL: none */
void school_year_insert(struct tx *, const struct school_year *, int64_t by, int64_t at);
void school_year_update(struct tx *, const struct school_year *);
void school_year_delete(struct tx *, int64_t id);

/* What a year did to the staff. */
struct move { int64_t person_id; const char *shown, *from, *to; };         /* from, to: schools, or NULL */
struct moves { struct move *at; size_t n, cap; };
struct moves left_rows(struct tx *, int64_t from, int64_t to, int64_t limit);     /* no longer active, and where they were last */
struct moves moved_rows(struct tx *, int64_t from, int64_t to, int64_t limit);
struct moves came_rows(struct tx *, int64_t from, int64_t to, int64_t limit);
struct year_counts { int64_t left, moved, came; };
struct year_counts year_counts(struct tx *, int64_t from, int64_t to);
#endif
