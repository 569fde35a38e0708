#include "http/listen.h"
#include "base/text.h"
#include <arpa/inet.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 4096 };

/* "127.0.0.1:8080" and "[::1]:8080". */
static socklen_t
address_inet(const char *address, struct sockaddr_storage *ret)
{
	struct sockaddr_in *in = (void *)ret;
	struct sockaddr_in6 *in6 = (void *)ret;
	const char *colon = strrchr(address, ':');
	char host[INET6_ADDRSTRLEN + 2] = "";
	int64_t port;
	size_t n = colon == NULL ? 0 : (size_t)(colon - address);

	if (n == 0 || n >= sizeof(host) || !text_i64(colon + 1, &port) || port < 0 || port > 65535)
		return 0;
	memcpy(host, address, n);
	if (host[0] == '[' && host[n - 1] == ']') {
		host[n - 1] = '\0';
		in6->sin6_family = AF_INET6;
		in6->sin6_port = htons((uint16_t)port);
		return inet_pton(AF_INET6, host + 1, &in6->sin6_addr) == 1 ? sizeof(*in6) : 0;
	}
	in->sin_family = AF_INET;
	in->sin_port = htons((uint16_t)port);
	return inet_pton(AF_INET, host, &in->sin_addr) == 1 ? sizeof(*in) : 0;
}

/* "unix:/run/groundswell/socket". */
static socklen_t
address_unix(const char *path, struct sockaddr_storage *ret)
{
	struct sockaddr_un *un = (void *)ret;

	if (*path == '\0' || strlen(path) >= sizeof(un->sun_path))
		return 0;
	un->sun_family = AF_UNIX;
	strcpy(un->sun_path, path);
	return sizeof(*un);
}

/* What a server that was killed has left; a file of another kind, or a socket that answers, stays. */
static void
remove_dead_socket(const char *path, const struct sockaddr_storage *ss, socklen_t len)
{
	struct stat st;
	int fd;

	if (lstat(path, &st) != 0 || !S_ISSOCK(st.st_mode) || (fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) < 0)
		return;
	if (connect(fd, (const struct sockaddr *)ss, len) != 0 && errno == ECONNREFUSED)
		unlink(path);
	close(fd);
}

int
http_listen(const char *address, const char **ret_error)
{
	static char why[256];
	struct sockaddr_storage ss = {0};
	const char *path = text_starts(address, "unix:") ? address + 5 : NULL;
	socklen_t len = path != NULL ? address_unix(path, &ss) : address_inet(address, &ss);
	int one = 1, fd;

	*ret_error = why;
	if (len == 0) {
		snprintf(why, sizeof(why), "%s: write an address as 127.0.0.1:8080, [::1]:8080 or unix:/run/groundswell/socket", address);
		return -1;
	}
	if (path != NULL)
		remove_dead_socket(path, &ss, len);
	fd = socket(ss.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	/* Whoever may enter the socket's folder may speak to it, as a proxy of another user must. */
	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) != 0 ||
	    bind(fd, (struct sockaddr *)&ss, len) != 0 || listen(fd, BACKLOG) != 0 || (path != NULL && chmod(path, 0666) != 0)) {
		snprintf(why, sizeof(why), "%s: %s", address, strerror(errno));
		if (fd >= 0)
			close(fd);
		return -1;
	}
	return fd;
}

void
http_unlisten(const char *address, int fd)
{
	close(fd);
	if (text_starts(address, "unix:"))
		unlink(address + 5);
}
