#include "http/exchange.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/log.h"
#include "http/listen.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CONNECTIONS = 20000, CONNECTION_MEMORY = 8 * 1024, IDLE_MS = 10000, REQUEST_MS = 60000, SWEEP_MS = 250, STOP_MS = 2000 };

static const char TLS_VERSIONS[] = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2";

bool
stage_set(struct exchange *x, enum stage stage, int64_t most_ms)
{
	struct link *l = x->link;
	enum stage was;

	if (l == NULL)
		return true;
	atomic_store(&l->most, INT64_MAX);
	was = atomic_load(&l->stage);
	while (was != STAGE_CUT && !atomic_compare_exchange_weak(&l->stage, &was, stage))
		;
	atomic_store(&l->since, clock_ms());
	atomic_store(&l->most, most_ms);
	return was != STAGE_CUT;
}

/* The request line was read: the earliest moment that we hear of a request. */
static void *
on_uri(void *arg, const char *uri, struct MHD_Connection *con)
{
	struct http_server *s = arg;
	struct exchange *x = calloc(1, sizeof(*x));
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(con, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	if (x == NULL)
		abort();
	x->server = s;
	x->con = con;
	x->arena = arena_new();
	x->uri = arena_text(x->arena, uri);
	x->uri_at = uri;
	x->began_ms = clock_ms();
	x->link = info != NULL ? info->socket_context : NULL;
	stage_set(x, STAGE_READS, s->config.idle_ms);
	atomic_fetch_add(&s->in_flight, 1);
	return x;
}

static enum MHD_Result
on_request(void *arg, struct MHD_Connection *con, const char *url, const char *method, const char *version,
    const char *data, size_t *size, void **context)
{
	struct exchange *x = *context;

	(void)arg;
	(void)con;
	(void)url;
	if (!x->routed) {
		x->routed = true;
		stage_set(x, STAGE_READS, x->server->config.request_ms);
		exchange_head(x, method, version);
		return x->refused != 0 ? answer_plain(x, x->refused) : MHD_YES;
	}
	if (*size > 0) {
		bool more = exchange_body(x, data, *size);
		*size = 0;
		return more ? MHD_YES : MHD_NO;
	}
	if (x->ready)
		return x->refused != 0 ? answer_plain(x, x->refused) : answer_send(x);
	if (!stage_set(x, STAGE_ANSWERS, INT64_MAX))
		return MHD_NO;
	if (x->request.method == METHOD_POST && x->refused == 0)
		exchange_whole(x);
	if (x->refused != 0)
		return answer_plain(x, x->refused);
	if (answer_own(x))
		return MHD_YES;
	MHD_suspend_connection(x->con);
	atomic_fetch_add(&x->server->working, 1);
	if (!work_put(x)) {
		x->refused = 503;
		x->ready = true;
		atomic_fetch_sub(&x->server->working, 1);
		MHD_resume_connection(x->con);
	}
	return MHD_YES;
}

static void
on_completed(void *arg, struct MHD_Connection *con, void **context, enum MHD_RequestTerminationCode code)
{
	struct exchange *x = *context;

	(void)arg;
	(void)con;
	(void)code;
	if (x == NULL)
		return;
	if (!stage_set(x, STAGE_IDLE, x->server->config.idle_ms))
		answer_was_late(x);
	atomic_fetch_sub(&x->server->in_flight, 1);
	exchange_free(x);
	*context = NULL;
}

static void
on_connection(void *arg, struct MHD_Connection *con, void **context, enum MHD_ConnectionNotificationCode code)
{
	struct http_server *s = arg;
	struct link *link = *context;

	pthread_mutex_lock(&s->links_lock);
	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		if ((link = calloc(1, sizeof(*link))) == NULL)
			abort();
		link->fd = MHD_get_connection_info(con, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
		link->since = clock_ms();
		link->most = s->config.idle_ms;
		atomic_fetch_add(&s->connections, 1);
		link->next = &s->links;
		link->prev = s->links.prev;
		link->prev->next = link->next->prev = link;
		*context = link;
	} else if (link != NULL) {
		link->prev->next = link->next;
		link->next->prev = link->prev;
		free(link);
		atomic_fetch_sub(&s->connections, 1);
		*context = NULL;
	}
	pthread_mutex_unlock(&s->links_lock);
}

/* Who is late with a request hears why; nobody else writes to the connection
 * while it is in that stage. */
static void
cut_off(struct http_server *s, struct link *l)
{
	enum stage reads = STAGE_READS;

	if (atomic_compare_exchange_strong(&l->stage, &reads, STAGE_CUT) && s->config.cert == NULL)
		(void)!send(l->fd, answer_late, strlen(answer_late), MSG_DONTWAIT | MSG_NOSIGNAL);
	shutdown(l->fd, SHUT_RDWR);
}

/* libmicrohttpd's time-out starts anew with every byte, so one byte a second
 * holds a connection for ever.  This closes what takes too long as a whole. */
static void *
sweep(void *arg)
{
	struct http_server *s = arg;

	while (!s->stopping) {
		usleep((useconds_t)(s->config.idle_ms < 4 * SWEEP_MS ? s->config.idle_ms / 4 + 1 : SWEEP_MS) * 1000);
		int64_t now = clock_ms();
		pthread_mutex_lock(&s->links_lock);
		for (struct link *l = s->links.next; l != &s->links; l = l->next)
			if (now - l->since > l->most)
				cut_off(s, l);
		pthread_mutex_unlock(&s->links_lock);
	}
	return NULL;
}

static const char *
read_pem(const char *path, char **ret)
{
	struct buf text = {0};
	char piece[4096];
	size_t n;
	FILE *f = fopen(path, "re");

	if (f == NULL)
		return "the TLS certificate or key cannot be read";
	while ((n = fread(piece, 1, sizeof(piece), f)) > 0)
		buf_put(&text, piece, n);
	fclose(f);
	*ret = (char *)buf_str(&text);
	return NULL;
}

static void
raise_limits(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < CONNECTIONS + 1000) {
		limit.rlim_cur = limit.rlim_max < CONNECTIONS + 1000 ? limit.rlim_max : CONNECTIONS + 1000;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

static bool
daemon_start(struct http_server *s, const char **ret_error)
{
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC;
	struct rlimit limit = { .rlim_cur = 1024 };
	struct MHD_OptionItem tls[] = { {MHD_OPTION_END, 0, NULL}, {MHD_OPTION_END, 0, NULL}, {MHD_OPTION_END, 0, NULL}, {MHD_OPTION_END, 0, NULL} };

	if (s->config.cert != NULL) {
		flags |= MHD_USE_TLS;
		if ((*ret_error = read_pem(s->config.cert, &s->cert)) != NULL ||
		    (*ret_error = read_pem(s->config.key, &s->key)) != NULL)
			return false;
		tls[0] = (struct MHD_OptionItem){ MHD_OPTION_HTTPS_MEM_CERT, 0, s->cert };
		tls[1] = (struct MHD_OptionItem){ MHD_OPTION_HTTPS_MEM_KEY, 0, s->key };
		tls[2] = (struct MHD_OptionItem){ MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)TLS_VERSIONS };
	}
	raise_limits();
	getrlimit(RLIMIT_NOFILE, &limit);
	unsigned most = limit.rlim_cur > CONNECTIONS + 500 ? CONNECTIONS : (unsigned)(limit.rlim_cur * 9 / 10);
	s->daemon = MHD_start_daemon(flags, 0, NULL, NULL, on_request, s,
	    MHD_OPTION_LISTEN_SOCKET, s->config.listen_fd,
	    MHD_OPTION_THREAD_POOL_SIZE, (unsigned)s->config.loops,
	    MHD_OPTION_CONNECTION_LIMIT, most,
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
	    MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)(s->config.request_ms / 1000 + 1),
	    MHD_OPTION_URI_LOG_CALLBACK, on_uri, s,
	    MHD_OPTION_NOTIFY_COMPLETED, on_completed, s,
	    MHD_OPTION_NOTIFY_CONNECTION, on_connection, s,
	    MHD_OPTION_STRICT_FOR_CLIENT, 1,
	    MHD_OPTION_ARRAY, tls,
	    MHD_OPTION_END);
	if (s->daemon == NULL)
		*ret_error = "the web server could not start; is the TLS certificate valid?";
	return s->daemon != NULL;
}

