/* What strangers send: each thing that libmicrohttpd lets through is refused,
 * and nobody holds a connection by being slow. */
#include "http/serving.h"
#include "base/text.h"
#include "tests/test.h"
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>


static struct serving s;

/* Each sends a request that must be answered with this status, and then closed. */
struct hostile { int status; const char *bytes; size_t n; };
#define HOSTILE(STATUS, LITERAL) { STATUS, LITERAL, sizeof(LITERAL) - 1 }

static void
refuse_all(const struct hostile *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct answer answer = ask(&s, list[i].bytes, list[i].n);
		if (answer.status != list[i].status)
			fail_msg("%d, not %d, for %s", answer.status, list[i].status, list[i].bytes);
	}
}
#define REFUSE(...) do { static const struct hostile list_[] = { __VA_ARGS__ }; \
	refuse_all(list_, sizeof(list_) / sizeof(list_[0])); } while (0)

DB_TEST(hostile_lengths_are_refused)
{
	s = serve_test(arena, (struct http_config){0});
	REFUSE(
	    HOSTILE(400, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
	    HOSTILE(400, "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n"),
	    HOSTILE(400, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\na=1b"),
	    HOSTILE(400, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\na=1"),
	    HOSTILE(400, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: -3\r\n\r\na=1"),
	    HOSTILE(400, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3 3\r\n\r\na=1"),
	    HOSTILE(400, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: +3\r\n\r\na=1"),
	    HOSTILE(400, "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n"),
	    HOSTILE(400, "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n"),
	    HOSTILE(400, "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
	    HOSTILE(400, "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n"),
	    HOSTILE(400, "GET /hello HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\na=1"));
	serve_end(&s);
}

DB_TEST(hostile_headers_are_refused)
{
	s = serve_test(arena, (struct http_config){0});
	REFUSE(
	    HOSTILE(400, "GET /hello HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n"),
	    HOSTILE(400, "GET /hello HTTP/1.1\r\nHost : x\r\n\r\n"),
	    HOSTILE(400, "GET /hello HTTP/1.1\r\nAccept: x\r\n\r\n"),
	    HOSTILE(400, "GET /hello HTTP/1.1\r\nHost: x/../y\r\n\r\n"),
	    HOSTILE(400, "GET /hello HTTP/1.1\r\nHost: \r\n\r\n"),
	    HOSTILE(400, "GET /hello HTTP/1.1\r\nHost: x\r\nA: 1\0002\r\nB: 3\r\n\r\n"),
	    HOSTILE(400, "GET /hello HTTP/1.1\r\nHost: x\r\nA: 1\000\r\nB: 3\r\n\r\n"),
	    HOSTILE(400, "GET /hello HTTP/1.1\r\nHost: x\r\nA: 1\0002\r\n\r\n"),
	    HOSTILE(400, "GET /hello HTTP/1.1\r\nHost: x\r\nA: 1\000\r\n\r\n"),
	    HOSTILE(400, "GET /hello HTTP/1.1\r\nHost: x\000y\r\n\r\n"),
	    HOSTILE(400, "GET /hello HTTP/1.1\r\nHost: x\r\nA: 1\0012\r\n\r\n"),
	    HOSTILE(400, "GET /hello HTTP/1.1\r\nHost: x\r\nA: \xff\r\n\r\n"),
	    HOSTILE(400, "GET /hello HTTP/1.1\r\nHost: x\r\nA B: 1\r\n\r\n"),
	    HOSTILE(400, "GET /hello HTTP/1.1\r\nHost: x\r\n: 1\r\n\r\n"),
	    HOSTILE(400, "GET /hello HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n"),
	    HOSTILE(501, "DELETE /hello HTTP/1.1\r\nHost: x\r\n\r\n"),
	    HOSTILE(501, "get /hello HTTP/1.1\r\nHost: x\r\n\r\n"),
	    HOSTILE(501, "CONNECT /hello HTTP/1.1\r\nHost: x\r\n\r\n"),
	    HOSTILE(505, "GET /hello HTTP/9.1\r\nHost: x\r\n\r\n"));
	serve_end(&s);
}

DB_TEST(hostile_paths_are_refused)
{
	s = serve_test(arena, (struct http_config){0});
	REFUSE(
	    HOSTILE(400, "GET /hello\000there HTTP/1.1\r\nHost: x\r\n\r\n"),
	    HOSTILE(400, "GET /hello?a=\000b HTTP/1.1\r\nHost: x\r\n\r\n"),
	    HOSTILE(400, "GET /hello%00 HTTP/1.1\r\nHost: x\r\n\r\n"),
	    HOSTILE(400, "GET /hello?a=%00 HTTP/1.1\r\nHost: x\r\n\r\n"),
	    HOSTILE(400, "GET /hello?%00=a HTTP/1.1\r\nHost: x\r\n\r\n"),
	    HOSTILE(400, "GET /hello%0d HTTP/1.1\r\nHost: x\r\n\r\n"),
	    HOSTILE(400, "GET /hello%0a HTTP/1.1\r\nHost: x\r\n\r\n"),
	    HOSTILE(400, "GET /hello%ff HTTP/1.1\r\nHost: x\r\n\r\n"),
	    HOSTILE(400, "GET /hello\xff HTTP/1.1\r\nHost: x\r\n\r\n"),
	    HOSTILE(400, "GET /hello?a=%c0%af HTTP/1.1\r\nHost: x\r\n\r\n"),
	    HOSTILE(400, "GET /hello%2 HTTP/1.1\r\nHost: x\r\n\r\n"),
	    HOSTILE(400, "GET /hello%zz HTTP/1.1\r\nHost: x\r\n\r\n"),
	    HOSTILE(400, "GET //hello HTTP/1.1\r\nHost: x\r\n\r\n"),
	    HOSTILE(400, "GET hello HTTP/1.1\r\nHost: x\r\n\r\n"),
	    HOSTILE(400, "GET http://evil.example/hello HTTP/1.1\r\nHost: x\r\n\r\n"));
	struct answer answer = ASK(&s, "GET /hello\r/there HTTP/1.1\r\nHost: x\r\n\r\n");
	assert_int_not_equal(answer.status, 200);
	serve_end(&s);
}

DB_TEST(hostile_forms_are_refused)
{
	s = serve_test(arena, (struct http_config){0});
	REFUSE(
	    HOSTILE(400, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\na=%00"),
	    HOSTILE(400, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\na=\000"),
	    HOSTILE(400, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\na=\xff"),
	    HOSTILE(415, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\na=1"),
	    HOSTILE(415, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=q\r\nContent-Length: 3\r\n\r\na=1"),
	    HOSTILE(400, "POST /files HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data\r\nContent-Length: 3\r\n\r\na=1"),
	    HOSTILE(400, "POST /files HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=q\r\nContent-Length: 65\r\n\r\n"
	        "--q\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\ncut off here......"));
	serve_end(&s);
}

static char *
letters(struct arena *a, size_t n)
{
	char *text = NEW_N(a, char, n + 1);

	memset(text, 'a', n);
	return text;
}

DB_TEST(hostile_sizes_are_refused)
{
	s = serve_test(arena, (struct http_config){0});
	assert_int_equal(ask_text(&s, "GET /hello?%s HTTP/1.1\r\nHost: x\r\n\r\n", letters(arena, 9000)).status, 414);
	assert_int_equal(ask_text(&s, "GET /hello HTTP/1.1\r\nHost: x\r\nA: %s\r\n\r\n", letters(arena, 9000)).status, 431);
	assert_int_equal(ask_text(&s, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999\r\n\r\n").status, 413);
	assert_int_equal(ask_text(&s, "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n493e0\r\n%s\r\n0\r\n\r\n",
	    letters(arena, 300000)).status, 413);
	assert_int_equal(ask_text(&s, "POST /few HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=qqqqqqqq\r\n"
	    "Transfer-Encoding: chunked\r\n\r\n614\r\n--qqqqqqqq\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n%s\r\n0\r\n\r\n", letters(arena, 1500)).status, 413);
	struct answer answer = ask_text(&s, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 200002\r\n\r\na=%s", letters(arena, 200000));
	assert_int_equal(answer.status, 200);
	serve_end(&s);
}

/* One byte at a time does not keep a connection open. */
static int
drip(int fd, const char *text, int gap_ms)
{
	char piece[512];
	int sent = 0;

	for (; *text != '\0'; text++, sent++) {
		ask_send(fd, text, 1);
		usleep((useconds_t)gap_ms * 1000);
		if (recv(fd, piece, sizeof(piece), MSG_DONTWAIT) == 0)
			return sent;
	}
	return -1;
}

DB_TEST(hostile_dripping_is_cut_off)
{
	s = serve_test(arena, (struct http_config){ .idle_ms = 200, .request_ms = 400 });
	const char *text = letters(arena, 10000);
	int fd = ask_open(&s);

	assert_int_not_equal(drip(fd, arena_printf(arena, "GET /hello HTTP/1.1\r\nHost: x\r\nA: %s", text), 2), -1);
	close(fd);
	fd = ask_open(&s);
	SEND(fd, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10000\r\n\r\n");
	assert_int_not_equal(drip(fd, text, 2), -1);
	close(fd);
	fd = ask_open(&s);                                  /* half a body, and silence */
	SEND(fd, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\na=");
	struct answer late = ask_read(&s, fd);
	assert_int_equal(late.status, 408);
	assert_int_equal(late.body_len, strlen("408. The request took too long to come.\n"));
	assert_true(ask_read(&s, fd).closed);
	close(fd);
	fd = ask_open(&s);                                  /* silence between requests */
	SEND(fd, "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
	assert_int_equal(ask_read(&s, fd).status, 200);
	assert_true(ask_read(&s, fd).closed);
	close(fd);
	serve_end(&s);
}

/* Nobody reads 8 MiB, thirty times; the two workers are free all the same. */
DB_TEST(hostile_readers_hold_no_worker)
{
	int slow[30];

	s = serve_test(arena, (struct http_config){0});
	for (int i = 0; i < 30; i++) {
		slow[i] = ask_open(&s);
		SEND(slow[i], "GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
	}
	assert_int_equal(ASK(&s, "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
	assert_int_equal(ASK(&s, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\na=1").status, 200);
	for (int i = 0; i < 30; i++)
		close(slow[i]);
	serve_end(&s);
}

DB_TEST(hostile_clients_that_go_away_leave_nothing)
{
	s = serve_test(arena, (struct http_config){0});
	for (int i = 0; i < 50; i++) {
		int fd = ask_open(&s);
		ask_send(fd, "POST /keep HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nid=7", (size_t)(i % 2 ? 55 : 40));
		close(fd);
	}
	assert_int_equal(ASK(&s, "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
	serve_end(&s);              /* ends only when nothing is under way */
}
