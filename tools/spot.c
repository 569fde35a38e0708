#include "tools/spot.h"
#include <ctype.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static bool
is_one_of(const char *word, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcasecmp(word, *list) == 0)
			return true;
	return false;
}

static bool
is(const char *word, const char *what)
{
	return strcasecmp(word, what) == 0;
}

static const char *
wrong(const char *fmt, const char *what)
{
	static _Thread_local char said[200];

	snprintf(said, sizeof(said), fmt, what);
	return said;
}

static bool
is_url_attribute(const char *attr)
{
	static const char *const urls[] = { "href", "src", "action", "formaction", "ping", "data", "xlink:href",
	    "poster", "cite", "background", "manifest", "longdesc", "codebase", "usemap", "data-autosave",
	    "data-url", "hx-get", "hx-post", "hx-put", "hx-patch", "hx-delete", "hx-push-url",
	    "hx-replace-url", NULL };

	return is_one_of(attr, urls);
}

/* Not even a literal may stand there: the policy of every page forbids it. */
static bool
is_script_attribute(const char *attr)
{
	static const char *const scripts[] = { "style", "srcdoc", "hx-vars", NULL };

	return strncasecmp(attr, "on", 2) == 0 || strncasecmp(attr, "hx-on", 5) == 0 || is_one_of(attr, scripts);
}

/* What no escaping makes safe: lists of URLs, JSON, code, an animation's target. */
static bool
refuses_values(const struct spot *s)
{
	static const char *const attrs[] = { "srcset", "imagesrcset", "http-equiv", "hx-vals", "hx-headers",
	    "hx-request", "hx-trigger", "hx-ext", "archive", NULL };
	static const char *const tags[] = { "animate", "set", "animatetransform", "animatemotion", "base", NULL };

	return is_one_of(s->attr, attrs) || is_one_of(s->tag, tags);
}

static bool
append(char *word, size_t room, char ch)
{
	size_t n = strlen(word);

	if (n + 1 >= room)
		return false;
	word[n] = ch;
	word[n + 1] = '\0';
	return true;
}

static void
tail_put(struct spot *s, char ch)
{
	size_t n = strlen(s->tail);

	if (n + 1 == sizeof(s->tail))
		memmove(s->tail, s->tail + 1, n--);
	s->tail[n] = ch;
	s->tail[n + 1] = '\0';
}

static bool
tail_is(const struct spot *s, const char *end)
{
	size_t n = strlen(end), have = strlen(s->tail);

	return have >= n && strcasecmp(s->tail + have - n, end) == 0;
}

static bool
is_space(char ch)
{
	return isspace((unsigned char)ch) != 0;
}

/* The ">" of a tag: what its content is. */
static const char *
tag_opens(struct spot *s)
{
	static const char *const raw[] = { "style", "iframe", NULL },
	    *const rcdata[] = { "title", "textarea", NULL },
	    *const gone[] = { "xmp", "noembed", "noframes", "plaintext", "listing", NULL };

	if (is_one_of(s->tag, gone))
		return wrong("<%s> is not HTML any more", s->tag);
	if (is(s->tag, "meta") && s->is_refresh && s->has_content)
		return "no value may stand in <meta http-equiv=\"refresh\">";
	s->attr[0] = s->tail[0] = '\0';
	if (is(s->tag, "script"))
		s->at = s->is_json ? PLACE_DATA : PLACE_RAW;
	else if (is_one_of(s->tag, raw))
		s->at = PLACE_RAW;
	else if (is_one_of(s->tag, rcdata))
		s->at = PLACE_RCDATA;
	else
		s->at = PLACE_TEXT;
	if (is(s->tag, "pre"))
		s->in_pre = true;
	return NULL;
}

