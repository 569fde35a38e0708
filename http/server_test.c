#include "http/serving.h"
#include "base/text.h"
#include "http/listen.h"
#include "http/static.h"
#include "tests/test.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static struct serving s;

#define GET(PATH, HEADERS) ASK(&s, "GET " PATH " HTTP/1.1\r\nHost: learn.example.org\r\n" HEADERS "\r\n")

DB_TEST(server_answers)
{
	s = serve_test(arena, (struct http_config){0});
	struct answer answer = GET("/hello?name=Rosa+Mar%C3%ADa", "");
	assert_int_equal(answer.status, 200);
	assert_string_equal(answer.body, "hello Rosa María at /hello from 127.0.0.1 of http://learn.example.org\n");
	assert_string_equal(answer_header(arena, &answer, "X-Content-Type-Options"), "nosniff");
	assert_string_equal(answer_header(arena, &answer, "X-Finished"), "yes");
	assert_string_equal(answer_header(arena, &answer, "Set-Cookie"), "seen=1; Path=/; SameSite=Lax; HttpOnly");
	assert_int_equal(strlen(answer_header(arena, &answer, "X-Request-Id")), 13);
	answer = GET("/lakeside/hello", "");
	assert_string_equal(answer_header(arena, &answer, "Set-Cookie"), "seen=1; Path=/lakeside; SameSite=Lax; HttpOnly");
	answer = GET("/nowhere", "");
	assert_int_equal(answer.status, 404);
	assert_string_equal(answer.body, "the page for 404");
	assert_int_equal(GET("/echo", "").status, 405);
	answer = ASK(&s, "POST /echo HTTP/1.1\r\nHost: x\r\nCookie: seen=yes\r\nContent-Length: 14\r\n\r\na=1&b=%26&a=+2");
	assert_string_equal(answer.body, "a=1;b=&;a= 2;seen=yes;");
	answer = ASK(&s, "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\na=\r\n3\r\n123\r\n0\r\n\r\n");
	assert_string_equal(answer.body, "a=123;seen=;");
	serve_end(&s);
}

DB_TEST(server_answers_head_without_a_body)
{
	s = serve_test(arena, (struct http_config){0});
	int fd = ask_open(&s);
	for (int i = 0; i < 2; i++) {              /* a body would be read as the next reply */
		SEND(fd, "HEAD /page HTTP/1.1\r\nHost: x\r\n\r\n");
		struct answer answer = ask_read_head(&s, fd);
		assert_int_equal(answer.status, 200);
		assert_string_equal(answer_header(arena, &answer, "Content-Length"), "7");
	}
	close(fd);
	serve_end(&s);
}

DB_TEST(server_sends_away)
{
	s = serve_test(arena, (struct http_config){0});
	struct answer answer = GET("/away?to=/page%3Fa=1", "");
	assert_int_equal(answer.status, 303);
	assert_string_equal(answer_header(arena, &answer, "Location"), "/page?a=1");
	answer = GET("/lakeside/away?to=/page", "");
	assert_string_equal(answer_header(arena, &answer, "Location"), "/lakeside/page");
	answer = GET("/away?to=//evil.example", "");
	assert_string_equal(answer_header(arena, &answer, "Location"), "/");
	answer = GET("/away?to=/%5Cevil.example", "");
	assert_string_equal(answer_header(arena, &answer, "Location"), "/");
	answer = GET("/away?to=/a%0D%0ASet-Cookie:%20b=c", "");
	assert_string_equal(answer_header(arena, &answer, "Location"), "/a%0D%0ASet-Cookie:%20b=c");
	assert_string_equal(answer_header(arena, &answer, "Set-Cookie"), "");
	serve_end(&s);
}

static const char *
kept(void)
{
	return GET("/count", "").body;
}

DB_TEST(server_keeps_what_a_post_leaves)
{
	s = serve_test(arena, (struct http_config){0});
	assert_int_equal(ASK(&s, "POST /keep HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nid=1").status, 303);
	assert_string_equal(kept(), "1");
	assert_int_equal(ASK(&s, "POST /keep HTTP/1.1\r\nHost: x\r\nContent-Length: 15\r\n\r\nid=2&status=422").status, 422);
	assert_string_equal(kept(), "1");
	assert_int_equal(ASK(&s, "POST /keep HTTP/1.1\r\nHost: x\r\nContent-Length: 22\r\n\r\nid=2&status=422&keep=1").status, 422);
	assert_string_equal(kept(), "2");
	struct answer answer = ASK(&s, "POST /keep HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nid=1");
	assert_int_equal(answer.status, 500);                   /* there is a 1 */
	assert_string_equal(answer.body, "the page for 500");
	assert_string_equal(kept(), "2");
	assert_int_equal(ASK(&s, "POST /broken HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n").status, 500);
	assert_int_equal(GET("/silent", "").status, 500);
	assert_string_equal(ASK(&s, "POST /prepared HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n").body, "prepared well");
	serve_end(&s);
}

