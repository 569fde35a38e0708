#include "roster/sheet.h"
#include "base/buf.h"
#include "base/text.h"
#include <csv.h>
#include <stdlib.h>
#include <string.h>

struct sheet {
	struct sheet_taker taker;
	struct csv_parser parser;
	int64_t line;                 /* the last line that was begun */
	int64_t from;                 /* where the open row began; 0: no row is open */
	size_t columns;               /* fields of the first row; 0: not yet known */
	struct buf fields;            /* of the open row, a NUL behind each */
	size_t starts[SHEET_FIELDS_MOST];
	size_t n;                     /* fields so far, also those beyond the most */
	bool ended;                   /* the row is complete */
	struct buf lines;             /* of the open row, when it has several */
	struct buf part;              /* the beginning of a line whose end has not come */
	bool skipping;                /* inside a line that is too long */
	bool cr;                      /* the last byte was a CR, so an LF ends nothing more */
	bool foreign;                 /* the open row has a field that is not UTF-8 */
	bool begun, foreign_said, cut_said, enough;
	char mark[3];                 /* the file's first bytes, until it is known whether they are a mark */
	size_t marked;
};

/* Windows-1252 (WHATWG Encoding Standard, index windows-1252) from 0x80 to 0x9F; above, it is Latin-1. */
static const unsigned short cp1252[32] = {
	0x20AC, 0x81, 0x201A, 0x192, 0x201E, 0x2026, 0x2020, 0x2021, 0x2C6, 0x2030, 0x160, 0x2039, 0x152, 0x8D, 0x17D, 0x8F,
	0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x2DC, 0x2122, 0x161, 0x203A, 0x153, 0x9D, 0x17E, 0x178,
};

static void
put_code(struct buf *out, unsigned c)
{
	if (c < 0x80)
		buf_char(out, (char)c);
	else if (c < 0x800) {
		buf_char(out, (char)(0xC0 | c >> 6));
		buf_char(out, (char)(0x80 | (c & 63)));
	} else {
		buf_char(out, (char)(0xE0 | c >> 12));
		buf_char(out, (char)(0x80 | (c >> 6 & 63)));
		buf_char(out, (char)(0x80 | (c & 63)));
	}
}

static void
put_foreign(struct sheet *s, const unsigned char *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (p[i] != '\0')
			put_code(&s->fields, p[i] >= 0x80 && p[i] < 0xA0 ? cp1252[p[i] - 0x80] : p[i]);
	s->foreign = true;
}

static bool
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* A line end inside a field is a space to us. */
static void
join_lines(struct buf *fields, size_t from)
{
	char *first = fields->at + from, *to = first;

	for (const char *p = to; p < fields->at + fields->len; p++) {
		bool end = *p == '\n' || *p == '\r';
		if (!end)
			*to++ = *p;
		else if (to > first && to[-1] != ' ')
			*to++ = ' ';
	}
	fields->len = (size_t)(to - fields->at);
}

/* libcsv's: a field is complete. */
static void
take_field(void *bytes, size_t len, void *arg)
{
	struct sheet *s = arg;
	const char *p = bytes;

	if (s->n++ >= SHEET_FIELDS_MOST)
		return;
	while (len > 0 && is_space(*p))
		p++, len--;
	while (len > 0 && is_space(p[len - 1]))
		len--;
	s->starts[s->n - 1] = s->fields.len;
	if (text_valid(p, len))
		buf_put(&s->fields, p, len);
	else
		put_foreign(s, (const unsigned char *)p, len);
	if (memchr(p, '\n', len) != NULL || memchr(p, '\r', len) != NULL)
		join_lines(&s->fields, s->starts[s->n - 1]);
	buf_char(&s->fields, '\0');
}

/* libcsv's: a row is complete. */
static void
take_end(int terminator, void *arg)
{
	struct sheet *s = arg;

	(void)terminator;
	s->ended = true;
}

