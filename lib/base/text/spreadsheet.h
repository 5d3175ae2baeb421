/* Comma-separated values (RFC 4180) that spreadsheets open. */
#ifndef LOREHALL_BASE_TEXT_SPREADSHEET_H
#define LOREHALL_BASE_TEXT_SPREADSHEET_H

#include <stdbool.h>

#include "base/buffer.h"

/* What a file begins with: without it spreadsheets take it for one in the computer's old code
 * page. */
#define SPREADSHEET_MARK "\xEF\xBB\xBF"

/* Appends a cell. What a spreadsheet would run as a formula gets an apostrophe before it; what is a
 * NUMBER does not, as a leading minus is its by right. */
void spreadsheet_cell(struct buffer *out, const char *text, bool number);

#endif
