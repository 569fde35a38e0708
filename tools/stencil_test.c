#include "tools/stencil.h"
#include "tests/test.h"
#include <stdio.h>
#include <string.h>

/* Compiles `inside` as the body of a template. */
static bool
compile(struct stencil *s, const char *inside)
{
	char src[8192];

	snprintf(src, sizeof(src), "{{ define f(struct html *h) }}%s{{ end }}\n", inside);
	*s = (struct stencil){0};
	return stencil_compile(s, "f.html", src);
}

static void
gives(const char *inside, const char *c)
{
	struct stencil s;

	if (!compile(&s, inside))
		fail_msg("%s\n refused: %s", inside, s.problem);
	if (strstr(buf_str(&s.code), c) == NULL)
		fail_msg("%s\n lacks %s in\n%s", inside, c, buf_str(&s.code));
	stencil_free(&s);
}

static void
refuses_at(int line, const char *inside, const char *problem)
{
	struct stencil s;

	if (compile(&s, inside))
		fail_msg("%s\n was taken:\n%s", inside, buf_str(&s.code));
	if (strstr(s.problem, problem) == NULL || s.line != line)
		fail_msg("%s\n refused at line %d, not %d: %s", inside, s.line, line, s.problem);
	stencil_free(&s);
}

static void
refuses(const char *inside, const char *problem)
{
	refuses_at(1, inside, problem);
}

/* The literals of the C, one behind the other. */
static void
literals(const char *code, char *ret, size_t room)
{
	size_t n = 0;

	for (const char *p = code; (p = strstr(p, "html_lit(h, \"")) != NULL;) {
		for (p += strlen("html_lit(h, \""); *p != '"'; p++) {
			unsigned ch = (unsigned char)*p;
			if (*p == '\\' && p[1] >= '0' && p[1] <= '7') {
				sscanf(p + 1, "%3o", &ch);
				p += 3;
			} else if (*p == '\\')
				ch = *++p == 'n' ? '\n' : (unsigned char)*p;
			assert_true(n + 1 < room);
			ret[n++] = (char)ch;
		}
	}
	ret[n] = '\0';
}

static void
writes(const char *inside, const char *html)
{
	struct stencil s;
	char text[8192];

	if (!compile(&s, inside))
		fail_msg("%s\n refused: %s", inside, s.problem);
	literals(buf_str(&s.code), text, sizeof(text));
	assert_string_equal(text, html);
	stencil_free(&s);
}

TEST(stencil_escapes_by_place)
{
	gives("<p>{{ x }}</p>", "html_put(h, x);");
	gives("<p title=\"{{ x }}\">", "html_put_plain(h, x);");
	gives("<p title='{{ x }}'>", "html_put_plain(h, x);");
	gives("<title>{{ x }}</title>", "html_put_plain(h, x);");
	gives("<textarea>{{ x }}</textarea>", "html_put_plain(h, x);");
	gives("<a href=\"{{ x }}\">", "html_url(h, x);");
	gives("<a HREF=\"{{ x }}\">", "html_url(h, x);");
	gives("<a/href=\"{{ x }}\">", "html_url(h, x);");
	gives("<a href=\"{{ x }}?q={{ y }}\">", "html_put_part(h, y);");
	gives("<a href=\"/people/{{ x }}\">", "html_put_part(h, x);");
	gives("<a href=\"#{{ x }}\">", "html_put_part(h, x);");
	gives("<a href=\"mailto:{{ x }}\">", "html_put_part(h, x);");
	gives("<img src=\"{{ x }}\">", "html_url(h, x);");
	gives("<script type=\"application/json\">{{ x }}</script>", "html_json(h, x);");
	gives("<script id=\"a\" type=\"application/json\">[{{ if x }}{{ x }}{{ end }}]</script>", "html_json(h, x);");
	gives("<meta name=\"description\" content=\"{{ x }}\">", "html_put_plain(h, x);");
	gives("<svg><rect width=\"{{ x }}\"/></svg>", "html_put_plain(h, x);");
	gives("<script src=\"/static/a.js\"></script><p>{{ x }}</p>", "html_put(h, x);");
	gives("<!-- a - -- b --><p>{{ x }}</p>", "html_put(h, x);");
}

