/* Route tables: which handler a path belongs to. */
#ifndef HTTP_ROUTE_H
#define HTTP_ROUTE_H
#include "http/http.h"
/* NULL: none; *ret_other_method is set when the path is known with another method.
 * HEAD finds GET.  A part that begins with ':' takes any one segment. */
const struct route *route_find(const struct route *, enum method, const char *path, struct arena *,
    struct pairs *ret_params, bool *ret_other_method);
#endif
