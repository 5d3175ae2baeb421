/* Pictures as somebody may send them: what is taken comes out as a PNG within what was asked for, which is
 * taken again and stays as it is. */
#include "web/picture/picture.h"

#include <string.h>

#include "fuzz.h"

const char fuzz_name[] = "picture";
const char *const fuzz_words[] = {
    "\x89PNG\r\n\x1a\n", "IHDR", "IDAT", "IEND", "PLTE",         "tRNS",     "iCCP",     "RIFF",
    "WEBPVP8 ",          "VP8L", "VP8X", "ANIM", "\xFF\xD8\xFF", "\xFF\xC0", "\xFF\xC2", "\xFF\xDA",
    "\xFF\xD9",          NULL};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(65536);
    struct picture picture, again;

    if (picture_fit(arena, bytes_of(data, size), 320, 64, &picture) == PICTURE_DONE) {
        MUST(picture.width > 0 && picture.width <= 320);
        MUST(picture.height > 0 && picture.height <= 64);
        MUST(picture_fit(arena, picture.png, 320, 64, &again) == PICTURE_DONE);
        MUST(again.width == picture.width && again.height == picture.height);
        MUST(again.png.length == picture.png.length &&
             memcmp(again.png.data, picture.png.data, again.png.length) == 0);
    }
    arena_close(arena);
    return 0;
}
