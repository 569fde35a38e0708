/* The server: bytes ⇄ requests, on libmicrohttpd.
 *
 * Event loops buffer slow clients on both sides; a few reading workers run
 * GETs on their own connections; everything else goes through the writer
 * (db/writer.h) after an optional prepare step.  A parent process holds the
 * listening socket and the server process runs under it (http/parent.h). */
#ifndef HTTP_SERVER_H
#define HTTP_SERVER_H
#include "db/writer.h"
#include "http/http.h"

/* What the application gives.  `find` runs on an event loop before the body is
 * read, and must be quick and pure; the others run on a worker. */
struct http_app {
	/* The route of a path; ret_skip: how many bytes in front are the district's part. */
	const struct route *(*find)(enum method, const char *path, struct arena *, struct pairs *ret_params,
	    size_t *ret_skip, bool *ret_other_method);
	bool (*begin)(struct request *, struct tx *);         /* finds district, zone, language; false: there is no such district */
	bool (*admit)(struct request *);                      /* who is it, may they, CSRF; false: a reply was made */
	void (*finish)(struct request *);                     /* headers that every reply carries */
	void (*error)(struct request *, int status);          /* the page for an error; r->tx may be NULL */
	void (*handled)(struct request *, struct writer *);   /* after the commit: what may be written later, last seen */
};

struct http_config {
	const char *place;                   /* data file or PostgreSQL URL */
	int listen_fd;                       /* made by the parent; -1: listen on `listen` itself */
	const char *listen;                  /* "127.0.0.1:8080", "[::1]:8080", "unix:/path" */
	const char *cert, *key;              /* PEM files: TLS natively; NULL: none */
	const char *trusted_proxies;         /* "127.0.0.1, 10.0.0.0/8": whose X-Forwarded-For and -Proto are believed */
	int readers, loops;                  /* 0: 2 each */
	int64_t idle_ms, request_ms;         /* 0: 10 s between requests and for a dripping header; 60 s for a whole body */
	const char *access_log;              /* NULL: standard output */
	const char *scratch;                 /* folder for uploads; NULL: the system's */
};

struct http_server;
struct http_server *http_start(const struct http_config *, const struct http_app *, const char **ret_error);
struct writer *http_writer(struct http_server *);
int  http_port(const struct http_server *);         /* for tests: listen on port 0 */
void http_quiesce(struct http_server *);            /* accept no more; each connection's next reply is its last */
bool http_is_quiet(const struct http_server *);     /* no connection is left */
void http_stop(struct http_server *);
#endif
