/* Somebody else's database: the tables of a game's server, which imports read.
 *
 * Its tables are not ours and are known only when it is asked, so this is the one place beside the
 * migrations where statements are put together as text: from names that the server itself gave, in
 * quotes, and from nothing else. Nothing here writes. All is read in one consistent snapshot.
 */
#ifndef LOREHALL_STORE_FOREIGN_H
#define LOREHALL_STORE_FOREIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct foreign;

struct foreign_place {
    const char *socket; /* NULL: by TCP */
    const char *host;
    unsigned port;
    const char *user;
    const char *password;
    const char *name; /* of the database */
};

/* One column of one table; a table's stand together, in their order. */
struct foreign_column {
    const char *table;
    const char *name;
    bool number;
    uint64_t rows; /* of the table: an estimate */
};

/* Connects and begins the snapshot. NULL, with *ERROR on ARENA. */
struct foreign *foreign_open(struct arena *arena, const struct foreign_place *place,
                             const char **error);

/* NULL is allowed. */
void foreign_close(struct foreign *foreign);

/* The columns of all tables (views are none), ordered by table. NULL, with *ERROR. */
struct foreign_column *foreign_columns(struct foreign *foreign, struct arena *arena, size_t *count,
                                       const char **error);

/* What is read of a table, and who is given it. */
struct foreign_query {
    const char *table;
    const char *const *columns;
    size_t count;
    int (*row)(void *context, const char *const *values, const size_t *lengths);
    void *context;
};

/* Calls ROW with each row's values of these columns, as UTF-8 text, NULL for NULL, as they come
 * from the server. 0, what ROW gave, or -1 with *ERROR. */
int foreign_rows(struct foreign *foreign, struct arena *arena, const struct foreign_query *query,
                 const char **error);

#endif
