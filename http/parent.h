/* The parent: keeps the socket and restarts the server under it.
 *
 * It does nothing else, so it does not fail.  A server process that dies is
 * started again (with a growing pause when it dies at once); SIGHUP starts the
 * program file as it is now beside the old one, and when the new one answers,
 * the old one finishes what it has and ends: no connection is refused.
 * SIGTERM ends both in order.  A server whose parent is gone ends in order too. */
#ifndef HTTP_PARENT_H
#define HTTP_PARENT_H
/* argv: how to start the server process; it gets the socket as fd 3 and writes
 * one byte to fd 4 when it answers.  Returns the exit status. */
int http_parent(const char *listen, char *const argv[]);
#endif
