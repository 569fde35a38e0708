#include "html/markdown.h"
#include "base/arena.h"
#include "html/memo.h"
#include <cmark.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* To another site, to a mailbox, or to a page of ours. */
static bool
is_safe_link(const char *url)
{
	if (url == NULL)
		return false;
	for (const char *p = url; *p != '\0'; p++)
		if ((unsigned char)*p <= ' ' || *p == 0x7f || *p == '\\')
			return false;
	return strncasecmp(url, "https://", 8) == 0 || strncasecmp(url, "http://", 7) == 0 ||
	    strncasecmp(url, "mailto:", 7) == 0 || (url[0] == '/' && url[1] != '/');
}

/* What RFC 3986 lets stand in a URL stays; all else is percent-encoded. */
static const char *
opening_tag(struct arena *a, const char *base, const char *url)
{
	struct buf tag = { .arena = a }, link = { .arena = a };
	struct html h = { .out = &tag, .arena = a, .base = base };

	for (const char *p = url; *p != '\0'; p++)
		if (isalnum((unsigned char)*p) || strchr("-._~:/?#[]@!$&'()*+,;=%", *p) != NULL)
			buf_char(&link, *p);
		else
			buf_printf(&link, "%%%02X", (unsigned char)*p);
	buf_text(&tag, "<a href=\"");
	html_url(&h, buf_str(&link));
	buf_text(&tag, url[0] == '/' ? "\">" : "\" rel=\"nofollow noopener\">");
	return buf_str(&tag);
}

/* A link that leads nowhere safe leaves its words behind; so does an image. */
static void
unwrap(cmark_node *node)
{
	cmark_node *child;

	while ((child = cmark_node_first_child(node)) != NULL) {
		cmark_node_unlink(child);
		cmark_node_insert_before(node, child);
	}
	cmark_node_unlink(node);
	cmark_node_free(node);
}

static bool
is_in_link(cmark_node *node)
{
	while ((node = cmark_node_parent(node)) != NULL)
		if (cmark_node_get_type(node) == CMARK_NODE_LINK)
			return true;
	return false;
}

/* Images are linked, never shown: a page must not load from anywhere else. */
static void
link_tame(struct arena *a, const char *base, cmark_node *node)
{
	const char *url = cmark_node_get_url(node);
	cmark_node *link, *child;

	if (!is_safe_link(url) || is_in_link(node)) {
		unwrap(node);
		return;
	}
	link = cmark_node_new(CMARK_NODE_CUSTOM_INLINE);
	cmark_node_set_on_enter(link, opening_tag(a, base, url));
	cmark_node_set_on_exit(link, "</a>");
	if (cmark_node_first_child(node) == NULL) {
		child = cmark_node_new(CMARK_NODE_TEXT);
		cmark_node_set_literal(child, url);
		cmark_node_append_child(link, child);
	}
	while ((child = cmark_node_first_child(node)) != NULL) {
		cmark_node_unlink(child);
		cmark_node_append_child(link, child);
	}
	cmark_node_replace(node, link);
	cmark_node_free(node);
}

static void
tame(struct arena *a, const char *base, cmark_node *node)
{
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_HEADING: {
		int level = cmark_node_get_heading_level(node) + 2;
		cmark_node_set_heading_level(node, level > 6 ? 6 : level);
		break;
	}
	case CMARK_NODE_LINK:
	case CMARK_NODE_IMAGE:
		link_tame(a, base, node);
		break;
	case CMARK_NODE_HTML_BLOCK:
	case CMARK_NODE_HTML_INLINE:
		cmark_node_unlink(node);
		cmark_node_free(node);
		break;
	default:        /* cmark's enum is not ours: other kinds need nothing */
		break;
	}
}

static const char *
render(struct arena *a, const char *base, const char *text)
{
	cmark_node *doc = cmark_parse_document(text, strlen(text), CMARK_OPT_VALIDATE_UTF8), *node;
	cmark_iter *iter = cmark_iter_new(doc);
	cmark_event_type event;

	/* Nodes are changed when they are left, so the walk stays sound. */
	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		node = cmark_iter_get_node(iter);
		cmark_node_type type = cmark_node_get_type(node);
		bool leaf = type == CMARK_NODE_HTML_BLOCK || type == CMARK_NODE_HTML_INLINE;
		if (event == CMARK_EVENT_EXIT || leaf)
			tame(a, base, node);
	}
	cmark_iter_free(iter);
	char *html = cmark_render_html(doc, CMARK_OPT_DEFAULT);
	const char *kept = arena_text(a, html);
	free(html);
	cmark_node_free(doc);
	return kept;
}

struct markup
markdown_at(struct arena *a, const char *base, const char *text)
{
	const char *html = memo_find(a, base, text != NULL ? text : "");

	if (html == NULL) {
		html = render(a, base, text != NULL ? text : "");
		memo_keep(base, text != NULL ? text : "", html);
	}
	return (struct markup){ html };
}

struct markup
markdown(struct arena *a, const char *text)
{
	return markdown_at(a, "", text);
}
