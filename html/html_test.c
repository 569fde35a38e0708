#include "html/html.h"
#include "base/arena.h"
#include "tests/test.h"
#include <string.h>

static struct html
html_for_test(enum lang lang)
{
	struct arena *a = arena_new();
	struct buf *out = NEW(a, struct buf);

	out->arena = a;
	return (struct html){ .out = out, .arena = a, .lang = lang, .base = "/lincoln", .now = 1790000000 };
}

static void
wrote(struct html *h, const char *want)
{
	assert_string_equal(buf_str(h->out), want);
	arena_free(h->arena);
}

TEST(html_text_escapes_every_character_with_a_meaning)
{
	struct html h = html_for_test(LANG_EN);

	html_put(&h, "<a href=\"x\" id='y'>&ñ");
	html_put(&h, (const char *)NULL);
	wrote(&h, "&lt;a href=&#34;x&#34; id=&#39;y&#39;&gt;&amp;ñ");
}

TEST(html_puts_numbers_ids_and_markup)
{
	struct html h = html_for_test(LANG_EN);

	html_put(&h, -5);
	html_put(&h, (struct markup){ "<b>" });
	html_put(&h, INT64_MIN);
	html_put_plain(&h, (bool)true);
	html_put(&h, (struct id){ 1 });
	wrote(&h, "-5<b>-9223372036854775808true0000000000001");
}

TEST(html_says_escaped_sentences)
{
	struct html h = html_for_test(LANG_EN);

	html_say(&h, "Ask <%s> & see", "<Rosa>");
	html_say_n(&h, "%d try", "%d tries", 1, 1);
	html_say_n(&h, "%d try", "%d tries", 3, 3);
	wrote(&h, "Ask &lt;&lt;Rosa&gt;&gt; &amp; see1 try3 tries");
}

TEST(html_says_in_the_language_of_the_reader)
{
	struct html h = html_for_test(LANG_ES);

	html_say(&h, "Monday");
	wrote(&h, "lunes");
}

TEST(html_blocks_unsafe_urls)
{
	static const char *const unsafe[] = { "javascript:x", " javascript:x", "java\nscript:x", "data:x", "//a.example",
	    "/\\a.example", "\x7fjavascript:x", "file:///etc/passwd", NULL };
	static const char *const safe[] = { "https://a.example/", "HTTP://a.example", "mailto:a@b.example", "tel:1",
	    "?q=a:b", "#a:b", "a/b:c", "", NULL };

	for (size_t i = 0; unsafe[i] != NULL; i++) {
		struct html h = html_for_test(LANG_EN);
		html_url(&h, unsafe[i]);
		wrote(&h, "#blocked");
	}
	for (size_t i = 0; safe[i] != NULL; i++) {
		struct html h = html_for_test(LANG_EN);
		html_url(&h, safe[i]);
		wrote(&h, safe[i]);
	}
}

TEST(html_moments_are_for_people_and_machines)
{
	struct html h = html_for_test(LANG_EN);

	html_put(&h, (struct moment){ 1790000000 });
	wrote(&h, "<time datetime=\"2026-09-21T14:13:20Z\">today</time>");
}

TEST(html_json_cannot_leave_its_script)
{
	struct html h = html_for_test(LANG_EN);

	html_json(&h, (struct json_text){ "{\"a\":\"</script><!-- <\"}" });
	wrote(&h, "{\"a\":\"\\u003c/script>\\u003c!-- \\u003c\"}");
}
