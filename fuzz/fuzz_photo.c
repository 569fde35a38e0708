/* Pictures from strangers: whatever comes in, a sound small JPEG or a sentence comes out. */
#include "people/photo.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t n)
{
	struct arena *a = arena_new();
	struct photo photo = {0};
	int orientation = n >= 12 ? photo_orientation((struct db_bytes){ at, n }) : 1;

	if (orientation < 1 || orientation > 8)
		abort();
	if (photo_make(a, (struct db_bytes){ at, n }, &photo) == NULL && 
	    (photo.large.len == 0 || photo.large.len > PHOTO_BYTES_MOST || photo.small.len == 0))
		abort();
	arena_free(a);
	return 0;
}
