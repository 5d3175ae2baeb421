#include "game/folded_name.h"

#include <stdbool.h>
#include <string.h>

#include "base/digit.h"
#include "base/text/text.h"

/* One character of a name, or a blank for what parts words. Returns the length of OUT from now
 * on. */
static size_t fold_letters(const char *letters, char *out, size_t end, size_t size)
{
    size_t length = strlen(letters);

    if (length == 0) {
        if (end == 0 || out[end - 1] == ' ' || end + 1 >= size)
            return end;
        out[end++] = ' ';
        return end;
    }
    if (end + length >= size)
        return end;
    // NOLINTNEXTLINE(bugprone-not-null-terminated-result): the caller ends it
    memcpy(out + end, letters, length);
    return end + length;
}

/* The character at TEXT, which is beyond ASCII or joins words. Sets its LETTERS; false when it is
 * to be passed over. */
static bool fold_rare(const char *text, size_t left, size_t *step, char letters[TEXT_FOLDED])
{
    if (text_joins(text, left)) {
        *step = text_fold(text, left, letters);
        return false;
    }
    *step = text_fold(text, left, letters);
    if (*step == 0)
        *step = 1;
    return true;
}

size_t name_fold(const char *text, char *out, size_t size)
{
    size_t left = strlen(text), end = 0, step;

    for (; left > 0; text += step, left -= step) {
        char letters[TEXT_FOLDED] = {*text};

        step = 1;
        if (*text >= 'A' && *text <= 'Z')
            letters[0] = (char)(*text - 'A' + 'a');
        else if ((unsigned char)*text >= 0x80 || *text == '\'' || *text == '`') {
            if (!fold_rare(text, left, &step, letters))
                continue;
        } else if (!(*text >= 'a' && *text <= 'z') && !(*text >= '0' && *text <= '9'))
            letters[0] = '\0';
        end = fold_letters(letters, out, end, size);
    }
    if (end > 0 && out[end - 1] == ' ')
        end--;
    out[end] = '\0';
    return end;
}

/* Compares the numbers that *A and *B begin with and steps behind them. */
static int compare_digit_runs(const char **a, const char **b)
{
    size_t length, other;
    int order;

    *a += strspn(*a, "0");
    *b += strspn(*b, "0");
    length = strspn(*a, "0123456789");
    other = strspn(*b, "0123456789");
    if (length != other)
        return length < other ? -1 : 1;
    order = memcmp(*a, *b, length);
    *a += length;
    *b += length;
    return order;
}

int name_compare(const char *a, const char *b)
{
    while (*a != '\0' && *b != '\0') {
        if (is_digit(*a) && is_digit(*b)) {
            int order = compare_digit_runs(&a, &b);

            if (order != 0)
                return order;
        } else {
            if (*a != *b)
                break;
            a++;
            b++;
        }
    }
    return (unsigned char)*a - (unsigned char)*b;
}

int name_compare_texts(const char *a_folded, const char *a, const char *b_folded, const char *b)
{
    int order = name_compare(a_folded, b_folded);

    if (order == 0)
        order = strcmp(a_folded, b_folded);
    return order != 0 ? order : strcmp(a, b);
}