TEST(stencil_knows_every_url_attribute)
{
	static const char *const attrs[] = { "href", "src", "action", "formaction", "ping", "data", "xlink:href",
	    "poster", "cite", "background", "manifest", "hx-get", "hx-post", "FormAction" };
	char inside[128];

	for (size_t i = 0; i < sizeof(attrs) / sizeof(attrs[0]); i++) {
		snprintf(inside, sizeof(inside), "<p %s=\"{{ x }}\">", attrs[i]);
		gives(inside, "html_url(h, x);");
		snprintf(inside, sizeof(inside), "<p %s=\"/a/{{ x }}\">", attrs[i]);
		gives(inside, "html_base(h);");
		snprintf(inside, sizeof(inside), "<p %s=\"foo{{ x }}\">", attrs[i]);
		refuses(inside, "must show where it leads");
	}
}

TEST(stencil_refuses_values_where_none_is_safe)
{
	refuses("<p {{ x }}>", "name of an attribute");
	refuses("<p {{ x }}=\"a\">", "name of an attribute");
	refuses("<p a{{ x }}=\"a\">", "name of an attribute");
	refuses("<p data-{{ x }}>", "name of an attribute");
	refuses("<{{ x }}>", "name of a tag");
	refuses("<h{{ x }}>", "name of a tag");
	refuses("</{{ x }}>", "name of a tag");
	refuses("<p title={{ x }}>", "in quotes");
	refuses("<p title=a{{ x }}>", "in quotes");
	refuses("<p onclick=\"{{ x }}\">", "no onclick=");
	refuses("<p OnClick=\"{{ x }}\">", "no OnClick=");
	refuses("<p onclick=\"go()\">", "no onclick=");
	refuses("<p style=\"{{ x }}\">", "no style=");
	refuses("<p style=\"color: red\">", "no style=");
	refuses("<iframe srcdoc=\"{{ x }}\">", "no srcdoc=");
	refuses("<img srcset=\"{{ x }} 2x\">", "srcset=");
	refuses("<img srcset=\"/a/{{ x }} 2x\">", "srcset=");
	refuses("<p hx-on:click=\"{{ x }}\">", "hx-on:click=");
	refuses("<p hx-vals=\"{{ x }}\">", "hx-vals=");
	refuses("<script>{{ x }}</script>", "in <script>");
	refuses("<script type=\"text/javascript\" type=\"application/json\">{{ x }}</script>", "in <script>");
	refuses("<script type=\"{{ x }}application/json\">{{ x }}</script>", "in <script>");
	refuses("<script {{ if x }}type=\"application/json\"{{ end }}>{{ x }}</script>", "in <script>");
	refuses("<style>{{ x }}</style>", "in <style>");
	refuses("<iframe>{{ x }}</iframe>", "in <iframe>");
	refuses("<!-- {{ x }} -->", "in a comment");
	refuses("<!--{{ if x }}-->{{ end }}", "a comment");
	refuses("<meta http-equiv=\"refresh\" content=\"{{ x }}\">", "refresh");
	refuses("<meta content=\"0;url={{ x }}\" http-equiv=\"Refresh\">", "refresh");
	refuses("<meta http-equiv=\"{{ x }}\">", "http-equiv=");
	refuses("<base href=\"{{ x }}\">", "href=");
	refuses("<animate to=\"{{ x }}\">", "to=");
	refuses("<plaintext>{{ x }}", "not HTML");
}

TEST(stencil_refuses_urls_that_lead_astray)
{
	refuses("<a href=\"javascript:{{ x }}\">", "no javascript:");
	refuses("<a href=\"JavaScript:void(0)\">", "no JavaScript:");
	refuses("<a href=\" /a\">", "may not begin like this");
	refuses("<a href=\"&#106;avascript:alert(1)\">", "may not begin like this");
	refuses("<a href=\"java&#115;cript:{{ x }}\">", "does not show where it leads");
	refuses("<img src=\"data:{{ x }}\">", "may follow only");
	refuses("<a href=\"//{{ x }}\">", "https:// in full");
	refuses("<a href=\"/{{ x }}\">", "first part of the path");
	refuses("<a href=\"/\\{{ x }}\">", "https:// in full");
	refuses("<a href=\"{{ x }}:{{ y }}\">", "may not begin like this");
	refuses("<a href=\"{{ x }}/{{ y }}\">", "first part of the path");
	refuses("<a href=\"{{ if x }}/a{{ end }}{{ y }}\">", "begin the URL in every branch");
	refuses("<a href=\"{{ if x }}/a{{ else }}data:b{{ end }}{{ y }}\">", "begin the URL in every branch");
	gives("<a href=\"{{ if x }}/a/{{ else }}/b/{{ end }}{{ y }}\">", "html_put_part(h, y);");
	gives("<a href=\"/a{{ if x }}?x={{ x }}{{ end }}{{ y }}\">", "html_put_part(h, y);");
	gives("<a href=\"{{ x }}{{ if y }}?x={{ y }}{{ end }}\">", "html_put_part(h, y);");
}

