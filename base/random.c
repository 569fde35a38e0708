#include "base/random.h"
#include "base/arena.h"
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { TOKEN_BYTES = 32 };

static pthread_once_t once = PTHREAD_ONCE_INIT;

/* Without it the library works, but not from several threads at first. */
static void
begin(void)
{
	if (sodium_init() < 0)
		abort();
}

void
random_bytes(void *at, size_t n)
{
	pthread_once(&once, begin);
	randombytes_buf(at, n);
}

static const char *
base64url(struct arena *a, const unsigned char *bytes, size_t n)
{
	size_t room = sodium_base64_encoded_len(n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	char *text = arena_alloc(a, room, 1);

	return sodium_bin2base64(text, room, bytes, n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

const char *
random_token(struct arena *a)
{
	unsigned char bytes[TOKEN_BYTES];

	random_bytes(bytes, sizeof(bytes));
	return base64url(a, bytes, sizeof(bytes));
}

const char *
hash_bytes(struct arena *a, const void *bytes, size_t n)
{
	unsigned char hash[TOKEN_BYTES];

	pthread_once(&once, begin);
	crypto_generichash(hash, sizeof(hash), bytes, n, NULL, 0);
	return base64url(a, hash, sizeof(hash));
}

const char *
hash_token(struct arena *a, const char *token)
{
	return hash_bytes(a, token, strlen(token));
}

bool
same_bytes(const char *x, const char *y)
{
	size_t n = strlen(x);

	return n == strlen(y) && sodium_memcmp(x, y, n) == 0;
}

uint64_t
hash_text(const char *s)
{
	uint64_t h = 0xcbf29ce484222325;

	for (; *s != '\0'; s++)
		h = (h ^ (unsigned char)*s) * 0x100000001b3;
	return h;
}