DB_TEST(server_compares_etags)
{
	s = serve_test(arena, (struct http_config){0});
	struct answer answer = GET("/count", "");
	const char *etag = answer_header(arena, &answer, "ETag");
	assert_int_equal(strlen(etag), 45);
	answer = ask_text(&s, "GET /count HTTP/1.1\r\nHost: x\r\nIf-None-Match: \"other\", W/%s\r\n\r\n", etag);
	assert_int_equal(answer.status, 304);
	assert_int_equal(answer.body_len, 0);
	assert_string_equal(answer_header(arena, &answer, "ETag"), etag);
	assert_int_equal(GET("/count", "If-None-Match: \"other\"\r\n").status, 200);
	ASK(&s, "POST /keep HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nid=1");
	assert_int_equal(ask_text(&s, "GET /count HTTP/1.1\r\nHost: x\r\nIf-None-Match: %s\r\n\r\n", etag).status, 200);
	serve_end(&s);
}

static struct answer
ask_range(const char *path, const char *headers)
{
	return ask_text(&s, "GET /file?path=%s HTTP/1.1\r\nHost: x\r\n%s\r\n", path, headers);
}

DB_TEST(server_sends_parts_of_a_file)
{
	s = serve_test(arena, (struct http_config){0});
	const char *path = arena_printf(arena, "%s/letters", test_scratch());
	FILE *f = fopen(path, "w");
	fputs("abcdefghij", f);
	fclose(f);
	static const struct { const char *range, *body, *content_range; int status; } list[] = {
		{ "", "abcdefghij", "", 200 },
		{ "Range: bytes=2-4\r\n", "cde", "bytes 2-4/10", 206 },
		{ "Range: bytes=7-\r\n", "hij", "bytes 7-9/10", 206 },
		{ "Range: bytes=7-99\r\n", "hij", "bytes 7-9/10", 206 },
		{ "Range: bytes=-2\r\n", "ij", "bytes 8-9/10", 206 },
		{ "Range: bytes=-99\r\n", "abcdefghij", "bytes 0-9/10", 206 },
		{ "Range: bytes=10-\r\n", "", "bytes */10", 416 },
		{ "Range: bytes=99999999999999999999999-\r\n", "", "bytes */10", 416 },
		{ "Range: bytes=-0\r\n", "", "bytes */10", 416 },
		{ "Range: bytes=4-2\r\n", "abcdefghij", "", 200 },
		{ "Range: bytes=1-2,4-5\r\n", "abcdefghij", "", 200 },
		{ "Range: lines=1-2\r\n", "abcdefghij", "", 200 },
		{ "Range: bytes=2-4\r\nIf-Range: \"other\"\r\n", "abcdefghij", "", 200 },
	};
	struct answer answer;
	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		answer = ask_range(path, list[i].range);
		if (answer.status != list[i].status || !text_eq(answer.body, list[i].body))
			fail_msg("%d %s for %s", answer.status, answer.body, list[i].range);
		assert_string_equal(answer_header(arena, &answer, "Content-Range"), list[i].content_range);
	}
	const char *etag = answer_header(arena, &answer, "ETag");
	assert_int_equal(ask_range(path, arena_printf(arena, "Range: bytes=2-4\r\nIf-Range: %s\r\n", etag)).status, 206);
	assert_int_equal(ask_range(path, arena_printf(arena, "If-None-Match: %s\r\n", etag)).status, 304);
	assert_int_equal(ask_range("/nowhere", "").status, 404);
	serve_end(&s);
}