TEST(stencil_wants_branches_to_meet)
{
	static const char apart[] = "different places";

	refuses("{{ if x }}<p{{ end }}>", apart);
	refuses("{{ if x }}<p {{ end }}>", apart);
	refuses("{{ if x }}<p title=\"{{ else }}<p>{{ end }}", apart);
	refuses("{{ if x }}<a href=\"{{ else }}<b title=\"{{ end }}a\">", apart);
	refuses("{{ if x }}<a href=\"{{ else }}<a href='{{ end }}a\">", apart);
	refuses("{{ for int i = 0; i < 2; i++ }}<p title=\"{{ end }}", apart);
	refuses("{{ if x }}<!-- {{ end }} -->", "a comment");
	refuses("{{ if x }}<title>{{ end }}</title>", apart);
	refuses("{{ if x }}<pre>{{ end }}</pre>", apart);
	refuses("{{ if x }}<script>{{ else }}<script type=\"application/json\">{{ end }}</script>", "a script");
	refuses("<p {{ if x }}on{{ end }}click=\"go()\">", "leave a space");
	refuses("<a {{ if x }}hr{{ end }}ef=\"{{ x }}\">", "leave a space");
	refuses("<p{{ if x }}title=\"a\"{{ end }}>", "leave a space");
	refuses("<p {{ for ;; }}checked{{ end }}>", "leave a space");
	refuses("<p title=\"a\"id=\"b\">", "leave a space");
	gives("{{ if x }}<p title=\"a\">{{ else if y }}<p>{{ else }}<b>{{ end }}", "} else if (y) {");
	gives("<input {{ if x }}checked{{ end }}>", "if (x) {");
	gives("<input{{ if x }} checked{{ end }}{{ if y }} required{{ end }}>", "if (y) {");
	gives("<p class=\"a{{ if x }} b{{ else }} c{{ end }}\">", "} else {");
	gives("{{ if x }}<p>{{ else }}<div>{{ end }}", "} else {");
}

TEST(stencil_refuses_html_in_doubt)
{
	refuses("a < b", "&lt;");
	refuses("a <3", "&lt;");
	refuses("<p title = \"a\">", "no space before =");
	refuses("<p title= \"a\">", "in quotes");
	refuses("<p title=a>", "in quotes");
	refuses("<p \"a\">", "attribute's name");
	refuses("<p a<b>", "a quote or <");
	refuses("<p", "ends inside <p>");
	refuses("<p title=\"a", "ends inside <p>");
	refuses("<!-- a", "ends inside");
	refuses("<pre>a", "ends inside <pre>");
	refuses("<!-->", "end the comment");
	refuses("<!--->", "end the comment");
	refuses("<!-- a --!>", "end the comment");
	refuses("<?xml?>", "&lt;");
	refuses("<![CDATA[a]]>", "comment or the doctype");
	refuses("<title><b>a</b></title>", "inside <title>");
	refuses("<textarea></title></textarea>", "inside <textarea>");
	refuses("<script><!-- <script> </script>", "no <!--");
	refuses("</>", "ends no tag");
	refuses("</p class=\"a\">", "nothing but its name");
	gives("<!DOCTYPE html><html>{{ x }}</html>", "html_put(h, x);");
	gives("<script>if (a < b) c(\"</p>\")</script>{{ x }}", "html_put(h, x);");
	gives("<script>\"</scripty>\"</script>{{ x }}", "html_put(h, x);");
}

