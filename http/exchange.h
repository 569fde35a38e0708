/* One request on its way through the server; inside http/ only. */
#ifndef HTTP_EXCHANGE_H
#define HTTP_EXCHANGE_H
#include "http/server.h"
#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

struct http_server;

/* What the sweeper must know of each connection: it closes one that drips. */
enum phase { PHASE_HEAD, PHASE_BODY, PHASE_WORK };
struct link {
	struct link *next, *prev;
	int fd;
	_Atomic int phase;
	_Atomic int64_t since;
};

struct exchange {
	struct http_server *server;
	struct MHD_Connection *con;
	struct link *link;
	struct arena *arena;                 /* what was read */
	struct arena *work;                  /* of a handler on the writer; NULL on readers */
	const char *uri;
	struct request request;              /* as read; handlers get a copy */
	struct request answered;             /* the copy, with its reply */
	struct buf body;
	size_t body_max;
	struct MHD_PostProcessor *multipart;
	int upload_fd;
	int refused;                         /* a status decided while reading; 0: none */
	bool routed, ready, other_method;
	int64_t began_ms;
	struct write write;
	struct exchange *next;               /* in a queue */
};

struct queue { pthread_mutex_t lock; pthread_cond_t filled; struct exchange *first, **last; size_t n; bool closed; };
void queue_init(struct queue *);
void queue_put(struct queue *, struct exchange *);
struct exchange *queue_take(struct queue *);         /* waits; NULL: closed and empty */
void queue_close(struct queue *);

struct reader { pthread_t thread; struct http_server *server; struct db *db; struct arena *arena; };
enum { READERS_MOST = 16 };

struct http_server {
	struct http_config config;
	const struct http_app *app;
	struct MHD_Daemon *daemon;
	struct writer *writer;
	struct queue queue;
	struct reader readers[READERS_MOST];
	int nreaders;
	pthread_mutex_t links_lock;
	struct link links;                   /* a ring */
	pthread_t sweeper;
	_Atomic bool stopping;
	_Atomic int64_t in_flight;
	int access_fd;
	char *cert, *key;
};

/* intake.c: everything until the request is whole. */
void exchange_head(struct exchange *, const char *method, const char *version);    /* sets refused, or reads the head */
void exchange_body(struct exchange *, const char *data, size_t n);
void exchange_whole(struct exchange *);
void exchange_free(struct exchange *);

/* work.c: readers and the writer run it. */
bool  work_start(struct http_server *, const char **ret_error);
void  work_stop(struct http_server *);

/* answer.c: the reply as bytes. */
enum MHD_Result answer_send(struct exchange *);
enum MHD_Result answer_plain(struct exchange *, int status);       /* no application: short text, connection closed */
bool            answer_own(struct exchange *);                     /* /healthz, /metrics, /static: answered here */
void            access_log(struct exchange *, int64_t bytes);
#endif
