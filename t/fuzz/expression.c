/* An expression of a mapping: compiles and runs, or is refused. */
#include "import/mapping/expression.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#include "fuzz.h"

const char fuzz_name[] = "expression";
const char *const fuzz_words[] = {"a",        "d",        "t.c",   "missing",  "null",   "\"x\"",
                                  "'y'",      "1e9",      "0.5",   "?:",       "?",      ":",
                                  "&&",       "||",       "<<",    ">>",       "<=",     "==",
                                  "!",        "-",        "(",     ")",        ",",      "min(",
                                  "part(",    "bits(",    "join(", "replace(", "label(", "among(",
                                  "((((((((", "--------", NULL};

static const struct expression_value values[] = {
    {.type = EXPRESSION_NUMBER, .number = -7.25},
    {.type = EXPRESSION_TEXT, .text = "1,1^5,0|x, y"},
    {.type = EXPRESSION_NULL},
    {.type = EXPRESSION_WHOLE, .whole = INT64_MIN},
};

static bool find_any_column(void *context, const char *table, const char *column, size_t *slot)
{
    static const char *const names[] = {"a", "b", "c", "d"};

    (void)context;
    for (*slot = 0; *slot < 4; ++*slot)
        if (strcasecmp(names[*slot], column) == 0 && (table == NULL || strcmp(table, "t") == 0))
            return true;
    return false;
}

static struct expression_value read_column(void *context, size_t slot)
{
    (void)context;
    MUST(slot < 4);
    return values[slot];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct expression_names names = {.find = find_any_column};
    struct arena *arena = arena_open(1);
    const struct expression_row row = {.read = read_column, .arena = arena};
    const char *text = arena_copy(arena, data, size), *fault, *missing;
    const struct expression *expression = expression_compile(arena, text, &names, &fault, &missing);

    /* There is one, or one reason why not. */
    MUST((expression != NULL) + (fault != NULL) + (missing != NULL) == 1);
    if (expression != NULL) {
        struct expression_value value = expression_run(expression, &row);

        MUST(value.type != EXPRESSION_NUMBER || isfinite(value.number));
        MUST((value.type == EXPRESSION_NULL) == (expression_text(value, arena) == NULL));
    }
    arena_close(arena);
    return 0;
}
