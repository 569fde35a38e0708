/* Photos of people: any picture comes in, a small square JPEG goes on.
 *
 * What strangers send is read by libjpeg-turbo, libpng or libwebp, as its first
 * bytes say and not as its name does, within limits of size; turned upright,
 * cut to a square, made small and written anew, so nothing of the file itself,
 * and no place or camera, is kept.  Slow, pure and fuzzed: it runs in a
 * prepare step, in the request's arena. */
#ifndef PEOPLE_PHOTO_H
#define PEOPLE_PHOTO_H
#include "db/db.h"

enum {
	PHOTO_SIDE = 256, PHOTO_SMALL = 96,             /* pixels each way of what is kept */
	PHOTO_LEAST = 48,                               /* and of what comes in */
	PHOTO_PIXELS_MOST = 25000000,                   /* of what comes in: a phone's largest */
	PHOTO_FILE_MOST = 8 * 1024 * 1024,
	PHOTO_BYTES_MOST = 30 * 1024,                   /* of what is kept */
};

struct photo { struct db_bytes large, small; };         /* JPEG; small: for a list */

/* NULL = it worked; else what is wrong and what to do, an N_()'d sentence. */
const char *photo_make(struct arena *, struct db_bytes file, struct photo *ret_photo);

/* EXIF's orientation, 1 to 8 (CIPA DC-008, 4.6.4); 1 when it does not say. */
int photo_orientation(struct db_bytes jpeg);
#endif
