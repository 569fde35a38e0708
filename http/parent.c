#include "http/parent.h"
#include "base/clock.h"
#include "base/log.h"
#include "http/listen.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

enum { READY_MS = 30000, QUICK_MS = 1000, PAUSE_MS = 100, PAUSE_MOST_MS = 10000, LEAVING_MOST = 16 };

/* A server process; pid 0: there is none.  `ready_fd` is what it will say one byte on; -1: it has. */
struct child { pid_t pid; int ready_fd; int64_t began; };

struct family {
	char *const *argv;
	int socket_fd, signal_fd;
	struct child serving, coming;
	pid_t leaving[LEAVING_MOST];
	bool ending, answered_once;
	int status;
	int64_t pause_ms, start_at;          /* start_at 0: nothing to start */
};

static void
move_fd(int from, int to)
{
	if (dup2(from, to) < 0)
		_exit(127);
	close(from);
}

static _Noreturn void
become_server(struct family *f, int ready_fd, pid_t parent)
{
	sigset_t none;

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(0);
	int listening = fcntl(f->socket_fd, F_DUPFD, 10), ready = fcntl(ready_fd, F_DUPFD, 10);
	move_fd(listening, PARENT_SOCKET_FD);
	move_fd(ready, PARENT_READY_FD);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	execv(f->argv[0], f->argv);
	_exit(127);
}

static bool
child_start(struct family *f, struct child *c)
{
	int ends[2];
	pid_t parent = getpid();

	*c = (struct child){ .ready_fd = -1, .began = clock_ms() };
	if (pipe2(ends, O_CLOEXEC) != 0)
		return false;
	if ((c->pid = fork()) == 0)
		become_server(f, ends[1], parent);
	close(ends[1]);
	if (c->pid < 0) {
		close(ends[0]);
		c->pid = 0;
		return false;
	}
	c->ready_fd = ends[0];
	return true;
}

static void
child_forget(struct child *c)
{
	if (c->ready_fd >= 0)
		close(c->ready_fd);
	*c = (struct child){ .ready_fd = -1 };
}

static void
start_serving(struct family *f)
{
	f->start_at = 0;
	if (!child_start(f, &f->serving)) {
		log_error("what=\"no server process can be started\" why=\"%s\"", strerror(errno));
		f->start_at = clock_ms() + PAUSE_MOST_MS;
	}
}

static void
renew(struct family *f)
{
	if (f->coming.pid == 0 && !child_start(f, &f->coming))
		log_error("what=\"no new server process can be started; the old one goes on\" why=\"%s\"", strerror(errno));
}

/* The new one answers: the old one may go. */
static void
hand_over(struct family *f)
{
	pid_t old = f->serving.pid;
	int i = 0;

	child_forget(&f->serving);
	f->serving = f->coming;
	f->coming = (struct child){ .ready_fd = -1 };
	f->start_at = 0;
	while (i < LEAVING_MOST && f->leaving[i] != 0)
		i++;
	if (old > 0 && i < LEAVING_MOST)
		f->leaving[i] = old;
	if (old > 0)
		kill(old, i < LEAVING_MOST ? SIGUSR1 : SIGTERM);
	log_info("what=\"handed over\" pid=%d", (int)f->serving.pid);
}

static void
give_up_coming(struct family *f)
{
	log_error("what=\"the new server process does not answer; the old one goes on\"");
	kill(f->coming.pid, SIGKILL);
	f->coming.began = clock_ms();        /* until its end is seen */
}

/* One byte, or the end of the pipe: what comes of the end is seen by SIGCHLD. */
static bool
says_ready(struct child *c)
{
	char byte;
	bool ready = read(c->ready_fd, &byte, 1) == 1;

	close(c->ready_fd);
	c->ready_fd = -1;
	return ready;
}

