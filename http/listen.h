/* Where a server listens: "127.0.0.1:8080", "[::1]:8080" or "unix:/run/groundswell/socket". */
#ifndef HTTP_LISTEN_H
#define HTTP_LISTEN_H
int  http_listen(const char *address, const char **ret_error);   /* a bound, listening socket; -1: *ret_error says why */
void http_unlisten(const char *address, int fd);                 /* closes it, and removes its path */
#endif
