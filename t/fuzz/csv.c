/* A CSV file. */
#include <stddef.h>

#include "fuzz.h"
#include "source.h"

const char fuzz_name[] = "csv";
const char source_suffix[] = "csv";
const char *const fuzz_words[] = {",",     "\"",    "\"\"",         "\n",   "\r\n",     "\r",
                                  "a,b\n", "\"a\"", "\xEF\xBB\xBF", "\xE9", "\"a\nb\"", NULL};
