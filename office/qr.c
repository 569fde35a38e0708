#include "office/office_pages.h"
#include "base/buf.h"
#include <qrencode.h>
#include <string.h>

enum { QUIET_ZONE = 4 };

/* One path of squares, so that no seams show between them (ISO/IEC 18004:
 * four modules of white around). */
struct qr
qr_of(struct arena *a, const char *text)
{
	QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
	struct buf path = { .arena = a };

	if (code == NULL)
		return (struct qr){ .path = "" };
	struct qr qr = { .width = code->width + 2 * QUIET_ZONE };
	for (int y = 0; y < code->width; y++)
		for (int x = 0; x < code->width; x++)
			if (code->data[y * code->width + x] & 1)
				buf_printf(&path, "M%d %dh1v1h-1z", x + QUIET_ZONE, y + QUIET_ZONE);
	QRcode_free(code);
	qr.path = buf_str(&path);
	return qr;
}
