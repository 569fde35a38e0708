#include "base/csv.h"
#include <string.h>

void
csv_begin(struct buf *out, const char *header)
{
	buf_text(out, "\xEF\xBB\xBF");
	buf_text(out, header);
	buf_text(out, "\r\n");
}

void
csv_field(struct buf *out, const char *s, bool last)
{
	buf_char(out, '"');
	if (s != NULL && *s != '\0' && strchr("=+-@\t\r", *s) != NULL)
		buf_char(out, '\'');
	for (; s != NULL && *s != '\0'; s++) {
		if (*s == '"')
			buf_char(out, '"');
		buf_char(out, *s);
	}
	buf_text(out, last ? "\"\r\n" : "\",");
}

void
csv_number(struct buf *out, int64_t n, bool last)
{
	buf_i64(out, n);
	buf_text(out, last ? "\r\n" : ",");
}
