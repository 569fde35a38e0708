/* For tests: a server with a small application (or a given one) on a free port,
 * and a client that sends bytes as they are.  tests/visit.h is a browser over it. */
#ifndef HTTP_SERVING_H
#define HTTP_SERVING_H
#include "http/server.h"

struct serving { struct http_server *server; struct arena *arena; int port; };

struct serving serve_test(struct arena *, struct http_config);    /* config.place: the test's by default */
struct serving serve_app(struct arena *, struct http_config, const struct http_app *);
void           serve_end(struct serving *);

/* Sends all, half-closes nothing, and reads one reply (or until the server closes). */
struct answer { int status; const char *text, *body; size_t body_len; bool closed; };
struct answer ask(struct serving *, const char *bytes, size_t n);
#define ASK(s, LITERAL) ask((s), LITERAL, sizeof(LITERAL) - 1)
struct answer ask_text(struct serving *, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
const char   *answer_header(struct arena *, const struct answer *, const char *name);   /* "" : none */

int           ask_open(struct serving *);
void          ask_send(int fd, const char *bytes, size_t n);
#define SEND(fd, LITERAL) ask_send((fd), LITERAL, sizeof(LITERAL) - 1)
struct answer ask_read(struct serving *, int fd);                 /* waits up to 10 s */
struct answer ask_read_head(struct serving *, int fd);            /* of a HEAD: no body comes */
#endif