static const char *
tag_name(struct spot *s, char ch)
{
	if (ch == '>')
		return tag_opens(s);
	if (is_space(ch) || ch == '/')
		s->at = PLACE_READY;
	else if (!isalnum((unsigned char)ch) && ch != '-' && ch != ':')
		return wrong("<%s goes on with a character that names no tag", s->tag);
	else if (!append(s->tag, SPOT_NAME, ch))
		return wrong("the name of the tag is too long: %s", s->tag);
	return NULL;
}

/* After "<". */
static const char *
tag_begins(struct spot *s, char ch)
{
	s->tag[0] = s->attr[0] = '\0';
	s->has_type = s->is_json = s->is_refresh = s->has_content = false;
	if (ch == '!')
		s->at = PLACE_MARKUP;
	else if (ch == '/')
		s->at = PLACE_END_TAG;
	else if (!isalpha((unsigned char)ch))
		return "write &lt; for a < that begins no tag";
	else {
		s->at = PLACE_TAG;
		append(s->tag, SPOT_NAME, ch);
	}
	return NULL;
}

static const char *
markup(struct spot *s, char ch)
{
	if (!append(s->tag, sizeof("doctype"), ch))
		return "after <! only a comment or the doctype may follow";
	if (strcmp(s->tag, "--") == 0) {
		s->at = PLACE_COMMENT;
		s->tail[0] = '\0';
	} else if (is(s->tag, "doctype"))
		s->at = PLACE_CLOSED;
	return NULL;
}

static const char *
comment(struct spot *s, char ch)
{
	bool first = s->tail[0] == '\0';

	tail_put(s, ch);
	if ((first && ch == '>') || strcmp(s->tail, "->") == 0 || tail_is(s, "--!>"))
		return "end the comment with -->";
	if (tail_is(s, "-->"))
		s->at = PLACE_TEXT;
	return NULL;
}

static const char *
end_tag(struct spot *s, char ch)
{
	if (ch == '>') {
		if (s->tag[0] == '\0')
			return "write &lt;/ for a </ that ends no tag";
		if (is(s->tag, "pre"))
			s->in_pre = false;
		s->at = PLACE_TEXT;
	} else if (isalnum((unsigned char)ch) || ch == '-' || ch == ':') {
		if (!append(s->tag, SPOT_NAME, ch))
			return wrong("the name of the tag is too long: %s", s->tag);
	} else if (!is_space(ch) || s->tag[0] == '\0')
		return "an end tag has nothing but its name";
	return NULL;
}

/* In a tag, between attributes. */
static const char *
between(struct spot *s, char ch)
{
	if (ch == '>')
		return tag_opens(s);
	if (is_space(ch) || ch == '/') {
		s->at = PLACE_READY;
		return NULL;
	}
	if (s->at == PLACE_CLOSED)
		return wrong("in <%s> leave a space before the next attribute", s->tag);
	if (ch == '=')
		return "write no space before =";
	if (ch == '"' || ch == '\'' || ch == '<')
		return wrong("in <%s> this stands where an attribute's name should", s->tag);
	s->at = PLACE_ATTR;
	s->attr[0] = '\0';
	append(s->attr, SPOT_NAME, ch);
	return NULL;
}

static const char *
attr_name(struct spot *s, char ch)
{
	if (ch == '=') {
		s->at = PLACE_EQUALS;
		if (is_script_attribute(s->attr))
			return wrong("no %s= in a page: its policy forbids it; use a class, or site/site.js", s->attr);
		return NULL;
	}
	if (is_space(ch) || ch == '/' || ch == '>') {
		s->attr[0] = '\0';
		s->at = PLACE_READY;
		return between(s, ch);
	}
	if (ch == '"' || ch == '\'' || ch == '<')
		return wrong("a quote or < in the name of an attribute, after %s", s->attr);
	if (!append(s->attr, SPOT_NAME, ch))
		return wrong("the name of the attribute is too long: %s", s->attr);
	return NULL;
}

