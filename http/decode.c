#include "http/decode.h"
#include "base/text.h"
#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>

enum { PAIRS_MOST = 2000 };

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool
decode_percent(struct arena *a, const char *s, size_t len, bool plus, const char **ret)
{
	char *out = arena_alloc(a, len + 1, 1), *to = out;

	for (size_t i = 0; i < len; i++) {
		if (s[i] == '%') {
			if (i + 2 >= len || hex(s[i + 1]) < 0 || hex(s[i + 2]) < 0)
				return false;
			*to++ = (char)(hex(s[i + 1]) << 4 | hex(s[i + 2]));
			i += 2;
		} else
			*to++ = plus && s[i] == '+' ? ' ' : s[i];
	}
	*ret = out;
	return text_valid(out, (size_t)(to - out));
}

bool
decode_path(struct arena *a, const char *s, size_t len, const char **ret)
{
	if (len == 0 || s[0] != '/' || (len > 1 && s[1] == '/') || !decode_percent(a, s, len, false, ret))
		return false;
	for (const char *p = *ret; *p != '\0'; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			return false;
	return true;
}

bool
decode_pairs(struct arena *a, const char *s, size_t len, struct pairs *ret)
{
	const char *end = s + len;

	while (s < end) {
		const char *amp = memchr(s, '&', (size_t)(end - s));
		const char *stop = amp != NULL ? amp : end;
		const char *eq = memchr(s, '=', (size_t)(stop - s));
		const char *name_end = eq != NULL ? eq : stop;
		struct pair pair = { .value = "" };
		if (stop > s) {
			if (ret->n >= PAIRS_MOST || !decode_percent(a, s, (size_t)(name_end - s), true, &pair.name))
				return false;
			if (eq != NULL && !decode_percent(a, eq + 1, (size_t)(stop - eq - 1), true, &pair.value))
				return false;
			*LIST_ADD(a, ret) = pair;
		}
		s = stop + 1;
	}
	return true;
}

void
encode_percent(struct buf *out, const char *s)
{
	for (; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;
		if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || strchr("-._~", c) != NULL)
			buf_char(out, (char)c);
		else
			buf_printf(out, "%%%02X", c);
	}
}

const char *
percent_encoded(struct arena *a, const char *s)
{
	struct buf out = { .arena = a };

	encode_percent(&out, s);
	return buf_str(&out);
}

void
decode_cookies(struct arena *a, const char *s, struct pairs *ret)
{
	while (*s != '\0' && ret->n < 100) {
		size_t len = strcspn(s, ";");
		const char *eq = memchr(s, '=', len);
		if (eq != NULL) {
			const char *name = text_trim(a, arena_copy(a, s, (size_t)(eq - s)));
			const char *value = text_trim(a, arena_copy(a, eq + 1, len - (size_t)(eq - s) - 1));
			if (*name != '\0' && text_valid(value, strlen(value)))
				*LIST_ADD(a, ret) = (struct pair){ name, value };
		}
		s += len;
		if (*s == ';')
			s++;
	}
}

/* An IPv4 address is compared as ::ffff:a.b.c.d. */
static bool
address_bytes(const char *text, unsigned char ret[16], int *ret_bits)
{
	char plain[64];
	unsigned char v4[4];

	if (strlen(text) >= sizeof(plain))
		return false;
	strcpy(plain, text);
	if (inet_pton(AF_INET, plain, v4) == 1) {
		memset(ret, 0, 10);
		memset(ret + 10, 0xff, 2);
		memcpy(ret + 12, v4, 4);
		*ret_bits = 96;
		return true;
	}
	*ret_bits = 0;
	return inet_pton(AF_INET6, plain, ret) == 1;
}

const char *
address_plain(struct arena *a, const char *text)
{
	unsigned char bytes[16];
	int bits;
	const char *colon = strchr(text, ':');
	const char *plain = text;

	if (*text == '[')
		plain = arena_copy(a, text + 1, strcspn(text + 1, "]"));
	else if (colon != NULL && strchr(colon + 1, ':') == NULL)
		plain = arena_copy(a, text, (size_t)(colon - text));
	return address_bytes(plain, bytes, &bits) ? plain : NULL;
}

static bool
in_network(const unsigned char address[16], const char *text, size_t len)
{
	char network[64];
	unsigned char base[16];
	int bits, wanted = 128;

	if (len == 0 || len >= sizeof(network))
		return false;
	memcpy(network, text, len);
	network[len] = '\0';
	char *slash = strchr(network, '/');
	if (slash != NULL)
		*slash = '\0';
	if (!address_bytes(network, base, &bits))
		return false;
	if (slash != NULL) {
		int64_t given;
		if (!text_i64(slash + 1, &given) || given < 0 || given > 128 - bits)
			return false;
		wanted = bits + (int)given;
	}
	for (int i = 0; i < wanted; i++)
		if (((address[i / 8] ^ base[i / 8]) >> (7 - i % 8)) & 1)
			return false;
	return true;
}

bool
address_in(const char *address, const char *networks)
{
	unsigned char bytes[16];
	int bits;
	bool known = address_bytes(address, bytes, &bits);

	for (const char *p = networks; p != NULL && *p != '\0';) {
		while (*p == ' ' || *p == ',')
			p++;
		size_t len = strcspn(p, ", ");
		if (len == strlen(address) && strncmp(p, address, len) == 0)
			return true;
		if (known && in_network(bytes, p, len))
			return true;
		p += len;
	}
	return false;
}