struct sheet *
sheet_new(struct sheet_taker taker)
{
	struct sheet *s = calloc(1, sizeof(*s));

	if (s == NULL || csv_init(&s->parser, 0) != 0)
		abort();
	s->taker = taker;
	return s;
}

static void
close_row(struct sheet *s)
{
	buf_clear(&s->fields);
	buf_clear(&s->lines);
	s->n = 0;
	s->from = 0;
	s->ended = s->foreign = false;
}

static void
give_row(struct sheet *s, bool broken)
{
	const char *at[SHEET_FIELDS_MOST];
	struct sheet_row row = { .line = s->from, .n = s->n, .at = at, .broken = broken };

	if (s->n > SHEET_FIELDS_MOST)
		s->taker.fault(s->taker.arg, SHEET_TOO_LONG, s->from);
	else if (s->n > 0) {
		for (size_t i = 0; i < s->n; i++)
			at[i] = s->fields.at + s->starts[i];
		if (s->columns == 0 && !broken)
			s->columns = s->n;
		if (s->foreign && !s->foreign_said)
			s->taker.fault(s->taker.arg, SHEET_FOREIGN, s->from);
		s->foreign_said |= s->foreign;
		s->enough = !s->taker.row(s->taker.arg, &row);
	}
	close_row(s);
}

static void feed_lines(struct sheet *s, const char *p, size_t len);
static size_t line_length(const char *p, size_t len);

static void
parser_renew(struct sheet *s)
{
	unsigned char delimiter = csv_get_delim(&s->parser);

	csv_free(&s->parser);
	if (csv_init(&s->parser, 0) != 0)
		abort();
	csv_set_delim(&s->parser, delimiter);
}

/* The quote that opened on the row's first line is not meant.  Each time there
 * is a line less to read again. */
static void
read_again(struct sheet *s)
{
	enum { NO_QUOTE = 0x1E };
	struct buf lines = s->lines;
	int64_t from = s->from;
	size_t first = line_length(lines.at, lines.len);

	s->lines = (struct buf){0};
	close_row(s);
	parser_renew(s);
	csv_set_quote(&s->parser, NO_QUOTE);
	s->from = from;
	csv_parse(&s->parser, lines.at, first, take_field, take_end, s);
	csv_fini(&s->parser, take_field, take_end, s);
	give_row(s, true);
	csv_set_quote(&s->parser, CSV_QUOTE);
	s->line = from;
	feed_lines(s, lines.at + first, lines.len - first);
	buf_free(&lines);
}

/* A field over several lines is no stray quote when it leaves the first line
 * fewer fields than a whole row has, and the row as many. */
static bool
is_astray(const struct sheet *s)
{
	size_t first = line_length(s->lines.at, s->lines.len), fields = 1;

	if (s->line == s->from || s->columns == 0)
		return false;
	for (size_t i = 0; i < first; i++)
		fields += s->lines.at[i] == (char)csv_get_delim((struct csv_parser *)&s->parser);
	return s->n != s->columns || fields >= s->columns;
}

static bool
is_blank(const char *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!is_space(p[i]))
			return false;
	return true;
}

/* Semicolons where decimal commas rule, tabs where a sheet was copied. */
static void
find_delimiter(struct sheet *s, const char *p, size_t len)
{
	s->begun = true;
	if (memchr(p, ',', len) != NULL)
		return;
	if (memchr(p, ';', len) != NULL)
		csv_set_delim(&s->parser, ';');
	else if (memchr(p, '\t', len) != NULL)
		csv_set_delim(&s->parser, '\t');
}

/* One line with its end (the file's last may have none). */
static void
feed_line(struct sheet *s, const char *p, size_t len)
{
	s->line++;
	if (s->enough || (s->from == 0 && is_blank(p, len)))
		return;
	if (!s->begun)
		find_delimiter(s, p, len);
	if (s->from == 0)
		s->from = s->line;
	csv_parse(&s->parser, p, len, take_field, take_end, s);
	if (s->ended && !is_astray(s)) {
		give_row(s, false);
		return;
	}
	buf_put(&s->lines, p, len);
	if (s->ended || s->line - s->from >= SHEET_LINES_MOST || s->lines.len > SHEET_ROW_MOST)
		read_again(s);
}

