/* Database: every statement is a literal, every value is bound, and a query
 * that fails does not return.
 *
 *     struct rows rows = db_query(tx,
 *         "SELECT p.id, p.title FROM practice p"
 *         " WHERE p.district_id = $1 AND p.id = $2", tx_district(tx), id);
 *     if (!db_one(&rows, &p->id, &p->title))
 *             return NULL;
 *
 * The same text runs on SQLite and PostgreSQL.  On the next line it worked:
 * when it cannot, db_run logs it once, rolls back and says so to the caller of
 * db_run, over the heads of everybody between (the one setjmp of the program).
 * So work must own nothing that its arena does not own, and may be run again.
 *
 * A failed assertion in a feature ends its transaction the same way; in the
 * core it ends the process.  Texts and bytes are bound where they are: they
 * stay until their rows are read.
 *
 * A `struct db` is one connection and belongs to one thread at a time. */
#ifndef DB_DB_H
#define DB_DB_H
#include "base/arena.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;
struct tx;

/* One query in the source.  All of them sit in one linker section, so that one
 * test can prepare each against the real schema on both engines, and each
 * connection can keep its prepared statements in an array indexed by site. */
struct db_site {
	const char *sql, *file;
	int line, nargs;
};

enum db_type { DB_I64, DB_TEXT, DB_BOOL, DB_REAL, DB_BYTES, DB_INT };
struct db_bytes { const void *at; size_t len; };
struct db_arg { enum db_type type; union { int64_t i; const char *s; double d; struct db_bytes b; }; };
struct db_out { enum db_type type; void *p; };

static inline struct db_arg db_arg_i64(int64_t i)           { return (struct db_arg){ .type = DB_I64, .i = i }; }
static inline struct db_arg db_arg_bool(bool b)             { return (struct db_arg){ .type = DB_BOOL, .i = b }; }
static inline struct db_arg db_arg_text(const char *s)      { return (struct db_arg){ .type = DB_TEXT, .s = s }; }  /* NULL binds NULL */
static inline struct db_arg db_arg_real(double d)           { return (struct db_arg){ .type = DB_REAL, .d = d }; }
static inline struct db_arg db_arg_bytes(struct db_bytes b) { return (struct db_arg){ .type = DB_BYTES, .b = b }; }

#define DB_ARG(x) _Generic((x), bool: db_arg_bool, int: db_arg_i64, unsigned: db_arg_i64, \
    long: db_arg_i64, long long: db_arg_i64, unsigned long: db_arg_i64, double: db_arg_real, \
    char *: db_arg_text, const char *: db_arg_text, struct db_bytes: db_arg_bytes)(x)
/* A NULL in a column reads as 0, false, 0.0; as text it reads as NULL. */
#define DB_OUT(p) ((struct db_out){ _Generic((p), int64_t *: DB_I64, int *: DB_INT, unsigned *: DB_INT, \
    const char **: DB_TEXT, bool *: DB_BOOL, double *: DB_REAL, struct db_bytes *: DB_BYTES), (p) })

/* DB_EACH(F, a, b, c) -> F(a), F(b), F(c), up to 32. */
#define DB_E0(F)
#define DB_E1(F, a)      F(a),
#define DB_E2(F, a, ...) F(a), DB_E1(F, __VA_ARGS__)
#define DB_E3(F, a, ...) F(a), DB_E2(F, __VA_ARGS__)
#define DB_E4(F, a, ...) F(a), DB_E3(F, __VA_ARGS__)
#define DB_E5(F, a, ...) F(a), DB_E4(F, __VA_ARGS__)
#define DB_E6(F, a, ...) F(a), DB_E5(F, __VA_ARGS__)
#define DB_E7(F, a, ...) F(a), DB_E6(F, __VA_ARGS__)
#define DB_E8(F, a, ...) F(a), DB_E7(F, __VA_ARGS__)
#define DB_E9(F, a, ...) F(a), DB_E8(F, __VA_ARGS__)
#define DB_E10(F, a, ...) F(a), DB_E9(F, __VA_ARGS__)
#define DB_E11(F, a, ...) F(a), DB_E10(F, __VA_ARGS__)
#define DB_E12(F, a, ...) F(a), DB_E11(F, __VA_ARGS__)
#define DB_E13(F, a, ...) F(a), DB_E12(F, __VA_ARGS__)
#define DB_E14(F, a, ...) F(a), DB_E13(F, __VA_ARGS__)
#define DB_E15(F, a, ...) F(a), DB_E14(F, __VA_ARGS__)
#define DB_E16(F, a, ...) F(a), DB_E15(F, __VA_ARGS__)
#define DB_E17(F, a, ...) F(a), DB_E16(F, __VA_ARGS__)
#define DB_E18(F, a, ...) F(a), DB_E17(F, __VA_ARGS__)
#define DB_E19(F, a, ...) F(a), DB_E18(F, __VA_ARGS__)
#define DB_E20(F, a, ...) F(a), DB_E19(F, __VA_ARGS__)
#define DB_E21(F, a, ...) F(a), DB_E20(F, __VA_ARGS__)
#define DB_E22(F, a, ...) F(a), DB_E21(F, __VA_ARGS__)
#define DB_E23(F, a, ...) F(a), DB_E22(F, __VA_ARGS__)
#define DB_E24(F, a, ...) F(a), DB_E23(F, __VA_ARGS__)
#define DB_E25(F, a, ...) F(a), DB_E24(F, __VA_ARGS__)
#define DB_E26(F, a, ...) F(a), DB_E25(F, __VA_ARGS__)
#define DB_E27(F, a, ...) F(a), DB_E26(F, __VA_ARGS__)
#define DB_E28(F, a, ...) F(a), DB_E27(F, __VA_ARGS__)
#define DB_E29(F, a, ...) F(a), DB_E28(F, __VA_ARGS__)
#define DB_E30(F, a, ...) F(a), DB_E29(F, __VA_ARGS__)
#define DB_E31(F, a, ...) F(a), DB_E30(F, __VA_ARGS__)
#define DB_E32(F, a, ...) F(a), DB_E31(F, __VA_ARGS__)
#define DB_PICK(_0,_1,_2,_3,_4,_5,_6,_7,_8,_9,_10,_11,_12,_13,_14,_15,_16,_17,_18,_19,_20,_21, \
    _22,_23,_24,_25,_26,_27,_28,_29,_30,_31,_32,N,...) N