DB_TEST(server_streams_uploads_to_disk)
{
	s = serve_test(arena, (struct http_config){0});
	const char *body = "--qqqqqqqq\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nUnsere Ñ\r\n"
	    "--qqqqqqqq\r\nContent-Disposition: form-data; name=\"roster\"; filename=\"users.csv\"\r\nContent-Type: text/csv\r\n\r\na,b\r\n1,2\r\n"
	    "--qqqqqqqq\r\nContent-Disposition: form-data; name=\"empty\"; filename=\"\"\r\nContent-Type: application/octet-stream\r\n\r\n\r\n"
	    "--qqqqqqqq\r\nContent-Disposition: form-data; name=\"none\"; filename=\"none.txt\"\r\n\r\n\r\n--qqqqqqqq--\r\n";
	struct answer answer = ask_text(&s, "POST /files HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=qqqqqqqq\r\n"
	    "Content-Length: %zu\r\n\r\n%s", strlen(body), body);
	assert_int_equal(answer.status, 200);
	assert_string_equal(answer.body, "title=Unsere Ñ;file roster users.csv text/csv 8 there;file none none.txt  0 there;seen=;");
	serve_end(&s);
	assert_int_equal(rmdir(test_scratch()), 0);         /* nothing stays */
}

DB_TEST(server_sends_assets_as_small_as_the_browser_takes)
{
	s = serve_test(arena, (struct http_config){0});
	const char *path = asset("site.css");
	struct answer plain = ask_text(&s, "GET %s HTTP/1.1\r\nHost: x\r\n\r\n", path);
	struct answer gzip = ask_text(&s, "GET %s HTTP/1.1\r\nHost: x\r\nAccept-Encoding: br;q=0, gzip\r\n\r\n", path);
	struct answer brotli = ask_text(&s, "GET %s HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip, deflate, br\r\n\r\n", path);
	assert_string_equal(answer_header(arena, &plain, "Content-Encoding"), "");
	assert_string_equal(answer_header(arena, &gzip, "Content-Encoding"), "gzip");
	assert_string_equal(answer_header(arena, &brotli, "Content-Encoding"), "br");
	assert_true(brotli.body_len < gzip.body_len && gzip.body_len < plain.body_len);
	assert_string_equal(answer_header(arena, &plain, "Cache-Control"), "public, max-age=31536000, immutable");
	assert_string_equal(answer_header(arena, &plain, "Vary"), "Accept-Encoding");
	const char *etag = answer_header(arena, &brotli, "ETag");
	assert_int_equal(ask_text(&s, "GET %s HTTP/1.1\r\nHost: x\r\nAccept-Encoding: br\r\nIf-None-Match: %s\r\n\r\n", path, etag).status, 304);
	assert_int_equal(GET("/static/0/site.css", "").status, 404);
	serve_end(&s);
}

DB_TEST(server_believes_trusted_proxies_only)
{
	s = serve_test(arena, (struct http_config){ .trusted_proxies = "127.0.0.1, 10.0.0.0/8" });
	struct answer answer = GET("/hello", "X-Forwarded-For: 6.6.6.6, 192.0.2.7, 10.1.2.3\r\nX-Forwarded-Proto: https\r\n"
	    "X-Forwarded-Host: pd.example.org\r\nX-Request-Id: abcdefgh-1\r\n");
	assert_string_equal(answer.body, "hello  at /hello from 192.0.2.7 of https://pd.example.org\n");
	assert_string_equal(answer_header(arena, &answer, "X-Request-Id"), "abcdefgh-1");
	assert_string_equal(answer_header(arena, &answer, "Set-Cookie"), "__Host-seen=1; Path=/; SameSite=Lax; HttpOnly; Secure");
	/* The proxy's own line stands below the one that the client made up. */
	answer = GET("/hello", "X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-For: 192.0.2.8\r\n");
	assert_string_equal(answer.body, "hello  at /hello from 192.0.2.8 of http://learn.example.org\n");
	answer = GET("/hello", "X-Forwarded-For: 192.0.2.9, \"; DROP\r\n");
	assert_string_equal(answer.body, "hello  at /hello from 127.0.0.1 of http://learn.example.org\n");
	answer = ASK(&s, "POST /echo HTTP/1.1\r\nHost: x\r\nX-Forwarded-Proto: https\r\nCookie: seen=forged; __Host-seen=own\r\n"
	    "Content-Length: 0\r\n\r\n");
	assert_string_equal(answer.body, "seen=own;");
	assert_int_equal(GET("/metrics", "X-Forwarded-For: 192.0.2.7\r\n").status, 404);
	serve_end(&s);
	s = serve_test(arena, (struct http_config){0});
	answer = GET("/hello", "X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: evil.example\r\n"
	    "X-Request-Id: abcdefgh-1\r\n");
	assert_string_equal(answer.body, "hello  at /hello from 127.0.0.1 of http://learn.example.org\n");
	assert_string_not_equal(answer_header(arena, &answer, "X-Request-Id"), "abcdefgh-1");
	assert_int_equal(GET("/metrics", "X-Forwarded-For: 192.0.2.7\r\n").status, 404);
	serve_end(&s);
}

