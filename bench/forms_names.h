/* How names are found while somebody types, by MariaDB and by trigrams. */
#ifndef LOREHALL_BENCH_FORMS_NAMES_H
#define LOREHALL_BENCH_FORMS_NAMES_H

#include "forms_sql.h"

/* Makes bench_name of COUNT names and measures. Prints `name|form|questions|p50|p99|most|how many in
 * a hundred showed the name that was meant`. Returns how many answers were wrong: a beginning or a
 * word that MariaDB finds and the trigrams do not. */
uint64_t names_time(MYSQL *connection, size_t count);

#endif
