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
 * read, must be quick and pure; the others run on a worker. */
struct http_app {
	const struct route *(*find)(enum method, const char *path, struct arena *, struct pairs *ret_params, bool *ret_other_method);
	bool (*begin)(struct request *, struct db *reader);   /* district, language; false: a reply was made */
	bool (*admit)(struct request *);                      /* with a transaction: who, may they, CSRF; false: a reply was made */
	void (*finish)(struct request *);                     /* after the handler: security headers */
	void (*error)(struct request *, int status);          /* makes an error page, with no transaction */
	void (*handled)(struct request *, struct writer *);   /* after the commit and the reply: last seen, access log rows */
};

struct http_config {
	const char *place;                   /* data file or PostgreSQL URL */
	int listen_fd;                       /* made by the parent; -1: listen on `listen` itself */
	const char *listen;                  /* "127.0.0.1:8080", "[::1]:8080", "unix:/path" */
	const char *cert, *key;              /* PEM files: TLS natively; NULL: none */
	const char *trusted_proxies;         /* "127.0.0.1, 10.0.0.0/8": whose X-Forwarded-For and -Proto are believed */
	int readers, loops;                  /* 0: 2 each */
	int64_t idle_seconds, request_seconds;   /* 0: 10 between requests and for a dripping header; 60 for a whole body */
	const char *access_log;              /* NULL: standard output */
	const char *scratch;                 /* folder for uploads; NULL: the system's */
};

struct http_server;
struct http_server *http_start(const struct http_config *, const struct http_app *, const char **ret_error);
struct writer *http_writer(struct http_server *);
int  http_port(const struct http_server *);         /* for tests: listen on port 0 */
void http_quiesce(struct http_server *);            /* accept no more; answer what is under way */
void http_stop(struct http_server *);
#endif