DB_TEST(server_says_how_it_is)
{
	s = serve_test(arena, (struct http_config){0});
	assert_int_equal(GET("/hello", "").status, 200);
	struct answer answer = GET("/metrics", "");
	assert_int_equal(answer.status, 200);
	assert_non_null(strstr(answer.body, "groundswell_requests_total "));
	assert_non_null(strstr(answer.body, "groundswell_route_requests_total{method=\"GET\",route=\"/hello\"} "));
	assert_non_null(strstr(answer.body, "groundswell_request_seconds_bucket{le=\"+Inf\"} "));
	assert_string_equal(GET("/healthz", "").body, "ok\n");
	serve_end(&s);
}

DB_TEST(server_logs_each_request_and_no_secret)
{
	const char *path = arena_printf(arena, "%s/access", test_scratch());
	char text[4096] = "";

	s = serve_test(arena, (struct http_config){ .access_log = path });
	GET("/hello?name=private", "");
	GET("/secret/hunter2", "");
	GET("/a%22b", "");
	serve_end(&s);
	int fd = open(path, O_RDONLY);
	assert_true(read(fd, text, sizeof(text) - 1) > 0);
	close(fd);
	assert_non_null(strstr(text, "method=GET path=\"/hello\" status=200 bytes="));
	assert_non_null(strstr(text, "path=\"/secret/:token\" status=200"));
	assert_non_null(strstr(text, "path=\"/a%22b\" status=404"));
	assert_null(strstr(text, "private"));
	assert_null(strstr(text, "hunter2"));
}

DB_TEST(server_listens_on_a_path_too)
{
	const char *path = arena_printf(arena, "%s/socket", test_scratch());
	struct sockaddr_un un = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	s = serve_test(arena, (struct http_config){ .listen = arena_printf(arena, "unix:%s", path), .trusted_proxies = "unix" });
	snprintf(un.sun_path, sizeof(un.sun_path), "%s", path);
	assert_int_equal(connect(fd, (struct sockaddr *)&un, sizeof(un)), 0);
	SEND(fd, "GET /hello HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 192.0.2.7\r\n\r\n");
	assert_string_equal(ask_read(&s, fd).body, "hello  at /hello from 192.0.2.7 of http://x\n");
	close(fd);
	serve_end(&s);
}

DB_TEST(server_takes_no_path_that_is_another_s)
{
	const char *path = arena_printf(arena, "%s/file", test_scratch()), *error = NULL;
	const char *address = arena_printf(arena, "unix:%s", path);

	close(open(path, O_WRONLY | O_CREAT, 0600));
	assert_int_equal(http_listen(address, &error), -1);              /* a file of somebody's */
	assert_int_equal(access(path, F_OK), 0);
	unlink(path);
	int fd = http_listen(address, &error);
	assert_int_not_equal(fd, -1);
	assert_int_equal(http_listen(address, &error), -1);              /* a server that lives */
	close(fd);
	assert_int_equal(access(path, F_OK), 0);
	assert_int_not_equal(fd = http_listen(address, &error), -1);     /* what one that was killed has left */
	http_unlisten(address, fd);
	assert_int_not_equal(access(path, F_OK), 0);
}

DB_TEST(server_reads_addresses)
{
	static const char *const wrong[] = { "", "8080", ":8080", "localhost:8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:http",
	    "127.0.0.1:65536", "127.0.0.1:-1", "[::1]", "[::1:8080", "::1:8080", "unix:" };
	const char *error = NULL;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(http_listen(wrong[i], &error), -1);
	s = serve_test(arena, (struct http_config){ .listen = "[::]:0" });    /* takes IPv4 too */
	assert_string_equal(GET("/hello", "").body, "hello  at /hello from 127.0.0.1 of http://learn.example.org\n");
	serve_end(&s);
}

DB_TEST(server_stops_with_connections_open)
{
	s = serve_test(arena, (struct http_config){0});
	int idle = ask_open(&s), used = ask_open(&s);
	SEND(used, "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
	assert_int_equal(ask_read(&s, used).status, 200);
	serve_end(&s);
	assert_true(ask_read(&s, idle).closed);
	close(idle);
	close(used);
}
