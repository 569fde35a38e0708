#include "http/fetch.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include <curl/curl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { BYTES = 256 * 1024, SECONDS = 10, CONNECT_SECONDS = 5, URL_MOST = 2000 };

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void
begin(void)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0)
		abort();
}

bool
url_is_this_machine(const char *url)
{
	static const char *const names[] = { "127.0.0.1", "localhost", "[::1]" };
	const char *host = strstr(url, "://");

	for (size_t i = 0; host != NULL && i < sizeof(names) / sizeof(names[0]); i++)
		if (text_starts(host + 3, names[i]) && strchr(":/", host[3 + strlen(names[i])]) != NULL)
			return true;
	return false;
}

bool
fetch_is_safe(const char *url)
{
	const char *host = text_starts(url, "https://") ? url + 8 : text_starts(url, "http://") && url_is_this_machine(url) ? url + 7 : "";
	size_t n = strcspn(host, "/?#");

	for (const char *p = url; *p != '\0'; p++)
		if ((unsigned char)*p <= ' ' || (unsigned char)*p >= 0x7f)
			return false;
	return n > 0 && memchr(host, '@', n) == NULL && strlen(url) < URL_MOST;
}

static size_t
take(char *data, size_t size, size_t n, void *arg)
{
	struct buf *body = arg;

	buf_put(body, data, size * n);
	return body->full ? 0 : size * n;
}

static CURL *
curl_for(const struct fetch *f, struct buf *body, char error[CURL_ERROR_SIZE])
{
	CURL *curl = curl_easy_init();

	if (curl == NULL)
		abort();
	curl_easy_setopt(curl, CURLOPT_URL, f->url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)(f->seconds > 0 ? f->seconds : SECONDS));
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "Groundswell");
	curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "identity");
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, body);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error);
	if (url_is_this_machine(f->url))
		curl_easy_setopt(curl, CURLOPT_PROXY, "");
	if (getenv("GROUNDSWELL_CA") != NULL)
		curl_easy_setopt(curl, CURLOPT_CAINFO, getenv("GROUNDSWELL_CA"));
	if (f->form != NULL)
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, f->form);
	if (f->user != NULL) {
		curl_easy_setopt(curl, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
		curl_easy_setopt(curl, CURLOPT_USERNAME, f->user);
		curl_easy_setopt(curl, CURLOPT_PASSWORD, f->password);
	}
	return curl;
}

struct fetched
fetch(struct arena *a, const struct fetch *f)
{
	char error[CURL_ERROR_SIZE] = "";
	struct buf body = { .arena = a, .max = f->most > 0 ? f->most : BYTES };
	struct fetched got = { .type = "", .body = "", .why = "this address may not be asked: only https, or this machine" };
	struct curl_slist *headers = curl_slist_append(NULL, "Accept: application/json");
	long status = 0;
	const char *type = NULL;

	pthread_once(&once, begin);
	if (!fetch_is_safe(f->url)) {
		curl_slist_free_all(headers);
		return got;
	}
	CURL *curl = curl_for(f, &body, error);
	if (f->bearer != NULL)
		headers = curl_slist_append(headers, arena_printf(a, "Authorization: Bearer %s", f->bearer));
	if (f->header != NULL)
		headers = curl_slist_append(headers, f->header);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	CURLcode code = curl_easy_perform(curl);
	if (code == CURLE_OK) {
		curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
		curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
		got = (struct fetched){ .status = (int)status, .type = arena_text(a, type), .body = buf_str(&body), .len = body.len, .why = "" };
	} else
		got.why = body.full ? "the answer is too long" : arena_text(a, *error != '\0' ? error : curl_easy_strerror(code));
	curl_easy_cleanup(curl);
	curl_slist_free_all(headers);
	return got;
}