static const char *
equals(struct spot *s, char ch)
{
	if (ch != '"' && ch != '\'')
		return wrong("write the value of %s= in quotes, right after the =", s->attr);
	s->at = PLACE_VALUE;
	s->quote = ch;
	s->value[0] = '\0';
	s->mixed = false;
	s->url = is_url_attribute(s->attr) ? URL_START : URL_NONE;
	return NULL;
}

static void
attr_ends(struct spot *s)
{
	if (is(s->tag, "script") && is(s->attr, "type")) {
		/* Of two attributes of one name a browser takes the first. */
		s->is_json = !s->has_type && !s->mixed && is(s->value, "application/json");
		s->has_type = true;
	}
	if (is(s->attr, "http-equiv") && (s->mixed || is(s->value, "refresh")))
		s->is_refresh = true;
	s->at = PLACE_CLOSED;
	s->attr[0] = s->value[0] = '\0';
	s->url = URL_NONE;
}

/* The ":" after the first letters of a URL. */
static const char *
scheme_ends(struct spot *s)
{
	static const char *const open[] = { "http", "https", "mailto", "tel", NULL },
	    *const scripts[] = { "javascript", "vbscript", NULL };

	if (is_one_of(s->value, scripts))
		return wrong("no %s: in a page: its policy forbids it", s->value);
	s->url = is_one_of(s->value, open) ? URL_REST : URL_DATA;
	return NULL;
}

static const char *
url_literal(struct spot *s, char ch)
{
	switch (s->url) {
	case URL_NONE: case URL_REST: case URL_DATA:
		return NULL;
	case URL_START: case URL_WORD: case URL_VALUE:
		if (ch == ':' && s->url != URL_WORD)
			return wrong("in %s= a URL may not begin like this", s->attr);
		if (ch == ':')
			return scheme_ends(s);
		if (ch == '/')
			s->url = s->url == URL_WORD ? URL_REST : URL_SLASH;
		else if (ch == '?' || ch == '#')
			s->url = URL_REST;
		else if (s->url == URL_START) {
			if ((unsigned char)ch <= ' ' || ch == '\\' || ch == '&')
				return wrong("in %s= a URL may not begin like this", s->attr);
			s->url = URL_WORD;
		} else if (is_space(ch) || (ch == '&' && s->url == URL_WORD))
			return wrong("in %s= the URL does not show where it leads: begin it with / or #", s->attr);
		return NULL;
	case URL_SLASH:
		if (ch == '/' || ch == '\\' || is_space(ch) || ch == '&')
			return wrong("in %s= write https:// in full for another site", s->attr);
		s->url = URL_REST;
		return NULL;
	}
	return NULL;
}

static const char *
value_literal(struct spot *s, char ch)
{
	if (ch == s->quote) {
		attr_ends(s);
		return NULL;
	}
	const char *problem = url_literal(s, ch);
	append(s->value, SPOT_NAME, ch);
	return problem;
}

/* In script and style: only their own end tag ends them. */
static const char *
raw(struct spot *s, char ch)
{
	char end[SPOT_NAME + 3];

	tail_put(s, ch);
	if (tail_is(s, "<!--"))
		return "no <!-- in a script: browsers read on past its end";
	snprintf(end, sizeof(end), "</%s", s->tag);
	size_t n = strlen(end), have = strlen(s->tail);
	if (have > n && (ch == '>' || ch == '/' || is_space(ch)) &&
	    strncasecmp(s->tail + have - 1 - n, end, n) == 0) {
		s->at = PLACE_END_TAG;
		return end_tag(s, ch);
	}
	return NULL;
}

static const char *
rcdata(struct spot *s, char ch)
{
	char end[SPOT_NAME + 3];

	if (s->at == PLACE_RCDATA) {
		if (ch == '<') {
			s->at = PLACE_RCDATA_END;
			strcpy(s->tail, "<");
		}
		return NULL;
	}
	snprintf(end, sizeof(end), "</%s", s->tag);
	if (is(s->tail, end) && (ch == '>' || is_space(ch))) {
		s->at = PLACE_END_TAG;
		return end_tag(s, ch);
	}
	tail_put(s, ch);
	if (strncasecmp(end, s->tail, strlen(s->tail)) != 0)
		return wrong("write &lt; for a < inside <%s>", s->tag);
	return NULL;
}

