/* reports ADDRESS FILE [CLIENTS [ACKNOWLEDGED]]: sends a report for each try in
 * FILE (as tests/crowd.c prints it), as that many browsers at once: each opens
 * the form, takes the token out of it, and posts it as a browser would.
 *
 * With a file for what was acknowledged it is patient: it writes a line "TRY
 * WORDS" there as soon as the server has said that a report is kept, and when
 * the connection breaks it tries again until the server is back.
 * Prints how many reports a second, and how long they took. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CLIENTS_MOST = 1024, ANSWER_MOST = 256 * 1024, SLOTS = 100000, PATIENCE_MS = 60000, AGAIN_MS = 20 };

struct try { char token[64], id[16]; };
enum doing { OPENS_FORM, HAS_FORM, REPORTS, DONE };
struct client {
	int fd;
	enum doing doing;
	size_t next, end;            /* its tries */
	char csrf[256];
	char *answer;
	size_t got;
	int64_t sent_us, again_at;   /* again_at 0: not waiting for the server */
};

static struct try *tries;
static size_t ntries, reported, refused;
static struct client clients[CLIENTS_MOST];
static int nclients = 64, epoll_fd;
static struct sockaddr_in address;
static FILE *acknowledged;
static size_t slots[SLOTS];          /* of 0.1 ms */
static int64_t slowest_us;

static int64_t
now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

static _Noreturn void
give_up(const char *what)
{
	fprintf(stderr, "reports: %s\n", what);
	exit(1);
}

static void
read_tries(const char *path)
{
	FILE *f = fopen(path, "r");
	char line[256];
	size_t room = 0;

	if (f == NULL)
		give_up("the list of tries cannot be read");
	while (fgets(line, sizeof(line), f) != NULL) {
		struct try t;
		if (sscanf(line, "%63s %15s", t.token, t.id) != 2 || strcmp(t.token, "page") == 0)
			continue;
		if (ntries == room && (tries = realloc(tries, (room = room * 2 + 1000) * sizeof(*tries))) == NULL)
			abort();
		tries[ntries++] = t;
	}
	fclose(f);
}

static bool
connect_client(struct client *c)
{
	struct epoll_event e = { .events = EPOLLIN, .data.ptr = c };
	int one = 1;

	c->got = 0;
	if ((c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) < 0)
		give_up("no socket");
	setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	if (connect(c->fd, (struct sockaddr *)&address, sizeof(address)) != 0) {
		close(c->fd);
		c->fd = -1;
		return false;
	}
	fcntl(c->fd, F_SETFL, O_NONBLOCK);
	epoll_ctl(epoll_fd, EPOLL_CTL_ADD, c->fd, &e);
	return true;
}

static void
try_again_later(struct client *c)
{
	if (acknowledged == NULL)
		give_up("the server closed a connection");
	if (c->fd >= 0)
		close(c->fd);
	c->fd = -1;
	c->again_at = now_us() + AGAIN_MS * 1000;
}

