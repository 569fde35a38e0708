/* One request on its way through the server; inside http/ only. */
#ifndef HTTP_EXCHANGE_H
#define HTTP_EXCHANGE_H
#include "http/server.h"
#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

struct http_server;

/* What the sweeper must know of each connection: it cuts off one that drips. */
enum stage { STAGE_IDLE, STAGE_READS, STAGE_ANSWERS, STAGE_CUT };
struct link {
	struct link *next, *prev;
	int fd;
	_Atomic enum stage stage;
	_Atomic int64_t since, most;         /* ms: when its stage began, and how long that may take */
};

struct exchange {
	struct http_server *server;
	struct MHD_Connection *con;
	struct link *link;
	struct arena *arena;                 /* what was read */
	struct arena *work;                  /* of a handler on the writer; NULL on readers */
	const char *uri, *uri_at;            /* a copy, and where libmicrohttpd has it */
	struct request request;              /* as read; handlers get a copy */
	struct request answered;             /* the copy, with its reply */
	struct buf body;
	size_t body_max;
	size_t body_size, sunk;
	struct parts *parts;                 /* of a multipart form while it comes in */
	int refused;                         /* a status decided while reading; 0: none */
	bool routed, ready, other_method, hides_nul;
	int64_t began_ms;
	struct write write;
	struct exchange *next;               /* in a queue */
};

struct queue { pthread_mutex_t lock; pthread_cond_t filled; struct exchange *first, **last; size_t n; bool closed; };
void queue_init(struct queue *);
bool queue_put(struct queue *, struct exchange *);   /* false: closed, or too long */
struct exchange *queue_take(struct queue *);         /* waits; NULL: closed and empty */
void queue_close(struct queue *);

/* Readers take from `queue`.  What has a prepare step (hashing, parsing) waits
 * in `slow` for hands of its own, so that it holds up no page; what asks other
 * servers in it waits in `far`, so that they hold up nothing here. */
struct reader { pthread_t thread; struct http_server *server; struct queue *queue; struct db *db; struct arena *arena; };
enum { READERS_MOST = 16, SLOW_HANDS = 2, FAR_HANDS = 4, QUEUE_MOST = 10000 };
enum { SLOWEST = 16 * 1024 };                /* bytes a second: who sends files or reads our bytes gets as long as that needs */

struct http_server {
	struct http_config config;
	const struct http_app *app;
	struct MHD_Daemon *daemon;
	struct writer *writer;
	struct queue queue, slow, far;
	struct reader readers[READERS_MOST + SLOW_HANDS + FAR_HANDS];
	int nreaders;
	pthread_mutex_t links_lock;
	struct link links;                   /* a ring */
	pthread_t sweeper;
	_Atomic bool draining, stopping;
	_Atomic int64_t in_flight, connections, working;     /* working: suspended, with a worker */
	int access_fd;
	char *cert, *key;
};

/* intake.c: everything until the request is whole. */
void exchange_head(struct exchange *, const char *method, const char *version);    /* sets refused, or reads the head */
bool exchange_body(struct exchange *, const char *data, size_t n);
void exchange_whole(struct exchange *);
void exchange_free(struct exchange *);

/* upload.c: 0, or the status to refuse with. */
int  uploads_begin(struct exchange *);
int  uploads_take(struct exchange *, const char *data, size_t n);
int  uploads_end(struct exchange *);
void uploads_remove(struct exchange *);

/* work.c: readers and the writer run it. */
bool  work_start(struct http_server *, const char **ret_error);
bool  work_put(struct exchange *);                                        /* false: not now */
void  work_drain(struct http_server *);                                   /* finishes what was put */
void  work_stop(struct http_server *);                                    /* after the event loops */

/* server.c */
bool stage_set(struct exchange *, enum stage, int64_t most_ms);           /* false: it was cut off, and has had its reply */

/* answer.c: the reply as bytes. */
enum MHD_Result answer_send(struct exchange *);
enum MHD_Result answer_plain(struct exchange *, int status);       /* no application: short text, connection closed */
bool            answer_own(struct exchange *);                     /* /healthz, /metrics, /static: answered here */
extern const char answer_late[];                                   /* 408, whole: for who was cut off while we read */
void            answer_was_late(struct exchange *);                /* the access log learns of it */
#endif
