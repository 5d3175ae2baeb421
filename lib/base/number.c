#include "base/number.h"

#include <string.h>

#include "base/digit.h"
#include "base/language.h"

#define MINUS "\u2212"

struct number_style number_style_here(void)
{
    /* translators: how a number is written: the signs between thousands and before decimals. */
    const char *pattern = _("1,234.5");

    if (strlen(pattern) != 7)
        return (struct number_style){',', '.'};
    return (struct number_style){pattern[1], pattern[5]};
}

/* What is taken apart, and where it goes. */
struct number_parser {
    const char *at;
    char *out;
    size_t length;
};

static void put_number_byte(struct number_parser *parser, char c)
{
    if (parser->length < NUMBER_CAPACITY)
        parser->out[parser->length++] = c;
}

static size_t copy_digits(struct number_parser *parser)
{
    size_t count = 0;

    for (; is_digit(*parser->at); count++)
        put_number_byte(parser, *parser->at++);
    return count;
}

static void parse_sign(struct number_parser *parser)
{
    size_t minus = strlen(MINUS);

    if (strncmp(parser->at, MINUS, minus) == 0) {
        put_number_byte(parser, '-');
        parser->at += minus;
    } else if (*parser->at == '-' || *parser->at == '+') {
        if (*parser->at == '-')
            put_number_byte(parser, '-');
        parser->at++;
    }
}

/* The bytes of what parts thousands at AT; 0: there is nothing of the kind. */
static size_t thousands_separator(const char *at, char own)
{
    static const char *const signs[] = {" ", "\u00a0", "\u2009", "\u202f", "'", "\u2019"};

    if (own != '\0' && *at == own)
        return 1;
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        if (strncmp(at, signs[i], strlen(signs[i])) == 0)
            return strlen(signs[i]);
    return 0;
}

static bool three_digits(const char *at)
{
    return is_digit(at[0]) && is_digit(at[1]) && is_digit(at[2]) && !is_digit(at[3]);
}

/* Takes groups of three behind the first digits, all parted by the same sign. How many. */
static size_t parse_groups(struct number_parser *parser, char own)
{
    const char *sign = parser->at;
    size_t length = thousands_separator(sign, own), count = 0;

    while (length > 0 && strncmp(parser->at, sign, length) == 0 &&
           three_digits(parser->at + length)) {
        parser->at += length;
        copy_digits(parser);
        count++;
    }
    return count;
}

size_t number_parse(const char *text, struct number_style style, char out[NUMBER_CAPACITY],
                    bool *one_group)
{
    struct number_parser parser = {.at = text, .out = out};
    size_t digits, groups = 0;
    bool own;

    parse_sign(&parser);
    digits = copy_digits(&parser);
    if (digits == 0)
        return 0;
    own = style.group != '\0' && *parser.at == style.group;
    if (digits <= 3)
        groups = parse_groups(&parser, style.group);
    *one_group = own && groups == 1;
    if (*parser.at == style.point && is_digit(parser.at[1])) {
        put_number_byte(&parser, '.');
        parser.at++;
        copy_digits(&parser);
        *one_group = false;
    }
    if (parser.length >= NUMBER_CAPACITY)
        return 0;
    out[parser.length] = '\0';
    return (size_t)(parser.at - text);
}

size_t number_grouped(const char *plain, struct number_style style, char out[NUMBER_CAPACITY])
{
    size_t start = plain[0] == '-', whole = strspn(plain + start, "0123456789"), length = 0;

    for (size_t i = 0; plain[i] != '\0' && length < NUMBER_CAPACITY - 2; i++) {
        size_t left = start + whole - i;

        if (i > start && i < start + whole && left % 3 == 0 && whole > 4)
            out[length++] = style.group;
        out[length++] = plain[i];
    }
    out[length] = '\0';
    return length;
}