#define DB_COUNT(...) DB_PICK(_ __VA_OPT__(,) __VA_ARGS__, 32,31,30,29,28,27,26,25,24,23,22,21,20, \
    19,18,17,16,15,14,13,12,11,10,9,8,7,6,5,4,3,2,1,0)
#define DB_CAT_(a, b) a##b
#define DB_CAT(a, b) DB_CAT_(a, b)
#define DB_EACH(F, ...) DB_CAT(DB_E, DB_COUNT(__VA_ARGS__))(F __VA_OPT__(,) __VA_ARGS__)

/* A string that is not a literal does not compile. */
#define DB_SITE(SQL, ...) ({ \
	static const struct db_site db_site_ \
	    __attribute__((section("db_sites"), used, aligned(8))) = \
	    { "" SQL "", __FILE__, __LINE__, DB_COUNT(__VA_ARGS__) }; \
	&db_site_; })
#define DB_ARGS(...) (struct db_arg[]){ DB_EACH(DB_ARG, __VA_ARGS__) {0} }

struct rows { struct tx *tx; const struct db_site *site; void *stmt; int64_t at; };

#define db_query(tx, SQL, ...) \
	db_query_((tx), DB_SITE(SQL, __VA_ARGS__), DB_ARGS(__VA_ARGS__))
/* Runs a statement; the number of rows it changed. */
#define db_exec(tx, SQL, ...) \
	db_exec_((tx), DB_SITE(SQL, __VA_ARGS__), DB_ARGS(__VA_ARGS__))
/* The next row, or false when there is none; read to the end or call db_done. */
#define db_next(rows, ...) \
	db_next_((rows), DB_COUNT(__VA_ARGS__), \
	    (struct db_out[]){ DB_EACH(DB_OUT, __VA_ARGS__) {0} })
/* At most one row; a second one is a failure.  Closes the query. */
#define db_one(rows, ...) \
	db_one_((rows), DB_COUNT(__VA_ARGS__), \
	    (struct db_out[]){ DB_EACH(DB_OUT, __VA_ARGS__) {0} })
/* One number: db_number(tx, "SELECT count(*) FROM …", …); 0 when there is no row. */
#define db_number(tx, SQL, ...) \
	db_number_((tx), DB_SITE(SQL, __VA_ARGS__), DB_ARGS(__VA_ARGS__))

/* For exports, which take whatever a table has: the next row's columns as text,
 * with their names; NULL: there is none. */
struct db_cell { const char *name, *value; };
struct db_cells { struct db_cell *at; size_t n; };
struct db_cells *db_next_cells(struct rows *);

struct rows db_query_(struct tx *, const struct db_site *, const struct db_arg *);
int64_t     db_exec_(struct tx *, const struct db_site *, const struct db_arg *);
int64_t     db_number_(struct tx *, const struct db_site *, const struct db_arg *);
bool        db_next_(struct rows *, int n, const struct db_out *);
bool        db_one_(struct rows *, int n, const struct db_out *);
void        db_done(struct rows *);

/* A place is a path (SQLite) or a postgresql:// URL. */
struct db  *db_open(const char *place, const char **ret_error);  /* NULL: *ret_error says why and what to do (static or leaked once) */
void        db_close(struct db *);
bool        db_is_postgres(const struct db *);
void        db_bulk(struct db *);                                 /* from here on it writes much in one go: rarer checkpoints, no memory map */

enum db_mode { DB_READ, DB_WRITE };
enum db_end {
	DB_DONE,       /* committed */
	DB_UNDONE,     /* the work called tx_undo; nothing was kept */
	DB_BROKEN,     /* the work failed by its own fault (constraint, bug): answer 500 */
	DB_AWAY,       /* disk full, connection lost, out of tries: answer 503 */
};

/* Run work in one transaction bound to one district (0: none; only migrations,
 * sign-up of districts and the operator's commands), and commit it. */
enum db_end db_run(struct db *, enum db_mode, int64_t district, struct arena *,
    void (*work)(struct tx *, void *arg), void *arg);

struct arena *tx_arena(const struct tx *);
int64_t       tx_district(const struct tx *);
bool          tx_writes(const struct tx *);
void          tx_bind(struct tx *, int64_t district);    /* once, from 0: when the district is read in the same transaction */
void          tx_undo(struct tx *);                       /* go on, but keep nothing */
_Noreturn void tx_fail(struct tx *, const char *why);     /* as a failed query does: DB_BROKEN */

/* A savepoint around what may fail by constraint: false = it did and was undone. */
bool tx_try(struct tx *, void (*work)(struct tx *, void *arg), void *arg);

/* Prepare every query of the program; the number of bad ones, each printed. */
int  db_check_sites(struct db *);
#endif
