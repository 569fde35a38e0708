/* The parent: keeps the socket and restarts the server under it.
 *
 * It does nothing else, so it does not fail.  A server process that dies is
 * started again (with a growing pause when it dies at once); those who come
 * meanwhile wait in the socket's queue.  SIGTERM ends all in order.  A server
 * whose parent is gone ends in order too.
 *
 * SIGHUP hands over to the program file as it is now.  The order: (1) the new
 * process opens the data, migrates it, starts its workers and takes
 * connections beside the old one; (2) it says that it answers; (3) the old one
 * is told to drain (SIGUSR1): it takes no more connections, answers what is
 * under way, says `Connection: close` with each reply, and ends when the last
 * connection has, or is idle for too long.  No connection is refused.  Between
 * (1) and (3) both may write: on SQLite each group takes the file's lock and
 * waits for the other's, 20 ms; this lasts as long as the last open connection
 * of the old process, some seconds.  A new process that does not answer is
 * ended, and the old one goes on. */
#ifndef HTTP_PARENT_H
#define HTTP_PARENT_H
enum { PARENT_SOCKET_FD = 3, PARENT_READY_FD = 4 };

/* argv: how to start the server process; it gets the socket as PARENT_SOCKET_FD
 * and writes one byte to PARENT_READY_FD when it answers.  Returns the exit
 * status: 2 when the first server process ends with 2 before it ever answered,
 * for it has said what is wrong. */
int http_parent(const char *address, char *const argv[]);
#endif
