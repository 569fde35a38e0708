#include "http/parent.h"
#include "base/clock.h"
#include "base/log.h"
#include "http/server.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SOCKET_FD = 3, READY_FD = 4, READY_MS = 30000, QUICK_MS = 1000, PAUSE_MOST_MS = 10000 };

static volatile sig_atomic_t asked_to_end, asked_to_renew, child_ended;

static void
on_signal(int number)
{
	if (number == SIGHUP)
		asked_to_renew = 1;
	else if (number == SIGCHLD)
		child_ended = 1;
	else
		asked_to_end = 1;
}

static void
move_fd(int from, int to)
{
	if (from == to)
		fcntl(to, F_SETFD, 0);
	else if (dup2(from, to) < 0)
		_exit(127);
}

/* Starts a server process; *ret_ready is what it will say one byte on. */
static pid_t
child_start(int socket_fd, char *const argv[], int *ret_ready)
{
	int pipe_fds[2];
	pid_t parent = getpid(), pid;
	sigset_t none;

	if (pipe2(pipe_fds, O_CLOEXEC) != 0 || (pid = fork()) < 0)
		return -1;
	if (pid > 0) {
		close(pipe_fds[1]);
		*ret_ready = pipe_fds[0];
		return pid;
	}
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(0);
	int ready = fcntl(pipe_fds[1], F_DUPFD, 10), listening = fcntl(socket_fd, F_DUPFD, 10);
	move_fd(listening, SOCKET_FD);
	move_fd(ready, READY_FD);
	close(listening);
	close(ready);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	execv(argv[0], argv);
	_exit(127);
}

static bool
becomes_ready(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	int64_t until = clock_ms() + READY_MS;
	bool ready = false;
	char byte;

	while (!asked_to_end && clock_ms() < until) {
		if (poll(&p, 1, 100) <= 0)
			continue;
		ready = read(fd, &byte, 1) == 1;
		break;
	}
	close(fd);
	return ready;
}

static void
wait_for(pid_t pid)
{
	int status;

	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
}

/* The new one answers before the old one is told to go. */
static pid_t
renew(pid_t old, int socket_fd, char *const argv[])
{
	int ready;
	pid_t fresh = child_start(socket_fd, argv, &ready);

	asked_to_renew = 0;
	if (fresh < 0 || !becomes_ready(ready)) {
		log_error("what=\"the new server process does not answer; the old one goes on\"");
		if (fresh > 0)
			kill(fresh, SIGKILL);
		wait_for(fresh);
		return old;
	}
	kill(old, SIGTERM);
	wait_for(old);
	log_info("what=\"handed over\" pid=%d", (int)fresh);
	return fresh;
}

static void
signals_set(void)
{
	struct sigaction act = { .sa_handler = on_signal };

	sigaction(SIGTERM, &act, NULL);
	sigaction(SIGINT, &act, NULL);
	sigaction(SIGHUP, &act, NULL);
	sigaction(SIGCHLD, &act, NULL);
	signal(SIGPIPE, SIG_IGN);
}

int
http_parent(const char *listen, char *const argv[])
{
	const char *error;
	int socket_fd = http_listen(listen, &error), ready, status = 0, pause_ms = 100;
	sigset_t waiting, before;

	if (socket_fd < 0)
		return fprintf(stderr, "groundswell: %s\n", error), 2;
	signals_set();
	sigemptyset(&waiting);
	sigaddset(&waiting, SIGTERM);
	sigaddset(&waiting, SIGINT);
	sigaddset(&waiting, SIGHUP);
	sigaddset(&waiting, SIGCHLD);
	sigprocmask(SIG_BLOCK, &waiting, &before);

	pid_t pid = child_start(socket_fd, argv, &ready);
	int64_t started = clock_ms();
	while (!asked_to_end) {
		sigsuspend(&before);
		sigprocmask(SIG_SETMASK, &before, NULL);
		if (asked_to_renew && !asked_to_end)
			pid = renew(pid, socket_fd, argv);
		child_ended = 0;
		while (!asked_to_end && waitpid(pid, &status, WNOHANG) == pid) {
			if (WIFEXITED(status) && WEXITSTATUS(status) == 2)
				return 2;              /* it said what is wrong; trying again would say it again */
			log_error("what=\"the server process ended; starting it again\" status=%d", status);
			pause_ms = clock_ms() - started < QUICK_MS ? pause_ms * 2 : 100;
			usleep((useconds_t)(pause_ms < PAUSE_MOST_MS ? pause_ms : PAUSE_MOST_MS) * (clock_ms() - started < QUICK_MS ? 1000 : 0));
			close(ready);
			pid = child_start(socket_fd, argv, &ready);
			started = clock_ms();
		}
		sigprocmask(SIG_BLOCK, &waiting, NULL);
	}
	kill(pid, SIGTERM);
	wait_for(pid);
	close(socket_fd);
	return 0;
}
