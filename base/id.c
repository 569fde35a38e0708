#include "base/id.h"
#include "base/arena.h"
#include "base/random.h"
#include <stdatomic.h>
#include <string.h>
#include <time.h>

enum { RANDOM_BITS = 21, DIGITS = 13 };
static const int64_t EPOCH_MS = 1577836800000;      /* 2020-01-01 UTC */
static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";

static _Atomic int64_t last;

int64_t
id_make(void)
{
	struct timespec ts;
	uint32_t noise;

	clock_gettime(CLOCK_REALTIME, &ts);
	random_bytes(&noise, sizeof(noise));
	int64_t ms = (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000 - EPOCH_MS;
	int64_t fresh = ms << RANDOM_BITS | (noise & ((1 << RANDOM_BITS) - 1));
	int64_t seen = atomic_load(&last), id;

	do
		id = fresh > seen ? fresh : seen + 1 + (noise & 1023);
	while (!atomic_compare_exchange_weak(&last, &seen, id));
	return id;
}

int64_t
id_first_at(int64_t seconds)
{
	return (seconds * 1000 - EPOCH_MS) << RANDOM_BITS;
}

void
id_write(char ret_text[ID_TEXT], int64_t id)
{
	uint64_t u = (uint64_t)id;

	ret_text[DIGITS] = '\0';
	for (int i = DIGITS - 1; i >= 0; i--, u >>= 5)
		ret_text[i] = alphabet[u & 31];
}

const char *
id_text(struct arena *a, int64_t id)
{
	char text[ID_TEXT];

	id_write(text, id);
	return arena_copy(a, text, DIGITS);
}

bool
id_read(const char *text, size_t len, int64_t *ret_id)
{
	uint64_t u = 0;

	if (len != DIGITS)
		return false;
	for (size_t i = 0; i < len; i++) {
		const char *at = text[i] ? strchr(alphabet, text[i]) : NULL;
		if (at == NULL)
			return false;
		if (u >> 58)
			return false;
		u = u << 5 | (uint64_t)(at - alphabet);
	}
	if (u == 0 || u >> 63)
		return false;
	*ret_id = (int64_t)u;
	return true;
}
