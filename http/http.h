/* HTTP: one request in, one reply out.
 *
 * The server (http/server.h) reads a request within its limits, hands it to
 * the application on a worker, and writes the reply.  A handler runs from
 * start to end on one thread, with its own arena and transaction, sees only
 * what stands here, and makes a buffer: all its effects are rows.  It may be
 * run again.  Strings live in the request's arena, are valid UTF-8 without
 * NUL, and are never NULL unless it says so. */
#ifndef HTTP_HTTP_H
#define HTTP_HTTP_H
#include "base/arena.h"
#include "base/buf.h"
#include "base/say.h"
#include "db/setting.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct html;
struct login;
struct tx;
struct writer;
struct request;
struct route;

enum method { METHOD_GET, METHOD_HEAD, METHOD_POST };

struct pair { const char *name, *value; };
struct pairs { struct pair *at; size_t n, cap; };

struct upload {                       /* a file of a multipart form, streamed to disk */
	const char *field, *name, *type;  /* name and type are what the browser claims */
	const char *path;                 /* a temporary file, gone after the request */
	int64_t size;
};
struct uploads { struct upload *at; size_t n, cap; };

struct problem { const char *field, *what; };   /* what: said in the request's language */
struct problems { struct problem *at; size_t n, cap; };

struct reply {
	int status;
	const char *type;             /* "text/html; charset=utf-8" */
	struct buf body;              /* malloc'ed; the server sends and frees it */
	struct pairs headers;
	const char *file;             /* send this file instead; ranges are honoured */
	bool keep;                    /* commit although the status is 400 or more */
	int64_t who;                  /* the login's id, for the access log; 0: nobody */
	bool wants_page;              /* reply_status: the application makes the page */
};

struct request {
	struct arena *arena;
	const char *id;               /* stands in the access log and on error pages */
	enum method method;
	const char *path;             /* without the query and the district's part, e.g. "/practices/6tq…" */
	const char *base;             /* "" or "/lincoln": what local links start with */
	const char *origin;           /* "https://learn.example.org": scheme and host as the browser sees them */
	const char *peer;             /* the client's address, behind trusted proxies too */
	bool secure;                  /* the browser speaks TLS */
	struct pairs headers, query, cookies, form;      /* header names in lower case */
	struct uploads uploads;
	const struct route *route;
	struct pairs params;          /* ":practice" of the route, undecoded ids and words */
	const struct district *district;
	const struct zone *zone;
	enum lang lang;
	const struct login *login;    /* auth/login.h; NULL: nobody is signed in */
	int64_t now;                  /* UTC seconds, the same all through the request */
	struct tx *tx;                /* NULL in a prepare step */
	struct db *reader;            /* in a prepare step: for short looks of its own; NULL otherwise */
	struct writer *writer;        /* in a prepare step: for short pieces of its own, harmless when the request fails; NULL otherwise */
	void *prepared;               /* what the route's prepare step left for its handler */
	struct problems problems;     /* of the form */
	struct reply reply;
	struct html *html;            /* of reply_html */
};

/* A route.  `may` is auth's enum may; 0 is no answer, and start-up refuses it. */
struct route {
	const char *method, *path;                /* "GET", "/practices/:practice/edit" */
	void (*run)(struct request *);
	unsigned may;
	void (*prepare)(struct request *);        /* slow work before the transaction: hashing, parsing; no tx */
	size_t body_max;                          /* 0: 256 KiB */
	bool takes_files;                         /* multipart uploads are streamed to disk */
	bool no_token;                            /* a POST from outside, with its own proof: one-click unsubscribe */
	bool far;                                 /* its prepare step waits for other servers */
	bool writes;                              /* a GET that leaves rows (a logged look): runs on the writer */
};

/* What came in.  All answer "" (or 0, false) when there is none, except _or. */
const char *request_header(const struct request *, const char *name);
const char *request_query(const struct request *, const char *name);
const char *request_cookie(const struct request *, const char *name);
const char *request_form(const struct request *, const char *name);
const char *request_param(const struct request *, const char *name);
int64_t     request_id(const struct request *, const char *param);       /* 0: not an id */
struct upload *request_upload(const struct request *, const char *field);  /* NULL: none */
bool        upload_read(const struct upload *, struct buf *into);          /* false: cannot be read, or larger than into->max */
const char *pairs_find(const struct pairs *, const char *name);           /* NULL: none */
const char *request_host(const struct request *);                         /* of the origin, without the port */
const char *request_here(const struct request *);                         /* the path and query, percent-encoded: to come back to */

/* What goes out.  Each sets the reply; the last one wins. */
struct html *reply_html(struct request *, int status);
void reply_see(struct request *, const char *fmt, ...) __attribute__((format(printf, 2, 3)));   /* 303; a local path without base */
void reply_bytes(struct request *, int status, const char *type, const void *, size_t);
void reply_file(struct request *, const char *path, const char *type);
void reply_header(struct request *, const char *name, const char *value);
void reply_status(struct request *, int status);            /* the application's error page for it: 403, 404, 409, 429 … */
void reply_not_found(struct request *);                     /* 404, also for what one may not see */

struct cookie { const char *name, *value; int64_t seconds; bool scripts_may_read; };   /* seconds 0: the browser's session; < 0: remove */
void reply_cookie(struct request *, struct cookie);         /* HttpOnly, SameSite=Lax, Path=base or /, Secure behind TLS (then named __Host-, or __Secure- where the base is not all) */

/* Problems with what was typed; a page that shows a form shows them. */
void        problem_add(struct request *, const char *field, const char *what);
const char *problem_of(const struct request *, const char *field);        /* NULL: none */
#endif