static bool
log_open(struct http_server *s, const char **ret_error)
{
	const char *path = s->config.access_log;

	*ret_error = "the access log cannot be opened for writing";
	s->access_fd = path == NULL ? STDOUT_FILENO : *path == '\0' ? -1 : open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
	return s->access_fd >= 0 || (path != NULL && *path == '\0');
}

struct http_server *
http_start(const struct http_config *config, const struct http_app *app, const char **ret_error)
{
	struct http_server *s = calloc(1, sizeof(*s));

	if (s == NULL)
		abort();
	s->config = *config;
	s->app = app;
	s->config.readers = config->readers > 0 && config->readers <= READERS_MOST ? config->readers : 2;
	s->config.loops = config->loops > 0 ? config->loops : 2;
	s->config.idle_ms = config->idle_ms > 0 ? config->idle_ms : IDLE_MS;
	s->config.request_ms = config->request_ms > 0 ? config->request_ms : REQUEST_MS;
	s->links.next = s->links.prev = &s->links;
	pthread_mutex_init(&s->links_lock, NULL);
	if (!log_open(s, ret_error))
		return NULL;
	if (s->config.listen_fd < 0 && (s->config.listen_fd = http_listen(config->listen, ret_error)) < 0)
		return NULL;
	if (!work_start(s, ret_error) || !daemon_start(s, ret_error))
		return NULL;
	if (pthread_create(&s->sweeper, NULL, sweep, s) != 0)
		abort();
	return s;
}

