/* A dump of a game server's database. */
#include <stddef.h>

#include "fuzz.h"
#include "source.h"

const char fuzz_name[] = "dump";
const char source_suffix[] = "sql";
const char *const fuzz_words[] = {"CREATE TABLE ",
                                  "INSERT INTO ",
                                  " VALUES ",
                                  "`t`",
                                  "(1,'a')",
                                  ",",
                                  ";\n",
                                  "'",
                                  "''",
                                  "\\'",
                                  "\\",
                                  "`",
                                  "\"",
                                  "0x4A",
                                  "_binary '",
                                  "NULL",
                                  "-1.5e3",
                                  "-- ",
                                  "/*!40101 SET NAMES latin1 */",
                                  "/*",
                                  "*/",
                                  "DELIMITER ;;\n",
                                  "CHARSET=latin1",
                                  "\xE9",
                                  "(",
                                  ")",
                                  NULL};