static void
send_form(struct client *c, const struct try *t)
{
	char body[512], head[1024];
	int n = snprintf(body, sizeof(body), "csrf=%s&outcome=%s&happened=%s+went+better+than+I+thought.&changed=Fewer+cards.",
	    c->csrf, t->id[12] & 1 ? "adopt" : "adapt", t->id);
	int m = snprintf(head, sizeof(head), "POST /tries/%s/report HTTP/1.1\r\nHost: x\r\nCookie: login=%s\r\nOrigin: http://x\r\n"
	    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s", t->id, t->token, n, body);

	if (send(c->fd, head, (size_t)m, MSG_NOSIGNAL) != m)
		try_again_later(c);
}

static void
open_form(struct client *c, const struct try *t)
{
	char head[512];
	int m = snprintf(head, sizeof(head), "GET /tries/%s/report HTTP/1.1\r\nHost: x\r\nCookie: login=%s\r\n\r\n", t->id, t->token);

	if (send(c->fd, head, (size_t)m, MSG_NOSIGNAL) != m)
		try_again_later(c);
}

static void
go_on(struct client *c)
{
	const struct try *t = &tries[c->next];

	c->again_at = 0;
	if (c->fd < 0 && !connect_client(c)) {
		try_again_later(c);
		return;
	}
	c->sent_us = now_us();
	if (c->doing == OPENS_FORM)
		open_form(c, t);
	else
		send_form(c, t);
}

/* The whole answer, once it is there; 0: not yet. */
static int
answer_status(struct client *c)
{
	const char *end, *length;
	int status;

	c->answer[c->got] = '\0';
	if ((end = strstr(c->answer, "\r\n\r\n")) == NULL || sscanf(c->answer, "HTTP/1.1 %d", &status) != 1)
		return 0;
	length = strcasestr(c->answer, "\r\nContent-Length:");
	size_t whole = (size_t)(end + 4 - c->answer) + (length != NULL && length < end ? strtoul(length + 17, NULL, 10) : 0);
	return c->got >= whole ? status : 0;
}

static void
form_came(struct client *c, int status)
{
	const char *token = strstr(c->answer, "action=\"/tries/");

	token = token != NULL ? strstr(token, "name=\"csrf\" value=\"") : NULL;
	if (status != 200 || token == NULL || sscanf(token, "name=\"csrf\" value=\"%255[0-9a-f]", c->csrf) != 1)
		give_up("the form did not come");
	c->doing = HAS_FORM;
}

static void
report_came(struct client *c, int status)
{
	int64_t took = now_us() - c->sent_us;

	if (status != 303) {
		refused++;
		if (acknowledged == NULL)
			give_up("a report was refused");
		try_again_later(c);
		return;
	}
	reported++;
	slots[took / 100 < SLOTS ? took / 100 : SLOTS - 1]++;
	slowest_us = took > slowest_us ? took : slowest_us;
	if (acknowledged != NULL)
		fprintf(acknowledged, "%s %s went better than I thought.\n", tries[c->next].id, tries[c->next].id);
	bool same = c->next + 1 < c->end && strcmp(tries[c->next].token, tries[c->next + 1].token) == 0;
	c->next++;
	c->doing = c->next == c->end ? DONE : same ? REPORTS : OPENS_FORM;
}

static void
answer_came(struct client *c, int status)
{
	bool closes = strcasestr(c->answer, "\r\nConnection: close") != NULL;

	if (c->doing == OPENS_FORM)
		form_came(c, status);
	else
		report_came(c, status);
	c->got = 0;
	if (closes && c->fd >= 0) {
		close(c->fd);
		c->fd = -1;
	}
}

static void
listen_to(struct client *c, enum doing until)
{
	ssize_t n = recv(c->fd, c->answer + c->got, ANSWER_MOST - c->got - 1, 0);
	int status;

	if (n < 0 && errno == EAGAIN)
		return;
	if (n <= 0) {
		try_again_later(c);
		return;
	}
	c->got += (size_t)n;
	if ((status = answer_status(c)) == 0)
		return;
	answer_came(c, status);
	if (c->again_at == 0 && c->doing != until && c->doing != DONE)
		go_on(c);
}

/* All clients, until each has its form (HAS_FORM) or is through (DONE). */
static void
run(enum doing until)
{
	struct epoll_event events[256];
	int64_t last = now_us();
	size_t before = reported;

	for (int i = 0; i < nclients; i++)
		if (clients[i].doing != DONE)
			go_on(&clients[i]);
	for (;;) {
		int n = epoll_wait(epoll_fd, events, 256, acknowledged != NULL ? AGAIN_MS : 10000), left = 0;
		for (int i = 0; i < n; i++)
			listen_to(events[i].data.ptr, until);
		for (int i = 0; i < nclients; i++) {
			if (clients[i].again_at != 0 && clients[i].again_at <= now_us())
				go_on(&clients[i]);
			left += clients[i].doing != until && clients[i].doing != DONE;
		}
		if (left == 0)
			return;
		if (reported != before || until == HAS_FORM) {
			before = reported;
			last = now_us();
		}
		if (now_us() - last > PATIENCE_MS * 1000ll)
			give_up("the server does not come back");
	}
}

static double
quantile(double of)
{
	size_t seen = 0, i = 0;

	while (i < SLOTS && (double)(seen += slots[i]) < (double)reported * of)
		i++;
	return (double)i / 10;
}

static void
read_address(const char *text)
{
	char host[64];
	int port;

	if (sscanf(text, "%63[^:]:%d", host, &port) != 2 || inet_pton(AF_INET, host, &address.sin_addr) != 1)
		give_up("the address is written as 127.0.0.1:8080");
	address.sin_family = AF_INET;
	address.sin_port = htons((uint16_t)port);
}

int
main(int argc, char **argv)
{
	if (argc < 3)
		give_up("usage: reports ADDRESS FILE [CLIENTS [ACKNOWLEDGED]]");
	read_address(argv[1]);
	read_tries(argv[2]);
	nclients = argc > 3 ? atoi(argv[3]) : nclients;
	if (nclients < 1 || nclients > CLIENTS_MOST || (size_t)nclients > ntries)
		give_up("too many clients, or too few tries");
	if (argc > 4 && (acknowledged = fopen(argv[4], "w")) == NULL)
		give_up("the file of what is acknowledged cannot be written");
	if (acknowledged != NULL)
		setvbuf(acknowledged, NULL, _IOLBF, 0);
	epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	for (int i = 0; i < nclients; i++) {
		clients[i] = (struct client){ .fd = -1, .next = ntries * (size_t)i / (size_t)nclients,
		    .end = ntries * ((size_t)i + 1) / (size_t)nclients };
		if ((clients[i].answer = malloc(ANSWER_MOST)) == NULL)
			abort();
	}
	run(HAS_FORM);
	int64_t began = now_us();
	run(DONE);
	double seconds = (double)(now_us() - began) / 1e6;
	printf("%zu reports, %.0f/s, %d clients; median %.1f ms, p99 %.1f ms, slowest %.1f ms; %zu refused\n", reported,
	    (double)reported / seconds, nclients, quantile(0.5), quantile(0.99), (double)slowest_us / 1000, refused);
	return 0;
}
