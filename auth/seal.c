#include "auth/seal.h"
#include "base/arena.h"
#include "base/log.h"
#include "base/random.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { KEY = crypto_aead_xchacha20poly1305_ietf_KEYBYTES, NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
	TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES, DIGITS = KEY * 2, BASE64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING };

static char key_path[4096];             /* "": there is no file to keep a key beside */
static unsigned char key[KEY];
static bool has_key;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

void
seal_begin(const char *place)
{
	pthread_mutex_lock(&lock);
	has_key = false;
	key_path[0] = '\0';
	if (strstr(place, "://") == NULL)
		snprintf(key_path, sizeof(key_path), "%s.key", place);
	pthread_mutex_unlock(&lock);
}

static bool
key_from(const char *digits)
{
	size_t n = 0;
	const char *end = NULL;

	return strspn(digits, "0123456789abcdefABCDEF") >= DIGITS &&
	    sodium_hex2bin(key, KEY, digits, DIGITS, NULL, &n, &end) == 0 && n == KEY;
}

static bool
key_read(void)
{
	char digits[DIGITS + 1] = "";
	int fd = open(key_path, O_RDONLY | O_CLOEXEC);
	bool good = fd >= 0 && read(fd, digits, DIGITS) == DIGITS && key_from(digits);

	if (fd >= 0)
		close(fd);
	sodium_memzero(digits, sizeof(digits));
	return good;
}

/* Only one of two that make it at once does; the other reads it. */
static bool
key_make(void)
{
	char digits[DIGITS + 1], path[sizeof(key_path) + 32];
	unsigned char fresh[KEY];

	random_bytes(fresh, KEY);
	sodium_bin2hex(digits, sizeof(digits), fresh, KEY);
	snprintf(path, sizeof(path), "%s.%d", key_path, (int)getpid());
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool written = fd >= 0 && write(fd, digits, DIGITS) == DIGITS && fsync(fd) == 0;
	if (fd >= 0)
		close(fd);
	written = written && (link(path, key_path) == 0 || errno == EEXIST);
	unlink(path);
	sodium_memzero(digits, sizeof(digits));
	return written && key_read();
}

static bool
key_find(bool make)
{
	const char *given = getenv("GROUNDSWELL_KEY");

	pthread_mutex_lock(&lock);
	if (!has_key && given != NULL)
		has_key = key_from(given);
	else if (!has_key && key_path[0] != '\0')
		has_key = key_read() || (make && key_make());
	if (!has_key && make)
		log_error("what=\"there is no key to seal a secret with; set GROUNDSWELL_KEY\"");
	pthread_mutex_unlock(&lock);
	return has_key;
}

const char *
seal(struct arena *a, const char *secret, const char *purpose)
{
	size_t n = strlen(secret), len = NONCE + n + TAG;
	unsigned char *box = arena_alloc(a, len, 1);

	if (!key_find(true))
		return NULL;
	random_bytes(box, NONCE);
	crypto_aead_xchacha20poly1305_ietf_encrypt(box + NONCE, NULL, (const unsigned char *)secret, n,
	    (const unsigned char *)purpose, strlen(purpose), NULL, box, key);
	size_t room = sodium_base64_encoded_len(len, BASE64);
	return sodium_bin2base64(arena_alloc(a, room, 1), room, box, len, BASE64);
}

const char *
unseal(struct arena *a, const char *sealed, const char *purpose)
{
	size_t n = strlen(sealed), len = 0;
	unsigned char *box = arena_alloc(a, n + 1, 1), *secret = arena_alloc(a, n + 1, 1);
	const char *end = NULL;

	if (sodium_base642bin(box, n, sealed, n, NULL, &len, &end, BASE64) != 0 || end != sealed + n || len < NONCE + TAG || !key_find(false))
		return NULL;
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(secret, NULL, NULL, box + NONCE, len - NONCE,
	    (const unsigned char *)purpose, strlen(purpose), box, key) != 0)
		return NULL;
	return (const char *)secret;
}
