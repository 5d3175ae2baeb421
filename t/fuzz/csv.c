/* A CSV file, up to the entries' pages. */
#include <stddef.h>

#include "fuzz.h"
#include "source.h"

const char fuzz_name[] = "csv";
const char source_suffix[] = "csv";
const char *const fuzz_words[] = {",",        "\"",       "\"\"",
                                  "\n",       "\r\n",     "\r",
                                  "a,b\n",    "\"a\"",    "\xEF\xBB\xBF",
                                  "\xE9",     "\"a\nb\"", "id,name,level",
                                  "maxlevel", "race",     "9223372036854775807",
                                  "1.000,5",  NULL};
