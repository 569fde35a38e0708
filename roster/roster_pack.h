/* Pack: a roster as bytes, to wait for a person's word.
 *
 * Lines of JSON with the id in front.  Schools and staff, nothing else: whoever
 * has no role is packed only if the source has said them before, and of the
 * rows that were left out only for whom of the staff they may speak. */
#ifndef ROSTER_ROSTER_PACK_H
#define ROSTER_ROSTER_PACK_H
#include "roster/compare.h"
struct db_bytes roster_pack(struct arena *, const struct roster *, const struct changes *);
struct roster  *roster_unpack(struct arena *, const char *text);      /* NULL: not one of ours */
#endif
