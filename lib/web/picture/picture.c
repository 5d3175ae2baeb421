/* Three decoders, by their own libraries and not by one that has dozens of formats: what a worker does not
 * load cannot be attacked in it. Each fills the same kind of pixels: red, green, blue, alpha. */
#include "web/picture/picture.h"

#include <math.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <png.h>
#include <webp/decode.h>

#include "base/language.h"

#define CHANNELS 4

struct pixels {
    uint8_t *bytes; /* of malloc, as they are large and soon gone */
    size_t width, height;
};

const char *picture_result_message(enum picture_result result)
{
    static const char *const messages[PICTURE_RESULTS] = {
        [PICTURE_DONE] = "",
        [PICTURE_UNKNOWN] = N_("This is no picture in PNG, JPEG or WebP."),
        [PICTURE_LARGE] = N_("This picture is too large: it may have 4 million pixels, and 8000 on"
                             " a side."),
        [PICTURE_BROKEN] = N_("This picture cannot be read: it is damaged, or it moves."),
    };

    return result != PICTURE_DONE ? _(messages[result]) : "";
}

/* Allocates the pixels of a picture whose size its head tells, within the limits. */
static enum picture_result begin_pixels(struct pixels *pixels, size_t width, size_t height)
{
    if (width == 0 || height == 0)
        return PICTURE_BROKEN;
    if (width > PICTURE_SIDE_MAX || height > PICTURE_SIDE_MAX ||
        width * height > PICTURE_PIXELS_MAX)
        return PICTURE_LARGE;
    *pixels = (struct pixels){malloc(width * height * CHANNELS), width, height};
    if (pixels->bytes == NULL)
        abort();
    return PICTURE_DONE;
}

/* ---- PNG ---- */

static enum picture_result decode_png(struct bytes file, struct pixels *pixels)
{
    png_image image = {.version = PNG_IMAGE_VERSION};
    enum picture_result result;

    if (!png_image_begin_read_from_memory(&image, file.data, file.length))
        return PICTURE_BROKEN;
    image.format = PNG_FORMAT_RGBA;
    result = begin_pixels(pixels, image.width, image.height);
    if (result == PICTURE_DONE && !png_image_finish_read(&image, NULL, pixels->bytes, 0, NULL))
        result = PICTURE_BROKEN;
    png_image_free(&image);
    return result;
}

/* ---- JPEG ---- */

/* The library leaves by longjmp; what must outlive that is here, and not in variables. */
struct jpeg_reader {
    struct jpeg_decompress_struct jpeg;
    struct jpeg_error_mgr errors;
    struct jpeg_progress_mgr progress;
    jmp_buf failed;
    struct pixels *pixels;
    enum picture_result result;
};

static void leave_jpeg(j_common_ptr jpeg)
{
    longjmp(((struct jpeg_reader *)jpeg->client_data)->failed, 1);
}

static void ignore_message(j_common_ptr jpeg)
{
    (void)jpeg;
}

static void count_scans(j_common_ptr jpeg)
{
    if (((struct jpeg_reader *)jpeg->client_data)->jpeg.input_scan_number > PICTURE_SCANS_MAX)
        leave_jpeg(jpeg);
}

static void read_jpeg(struct jpeg_reader *reader, struct bytes file)
{
    struct jpeg_decompress_struct *jpeg = &reader->jpeg;

    if (setjmp(reader->failed) != 0) {
        reader->result = PICTURE_BROKEN;
        return;
    }
    jpeg_create_decompress(jpeg);
    jpeg->client_data = reader;
    jpeg->progress = &reader->progress;
    jpeg_mem_src(jpeg, file.data, file.length);
    jpeg_read_header(jpeg, TRUE);
    jpeg->out_color_space = JCS_EXT_RGBA;
    reader->result = begin_pixels(reader->pixels, jpeg->image_width, jpeg->image_height);
    if (reader->result != PICTURE_DONE)
        return;
    jpeg_start_decompress(jpeg);
    while (jpeg->output_scanline < jpeg->output_height) {
        JSAMPROW row = reader->pixels->bytes +
                       jpeg->output_scanline * reader->pixels->width * CHANNELS;

        jpeg_read_scanlines(jpeg, &row, 1);
    }
}

static enum picture_result decode_jpeg(struct bytes file, struct pixels *pixels)
{
    struct jpeg_reader reader = {
        .progress = {.progress_monitor = count_scans},
        .pixels = pixels,
    };

    reader.jpeg.err = jpeg_std_error(&reader.errors);
    reader.jpeg.client_data = &reader;
    reader.errors.error_exit = leave_jpeg;
    reader.errors.output_message = ignore_message;
    read_jpeg(&reader, file);
    jpeg_destroy_decompress(&reader.jpeg);
    return reader.result;
}

/* ---- WebP ---- */