/* How many bytes the first line of p takes with its end; 0: its end has not come. */
static size_t
line_length(const char *p, size_t len)
{
	if (len == 0)
		return 0;
	const char *lf = memchr(p, '\n', len), *cr = memchr(p, '\r', lf != NULL ? (size_t)(lf - p) : len);

	if (cr != NULL && cr + 1 != lf)
		return (size_t)(cr - p) + 1;
	return lf != NULL ? (size_t)(lf - p) + 1 : 0;
}

static void
feed_lines(struct sheet *s, const char *p, size_t len)
{
	while (len > 0) {
		size_t n = line_length(p, len);
		feed_line(s, p, n > 0 ? n : len);
		n = n > 0 ? n : len;
		p += n;
		len -= n;
	}
}

/* Bytes up to the end of a line, or all there are. */
static void
take_bytes(struct sheet *s, const char *p, size_t len, bool complete)
{
	if (s->skipping) {
		s->skipping = !complete;
		return;
	}
	if (complete && s->part.len == 0) {
		feed_line(s, p, len);
		return;
	}
	buf_put(&s->part, p, len);
	if (complete) {
		feed_line(s, s->part.at, s->part.len);
		buf_clear(&s->part);
	} else if (s->part.len > SHEET_ROW_MOST) {
		buf_clear(&s->part);
		s->skipping = true;
		s->taker.fault(s->taker.arg, SHEET_TOO_LONG, ++s->line);
	}
}

static void
take_all(struct sheet *s, const char *p, size_t len)
{
	while (len > 0 && !s->enough) {
		/* An LF right behind a CR belongs to it, also when they come apart. */
		if (s->cr && *p == '\n') {
			if (s->lines.len > 0)      /* may be read again */
				buf_char(&s->lines, '\n');
			p++, len--;
			s->cr = false;
			continue;
		}
		size_t n = line_length(p, len), take = n > 0 ? n : len;
		s->cr = n > 0 && p[n - 1] == '\r';
		take_bytes(s, p, take, n > 0);
		p += take;
		len -= take;
	}
}

/* The file's first bytes, once there are three or no more come. */
static void
take_mark(struct sheet *s)
{
	size_t n = s->marked;

	s->marked = sizeof(s->mark) + 1;
	if (n >= 2 && (memcmp(s->mark, "\xFF\xFE", 2) == 0 || memcmp(s->mark, "\xFE\xFF", 2) == 0)) {
		s->taker.fault(s->taker.arg, SHEET_UTF16, 1);
		s->enough = true;
	} else if (n < 3 || memcmp(s->mark, "\xEF\xBB\xBF", 3) != 0)
		take_all(s, s->mark, n);
}

bool
sheet_feed(struct sheet *s, const void *bytes, size_t len)
{
	const char *p = bytes;

	while (len > 0 && s->marked < sizeof(s->mark)) {
		s->mark[s->marked++] = *p++;
		len--;
	}
	if (s->marked == sizeof(s->mark))
		take_mark(s);
	take_all(s, p, len);
	return !s->enough;
}

void
sheet_end(struct sheet *s)
{
	if (s->marked < sizeof(s->mark))
		take_mark(s);
	bool open_end = s->part.len > 0;

	if (s->part.len > 0 && !s->enough)
		feed_line(s, s->part.at, s->part.len);
	while (s->from != 0 && !s->enough) {
		csv_fini(&s->parser, take_field, take_end, s);
		if (open_end && !s->cut_said && (s->n < s->columns || is_astray(s))) {
			s->taker.fault(s->taker.arg, SHEET_CUT, s->from);
			s->cut_said = true;
		}
		if (is_astray(s))
			read_again(s);
		else
			give_row(s, false);
	}
	csv_free(&s->parser);
	buf_free(&s->fields);
	buf_free(&s->lines);
	buf_free(&s->part);
	free(s);
}