struct writer *
http_writer(struct http_server *s)
{
	return s->writer;
}

int
http_port(const struct http_server *s)
{
	struct sockaddr_storage ss = {0};
	socklen_t len = sizeof(ss);

	if (getsockname(s->config.listen_fd, (struct sockaddr *)&ss, &len) != 0)
		return 0;
	return ntohs(ss.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&ss)->sin6_port : ((struct sockaddr_in *)&ss)->sin_port);
}

static void
wait_while(const _Atomic int64_t *count, int64_t most_ms)
{
	for (int64_t until = clock_ms() + most_ms; *count > 0 && clock_ms() < until;)
		usleep(5000);
}

/* The socket stays open (the parent has it too), so nothing is refused.  A
 * connection on which nothing comes ends as it would have, when it is idle for too long. */
void
http_quiesce(struct http_server *s)
{
	if (!s->draining)
		MHD_quiesce_daemon(s->daemon);
	s->draining = true;
}

bool
http_is_quiet(const struct http_server *s)
{
	return s->connections == 0;
}

void
http_stop(struct http_server *s)
{
	http_quiesce(s);
	wait_while(&s->in_flight, s->config.request_ms);
	work_drain(s);
	wait_while(&s->working, INT64_MAX / 2);
	wait_while(&s->in_flight, STOP_MS);
	MHD_stop_daemon(s->daemon);
	s->stopping = true;
	pthread_join(s->sweeper, NULL);
	work_stop(s);
	close(s->config.listen_fd);
	if (s->access_fd > STDERR_FILENO)
		close(s->access_fd);
	free(s->cert);
	free(s->key);
	pthread_mutex_destroy(&s->links_lock);
	free(s);
}