static enum picture_result decode_webp(struct bytes file, struct pixels *pixels)
{
    WebPBitstreamFeatures features;
    enum picture_result result;

    if (WebPGetFeatures(file.data, file.length, &features) != VP8_STATUS_OK ||
        features.has_animation)
        return PICTURE_BROKEN;
    result = begin_pixels(pixels, (size_t)features.width, (size_t)features.height);
    if (result != PICTURE_DONE)
        return result;
    return WebPDecodeRGBAInto(file.data, file.length, pixels->bytes,
                              pixels->width * pixels->height * CHANNELS,
                              (int)(pixels->width * CHANNELS)) != NULL
               ? PICTURE_DONE
               : PICTURE_BROKEN;
}

static enum picture_result decode(struct bytes file, struct pixels *pixels)
{
    const char *head = file.data;

    if (file.length >= 8 && memcmp(head, "\x89PNG\r\n\x1a\n", 8) == 0)
        return decode_png(file, pixels);
    if (file.length >= 3 && memcmp(head, "\xFF\xD8\xFF", 3) == 0)
        return decode_jpeg(file, pixels);
    if (file.length >= 12 && memcmp(head, "RIFF", 4) == 0 && memcmp(head + 8, "WEBP", 4) == 0)
        return decode_webp(file, pixels);
    return PICTURE_UNKNOWN;
}

/* ---- making it smaller ---- */

/* What a row or column of the smaller picture covers of the larger one's. */
struct coverage {
    double from, to;
};

static struct coverage coverage_of(size_t at, size_t small, size_t large)
{
    return (struct coverage){(double)at * (double)large / (double)small,
                             (double)(at + 1) * (double)large / (double)small};
}

/* How much of the pixel at AT lies within. */
static double covered(struct coverage range, size_t at)
{
    return fmin(range.to, (double)at + 1) - fmax(range.from, (double)at);
}

static uint8_t byte_of(double value)
{
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value + 0.5);
}

/* The average of what a pixel covers, in which what is transparent has no color. */
static void average(const struct pixels *large, struct coverage across, struct coverage down,
                    uint8_t *out)
{
    double sums[3] = {0, 0, 0}, alphas = 0;

    for (size_t y = (size_t)down.from; y < large->height && (double)y < down.to; y++) {
        for (size_t x = (size_t)across.from; x < large->width && (double)x < across.to; x++) {
            const uint8_t *pixel = large->bytes + (y * large->width + x) * CHANNELS;
            double alpha = covered(down, y) * covered(across, x) * pixel[3];

            for (size_t i = 0; i < 3; i++)
                sums[i] += pixel[i] * alpha;
            alphas += alpha;
        }
    }
    for (size_t i = 0; i < 3; i++)
        out[i] = alphas > 0 ? byte_of(sums[i] / alphas) : 0;
    out[3] = byte_of(alphas / ((down.to - down.from) * (across.to - across.from)));
}

static uint8_t *shrink(struct arena *arena, const struct pixels *large, size_t width, size_t height)
{
    uint8_t *small = arena_alloc(arena, width * height * CHANNELS);

    for (size_t y = 0; y < height; y++)
        for (size_t x = 0; x < width; x++)
            average(large, coverage_of(x, width, large->width),
                    coverage_of(y, height, large->height), small + (y * width + x) * CHANNELS);
    return small;
}

static enum picture_result encode_png(struct arena *arena, const uint8_t *bytes,
                                      struct picture *picture)
{
    png_image image = {.version = PNG_IMAGE_VERSION,
                       .width = picture->width,
                       .height = picture->height,
                       .format = PNG_FORMAT_RGBA};
    png_alloc_size_t length = PNG_IMAGE_PNG_SIZE_MAX(image);
    void *png = arena_alloc(arena, length);

    if (!png_image_write_to_memory(&image, png, &length, 0, bytes, 0, NULL))
        return PICTURE_BROKEN;
    picture->png = bytes_of(png, length);
    return PICTURE_DONE;
}

enum picture_result picture_fit(struct arena *arena, struct bytes file, unsigned width,
                                unsigned height, struct picture *picture)
{
    struct pixels pixels = {.bytes = NULL};
    enum picture_result result = decode(file, &pixels);
    double scale;

    *picture = (struct picture){.width = 0};
    if (result == PICTURE_DONE) {
        scale = fmin(1, fmin((double)width / (double)pixels.width,
                             (double)height / (double)pixels.height));
        picture->width = (unsigned)fmax(1, (double)pixels.width * scale);
        picture->height = (unsigned)fmax(1, (double)pixels.height * scale);
        result =
            encode_png(arena, shrink(arena, &pixels, picture->width, picture->height), picture);
    }
    free(pixels.bytes);
    return result;
}

_Static_assert(PICTURE_PIXELS_MAX == 4000000 && PICTURE_SIDE_MAX == 8000,
               "the message says the numbers");
