#include "html/markdown.h"
#include "base/arena.h"
#include <cmark.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool
is_safe_link(const char *url)
{
	return url != NULL && (strncasecmp(url, "https://", 8) == 0 || strncasecmp(url, "http://", 7) == 0 ||
	    strncasecmp(url, "mailto:", 7) == 0 || (url[0] == '/' && url[1] != '/' && url[1] != '\\'));
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

static void
image_to_link(cmark_node *image)
{
	cmark_node *link = cmark_node_new(CMARK_NODE_LINK), *child;

	cmark_node_set_url(link, cmark_node_get_url(image));
	while ((child = cmark_node_first_child(image)) != NULL) {
		cmark_node_unlink(child);
		cmark_node_append_child(link, child);
	}
	cmark_node_replace(image, link);
	cmark_node_free(image);
	if (!is_safe_link(cmark_node_get_url(link)))
		unwrap(link);
}

static void
tame(cmark_node *node)
{
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_HEADING: {
		int level = cmark_node_get_heading_level(node) + 2;
		cmark_node_set_heading_level(node, level > 6 ? 6 : level);
		break;
	}
	case CMARK_NODE_LINK:
		if (!is_safe_link(cmark_node_get_url(node)))
			unwrap(node);
		break;
	case CMARK_NODE_IMAGE:
		image_to_link(node);
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

struct markup
markdown(struct arena *a, const char *text)
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
			tame(node);
	}
	cmark_iter_free(iter);
	char *html = cmark_render_html(doc, CMARK_OPT_DEFAULT);
	struct markup m = { arena_text(a, html) };
	free(html);
	cmark_node_free(doc);
	return m;
}