TEST(stencil_says_the_line)
{
	refuses_at(3, "<p>\n\n<p {{ x }}>", "name of an attribute");
	refuses_at(4, "<p>\n<b>a\nb\n< c</b>", "&lt;");
	refuses_at(4, "<pre>\na\n\n</pre><p a=b>", "in quotes");
	refuses_at(3, "{{ x +\n y }}\n{{ else }}", "else without if");
	refuses_at(3, "{{ if x }}\na\n<p {{ end }}>", "different places");
	gives("a\n\n{{ x }}", "#line 3 \"f.html\"\nhtml_put(h, x);");
}

TEST(stencil_checks_its_own_grammar)
{
	struct stencil s = {0};

	refuses("{{ }}", "nothing between");
	refuses("{{ else }}", "else without if");
	refuses("{{ if x }}{{ else }}{{ else }}{{ end }}", "else without if");
	refuses("{{ for ;; }}{{ else }}{{ end }}", "else without if");
	refuses_at(4, "<p>\n{{ if x }}\n", "{{ end }} is missing for what line 1 opens");
	refuses("{{ n \"%d try\" 2 }}", "say both forms");
	refuses("{{ n \"%d try\" \"%d tries\" }}", "say both forms");
	refuses("<a href=\"{{ t \"Home\" }}\">", "text or a plain attribute");
	refuses("<p {{ render f(h) }}>", "only between tags");
	refuses("{{ x", "not closed");
	assert_false(stencil_compile(&s, "f.html", "<p>"));
	assert_non_null(strstr(s.problem, "outside a define"));
	stencil_free(&s);
	assert_false(stencil_compile(&s, "f.html", "{{ end }}"));
	stencil_free(&s);
	assert_false(stencil_compile(&s, "f.html", "{{ define f(int x) }}{{ end }}"));
	stencil_free(&s);
}

TEST(stencil_passes_sentences_on)
{
	gives("{{ t \"Share\" }}", "html_say(h, \"Share\");");
	gives("<p title=\"{{ t \"Hello %s, }}\", x }}\">", "html_say(h, \"Hello %s, }}\", x);");
	gives("{{ n \"%d try\" \"%d tries\" count(a, \")\"), x }}",
	    "html_say_n(h, \"%d try\", \"%d tries\", (int)(count(a, \")\")), (int)(count(a, \")\")), x);");
	gives("{{ x == '\"' ? y : '}}' }}", "html_put(h, x == '\"' ? y : '}}');");
	gives("{{ t }}{{ n->name }}", "html_put(h, n->name);");
	gives("{{ (struct id){p->id}}}", "html_put(h, (struct id){p->id});");
}

TEST(stencil_drops_white_space_that_shows_nothing)
{
	writes("\n  <ul>\n    <li>a</li>\n    <li>b</li>\n  </ul>\n", "<ul><li>a</li><li>b</li></ul>");
	writes("<p>\n  Hello\n  {{ x }}\n  <b>bold</b>\n  world\n</p>", "<p>Hello  <b>bold</b> world</p>");
	writes("<a>x</a>\n<a>y</a>", "<a>x</a> <a>y</a>");
	writes("<ul>\n{{ for ;; }}\n<li>{{ x }}</li>\n{{ end }}\n</ul>", "<ul><li></li></ul>");
	writes("<pre>\n a\n  b</pre>", "<pre>\n a\n  b</pre>");
	writes("<textarea>\n a </textarea>", "<textarea>\n a </textarea>");
	writes("<title>\n  a\n</title>", "<title>a</title>");
	writes("<p title=\"a  b\"\n   id=\"c\"\n>x</p>", "<p title=\"a  b\" id=\"c\">x</p>");
	writes("{{ if x }}\n  a\n{{ end }}\nb", "a  b");
	writes("a{{ if x }}\n  b{{ end }}", "a b");
	writes("a?\\ \"b\" \001", "a?\\ \"b\" \001");
}

TEST(stencil_puts_the_base_before_local_urls_only)
{
	struct stencil s;

	gives("<form action=\"/tries\">", "html_base(h);\nhtml_lit(h, \"/tries\\\">\", 8);");
	assert_true(compile(&s, "<img src=\"/static/a.png\"><p title=\"/a\"><a href=\"https://a.example/\">"));
	assert_null(strstr(buf_str(&s.code), "html_base"));
	stencil_free(&s);
}