/* Trying again at once what fails at once would only make heat. */
static void
serving_ended(struct family *f, int status)
{
	bool quick = clock_ms() - f->serving.began < QUICK_MS;

	child_forget(&f->serving);
	if (f->ending)
		return;
	if (!f->answered_once && WIFEXITED(status) && WEXITSTATUS(status) == 2) {
		f->ending = true;
		f->status = 2;
		return;
	}
	log_error("what=\"the server process ended; starting it again\" status=%d", status);
	f->pause_ms = !quick ? 0 : f->pause_ms == 0 ? PAUSE_MS : f->pause_ms * 2 < PAUSE_MOST_MS ? f->pause_ms * 2 : PAUSE_MOST_MS;
	f->start_at = clock_ms() + f->pause_ms;
}

static void
child_ended(struct family *f, pid_t pid, int status)
{
	for (int i = 0; i < LEAVING_MOST; i++)
		if (f->leaving[i] == pid)
			f->leaving[i] = 0;
	if (pid == f->serving.pid)
		serving_ended(f, status);
	else if (pid == f->coming.pid) {
		if (!f->ending)
			log_error("what=\"the new server process ended; the old one goes on\" status=%d", status);
		child_forget(&f->coming);
	}
}

static void
tell_all(struct family *f, int number)
{
	const pid_t all[] = { f->serving.pid, f->coming.pid };

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (all[i] > 0)
			kill(all[i], number);
	for (int i = 0; i < LEAVING_MOST; i++)
		if (f->leaving[i] > 0)
			kill(f->leaving[i], number);
}

static void
on_signal(struct family *f, unsigned number)
{
	pid_t pid;
	int status;

	if (number == SIGCHLD)
		while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
			child_ended(f, pid, status);
	else if (number == SIGHUP && !f->ending)
		renew(f);
	else if (number == SIGTERM || number == SIGINT) {
		f->ending = true;
		tell_all(f, SIGTERM);
	}
}

static bool
anybody_left(const struct family *f)
{
	bool any = f->serving.pid > 0 || f->coming.pid > 0;

	for (int i = 0; i < LEAVING_MOST; i++)
		any |= f->leaving[i] > 0;
	return any;
}

static int
until(int64_t at, int most_ms)
{
	int64_t left = at - clock_ms();

	return left < 0 ? 0 : left < most_ms ? (int)left : most_ms;
}

/* Waits for what happens next, and does what it asks for. */
static void
turn(struct family *f)
{
	struct pollfd p[] = { { f->signal_fd, POLLIN, 0 }, { f->serving.ready_fd, POLLIN, 0 }, { f->coming.ready_fd, POLLIN, 0 } };
	struct signalfd_siginfo signal;
	int wait_ms = READY_MS;

	if (f->start_at != 0)
		wait_ms = until(f->start_at, wait_ms);
	if (f->coming.pid != 0)
		wait_ms = until(f->coming.began + READY_MS, wait_ms);
	poll(p, sizeof(p) / sizeof(p[0]), wait_ms);
	if (p[1].revents != 0 && says_ready(&f->serving))
		f->answered_once = true;
	if (p[2].revents != 0 && says_ready(&f->coming))
		hand_over(f);
	else if (f->coming.pid != 0 && clock_ms() >= f->coming.began + READY_MS)
		give_up_coming(f);
	while (read(f->signal_fd, &signal, sizeof(signal)) == sizeof(signal))
		on_signal(f, signal.ssi_signo);
	if (!f->ending && f->start_at != 0 && clock_ms() >= f->start_at)
		start_serving(f);
}

static int
signals_open(void)
{
	sigset_t set;

	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int
http_parent(const char *address, char *const argv[])
{
	const char *error;
	struct family f = { .argv = argv, .serving.ready_fd = -1, .coming.ready_fd = -1 };

	if ((f.socket_fd = http_listen(address, &error)) < 0)
		return fprintf(stderr, "groundswell: %s\n", error), 2;
	if ((f.signal_fd = signals_open()) < 0)
		return fprintf(stderr, "groundswell: signals cannot be waited for: %s\n", strerror(errno)), 2;
	start_serving(&f);
	while (!f.ending || anybody_left(&f))
		turn(&f);
	http_unlisten(address, f.socket_fd);
	return f.status;
}
