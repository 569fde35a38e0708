#include "db/search_chunk.h"
#include "base/arena.h"

struct reader { const unsigned char *at, *end; bool bad; };

static int64_t
read_number(struct reader *r)
{
	uint64_t v = 0;

	for (int shift = 0; r->at < r->end && shift < 63; shift += 7) {
		unsigned char byte = *r->at++;
		v |= (uint64_t)(byte & 0x7F) << shift;
		if ((byte & 0x80) == 0)
			return (int64_t)v;
	}
	r->bad = true;
	return 0;
}

static void
write_number(struct buf *out, int64_t number)
{
	uint64_t v = (uint64_t)number;

	for (; v >= 0x80; v >>= 7)
		buf_char(out, (char)(v | 0x80));
	buf_char(out, (char)v);
}

void
chunk_read(struct arena *a, int64_t chunk, struct db_bytes bytes, struct postings *list)
{
	struct reader r = { .at = bytes.at, .end = (const unsigned char *)bytes.at + bytes.len };
	int64_t number = chunk * CHUNK_DOCS - 1;

	while (r.at < r.end) {
		struct posting p = { .number = number += 1 + read_number(&r) };
		p.times = read_number(&r);
		p.length = read_number(&r);
		p.places_len = (size_t)read_number(&r);
		if (r.bad || p.places_len > (size_t)(r.end - r.at) || number >= (chunk + 1) * CHUNK_DOCS)
			return;
		p.places = r.at;
		r.at += p.places_len;
		*LIST_ADD(a, list) = p;
	}
}

void
chunk_write(struct buf *out, int64_t chunk, const struct posting *p, size_t n)
{
	int64_t before = chunk * CHUNK_DOCS - 1;

	for (size_t i = 0; i < n; before = p[i++].number) {
		write_number(out, p[i].number - before - 1);
		write_number(out, p[i].times);
		write_number(out, p[i].length);
		write_number(out, (int64_t)p[i].places_len);
		buf_put(out, p[i].places, p[i].places_len);
	}
}

struct db_bytes
places_write(struct arena *a, const int *places, size_t n)
{
	struct buf out = { .arena = a };
	int before = 0;

	for (size_t i = 0; i < n && i < PLACES_MOST; before = places[i++])
		write_number(&out, places[i] - before);
	return (struct db_bytes){ buf_str(&out), out.len };
}

size_t
places_read(const struct posting *p, int ret_places[PLACES_MOST])
{
	struct reader r = { .at = p->places, .end = p->places + p->places_len };
	size_t n = 0;
	int place = 0;

	while (r.at < r.end && n < PLACES_MOST)
		ret_places[n++] = place += (int)read_number(&r);
	return n;
}
