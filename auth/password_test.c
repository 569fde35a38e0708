#include "auth/breach.h"
#include "base/arena.h"
#include "base/text.h"
#include "db/setting.h"
#include "tests/visit.h"
#include <arpa/inet.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

extern const unsigned char common_passwords[];
extern const unsigned common_passwords_len;

static const struct person rosa = { .given = "Rosa", .family = "Delgado", .shown = "Rosa Delgado", .email = "rosa.d@lakeside.example" };

TEST(password_that_is_guessed_first_is_refused)
{
	static const char *const bad[] = { "", "mittens", "elevenchars", "password1234", "Password2026!", "!!!summer2026", "Pássword1234",
	    "passwordpassword", "abcabcabcabc", "aaaaaaaaaaaa", "123456789012", "210987654321", "abcdefghijkl", "qwertyuiopas", "mnbvcxzlkjhg",
	    "1qaz2wsx3edc", "bienvenidos2026", "contraseña1234", "groundswell12", "delgado rules", "Rosa.D@lakeside.example" };
	static const char *const good[] = { "three blue mittens", "chalk-and-kindness", "el gato come queso", "correct horse battery staple", "tiza azul y 3 manzanas",
	    "Xk9#mQ2$vL7!", "\xf0\x9f\x8d\x8e\xf0\x9f\x8d\x8e manzana verde 4" };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (password_problem(bad[i], &rosa) == NULL)
			fail_msg("\"%s\" is taken", bad[i]);
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		if (password_problem(good[i], &rosa) != NULL)
			fail_msg("\"%s\": %s", good[i], password_problem(good[i], &rosa));
}

TEST(password_list_is_sorted_and_found_whole)
{
	struct arena *a = arena_new();
	const char *at = (const char *)common_passwords, *end = at + common_passwords_len, *last = "";

	assert_true(common_passwords_len <= 300 * 1024);
	while (at < end) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		assert_non_null(stop);
		const char *word = arena_copy(a, at, (size_t)(stop - at));
		assert_true(strcmp(last, word) < 0);
		if (text_length(word) >= PASSWORD_MIN)
			assert_non_null(password_problem(word, NULL));
		else if (strspn(word, "abcdefghijklmnopqrstuvwxyz") == strlen(word) && strlen(word) >= 6)
			assert_non_null(password_problem(arena_printf(a, "%s 99-99-99", word), NULL));
		last = word;
		at = stop + 1;
	}
	arena_free(a);
}

TEST(password_is_the_same_in_every_form_of_unicode)
{
	struct arena *a = arena_new();
	const char *hash = password_hash(a, "ma\xc3\xb1" "ana por la ma\xc3\xb1" "ana");

	assert_true(text_starts(hash, "$argon2id$v=19$m=19456,t=2,p=1$"));
	assert_true(password_matches(hash, "man\xcc\x83" "ana por la man\xcc\x83" "ana"));
	assert_false(password_matches(hash, "manana por la manana"));
	assert_false(password_matches(NULL, "manana por la manana"));
	assert_false(password_is_old(hash));
	assert_true(password_is_old("$argon2id$v=19$m=4096,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHApz8ArZWb2GRPPc"));
	arena_free(a);
}

/* A service of leaked passwords for one question: keeps what it was asked, and answers with `lines`. */
struct fake { int fd, port; pthread_t thread; const char *lines; char asked[2048]; };

static void *
fake_run(void *arg)
{
	struct fake *f = arg;
	int fd = accept(f->fd, NULL, NULL);

	if (fd < 0)
		return NULL;
	ssize_t n = recv(fd, f->asked, sizeof(f->asked) - 1, 0);
	f->asked[n > 0 ? n : 0] = '\0';
	char head[128];
	int len = snprintf(head, sizeof(head), "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n", strlen(f->lines));
	send(fd, head, (size_t)len, MSG_NOSIGNAL);
	send(fd, f->lines, strlen(f->lines), MSG_NOSIGNAL);
	close(fd);
	return NULL;
}

static void
fake_begin(struct fake *f, const char *lines)
{
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(in);

	*f = (struct fake){ .fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), .lines = lines };
	assert_int_equal(bind(f->fd, (struct sockaddr *)&in, sizeof(in)), 0);
	assert_int_equal(listen(f->fd, 4), 0);
	getsockname(f->fd, (struct sockaddr *)&in, &len);
	f->port = ntohs(in.sin_port);
	assert_int_equal(pthread_create(&f->thread, NULL, fake_run, f), 0);
}

static void
fake_end(struct fake *f)
{
	shutdown(f->fd, SHUT_RDWR);
	pthread_join(f->thread, NULL);
	close(f->fd);
}

static void
service_put(struct tx *tx, void *arg)
{
	setting_put(tx, "password.breach", arg);
}

static const char *
sha1_of(struct arena *a, const char *text)
{
	unsigned char hash[EVP_MAX_MD_SIZE];
	unsigned n = 0;
	struct buf out = { .arena = a };

	EVP_Digest(text, strlen(text), hash, &n, EVP_sha1(), NULL);
	for (unsigned i = 0; i < n; i++)
		buf_printf(&out, "%02X", hash[i]);
	return buf_str(&out);
}

DB_TEST(password_that_leaked_is_refused_where_the_operator_wants_it)
{
	struct house house = house_open(db, arena, district);
	struct browser b = browser_as(&house, "Rosa Delgado", ROLE_TEACHER);
	const char *secret = "three blue mittens", *hash = sha1_of(arena, secret);
	struct fake fake;

	fake_begin(&fake, arena_printf(arena, "0018A45C4D1DEF81644B54AB7F969B88D65:21\r\n%s:3\r\n", hash + 5));
	GET(&b, "/me/password", 200, "");
	house_do(&house, service_put, arena_printf(arena, "http://127.0.0.1:%d/range", fake.port));
	SUBMIT(&b, "/me/password", 422, "This password has leaked somewhere", "password", secret);
	fake_end(&fake);
	assert_true(text_starts(fake.asked, arena_printf(arena, "GET /range/%.5s HTTP/1.1\r\n", hash)));
	assert_non_null(strstr(fake.asked, "Add-Padding: true"));
	assert_null(strstr(fake.asked, arena_copy(arena, hash, 6)));      /* five digits leave, no more */

	fake_begin(&fake, arena_printf(arena, "%s:0\r\n0018A45C4D1DEF81644B54AB7F969B88D65:21\r\n", hash + 5));     /* padding */
	house_do(&house, service_put, arena_printf(arena, "http://127.0.0.1:%d/range/", fake.port));
	SUBMIT(&b, "/me/password", 303, "", "password", secret);
	fake_end(&fake);
	house_close(&house);
}

DB_TEST(password_is_set_though_the_service_is_away)
{
	struct house house = house_open(db, arena, district);
	struct browser b = browser_as(&house, "Rosa Delgado", ROLE_TEACHER);

	GET(&b, "/me/password", 200, "");
	house_do(&house, service_put, "http://127.0.0.1:1/range");
	SUBMIT(&b, "/me/password", 303, "", "password", "three blue mittens");
	house_close(&house);
}

DB_TEST(password_goes_nowhere_unless_it_is_turned_on)
{
	struct house house = house_open(db, arena, district);
	struct browser b = browser_as(&house, "Rosa Delgado", ROLE_TEACHER);
	struct fake fake;

	fake_begin(&fake, "");
	GET(&b, "/me/password", 200, "");
	SUBMIT(&b, "/me/password", 303, "", "password", "three blue mittens");
	fake_end(&fake);
	assert_string_equal(fake.asked, "");
	house_close(&house);
}
