/* A chunk: the postings of one term in up to 512 texts, as bytes.
 *
 * For each text in the order of its number: the distance from the one before
 * (from the chunk's first number at the start), how often the term stands in
 * it (weighted by field), the text's length, how many bytes its places take, and
 * the distances between those places; each as LEB128 (DWARF 5, §7.6).  Bytes that
 * are not a chunk read as an empty one. */
#ifndef DB_SEARCH_CHUNK_H
#define DB_SEARCH_CHUNK_H
#include "base/buf.h"
#include "db/db.h"

enum { CHUNK_DOCS = 512, PLACES_MOST = 64 };    /* later places of a term in a text are not kept */

struct posting {
	int64_t number, times, length;
	const unsigned char *places;     /* as encoded; inside the chunk's bytes */
	size_t places_len;
};
struct postings { struct posting *at; size_t n, cap; };

void chunk_read(struct arena *, int64_t chunk, struct db_bytes, struct postings *);      /* adds them */
void chunk_write(struct buf *, int64_t chunk, const struct posting *, size_t n);
/* The places as they are encoded in a posting; and back, at most PLACES_MOST, their number. */
struct db_bytes places_write(struct arena *, const int *places, size_t n);
size_t          places_read(const struct posting *, int ret_places[PLACES_MOST]);

#endif
