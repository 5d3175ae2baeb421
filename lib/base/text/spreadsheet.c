#include "base/text/spreadsheet.h"

#include <string.h>

void spreadsheet_cell(struct buffer *out, const char *text, bool number)
{
    bool formula = !number && *text != '\0' && strchr("=+-@\t\r", *text) != NULL;

    buffer_byte(out, '"');
    if (formula)
        buffer_byte(out, '\'');
    for (; *text != '\0'; text++) {
        if (*text == '"')
            buffer_byte(out, '"');
        buffer_byte(out, *text);
    }
    buffer_byte(out, '"');
}
