#include "base/buffer.h"

#include "../unit.h"

static void an_empty_buffer_is_an_empty_string(void **state)
{
    struct buffer buffer = buffer_open(arena, 0);

    (void)state;
    assert_int_equal(buffer.length, 0);
    assert_string_equal(buffer.data, "");
    buffer_put(&buffer, NULL, 0);
    buffer_text(&buffer, "");
    assert_string_equal(buffer.data, "");
}

static void whatever_is_put_stands_behind_what_was_there(void **state)
{
    struct buffer buffer = buffer_open(arena, 1);

    (void)state;
    buffer_text(&buffer, "a fire ");
    buffer_put(&buffer, "beetle, or two", 6);
    buffer_byte(&buffer, '!');
    buffer_format(&buffer, " %d %s", 12, "pp");
    assert_string_equal(buffer.data, "a fire beetle! 12 pp");
    assert_int_equal(buffer.length, strlen(buffer.data));
}

static void bytes_of_any_value_are_kept(void **state)
{
    struct buffer buffer = buffer_open(arena, 3);

    (void)state;
    for (int i = 0; i < 256; i++)
        buffer_byte(&buffer, (char)i);
    assert_int_equal(buffer.length, 256);
    for (int i = 0; i < 256; i++)
        assert_int_equal((unsigned char)buffer.data[i], i);
    assert_int_equal(buffer.data[256], '\0');
}

static void it_grows_as_random_pieces_come(void **state)
{
    static char expected[200000];
    struct buffer buffer = buffer_open(arena, 0);
    uint64_t seed = 2;
    size_t length = 0;

    (void)state;
    while (length + 3000 < sizeof expected) {
        char piece[3000];
        size_t size = unit_below(&seed, sizeof piece);

        memset(piece, 'a' + (int)unit_below(&seed, 26), size);
        memcpy(expected + length, piece, size);
        length += size;
        buffer_put(&buffer, piece, size);
        assert_int_equal(buffer.length, length);
        assert_int_equal(buffer.data[length], '\0');
    }
    assert_memory_equal(buffer.data, expected, length);
}

static void it_grows_in_steps_that_double(void **state)
{
    struct buffer buffer = buffer_open(arena, 0);
    const char *data = buffer.data;
    int moves = 0;

    (void)state;
    for (int i = 0; i < 100000; i++) {
        buffer_byte(&buffer, 'x');
        moves += buffer.data != data;
        data = buffer.data;
    }
    assert_true(moves < 20);
}

static void only_unreserved_characters_stay_in_a_url(void **state)
{
    struct buffer buffer = buffer_open(arena, 0);

    (void)state;
    buffer_url(&buffer, "AZaz09-._~");
    assert_string_equal(buffer.data, "AZaz09-._~");
    buffer.length = 0;
    buffer_url(&buffer, "/a b?c=d&e#%+\"<>'\xC3\xA4\x01\x7F");
    assert_string_equal(buffer.data, "%2Fa%20b%3Fc%3Dd%26e%23%25%2B%22%3C%3E%27%C3%A4%01%7F");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(an_empty_buffer_is_an_empty_string),
        UNIT(whatever_is_put_stands_behind_what_was_there),
        UNIT(bytes_of_any_value_are_kept),
        UNIT(it_grows_as_random_pieces_come),
        UNIT(it_grows_in_steps_that_double),
        UNIT(only_unreserved_characters_stay_in_a_url),
    };

    return UNIT_RUN(tests);
}
