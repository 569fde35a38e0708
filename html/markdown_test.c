#include "html/markdown.h"
#include "base/arena.h"
#include "tests/test.h"
#include <string.h>

static void
becomes(const char *text, const char *html)
{
	struct arena *a = arena_new();

	assert_string_equal(markdown(a, text).html, html);
	arena_free(a);
}

TEST(markdown_writes_what_teachers_write)
{
	becomes("Ask *why*, then **how**.", "<p>Ask <em>why</em>, then <strong>how</strong>.</p>\n");
	becomes("1. Read\n2. Talk", "<ol>\n<li>Read</li>\n<li>Talk</li>\n</ol>\n");
	becomes("2 < 3 & \"4\"", "<p>2 &lt; 3 &amp; &quot;4&quot;</p>\n");
	becomes("", "");
	becomes(NULL, "");
}

TEST(markdown_lowers_headings)
{
	becomes("# Steps\n\n###### Six", "<h3>Steps</h3>\n<h6>Six</h6>\n");
}

TEST(markdown_leaves_raw_html_out)
{
	becomes("a <b onclick=\"x\">bold</b> c", "<p>a bold c</p>\n");
	becomes("<script>alert(1)</script>", "");
	becomes("<div>\n\n*a*\n\n</div>", "<p><em>a</em></p>\n");
}

TEST(markdown_follows_only_safe_links)
{
	becomes("[a](https://a.example/?x=1&y=\"2\")",
	    "<p><a href=\"https://a.example/?x=1&amp;y=%222%22\" rel=\"nofollow noopener\">a</a></p>\n");
	becomes("[a](mailto:rosa@school.example)",
	    "<p><a href=\"mailto:rosa@school.example\" rel=\"nofollow noopener\">a</a></p>\n");
	becomes("[a](/practices/x)", "<p><a href=\"/practices/x\">a</a></p>\n");
	becomes("[a](javascript:alert(1))", "<p>a</p>\n");
	becomes("[a](JaVaScRiPt:alert(1))", "<p>a</p>\n");
	becomes("[a](&#106;avascript:alert(1))", "<p>a</p>\n");
	becomes("[a](<java\tscript:alert(1)>)", "<p>a</p>\n");
	becomes("[a](data:text/html,x)", "<p>a</p>\n");
	becomes("[a](//evil.example)", "<p>a</p>\n");
	becomes("[a](</\\evil.example>)", "<p>a</p>\n");
	becomes("[a]()", "<p>a</p>\n");
	becomes("<javascript:alert(1)>", "<p>javascript:alert(1)</p>\n");
}

TEST(markdown_links_images_and_never_loads_them)
{
	becomes("![A map](https://a.example/m.png)",
	    "<p><a href=\"https://a.example/m.png\" rel=\"nofollow noopener\">A map</a></p>\n");
	becomes("![](https://a.example/m.png)",
	    "<p><a href=\"https://a.example/m.png\" rel=\"nofollow noopener\">https://a.example/m.png</a></p>\n");
	becomes("[![A map](https://a.example/m.png)](https://a.example/)",
	    "<p><a href=\"https://a.example/\" rel=\"nofollow noopener\">A map</a></p>\n");
	becomes("![a](javascript:alert(1))", "<p>a</p>\n");
}

TEST(markdown_puts_the_base_before_local_links)
{
	struct arena *a = arena_new();

	assert_string_equal(markdown_at(a, "/lincoln", "[a](/practices/x)").html,
	    "<p><a href=\"/lincoln/practices/x\">a</a></p>\n");
	arena_free(a);
}
