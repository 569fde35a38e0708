/* What strangers send, from bytes to strings: whatever it is, what comes out is
 * valid text, and what was encoded again decodes to the same. */
#include "base/arena.h"
#include "base/text.h"
#include "http/decode.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *, size_t);

static void
must(bool good)
{
	if (!good)
		abort();
}

static void
pairs_hold(struct arena *a, const struct pairs *pairs)
{
	struct buf again = { .arena = a };
	struct pairs back = {0};

	for (size_t i = 0; i < pairs->n; i++) {
		must(text_valid(pairs->at[i].name, strlen(pairs->at[i].name)) && text_valid(pairs->at[i].value, strlen(pairs->at[i].value)));
		buf_text(&again, i > 0 ? "&" : "");
		encode_percent(&again, pairs->at[i].name);
		buf_char(&again, '=');
		encode_percent(&again, pairs->at[i].value);
	}
	must(decode_pairs(a, buf_str(&again), again.len, &back) && back.n == pairs->n);
	for (size_t i = 0; i < back.n; i++)
		must(text_eq(back.at[i].name, pairs->at[i].name) && text_eq(back.at[i].value, pairs->at[i].value));
}

int
LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n)
{
	struct arena *a = arena_new();
	const char *text = arena_copy(a, bytes, n), *out;
	struct pairs form = {0}, cookies = {0};

	if (decode_path(a, text, n, &out))
		must(text_valid(out, strlen(out)) && out[0] == '/' && out[1] != '/');
	if (decode_pairs(a, text, n, &form))
		pairs_hold(a, &form);
	decode_cookies(a, text, &cookies);
	for (size_t i = 0; i < cookies.n; i++)
		must(*cookies.at[i].name != '\0' && text_valid(cookies.at[i].value, strlen(cookies.at[i].value)));
	if ((out = address_plain(a, text)) != NULL)
		must(address_in(out, out));
	address_in("192.0.2.1", text);
	arena_free(a);
	return 0;
}
