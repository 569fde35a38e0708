/* CSV as spreadsheets read it (RFC 4180): every field quoted, a mark for UTF-8
 * in front, and no field that a spreadsheet would take for a formula. */
#ifndef BASE_CSV_H
#define BASE_CSV_H
#include "base/buf.h"
void csv_begin(struct buf *, const char *header);            /* "name,school": the first line */
void csv_field(struct buf *, const char *, bool last);       /* NULL: empty */
void csv_number(struct buf *, int64_t, bool last);
#endif
