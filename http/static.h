/* Static files: compiled in, compressed at build, named by their content's
 * hash, so a browser may keep them for ever. */
#ifndef HTTP_STATIC_H
#define HTTP_STATIC_H
#include <stddef.h>

enum asset_form { ASSET_RAW, ASSET_GZIP, ASSET_BROTLI, ASSET_FORMS };
struct asset {
	const char *name, *path, *hash, *type;
	struct { const unsigned char *at; size_t len; } forms[ASSET_FORMS];
};
extern const struct asset assets[];                 /* made by tools/assets.py; ends with an empty entry */

const char *asset(const char *name);                /* "site.css" -> "/static/3f9c…/site.css"; ends the process for a name that is not there */
const struct asset *asset_at(const char *path);     /* NULL: none */
enum asset_form asset_form(const struct asset *, const char *accept_encoding);   /* the smallest that the browser takes */
#endif
