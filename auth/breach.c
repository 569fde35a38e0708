#include "auth/breach.h"
#include "base/log.h"
#include "base/text.h"
#include "db/setting.h"
#include "http/fetch.h"
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { PREFIX = 5, SECONDS = 3, ANSWER_MOST = 1024 * 1024 };

static void
look(struct tx *tx, void *arg)
{
	*(const char **)arg = setting_text(tx, "password.breach", "");
}

static const char *
sha1_hex(struct arena *a, const char *text)
{
	static const char digits[] = "0123456789ABCDEF";
	unsigned char hash[EVP_MAX_MD_SIZE];
	unsigned n = 0;
	char *out = arena_alloc(a, 2 * EVP_MAX_MD_SIZE + 1, 1);

	EVP_Digest(text, strlen(text), hash, &n, EVP_sha1(), NULL);
	for (unsigned i = 0; i < n; i++) {
		out[i * 2] = digits[hash[i] >> 4];
		out[i * 2 + 1] = digits[hash[i] & 15];
	}
	return out;
}

/* A line is "END:COUNT"; padding has the count 0. */
static bool
is_among(const char *lines, const char *end)
{
	size_t n = strlen(end);

	for (const char *line = lines; line != NULL && *line != '\0'; line = strchr(line, '\n'), line = line == NULL ? NULL : line + 1)
		if (strncasecmp(line, end, n) == 0 && line[n] == ':')
			return strtoll(line + n + 1, NULL, 10) > 0;
	return false;
}

bool
breach_knows(struct request *r, const char *password)
{
	const char *service = "", *hash = sha1_hex(r->arena, password);

	if (db_run(r->reader, DB_READ, r->district->id, r->arena, look, &service) != DB_DONE || *service == '\0')
		return false;
	size_t n = strlen(service);
	const char *url = arena_printf(r->arena, "%.*s/%.*s", (int)(service[n - 1] == '/' ? n - 1 : n), service, PREFIX, hash);
	struct fetched got = fetch(r->arena, &(struct fetch){ .url = url, .header = "Add-Padding: true", .most = ANSWER_MOST, .seconds = SECONDS });
	if (got.status != 200)
		log_warn("what=\"the service of leaked passwords does not answer\" status=%d why=\"%s\"", got.status, got.why);
	return got.status == 200 && is_among(got.body, hash + PREFIX);
}

struct new_password
password_new(struct request *r, const char *password, const struct person *person)
{
	struct new_password new = { .wrong = password_problem(password, person) };

	if (new.wrong == NULL && breach_knows(r, password))
		new.wrong = N_("This password has leaked somewhere, so it is among the first that are tried. Please choose another.");
	if (new.wrong == NULL)
		new.hash = password_hash(r->arena, password);
	return new;
}
