/* Spot: where in an HTML document the next byte lands.
 *
 * It follows literal HTML byte by byte through those states of the HTML Living
 * Standard (§13.2.5) that matter for escaping, and refuses what would leave
 * them in doubt: unquoted values, a bare `<`, a script in a tag.  The template
 * compiler asks it how a value must be escaped, and whether two branches leave
 * the document in the same place. */
#ifndef TOOLS_SPOT_H
#define TOOLS_SPOT_H
#include <stdbool.h>

enum { SPOT_NAME = 64 };

enum place {
	PLACE_TEXT,
	PLACE_OPEN,         /* after "<" */
	PLACE_MARKUP,       /* after "<!", until it is a comment or the doctype */
	PLACE_COMMENT,
	PLACE_TAG,          /* in the name of a tag */
	PLACE_END_TAG,
	PLACE_READY,        /* in a tag, an attribute may begin here */
	PLACE_CLOSED,       /* in a tag, only after a space an attribute may begin */
	PLACE_ATTR,         /* in the name of an attribute */
	PLACE_EQUALS,       /* after its "=" */
	PLACE_VALUE,        /* between its quotes */
	PLACE_RAW,          /* script, style, iframe: no value at all */
	PLACE_DATA,         /* <script type="application/json"> */
	PLACE_RCDATA,       /* title, textarea */
	PLACE_RCDATA_END,   /* in "</title" */
};

enum url {
	URL_NONE,           /* the attribute holds no URL */
	URL_START,          /* nothing of it is written */
	URL_WORD,           /* letters that may become a scheme or a path */
	URL_SLASH,          /* it is "/" so far: one more slash would leave the site */
	URL_VALUE,          /* a value began it */
	URL_REST,           /* path, query or fragment: it is known where it leads */
	URL_DATA,           /* another scheme: a literal may go on, no value */
};

struct spot {
	enum place at;
	enum url url;
	char quote;
	char tag[SPOT_NAME], attr[SPOT_NAME], value[SPOT_NAME];
	char tail[16];              /* the last bytes in raw text, to see its end */
	bool mixed;                 /* the attribute's value is not all literal */
	bool has_type, is_json;     /* of a script */
	bool is_refresh, has_content;   /* of a meta */
	bool in_pre;
};

/* How a value must be written here. */
enum escape { ESCAPE_TEXT, ESCAPE_PLAIN, ESCAPE_URL, ESCAPE_URL_PART, ESCAPE_JSON };

/* Each gives NULL, or what is wrong and what to do (in static memory of the thread). */
const char *spot_follow(struct spot *, char literal);
const char *spot_value(struct spot *, enum escape *ret);            /* a value is written here */
const char *spot_settle(struct spot *, bool is_loop);               /* a branch begins or ends here */
const char *spot_merge(struct spot *, const struct spot *other);    /* both ways lead here */
const char *spot_end(const struct spot *);                          /* a template ends here */

/* White space is kept as it stands: pre, textarea, a value, a comment, a script. */
bool spot_keeps_space(const struct spot *);
/* An element around which white space shows nothing. */
bool tag_is_block(const char *name);
#endif
