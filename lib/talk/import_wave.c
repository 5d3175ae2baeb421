#include "talk/import_wave.h"

#include <inttypes.h>
#include <string.h>

#include "base/log.h"
#include "talk/import_bulk.h"
#include "talk/markup.h"

#define TRIES 5 /* of a batch that loses a deadlock */

/* Where the next batch of a wave begins: behind this line. */
struct cursor_of_lines {
    char thread[IMPORT_ID_MOST * 4 + 1];
    int64_t created;
    uint64_t line;
};

struct wave {
    uint64_t number;
    struct cursor_of_lines after;
    uint64_t looked_at;
    uint64_t deferred;
};

/* A line with its comment (e) and its parent's (p). */
STATEMENT(IMPORT_BATCH, "uussiiuu", "usssstxx", "");
