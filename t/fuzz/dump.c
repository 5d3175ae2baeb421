/* A dump of a game server's database, up to the entries' pages. */
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
                                  "CREATE TABLE npc_types (id int, name text, level int, ",
                                  "CREATE TABLE items (id int, Name text, ",
                                  "CREATE TABLE zone (zoneidnumber int, short_name text, ",
                                  "INSERT INTO npc_types VALUES (1,'a',",
                                  "loottable_id int, ",
                                  "maxlevel int, ",
                                  "race int, class int, ",
                                  "9223372036854775807",
                                  "-9223372036854775808",
                                  "1e300",
                                  "(",
                                  ")",
                                  NULL};