const char *
spot_follow(struct spot *s, char ch)
{
	switch (s->at) {
	case PLACE_TEXT:
		if (ch == '<')
			s->at = PLACE_OPEN;
		return NULL;
	case PLACE_OPEN:        return tag_begins(s, ch);
	case PLACE_MARKUP:      return markup(s, ch);
	case PLACE_COMMENT:     return comment(s, ch);
	case PLACE_TAG:         return tag_name(s, ch);
	case PLACE_END_TAG:     return end_tag(s, ch);
	case PLACE_READY:
	case PLACE_CLOSED:      return between(s, ch);
	case PLACE_ATTR:        return attr_name(s, ch);
	case PLACE_EQUALS:      return equals(s, ch);
	case PLACE_VALUE:       return value_literal(s, ch);
	case PLACE_RAW:
	case PLACE_DATA:        return raw(s, ch);
	case PLACE_RCDATA:
	case PLACE_RCDATA_END:  return rcdata(s, ch);
	}
	return NULL;
}

static const char *
attr_value(struct spot *s, enum escape *ret)
{
	if (refuses_values(s))
		return wrong("no value may stand in this %s=", s->attr);
	s->mixed = true;
	if (is(s->tag, "meta") && is(s->attr, "content"))
		s->has_content = true;
	switch (s->url) {
	case URL_NONE:
		*ret = ESCAPE_PLAIN;
		return NULL;
	case URL_START:
		*ret = ESCAPE_URL;
		s->url = URL_VALUE;
		return NULL;
	case URL_VALUE: case URL_REST:
		*ret = ESCAPE_URL_PART;
		return NULL;
	case URL_WORD:
		return wrong("in %s= the literal before the value must show where it leads: begin it with / or #", s->attr);
	case URL_SLASH:
		return wrong("in %s= name the first part of the path before a value: an empty value would leave the site", s->attr);
	case URL_DATA:
		return wrong("in %s= a value may follow only http:, https:, mailto: or tel:", s->attr);
	}
	return NULL;
}

const char *
spot_value(struct spot *s, enum escape *ret)
{
	switch (s->at) {
	case PLACE_TEXT:
		*ret = ESCAPE_TEXT;
		return NULL;
	case PLACE_RCDATA:
		*ret = ESCAPE_PLAIN;
		return NULL;
	case PLACE_DATA:
		*ret = ESCAPE_JSON;
		return strchr(s->tail, '<') == NULL ? NULL : "no < before a value in a JSON block";
	case PLACE_VALUE:
		return attr_value(s, ret);
	case PLACE_EQUALS:
		return wrong("put the value of %s= in quotes", s->attr);
	case PLACE_OPEN: case PLACE_TAG: case PLACE_END_TAG: case PLACE_MARKUP: case PLACE_RCDATA_END:
		return "a value may not be the name of a tag";
	case PLACE_READY: case PLACE_CLOSED: case PLACE_ATTR:
		return "a value may not be the name of an attribute: write {{ if x }} name{{ end }}";
	case PLACE_RAW:
		return wrong("a value may not stand in <%s>: put it into <script type=\"application/json\">", s->tag);
	case PLACE_COMMENT:
		return "a value may not stand in a comment";
	}
	return NULL;
}

/* What is written so far must be complete, so that nothing that comes on
 * another way can go on with it. */
