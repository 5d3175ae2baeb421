/* Lines of a file, as imports read them. */
#include "base/text/text_lines.h"

#include <errno.h>

#include "../unit.h"

#define MAX 8

static struct text_lines lines;
static FILE *stream;

static void begin_lines(const char *bytes, size_t length)
{
    stream = fmemopen((void *)(uintptr_t)bytes, length, "r");
    assert_non_null(stream);
    lines = text_lines_open(stream, MAX);
}

static void end_lines(void)
{
    assert_int_equal(text_lines_next(&lines), TEXT_LINE_END);
    text_lines_close(&lines);
    fclose(stream);
}

static void next_is(const char *text)
{
    assert_int_equal(text_lines_next(&lines), TEXT_LINE_READ);
    assert_int_equal(lines.length, strlen(text));
    assert_memory_equal(lines.text, text, lines.length);
}

static void lines_come_without_their_ends(void **state)
{
    static const char bytes[] = "one\n\ntwo\r\nthree";

    (void)state;
    begin_lines(bytes, sizeof bytes - 1);
    next_is("one");
    next_is("");
    next_is("two\r");
    next_is("three");
    assert_int_equal(lines.number, 4);
    end_lines();
}

static void a_byte_order_mark_is_no_part_of_a_line(void **state)
{
    static const char bytes[] =
        "\xEF\xBB\xBFone\n\xEF\xBB\xBF\n\xEF\xBB\n\xEF\xBB\xBFtwo\xEF\xBB\xBF\n";

    (void)state;
    begin_lines(bytes, sizeof bytes - 1);
    next_is("one");
    next_is("");
    next_is("\xEF\xBB");
    next_is("two\xEF\xBB\xBF");
    end_lines();
}

static void what_is_too_long_is_passed_over(void **state)
{
    static const char bytes[] = "12345678\n123456789\n\xEF\xBB\xBF"
                                "12345678\n1";

    (void)state;
    begin_lines(bytes, sizeof bytes - 1);
    next_is("12345678");
    assert_int_equal(text_lines_next(&lines), TEXT_LINE_TOO_LONG);
    assert_int_equal(lines.length, 9);
    assert_memory_equal(lines.text, "12345678", MAX);
    next_is("12345678");
    next_is("1");
    end_lines();
}

static void what_cannot_be_read_is_told(void **state)
{
    (void)state;
    stream = fopen("/", "r");
    assert_non_null(stream);
    lines = text_lines_open(stream, MAX);
    assert_int_equal(text_lines_next(&lines), TEXT_LINE_UNREADABLE);
    assert_int_equal(errno, EISDIR);
    text_lines_close(&lines);
    fclose(stream);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(lines_come_without_their_ends),
        UNIT(a_byte_order_mark_is_no_part_of_a_line),
        UNIT(what_is_too_long_is_passed_over),
        UNIT(what_cannot_be_read_is_told),
    };

    return UNIT_RUN(tests);
}
