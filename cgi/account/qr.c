#include "qr.h"

#include <qrencode.h>
#include <stddef.h>

#include "base/buffer.h"

/* Neighbours in a row are one stroke: a third of the bytes. */
static void append_modules(struct buffer *path, const unsigned char *row, unsigned width,
                           unsigned y)
{
    for (unsigned x = 0, end; x < width; x = end + 1) {
        for (end = x; end < width && (row[end] & 1) != 0; end++) {
        }
        if (end > x)
            buffer_format(path, "M%u %uh%uv1h-%uz", x + QR_MARGIN, y + QR_MARGIN, end - x, end - x);
    }
}

char *qr_path(struct arena *arena, const char *text, unsigned *size)
{
    QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    struct buffer path = buffer_open(arena, 4096);
    unsigned width;

    *size = 0;
    if (code == NULL)
        return NULL;
    width = (unsigned)code->width;
    for (unsigned y = 0; y < width; y++)
        append_modules(&path, code->data + (size_t)y * width, width, y);
    *size = width + 2 * QR_MARGIN;
    QRcode_free(code);
    return path.data;
}