const char *
spot_settle(struct spot *s, bool is_loop)
{
	switch (s->at) {
	case PLACE_TAG: case PLACE_ATTR:
		s->at = PLACE_CLOSED;
		s->attr[0] = '\0';
		return NULL;
	case PLACE_READY:
		if (is_loop)
			s->at = PLACE_CLOSED;
		return NULL;
	case PLACE_VALUE:
		if (refuses_values(s))
			return wrong("no branch may stand in this %s=", s->attr);
		if (s->url == URL_WORD)
			return wrong("in %s= the literal before the branch must show where it leads: begin it with / or #", s->attr);
		s->mixed = true;
		return NULL;
	case PLACE_DATA:
		return strchr(s->tail, '<') == NULL ? NULL : "no < before a branch in a JSON block";
	case PLACE_TEXT: case PLACE_CLOSED: case PLACE_RCDATA:
		return NULL;
	case PLACE_OPEN: case PLACE_END_TAG: case PLACE_MARKUP: case PLACE_RCDATA_END: case PLACE_EQUALS:
		return "finish the tag or the = before a branch";
	case PLACE_RAW: case PLACE_COMMENT:
		return "no branch may stand in a script, a style or a comment";
	}
	return NULL;
}

static enum place
in_tag(enum place at)
{
	return at == PLACE_READY ? PLACE_CLOSED : at;
}

const char *
spot_merge(struct spot *s, const struct spot *other)
{
	static const char apart[] = "the ways end in different places of the HTML: close in each branch what it opens";
	bool tag_matters = s->at != PLACE_TEXT;

	if (in_tag(s->at) != in_tag(other->at) || s->in_pre != other->in_pre ||
	    (tag_matters && (!is(s->tag, other->tag) || !is(s->attr, other->attr))) ||
	    (s->at == PLACE_VALUE && s->quote != other->quote))
		return apart;
	if (s->url != other->url) {
		enum url less = s->url < other->url ? s->url : other->url;
		if ((s->url != URL_REST && other->url != URL_REST) || (less != URL_SLASH && less != URL_VALUE))
			return wrong("in %s= begin the URL in every branch, or in none", s->attr);
		s->url = less;
	}
	if (other->at == PLACE_CLOSED)
		s->at = PLACE_CLOSED;
	s->has_type = s->has_type || other->has_type;
	s->is_json = s->is_json && other->is_json;
	s->is_refresh = s->is_refresh || other->is_refresh;
	s->has_content = s->has_content || other->has_content;
	return NULL;
}

const char *
spot_end(const struct spot *s)
{
	if (s->at != PLACE_TEXT)
		return wrong("the template ends inside <%s>", s->tag);
	return s->in_pre ? "the template ends inside <pre>" : NULL;
}

bool
spot_keeps_space(const struct spot *s)
{
	switch (s->at) {
	case PLACE_TEXT:
		return s->in_pre;
	case PLACE_RCDATA: case PLACE_RCDATA_END:
		return is(s->tag, "textarea");
	case PLACE_VALUE: case PLACE_COMMENT: case PLACE_RAW: case PLACE_DATA:
		return true;
	case PLACE_OPEN: case PLACE_MARKUP: case PLACE_TAG: case PLACE_END_TAG: case PLACE_READY:
	case PLACE_CLOSED: case PLACE_ATTR: case PLACE_EQUALS:
		return false;
	}
	return true;
}

bool
tag_is_block(const char *name)
{
	static const char *const blocks[] = { "!doctype", "doctype", "html", "head", "body", "title", "meta", "link",
	    "script", "base", "div", "p", "ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "colgroup",
	    "col", "thead", "tbody", "tfoot", "tr", "td", "th", "section", "article", "header", "footer",
	    "nav", "main", "aside", "form", "fieldset", "legend", "h1", "h2", "h3", "h4", "h5", "h6", "hr",
	    "br", "pre", "blockquote", "figure", "figcaption", "details", "summary", "address", "dialog",
	    "option", "optgroup", "search", "hgroup", "menu", "template", "datalist", "g", "path", "rect",
	    "circle", "line", "polyline", "polygon", "defs", "symbol", NULL };

	return is_one_of(name, blocks);
}
