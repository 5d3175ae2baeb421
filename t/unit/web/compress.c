#include "web/cache/compress.h"

#include <zlib.h>

#include "../unit.h"

#define MOST ((size_t)1 << 20)

static char plain[MOST];

/* Text that compresses as pages do, or with NOISE not at all. */
static void fill(uint64_t *seed, size_t length, bool noise)
{
    static const char *const words[] = {"<article id=\"c-",
                                        "</article>",
                                        "data-depth=\"",
                                        " the ",
                                        "dragon",
                                        "\">",
                                        "<p>",
                                        "</p>\n",
                                        "123",
                                        "a"};
    size_t at = 0;

    while (at < length) {
        if (noise)
            plain[at++] = (char)unit_random(seed);
        else
            for (const char *c = words[unit_below(seed, COUNT(words))]; *c && at < length; c++)
                plain[at++] = *c;
    }
}

/* Inflates with zlib; WINDOW 31 wants one gzip member with its checksum, -15 raw deflate. */
static void inflates(const char *bytes, size_t length, int window, const char *expected,
                     size_t expected_length)
{
    static unsigned char out[MOST + 1];
    z_stream stream = {0};
    int result;

    assert_int_equal(inflateInit2(&stream, window), Z_OK);
    stream.next_in = (unsigned char *)(uintptr_t)bytes;
    stream.avail_in = (unsigned)length;
    stream.next_out = out;
    stream.avail_out = sizeof out;
    result = inflate(&stream, window == 31 ? Z_FINISH : Z_SYNC_FLUSH);
    assert_int_equal(result, window == 31 ? Z_STREAM_END : Z_OK);
    assert_int_equal(stream.avail_in, 0);
    assert_int_equal(stream.total_out, expected_length);
    assert_memory_equal(out, expected, expected_length);
    inflateEnd(&stream);
}

static void random_splits_inflate_to_the_same_bytes(void **state)
{
    uint64_t seed = 13;

    (void)state;
    for (int round = 0; round < 150; round++) {
        struct piece pieces[PIECES_MAX] = {{0}};
        size_t length = unit_below(&seed, 30000), count = 0, at = 0;
        struct piece whole;

        fill(&seed, length, round % 5 == 0);
        while (count < PIECES_MAX - 1 && at < length) {
            size_t size = unit_below(&seed, round % 2 == 0 ? 20 : 6000);

            size = size < length - at ? size : length - at;
            pieces[count] = (struct piece){.bytes = plain + at, .length = size};
            /* Some were compressed before, as the cache's are. */
            if (unit_below(&seed, 3) == 0)
                piece_deflate(arena, &pieces[count], EFFORT_KEPT);
            at += size;
            count++;
        }
        pieces[count++] = (struct piece){.bytes = plain + at, .length = length - at};
        whole = pieces_gzip(arena, pieces, count);
        inflates(whole.bytes, whole.length, 31, plain, length);
        arena_reset(arena);
    }
}

static void a_piece_stands_in_any_order_and_more_than_once(void **state)
{
    struct piece a = {.bytes = "<ul>", .length = 4}, b = {.bytes = "<li>drop</li>", .length = 13};
    struct piece c = {.bytes = "</ul>", .length = 5}, whole;

    (void)state;
    piece_deflate(arena, &a, EFFORT_KEPT);
    piece_deflate(arena, &b, EFFORT_ONCE);
    piece_deflate(arena, &c, EFFORT_KEPT);
    whole = pieces_gzip(arena, (struct piece[]){a, b, b, b, c}, 5);
    inflates(whole.bytes, whole.length, 31, "<ul><li>drop</li><li>drop</li><li>drop</li></ul>", 48);
    whole = pieces_gzip(arena, (struct piece[]){c, a}, 2);
    inflates(whole.bytes, whole.length, 31, "</ul><ul>", 9);
}

static void nothing_is_a_gzip_member_too(void **state)
{
    struct piece empty = {.bytes = "", .length = 0};
    struct piece whole = pieces_gzip(arena, NULL, 0);

    (void)state;
    inflates(whole.bytes, whole.length, 31, "", 0);
    whole = pieces_gzip(arena, (struct piece[]){empty, empty}, 2);
    inflates(whole.bytes, whole.length, 31, "", 0);
}

static void a_large_piece_that_does_not_compress_is_whole(void **state)
{
    uint64_t seed = 14;

    (void)state;
    fill(&seed, MOST, true);
    for (int i = 0; i < 2; i++) {
        struct piece piece = {.bytes = plain, .length = MOST}, whole;

        piece_deflate(arena, &piece, i == 0 ? EFFORT_ONCE : EFFORT_KEPT);
        inflates(piece.deflated, piece.deflated_length, -15, plain, MOST);
        whole = pieces_gzip(arena, &piece, 1);
        inflates(whole.bytes, whole.length, 31, plain, MOST);
    }
}

static void a_piece_ends_on_a_byte_boundary_with_a_full_flush(void **state)
{
    uint64_t seed = 15;

    (void)state;
    for (size_t length = 0; length < 400; length++) {
        struct piece piece = {.bytes = plain, .length = length};

        fill(&seed, length, length % 2 == 0);
        piece_deflate(arena, &piece, EFFORT_KEPT);
        assert_true(piece.deflated_length >= 4);
        assert_memory_equal(piece.deflated + piece.deflated_length - 4, "\x00\x00\xFF\xFF", 4);
        assert_int_equal(piece.crc, crc32(0, (const unsigned char *)plain, (unsigned)length));
    }
}

static void what_was_compressed_once_is_not_compressed_again(void **state)
{
    struct piece piece = {.bytes = "dragon dragon dragon", .length = 20};
    const char *deflated;

    (void)state;
    pieces_gzip(arena, &piece, 1);
    deflated = piece.deflated;
    assert_non_null(deflated);
    pieces_gzip(arena, &piece, 1);
    assert_ptr_equal(piece.deflated, deflated);
}

static void more_effort_makes_it_smaller(void **state)
{
    struct piece once = {.bytes = plain, .length = 50000}, kept = once;
    uint64_t seed = 16;

    (void)state;
    fill(&seed, once.length, false);
    piece_deflate(arena, &once, EFFORT_ONCE);
    piece_deflate(arena, &kept, EFFORT_KEPT);
    assert_true(kept.deflated_length < once.deflated_length);
    assert_true(once.deflated_length < once.length / 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(random_splits_inflate_to_the_same_bytes),
        UNIT(a_piece_stands_in_any_order_and_more_than_once),
        UNIT(nothing_is_a_gzip_member_too),
        UNIT(a_large_piece_that_does_not_compress_is_whole),
        UNIT(a_piece_ends_on_a_byte_boundary_with_a_full_flush),
        UNIT(what_was_compressed_once_is_not_compressed_again),
        UNIT(more_effort_makes_it_smaller),
    };

    return UNIT_RUN(tests);
}
